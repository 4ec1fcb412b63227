"""The team tree by hand."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from opmodel.register.editing import Invalid, checked
from opmodel.register.teams import TeamEntry, remove_team, save_team
from opmodel.store.engine import reading, writing
from opmodel.store.facts import Case
from opmodel.store.register import Stage, Team
from opmodel.store.rollup_tables import AdoptionWeek
from opmodel.store.teams import team_tree
from opmodel.store.weeks import monday
from tests.askers import steward
from tests.company import Company, week

SINCE = monday(week("W36"))


def paths(url: str) -> set[str]:
    with reading(url) as session:
        return set(team_tree(session).paths.values())


def test_a_team_that_is_renamed_or_moved_takes_the_teams_below_it_along(store: str) -> None:
    claims = save_team(store, TeamEntry(name="Claims"), by=steward("ada"))
    save_team(store, TeamEntry(name="Motor", parent="Claims"), by=steward("ada"))
    save_team(store, TeamEntry(name="Operations"), by=steward("ada"))
    save_team(store, TeamEntry(name="Claims and recovery", parent="Operations"), by=steward("ada"), team_id=claims)
    assert paths(store) == {"", "Operations", "Operations/Claims and recovery", "Operations/Claims and recovery/Motor"}


def test_a_team_cannot_lie_within_itself_nor_take_a_name_that_is_taken(store: str) -> None:
    claims = save_team(store, TeamEntry(name="Claims"), by=steward("ada"))
    save_team(store, TeamEntry(name="Motor", parent="Claims"), by=steward("ada"))
    with pytest.raises(Invalid, match="within itself"):
        save_team(store, TeamEntry(name="Claims", parent="Claims/Motor"), by=steward("ada"), team_id=claims)
    with pytest.raises(Invalid, match="already"):
        save_team(store, TeamEntry(name="motor", parent="Claims"), by=steward("ada"))


def test_a_team_with_something_on_it_stays_and_the_sentence_says_what(store: str) -> None:
    claims = save_team(store, TeamEntry(name="Claims"), by=steward("ada"))
    motor = save_team(store, TeamEntry(name="Motor", parent="Claims"), by=steward("ada"))
    with pytest.raises(Invalid, match="teams below it"):
        remove_team(store, claims, by=steward("ada"))
    remove_team(store, motor, by=steward("ada"))
    remove_team(store, claims, by=steward("ada"))
    assert paths(store) == {""}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "A/B"}, "name"),
        ({"name": "A", "country": "XX"}, "country"),
        ({"name": "A", "time_zone": "Mars/Base"}, "time_zone"),
    ],
)
def test_a_name_country_or_time_zone_that_cannot_be_is_told_at_its_field(values: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as wrong:
        checked(TeamEntry, values)
    assert set(wrong.value.fields) == {field}


def test_people_of_a_team_that_moves_count_where_it_now_is(store: str) -> None:
    with writing(store) as session:
        company = Company(session)
        people = company.crowd(12)
        company.workflow("Claims intake")
        motor = company.team("Claims/Motor")
        company.roster(SINCE, {"Claims/Motor": people})
        company.rollout("Claims intake", "Claims/Motor", {Stage.PRODUCTION: SINCE})
        company.use("Claims intake", {"W40": dict.fromkeys(people, 1.0)})
    save_team(store, TeamEntry(name="Operations"), by=steward("ada"))
    save_team(store, TeamEntry(name="Motor", parent="Operations"), by=steward("ada"), team_id=motor)
    with reading(store) as session:
        tree = team_tree(session)
        targeted = {
            tree.paths[row.team_id]: row.targeted
            for row in session.exec(
                select(AdoptionWeek).where(AdoptionWeek.week == week("W40"), AdoptionWeek.workflow_id == 0)
            )
        }
    assert targeted == {"": 12, "Operations": 12, "Operations/Motor": 12}


def test_a_team_that_only_cases_name_stays_too(store: str) -> None:
    with writing(store) as session:
        company = Company(session)
        team = company.team("Claims/Motor")
        workflow = company.workflow("Claims intake")
        started = datetime(2026, 9, 1, 9, tzinfo=UTC)
        import_id = company.new_import("cases", SINCE)
        session.add(Case(import_id=import_id, workflow_id=workflow, case_id="C-1", started_at=started, team_id=team))
    with pytest.raises(Invalid, match=r"rows in cases\.csv \(import 1\)"):
        remove_team(store, team, by=steward("ada"))
    assert "Claims/Motor" in paths(store)


def test_a_team_may_be_in_a_part_of_a_country_with_holidays_of_its_own(store: str) -> None:
    team = save_team(store, checked(TeamEntry, {"name": "Munich", "country": "de-by"}), by=steward("ada"))
    with reading(store) as session:
        assert team_tree(session).paths[team] == "Munich"
        assert [row.country for row in session.exec(select(Team).where(Team.id == team))] == ["DE-BY"]
    with pytest.raises(Invalid, match="no country code"):
        checked(TeamEntry, {"name": "Nowhere", "country": "DE-XX"})
