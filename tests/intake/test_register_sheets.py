"""The sheets of the register on their way in: what is read, what is refused with its fix, and what a workbook that comes
back may do.
"""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import select

from opmodel.intake import front_door
from opmodel.intake.export import Choices
from opmodel.intake.outcome import Outcome
from opmodel.intake.recognise import recognise
from opmodel.intake.undo import undo
from opmodel.measures.component import in_words
from opmodel.register.teams import TeamEntry, save_team
from opmodel.register.workbook import register_workbook
from opmodel.store.case_set import cases_hash
from opmodel.store.engine import reading, writing
from opmodel.store.register import (
    Baseline,
    Check,
    Checkpoint,
    CheckpointStaffing,
    GatePassage,
    OfficeHolder,
    Operator,
    Play,
    RegisterChange,
    Rollout,
    StageChange,
    Step,
    Team,
    Workflow,
)
from opmodel.store.teams import team_tree
from tests.askers import steward
from tests.intake.everything import differing, everything
from tests.intake.files import REGISTER, ROSTER, csv_bytes, xlsx_bytes

MORE = {
    "Operators": (
        ["Workflow", "Operator", "Role", "Hours a week"],
        ["Claims intake", "Annie Easley", "runs", 6],
        ["Claims intake", "Annie Easley", "scales", None],
    ),
    "Plays": (
        ["Workflow", "Version", "Published on", "Published by", "Play"],
        ["Claims intake", 1, "2026-05-04", "Grace Hopper", "# Open the claim\n\n- confirm"],
        ["Claims intake", 2, None, None, "A draft"],
    ),
    "Teams": (
        ["Team", "Country", "Time zone", "Valid from", "Valid to"],
        ["Whole company", "IE", None, None, None],
        ["Claims/Home", "GB", "Europe/London", "2026-01-01", None],
    ),
    "Reviewers": (
        ["Workflow", "Step", "Team", "Attempt", "Reviewer", "Backup", "From", "To"],
        ["Claims intake", "Register", "Claims/Motor", 1, "Dorothy Vaughan", "Mary Jackson", None, "2026-05-31"],
        ["Claims intake", "Register", "Claims/Motor", 1, "Joan Clarke", None, "2026-06-01", None],
    ),
    "Checks": (
        ["Workflow", "Step", "Team", "Attempt", "Looked on", "Reviewer", "Seen", "Accepted", "Corrected", "Rejected"],
        ["Claims intake", "Register", "Claims/Motor", None, "2026-03-09", "Dorothy Vaughan", 50, 46, 3, 1],
        ["Claims intake", "Register", "Claims/Motor", None, "2026-03-16", "Dorothy Vaughan", 40, 40, 0, 0],
    ),
    "Baselines": (
        ["Workflow", "Team", "Attempt", "Name", "First day", "Last day", "Locked by", "Locked on", "Cases"],
        ["Claims intake", "Claims/Motor", 1, "Winter", "2025-09-01", "2026-03-01", "Grace Hopper", "2026-03-01", None],
    ),
    "Gate": (
        ["Workflow", "Team", "Attempt", "Passed on", "Passed by", "Missing", "Reason"],
        ["Claims intake", "Claims/Motor", 1, "2026-03-02", "Grace Hopper", '"Cycle time: no, not yet; later"; Play',
         "The season begins."],
    ),
    "Office holders": (["Name", "E-mail"], ["Joan Clarke", "joan@example.com"]),
}  # fmt: skip
WHOLE = {name: REGISTER[name] for name in ("Workflows", "Steps")} | {
    "Operators": MORE["Operators"],
    "Plays": MORE["Plays"],
    "Teams": MORE["Teams"],
    "Rollouts": REGISTER["Rollouts"],
    **{name: MORE[name] for name in ("Reviewers", "Checks", "Baselines", "Gate", "Office holders")},
    "Milestones": REGISTER["Milestones"],
}
Edit = Callable[[Workbook], Any]


def loaded(url: str, data: bytes, *, by: str = "Bob", name: str = "register.xlsx") -> Outcome:
    outcome = front_door.load(url, data, name, Choices(), by=steward(by))
    assert outcome.status == "loaded", outcome.why
    rows = outcome.rows
    assert rows["read"] == rows["kept"] + rows["rejected"] + rows["merged"]
    return outcome


def brought(url: str, sheets: dict[str, Any], *, by: str = "Bob") -> Outcome:
    return loaded(url, xlsx_bytes(sheets), by=by)


@pytest.fixture
def filled(store: str) -> str:
    """A store with a roster and a register that is filled in to the last sheet."""
    loaded(store, csv_bytes(ROSTER), name="roster_2026-09-01.csv", by="Ada")
    assert brought(store, WHOLE, by="Ada").rejections == ()
    return store


def out(url: str, owner: str | None = None) -> bytes:
    with reading(url) as session:
        return register_workbook(session, owner=owner, today=date(2026, 11, 30))


def edited(data: bytes, *edits: Edit) -> bytes:
    book = load_workbook(io.BytesIO(data))
    for edit in edits:
        edit(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def place(book: Workbook, sheet: str, header: str) -> int:
    return [one.value for one in book[sheet][1]].index(header) + 1


def row_of(book: Workbook, sheet: str, text: str) -> int:
    return next(row[0].row for row in book[sheet].iter_rows(min_row=2) if text in [str(one.value) for one in row])


def says(sheet: str, row: int | str, header: str, value: object) -> Edit:
    def edit(book: Workbook) -> None:
        number = row_of(book, sheet, row) if isinstance(row, str) else row
        book[sheet].cell(row=number, column=place(book, sheet, header)).value = value

    return edit


def without(sheet: str, row: int | str) -> Edit:
    return lambda book: book[sheet].delete_rows(row_of(book, sheet, row) if isinstance(row, str) else row)


def adds(sheet: str, **cells: object) -> Edit:
    def edit(book: Workbook) -> None:
        number = book[sheet].max_row + 1
        for header, value in cells.items():
            book[sheet].cell(row=number, column=place(book, sheet, header.replace("_", " "))).value = value

    return edit


def told(outcome: Outcome) -> list[tuple[str, str, str, str, str, str]]:
    return [(line.did.value, line.thing, line.what, line.column, line.before, line.after) for line in outcome.lines]


def whys(outcome: Outcome) -> list[tuple[str, int, str, str]]:
    return [(item.sheet, item.row, item.column, item.why) for item in outcome.rejections]


def one(url: str, model: type[Any], **values: object) -> Any:
    with reading(url) as session:
        found = session.exec(select(model).filter_by(**values)).one()
        session.expunge_all()
        return found


def count(url: str, model: type[Any]) -> int:
    with reading(url) as session:
        return len(session.exec(select(model)).all())


def test_every_sheet_is_loaded_to_the_last_cell(filled: str) -> None:
    with reading(filled) as session:
        holders = {row.id: row.name for row in session.exec(select(OfficeHolder))}
        operators = session.exec(select(Operator).order_by(Operator.id)).all()
        assert [(holders[row.holder_id], row.role.value, row.hours_a_week) for row in operators] == [
            ("Annie Easley", "runs", 6),
            ("Annie Easley", "scales", None),
        ]
        plays = session.exec(select(Play).order_by(Play.version)).all()
        assert [(row.body, row.published_on) for row in plays] == [
            ("# Open the claim\n\n- confirm", date(2026, 5, 4)),
            ("A draft", None),
        ]
        staffing = session.exec(select(CheckpointStaffing).order_by(CheckpointStaffing.id)).all()
        # The sheet Rollouts named Dorothy without a day; the sheet Reviewers says until when, and who follows.
        assert [(holders[row.reviewer_id], row.valid_from, row.valid_to) for row in staffing] == [
            ("Dorothy Vaughan", None, date(2026, 5, 31)),
            ("Joan Clarke", date(2026, 6, 1), None),
        ]
        checks = session.exec(select(Check).order_by(Check.id)).all()
        assert [(row.seen, row.accepted, row.corrected, row.rejected) for row in checks] == [
            (50, 46, 3, 1),
            (40, 40, 0, 0),
        ]
        gate = session.exec(select(GatePassage)).one()
        assert gate.missing == ["Cycle time: no, not yet; later", "Play"]
        teams = {row.path: row for row in session.exec(select(Team))}
        assert teams[""].country == "IE"
        assert (teams["Claims/Home"].country, teams["Claims/Home"].time_zone) == ("GB", "Europe/London")
        assert teams["Claims"].country is None
    assert one(filled, OfficeHolder, name="Joan Clarke").email == "joan@example.com"


def test_the_same_sheets_again_change_nothing(filled: str) -> None:
    before = count(filled, RegisterChange)
    again = {**WHOLE, "Notes": [["Read again"]]}
    assert (
        told(brought(filled, {name: again[name] for name in [*list(WHOLE)[::-1], "Notes"]}))
        == [
            # The sheet Rollouts still names Dorothy for every checkpoint, as a template always does.
        ]
    )
    assert count(filled, RegisterChange) == before


def test_undoing_every_sheet_leaves_the_store_as_it_was(store: str) -> None:
    loaded(store, csv_bytes(ROSTER), name="roster_2026-09-01.csv")
    before = everything(store)
    outcome = brought(store, WHOLE)
    assert outcome.import_id is not None
    assert undo(store, outcome.import_id, by=steward("Grace")).status == "undone"
    assert differing(before, everything(store)) == []


@pytest.mark.parametrize(
    ("sheet", "header", "value", "column", "why"),
    [
        ("Checks", "Seen", 51, "Seen", "51 seen, but 46 accepted, 3 corrected and 1 rejected come to 50"),
        ("Checks", "Corrected", -3, "Corrected", "cannot be below zero"),
        ("Checks", "Accepted", "46 of 50", "Accepted", "is not a whole number: write it as 12"),
        ("Checks", "Looked on", "soon", "Looked on", "is not a date: write it as 2026-03-02"),
        ("Checks", "Rejected", None, "Rejected", "is missing"),
        (
            "Checks",
            "Step",
            "Judge",
            "Step",
            "no step of that name (known: Register, Settle); list it in the sheet Steps",
        ),
        ("Reviewers", "Step", "Judge", "Step", "no step of that name (known: Register, Settle)"),
        ("Reviewers", "Step", "Settle", "Step", "nothing is checked after that step: name its checkpoint"),
        ("Reviewers", "Team", "Claims/Home", "Team", "there is no attempt 1 of 'Claims intake' in that team"),
        ("Reviewers", "Backup", "dorothy vaughan", "Backup", "nobody can stand in for themselves"),
        ("Reviewers", "From", "2026-07-01", "To", "lies before the first day"),
        ("Operators", "Hours a week", 200, "Hours a week", "a week has 168 hours"),
        ("Operators", "Hours a week", "20 %", "Hours a week", "is not a number: write it as 12 or 12.5"),
        ("Operators", "Role", "watches", "Role", "must be one of: redesigns, runs, scales"),
        ("Operators", "Workflow", "Quotes", "Workflow", "list it in the sheet Workflows"),
        ("Plays", "Version", 0, "Version", "must be 1 or more"),
        ("Plays", "Play", None, "Play", "is missing"),
        ("Teams", "Country", "Ireland", "Country", "is no country code of ISO 3166: write two letters"),
        ("Teams", "Time zone", "GMT+25", "Time zone", "is no time zone: write it as Europe/Dublin"),
        ("Baselines", "Last day", "2025-08-01", "Last day", "lies before the first day"),
        ("Steps", "Cadence days", 0, "Cadence days", "must be 1 or more"),
        ("Rollouts", "Spend", "a lot", "Spend", "is not an amount of money: write it as 18500.50"),
        ("Rollouts", "Currency", "EURO", "Currency", "is no currency code of ISO 4217"),
    ],
)
def test_a_wrong_cell_is_told_by_sheet_row_column_and_value_with_the_fix(
    sqlite_store: str, sheet: str, header: str, value: object, column: str, why: str
) -> None:
    sheets = {name: [list(row) for row in rows] for name, rows in WHOLE.items()}
    sheets[sheet][1][sheets[sheet][0].index(header)] = value
    outcome = brought(sqlite_store, sheets)
    found = [item for item in outcome.rejections if (item.sheet, item.row) == (sheet, 2)]
    assert [item.column for item in found] == [column]
    assert why in found[0].why
    if column == header and value is not None:
        assert found[0].value == str(value)


def test_a_step_that_is_not_registered_cannot_be_staffed_and_costs_no_other_row(store: str) -> None:
    sheets = {name: list(rows) for name, rows in WHOLE.items()}
    sheets["Reviewers"].append(["Claims intake", "Judge", "Claims/Motor", 1, "Joan Clarke", None, None, None])
    outcome = brought(store, sheets)
    assert [(sheet, row, column) for sheet, row, column, _ in whys(outcome)] == [("Reviewers", 4, "Step")]
    assert count(store, CheckpointStaffing) == 2


def test_a_row_that_repeats_another_is_told_which(store: str) -> None:
    sheets = {name: list(rows) for name, rows in WHOLE.items()}
    sheets["Workflows"].append(["claims INTAKE", "Something else", "Grace Hopper", None, None])
    sheets["Plays"].append(["Claims intake", 2, None, None, "Another draft"])
    sheets["Checks"].append(WHOLE["Checks"][1])
    outcome = brought(store, sheets)
    assert whys(outcome) == [
        ("Workflows", 3, "Workflow", "row 2 is about the same: keep one of the two"),
        ("Plays", 4, "Version", "row 3 is about the same: keep one of the two"),
        ("Checks", 4, "Rejected", "row 2 is about the same: keep one of the two"),
    ]
    assert one(store, Workflow).outcome == "Claims routed the same day"


def test_teams_are_found_by_their_path_and_one_that_is_new_is_previewed(store: str) -> None:
    loaded(store, csv_bytes(ROSTER), name="roster.csv")
    sheets = {"Teams": [["Team", "Country"], ["claims/motor", "IE"], ["Motor", "DE"], ["Claims/Motor/Fleet", "GB"]]}
    outcome = front_door.preview(store, xlsx_bytes(sheets), "teams.xlsx", Choices(), by=steward("ada"))
    assert [line[:3] for line in told(outcome)] == [
        ("changed", "Team", "Claims/Motor"),
        ("added", "Team", "Motor"),
        ("added", "Team", "Claims/Motor/Fleet"),
    ]
    brought(store, sheets)
    with reading(store) as session:
        tree = team_tree(session)
        countries = {row.path: row.country for row in session.exec(select(Team))}
    assert countries["Claims/Motor"] == "IE"
    assert tree.parents[tree.find("Claims/Motor/Fleet")] == tree.find("Claims/Motor")
    assert tree.parents[tree.find("Motor")] == tree.company


def test_a_table_with_a_column_of_teams_or_names_is_not_taken_for_a_sheet_of_the_register(sqlite_store: str) -> None:
    for header in (["Team", "Country"], ["Name", "E-mail"], ["This workbook", "What it says"]):
        outcome = front_door.load(sqlite_store, csv_bytes([header, ["a", "b"]]), "x.csv", Choices(), by=steward("Bob"))
        assert outcome.status == "refused"
    roster = xlsx_bytes({"Teams": ROSTER})
    assert recognise(roster, "x.xlsx").export.name == "roster"


def test_a_new_baseline_locks_the_cases_of_its_window_and_an_old_one_is_never_changed(store: str) -> None:
    brought(store, {name: WHOLE[name] for name in ("Workflows", "Steps", "Teams", "Rollouts")})
    cases = [
        ["Workflow", "Case", "Started", "Finished", "Team"],
        ["Claims intake", "C-1", "2025-10-01 09:00", "2025-10-02 09:00", "Claims/Motor"],
        ["Claims intake", "C-2", "2025-10-03 09:00", "", "Claims/Motor"],
        ["Claims intake", "C-3", "2025-10-03 09:00", "", "Claims/Home"],
        ["Claims intake", "C-4", "2026-04-03 09:00", "", "Claims/Motor"],
    ]
    loaded(store, csv_bytes(cases), name="cases.csv")
    brought(store, {"Baselines": WHOLE["Baselines"]})
    with reading(store) as session:
        rollout = session.exec(select(Rollout)).one()
        teams = team_tree(session).subtree(rollout.team_id)
        window = (date(2025, 9, 1), date(2026, 3, 1))
        locked = cases_hash(session, rollout.workflow_id, teams, *window)
        assert locked != cases_hash(session, rollout.workflow_id, None, *window)
        assert locked != cases_hash(session, rollout.workflow_id, teams, date(2025, 10, 2), window[1])
    assert one(store, Baseline).cases_hash == locked
    rows = [list(row) for row in WHOLE["Baselines"]]
    rows[1][4] = "2025-08-01"
    outcome = front_door.load(store, xlsx_bytes({"Baselines": rows}), "b.xlsx", Choices(), by=steward("Bob"))
    assert outcome.status == "refused"
    (rejected,) = outcome.rejections
    assert (rejected.column, rejected.value) == ("First day", "2025-08-01")
    assert "locked by Grace Hopper on 2026-03-01 and is never changed" in rejected.why


@pytest.mark.parametrize(
    ("column", "day", "why"),
    [
        (5, "2025-10-25", "a baseline takes at least 8 weeks"),
        (4, "2026-03-02", "a baseline lies before the first go-live, 2026-03-02"),
    ],
)
def test_a_new_baseline_is_long_enough_and_lies_before_go_live(store: str, column: int, day: str, why: str) -> None:
    brought(store, {name: WHOLE[name] for name in ("Workflows", "Steps", "Teams", "Rollouts")})
    rows = [list(row) for row in WHOLE["Baselines"]]
    rows[1][column] = day
    rows[1][5] = rows[1][5] if column == 5 else "2026-06-30"
    outcome = front_door.load(store, xlsx_bytes({"Baselines": rows}), "b.xlsx", Choices(), by=steward("Bob"))
    assert outcome.status == "refused"
    assert outcome.rejections[0].why == why


def test_the_newest_file_speaks_for_a_case_in_the_set_that_is_locked(store: str) -> None:
    brought(store, {name: WHOLE[name] for name in ("Workflows", "Steps")})
    header = ["Workflow", "Case", "Started", "Finished"]

    def now() -> str:
        with reading(store) as session:
            return cases_hash(session, one(store, Workflow).id, None, date(2025, 10, 1), date(2025, 10, 31))

    loaded(store, csv_bytes([header, ["Claims intake", "C-1", "2025-10-01 09:00", ""]]), name="a.csv")
    first = now()
    second = loaded(
        store, csv_bytes([header, ["Claims intake", "C-1", "2025-10-01 09:00", "2025-10-05 09:00"]]), name="b.csv"
    )
    assert now() != first
    assert undo(store, second.import_id or 0, by=steward("Bob")).status == "undone"
    assert now() == first


def test_a_new_baseline_without_who_and_when_is_locked_by_who_loads_it_today(store: str) -> None:
    sheets = {name: list(rows) for name, rows in WHOLE.items()}
    sheets["Baselines"] = [sheets["Baselines"][0][:6], sheets["Baselines"][1][:6]]
    brought(store, sheets, by="Katherine")
    baseline = one(store, Baseline)
    assert (baseline.locked_by, baseline.locked_on) == ("Katherine", date.today())
    assert len(baseline.cases_hash) == 64


def locking(store: str, **cells: object) -> list[str]:
    """What the preview of a new baseline says of it, by the columns that are other than the sheet's."""
    header, row = (list(one) for one in WHOLE["Baselines"])
    row = [cells.get(name.lower().replace(" ", "_"), value) for name, value in zip(header, row, strict=True)]
    outcome = front_door.preview(
        store, xlsx_bytes({"Baselines": [header, row]}), "b.xlsx", Choices(), by=steward("ada")
    )
    assert outcome.status == "dry-run"
    return list(outcome.notes)


def test_the_preview_says_which_new_baselines_prove_less_and_why(store: str) -> None:
    brought(store, {name: WHOLE[name] for name in ("Workflows", "Steps", "Teams", "Rollouts")})
    assert locking(store, last_day="2026-02-28", locked_on=date.today().isoformat()) == [
        f"1 baseline is locked after go-live, when the window could be chosen by what came out: Claims intake in Motor "
        f"(locked {in_words(date.today())}, live 2 Mar 2026). Every sentence with a verdict against it will say so."
    ]
    (past, dated_back) = locking(store, last_day="2026-04-30")
    assert past == (
        "1 baseline reaches past go-live: Claims intake in Motor (until 30 Apr 2026, live 2 Mar 2026). Only the days before "
        "are compared."
    )
    assert dated_back.startswith(
        "1 baseline says “Locked on” a day before this one, on which it is loaded: Claims intake in Motor (1 Mar 2026). "
    )


# A workbook that comes back


def test_an_unedited_workbook_changes_nothing_even_after_others_changed_the_register(filled: str) -> None:
    data = out(filled)
    newer = {name: [list(row) for row in WHOLE[name]] for name in ("Workflows", "Steps")}
    newer["Workflows"][1][1] = "Routed in an hour"
    newer["Steps"][1][6] = 99
    brought(filled, newer, by="Mary")
    before = everything(filled)
    outcome = loaded(filled, data)
    assert (outcome.lines, outcome.rejections) == ((), ())
    assert set(differing(before, everything(filled))) <= {"rejection"}


def test_a_workbook_opened_and_saved_by_a_spreadsheet_still_changes_nothing(filled: str) -> None:
    outcome = loaded(filled, edited(out(filled)))
    assert (outcome.lines, outcome.rejections) == ((), ())


def test_every_cleared_cell_that_may_be_blank_is_cleared_and_no_other(filled: str) -> None:
    data = edited(
        out(filled),
        says("Workflows", 2, "Outcome", None),
        says("Workflows", 2, "Owner", None),
        says("Steps", "Register", "Decided by", None),
        says("Steps", "Register", "Performer after", None),
        says("Teams", "Claims/Home", "Country", None),
        says("Rollouts", "pilot", "Receiving owner", None),
        says("Rollouts", "pilot", "Spend", None),
        says("Rollouts", "pilot", "Currency", None),
        says("Milestones", 2, "Reached on", None),
        says("Operators", "runs", "Hours a week", None),
    )
    outcome = loaded(filled, data)
    assert [(sheet, column, why) for sheet, _, column, why in whys(outcome)] == [
        ("Steps", "Performer after", "is missing"),
        ("Milestones", "Reached on", "is missing"),
    ]
    workflow, rollout = one(filled, Workflow), one(filled, Rollout)
    assert (workflow.outcome, workflow.owner_id) == ("", None)
    assert (rollout.receiving_owner_id, rollout.spend_micros, rollout.currency) == (None, None, None)
    assert one(filled, Team, path="Claims/Home").country is None
    assert {line[3] for line in told(outcome)} == {
        "Outcome", "Owner", "Country", "Receiving owner", "Spend", "Currency", "Hours a week",
    }  # fmt: skip


def test_one_row_of_a_rollout_speaks_for_it_and_two_that_disagree_are_told(filled: str) -> None:
    data = out(filled)
    loaded(filled, edited(data, says("Rollouts", "production", "Decide by", date(2026, 9, 9))))
    assert one(filled, Rollout).decide_by == date(2026, 9, 9)
    again = edited(
        out(filled),
        says("Rollouts", "pilot", "Success test", "8 of 10"),
        says("Rollouts", "production", "Success test", "7 of 10"),
    )
    outcome = loaded(filled, again)
    assert one(filled, Rollout).success_test == "8 of 10"
    assert whys(outcome) == [
        ("Rollouts", 3, "Success test", "row 2 of the sheet Rollouts says “8 of 10”: let both say the same")
    ]


def test_a_new_stage_may_repeat_what_its_rollout_says_or_leave_it_blank(filled: str) -> None:
    rollout = one(filled, Rollout)
    data = edited(
        out(filled),
        adds("Rollouts", Workflow="Claims intake", Team="Claims/Motor", Attempt=1, Stage="stopped",
             Since=date(2026, 10, 1), Why="No budget", Success_test="9 of 10"),
    )  # fmt: skip
    outcome = loaded(filled, data)
    assert [line[:3] for line in told(outcome)] == [("added", "Stage", "Claims intake · Claims/Motor · 2026-10-01")]
    assert one(filled, Rollout).model_dump() == rollout.model_dump()


def test_a_changed_name_is_a_new_name_for_the_same_workflow_and_step(filled: str) -> None:
    data = edited(
        out(filled),
        says("Workflows", 2, "Workflow", "Claims reception"),
        says("Steps", "Settle", "Step", "Settle and pay"),
        says("Steps", "Register", "Workflow", "Claims reception"),
    )
    outcome = loaded(filled, data)
    assert told(outcome) == [
        ("changed", "Workflow", "Claims reception", "Workflow", "Claims intake", "Claims reception"),
        ("changed", "Step", "Claims reception · Settle and pay", "Step", "Settle", "Settle and pay"),
    ]
    assert (count(filled, Check), count(filled, Workflow)) == (2, 1)


def test_the_order_of_the_rows_is_the_order_of_the_steps(filled: str) -> None:
    def swap(book: Workbook) -> None:
        page = book["Steps"]
        for column in range(1, page.max_column + 1):
            first, second = page.cell(row=2, column=column), page.cell(row=3, column=column)
            first.value, second.value = second.value, first.value

    loaded(filled, edited(out(filled), swap))
    with reading(filled) as session:
        assert session.exec(select(Step.name).order_by(Step.position)).all() == ["Settle", "Register"]

    def insert(book: Workbook) -> None:
        page = book["Steps"]
        page.insert_rows(3)
        for column, value in enumerate(("Claims intake", "Route", "human", "ai does"), start=1):
            page.cell(row=3, column=column).value = value

    outcome = loaded(filled, edited(out(filled), insert))
    assert outcome.rejections == ()
    with reading(filled) as session:
        assert session.exec(select(Step.name).order_by(Step.position)).all() == ["Settle", "Route", "Register"]


def test_tools_are_added_and_taken_out_one_by_one(filled: str) -> None:
    data = edited(out(filled), says("Workflows", 2, "Tools", 'Claims Copilot; "Scribe, the"'))
    newer = [REGISTER["Workflows"][0], ["Claims intake", None, None, None, "Added meanwhile"]]
    newer[1][1:3] = REGISTER["Workflows"][1][1:3]
    brought(filled, {"Workflows": newer}, by="Mary")
    outcome = loaded(filled, data)
    assert [line[:3] for line in told(outcome)] == [
        ("removed", "Tool of a workflow", "Claims intake · Mail Helper"),
        ("added", "Tool of a workflow", "Claims intake · Scribe, the"),
    ]
    book = load_workbook(io.BytesIO(out(filled)))
    assert book["Workflows"]["E2"].value == 'Added meanwhile; Claims Copilot; "Scribe, the"'


def test_a_clash_is_told_in_full_and_the_rest_of_its_row_is_taken_over(filled: str) -> None:
    data = edited(
        out(filled), says("Steps", "Register", "Minutes a case", 15), says("Steps", "Register", "Cases a week", 500)
    )
    newer = [list(row) for row in REGISTER["Steps"]]
    newer[1][6] = 20
    brought(filled, {"Steps": newer}, by="Mary")
    outcome = loaded(filled, data)
    ((sheet, row, column, why),) = whys(outcome)
    assert (sheet, row, column) == ("Steps", 2, "Minutes a case")
    assert why.startswith("Mary changed it from “12” to “20” on ")
    assert "since this workbook was made; the workbook says “15”. The register keeps theirs" in why
    step = one(filled, Step, name="Register")
    assert (step.minutes_a_case, step.cases_a_week) == (20, 500)


def test_what_both_sides_added_is_a_clash_only_where_they_differ(filled: str) -> None:
    data = edited(
        out(filled),
        adds("Workflows", Workflow="Quotes", Outcome="A quote in an hour", Owner="Joan Clarke", Tools="Claims Copilot"),
    )
    brought(
        filled,
        {"Workflows": [REGISTER["Workflows"][0], ["Quotes", "A quote in a day", "Joan Clarke", None, None]]},
        by="Mary",
    )
    outcome = loaded(filled, data)
    ((_, row, column, why),) = whys(outcome)
    assert (row, column) == (3, "Outcome")
    assert why.startswith("Mary added it since, on ")
    assert "with “A quote in a day”; the workbook says “A quote in an hour”" in why
    assert [line[:3] for line in told(outcome)] == [("added", "Tool of a workflow", "Quotes · Claims Copilot")]


def test_a_row_that_was_removed_here_meanwhile_stays_away_and_a_change_of_it_is_told(filled: str) -> None:
    unedited, changed = out(filled), edited(out(filled), says("Milestones", 2, "Reached on", date(2026, 4, 9)))
    loaded(filled, edited(out(filled), without("Milestones", 2)), by="Mary")
    assert loaded(filled, unedited).lines == ()
    outcome = loaded(filled, changed)
    assert outcome.lines == ()
    ((sheet, row, _, why),) = whys(outcome)
    assert (sheet, row) == ("Milestones", 2)
    assert why.startswith("Mary removed it on ")


def test_a_missing_row_that_somebody_changed_since_stays(filled: str) -> None:
    data = edited(out(filled), without("Milestones", 2), without("Workflows", 2))
    newer = [list(row) for row in REGISTER["Milestones"]]
    newer[1][4] = "2026-04-09"
    brought(filled, {"Milestones": newer}, by="Mary")
    outcome = loaded(filled, data)
    assert outcome.lines == ()
    ((sheet, row, column, why),) = whys(outcome)
    assert (sheet, row, column) == ("Workflows", 0, "Workflow")
    assert "Mary changed the milestone Claims intake · Claims/Motor · First 100 claims" in why
    assert count(filled, Workflow) == 1
    assert outcome.rows["rejected"] == 0


def test_a_workflow_goes_with_everything_of_it_and_undo_brings_all_of_it_back(filled: str) -> None:
    relaunch = edited(
        out(filled),
        adds(
            "Rollouts", Workflow="Claims intake", Team="Claims/Motor", Attempt=2, Stage="pilot", Since=date(2026, 10, 1)
        ),
    )
    loaded(filled, relaunch)
    before, data = everything(filled), out(filled)
    outcome = loaded(filled, edited(data, without("Workflows", 2)))
    assert outcome.rejections == ()
    for model in (
        Workflow,
        Step,
        Checkpoint,
        CheckpointStaffing,
        Check,
        Play,
        Rollout,
        StageChange,
        Baseline,
        Operator,
    ):
        assert count(filled, model) == 0, model
    assert {line[0] for line in told(outcome)} == {"removed"}
    assert ("removed", "Rollout", "Claims intake · Claims/Motor · attempt 2") in [line[:3] for line in told(outcome)]
    assert undo(filled, outcome.import_id or 0, by=steward("Grace")).status == "undone"
    assert differing(before, everything(filled)) == []


@pytest.mark.parametrize(
    ("edits", "sheet", "why"),
    [
        ([without("Plays", "Grace Hopper")], "Plays", "version 1 is published, so it stays"),
        ([without("Baselines", 2)], "Baselines", "a baseline is locked: it stays with its rollout"),
        ([without("Teams", "Claims/Motor")], "Teams", "roster_2026-09-01.csv (import 1) speak of it"),
        ([without("Teams", "Claims")], "Teams", "teams lie below it"),
        ([without("Teams", "Whole company")], "Teams", "the company itself stays"),
        ([without("Office holders", "Annie Easley")], "Office holders", "still named as part of: operator"),
        ([without("Steps", "Register")], "Steps", "2 of its checks are still in the sheet Checks"),
        (
            [without("Workflows", 2), says("Milestones", 2, "Reached on", date(2026, 4, 9))],
            "Workflows",
            "row 2 of the sheet Milestones says something new of it",
        ),
    ],
)
def test_what_something_stands_on_is_not_removed_and_says_why(
    filled: str, edits: list[Edit], sheet: str, why: str
) -> None:
    outcome = loaded(filled, edited(out(filled), *edits))
    (rejected,) = outcome.rejections
    assert (rejected.sheet, rejected.row) == (sheet, 0)
    assert why in rejected.why
    assert not [line for line in told(outcome) if line[0] == "removed"]


def test_small_rows_are_removed_one_by_one(filled: str) -> None:
    data = edited(
        out(filled),
        without("Operators", "scales"),
        without("Plays", "A draft"),
        without("Rollouts", "pilot"),
        without("Reviewers", "Joan Clarke"),
        without("Checks", 3),
        without("Gate", 2),
        without("Teams", "Claims/Home"),
        without("Office holders", "Joan Clarke"),
    )
    outcome = loaded(filled, data)
    assert outcome.rejections == ()
    assert sorted(line[1] for line in told(outcome)) == [
        "Check", "Gate", "Office holder", "Operator", "Play", "Reviewer", "Stage", "Team",
    ]  # fmt: skip
    assert (count(filled, StageChange), count(filled, Rollout)) == (1, 1)


def test_a_published_play_is_never_changed_and_a_draft_is(filled: str) -> None:
    data = edited(
        out(filled),
        says("Plays", "Grace Hopper", "Play", "Rewritten"),
        says("Plays", "A draft", "Play", "  - indented\n  - draft"),
    )
    outcome = loaded(filled, data)
    ((_, _, column, why),) = whys(outcome)
    assert column == "Play"
    assert "version 1 is published and is never changed" in why
    assert one(filled, Play, version=2).body == "  - indented\n  - draft"


def test_nothing_is_removed_from_a_sheet_with_a_row_that_cannot_be_read(filled: str) -> None:
    data = edited(out(filled), says("Milestones", 2, "Milestone", None), says("Milestones", 2, "Reached on", "soon"))
    outcome = loaded(filled, data)
    assert count(filled, RegisterChange) > 0
    assert outcome.lines == ()
    assert any(
        "Nothing was removed from the sheet 'Milestones': row 2 cannot be read" in note for note in outcome.notes
    )


def test_a_rejected_row_still_stands_for_the_row_it_was_written_from(filled: str) -> None:
    outcome = loaded(filled, edited(out(filled), says("Milestones", 2, "Reached on", "soon")))
    assert outcome.lines == ()
    assert [(sheet, row, column) for sheet, row, column, _ in whys(outcome)] == [("Milestones", 2, "Reached on")]


def test_a_cell_in_error_is_rejected_and_never_taken_for_a_cleared_one(filled: str) -> None:
    def broken(book: Workbook) -> None:
        cell = book["Workflows"]["B2"]
        cell.value, cell.data_type = "#REF!", "e"

    outcome = loaded(filled, edited(out(filled), broken))
    assert whys(outcome) == [("Workflows", 2, "Outcome", "the cell holds a spreadsheet error")]
    assert one(filled, Workflow).outcome == "Claims routed the same day"


def test_a_sheet_or_column_that_was_deleted_is_left_as_it_is(filled: str) -> None:
    def delete(book: Workbook) -> None:
        del book["Milestones"]
        book["Steps"].delete_cols(place(book, "Steps", "Minutes a case"))

    outcome = loaded(filled, edited(out(filled), delete))
    assert (outcome.lines, outcome.rejections) == ((), ())
    assert "The sheet 'Milestones' is not in the workbook: nothing of it was changed." in outcome.notes


def test_without_its_mark_a_workbook_is_like_a_template(filled: str) -> None:
    def unmark(book: Workbook) -> None:
        del book["This workbook"]

    data = edited(out(filled), without("Milestones", 2), says("Steps", "Register", "Minutes a case", None), unmark)
    outcome = loaded(filled, data)
    assert (outcome.lines, outcome.rejections) == ((), ())


def test_a_mark_that_was_changed_is_refused_with_the_fix(filled: str) -> None:
    data = edited(out(filled), says("This workbook", "Change number", "What it says", "many"))
    outcome = front_door.load(filled, data, "register.xlsx", Choices(), by=steward("Bob"))
    assert outcome.status == "refused"
    assert "'Change number' reads 'many'" in (outcome.why or "")


def test_a_workbook_of_another_store_removes_and_clears_nothing(filled: str, tmp_path: Any) -> None:
    from opmodel.store.engine import dispose, upgrade

    other = f"sqlite:///{tmp_path}/other.db"
    upgrade(other)
    brought(
        other, {"Workflows": [REGISTER["Workflows"][0], ["Quotes", "A quote in an hour", "Joan Clarke", None, None]]}
    )
    outcome = loaded(filled, out(other))
    dispose(other)
    assert [line[:3] for line in told(outcome)] == [("added", "Workflow", "Quotes")]
    assert any("made from another store" in note for note in outcome.notes)
    assert count(filled, Workflow) == 2


def test_what_an_undone_import_had_set_is_not_brought_back_by_an_older_workbook(filled: str) -> None:
    newer = {"Workflows": [list(row) for row in REGISTER["Workflows"]]}
    newer["Workflows"][1][1] = "Routed in an hour"
    newer["Workflows"].append(["Quotes", "A quote in an hour", "Joan Clarke", None, None])
    second = brought(filled, newer, by="Mary")
    unedited = out(filled)
    changed = edited(
        unedited,
        says("Workflows", "Claims intake", "Outcome", "Routed in a minute"),
        says("Workflows", "Quotes", "Outcome", "A quote in a minute"),
    )
    assert undo(filled, second.import_id or 0, by=steward("Grace")).status == "undone"
    assert loaded(filled, unedited).lines == ()
    outcome = loaded(filled, changed)
    assert outcome.lines == ()
    first, gone = (why for _, _, _, why in whys(outcome))
    assert "Grace undid register.xlsx since, so it is “Claims routed the same day” again" in first
    assert "Grace undid register.xlsx since, which had made it" in gone


def test_an_import_undone_again_since_is_as_if_it_had_never_been(filled: str) -> None:
    data = edited(out(filled), without("Milestones", 2), says("Workflows", 2, "Outcome", "Routed in a minute"))
    newer = {name: [list(row) for row in REGISTER[name]] for name in ("Workflows", "Milestones")}
    newer["Workflows"][1][1] = "Routed in an hour"
    newer["Milestones"][1][4] = "2026-04-09"
    second = brought(filled, newer, by="Mary")
    assert undo(filled, second.import_id or 0, by=steward("Grace")).status == "undone"
    outcome = loaded(filled, data)
    assert outcome.rejections == ()
    assert {line[:2] for line in told(outcome)} == {("changed", "Workflow"), ("removed", "Milestone")}


def test_a_roster_loaded_since_has_none_of_its_teams_removed(filled: str) -> None:
    data = out(filled)
    loaded(filled, csv_bytes([["E-mail", "Team"], ["joan@example.com", "Legal/Contracts"]]), name="later.csv")
    outcome = loaded(filled, edited(data))
    assert (outcome.lines, outcome.rejections) == ((), ())


def test_an_owners_workbook_changes_only_what_is_theirs(filled: str) -> None:
    brought(
        filled, {"Workflows": [REGISTER["Workflows"][0], ["Quotes", "A quote in a day", "Joan Clarke", None, None]]}
    )
    data = edited(
        out(filled, owner="Joan Clarke"),
        says("Workflows", "Quotes", "Outcome", "A quote in an hour"),
        adds("Workflows", Workflow="Claims intake", Outcome="Mine now", Owner="Joan Clarke"),
        adds("Workflows", Workflow="Renewals", Outcome="Renewed in a day", Owner="Joan Clarke"),
        adds("Steps", Workflow="Renewals", Step="Renew", Performer_before="human", Performer_after="ai does"),
    )
    outcome = loaded(filled, data)
    ((sheet, _, column, why),) = whys(outcome)
    assert (sheet, column) == ("Workflows", "Workflow")
    assert why.startswith("it is not one of Joan Clarke's workflows")
    assert {line[:3] for line in told(outcome)} == {
        ("changed", "Workflow", "Quotes"),
        ("added", "Workflow", "Renewals"),
        ("added", "Step", "Renewals · Renew"),
    }
    assert one(filled, Workflow, name="Claims intake").outcome == "Claims routed the same day"


def test_an_owners_answers_are_taken_and_what_stays_open_is_no_fault(filled: str) -> None:
    brought(
        filled, {"Workflows": [REGISTER["Workflows"][0], ["Quotes", "A quote in a day", "Joan Clarke", None, None]]}
    )
    data = out(filled, owner="Joan Clarke")
    assert loaded(filled, edited(data)).rejections == ()
    answered = edited(
        data,
        says("Operators", 2, "Operator", "Annie Easley"),
        says("Operators", 2, "Role", "runs"),
        says("Plays", 2, "Play", "Ask, quote, send."),
    )
    outcome = loaded(filled, answered)
    assert outcome.rejections == ()
    assert [line[:3] for line in told(outcome)] == [
        ("added", "Operator", "Quotes · Annie Easley"),
        ("added", "Play", "Quotes · version 1"),
    ]


def test_half_an_answer_is_told_what_it_lacks(filled: str) -> None:
    brought(
        filled, {"Workflows": [REGISTER["Workflows"][0], ["Quotes", "A quote in a day", "Joan Clarke", None, None]]}
    )
    data = edited(out(filled, owner="Joan Clarke"), says("Operators", 2, "Operator", "Annie Easley"))
    assert whys(loaded(filled, data)) == [("Operators", 2, "Role", "is missing")]


def test_people_of_the_usage_data_are_never_written_down(filled: str) -> None:
    loaded(filled, xlsx_bytes({"Target people": REGISTER["Target people"]}), name="targets.xlsx")
    use = [["Workflow", "Week", "E-mail", "Times used"], ["Claims intake", "2026-W40", "ada@example.com", "3"]]
    loaded(filled, csv_bytes(use), name="use.csv")
    book = load_workbook(io.BytesIO(out(filled)))
    text = " ".join(str(one.value) for sheet in book for row in sheet.iter_rows() for one in row if one.value)
    # The template's own example is ada@example.com; nobody of the files is named.
    assert book["Target people"].max_row == 1
    assert "mary@example.com" not in text
    assert "Lovelace" not in text


def test_target_people_added_to_a_workbook_that_comes_back_are_loaded_as_a_list(filled: str) -> None:
    data = edited(
        out(filled),
        adds("Target people", **{"Workflow": "Claims intake", "Team": "Claims/Motor", "E-mail": "ada@example.com"}),
    )
    assert loaded(filled, data).people == 1
    assert loaded(filled, edited(out(filled))).lines == ()


def test_the_json_of_a_preview_says_line_by_line_what_would_change(filled: str) -> None:
    data = edited(out(filled), says("Workflows", 2, "Owner", "Joan Clarke"))
    document = front_door.preview(filled, data, "register.xlsx", Choices(), by=steward("ada")).as_json()
    assert document["lines"] == [
        {
            "thing": "Workflow",
            "what": "Claims intake",
            "kind": "changed",
            "column": "Owner",
            "before": "Grace Hopper",
            "after": "Joan Clarke",
        }
    ]
    with writing(filled) as session:
        assert session.exec(select(Workflow)).one().owner_id is not None


def test_a_team_in_a_part_of_a_country_goes_out_with_the_workbook_and_comes_back(store: str) -> None:
    save_team(store, TeamEntry(name="Munich", country="DE-BY"), by=steward("ada"))
    with reading(store) as session:
        data = register_workbook(session)
    save_team(store, TeamEntry(name="Lyon", country="FR"), by=steward("ada"))
    loaded(store, edited(data, lambda book: book["Teams"].append(["Graz", "AT-6"])))
    with reading(store) as session:
        assert set(session.exec(select(Team.country).where(Team.country != None))) == {"DE-BY", "FR", "AT-6"}  # noqa: E711
