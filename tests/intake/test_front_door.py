import re

import pytest
from sqlmodel import select

from opmodel.intake import front_door
from opmodel.intake.export import Choices
from opmodel.intake.history import imports, rejections
from opmodel.intake.undo import undo
from opmodel.store.engine import reading
from opmodel.store.facts import Identity, Import, Person, RosterEntry
from opmodel.store.rollup_tables import Snapshot
from tests.askers import steward
from tests.intake.everything import differing, everything
from tests.intake.files import REGISTER, ROSTER, csv_bytes, xlsx_bytes
from tests.shared_files import SHARED, needs_shared


def load(url, data, name="file.csv", **choices):
    return front_door.load(url, data, name, Choices(**choices), by=steward("Ada"))


def test_a_loaded_file_says_what_became_of_its_rows(store):
    outcome = load(
        store, csv_bytes([*ROSTER, ["", "Nobody", "Finance"], ["ada@example.com", "Ada", "Finance"]]), "roster.csv"
    )
    assert outcome.status == "loaded"
    assert (outcome.export, outcome.rows) == ("roster", {"read": 5, "kept": 3, "rejected": 1, "merged": 1})
    (rejected,) = outcome.as_json()["rejections"]
    assert (rejected["row"], rejected["column"], rejected["why"]) == (5, "E-mail", "the row names no person")
    with reading(store) as session:
        assert len(session.exec(select(RosterEntry)).all()) == 3
        assert session.exec(select(Identity.name).order_by(Identity.name)).all() == [
            "Ada Lovelace",
            "Grace Hopper",
            "Mary Jackson",
        ]
        (record,) = imports(session)
        assert (record.file, record.imported_by, record.rows) == ("roster.csv", "Ada", outcome.rows)
        assert rejections(session, record.id) == list(outcome.rejections)


def test_a_person_is_kept_under_a_key_and_never_by_name(store):
    load(store, csv_bytes(ROSTER))
    with reading(store) as session:
        keys = session.exec(select(Person.key)).all()
    assert len(set(keys)) == 3
    assert all(len(key) == 64 and "@" not in key for key in keys)


def test_the_same_file_twice_changes_nothing(store):
    first = load(store, csv_bytes(ROSTER))
    before = everything(store)
    again = load(store, csv_bytes(ROSTER), "renamed.csv")
    assert (again.status, again.import_id) == ("duplicate", first.import_id)
    assert differing(before, everything(store)) == []
    with reading(store) as session:
        assert len(session.exec(select(Import)).all()) == 1


def test_a_preview_says_exactly_what_would_change_and_stores_nothing(store):
    load(store, csv_bytes(ROSTER))
    before = everything(store)
    register = xlsx_bytes(REGISTER)
    outcome = front_door.preview(store, register, "workflows.xlsx", Choices(), by=steward("ada"))
    assert (outcome.status, outcome.import_id, outcome.rows["kept"]) == ("dry-run", None, 8)
    assert "Adoption of redesigned workflows" in [title for title, _, _ in outcome.changes]
    assert outcome.sample is not None
    assert outcome.sample["Workflow"].tolist() == ["Claims intake"]
    assert differing(before, everything(store)) == []
    with reading(store) as session:
        assert len(session.exec(select(Snapshot)).all()) == 1
    assert load(store, register, "workflows.xlsx").rows == outcome.rows


def test_every_import_and_undo_leaves_a_snapshot(store):
    outcome = load(store, csv_bytes(ROSTER))
    undo(store, outcome.import_id, by=steward("Ada"))
    with reading(store) as session:
        kept = session.exec(select(Snapshot).order_by(Snapshot.id)).all()
    assert [(row.reason, row.import_id) for row in kept] == [("import", 1), ("undo", 1)]
    assert "adoption" in kept[0].figures


def test_rejected_rows_never_stop_the_good_ones(store):
    rows = [["E-mail", "Team", "Starts on", "Ends on"]]
    rows += [[f"person{number}@example.com", "Finance", "2026-01-01", ""] for number in range(50)]
    rows[10][2] = "soon"
    rows[20][1] = ""
    rows[30][3] = "2025-01-01"
    outcome = load(store, csv_bytes(rows))
    assert outcome.rows == {"read": 50, "kept": 47, "rejected": 3, "merged": 0}
    told = [(item.row, item.column, item.value, item.why) for item in outcome.rejections]
    assert sorted(told) == [
        (11, "Starts on", "soon", "is not a date"),
        (21, "Team", "", "the row names no team"),
        (31, "Ends on", "2025-01-01", "the last day lies before the first"),
    ]


def test_a_file_without_one_good_row_is_refused_with_its_first_reason(store):
    before = everything(store)
    outcome = load(store, csv_bytes([["E-mail", "Team"], ["", "Finance"], ["ada@example.com", ""]]))
    assert outcome.status == "refused"
    assert outcome.why == "file.csv: none of its 2 rows could be kept; row 2, column 'E-mail': the row names no person."
    assert len(outcome.rejections) == 2
    assert differing(before, everything(store)) == []


def test_text_that_is_called_an_excel_file_is_told_as_no_excel_file(sqlite_store):
    outcome = front_door.load(sqlite_store, b"hello", "not_really.xlsx", Choices(), by=steward("Ada"))
    assert (outcome.why or "").startswith("not_really.xlsx is not an Excel file, though its name says so")
    # A table that is known is taken, whatever its name ends in.
    assert (
        front_door.load(sqlite_store, csv_bytes(ROSTER), "roster.xlsx", Choices(), by=steward("Ada")).status == "loaded"
    )


@pytest.mark.parametrize(
    ("rows", "choices", "says"),
    [
        ([["Colour", "Weight"], ["red", "3"]], {}, r"its columns are 'Colour', 'Weight'.*opmodel template"),
        (
            [["Tool", "Seats bought", "Price"], ["Copilot", "3", "1"]],
            {},
            r"nearest to contracts.*lacks 'price_basis'.*opmodel template contracts",
        ),
        ([["Colour"], ["red"]], {"export": "rooster"}, r"There is no export 'rooster'; known exports: .*roster"),
        ([["Colour"], ["red"]], {"export": "roster"}, r"is not roster: .*lacks 'person', 'team'"),
        ([["Opened", "Closed"], ["2026-01-01", "2026-01-02"]], {}, r"name it with `--workflow NAME`"),
        ([["A", "B"], ["2026-01-01", "2026-01-02"]], {"start": "C", "workflow": "W"}, r"--start COLUMN"),
    ],
)
def test_a_file_of_no_known_export_is_refused_by_saying_what_was_seen(sqlite_store, rows, choices, says):
    outcome = load(sqlite_store, csv_bytes(rows), **choices)
    assert outcome.status == "refused"
    assert outcome.why is not None
    assert re.search(says, outcome.why), outcome.why


def test_text_that_looks_like_code_is_kept_as_the_text_it_is(store):
    rows = [
        ["E-mail", "Name", "Team"],
        ["a@example.com", '=HYPERLINK("http://x")', "<script>alert(1)</script>"],
        ["b@example.com", "**bold** [link](http://x)", "R&D; DROP TABLE person"],
    ]
    assert load(store, csv_bytes(rows)).status == "loaded"
    with reading(store) as session:
        assert set(session.exec(select(Identity.name)).all()) == {rows[1][1], rows[2][1]}


def test_the_header_is_found_below_a_title_and_a_workbook_may_hold_notes(sqlite_store):
    book = xlsx_bytes(
        {"Read me": [["Our people"], ["as of today"]], "People": [["Northwind"], [None], *ROSTER], "Old": ROSTER},
        hidden=["Old"],
    )
    outcome = load(sqlite_store, book, "people.xlsx")
    assert outcome.rows["kept"] == 3
    notes = " ".join(outcome.notes)
    assert "'Read me' holds no known table" in notes
    assert "'Old' is hidden" in notes
    assert "header was found in row 3" in notes


def test_several_sheets_of_one_export_are_read_as_one_table_and_rejects_name_their_sheet(sqlite_store):
    book = xlsx_bytes(
        {
            "North": ROSTER,
            "South": [
                ["Team", "Name", "E-mail"],
                ["Sales", "Joan", "joan@example.com"],
                [None, "Annie", "annie@example.com"],
            ],
        }
    )
    outcome = load(sqlite_store, book, "people.xlsx")
    assert outcome.rows == {"read": 5, "kept": 4, "rejected": 1, "merged": 0}
    assert [(item.sheet, item.row) for item in outcome.rejections] == [("South", 3)]


def test_a_workbook_of_two_exports_is_refused_and_says_how_to_choose(sqlite_store):
    contracts = [
        ["Tool", "Seats bought", "Price", "Price basis", "Currency"],
        ["Copilot", 3, 1, "per seat per month", "EUR"],
    ]
    book = xlsx_bytes({"People": ROSTER, "Deals": contracts})
    assert "--as" in (load(sqlite_store, book, "both.xlsx").why or "")
    assert load(sqlite_store, book, "both.xlsx", export="contracts").status == "loaded"


def test_of_repeated_headers_the_first_with_anything_below_is_read(sqlite_store):
    outcome = load(
        sqlite_store,
        csv_bytes([["E-mail", "Team", "Team"], ["a@example.com", "", "Sales"], ["b@example.com", "", "Sales"]]),
    )
    assert outcome.rows["kept"] == 2
    assert any("column 3 is read" in note for note in outcome.notes)


def test_progress_is_told_from_start_to_end(sqlite_store):
    told = []
    front_door.load(
        sqlite_store,
        csv_bytes(ROSTER),
        "r.csv",
        Choices(),
        by=steward("Ada"),
        progress=lambda what, share: told.append((what, share)),
    )
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert len(told) >= 5
    assert shares[-1] > 0.9


SAMPLES = {
    "github-copilot/organization_seats_response_sample.json": (9, 9, 0, 0),
    "github-copilot/enterprise_seats_with_duplicates.json": (4, 2, 0, 2),
    "github-copilot/organization-users-28-day-report.json": (107, 27, 0, 80),
    "viva-insights/Sample-VivaInsights-PersonQuery-Export.csv": (979, 979, 0, 0),
    "viva-insights/viva-insights-org-data-sample.xlsx": (474, 370, 0, 104),
    "devlake/github_pull_requests_snapshot.csv": (49, 49, 0, 0),
}


@needs_shared
@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_loads_with_the_right_counts_and_comes_out_again(store, name):
    path = SHARED / "samples" / name
    choices = Choices(workflow="Code review" if "devlake" in name else None)
    front_door.load(store, csv_bytes(ROSTER), "roster.csv", Choices(), by=steward("Ada"))
    before = everything(store)
    outcome = front_door.load_path(store, path, choices, by=steward("Ada"))
    assert outcome.status == "loaded", outcome.why
    assert tuple(outcome.rows.values()) == SAMPLES[name]
    assert outcome.rows["read"] == sum(outcome.rows[part] for part in ("kept", "rejected", "merged"))
    assert undo(store, outcome.import_id, by=steward("Ada")).status == "undone"
    assert differing(before, everything(store)) == []
    assert front_door.load_path(store, path, choices, by=steward("Ada")).status == "loaded"
