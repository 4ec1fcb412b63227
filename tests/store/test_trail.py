"""The audit trail: everything leaves an entry, nothing can be altered unseen, on both databases."""

import pytest
from alembic import command
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from opmodel.intake.export import Choices
from opmodel.intake.front_door import load, preview
from opmodel.intake.undo import undo
from opmodel.register.bringing_back import take_back
from opmodel.register.editing import Clashed
from opmodel.register.thresholds import preview_threshold, set_threshold
from opmodel.register.workflows import WorkflowEntry, save_workflow
from opmodel.store.engine import alembic_config, dispose, engine, reading, upgrade, writing
from opmodel.store.register import RegisterChange
from opmodel.store.trail import record, record_alone, record_look
from opmodel.store.trail_chain import NOTHING_BEFORE, Chain, verify
from opmodel.store.trail_entry import Deed, TrailEntry
from tests.askers import everybody
from tests.intake.files import ROSTER, csv_bytes

ROSTER_FILE = csv_bytes(ROSTER)


def entries(url: str) -> list[TrailEntry]:
    with reading(url) as session:
        found = list(session.exec(select(TrailEntry).order_by(TrailEntry.id)))
        session.expunge_all()
    return found


def checked(url: str, **asked: object) -> Chain:
    with reading(url) as session:
        return verify(session, **asked)  # type: ignore[arg-type]


def tampered(url: str, *statements: str) -> None:
    """Statements by somebody with a shell on the database, who knows to take the triggers off first."""
    off = (
        [
            "DROP TRIGGER trail_entry_no_update",
            "DROP TRIGGER trail_entry_no_delete",
            "DROP TRIGGER trail_entry_in_order",
        ]
        if url.startswith("sqlite")
        else ["ALTER TABLE trail_entry DISABLE TRIGGER ALL"]
    )
    with engine(url).execution_options(opmodel_writes=True).begin() as connection:
        for statement in [*off, *statements]:
            connection.exec_driver_sql(statement)


@pytest.fixture
def worked(store: str) -> str:
    """A store in which a workflow was made and edited, and a threshold set."""
    number = save_workflow(
        store, WorkflowEntry(name="Claims intake", outcome="Sorted", owner="Grace Hopper"), by=everybody("ada")
    )
    save_workflow(
        store,
        WorkflowEntry(name="Claims intake", owner="Grace Hopper", outcome="Routed"),
        by=everybody("bob"),
        workflow_id=number,
    )
    set_threshold(store, "majority_share", 0.7, by=everybody("eve"))
    return store


def test_an_empty_store_has_an_empty_trail_that_holds(store: str) -> None:
    assert checked(store) == Chain(entries=0, first=0, head=NOTHING_BEFORE, faults=(), head_found=None)


def test_an_edit_says_who_did_what_to_what_from_what_to_what(worked: str) -> None:
    made, edited, setting = entries(worked)
    assert [(one.id, one.by, one.act) for one in (made, edited, setting)] == [
        (1, "ada", Deed.EDIT),
        (2, "bob", Deed.EDIT),
        (3, "eve", Deed.SETTING),
    ]
    assert (made.kind, made.name, made.note) == ("Workflow", "Claims intake", "with Office holder Grace Hopper")
    assert (edited.kind, edited.name, edited.note) == ("Workflow", "Claims intake", "")
    assert (edited.before, edited.after) == (
        {"Workflow Claims intake: Outcome": "Sorted"},
        {"Workflow Claims intake: Outcome": "Routed"},
    )
    assert (setting.kind, setting.name) == ("Setting", "Threshold: majority share")
    assert (setting.before, setting.after) == (None, {"Threshold: majority share": "70%"})
    assert checked(worked).holds


def test_an_import_a_preview_and_an_undo(store: str) -> None:
    preview(store, ROSTER_FILE, "people.csv", Choices(), by=everybody("ada"))
    assert entries(store) == []
    outcome = load(store, ROSTER_FILE, "people.csv", Choices(), by=everybody("ada"))
    assert outcome.status == "loaded", outcome.why
    load(store, ROSTER_FILE, "people.csv", Choices(), by=everybody("ada"))
    assert outcome.import_id is not None
    undo(store, outcome.import_id, by=everybody("bob"))
    loaded, undone = entries(store)
    assert (loaded.act, loaded.by, loaded.name, loaded.import_id) == (
        Deed.IMPORT,
        "ada",
        "people.csv",
        outcome.import_id,
    )
    assert (undone.act, undone.by, undone.import_id) == (Deed.UNDO, "bob", outcome.import_id)
    assert "example.com" not in "".join(str(one.model_dump()) for one in (loaded, undone))
    assert checked(store).holds


def test_what_fails_or_is_only_tried_leaves_no_entry(worked: str) -> None:
    before = len(entries(worked))
    preview_threshold(worked, "majority_share", 0.8, by=everybody("ada"))
    with pytest.raises(Clashed):
        set_threshold(worked, "majority_share", 0.8, by=everybody("ada"), seen=0)
    set_threshold(worked, "majority_share", 0.7, by=everybody("ada"))
    assert len(entries(worked)) == before


def test_an_edit_taken_back_says_so(worked: str) -> None:
    with reading(worked) as session:
        edit = session.exec(select(RegisterChange.edit).where(RegisterChange.changed_by == "bob")).first()
    take_back(worked, str(edit), by=everybody("ada"))
    newest = entries(worked)[-1]
    assert (newest.by, newest.note) == ("ada", "takes an earlier edit back")
    assert newest.after == {"Workflow Claims intake: Outcome": "Sorted"}
    assert checked(worked).holds


def test_names_are_seen_only_for_a_purpose(store: str) -> None:
    record_look(store, by="eve", what="Seats to give back, Copilot", purpose=" renewal on 1 December ")
    (look,) = entries(store)
    assert (look.act, look.name, look.purpose) == (
        Deed.NAMES_SEEN,
        "Seats to give back, Copilot",
        "renewal on 1 December",
    )
    with pytest.raises(ValueError, match="needed for"):
        record_look(store, by="eve", what="Seats to give back", purpose="  ")
    assert len(entries(store)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail_entry SET note = 'x' WHERE id = 1",
        "DELETE FROM trail_entry WHERE id = 3",
        'INSERT INTO trail_entry (id, at, "by", act, kind, name, note, purpose, previous, hash) '
        "VALUES (17, '2026-11-02 10:00:00', 'x', 'edit', 'x', 'x', '', '', 'x', 'x')",
    ],
)
def test_the_database_refuses_to_alter_the_trail(worked: str, statement: str) -> None:
    with pytest.raises(DatabaseError, match="only ever added to"), engine(worked).begin() as connection:
        connection.exec_driver_sql(statement)
    assert len(entries(worked)) == 3
    assert checked(worked).holds


def test_sqlite_does_not_let_an_entry_be_replaced(sqlite_store: str) -> None:
    record_alone(sqlite_store, by="ada", act=Deed.EXPORT, kind="File", name="a.csv")
    with pytest.raises(DatabaseError, match="only ever added to"), engine(sqlite_store).begin() as connection:
        connection.exec_driver_sql("INSERT OR REPLACE INTO trail_entry SELECT * FROM trail_entry")


@pytest.mark.postgres
def test_postgresql_does_not_let_the_trail_be_emptied(postgres_store: str) -> None:
    with pytest.raises(DatabaseError, match="only ever added to"), engine(postgres_store).begin() as connection:
        connection.exec_driver_sql("TRUNCATE trail_entry")


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE trail_entry SET \"by\" = 'mallory' WHERE id = 2", "Entry 2 was changed after it was written."),
        ("DELETE FROM trail_entry WHERE id = 2", "Entry 2 is missing."),
        ("DELETE FROM trail_entry WHERE id = 1", "Entry 1 is missing."),
        (
            "UPDATE register_change SET changed_by = 'mallory' WHERE changed_by = 'bob'",
            "The register's changes 3 to 3 are not those that entry 2 made.",
        ),
        (
            "DELETE FROM register_change WHERE changed_by = 'bob'",
            "The register's changes 3 to 3 are not those that entry 2 made.",
        ),
        (
            "INSERT INTO register_change (id, changed_at, changed_by, table_name, row_key) "
            "VALUES (900, '2026-11-02 10:00:00', 'mallory', 'workflow', '[1]')",
            "1 changes of the register after change 4 stand in no entry.",
        ),
    ],
)
def test_tampering_is_found_and_said(worked: str, statement: str, fault: str) -> None:
    assert checked(worked).holds
    tampered(worked, statement)
    found = checked(worked)
    assert not found.holds
    assert fault in found.faults


def test_a_tail_that_was_cut_off_is_noticed_by_whoever_kept_the_head(worked: str) -> None:
    kept = checked(worked).head
    record_alone(worked, by="ada", act=Deed.EXPORT, kind="File", name="a.csv")
    assert checked(worked, kept_head=kept).holds
    tampered(worked, "DELETE FROM trail_entry WHERE id >= 3", "DELETE FROM register_change WHERE changed_by = 'eve'")
    assert checked(worked).holds
    cut = checked(worked, kept_head=kept)
    assert (cut.head_found, cut.holds) == (False, False)


def test_the_newest_entries_alone_can_be_checked(worked: str) -> None:
    newest = checked(worked, newest=1)
    assert (newest.entries, newest.first, newest.holds) == (1, 3, True)
    tampered(worked, "UPDATE trail_entry SET note = 'x' WHERE id = 1")
    assert checked(worked, newest=1).holds
    assert not checked(worked).holds


def test_a_store_from_before_begins_its_trail_with_what_it_held(worked: str) -> None:
    opened = engine(worked).execution_options(opmodel_writes=True)
    with opened.begin() as connection:
        command.downgrade(alembic_config(connection), "0006")
    dispose(worked)
    upgrade(worked)
    (first,) = entries(worked)
    assert first.act == Deed.BEGUN
    assert first.changes is not None
    assert (first.changes["first"], first.changes["count"]) == (1, 4)
    set_threshold(worked, "majority_share", 0.8, by=everybody("eve"))
    assert checked(worked).holds
    tampered(worked, "UPDATE register_change SET changed_by = 'mallory' WHERE id = 2")
    assert checked(worked).faults == ("The register's changes 1 to 4 are not those that entry 1 made.",)


def test_an_entry_and_what_it_tells_of_come_and_go_together(store: str) -> None:
    def fail() -> None:
        with writing(store) as session:
            record(session, by="ada", act=Deed.PURGE, kind="Store", name="x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert entries(store) == []
