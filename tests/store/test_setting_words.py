"""Settings in words, as the trail and the pages say them."""

from opmodel.register.thresholds import set_threshold
from opmodel.register.trail import newest_edits
from opmodel.store.engine import reading
from opmodel.store.setting_words import setting_title, setting_value, threshold_value
from tests.askers import admin


def test_a_threshold_is_written_in_its_unit() -> None:
    assert threshold_value("majority_share", 0.6) == "60%"
    assert threshold_value("rubber_stamp_share", 0.001) == "0.1%"
    assert threshold_value("idle_days", 30) == "30 days"
    assert threshold_value("gate_holding_weeks", 1) == "1 week"
    assert threshold_value("minimum_group", 1000) == "1,000 people"


def test_a_setting_is_told_without_the_form_it_is_kept_in() -> None:
    assert setting_title("organisation.time_zone") == "Organisation: time zone"
    assert setting_value("organisation.time_zone", "Europe/Dublin") == "Europe/Dublin"
    closed = '[["2026-12-24", "2027-01-01"], ["2027-05-03", "2027-05-03"]]'
    assert setting_value("organisation.closures", closed) == "24 Dec 2026 to 1 Jan 2027, 3 May 2027"
    hours = '{"days": [0, 4], "from": "09:00", "to": "17:00", "time_zone": "UTC"}'
    assert setting_value("organisation.calendar", hours) == "days Mon, Fri; from 09:00; to 17:00; time zone UTC"


def test_the_trail_says_which_threshold_was_set_from_what_to_what(store: str) -> None:
    set_threshold(store, "idle_days", 50, by=admin("ada"))
    set_threshold(store, "idle_days", 45, by=admin("bo"))
    with reading(store) as session:
        newest, first = newest_edits(session, most=2)
    line = first.lines[0]
    assert first.summary == "Setting changed: Threshold: idle days"
    assert (line.before, line.after) == ("30 days (default)", "50 days")
    assert (newest.lines[0].what, newest.lines[0].before, newest.lines[0].after) == (
        "Threshold: idle days",
        "50 days",
        "45 days",
    )
