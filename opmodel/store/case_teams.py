"""Whose cases a team's are: its own and those of the teams below it; and who has the cases of a file that names no team."""

from collections.abc import Collection

from sqlalchemy import select
from sqlmodel import Session

from opmodel.store.bulk import columns
from opmodel.store.facts import Case, Import, ImportStatus
from opmodel.store.newest_cases import NO_TEAM
from opmodel.store.teams import TeamTree, team_tree


def teams_with_cases_of(tree: TeamTree, team_id: int, *, named: Collection[int]) -> set[int]:
    """The teams whose cases are a team's, `NO_TEAM` among them where cases of no known team are its own too: those of
    the whole company, and, of a workflow none of whose cases names a team, those of whichever team is asked about.

    Args:
        tree: the teams.
        team_id: the team.
        named: the teams that cases of the workflow name; `NO_TEAM` says nothing.
    """
    below = tree.subtree(team_id)
    nobody_is_named = not set(named) - {NO_TEAM}
    return below | {NO_TEAM} if team_id == tree.company or nobody_is_named else below


def case_teams(session: Session, workflow_id: int, team_id: int) -> set[int]:
    """The same for a workflow of the store, by its case rows."""
    case, imported = columns(Case), columns(Import)
    names = (
        select(case.case_id)
        .where(case.import_id == imported.id, case.workflow_id == workflow_id, case.team_id.is_not(None))
        .exists()
    )
    is_named = session.execute(select(imported.id).where(imported.status == ImportStatus.LOADED, names).limit(1))
    # Which team it is does not matter here, only that there is one.
    named = () if is_named.first() is None else (team_id,)
    return teams_with_cases_of(team_tree(session), team_id, named=named)
