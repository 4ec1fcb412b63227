"""Baselines: a rollout's cycle time before it went live, locked once: window, set of cases, name (measures.md, Rulings)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator
from sqlmodel import Session, func, select

from opmodel.register.editing import Edit, Invalid, editing
from opmodel.store.asker import Asker
from opmodel.store.baseline_window import LEAST, first_go_live
from opmodel.store.case_set import cases_hash, count_cases
from opmodel.store.case_teams import case_teams
from opmodel.store.facts import Case
from opmodel.store.register import Baseline, Rollout

LONG, SHORT = timedelta(weeks=26), timedelta(weeks=13)
LONG_HISTORY = timedelta(weeks=78)


class BaselineEntry(BaseModel):
    """A window of cases by their start, and what it is called."""

    model_config = ConfigDict(frozen=True)

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    first_day: date
    last_day: date

    @model_validator(mode="after")
    def _is_long_enough(self) -> "BaselineEntry":
        if self.last_day - self.first_day + timedelta(days=1) < LEAST:
            raise ValueError(f"A baseline takes at least {LEAST.days // 7} weeks.")
        return self


@dataclass(frozen=True, kw_only=True)
class Window:
    """The window that the rulings ask for, or why none can be named."""

    first_day: date | None
    last_day: date | None
    why: str = ""


def lock_baseline(url: str, rollout_id: int, entry: BaselineEntry, *, by: Asker, seen: int | None = None) -> str:
    """Lock a rollout's baseline; the hash of its set of cases. A locked baseline is never changed.

    Raises:
        Invalid: it has one already, the window reaches past the first go-live, or no case started in it.
        Clashed: somebody changed the rollout since.
    """
    with editing(url, by=by, seen=seen) as edit:
        rollout = edit.get(Rollout, rollout_id, what="The rollout")
        known = edit.session.exec(select(Baseline).where(Baseline.rollout_id == rollout_id)).first()
        if known is not None:
            raise Invalid(
                {"": f"“{known.name}” was locked by {known.locked_by} on {known.locked_on:%d %b %Y}; it stays."}
            )
        began = first_go_live(edit.session, rollout)
        if entry.last_day >= (began or date.today()):
            raise Invalid(
                {
                    "last_day": f"The window must end before the first go-live, {began:%d %b %Y}."
                    if began
                    else "The window must end before today."
                }
            )
        return _lock(edit, rollout, entry)


def _lock(edit: Edit, rollout: Rollout, entry: BaselineEntry) -> str:
    teams = case_teams(edit.session, rollout.workflow_id, rollout.team_id)
    first, last = entry.first_day, entry.last_day
    if not count_cases(edit.session, rollout.workflow_id, teams, first_day=first, last_day=last):
        raise Invalid({"": "No case of this workflow and team started in that window: upload the cases first."})
    found = cases_hash(edit.session, rollout.workflow_id, teams, first_day=first, last_day=last)
    edit.audit.add(
        Baseline(
            rollout_id=rollout.id or 0,
            name=entry.name,
            first_day=first,
            last_day=last,
            cases_hash=found,
            locked_by=edit.by,
            locked_on=date.today(),
        )
    )
    return found


def suggested_window(session: Session, rollout_id: int) -> Window:
    """26 weeks before go-live where 78 weeks of cases lie before it, else 13; at least 8 (measures.md, Rulings)."""
    rollout = session.get(Rollout, rollout_id)
    if rollout is None:
        return Window(first_day=None, last_day=None, why="The rollout is no longer in the register.")
    end = (first_go_live(session, rollout) or date.today()) - timedelta(days=1)
    oldest = session.exec(select(func.min(Case.started_at)).where(Case.workflow_id == rollout.workflow_id)).one()
    if oldest is None:
        return Window(first_day=None, last_day=None, why="No cases of this workflow are uploaded yet.")
    history = end - oldest.date() + timedelta(days=1)
    if history < LEAST:
        return Window(
            first_day=None,
            last_day=None,
            why=f"The cases reach back {max(history.days, 0)} days before go-live; a baseline takes "
            f"{LEAST.days // 7} weeks.",
        )
    length = LONG if history >= LONG_HISTORY else min(SHORT, history)
    return Window(first_day=end - length + timedelta(days=1), last_day=end)
