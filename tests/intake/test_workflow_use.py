from datetime import date

import pytest
from sqlmodel import select

from opmodel.intake import front_door
from opmodel.intake.export import Choices
from opmodel.intake.recognise import recognise
from opmodel.intake.refusal import Refused
from opmodel.store.engine import reading
from opmodel.store.facts import Coverage, Import, Person
from tests.askers import steward
from tests.intake.files import REGISTER, ROSTER, csv_bytes, xlsx_bytes

HEADER = ["Workflow", "Week", "E-mail", "Times used"]


def spans(rows, **choices):
    facts = recognise(csv_bytes([HEADER, *rows]), "use.csv", Choices(**choices)).facts(Choices(**choices))
    return [(span.workflow, span.first_day, span.last_day, span.team) for span in facts.spans]


def test_a_file_covers_exactly_the_weeks_that_occur_for_a_workflow():
    rows = [["A", week, "ada@example.com", 1] for week in ("2026-W10", "2026-W11", "2026-W14")]
    rows.append(["B", "2026-W12", "ada@example.com", 1])
    assert spans(rows) == [
        ("A", date(2026, 3, 2), date(2026, 3, 15), None),
        ("A", date(2026, 3, 30), date(2026, 4, 5), None),
        ("B", date(2026, 3, 16), date(2026, 3, 22), None),
    ]


def test_rows_that_carry_days_cover_the_days_from_first_to_last():
    rows = [["A", day, "ada@example.com", 1] for day in ("2026-03-03", "2026-03-05", "2026-03-11")]
    assert spans(rows) == [("A", date(2026, 3, 3), date(2026, 3, 11), None)]


def test_weeks_named_by_their_monday_are_whole_weeks():
    rows = [["A", day, "ada@example.com", 1] for day in ("2026-03-02", "2026-03-09")]
    assert spans(rows) == [("A", date(2026, 3, 2), date(2026, 3, 15), None)]


def test_a_running_week_is_covered_up_to_the_report_only():
    assert spans([["A", "2026-W10", "ada@example.com", 1]], report_at=None)[0][2] == date(2026, 3, 8)
    facts = recognise(csv_bytes([HEADER, ["A", "2026-W10", "ada@example.com", 1]]), "use_2026-03-04.csv").facts(
        Choices()
    )
    assert facts.spans[0].last_day == date(2026, 3, 4)


def test_a_file_of_one_team_covers_that_team_only():
    assert spans([["A", "2026-W10", "ada@example.com", 1]], team="Claims/Motor")[0][3] == "Claims/Motor"


def test_without_a_workflow_column_the_workflow_must_be_said():
    data = csv_bytes([["Week", "E-mail", "Times used"], ["2026-W10", "ada@example.com", "1"]])
    with pytest.raises(Refused, match="--workflow NAME"):
        recognise(data, "use.csv").facts(Choices())
    assert recognise(data, "use.csv").facts(Choices(workflow="A")).spans[0].workflow == "A"


def test_rows_of_a_workflow_nobody_registered_are_rejected_with_those_there_are(store):
    front_door.load(store, xlsx_bytes({"Workflows": REGISTER["Workflows"]}), "w.xlsx", Choices(), by=steward("Ada"))
    rows = [
        ["Claims intake", "2026-W10", "ada@example.com", 1],
        ["Claims outtake", "2026-W10", "grace@example.com", 1],
        ["Claims outtake", "2026-W10", "grace@example.com", 1],
    ]
    outcome = front_door.load(store, csv_bytes([HEADER, *rows]), "use.csv", Choices(), by=steward("Ada"))
    assert outcome.rows == {"read": 3, "kept": 1, "rejected": 2, "merged": 0}
    assert [item.row for item in outcome.rejections] == [3, 4]
    assert "known: Claims intake" in outcome.rejections[0].why
    assert "opmodel template workflows" in outcome.rejections[0].why
    with reading(store) as session:
        assert len(session.exec(select(Person)).all()) == 1
        assert session.get(Import, 2).people == 1
        assert len(session.exec(select(Coverage).where(Coverage.import_id == 2)).all()) == 1


def test_a_file_whose_every_workflow_is_unknown_is_refused(store):
    outcome = front_door.load(
        store, csv_bytes([HEADER, ["A", "2026-W10", "ada@example.com", 1]]), "use.csv", Choices(), by=steward("Ada")
    )
    assert outcome.status == "refused"
    assert "there is no workflow called 'A'" in (outcome.why or "")
    with reading(store) as session:
        assert session.exec(select(Person)).all() == []


def test_a_workflow_said_by_name_is_added_bare_and_says_so(store):
    front_door.load(store, csv_bytes(ROSTER), "r.csv", Choices(), by=steward("Ada"))
    data = csv_bytes([["Week", "E-mail", "Times used"], ["2026-W10", "ada@example.com", "1"]])
    outcome = front_door.load(store, data, "use.csv", Choices(workflow="Code review"), by=steward("Ada"))
    assert outcome.status == "loaded"
    assert any("a tab, not a redesign" in note for note in outcome.notes)
