"""Of whom and as of when a measure is asked, resolved against the store."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from opmodel.measures.calendar import newest_week
from opmodel.measures.privacy import minimum_group
from opmodel.measures.registry import Question
from opmodel.store.asker import may_read
from opmodel.store.bulk import columns
from opmodel.store.register import Team
from opmodel.store.teams import COMPANY, TeamTree, team_tree
from opmodel.store.weeks import sunday


@dataclass(frozen=True)
class Scope:
    """A question, with its team found."""

    tree: TeamTree
    team: int
    k: int
    """The smallest group shown."""
    as_of: int | None
    """The week asked for; None for the newest."""
    today: date
    """The day that counts as today: the Sunday of the week asked for, or of the newest known week."""
    series: bool

    @property
    def is_company(self) -> bool:
        """Whether the whole company is asked about."""
        return self.team == self.tree.company

    def reaches(self, week: int) -> bool:
        """Whether a week is no later than the one asked for."""
        return self.as_of is None or week <= self.as_of


def scope(session: Session, question: Question) -> Scope:
    """Resolve a question.

    Raises:
        UnknownTeam: the store has no such team.
        Refused: the session reads for somebody who may not read about it.
    """
    may_read(session, question.team)
    tree = _tree(session)
    week = question.as_of if question.as_of is not None else newest_week(session)
    # In a store without any week, contracts and pilots are still asked about: as of the real day.
    day = date.today() if week is None else sunday(week)
    return Scope(
        tree=tree,
        team=tree.find(question.team),
        k=minimum_group(session),
        as_of=question.as_of,
        today=day,
        series=question.series,
    )


def _tree(session: Session) -> TeamTree:
    """The team tree; a lone company in a store that nothing was ever loaded into."""
    if session.scalar(select(columns(Team).id).limit(1)) is None:
        return TeamTree(parents={0: None}, paths={0: ""}, names={0: COMPANY})
    return team_tree(session)
