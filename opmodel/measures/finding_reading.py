"""What the rules of findings read: each figure asked once, and only when a rule wants it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from opmodel.measures.figure import Figure
from opmodel.measures.finding import Stake, people_at_stake
from opmodel.measures.passport import Stream, Subject, streams_by_subject
from opmodel.measures.register_day import last_full_week
from opmodel.measures.registry import Question, ask
from opmodel.measures.scope import Scope
from opmodel.measures.seats_of_teams import SeatCost, seat_costs
from opmodel.store.bulk import columns
from opmodel.store.facts import Import, Tool
from opmodel.store.register import LIVE
from opmodel.store.rollup_tables import CoveredWeek
from opmodel.store.thresholds import all_thresholds


@dataclass(frozen=True, kw_only=True)
class Source:
    """The files of one kind, about one tool or workflow or about the whole company."""

    stream: Stream
    about: str
    """Name of the tool or workflow; empty where the files are about neither."""
    workflow_id: int
    """0 where they are about no workflow."""
    covered_until: int | None
    """The newest week that they cover; None where they cover days, not weeks."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The figures of one question, as the rules read them."""

    asked: Scope
    """Of whom and as of when, moved on to the newest day that the register speaks of."""
    question: Question
    session: Session
    _figures: dict[str, Figure] = field(default_factory=dict)

    def figure(self, name: str) -> Figure:
        """The answer of a measure for the question."""
        if name not in self._figures:
            self._figures[name] = ask(self.session, name, replace(self.question, series=False))
        return self._figures[name]

    @property
    def sources_read(self) -> tuple[int, ...]:
        """The files behind the figures that were asked for."""
        return tuple(sorted({number for figure in self._figures.values() for number in figure.sources}))

    @cached_property
    def limits(self) -> Mapping[str, float]:
        """Every threshold by name."""
        return all_thresholds(self.session)

    @cached_property
    def workflows(self) -> Sequence[Figure]:
        """The registered workflows with their four components."""
        return self.figure("components").parts_of("workflow")

    @cached_property
    def rollouts(self) -> Mapping[int, Figure]:
        """Rollout → its shape, of those in the scope that ever went live."""
        return {int(part.detail["rollout_id"]): part for part in self.figure("shape").parts_of("rollout")}

    @property
    def live_rollouts(self) -> list[Figure]:
        """The shapes of those that are in pilot or production."""
        return [part for part in self.rollouts.values() if part.detail["stage"] in LIVE]

    def owner_of(self, workflow_id: int | None) -> str:
        """Who answers for a workflow; empty where nobody is named."""
        return next(
            (str(one.detail["owner"]) for one in self.workflows if one.detail["workflow_id"] == workflow_id), ""
        )

    def workflow_named(self, name: str) -> int | None:
        """The number of the workflow of that name."""
        return next((int(one.detail["workflow_id"]) for one in self.workflows if one.name == name), None)

    def inside(self, places: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Of places with a `team`, those in the scope: of a workflow's components the whole company's are told."""
        if self.asked.is_company:
            return list(places)
        path = self.asked.tree.paths[self.asked.team]
        return [one for one in places if one["team"] == path or str(one["team"]).startswith(f"{path}/")]

    def people_of(self, rollouts: Iterable[int]) -> Stake | None:
        """The target people of rollouts, `at least` where those of some are not known or not shown."""
        numbers = set(rollouts)
        known = [one.denominator for number in numbers if (one := self.rollouts.get(number)) and one.denominator]
        return people_at_stake(sum(known), at_least=len(known) < len(numbers))

    def live_in(self, workflow_id: int) -> list[int]:
        """The live rollouts of a workflow in the scope."""
        return [int(one.detail["rollout_id"]) for one in self.live_rollouts if one.detail["workflow_id"] == workflow_id]

    @cached_property
    def sources(self) -> Sequence[Source]:
        """How often the files of each kind come. Only the company has any: a team uploads nothing of its own."""
        if not self.asked.is_company:
            return ()
        tool = columns(Tool)
        tools = {row[0]: row[1] for row in self.session.execute(select(tool.id, tool.name))}
        names = {int(one.detail["workflow_id"]): one.name for one in self.workflows}
        covered = self._covered_until()
        return [
            Source(
                stream=stream,
                about=tools.get(subject[1], "") or names.get(subject[2], ""),
                workflow_id=subject[2],
                covered_until=covered.get(subject),
            )
            for subject, stream in streams_by_subject(self.session, self.asked.today).items()
        ]

    def _covered_until(self) -> Mapping[Subject, int]:
        """Subject → the newest week that its files cover, up to the day."""
        week, imported = columns(CoveredWeek), columns(Import)
        rows = self.session.execute(
            select(imported.export, week.tool_id, week.workflow_id, func.max(week.week))
            .join(imported.id.table, imported.id == week.import_id)
            .where(week.week <= last_full_week(self.asked.today))
            .group_by(imported.export, week.tool_id, week.workflow_id)
        )
        return {(row[0], row[1], row[2]): row[3] for row in rows}

    def seat_costs(self, paths: Iterable[str]) -> Mapping[str, SeatCost]:
        """Currency → what the seats of teams' own people cost a year."""
        wanted = set(paths)
        teams = [team for team, path in self.asked.tree.paths.items() if path in wanted]
        return seat_costs(self.session, replace(self.asked, team=self.asked.tree.company), teams)


def place(of: Mapping[str, Any]) -> str:
    """A team as a sentence names it: the last part of its path."""
    return str(of["team"]).rsplit("/", 1)[-1]
