"""The Workflow page: one workflow whole, by its name in the address; what is missing is said."""

import re
from datetime import date

from sqlmodel import select
from streamlit.testing.v1 import AppTest

from opmodel.store.engine import writing
from opmodel.store.register import (
    Check,
    Checkpoint,
    CheckpointStaffing,
    OfficeHolder,
    Performer,
    Play,
    Rollout,
    Stage,
    Step,
    Workflow,
)
from opmodel.ui.plain import plain
from tests.company import Company
from tests.pages.conftest import Open
from tests.ui import hostile_company as hostile

PAGE = "board/workflow.py"
WEEKS = [f"W{number}" for number in range(34, 47)]


def title(test: AppTest) -> str:
    return str(test.title[0].value)


def headings(test: AppTest) -> list[str]:
    return [str(heading.value) for heading in test.header]


def said(test: AppTest) -> str:
    return "\n".join(str(line.value) for line in test.main.markdown).replace("\u2060", "")


def tables(test: AppTest) -> str:
    return " ".join(str(cell) for table in test.table for cell in table.value.to_numpy().ravel()).replace("\u200b", "")


def two_workflows(url: str) -> None:
    """Claims, redesigned and held by North; Adverts, a tab that nobody has yet."""
    with writing(url) as session:
        company = Company(session)
        people = company.crowd(20)
        company.roster(date(2026, 1, 5), {"Retail/North": people})
        number = company.workflow("Claims", owner="Grace", tools=["Copilot"])
        company.workflow("Adverts", performer=Performer.AI_ASSISTS)
        company.rollout("Claims", "Retail/North", [(Stage.PILOT, date(2026, 8, 10))], play_version=1)
        company.use("Claims", {label: dict.fromkeys(people[:15], 1.0) for label in WEEKS})
        for version, words in ((1, "Call within two hours."), (2, "Call within one hour.")):
            day = date(2026, 3 * version, 2)
            session.add(
                Play(workflow_id=number, version=version, body=f"# How\n\n{words}", published_on=day, published_by="G")
            )


def test_the_workflow_in_the_address_is_the_pages(sqlite_store: str, opened: Open) -> None:
    two_workflows(sqlite_store)
    assert title(opened(sqlite_store, PAGE, workflow="Claims")).startswith("Claims: 15 of 20 people worked the new way")
    assert title(opened(sqlite_store, PAGE, workflow="Adverts")).startswith("Adverts is a tab, not a redesign")


def test_without_a_name_the_most_pressing_workflow_is_shown(sqlite_store: str, opened: Open) -> None:
    two_workflows(sqlite_store)
    assert title(opened(sqlite_store, PAGE)).startswith("Claims")


def test_an_unknown_name_is_said_plainly_and_the_most_pressing_workflow_shown(sqlite_store: str, opened: Open) -> None:
    two_workflows(sqlite_store)
    test = opened(sqlite_store, PAGE, workflow="<b>Nothing</b>")
    assert title(test).startswith("Claims")
    assert f"There is no workflow called “{plain('<b>Nothing</b>')}”" in said(test)


def test_a_workflow_is_shown_from_its_adoption_to_its_history(sqlite_store: str, opened: Open) -> None:
    two_workflows(sqlite_store)
    test = opened(sqlite_store, PAGE, workflow="Claims")
    found = headings(test)
    for heading in (
        "North has held a clear majority for 10 weeks.",
        "Cycle time is not measured yet.",
        "AI does 1 of 1 step.",
        "No checkpoint stands in a live team.",
        "The play: version 2 is the standard since 2 Jun 2026.",
        "1 rollout: 1 in pilot.",
        "No decision is recorded yet.",
        "First live in North on 10 Aug 2026.",
    ):
        assert plain(heading) in found or heading in found, heading
    assert "components are in place" in " ".join(found)
    assert "No baseline is locked for any of 1 team that went live" in said(test)


def test_each_component_says_its_state_in_a_word_and_the_next_thing_to_do(sqlite_store: str, opened: Open) -> None:
    two_workflows(sqlite_store)
    words = said(opened(sqlite_store, PAGE, workflow="Claims"))
    for name in ("Scope", "Ownership", "Standardization", "Scale"):
        assert f"**{name}**" in words
    assert len(re.findall(r":(?:green|gray|red)-badge\[(?:In place|Partly|Missing)\]", words)) == 4
    assert "**Next:**" in words


def test_two_versions_of_a_play_are_compared_line_by_line(sqlite_store: str, opened: Open) -> None:
    two_workflows(sqlite_store)
    test = opened(sqlite_store, PAGE, workflow="Claims")
    assert "Call within one hour" in said(test)
    compare = next(box for box in test.selectbox if box.label == "Compare with")
    compare.set_value("Version 1, 2 Mar 2026").run()
    shown = tables(test)
    assert "Removed Call within two hours" in shown
    assert "Added Call within one hour" in shown


def test_a_checkpoint_stands_with_its_reviewer_its_last_check_and_the_way_to_log_one(
    sqlite_store: str, opened: Open
) -> None:
    two_workflows(sqlite_store)
    with writing(sqlite_store) as session:
        step = session.exec(select(Step).join(Workflow).where(Workflow.name == "Claims")).one()
        rollout = session.exec(select(Rollout)).one()
        checkpoint = Checkpoint(step_id=step.id or 0, what_is_checked="Every tenth", cadence_days=3)
        ada = OfficeHolder(name="Ada")
        session.add_all([checkpoint, ada])
        session.flush()
        session.add(
            CheckpointStaffing(checkpoint_id=checkpoint.id or 0, rollout_id=rollout.id or 0, reviewer_id=ada.id)
        )
        session.add(
            Check(
                checkpoint_id=checkpoint.id or 0, rollout_id=rollout.id or 0, looked_on=date(2026, 11, 2), seen=20,
                accepted=18, corrected=1, rejected=1, reviewer_id=ada.id,
            )
        )  # fmt: skip
    test = opened(sqlite_store, PAGE, workflow="Claims")
    shown = tables(test)
    for words in ("Every tenth", "Ada", "2 of 20"):
        assert plain(words) in shown
    assert "1 check overdue." in headings(test)
    links = {link.proto.label: link.proto for link in test.main.get("page_link")}
    assert "Log a check" in links


def test_a_store_without_a_workflow_leads_to_the_register(sqlite_store: str, opened: Open) -> None:
    test = opened(sqlite_store, PAGE)
    assert title(test) == "No workflow is registered yet."
    assert [link.proto.label for link in test.main.get("page_link")] == ["Go to Uploads", "Open the register"]


def test_a_team_sees_its_own_rollouts_of_the_workflow(sqlite_store: str, opened: Open) -> None:
    two_workflows(sqlite_store)
    with writing(sqlite_store) as session:
        company = Company(session)
        company.workflows["Claims"] = session.exec(select(Workflow.id).where(Workflow.name == "Claims")).one() or 0
        company.rollout("Claims", "Wholesale", [(Stage.PLANNED, date(2026, 9, 7))])
    assert "2 rollouts: 1 in pilot, 1 planned." in headings(opened(sqlite_store, PAGE, workflow="Claims"))
    of_team = opened(sqlite_store, PAGE, workflow="Claims", team="Retail/North")
    assert "1 rollout: 1 in pilot." in headings(of_team)


def test_hostile_names_are_only_text(filled_store: str, opened: Open) -> None:
    test = opened(filled_store, PAGE, workflow=hostile.WORKFLOW)
    assert title(test).startswith(plain(hostile.WORKFLOW))
    assert plain(hostile.OWNER) in said(test).replace("\u2060", "") or plain(hostile.OWNER).replace(
        "\u2060", ""
    ) in said(test)
    for line in test.main.markdown:
        assert "<img" not in line.value.replace("\\<img", "")


def test_a_second_run_of_the_page_asks_the_store_nothing(sqlite_store: str, opened: Open) -> None:
    from sqlalchemy import event

    from opmodel.store.engine import engine

    two_workflows(sqlite_store)
    test = opened(sqlite_store, PAGE, workflow="Claims")
    # Who is there, with the roles they hold, and the version of the store: two each.
    asked: list[str] = []
    event.listen(engine(sqlite_store), "before_cursor_execute", lambda *args: asked.append(args[2]))
    test.run()
    assert len([statement for statement in asked if statement.lstrip().upper().startswith("SELECT")]) <= 3


def test_what_is_red_about_the_workflow_stands_near_the_top_and_leads_to_the_register(
    sqlite_store: str, opened: Open
) -> None:
    two_workflows(sqlite_store)
    test = opened(sqlite_store, PAGE, workflow="Claims")
    assert headings(test)[0] == "1 thing needs a decision"
    assert ":red[**Old play**]" in said(test)
    assert plain("North runs version 1, 1 version behind; 0 of 1 live team run version 2.") in said(test)
    links = [link.proto for link in test.main.get("page_link") if link.proto.label == "Open"]
    assert [(link.help, link.query_string) for link in links] == [("Opens the page Register.", "workflow=Claims")]


def test_a_workflow_of_which_nothing_is_red_says_nothing_about_it(sqlite_store: str, opened: Open) -> None:
    two_workflows(sqlite_store)
    test = opened(sqlite_store, PAGE, workflow="Adverts")
    assert not any("decision" in heading for heading in headings(test)[:1])
    assert ":red[**" not in said(test)
