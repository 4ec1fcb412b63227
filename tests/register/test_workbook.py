"""The register's workbook out and in: what was changed in it changes, what was changed on both sides is told."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import select

from opmodel.intake.export import Choices
from opmodel.intake.front_door import Outcome, load, preview
from opmodel.intake.undo import undo
from opmodel.register.plays import LONGEST, PlayEntry, publish_play
from opmodel.register.reviewers import ReviewerEntry, save_reviewers
from opmodel.register.rollouts import BeginRollout, RolloutEntry, begin_rollout, save_rollout
from opmodel.register.steps import StepEntry, add_step
from opmodel.register.workbook import UnknownOwner, owner_workbooks_zip, register_workbook
from opmodel.register.workflows import WorkflowEntry, save_workflow
from opmodel.store.engine import reading, writing
from opmodel.store.register import Checkpoint, Performer, RegisterChange, Rollout, Step, Workflow
from tests.askers import steward
from tests.company import Company
from tests.register.conftest import ago

TODAY = date(2026, 11, 30)
Edit = Callable[[Workbook], None]


@pytest.fixture
def rollout(store: str, claims: int) -> int:
    """A rollout with a reviewer, beside a second workflow of another owner."""
    publish_play(store, claims, PlayEntry(body="=How it goes\n\n- one"), on=ago(90), by=steward("ada"))
    number = begin_rollout(store, BeginRollout(workflow_id=claims, team="Claims/Motor", on=ago(80)), by=steward("ada"))
    with reading(store) as session:
        checkpoint = session.exec(select(Checkpoint.id)).one()
    assert checkpoint is not None
    entry = ReviewerEntry(checkpoint_id=checkpoint, reviewer="Dorothy")
    save_reviewers(store, number, (entry,), since=ago(70), by=steward("ada"))
    save_workflow(
        store, WorkflowEntry(name="Code review", outcome="Reviewed in a day", owner="Mary"), by=steward("ada")
    )
    return number


def taken(url: str, owner: str | None = None) -> bytes:
    with reading(url) as session:
        return register_workbook(session, owner=owner, today=TODAY)


def edited(data: bytes, edit: Edit) -> bytes:
    book = load_workbook(io.BytesIO(data))
    edit(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def cell(book: Workbook, sheet: str, header: str, row: int = 2) -> object:
    headers = [one.value for one in book[sheet][1]]
    return book[sheet].cell(row=row, column=headers.index(header) + 1)


def says(sheet: str, header: str, value: object, *, row: int = 2) -> Edit:
    def edit(book: Workbook) -> None:
        cell(book, sheet, header, row).value = value  # type: ignore[attr-defined]

    return edit


def without(sheet: str, row: int) -> Edit:
    return lambda book: book[sheet].delete_rows(row)


def brought(url: str, data: bytes) -> Outcome:
    return load(url, data, "register.xlsx", Choices(), by=steward("bob"))


def told(outcome: Outcome) -> list[tuple[str, str, str, str, str, str]]:
    return [(line.did.value, line.thing, line.what, line.column, line.before, line.after) for line in outcome.lines]


def trail(url: str) -> int:
    with reading(url) as session:
        return len(session.exec(select(RegisterChange)).all())


def test_an_unchanged_workbook_changes_nothing(store: str, rollout: int) -> None:
    before = trail(store)
    outcome = brought(store, taken(store))
    assert outcome.status == "loaded", outcome.why
    assert outcome.rejections == ()
    assert outcome.lines == ()
    assert trail(store) == before


def test_the_same_register_on_the_same_day_is_the_same_file(store: str, rollout: int) -> None:
    assert taken(store) == taken(store)


def test_a_changed_cell_is_previewed_as_one_line_and_stored_only_when_loaded(store: str, rollout: int) -> None:
    data = edited(taken(store), says("Workflows", "Outcome", "Routed in an hour"))
    foretold = preview(store, data, "register.xlsx", Choices(), by=steward("ada"))
    line = ("changed", "Workflow", "Claims intake", "Outcome", "Routed the same day", "Routed in an hour")
    assert told(foretold) == [line]
    with reading(store) as session:
        assert "Routed in an hour" not in session.exec(select(Workflow.outcome)).all()
    assert told(brought(store, data)) == [line]
    with reading(store) as session:
        assert "Routed in an hour" in session.exec(select(Workflow.outcome)).all()


def test_what_was_changed_here_meanwhile_stays_where_the_workbook_did_not_touch_it(
    store: str, claims: int, rollout: int
) -> None:
    data = edited(taken(store), says("Workflows", "Outcome", "Routed in an hour"))
    save_rollout(store, rollout, RolloutEntry(accountable_now="Settled in 5 days"), by=steward("cyd"))
    outcome = brought(store, data)
    assert outcome.rejections == ()
    with reading(store) as session:
        kept = session.get(Rollout, rollout)
        assert kept is not None
        assert kept.accountable_now == "Settled in 5 days"
        assert session.get(Workflow, claims).outcome == "Routed in an hour"  # type: ignore[union-attr]


def test_a_cell_changed_on_both_sides_is_told_with_who_when_and_both_values(
    store: str, claims: int, rollout: int
) -> None:
    data = edited(taken(store), says("Workflows", "Outcome", "Routed in an hour"))
    theirs = WorkflowEntry(name="Claims intake", outcome="Routed in a minute", owner="Grace Hopper")
    save_workflow(store, theirs, by=steward("cyd"), workflow_id=claims)
    outcome = brought(store, data)
    (rejected,) = outcome.rejections
    assert (rejected.row, rejected.column, rejected.value) == (2, "Outcome", "Routed in an hour")
    assert "cyd" in rejected.why
    assert "Routed in a minute" in rejected.why
    with reading(store) as session:
        assert session.get(Workflow, claims).outcome == "Routed in a minute"  # type: ignore[union-attr]


def test_a_cleared_cell_clears_and_in_a_template_it_changes_nothing(store: str, claims: int, rollout: int) -> None:
    data = edited(taken(store), says("Steps", "Minutes a case", None))
    assert [line[3:] for line in told(brought(store, data))] == [("Minutes a case", "12", "")]
    book = Workbook()
    book.active.title = "Workflows"  # type: ignore[union-attr]
    book.active.append(["Workflow", "Outcome", "Owner", "Owner e-mail", "Tools"])  # type: ignore[union-attr]
    book.active.append(["Claims intake", "Routed", "Grace Hopper", None, None])  # type: ignore[union-attr]
    written = io.BytesIO()
    book.save(written)
    assert [line[3] for line in told(brought(store, written.getvalue()))] == ["Outcome"]


def test_a_row_taken_out_is_removed_and_one_added_here_meanwhile_stays(store: str, claims: int, rollout: int) -> None:
    data = edited(taken(store), without("Steps", 2))
    step = StepEntry(name="Route", performer_before=Performer.HUMAN, performer_after=Performer.AI_DOES)
    add_step(store, claims, step, by=steward("cyd"))
    outcome = brought(store, data)
    assert ("removed", "Step", "Claims intake · Register") in [line[:3] for line in told(outcome)]
    with reading(store) as session:
        assert session.exec(select(Step.name)).all() == ["Route"]


def test_undoing_the_import_puts_back_what_it_changed_and_what_it_removed(
    store: str, claims: int, rollout: int
) -> None:
    before = taken(store)
    data = edited(before, says("Workflows", "Outcome", "Routed in an hour"))
    outcome = brought(store, edited(data, without("Steps", 2)))
    assert outcome.import_id is not None
    undone = undo(store, outcome.import_id, by=steward("bob"))
    assert undone.status == "undone", undone.why
    sheets = [_cells(one) for one in (before, taken(store))]
    assert sheets[0] == sheets[1]


def _cells(data: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = load_workbook(io.BytesIO(data))
    return {
        sheet.title: list(sheet.iter_rows(values_only=True))
        for sheet in book.worksheets
        if sheet.title not in {"This workbook", "Notes"}
    }


def test_a_workflow_that_files_speak_of_is_not_removed_by_a_workbook(store: str, claims: int, rollout: int) -> None:
    data = taken(store)
    with writing(store) as session:
        company = Company(session)
        company.workflows["Claims intake"] = claims
        company.use("Claims intake", {"W40": {"ada": 1.0}}, report=date(2026, 10, 5))

    def gone(book: Workbook) -> None:
        for sheet in book.worksheets:
            for row in range(sheet.max_row, 1, -1):
                if sheet.cell(row=row, column=1).value == "Claims intake":
                    sheet.delete_rows(row)

    outcome = brought(store, edited(data, gone))
    assert any("workflow_use" in item.why for item in outcome.rejections)
    with reading(store) as session:
        assert session.get(Workflow, claims) is not None


def test_an_owners_workbook_holds_only_their_workflows_with_what_is_asked_marked(store: str, rollout: int) -> None:
    book = load_workbook(io.BytesIO(taken(store, owner="mary")))
    assert [row[0].value for row in book["Workflows"].iter_rows(min_row=2)] == ["Code review"]
    questions = [row for row in book["Open questions"].iter_rows(min_row=2, values_only=True) if any(row)]
    assert questions
    before = trail(store)
    assert told(brought(store, taken(store, owner="Mary"))) == []
    assert trail(store) == before
    whole = load_workbook(io.BytesIO(taken(store, owner="Grace Hopper")))
    marked = [one for sheet in whole.worksheets for row in sheet.iter_rows() for one in row if one.comment]
    assert marked
    with pytest.raises(UnknownOwner, match="owners are: Grace Hopper, Mary"):
        taken(store, owner="Nobody")


def test_every_owner_has_a_workbook_of_their_own(store: str, rollout: int) -> None:
    with reading(store) as session:
        archive = zipfile.ZipFile(io.BytesIO(owner_workbooks_zip(session, today=TODAY)))
    assert sorted(archive.namelist()) == ["Grace Hopper.xlsx", "Mary.xlsx"]


def test_the_sheets_offer_lists_to_choose_from(store: str, rollout: int) -> None:
    book = load_workbook(io.BytesIO(taken(store)))
    for sheet in ("Steps", "Rollouts", "Operators", "Reviewers"):
        assert book[sheet].data_validations.dataValidation, sheet


def test_text_that_looks_like_a_formula_stays_text(store: str, rollout: int) -> None:
    book = load_workbook(io.BytesIO(taken(store)))
    play = cell(book, "Plays", "Play")
    assert play.data_type == "s"  # type: ignore[attr-defined]
    assert str(play.value).startswith("=How it goes")  # type: ignore[attr-defined]


def test_the_longest_play_fits_its_cell_and_comes_back(store: str, claims: int) -> None:
    body = "x" * (LONGEST - 2) + "\nz"
    publish_play(store, claims, PlayEntry(body=body), on=ago(3), by=steward("ada"))
    outcome = brought(store, taken(store))
    assert outcome.rejections == ()
    assert outcome.lines == ()
