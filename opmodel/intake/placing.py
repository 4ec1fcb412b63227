"""Which workflow of the register each row of a file speaks of."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from sqlmodel import Session, select

from opmodel.intake.facts import Facts, Rejected
from opmodel.intake.names import workflow_ids
from opmodel.store.audit import Audit
from opmodel.store.register import Workflow

_NOT_REGISTERED = "there is no workflow called"


def unregistered(rejections: Iterable[Rejected]) -> tuple[str, ...]:
    """The workflows that rows were rejected for because nobody registered them, in alphabetical order."""
    return tuple(sorted({item.value for item in rejections if item.why.startswith(_NOT_REGISTERED)}))


def place_workflows(session: Session, facts: Facts, audit: Audit, *, said: str | None) -> dict[str, int]:
    """The ids of the workflows that rows name, by the name they use. The one named by `--workflow` (`said`) is made
    where it is new; rows that name any other unknown workflow are rejected: `facts` is changed so.
    """
    named = {
        *_names(facts.workflow_use),
        *_names(facts.cases),
        *facts.workflow_rows,
        *(span.workflow for span in facts.spans if span.workflow is not None),
    }
    if not named:
        return {}
    known = workflow_ids(session)
    found: dict[str, int] = {}
    for name in sorted(named):
        known_id = known.get(name.casefold())
        if known_id is None and said is not None and name.casefold() == said.strip().casefold():
            known_id = _made(said.strip(), facts, audit)
        if known_id is not None:
            found[name] = known_id
    unknown = sorted(named - found.keys())
    if unknown:
        registered = sorted(session.exec(select(Workflow.name))) or ["none yet"]
        for name in unknown:
            _reject(name, facts, registered)
        _forget_people_without_rows(facts)
    return found


def _names(frame: pd.DataFrame | None) -> set[str]:
    return set() if frame is None else set(frame["workflow"].unique())


def _made(name: str, facts: Facts, audit: Audit) -> int:
    made: Workflow = audit.add(Workflow(name=name))
    facts.notes.append(
        f"The workflow {name!r} was not in the register and was added with its name alone: without a step that AI does "
        "it is a tab, not a redesign, and stays out of the board number."
    )
    assert made.id is not None
    return made.id


def _reject(name: str, facts: Facts, registered: Sequence[str]) -> None:
    why = (
        f"{_NOT_REGISTERED} {name!r} (known: {', '.join(registered[:10])}); register it first: "
        "`opmodel template workflows`, or by hand on the Register page"
    )
    counted = facts.cases if facts.cases is not None else facts.workflow_use
    dropped = 0 if counted is None else int((counted["workflow"] == name).sum())
    rows = facts.workflow_rows.get(name, [])
    facts.rejections.extend(Rejected(row=row, column="Workflow", value=name, why=why) for row in rows)
    facts.kept -= dropped
    facts.merged -= len(rows) - dropped
    facts.cases = _without(facts.cases, name)
    facts.workflow_use = _without(facts.workflow_use, name)
    facts.spans = [span for span in facts.spans if span.workflow != name]


def _without(frame: pd.DataFrame | None, workflow: str) -> pd.DataFrame | None:
    return None if frame is None else frame[frame["workflow"] != workflow].reset_index(drop=True)


def _forget_people_without_rows(facts: Facts) -> None:
    frame = facts.workflow_use
    if frame is None:
        return
    used = np.unique(frame["who"].to_numpy(dtype=np.int64))
    place = np.zeros(len(facts.people), dtype=np.int64)
    place[used] = np.arange(len(used))
    facts.people = facts.people.iloc[used].reset_index(drop=True)
    facts.workflow_use = frame.assign(who=place[frame["who"].to_numpy(dtype=np.int64)])
