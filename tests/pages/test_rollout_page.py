"""The Rollout page: the map, who is next, and the gate that lets nobody through without evidence or a reason."""

from datetime import date

from sqlmodel import select
from streamlit.testing.v1 import AppTest

from opmodel.store.engine import reading, writing
from opmodel.store.register import GatePassage, Performer, Rollout, Stage, StageChange, Team
from opmodel.ui.plain import plain
from tests.company import Company
from tests.pages.conftest import Open
from tests.ui import hostile_company as hostile

PAGE = "operate/rollout.py"
WEEKS = [f"W{number}" for number in range(34, 47)]


def title(test: AppTest) -> str:
    return str(test.title[0].value)


def said(test: AppTest) -> str:
    return "\n".join(str(line.value) for line in test.main.markdown).replace("\u2060", "")


def held_in_north(url: str) -> None:
    """Claims holds in Retail/North; South and East stand beside it; Adverts is a tab in North."""
    with writing(url) as session:
        company = Company(session)
        people = company.crowd(20)
        company.roster(date(2026, 1, 5), {"Retail/North": people})
        company.team("Retail/South")
        company.team("Retail/East")
        company.workflow("Claims", owner="Grace")
        company.workflow("Adverts", performer=Performer.AI_ASSISTS)
        company.rollout("Claims", "Retail/North", [(Stage.PRODUCTION, date(2026, 8, 10))])
        company.rollout("Adverts", "Retail/North", [(Stage.PILOT, date(2026, 8, 10))])
        company.use("Claims", {label: dict.fromkeys(people[:15], 1.0) for label in WEEKS})


def test_the_page_opens_with_where_redesigned_work_holds(sqlite_store: str, opened: Open) -> None:
    held_in_north(sqlite_store)
    test = opened(sqlite_store, PAGE)
    assert title(test) == "1 redesigned workflow is live in 1 place and holds in 1 of them."
    assert "Claims has come the furthest: it holds in 1 of 1 live team." in [
        heading.value.replace("\\", "") for heading in test.header
    ]


def test_the_map_is_there_as_a_table_of_teams_by_workflows(sqlite_store: str, opened: Open) -> None:
    held_in_north(sqlite_store)
    table = opened(sqlite_store, PAGE).dataframe[-1].value
    assert list(table.columns) == ["Team", "Adverts", "Claims"]
    assert table.loc[0, "Claims"] == "Production, holds: 75%"


def test_who_is_next_leads_to_the_gate_before_them(sqlite_store: str, opened: Open) -> None:
    held_in_north(sqlite_store)
    test = opened(sqlite_store, PAGE)
    rows = [button for button in test.button if button.label == "See the gate"]
    assert len(rows) == 2
    rows[1].click().run()
    assert next(box for box in test.selectbox if box.label == "Next team").value == "Retail/South"
    assert any(button.label == "Begin in South" for button in test.button)


def test_the_gate_names_what_is_missing_and_what_is_there(sqlite_store: str, opened: Open) -> None:
    held_in_north(sqlite_store)
    test = opened(sqlite_store, PAGE, workflow="Claims", next="Retail/South")
    words = said(test)
    assert words.count(":green-badge[Met]") == 1
    assert words.count(":red-badge[Missing]") == 4
    assert "**1 of 5 pieces of evidence for Claims in South are there" in words.replace("\\", "")


def test_a_tab_has_no_gate_it_is_sent_back_to_be_redesigned(sqlite_store: str, opened: Open) -> None:
    held_in_north(sqlite_store)
    test = opened(sqlite_store, PAGE, workflow="Adverts")
    assert "Adverts is a tab, not a redesign. Let AI do a step of it" in said(test)
    assert not any(button.label.startswith("Begin in") for button in test.button)


def begin(test: AppTest, **entered: str) -> AppTest:
    """Open the dialog, fill it in and press its button."""
    next(button for button in test.button if button.key == "begin").click().run()
    for label, value in entered.items():
        field = next(field for field in [*test.text_area, *test.text_input] if field.label.startswith(label))
        field.set_value(value)
    next(button for button in reversed(test.button) if button.label == "Begin in South").click().run()
    return test


def test_nobody_begins_without_evidence_or_a_reason(sqlite_store: str, opened: Open) -> None:
    held_in_north(sqlite_store)
    test = begin(opened(sqlite_store, PAGE, workflow="Claims", next="Retail/South"), Reason="Because.")
    assert any(":red[The gate misses 4 of 5" in line.value for line in test.markdown)
    with reading(sqlite_store) as session:
        assert session.exec(select(GatePassage)).all() == []
        assert len(session.exec(select(Rollout)).all()) == 2


def test_with_a_written_reason_it_begins_and_the_reason_is_kept(sqlite_store: str, opened: Open) -> None:
    held_in_north(sqlite_store)
    reason = "The season begins on Monday and South asked for it."
    test = begin(opened(sqlite_store, PAGE, workflow="Claims", next="Retail/South"), Reason=reason)
    assert any("Claims is in pilot in South" in message.value.replace("\\", "") for message in test.success)
    assert (
        title(test)
        == "1 redesigned workflow is live in 2 places and holds in 1 of them; in 1 it is not known, or not shown."
    )
    with reading(sqlite_store) as session:
        passage = session.exec(select(GatePassage)).one()
        assert passage.reason == reason
        assert len(passage.missing) == 4
        stage, team = session.exec(
            select(StageChange.stage, Team.path)
            .where(StageChange.rollout_id == passage.rollout_id)
            .where(Rollout.id == StageChange.rollout_id, Team.id == Rollout.team_id)
        ).one()
        assert (stage, team) == (Stage.PILOT, "Retail/South")


def test_a_store_without_a_rollout_leads_to_the_register(sqlite_store: str, opened: Open) -> None:
    test = opened(sqlite_store, PAGE)
    assert title(test) == "No workflow is rolled out yet."
    assert [link.proto.label for link in test.main.get("page_link")] == ["Go to Uploads", "Open the register"]


def test_a_team_sees_its_own_part_of_the_map(sqlite_store: str, opened: Open) -> None:
    held_in_north(sqlite_store)
    assert title(opened(sqlite_store, PAGE, team="Retail/South")) == "No workflow is rolled out in South yet."


def test_hostile_names_are_only_text(filled_store: str, opened: Open) -> None:
    test = opened(filled_store, PAGE)
    button = next(button for button in test.button if button.key == "begin") if test.button else None
    assert button is None or "<i>" not in button.label.replace("\\<i\\>", "")
    for line in test.main.markdown:
        assert "<img" not in line.value.replace("\\<img", "")
    assert plain(hostile.WORKFLOW)[:5] in " ".join(heading.value for heading in test.header) + said(test)
