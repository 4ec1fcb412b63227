"""What the register says about one week: which rollouts are live, which workflows are redesigned, who is targeted."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from sqlalchemy import select
from sqlmodel import Session

from opmodel.store import bulk
from opmodel.store.bulk import columns
from opmodel.store.facts import Import, ImportStatus
from opmodel.store.register import LIVE, Performer, Rollout, Stage, StageChange, Step, TargetPerson, WorkflowTool
from opmodel.store.rollups.placement import Placement, distinct
from opmodel.store.weeks import monday, sunday, week_of


@dataclass(frozen=True)
class LiveRollout:
    """A rollout in pilot or production on a week's Sunday."""

    id: int
    workflow_id: int
    team_id: int


@dataclass(frozen=True)
class _TargetList:
    """An uploaded list of one rollout's target people."""

    report_at: datetime
    import_id: int
    person: np.ndarray
    since: np.ndarray
    """Ordinal from which each person is a target; 0 for ever."""


class RegisterWeeks:
    """The register, read once for one refresh."""

    def __init__(self, session: Session, placement: Placement) -> None:
        self._placement = placement
        rollout, change, step, tool = columns(Rollout), columns(StageChange), columns(Step), columns(WorkflowTool)
        self._rollouts = [
            LiveRollout(*row)
            for row in session.execute(select(rollout.id, rollout.workflow_id, rollout.team_id).order_by(rollout.id))
        ]
        self._changes: dict[int, list[tuple[date, Stage]]] = defaultdict(list)
        for rollout_id, day, stage in session.execute(
            select(change.rollout_id, change.changed_on, change.stage).order_by(change.changed_on, change.id)
        ):
            self._changes[rollout_id].append((day, stage))
        self._does: dict[int, list[tuple[date | None, date | None]]] = defaultdict(list)
        for workflow, since, until in session.execute(
            select(step.workflow_id, step.valid_from, step.valid_to).where(step.performer_after == Performer.AI_DOES)
        ):
            self._does[workflow].append((since, until))
        self.tools: dict[int, list[int]] = defaultdict(list)
        """Workflow → the tools it stands on."""
        for workflow, tool_id in session.execute(select(tool.workflow_id, tool.tool_id)):
            self.tools[workflow].append(tool_id)
        self._lists = _target_lists(session, placement)

    @property
    def first_week(self) -> int | None:
        """The first week in which anything was live."""
        days = [day for changes in self._changes.values() for day, stage in changes if stage in LIVE]
        return week_of(min(days)) if days else None

    def live(self, week: int) -> list[LiveRollout]:
        """The rollouts in pilot or production on the week's Sunday."""
        return [rollout for rollout in self._rollouts if self._stage(rollout.id, sunday(week)) in LIVE]

    def _stage(self, rollout: int, day: date) -> Stage | None:
        stages = [stage for changed_on, stage in self._changes[rollout] if changed_on <= day]
        return stages[-1] if stages else None

    def first_full_week(self, rollout: int) -> int | None:
        """The first full week after go-live (measures.md, Rulings: time and coverage); None before it."""
        changes = self._changes.get(rollout, ())
        begun = [day for day, stage in changes if stage == Stage.PILOT] or [
            day for day, stage in changes if stage == Stage.PRODUCTION
        ]
        return week_of(begun[0] + timedelta(days=6)) if begun else None

    def redesigned(self, workflow: int, week: int) -> bool:
        """Whether at least one step that AI performs is valid on a day of the week."""
        return any(
            (since is None or since <= sunday(week)) and (until is None or until >= monday(week))
            for since, until in self._does[workflow]
        )

    def targets(self, rollout: LiveRollout, week: int) -> np.ndarray:
        """Target people that week: the newest list dated by then, as far as its people are members; else the members."""
        if rollout.team_id not in self._placement.index_of:
            return np.empty(0, dtype=np.int64)
        inside = np.zeros(len(self._placement.teams) + 1, dtype=bool)  # the last one is NOWHERE
        inside[self._placement.subtree(rollout.team_id)] = True
        member = inside[self._placement.in_week(week)]
        listed = self._listed(rollout.id, week)
        return np.flatnonzero(member) if listed is None else listed[member[listed]]

    def _listed(self, rollout: int, week: int) -> np.ndarray | None:
        day = monday(week).toordinal()
        for target_list in self._lists.get(rollout, []):
            if (target_list.since <= day).any():
                return distinct(target_list.person[target_list.since <= day], len(self._placement.one_person))
        return None


def _target_lists(session: Session, placement: Placement) -> dict[int, list[_TargetList]]:
    """Each rollout's lists, the newest first."""
    target, imported = columns(TargetPerson), columns(Import)
    entries = bulk.frame(
        session,
        select(target.rollout_id, target.import_id, target.person_id, target.valid_from, imported.report_at).where(
            imported.id == target.import_id, imported.status == ImportStatus.LOADED
        ),
    )
    lists: dict[int, list[_TargetList]] = defaultdict(list)
    for _, rows in entries.groupby(["rollout_id", "import_id"]):
        since = [0 if day is None else day.toordinal() for day in rows["valid_from"].tolist()]
        lists[int(rows["rollout_id"].iloc[0])].append(
            _TargetList(
                report_at=rows["report_at"].iloc[0],
                import_id=int(rows["import_id"].iloc[0]),
                person=placement.one_person[rows["person_id"].to_numpy(dtype=np.int64)],
                since=np.array(since, dtype=np.int64),
            )
        )
    for of_rollout in lists.values():
        of_rollout.sort(key=lambda one: (one.report_at, one.import_id), reverse=True)
    return lists
