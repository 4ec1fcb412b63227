"""What a preview says of new baselines that prove less than one locked before the work was redesigned."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from opmodel.measures.component import in_words, listed
from opmodel.store.baseline_window import first_go_live
from opmodel.store.register import LIVE, Baseline, Rollout, StageChange, Team, Workflow

_MOST_NAMED = 6


@dataclass(frozen=True, kw_only=True)
class _Locked:
    """A new baseline beside the day on which its rollout went live, and the work for the first time."""

    baseline: Baseline
    where: str
    """`Claims intake in Motor claims`."""
    went_live: date | None
    first_went_live: date | None

    @property
    def is_late(self) -> bool:
        return self.went_live is not None and self.baseline.locked_on > self.went_live

    @property
    def reaches_past(self) -> bool:
        return self.first_went_live is not None and self.baseline.last_day >= self.first_went_live


def baseline_notes(session: Session, baselines: Sequence[Baseline], *, loaded_on: date) -> list[str]:
    """A sentence for each way in which some of them prove less, with the workflows and teams they are of."""
    found = [_locked(session, one) for one in baselines]
    late = [one for one in found if one.is_late]
    past = [one for one in found if one.reaches_past]
    dated_back = [one for one in found if one.baseline.locked_on < loaded_on]
    said = []
    if late:
        named = _named(late, lambda one: f"locked {in_words(one.baseline.locked_on)}, live {_day(one.went_live)}")
        said.append(
            f"{_baselines(late)} locked after go-live, when the window could be chosen by what came out: {named}. Every "
            "sentence with a verdict against it will say so."
        )
    if past:
        named = _named(past, lambda one: f"until {in_words(one.baseline.last_day)}, live {_day(one.first_went_live)}")
        said.append(f"{_baselines(past, 'reaches', 'reach')} past go-live: {named}. Only the days before are compared.")
    if dated_back:
        named = _named(dated_back, lambda one: in_words(one.baseline.locked_on))
        said.append(
            f"{_baselines(dated_back, 'says', 'say')} “Locked on” a day before this one, on which it is loaded: {named}. "
            "The day is taken from the file; nothing here shows that it was locked then."
        )
    return said


def _locked(session: Session, baseline: Baseline) -> _Locked:
    rollout = session.get_one(Rollout, baseline.rollout_id)
    workflow, team = session.get_one(Workflow, rollout.workflow_id), session.get_one(Team, rollout.team_id)
    went_live = session.exec(
        select(func.min(StageChange.changed_on)).where(
            StageChange.rollout_id == rollout.id, col(StageChange.stage).in_(LIVE)
        )
    ).one()
    return _Locked(
        baseline=baseline,
        where=f"{workflow.name} in {team.name}",
        went_live=went_live,
        first_went_live=first_go_live(session, rollout),
    )


def _baselines(some: Sequence[_Locked], one: str = "is", many: str = "are") -> str:
    return f"1 baseline {one}" if len(some) == 1 else f"{len(some)} baselines {many}"


def _day(day: date | None) -> str:
    return "" if day is None else in_words(day)


def _named(some: Sequence[_Locked], when: Callable[[_Locked], str]) -> str:
    shown = [f"{one.where} ({when(one)})" for one in some[:_MOST_NAMED]]
    more = len(some) - len(shown)
    return listed([*shown, f"{more} more"] if more else shown)
