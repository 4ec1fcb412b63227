"""Distinct people active in tools, by team and week."""

from datetime import date

from sqlalchemy import update
from sqlmodel import select

from opmodel.store.facts import Coverage, Lists, ToolApp
from opmodel.store.register import Team
from opmodel.store.rollup_tables import SegmentWeek, ToolSnapshot, ToolWeek
from tests.company import Company, week, whole


def row(
    company: Company, label: str, team: str = "", *, tool: str | None = "Copilot", app: str | None = None
) -> ToolWeek:
    app_id = 0
    if app:
        app_id = company.session.exec(select(ToolApp.id).where(ToolApp.name == app)).one() or 0
    team_id = company.session.exec(select(Team.id).where(Team.path == team)).one()
    return company.session.exec(
        select(ToolWeek).where(
            ToolWeek.week == week(label),
            ToolWeek.team_id == team_id,
            ToolWeek.tool_id == (company.tools[tool] if tool else 0),
            ToolWeek.app_id == app_id,
        )
    ).one()


def test_people_are_counted_in_their_team_in_every_team_above_and_in_the_company(any_company: Company) -> None:
    any_company.roster(date(2026, 1, 1), {"Finance/AP": ["ann", "ben"], "Finance/AR": ["cid"], "Finance": ["dee"]})
    any_company.panel("Copilot", {"W40": {"ann": 2, "ben": 0, "cid": 1, "dee": 1}})
    counts = {
        path: (row(any_company, "W40", path).active, row(any_company, "W40", path).licensed)
        for path in ("", "Finance", "Finance/AP", "Finance/AR")
    }
    assert counts == {"": (3, 4), "Finance": (3, 4), "Finance/AP": (1, 2), "Finance/AR": (1, 1)}


def test_a_person_active_in_two_tools_is_one_person_active_in_any_tool(company: Company) -> None:
    company.panel("Copilot", {"W40": {"ann": 2, "ben": 0}})
    company.panel("Other", {"W40": {"ann": 1, "cid": 1}})
    assert (row(company, "W40", tool=None).active, row(company, "W40", tool=None).licensed) == (2, 3)


def test_two_feeds_of_one_tool_are_united_by_person(company: Company) -> None:
    company.panel("Copilot", {"W40": {"ann": 2, "ben": 0}}, source="viva")
    company.panel("Copilot", {"W40": {"ann": 5, "ben": 1}}, source="other")
    assert row(company, "W40").active == 2


def test_people_the_roster_does_not_know_count_for_the_company_and_are_said_apart(company: Company) -> None:
    company.roster(date(2026, 1, 1), {"Finance": ["ann"]})
    company.panel("Copilot", {"W40": {"ann": 2, "stranger": 3, "idle stranger": 0}})
    whole_company = row(company, "W40")
    assert (whole_company.active, whole_company.not_placed, whole_company.licensed_not_placed) == (2, 1, 2)
    assert row(company, "W40", "Finance").active == 1


def test_a_transfer_is_counted_in_the_team_of_each_week(company: Company) -> None:
    company.roster(date(2026, 1, 1), {"Finance": ["ann"], "Legal": ["ben"]})
    company.roster(date(2026, 10, 5), {"Legal": ["ann", "ben"]})
    company.panel("Copilot", {"W40": whole(["ann", "ben"]), "W41": whole(["ann", "ben"])})
    assert row(company, "W40", "Finance").active == 1
    assert row(company, "W41", "Legal").active == 2


def test_a_joiner_counts_in_the_team_from_the_first_full_week(company: Company) -> None:
    company.roster(date(2026, 1, 1), {"Finance": ["ann", ("ben", date(2026, 9, 30), None)]})
    company.panel("Copilot", {"W40": whole(["ann", "ben"]), "W41": whole(["ann", "ben"])})
    assert row(company, "W40", "Finance").active == 1
    assert row(company, "W41", "Finance").active == 2


def test_a_leaver_counts_until_the_week_of_the_last_day(company: Company) -> None:
    company.roster(date(2026, 1, 1), {"Finance": ["ann", ("ben", None, date(2026, 9, 30))]})
    company.panel("Copilot", {"W40": whole(["ann", "ben"]), "W41": whole(["ann", "ben"])})
    assert row(company, "W40", "Finance").active == 2
    assert row(company, "W41", "Finance").active == 1


def test_where_a_file_lists_active_people_only_the_newest_seat_list_says_who_has_the_tool(company: Company) -> None:
    company.seats("Copilot", date(2026, 9, 1), {"ann": {}, "ben": {}})
    company.panel("Copilot", {"W40": {"ann": 2}, "W44": {"ann": 2, "eve": 1}}, lists=Lists.ACTIVE)
    company.seats("Copilot", date(2026, 10, 20), {"ann": {}, "ben": {}, "cid": {}})
    assert row(company, "W40").licensed == 2
    # Whoever is active has the tool, on the list or not.
    assert (row(company, "W44").active, row(company, "W44").licensed) == (2, 4)


def test_without_any_list_it_is_not_known_who_has_the_tool(company: Company) -> None:
    company.panel("Copilot", {"W40": {"ann": 2}}, lists=Lists.ACTIVE)
    company.seats("Copilot", date(2026, 10, 20), {"ann": {}})
    assert row(company, "W40").licensed is None


def test_a_new_roster_moves_only_the_weeks_from_its_date_on(company: Company) -> None:
    company.roster(date(2026, 1, 1), {"Finance": ["ann"]})
    company.panel("Copilot", {"W40": {"ann": 2}, "W41": {"ann": 2}})
    company.roster(date(2026, 10, 5), {"Legal": ["ann"]})
    assert row(company, "W40", "Finance").active == 1
    assert row(company, "W41", "Legal").active == 1


def test_apps_are_counted_over_the_people_of_their_tool(company: Company) -> None:
    company.tool("Copilot", apps=["Word", "Excel"])
    company.panel("Copilot", {"W40": {"ann": 5, "ben": 0}}, apps={"Word": {"W40": {"ann": 5}}})
    assert (row(company, "W40", app="Word").active, row(company, "W40", app="Word").licensed) == (1, 2)
    assert (row(company, "W40", app="Excel").active, row(company, "W40", app="Excel").licensed) == (0, 2)


def test_an_app_that_no_file_of_the_week_counts_has_no_week_of_zeros(any_company: Company) -> None:
    any_company.tool("Copilot", apps=["Word"])
    any_company.panel("Copilot", {"W40": {"ann": 5}})
    any_company.panel("Copilot", {"W41": {"ann": 5}}, apps={"Word": {}})
    apps = any_company.session.exec(select(ToolWeek.week, ToolWeek.active).where(ToolWeek.app_id != 0)).all()
    assert apps == [(week("W41"), 0)]
    counted = any_company.session.exec(select(SegmentWeek.week).where(SegmentWeek.app_id != 0).distinct()).all()
    assert counted == [week("W41")]


def test_a_file_from_before_its_apps_were_kept_counts_those_it_has_rows_of(company: Company) -> None:
    company.tool("Copilot", apps=["Word", "Loop"])
    company.panel("Copilot", {"W40": {"ann": 5}}, apps={"Word": {"W40": {"ann": 5}}})
    company.session.execute(update(Coverage).values(apps=None))
    company.refresh(tools={company.tool("Copilot")}, weeks={week("W40")}, coverage=True)
    assert row(company, "W40", app="Word").active == 1
    assert company.session.exec(select(ToolWeek).where(ToolWeek.app_id != 0)).all() == [row(company, "W40", app="Word")]


def test_an_identity_map_makes_two_identifiers_one_person_in_every_week(any_company: Company) -> None:
    any_company.panel("Copilot", {"W40": {"ann": 2}})
    any_company.panel("Other", {"W40": {"ann-gh": 2}})
    assert row(any_company, "W40", tool=None).active == 2
    linked = any_company.link("ann-gh", "ann")
    assert row(any_company, "W40", tool=None).active == 1
    any_company.undo(linked)
    assert row(any_company, "W40", tool=None).active == 2


def test_an_undone_panel_leaves_no_week_behind(company: Company) -> None:
    company.undo(company.panel("Copilot", {"W40": {"ann": 2}}))
    assert company.session.exec(select(ToolWeek)).all() == []


def test_a_snapshot_counts_the_seven_days_that_end_on_its_date_and_is_no_week(any_company: Company) -> None:
    any_company.roster(date(2026, 1, 1), {"Finance": ["ann", "ben", "cid"]})
    any_company.snapshot(
        "Copilot",
        date(2026, 10, 7),
        {"ann": date(2026, 10, 1), "ben": date(2026, 9, 30), "cid": None, "stranger": date(2026, 10, 7)},
    )
    rows = any_company.session.exec(
        select(ToolSnapshot).where(ToolSnapshot.tool_id != 0).order_by(ToolSnapshot.team_id)
    ).all()
    assert [(one.listed, one.active, one.not_placed) for one in rows] == [(4, 2, 1), (3, 1, 0)]
    assert any_company.session.exec(select(ToolWeek)).all() == []


def test_a_seat_list_that_knows_activity_is_a_snapshot_too_unless_a_usage_report_of_that_day_is_there(
    company: Company,
) -> None:
    seen = {"activity_known": True}
    day = date(2026, 10, 7)
    company.seats("Copilot", day, {"ann": {**seen, "last_active_at": None}, "ben": seen})
    rows = company.session.exec(select(ToolSnapshot).where(ToolSnapshot.tool_id != 0)).all()
    assert [(one.listed, one.active) for one in rows] == [(2, 0)]
    company.snapshot("Copilot", day, {"ann": day, "ben": day, "cid": None})
    rows = company.session.exec(select(ToolSnapshot).where(ToolSnapshot.tool_id != 0)).all()
    assert [(one.listed, one.active) for one in rows] == [(3, 2)]
