"""Microsoft 365 active users: the roster and the seats."""

from datetime import UTC, datetime

import pytest

from opmodel.intake.export import Choices
from opmodel.intake.tools import ai_tool, plan_of
from tests.intake.exports.files import by_person, csv_bytes, facts_of

EXPORT = "m365_active_users"
CHOICES = Choices(report_at=datetime(2026, 7, 3, tzinfo=UTC))
COPILOT = "Microsoft 365 Copilot"


def row(
    person: str, *, department: str = "", licences: str = "", details: str = "", blocked: str = "FALSE"
) -> dict[str, str]:
    return {
        "Block credential": blocked,
        "Department": department,
        "Display name": person.title(),
        "License assignment details": details,
        "Licenses": licences,
        "User principal name": f"{person}@x.com",
    }


def test_departments_become_teams_and_ai_licences_become_seats():
    rows = [
        row("ada", department="Retail", licences="Microsoft 365 E5+Microsoft 365 Copilot"),
        row("bob", department=" Retail ", details="Microsoft_365_Copilot;SPE_E5"),
        row("cy", department="R/D", licences="Unlicensed"),
    ]
    facts = facts_of(csv_bytes(rows), EXPORT, choices=CHOICES)
    assert by_person(facts, "roster", "team") == {
        "email:ada@x.com": "Retail",
        "email:bob@x.com": "Retail",
        "email:cy@x.com": "R - D",
    }
    assert by_person(facts, "seats", "tool") == {"email:ada@x.com": COPILOT, "email:bob@x.com": COPILOT}
    assert facts.keeps_names
    assert facts.report_at == CHOICES.report_at
    assert any("not of an AI tool were left out: 2" in note for note in facts.notes)


def test_a_blocked_holder_has_left_and_still_holds_the_seat():
    rows = [row("ada", department="Retail", licences=COPILOT, blocked="TRUE"), row("bob", department="Retail")]
    facts = facts_of(csv_bytes(rows), EXPORT, choices=CHOICES)
    assert by_person(facts, "seats", "blocked") == {"email:ada@x.com": True}
    assert list(by_person(facts, "roster", "team")) == ["email:bob@x.com"]


def test_guests_and_people_without_a_department_hold_seats_in_no_team():
    rows = [row("g_y.com#EXT#", department="Retail", licences=COPILOT), row("bob", licences=COPILOT)]
    facts = facts_of(csv_bytes(rows), EXPORT, choices=CHOICES)
    assert facts.roster is None
    assert len(facts.seats) == 2
    assert any("Guests (#EXT#)" in note for note in facts.notes)
    assert any("without a department" in note for note in facts.notes)


def test_a_person_listed_twice_is_one_person_with_one_seat():
    rows = [row("ada", department="Old", licences=COPILOT), row("ADA", department="New", details=COPILOT)]
    facts = facts_of(csv_bytes(rows), EXPORT, choices=CHOICES)
    assert (facts.kept, facts.merged, len(facts.seats)) == (1, 1, 1)
    assert facts.roster["team"].tolist() == ["New"]


def test_the_coverage_names_the_roster_and_each_tool():
    rows = [
        row("ada", department="Retail", licences=f"{COPILOT}+Microsoft Copilot for Sales"),
        row("bob", department="Retail"),
    ]
    facts = facts_of(csv_bytes(rows), EXPORT, choices=CHOICES)
    assert {(span.tool, span.people) for span in facts.spans} == {
        (None, 2),
        (COPILOT, 1),
        ("Microsoft Copilot for Sales", 1),
    }


def test_without_any_date_today_is_taken_and_said():
    facts = facts_of(csv_bytes([row("ada", department="Retail")]), EXPORT)
    assert any("today" in note for note in facts.notes)


@pytest.mark.parametrize(
    ("licence", "tool", "plan"),
    [
        ("Microsoft 365 Copilot", COPILOT, ""),
        ("Microsoft_365_Copilot", COPILOT, ""),
        ("COPILOT_FOR_MICROSOFT_365_GCC", COPILOT, "GCC"),
        ("Copilot for Microsoft 365", COPILOT, ""),
        ("Microsoft_365_Copilot_EDU", COPILOT, "EDU"),
        ("Microsoft 365 Copilot for Sales", "Microsoft Copilot for Sales", ""),
        ("Contoso Copilot", "Contoso Copilot", ""),
    ],
)
def test_licences_of_ai_tools(licence, tool, plan):
    assert ai_tool(licence) == tool
    assert plan_of(licence, tool) == plan


@pytest.mark.parametrize(
    "licence",
    ["Microsoft 365 E5", "SPE_E5", "Microsoft Copilot Studio Viral Trial", "Power BI Pro", "Microsoft Teams Premium"],
)
def test_other_licences_are_no_seats(licence):
    assert ai_tool(licence) is None
