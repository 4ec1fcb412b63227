"""The Pilots page: what it says of the pilots, and that what is decided on it takes effect."""

from datetime import date, timedelta

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from opmodel.register.rollouts import record_milestone
from opmodel.store.engine import reading, writing
from opmodel.store.meetings import Decision, DecisionKind
from opmodel.store.register import Milestone, Rollout, Stage, StageChange
from opmodel.ui.plain import plain
from tests.askers import steward
from tests.company import Company
from tests.pages.conftest import Open
from tests.ui import hostile_company as hostile

PAGE = "operate/pilots.py"


def said(test: AppTest) -> str:
    """The words of the page and of its dialog."""
    return " ".join(line.value for line in test.markdown)


def press(test: AppTest, label: str) -> AppTest:
    button = next(button for button in test.button if button.label == label)
    return button.click().run()


def fill_in(test: AppTest, **fields: object) -> None:
    """Enter into the dialog's fields, by the last word of their keys."""
    widgets = [*test.text_input, *test.text_area, *test.date_input]
    for name, value in fields.items():
        widget = next(one for one in widgets if one.key and one.key.endswith(f".{name.replace('__', '-')}"))
        widget.set_value(value)


def decide(test: AppTest, kind: DecisionKind) -> AppTest:
    press(test, "Decide")
    choice = next(one for one in test.radio if one.key and one.key.endswith(".kind"))
    choice.set_value(kind)
    return test.run()


def the_pilot(url: str) -> int:
    with reading(url) as session:
        return session.exec(select(Rollout.id)).one() or 0


def stages(url: str) -> list[tuple[Stage, date, str]]:
    with reading(url) as session:
        return [
            (change.stage, change.changed_on, change.why)
            for change in session.exec(select(StageChange).order_by(StageChange.id))  # type: ignore[arg-type]
        ]


def test_each_open_pilot_has_its_clock_its_date_its_owner_and_what_it_cost(filled_store: str, opened: Open) -> None:
    text = said(opened(filled_store, PAGE))
    assert ":red[**Chronic**]" in text
    assert f"**{plain(hostile.WORKFLOW)}** · {plain(hostile.TEAM)}" in text
    assert plain("In pilot for 531 days, nothing moved for 531; stuck since 28 Feb 2026.") in text
    assert "No date set to decide by" in text
    assert f"{plain(hostile.OWNER)} · {plain('€12,000 spent')}" in text


def test_of_one_pilot_no_chance_is_stated_and_the_page_says_why(filled_store: str, opened: Open) -> None:
    text = said(opened(filled_store, PAGE))
    assert "No chance to cross is stated at this age" in text
    assert plain("1 pilot is too few for a rate (it takes 20)") in text


def test_a_stopped_pilot_leaves_the_list_and_the_figures_follow(filled_store: str, opened: Open) -> None:
    test = decide(opened(filled_store, PAGE), DecisionKind.STOP)
    fill_in(test, why="Nobody would take it on.", owner="Grace Hopper")
    press(test, "Stop it")
    assert not test.exception
    assert test.title[0].value == "No pilot is open; 0 of 1 begun reached production."
    assert [plain("is stopped.") in line.value for line in test.success] == [True]
    assert not [button for button in test.button if button.label == "Decide"]
    assert stages(filled_store)[-1] == (Stage.STOPPED, date.today(), "Nobody would take it on.")


def test_a_scaled_pilot_counts_as_crossed(filled_store: str, opened: Open) -> None:
    test = decide(opened(filled_store, PAGE), DecisionKind.SCALE)
    fill_in(test, why="It holds.", owner="Grace Hopper", accepted_by="Radia Perlman")
    press(test, "Scale it")
    assert test.title[0].value == "No pilot is open; 1 of 1 begun reached production."
    assert stages(filled_store)[-1][0] == Stage.PRODUCTION


def test_a_date_to_fix_it_by_shows_on_its_row(filled_store: str, opened: Open) -> None:
    by = date.today() + timedelta(days=40)
    test = decide(opened(filled_store, PAGE), DecisionKind.FIX_BY)
    fill_in(test, on__fix_by=by, expected_move="Half the team weekly", why="The team asked for a last try.")
    press(test, "Set the date")
    assert f"Decision due {by.day} {by:%b %Y}" in said(test)
    assert test.title[0].value.startswith("1 pilot is open, 1 of them stuck")
    with reading(filled_store) as session:
        kept = session.exec(select(Decision)).one()
    assert (kept.kind, kept.due_on, kept.expected_move) == (DecisionKind.FIX_BY, by, "Half the team weekly")


def test_what_is_missing_is_said_in_the_dialog_and_nothing_entered_is_lost(filled_store: str, opened: Open) -> None:
    test = decide(opened(filled_store, PAGE), DecisionKind.STOP)
    fill_in(test, owner="Grace Hopper", expected_move="Money goes elsewhere")
    press(test, "Stop it")
    assert ":red[Must be filled in\\.]" in said(test)
    entered = {one.key.rsplit(".", 1)[-1]: one.value for one in test.text_input if one.key}
    assert (entered["owner"], entered["expected_move"]) == ("Grace Hopper", "Money goes elsewhere")
    assert stages(filled_store)[-1][0] == Stage.PILOT


def test_a_step_forward_is_recorded_and_counts_as_movement(filled_store: str, opened: Open) -> None:
    test = press(opened(filled_store, PAGE), "Step forward")
    fill_in(test, name="Reviewers agree on the wording")
    press(test, "Record it")
    assert "nothing moved for 0" in said(test)
    assert test.title[0].value.startswith("1 pilot is open, none of them stuck")
    with reading(filled_store) as session:
        assert session.exec(select(Milestone.name)).all() == ["Reviewers agree on the wording"]


def test_what_somebody_else_did_meanwhile_is_told_in_the_dialog(filled_store: str, opened: Open) -> None:
    test = decide(opened(filled_store, PAGE), DecisionKind.STOP)
    fill_in(test, why="Nobody would take it on.", owner="Grace Hopper")
    from opmodel.register.decisions import PilotDecision, decide_pilot

    decide_pilot(
        filled_store,
        PilotDecision(
            rollout_id=the_pilot(filled_store),
            kind=DecisionKind.STOP,
            on=date.today(),
            why="Decided in the board.",
            owner="Ada",
        ),
        by=steward("ada"),
    )
    press(test, "Stop it")
    assert not test.exception
    assert test.title[0].value.startswith("No pilot is open")
    assert plain(f"It is decided already: in stopped since {date.today():%d %b %Y}, recorded by ada.") in said(test)
    assert [area.value for area in test.text_area] == ["Nobody would take it on."]
    assert [change[2] for change in stages(filled_store)][1:] == ["Decided in the board."]


def test_a_page_pinned_to_a_week_offers_no_decision(filled_store: str, opened: Open) -> None:
    test = opened(filled_store, PAGE, week="2026-W42")
    assert "pinned to a week that is over" in said(test)
    assert all(button.disabled for button in test.button if button.label in {"Decide", "Step forward"})
    assert [button.label for button in test.button if button.label == "Decide"]


def test_a_pinned_week_shows_the_pilots_as_they_stood(filled_store: str, opened: Open) -> None:
    record_milestone(filled_store, the_pilot(filled_store), "Later", on=date.today(), by=steward("ada"))
    assert ":red[**Chronic**]" in said(opened(filled_store, PAGE, week="2026-W42"))
    assert ":red[**Chronic**]" not in said(opened(filled_store, PAGE))


@pytest.fixture
def portfolio(sqlite_store: str) -> str:
    """Thirty pilots: twelve crossed, twelve were stopped, six wait."""
    today = date(2026, 11, 15)
    with writing(sqlite_store) as session:
        company = Company(session)
        company.panel("Copilot", {"W46": {"ann": 1}})
        company.workflow("Invoices", owner="Ada")
        began = today - timedelta(days=500)
        for number in range(12):
            company.rollout(
                "Invoices", f"Crossed {number}", {Stage.PILOT: began, Stage.PRODUCTION: began + timedelta(100)}
            )
            company.rollout(
                "Invoices", f"Stopped {number}", {Stage.PILOT: began, Stage.STOPPED: began + timedelta(300)}
            )
        for number in range(6):
            company.rollout("Invoices", f"Waits {number}", {Stage.PILOT: today - timedelta(days=200 + number)})
    return sqlite_store


def test_a_company_with_a_history_holds_each_open_pilot_against_it(portfolio: str, opened: Open) -> None:
    test = opened(portfolio, PAGE)
    text = said(test)
    assert (
        plain("Chance to cross at this age, from 12 others of ours as old: 0% within 90 days (95% interval 0% to 26%)")
        in text
    )
    assert plain("40% of 30 pilots were decided by this age.") in text
    headings = [heading.value for heading in test.header]
    assert any("crossed into production so far" in heading for heading in headings)
    assert any("cohort" in heading for heading in headings)
    assert any("older than half of ours" in heading for heading in headings)
    assert any("No pilot crossed between the ages" in heading for heading in headings)


def test_time_to_production_stands_beside_the_time_to_any_decision(portfolio: str, opened: Open) -> None:
    test = opened(portfolio, PAGE)
    card = next(metric for metric in test.metric if metric.label == "A quarter in production after")
    assert card.value == "100 days"
    assert plain("Half: not reached yet") in said(test)


def test_a_team_sees_its_own_pilots_held_against_the_whole_company(portfolio: str, opened: Open) -> None:
    test = opened(portfolio, PAGE, team="Waits 0")
    assert test.title[0].value.startswith("1 pilot is open")
    assert plain("40% of 30 pilots were decided by this age.") in said(test)
