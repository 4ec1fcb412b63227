import io
from datetime import date

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from opmodel.intake import front_door
from opmodel.intake.export import Choices
from opmodel.intake.recognise import recognise
from opmodel.intake.refusal import Refused
from opmodel.intake.registry import all_exports
from opmodel.intake.templates import template_names, write_template, write_template_csv
from opmodel.store.engine import reading
from opmodel.store.facts import Contract, Grade, PersonLink, PriceBasis, Tool, ToolAlias, WorkflowUse
from opmodel.store.register import (
    Checkpoint,
    CheckpointStaffing,
    Decider,
    Milestone,
    OfficeHolder,
    Performer,
    Rollout,
    Stage,
    StageChange,
    Step,
    TargetPerson,
    Workflow,
    WorkflowTool,
)
from opmodel.store.teams import team_tree
from opmodel.store.weeks import parse_week
from tests.askers import steward
from tests.intake.files import REGISTER, ROSTER, csv_bytes, xlsx_bytes

FILLED = {
    "roster": {"Roster": [*ROSTER]},
    "contracts": {
        "Contracts": [
            ["Tool", "Plan", "Capability group", "Seats bought", "Price", "Price basis", "Currency", "Starts on",
             "Renews on", "Notice on", "Commit floor", "Owner", "Trial", "Aliases"],
            ["Claims Copilot", "Pro", "Office assistant", "740", "1,250.10", "total per month", "EUR", "2026-01-01",
             "2027-01-01", "2026-10-01", "300", "Office of the CIO", "no", "CC; Claims Helper"],
        ]
    },
    "absences": {
        "Absences": [["E-mail", "First day", "Last day", "Working days"], ["ada@example.com", "2026-11-02", "2026-11-13", "4"]]
    },
    "identities": {"Identity map": [["Identifier", "System", "E-mail"], ["octocat", "github", "ada@example.com"]]},
    "workflows": REGISTER,
    "workflow_use": {
        "Workflow use": [["Workflow", "Week", "E-mail", "Times used"], ["Claims intake", "2026-W44", "ada@example.com", "3"]]
    },
    "cases": {
        "Cases": [
            ["Workflow", "Case", "Started", "Finished", "End status", "Type", "Team", "Handled by"],
            ["Claims intake", "C-1", "2026-10-26 09:00", "2026-10-27 10:00", "Done", "Motor", "Claims/Motor", "ada@example.com"],
        ]
    },
}  # fmt: skip


def load(url, data, name="file.xlsx", **choices):
    outcome = front_door.load(url, data, name, Choices(**choices), by=steward("Ada"))
    assert outcome.status == "loaded", outcome.why
    assert outcome.rejections == ()
    return outcome


def filled_in(name: str) -> bytes:
    """The template itself with its cells filled in below the example row, as a person does it."""
    book = openpyxl.load_workbook(io.BytesIO(write_template(name)))
    for title, (header, *rows) in FILLED[name].items():
        sheet = book[title]
        places = {cell.value: cell.column for cell in sheet[1]}
        for number, row in enumerate(rows, start=3):
            for head, value in zip(header, row, strict=True):
                sheet.cell(row=number, column=places[head], value=value)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_there_is_a_template_for_everything_people_keep_themselves():
    assert template_names() == ["absences", "cases", "contracts", "identities", "roster", "workflow_use", "workflows"]


@pytest.mark.parametrize("name", FILLED)
def test_a_template_filled_in_is_recognised_and_its_example_row_is_never_read(name):
    recognised = recognise(filled_in(name), "anything.xlsx")
    assert recognised.export.name == name
    facts = recognised.facts(Choices())
    assert facts.rejections == []
    assert facts.read == sum(len(rows) - 1 for rows in FILLED[name].values())


@pytest.mark.parametrize("name", FILLED)
def test_a_template_as_csv_is_recognised_and_empty(sqlite_store, name):
    data = write_template_csv(name)
    assert recognise(data, "t.csv").export.name == name
    outcome = front_door.load(sqlite_store, data, "t.csv", Choices(), by=steward("Ada"))
    assert (outcome.status, outcome.why) == ("refused", "t.csv has no rows below its header.")


@pytest.mark.parametrize("name", FILLED)
def test_a_template_has_a_frozen_header_lists_to_choose_from_and_notes_on_every_column(name):
    book = openpyxl.load_workbook(io.BytesIO(write_template(name)))
    notes = "\n".join(str(cell.value) for row in book["Notes"].iter_rows() for cell in row if cell.value)
    export = all_exports()[name]
    assert export.help in notes
    for sheet in book.worksheets[:-1]:
        assert sheet.freeze_panes == "A2"
        assert str(sheet["A2"].value).startswith("Example:")
        assert all(str(cell.value) in notes for cell in sheet[1])
    choices = [column for form in export.sheets or [export] for column in form.columns if column.choices]
    lists = [item for sheet in book.worksheets for item in sheet.data_validations.dataValidation]
    assert len(lists) == len(choices)


def test_a_template_nobody_has_is_refused_with_the_names_there_are():
    with pytest.raises(Refused, match="contracts"):
        write_template("budget")
    with pytest.raises(Refused, match="no sheet"):
        write_template_csv("workflows", "Budget")


def test_a_register_filled_in_is_loaded_to_the_last_cell(store):
    load(store, csv_bytes(ROSTER), "roster.csv")
    outcome = load(store, filled_in("workflows"))
    assert outcome.rows == {"read": 8, "kept": 8, "rejected": 0, "merged": 0}
    with reading(store) as session:
        workflow = session.exec(select(Workflow)).one()
        holders = {holder.id: holder for holder in session.exec(select(OfficeHolder))}
        assert (workflow.name, workflow.outcome) == ("Claims intake", "Claims routed the same day")
        assert holders[workflow.owner_id].email == "grace@example.com"
        tools = {tool.id: tool.name for tool in session.exec(select(Tool))}
        assert {tools[row.tool_id] for row in session.exec(select(WorkflowTool))} == {"Claims Copilot", "Mail Helper"}
        first, second = session.exec(select(Step).order_by(Step.position)).all()
        assert (first.name, first.performer_before, first.performer_after) == (
            "Register",
            Performer.HUMAN,
            Performer.AI_DOES,
        )
        assert (first.decision, first.decider) == ("Who gets it", Decider.AI_WITHIN_LIMITS)
        assert (first.minutes_a_case, first.cases_a_week, first.valid_from) == (12, 400, date(2026, 3, 2))
        assert (second.name, second.performer_after) == ("Settle", Performer.AI_ASSISTS)
        checkpoint = session.exec(select(Checkpoint)).one()
        assert (checkpoint.step_id, checkpoint.what_is_checked, checkpoint.cadence_days) == (
            first.id,
            "Ten claims a day",
            7,
        )
        rollout = session.exec(select(Rollout)).one()
        assert team_tree(session).paths[rollout.team_id] == "Claims/Motor"
        assert (rollout.attempt, rollout.spend_micros, rollout.currency) == (1, 18_500_500_000, "EUR")
        assert (rollout.accepted_on, rollout.decide_by) == (date(2026, 6, 1), date(2026, 6, 30))
        assert (rollout.accountable_before, rollout.accountable_now) == ("Registered", "Settled")
        assert holders[rollout.receiving_owner_id].name == "Mary Jackson"
        stages = session.exec(select(StageChange).order_by(StageChange.changed_on)).all()
        assert [(row.stage, row.changed_on, row.why) for row in stages] == [
            (Stage.PILOT, date(2026, 3, 2), "Start"),
            (Stage.PRODUCTION, date(2026, 6, 1), "Proven"),
        ]
        staffing = session.exec(select(CheckpointStaffing)).one()
        assert holders[staffing.reviewer_id].name == "Dorothy Vaughan"
        assert holders[staffing.backup_id].name == "Mary Jackson"
        assert session.exec(select(Milestone.name)).all() == ["First 100 claims"]
        assert len(session.exec(select(TargetPerson)).all()) == 2


def test_the_same_register_again_changes_no_row_of_it(store):
    load(store, csv_bytes(ROSTER), "roster.csv")
    load(store, filled_in("workflows"))
    with reading(store) as session:
        before = [session.exec(select(model)).all() for model in (Workflow, Step, Rollout, StageChange, Milestone)]
    load(store, xlsx_bytes(REGISTER))
    with reading(store) as session:
        after = [session.exec(select(model)).all() for model in (Workflow, Step, Rollout, StageChange, Milestone)]
    assert [[row.model_dump() for row in rows] for rows in after] == [
        [row.model_dump() for row in rows] for rows in before
    ]


def test_rows_of_a_register_that_name_what_is_not_there_are_rejected_by_sheet_and_row(store):
    sheets = {name: [list(row) for row in rows] for name, rows in REGISTER.items()}
    sheets["Steps"].append(["Claims outtake", "Register", "human", "ai does", *[None] * 8])
    sheets["Steps"].append(["Claims intake", "Judge", "robot", "ai does", *[None] * 8])
    sheets["Milestones"].append(["Claims intake", "Finance", 1, "None there", "2026-04-01"])
    sheets["Rollouts"].append(["Claims intake", "Finance", 1, "pilot", None, *[None] * 13])
    outcome = front_door.load(store, xlsx_bytes(sheets), "w.xlsx", Choices(), by=steward("Ada"))
    assert outcome.rows == {"read": 12, "kept": 8, "rejected": 4, "merged": 0}
    told = {(item.sheet, item.row, item.column) for item in outcome.rejections}
    assert told == {
        ("Steps", 4, "Workflow"),
        ("Steps", 5, "Performer before"),
        ("Milestones", 3, "Team"),
        ("Rollouts", 4, "Since"),
    }


def test_contracts_are_read_to_the_millionth(store):
    load(store, filled_in("contracts"))
    with reading(store) as session:
        row = session.exec(select(Contract)).one()
        tool = session.get(Tool, row.tool_id)
        assert (tool.name, tool.capability_group) == ("Claims Copilot", "Office assistant")
        assert set(session.exec(select(ToolAlias.alias)).all()) == {"cc", "claimshelper"}
        assert (row.seats_bought, row.price_micros, row.price_basis, row.currency) == (
            740, 1_250_100_000, PriceBasis.TOTAL_MONTH, "EUR",
        )  # fmt: skip
        assert (row.starts_on, row.renews_on, row.notice_on) == (date(2026, 1, 1), date(2027, 1, 1), date(2026, 10, 1))
        assert (row.commit_floor, row.owner, row.trial, row.plan) == (300, "Office of the CIO", False, "Pro")


CONTRACT = ["Tool", "Seats bought", "Price", "Price basis", "Currency", "Notice on", "Renews on", "Trial"]


@pytest.mark.parametrize(
    ("price", "micros"),
    [
        ("30", 30_000_000),
        ("1,250.00", 1_250_000_000),
        ("1.250,00", 1_250_000_000),
        ("€ 28,10", 28_100_000),
        ("0.000001", 1),
    ],
)
def test_a_price_is_understood_however_it_is_written(price, micros):
    data = csv_bytes([CONTRACT, ["Copilot", "unlimited", price, "Per seat per month", "EUR", "", "", ""]])
    contracts = recognise(data, "c.csv").facts(Choices()).contracts
    assert contracts["price_micros"].tolist() == [micros]
    assert contracts["seats_bought"].tolist() == [None]


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("Seats bought", "", "write unlimited"),
        ("Seats bought", "a few", "not a whole number"),
        ("Seats bought", "-3", "below zero"),
        ("Price", "cheap", "not an amount of money"),
        ("Price basis", "per moon", "must be one of"),
        ("Currency", "EURO", "no currency code"),
        ("Currency", "", "needs a currency"),
        ("Notice on", "2027-06-01", "after the renewal"),
        ("Trial", "perhaps", "neither yes nor no"),
        ("Tool", "", "names no tool"),
    ],
)
def test_what_is_wrong_in_a_contract_is_said_by_column(column, value, why):
    fine = ["Copilot", "10", "30", "per seat per month", "EUR", "2026-10-01", "2027-01-01", "no"]
    row = [value if head == column else cell for head, cell in zip(CONTRACT, fine, strict=True)]
    facts = recognise(csv_bytes([CONTRACT, fine, row]), "c.csv").facts(Choices())
    assert (facts.kept, facts.rejected) == (1, 1)
    assert [(item.row, item.column) for item in facts.rejections] == [(3, column)]
    assert why in facts.rejections[0].why


def test_an_identity_map_links_people_and_gives_nobody_away_twice(store):
    rows = [
        *FILLED["identities"]["Identity map"],
        ["octocat", "github", "grace@example.com"],
        ["AF-1", "viva", "grace@example.com"],
    ]
    outcome = front_door.load(store, csv_bytes(rows), "map.csv", Choices(), by=steward("Ada"))
    assert outcome.rows == {"read": 3, "kept": 2, "rejected": 1, "merged": 0}
    with reading(store) as session:
        assert len(session.exec(select(PersonLink)).all()) == 2


NAMES = st.text("abcdefghij", min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(NAMES, st.lists(NAMES, min_size=1, max_size=3)), min_size=1, max_size=12))
def test_a_roster_comes_back_as_written(rows):
    written = [["E-mail", "Team"], *[[f"{name}@example.com", "/".join(path)] for name, path in rows]]
    facts = recognise(csv_bytes(written), "r.csv").facts(Choices())
    told = dict(zip(facts.people["identity"].iloc[facts.roster["who"]], facts.roster["team"], strict=True))
    assert told == {f"email:{name}@example.com": "/".join(path) for name, path in rows}
    assert facts.read == facts.kept + facts.merged == len(rows)


COUNTS = st.one_of(st.none(), st.integers(0, 30))


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(NAMES, st.integers(1, 52), st.sampled_from(["Claims", "Quotes"]), COUNTS), min_size=1, max_size=20
    )
)
def test_workflow_use_keeps_blank_apart_from_zero_and_folds_a_persons_rows(rows):
    data = [
        [workflow, f"2026-W{week:02}", f"{name}@example.com", "" if times is None else times]
        for name, week, workflow, times in rows
    ]
    facts = recognise(csv_bytes([["Workflow", "Week", "E-mail", "Times used"], *data]), "u.csv").facts(Choices())
    expected: dict[tuple[str, int, str], int | None] = {}
    for name, week, workflow, times in rows:
        key = (workflow, parse_week(f"2026-W{week:02}"), f"email:{name}@example.com")
        before = expected.get(key)
        expected[key] = before if times is None else times + (before or 0)
    use = facts.workflow_use
    who = facts.people["identity"].iloc[use["who"]]
    told = {
        key: (None if pd.isna(times) else int(times), None if active is pd.NA else bool(active))
        for key, times, active in zip(
            zip(use["workflow"], use["week"], who, strict=True), use["times"], use["active"], strict=True
        )
    }
    assert told == {key: (times, None if times is None else times > 0) for key, times in expected.items()}
    assert facts.read == facts.kept + facts.merged == len(rows)


def test_workflow_use_without_a_count_column_is_use_and_is_measured(store):
    load(store, xlsx_bytes({"Workflows": REGISTER["Workflows"]}))
    load(store, csv_bytes([["Workflow", "Week", "E-mail"], ["claims INTAKE", "2026-W44", "ada@example.com"]]), "u.csv")
    with reading(store) as session:
        row = session.exec(select(WorkflowUse)).one()
    assert (row.active, row.times, row.grade) == (True, None, Grade.MEASURED)
