"""Every paid seat in exactly one class (measures.md §1.6)."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from opmodel.store.facts import Lists
from opmodel.store.register import SeatExemption, Setting
from opmodel.store.rollup_tables import SeatPoint, SeatStanding
from opmodel.store.weeks import monday
from tests.company import Company, week
from tests.shared_files import SHARED, needs_shared

AT = datetime(2026, 10, 1, 12, tzinfo=UTC)
LONG_AGO = AT - timedelta(days=400)


def ago(days: float) -> datetime:
    return AT - timedelta(days=days)


def seat(last: float | None = None, *, assigned: float | None = 400, **more: Any) -> dict[str, Any]:
    """A seat whose list says when it was last used (days before the report)."""
    return {
        "activity_known": True,
        "last_active_at": None if last is None else ago(last),
        "assigned_at": None if assigned is None else ago(assigned),
        **more,
    }


def classes(company: Company, tool: str = "Copilot", *, at: datetime = AT, team: int = 1) -> dict[str, int]:
    rows = company.session.exec(
        select(SeatPoint).where(SeatPoint.tool_id == company.tools[tool], SeatPoint.at == at, SeatPoint.team_id == team)
    )
    return {row.seat_class: row.seats for row in rows}


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (seat(0), "active"),
        (seat(29.999), "active"),
        (seat(30), "idle_30"),
        (seat(59.999), "idle_30"),
        (seat(60), "idle_60"),
        (seat(90 - 1 / 1440), "idle_60"),
        (seat(90), "idle_90"),
        (seat(), "never_used"),
        (seat(assigned=29.999), "new"),
        (seat(assigned=30), "never_used"),
        (seat(1, assigned=5), "active"),
        (seat(1, blocked=True), "leaver"),
        (seat(assigned=5, blocked=True), "leaver"),
        ({"activity_known": False, "assigned_at": LONG_AGO}, "unknown"),
        ({"activity_known": False, "assigned_at": ago(5)}, "unknown"),
    ],
)
def test_the_first_class_that_fits_wins(company: Company, held: dict[str, Any], expected: str) -> None:
    company.seats("Copilot", AT, {"ann": held})
    assert classes(company) == {expected: 1}


def test_a_seat_without_an_assignment_date_counts_from_the_day_it_was_first_seen(any_company: Company) -> None:
    any_company.seats("Copilot", ago(40), {"ann": seat(assigned=None)})
    any_company.seats("Copilot", AT, {"ann": seat(assigned=None), "ben": seat(assigned=None)})
    assert classes(any_company, at=ago(40)) == {"new": 1}
    assert classes(any_company) == {"never_used": 1, "new": 1}


def test_who_was_on_the_roster_and_is_on_it_no_more_is_a_leaver(company: Company) -> None:
    company.roster(date(2026, 1, 1), {"Finance": ["ann", "ben"]})
    company.roster(date(2026, 9, 1), {"Finance": ["ben"]})
    company.seats("Copilot", AT, {"ann": seat(1), "ben": seat(1), "never rostered": seat(1)})
    assert classes(company) == {"leaver": 1, "active": 2}


def test_a_list_that_forgets_activity_is_helped_by_the_stores_own_history(any_company: Company) -> None:
    """GitHub deletes the date of the last activity after 90 days; an older list still has it."""
    any_company.seats("Copilot", ago(80), {"ann": seat(85)})
    any_company.seats("Copilot", AT, {"ann": seat()})
    assert classes(any_company) == {"idle_60": 1}


def test_a_usage_snapshot_tells_about_a_list_that_does_not(company: Company) -> None:
    company.seats("Copilot", AT, {name: {"assigned_at": LONG_AGO} for name in ("ann", "ben", "cid")})
    assert classes(company) == {"unknown": 3}
    company.snapshot("Copilot", (AT - timedelta(days=1)).date(), {"ann": ago(45), "ben": None})
    assert classes(company) == {"idle_30": 1, "never_used": 1, "unknown": 1}


def test_idle_days_are_counted_at_the_report_that_would_have_shown_a_later_activity(company: Company) -> None:
    company.snapshot("Copilot", ago(70).date(), {"ann": ago(75)})
    company.seats("Copilot", AT, {"ann": {"assigned_at": LONG_AGO}})
    assert classes(company) == {"active": 1}


def test_a_weekly_panel_tells_when_a_seat_was_last_used(any_company: Company) -> None:
    any_company.seats("Copilot", AT, {name: {"assigned_at": LONG_AGO} for name in ("ann", "ben", "cid", "dee")})
    any_company.panel(
        "Copilot",
        {
            "W30": {"ann": 1, "ben": 1, "cid": 0},
            "W38": {"ann": 0, "ben": 2, "cid": 0},
            "W39": {"ann": 0, "ben": 0, "cid": 0},
        },
    )
    assert classes(any_company) == {"idle_60": 1, "active": 1, "never_used": 1, "unknown": 1}


def test_a_panel_that_names_people_in_another_way_tells_nothing(company: Company) -> None:
    company.seats("Copilot", AT, {"ann": {"assigned_at": LONG_AGO}})
    company.panel("Copilot", {"W39": {"ann-login": 3}}, lists=Lists.ACTIVE)
    assert classes(company) == {"unknown": 1}
    company.link("ann-login", "ann")
    assert classes(company) == {"active": 1}


def test_a_panel_of_active_people_shows_the_others_idle(company: Company) -> None:
    company.seats("Copilot", AT, {name: {"assigned_at": LONG_AGO} for name in ("ann", "ben")})
    company.panel("Copilot", {"W39": {"ann": 3}}, lists=Lists.ACTIVE)
    assert classes(company) == {"active": 1, "never_used": 1}


def test_use_after_the_report_is_not_known_at_the_report(company: Company) -> None:
    company.seats("Copilot", AT, {"ann": seat(45)})
    company.panel("Copilot", {"W41": {"ann": 3}})
    assert monday(week("W41")) > AT.date()
    assert classes(company) == {"idle_30": 1}


def test_of_two_seats_of_one_group_in_use_the_cheaper_overlaps(company: Company) -> None:
    company.tool("Copilot", group="assistant")
    company.tool("Other", group="Assistant ")
    company.contract("Copilot", 10, 300)
    company.contract("Other", 10, 200)
    company.seats("Copilot", AT, {"ann": seat(1), "ben": seat(45)})
    company.seats("Other", AT, {"ann": seat(1), "ben": seat(1), "cid": seat(1)})
    assert classes(company) == {"active": 1, "idle_30": 1}
    assert classes(company, "Other") == {"overlapping": 1, "active": 2}


def test_a_dearer_price_turns_the_overlap_round(company: Company) -> None:
    company.tool("Copilot", group="assistant")
    company.tool("Other", group="assistant")
    company.contract("Copilot", 10, 300)
    company.seats("Copilot", AT, {"ann": seat(1)})
    company.seats("Other", AT, {"ann": seat(1)})
    assert (classes(company), classes(company, "Other")) == ({"active": 1}, {"overlapping": 1})
    company.contract("Other", 10, 900)
    assert (classes(company), classes(company, "Other")) == ({"overlapping": 1}, {"active": 1})


def test_tools_without_a_group_never_overlap(company: Company) -> None:
    company.seats("Copilot", AT, {"ann": seat(1)})
    company.seats("Other", AT, {"ann": seat(1)})
    assert classes(company, "Other") == {"active": 1}


def test_a_seat_kept_on_purpose_is_counted_and_marked(company: Company) -> None:
    company.tool("Copilot")
    for name, until in (("ann", None), ("ben", AT.date()), ("cid", AT.date() - timedelta(days=1))):
        company.session.add(
            SeatExemption(tool_id=1, person_id=company.person(name), reason="On call", exempted_by="CIO", until=until)
        )
    company.seats("Copilot", AT, {name: seat(45) for name in ("ann", "ben", "cid")})
    point = company.session.exec(select(SeatPoint)).one()
    assert (point.seats, point.exempt) == (3, 2)


def test_seats_are_counted_in_every_team_above_the_holder(company: Company) -> None:
    company.roster(date(2026, 1, 1), {"Finance/AP": ["ann"], "Finance/AR": ["ben"]})
    company.seats("Copilot", AT, {"ann": seat(1), "ben": seat(1), "stranger": seat(1)})
    assert classes(company) == {"active": 3}
    assert classes(company, team=company.team("Finance")) == {"active": 2}
    assert classes(company, team=company.team("Finance/AP")) == {"active": 1}


def test_lists_of_one_day_for_different_people_count_together_and_a_later_list_replaces_them(company: Company) -> None:
    company.seats("Copilot", ago(2), {"ann": seat(1)})
    company.seats("Copilot", ago(2) + timedelta(hours=1), {"ben": seat(1)})
    assert classes(company, at=ago(2) + timedelta(hours=1)) == {"active": 2}
    company.seats("Copilot", AT, {"cid": seat(1)})
    assert classes(company) == {"active": 1}


def test_lists_of_two_sources_are_united_and_one_person_has_one_seat(company: Company) -> None:
    company.seats("Copilot", ago(1), {"ann": seat(45), "ben": seat(1)}, source="one")
    company.seats("Copilot", AT, {"ann": seat(1), "cid": seat(1)}, source="two")
    assert classes(company) == {"active": 3}


def test_a_threshold_moves_the_classes(company: Company) -> None:
    company.seats("Copilot", AT, {"ann": seat(20)})
    company.session.add(Setting(key="threshold.idle_days", value="14"))
    company.refresh(seats=True)
    assert classes(company) == {"idle_30": 1}


def test_undo_of_a_list_takes_its_point_and_the_reclaim_list_back(any_company: Company) -> None:
    any_company.seats("Copilot", ago(10), {"ann": seat(100)})
    any_company.undo(any_company.seats("Copilot", AT, {"ben": seat(100)}))
    assert classes(any_company) == {}
    standing = any_company.session.exec(select(SeatStanding)).all()
    assert [row.person_id for row in standing] == [any_company.people["ann"]]


def test_the_reclaim_order_is_the_surest_first_and_leaves_out_what_is_in_use(company: Company) -> None:
    company.seats(
        "Copilot",
        AT,
        {
            "idle 40": seat(40),
            "idle 70": seat(70),
            "idle 95": seat(95),
            "never": seat(),
            "gone": seat(1, blocked=True),
            "new": seat(assigned=3),
            "active": seat(1),
        },
    )
    names = {person: name for name, person in company.people.items()}
    rows = company.session.exec(select(SeatStanding).order_by(SeatStanding.position)).all()
    assert [names[row.person_id] for row in rows] == ["gone", "never", "idle 95", "idle 70", "idle 40"]
    assert [row.idle_days for row in rows] == [1, None, 95, 70, 40]


NAMES = {
    "active <30d": "active",
    "new (in grace)": "new",
    "never used": "never_used",
    "inactive 30-59d": "idle_30",
    "inactive 60-89d": "idle_60",
    "inactive 90d+": "idle_90",
}


@needs_shared
@pytest.mark.parametrize(
    ("key", "file"),
    [
        ("org_seats", "input_organization_seats_response_sample.json"),
        ("duplicates", "input_enterprise_seats_with_duplicates.json"),
    ],
)
def test_the_sample_seats_fall_in_the_expected_classes_at_every_moment(company: Company, key: str, file: str) -> None:
    folder = SHARED / "oracles" / "10_copilot_seats_usage"
    document = json.loads((folder / file).read_text())
    listed = document["seats"] if isinstance(document, dict) else [one for page in document for one in page["seats"]]
    held: dict[str, dict[str, Any]] = {}
    for one in listed:
        last = None if one["last_activity_at"] is None else datetime.fromisoformat(one["last_activity_at"])
        known = held.setdefault(
            one["assignee"]["login"], seat() | {"assigned_at": datetime.fromisoformat(one["created_at"])}
        )
        known["last_active_at"] = max(filter(None, (known["last_active_at"], last)), default=None)
    for number, expected in enumerate(json.loads((folder / "expected.json").read_text())[key]):
        at = datetime.fromisoformat(expected["asof"]).replace(tzinfo=UTC)
        tool = f"Copilot {number}"
        company.seats(tool, at, held)
        assert classes(company, tool, at=at) == {NAMES[name]: seats for name, seats in expected["buckets"].items()}
