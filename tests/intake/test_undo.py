import pytest
from sqlmodel import select

from opmodel.intake import front_door
from opmodel.intake.export import Choices
from opmodel.intake.undo import undo
from opmodel.register.trail import newest_edits
from opmodel.store.engine import reading
from opmodel.store.facts import Import, ImportStatus, Person, Tool
from opmodel.store.register import RegisterChange, Rollout, StageChange, Workflow
from tests.askers import everybody, steward
from tests.intake.everything import differing, everything
from tests.intake.files import REGISTER, ROSTER, csv_bytes, xlsx_bytes

SEATS = (
    ["Report Time", "Login", "Last Authenticated At", "Last Activity At", "Last Surface Used"],
    ["2026-11-01T00:00:00Z", "octocat", "2026-10-30T10:00:00Z", "2026-10-30T10:00:00Z", "vscode"],
    ["2026-11-01T00:00:00Z", "hubot", "", "None", ""],
)
USE = (
    ["Workflow", "Week", "E-mail", "Times used"],
    ["Claims intake", "2026-W44", "ada@example.com", "3"],
    ["Claims intake", "2026-W44", "grace@example.com", "0"],
    ["Claims intake", "2026-W45", "stranger@example.com", ""],
)
CONTRACTS = (
    ["Tool", "Capability group", "Seats bought", "Price", "Price basis", "Currency", "Aliases"],
    ["Claims Copilot", "Office assistant", "10", "30", "per seat per month", "EUR", "CC; Claims Helper"],
)
CASES = (
    ["Workflow", "Case", "Started", "Finished", "Team", "Handled by"],
    ["Claims intake", "C-1", "2026-10-26 09:00", "2026-10-27 10:00", "Claims/Motor", "ada@example.com"],
    ["Claims intake", "C-2", "2026-10-27 09:00", "", "Claims/New team", "joan@example.com"],
)
LINKS = (["Identifier", "System", "E-mail"], ["octocat", "github", "ada@example.com"])
OTHER_ROSTER = (
    ["E-mail", "Team"],
    ["ada@example.com", "Finance"],
    ["newcomer@example.com", "Finance/Treasury"],
)

FILES = {
    "seats": csv_bytes(SEATS),
    "use": csv_bytes(USE),
    "contracts": csv_bytes(CONTRACTS),
    "cases": csv_bytes(CASES),
    "links": csv_bytes(LINKS),
    "roster": csv_bytes(OTHER_ROSTER),
}


def load(url, data, name="file.csv", **choices):
    outcome = front_door.load(url, data, name, Choices(**choices), by=steward("Ada"))
    assert outcome.status == "loaded", outcome.why
    return outcome


@pytest.fixture
def filled(store):
    load(store, csv_bytes(ROSTER), "roster_2026-09-01.csv")
    load(store, xlsx_bytes(REGISTER), "workflows.xlsx")
    return store


@pytest.mark.parametrize("name", FILES)
def test_undo_restores_every_table_exactly(filled, name):
    before = everything(filled)
    outcome = load(filled, FILES[name], f"{name}_2026-11-10.csv")
    assert differing(before, everything(filled)) != []
    assert undo(filled, outcome.import_id, by=steward("Grace")).status == "undone"
    assert differing(before, everything(filled)) == []


def test_imports_undone_in_any_order_leave_nothing_of_their_own(filled):
    before = everything(filled)
    ids = {name: load(filled, data, f"{name}_2026-11-10.csv").import_id for name, data in FILES.items()}
    for name in ("use", "roster", "seats", "cases", "links", "contracts"):
        assert undo(filled, ids[name], by=steward("Grace")).status == "undone"
    assert differing(before, everything(filled)) == []


def test_the_register_comes_back_as_it_was_before_a_second_workbook(filled):
    before = everything(filled)
    second = {name: [list(row) for row in rows] for name, rows in REGISTER.items()}
    second["Workflows"][1][1] = "Claims settled the same week"
    second["Workflows"][1][2] = "Joan Clarke"
    second["Steps"][1][3] = "ai assists"
    second["Rollouts"].append(["Claims intake", "Finance", 1, "pilot", "2026-10-01", *[None] * 13])
    outcome = load(filled, xlsx_bytes(second), "workflows2.xlsx")
    with reading(filled) as session:
        assert session.exec(select(Workflow.outcome)).one() == "Claims settled the same week"
        assert len(session.exec(select(Rollout)).all()) == 2
    assert undo(filled, outcome.import_id, by=steward("Grace")).status == "undone"
    assert differing(before, everything(filled)) == []


def test_undo_refuses_where_the_register_was_changed_again_since(filled):
    second = {"Workflows": [REGISTER["Workflows"][0], ["Claims intake", "Second", "Grace Hopper", None, None]]}
    third = {"Workflows": [REGISTER["Workflows"][0], ["Claims intake", "Third", "Grace Hopper", None, None]]}
    older = load(filled, xlsx_bytes(second), "second.xlsx").import_id
    newer = load(filled, xlsx_bytes(third), "third.xlsx").import_id
    refused = undo(filled, older, by=steward("Grace"))
    assert refused.status == "refused"
    assert "'Claims intake' was changed again since by Ada" in (refused.why or "")
    assert undo(filled, newer, by=steward("Grace")).status == "undone"
    assert undo(filled, older, by=steward("Grace")).status == "undone"
    with reading(filled) as session:
        assert session.exec(select(Workflow.outcome)).one() == "Claims routed the same day"


def test_a_register_that_other_imports_stand_on_is_kept_until_they_go(store):
    load(store, csv_bytes(ROSTER), "roster_2026-09-01.csv")
    before = everything(store)
    register = load(store, xlsx_bytes({"Workflows": REGISTER["Workflows"]}), "workflows.xlsx").import_id
    use = load(store, csv_bytes(USE)).import_id
    outcome = undo(store, register, by=steward("Grace"))
    assert outcome.status == "undone"
    assert any("'Claims intake' was kept" in note for note in outcome.notes)
    with reading(store) as session:
        assert session.exec(select(Workflow.name)).all() == ["Claims intake"]
    assert undo(store, use, by=steward("Grace")).status == "undone"
    assert differing(before, everything(store)) == ["office_holder"] or differing(before, everything(store)) == []


def test_an_undone_import_stays_in_the_history_and_its_file_can_be_loaded_again(filled):
    first = load(filled, FILES["use"])
    undo(filled, first.import_id, by=steward("Grace"))
    again = load(filled, FILES["use"])
    assert again.import_id != first.import_id
    with reading(filled) as session:
        row = session.get(Import, first.import_id)
        assert (row.status, row.undone_by) == (ImportStatus.UNDONE, "Grace")
        assert row.undone_at is not None


def test_the_trail_says_that_an_import_was_taken_out_by_whom_and_when(store):
    register = load(store, xlsx_bytes({"Workflows": REGISTER["Workflows"]}), "workflows.xlsx").import_id
    with reading(store) as session:
        assert {edit.taken_out for edit in newest_edits(session, most=9)} == {""}
    undo(store, register, by=everybody("Grace"))
    with reading(store) as session:
        (edit,) = newest_edits(session, most=9)
    assert edit.taken_out.startswith(f"import {register} was taken out by Grace on ")


def test_undoing_twice_or_nothing_is_refused_in_a_sentence(filled):
    outcome = load(filled, FILES["use"])
    undo(filled, outcome.import_id, by=steward("Grace"))
    assert "already undone by Grace" in (undo(filled, outcome.import_id, by=steward("Ada")).why or "")
    assert "no import 99" in (undo(filled, 99, by=steward("Ada")).why or "")


def test_people_and_tools_that_two_imports_name_stay_with_the_other(store):
    first = load(store, csv_bytes(CONTRACTS), "contracts.csv").import_id
    more = [CONTRACTS[0], ["Claims Copilot", "Office assistant", "12", "31", "per seat per month", "EUR", ""]]
    load(store, csv_bytes(more), "newer.csv")
    roster = load(store, csv_bytes(ROSTER), "one.csv").import_id
    load(store, csv_bytes(OTHER_ROSTER), "two.csv")
    undo(store, first, by=steward("Grace"))
    undo(store, roster, by=steward("Grace"))
    with reading(store) as session:
        assert session.exec(select(Tool.name)).all() == ["Claims Copilot"]
        people = session.exec(select(Person)).all()
        assert len(people) == 2
        assert {person.import_id for person in people} == {4}


def test_every_change_of_the_register_is_in_the_audit_trail(filled):
    with reading(filled) as session:
        changes = session.exec(select(RegisterChange)).all()
        stages = session.exec(select(StageChange)).all()
    assert {change.changed_by for change in changes} == {"Ada"}
    assert sum(change.table_name == "stage_change" for change in changes) == len(stages) == 2
    assert all(change.import_id == 2 for change in changes)
