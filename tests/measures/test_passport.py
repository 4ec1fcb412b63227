"""What stands behind a figure: files, freshness, what is left out; and that every rule says the thresholds in it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from opmodel.measures.figure import Figure
from opmodel.measures.passport import Kind, Stream, measure_of, passport, sorted_caveats
from opmodel.measures.registry import Question, all_measures, ask
from opmodel.measures.snapshots import leave_snapshot
from opmodel.store.register import Stage
from opmodel.store.thresholds import THRESHOLDS
from tests.company import Company, whole

TODAY = date(2026, 10, 12)
NEVER_COUNTED_BY = {"minimum_group"}
BESIDE = {
    "adoption": {"majority_share"},
    "pilots_to_production": {"pilot_watch_days", "pilot_stuck_days", "pilot_chronic_days"},
    "purgatory": {"pilot_horizon_months", "pilots_for_a_rate"},
    "findings": {"pilot_horizon_months", "pilots_for_a_rate"},
    "same_tools": {"majority_share"},
}
"""Thresholds that only say what a figure is held against, or at which ages something is told of it."""


def test_a_figure_names_its_files_with_hash_report_date_and_who_loaded_them(any_company: Company) -> None:
    number = any_company.panel("Copilot", {"W40": whole(any_company.crowd(20))})
    figure = ask(any_company.session, "tool_activity")
    (source,) = passport(any_company.session, figure, today=TODAY).sources
    assert (source.import_id, source.file, source.loaded_by) == (number, "panel.csv", "test")
    assert source.report_on == date(2026, 10, 4)
    assert source.sha256 == "0" * 12


def test_a_source_is_as_fresh_as_its_newest_report_against_how_often_it_comes(any_company: Company) -> None:
    people = whole(any_company.crowd(20))
    for place in range(4):
        label = f"W{37 + place}"
        any_company.panel("Copilot", {label: people}, report=date(2026, 9, 13) + timedelta(weeks=place))
    any_company.panel("Other", {"W40": people}, report=date(2026, 10, 4))
    figure = ask(any_company.session, "tool_activity")
    streams = passport(any_company.session, figure, today=TODAY).streams
    assert {(one.age_days, one.every_days) for one in streams} == {(8, 7.0), (8, None)}
    assert not any(one.late for one in streams)
    assert any(one.late for one in passport(any_company.session, figure, today=TODAY + timedelta(days=4)).streams)


@pytest.mark.parametrize(("age", "late"), [(11, False), (12, True)])
def test_a_weekly_source_is_late_after_a_week_and_a_half_and_a_day(age: int, late: bool) -> None:
    assert Stream(export="roster", newest=TODAY, age_days=age, every_days=7.0).late is late


def test_a_source_that_came_twice_has_no_rhythm_yet_and_is_never_late() -> None:
    assert not Stream(export="roster", newest=TODAY, age_days=400, every_days=None).late


def test_people_whom_the_roster_does_not_know_are_counted_in_the_passport(any_company: Company) -> None:
    people = any_company.crowd(20)
    any_company.roster(date(2026, 1, 5), {"Finance": people[:17]})
    any_company.panel("Copilot", {"W40": whole(people)})
    figure = ask(any_company.session, "tool_activity")
    found = passport(any_company.session, figure, today=TODAY)
    assert found.not_placed == 3
    assert len(found.caveats[Kind.NOT_PLACED]) == 1


def test_a_measure_that_counts_no_active_people_does_not_speak_of_people_not_placed(company: Company) -> None:
    assert passport(company.session, ask(company.session, "shelfware"), today=TODAY).not_placed is None


def test_what_was_reported_is_kept_of_the_whole_company_and_of_no_team(company: Company) -> None:
    company.roster(date(2026, 1, 5), {"Finance": company.crowd(20)})
    company.panel("Copilot", {"W40": whole(company.crowd(20))})
    leave_snapshot(company.session, import_id=None, reason="import")
    whole_company = ask(company.session, "tool_activity")
    assert len(passport(company.session, whole_company, today=TODAY).history) == 1
    of_a_team = ask(company.session, "tool_activity", Question(team="Finance"))
    assert passport(company.session, of_a_team, today=TODAY, whole_company=False).history == ()


def test_a_figure_too_small_to_show_has_no_history_either(company: Company) -> None:
    company.panel("Copilot", {"W40": whole(company.crowd(4))})
    leave_snapshot(company.session, import_id=None, reason="import")
    figure = ask(company.session, "tool_activity")
    assert figure.suppressed
    assert passport(company.session, figure, today=TODAY).history == ()


def test_a_part_is_traced_to_the_measure_of_its_rule() -> None:
    part = Figure(name="overdue", unit="pilots", rule="purgatory/1", kind="decision")
    found = measure_of(part)
    assert found is not None
    assert found.name == "purgatory"
    assert measure_of(Figure(name="x", unit="", rule="")) is None


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("3 active people are not placed: the roster does not know them.", Kind.NOT_PLACED),
        ("Claims is left out: nobody has uploaded its use (30 target people).", Kind.EXCLUDED),
        ("2 people outside the target used it too; they are not counted.", Kind.EXCLUDED),
        ("Copilot: no source shows the use of 4 seats; they are not counted as idle.", Kind.EXCLUDED),
        ("Copilot: 4 seats are kept on purpose and do not count as idle.", Kind.EXCLUDED),
        ("At most 34%, from tool activity: an upper bound, not in the board number.", Kind.BOUND),
        ("Copilot: no seat list, so its idle money is an upper bound.", Kind.BOUND),
        ("4 people are known to be active only from the cases they handled.", Kind.NOTE),
    ],
)
def test_a_caveat_is_sorted_by_what_it_is_about(said: str, kind: Kind) -> None:
    assert sorted_caveats([said]) == {kind: (said,)}


@pytest.fixture
def a_bit_of_everything(company: Company) -> Company:
    """Seats, pilots, a redesigned workflow in use."""
    people = company.crowd(30)
    at = datetime(2026, 10, 7, tzinfo=UTC)
    company.roster(date(2026, 1, 5), {"Finance": people})
    company.panel("Copilot", {f"W{number}": whole(people[:20]) for number in range(30, 41)})
    idle = {"activity_known": True, "assigned_at": at - timedelta(days=300), "last_active_at": at - timedelta(days=45)}
    company.seats("Copilot", at, dict.fromkeys(people, idle))
    company.contract("Copilot", 40, 100, notice_on=date(2026, 12, 1), renews_on=date(2027, 1, 1))
    company.workflow("Claims", owner="Grace", tools=["Copilot"])
    company.rollout("Claims", "Finance", [(Stage.PILOT, date(2026, 6, 1))])
    company.use("Claims", {f"W{number}": dict.fromkeys(people[:20], 1.0) for number in range(30, 41)})
    return company


class _Watched(dict[str, float]):
    """Thresholds that remember which of them were asked for."""

    def __init__(self, values: dict[str, float], asked: set[str]) -> None:
        super().__init__(values)
        self._asked = asked

    def __getitem__(self, name: str) -> float:
        self._asked.add(name)
        return super().__getitem__(name)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The thresholds that measures ask for."""
    import sys

    from opmodel.store import thresholds

    names: set[str] = set()
    one, every = thresholds.threshold, thresholds.all_thresholds
    for name, module in list(sys.modules.items()):
        if not name.startswith("opmodel.measures"):
            continue
        if getattr(module, "threshold", None) is one:
            monkeypatch.setattr(module, "threshold", lambda session, name: names.add(name) or one(session, name))
        if getattr(module, "all_thresholds", None) is every:
            monkeypatch.setattr(module, "all_thresholds", lambda session: _Watched(every(session), names))
    return names


@pytest.mark.parametrize("name", all_measures())
def test_a_measure_says_every_threshold_that_its_rule_counts_by(
    a_bit_of_everything: Company, asked: set[str], name: str
) -> None:
    ask(a_bit_of_everything.session, name, Question(series=True))
    declared = set(all_measures()[name].thresholds)
    assert asked - NEVER_COUNTED_BY - BESIDE.get(name, set()) <= declared
    assert declared <= set(THRESHOLDS)
