"""What was reported of a figure stays known, with why it moved; and the days from which it was counted otherwise."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from opmodel.measures import reported as module
from opmodel.measures.reported import Move, NewThreshold, definitions, reported
from opmodel.measures.snapshots import THRESHOLDS, leave_snapshot
from opmodel.store.register import RegisterChange, Setting
from opmodel.store.rollup_tables import Snapshot
from tests.company import Company, whole

MONDAY = datetime(2026, 10, 5, 9, tzinfo=UTC)


def leave(company: Company, day: int, *, reason: str = "import", import_id: int | None = None) -> Snapshot:
    """A snapshot left so many days after a Monday."""
    leave_snapshot(company.session, import_id=import_id, reason=reason)
    made = company.session.exec(select(Snapshot).order_by(Snapshot.id.desc())).first()  # type: ignore[union-attr]
    assert made is not None
    made.taken_at = MONDAY + timedelta(days=day)
    company.session.add(made)
    company.session.flush()
    return made


def use(company: Company, active: int, *, week: str = "W40", listed: int = 40) -> int:
    people = company.crowd(listed)
    return company.panel("Copilot", {week: whole(people[:active]) | whole(people[active:], 0)})


def set_threshold(company: Company, name: str, value: float) -> None:
    company.session.merge(Setting(key=f"threshold.{name}", value=f"{value:g}"))
    company.session.flush()


def test_a_figure_is_told_as_it_was_reported_the_newest_first(any_company: Company) -> None:
    first = use(any_company, 20)
    leave(any_company, 0, import_id=first)
    second = use(any_company, 30, week="W41")
    leave(any_company, 7, import_id=second)
    lines = reported(any_company.session, "tool_activity")
    assert [(line.figure.value, line.figure.numerator, line.moves) for line in lines] == [
        (0.75, 30, (Move.DATA,)),
        (0.5, 20, (Move.FIRST,)),
    ]
    assert lines[0].on == (MONDAY + timedelta(days=7)).date()
    assert (lines[0].files, lines[0].by) == (("panel.csv",), ("test",))
    assert lines[0].figure.rule == "tool_activity/1"


def test_what_did_not_move_the_figure_is_no_line_of_its_history(company: Company) -> None:
    leave(company, 0, import_id=use(company, 20))
    leave(company, 1, reason="edit")
    leave(company, 2, import_id=company.new_import("identities", MONDAY))
    assert len(reported(company.session, "tool_activity")) == 1


def test_an_import_that_brings_people_changed_the_population(company: Company) -> None:
    leave(company, 0, import_id=use(company, 20))
    leave(company, 7, import_id=use(company, 20, week="W41", listed=50))
    assert reported(company.session, "tool_activity")[0].moves == (Move.POPULATION,)


def test_an_import_taken_out_and_an_edit_are_told_as_such_with_who(any_company: Company) -> None:
    session = any_company.session
    leave(any_company, 0, import_id=use(any_company, 20))
    wrong = use(any_company, 40, week="W41")
    leave(any_company, 1, import_id=wrong)
    leave(any_company, 2, reason="undo", import_id=wrong)
    # The figure of the undone week is still in this store, so a later one stands in for what an undo leaves behind.
    use(any_company, 10, week="W42")
    leave(any_company, 3, reason="undo", import_id=wrong)
    session.add(
        RegisterChange(changed_by="ada", edit="e", table_name="rollout", row_key="[1]", changed_at=MONDAY, before={})
    )
    use(any_company, 11, week="W43")
    leave(any_company, 4, reason="edit")
    newest, undone = reported(session, "tool_activity")[:2]
    assert (newest.moves, newest.by) == ((Move.EDIT,), ("ada",))
    assert (undone.moves, undone.files) == ((Move.UNDO,), ("panel.csv",))


def test_several_of_one_day_are_one_line_that_tells_every_reason(company: Company) -> None:
    leave(company, 0, import_id=use(company, 20))
    leave(company, 7, import_id=use(company, 25, week="W41"))
    leave(company, 7, import_id=use(company, 25, week="W42", listed=50))
    newest = reported(company.session, "tool_activity")[0]
    assert newest.moves == (Move.DATA, Move.POPULATION)
    assert newest.figure.denominator == 50


def test_a_threshold_of_the_rule_makes_a_new_definition_and_another_one_does_not(any_company: Company) -> None:
    session = any_company.session
    people = any_company.crowd(20)
    any_company.seats(
        "Copilot",
        MONDAY,
        {
            name: {
                "activity_known": True,
                "assigned_at": MONDAY - timedelta(days=400),
                "last_active_at": MONDAY - timedelta(days=40),
            }
            for name in people
        },
    )
    leave(any_company, 0)
    set_threshold(any_company, "pilot_watch_days", 100)
    leave(any_company, 1, reason="edit")
    assert len(reported(session, "shelfware")) == 1
    set_threshold(any_company, "idle_days", 50)
    any_company.refresh(seats=True)
    leave(any_company, 2, reason="edit")
    newest, before = reported(session, "shelfware")
    assert newest.moves == (Move.DEFINITION,)
    assert newest.definition is not None
    assert newest.definition.thresholds == (NewThreshold(name="idle_days", before=30, after=50),)
    assert (before.figure.value, newest.figure.value) == (1.0, 0.0)
    assert [one.on for one in definitions(session, "shelfware")] == [(MONDAY + timedelta(days=2)).date()]
    assert definitions(session, "tool_activity") == ()
    assert [one.thresholds[0].name for one in definitions(session, "tool_activity", also=("pilot_watch_days",))] == [
        "pilot_watch_days"
    ]


def test_another_version_of_the_rule_makes_a_new_definition(any_company: Company) -> None:
    old = leave(any_company, 0, import_id=use(any_company, 20))
    figures = dict(old.figures)
    figures["tool_activity"] = {**figures["tool_activity"], "rule": "tool_activity/0"}
    old.figures = figures
    any_company.session.add(old)
    leave(any_company, 7, import_id=use(any_company, 20))
    (newest, _) = reported(any_company.session, "tool_activity")
    assert newest.definition is not None
    assert (newest.definition.before, newest.definition.after) == ("tool_activity/0", "tool_activity/1")
    assert len(definitions(any_company.session, "tool_activity")) == 1


def test_a_change_of_definition_is_never_folded_into_the_line_before_it(company: Company) -> None:
    leave(company, 0)
    set_threshold(company, "majority_share", 0.7)
    leave(company, 0, reason="edit")
    assert [line.definition is not None for line in reported(company.session, "components")] == [True, False]


def test_a_snapshot_from_before_thresholds_were_kept_asserts_nothing(company: Company) -> None:
    old = leave(company, 0, import_id=use(company, 20))
    old.figures = {name: figure for name, figure in old.figures.items() if name != THRESHOLDS}
    company.session.add(old)
    set_threshold(company, "majority_share", 0.7)
    leave(company, 1, reason="edit")
    assert definitions(company.session, "company_split") == ()


def test_a_part_has_its_own_history(company: Company) -> None:
    leave(company, 0, import_id=use(company, 20))
    leave(company, 7, import_id=use(company, 30, week="W41"))
    lines = reported(company.session, "tool_activity", part=("tool", "Copilot"))
    assert [line.figure.numerator for line in lines] == [30, 20]
    assert reported(company.session, "tool_activity", part=("tool", "Nobody's")) == ()


def test_a_group_too_small_to_be_shown_now_is_not_shown_in_its_history(company: Company) -> None:
    leave(company, 0, import_id=use(company, 5, listed=12))
    set_threshold(company, "minimum_group", 15)
    (line,) = reported(company.session, "tool_activity")
    assert line.figure.suppressed
    assert line.figure.value is None
    assert line.figure.numerator is None


def test_a_history_is_bounded(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in range(6):
        leave(company, day, import_id=use(company, 20 + day, week=f"W{40 + day}"))
    assert len(reported(company.session, "tool_activity", most=4)) == 4
    monkeypatch.setattr(module, "_READ", 2)
    assert len(reported(company.session, "tool_activity")) == 2


def test_money_keeps_its_currency_in_what_was_reported(company: Company) -> None:
    company.seats("Copilot", MONDAY, {name: {} for name in company.crowd(20)})
    company.contract("Copilot", 30, 100)
    leave(company, 0)
    (line,) = reported(company.session, "shelfware_money")
    assert line.figure.detail["currency"] == "EUR"
