"""The shape of each rollout in words: what it looks like, what never moved, how it stands in its first quarter."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from opmodel.measures.figure import Figure
from opmodel.store.register import LIVE
from opmodel.ui.formats import day, not_shown, plural
from opmodel.ui.plain import plain

_RED = ("drift-back", "slow leak")
BUSY = (
    "In numbers: the mean share of target people active over the newest four weeks. Work is busy in the quarter of its weeks "
    "with the most new cases."
)
_WHOLE_HYPHEN = "\u2011"
"""A hyphen that no line breaks at."""


def shapes_by_rollout(shape: Figure) -> dict[int, Figure]:
    """The parts of the measure by their rollout."""
    return {int(part.detail["rollout_id"]): part for part in shape.parts_of("rollout")}


def shape_words(shapes: Mapping[int, Figure]) -> dict[int, str]:
    """Rollout → its shape in a word or two, where it has one."""
    return {rollout: str(part.detail["shape"]) for rollout, part in shapes.items() if part.detail.get("shape")}


def of_workflow(shape: Figure, workflow_id: int) -> list[Figure]:
    """The rollouts of one workflow, those that run before those that were stopped."""
    parts = [part for part in shape.parts_of("rollout") if part.detail["workflow_id"] == workflow_id]
    return sorted(parts, key=lambda part: part.detail["stage"] not in LIVE)


def shapes_title(parts: Sequence[Figure]) -> str:
    """`One of 4 live teams drifted back.`: what the shapes come to."""
    live = [part for part in parts if part.detail["stage"] in LIVE]
    teams = plural(len(live), "live team")
    told = [part for part in live if part.detail.get("shape")]
    if not told:
        return "No live team has a shape yet." if live else "It runs in no team now."
    back = sum(part.detail["shape"] == "drift-back" for part in told)
    leaking = sum(part.detail["shape"] == "slow leak" for part in told)
    if len(live) == 1:
        return "The one live team drifted back." if back else f"The one live team is {_being(told[0])}."
    if back:
        return f"{back} of {teams} drifted back."
    if leaking:
        return f"None of {teams} drifted back, and {leaking} {'leaks' if leaking == 1 else 'leak'} slowly."
    return f"None of {teams} drifted back."


def _being(part: Figure) -> str:
    shape = str(part.detail["shape"])
    said = {"never started": "still to start", "dip": "in a dip", "slow leak": "leaking slowly"}
    return said.get(shape, shape)


def shape_rows(parts: Iterable[Figure]) -> list[dict[str, Any]]:
    """A row a rollout: its shape, the numbers of it, its first quarter, busy weeks."""
    return [
        {
            "Team": _team(part),
            "Shape": _shape(part),
            "In numbers": part.detail.get("sentence") or "",
            "First quarter": (part.detail.get("first_quarter") or {}).get("says", ""),
            "When work is busy": _busy(part),
        }
        for part in parts
    ]


def _team(part: Figure) -> str:
    name = str(part.detail["team"]).rsplit("/", 1)[-1]
    attempt = f", attempt {part.detail['attempt']}" if part.detail["attempt"] > 1 else ""
    return f"{name}{attempt}" + ("" if part.detail["stage"] in LIVE else ", stopped")


def _shape(part: Figure) -> str:
    if part.detail.get("shape"):
        then = "" if part.detail["stage"] in LIVE else ", when it was stopped"
        return f"{part.detail['shape']}{then}".replace("-", _WHOLE_HYPHEN)
    if part.suppressed:
        return not_shown(part.detail)
    return str(part.why_unknown or part.detail.get("why_unknown") or "not known")


def _busy(part: Figure) -> str:
    busy = part.detail.get("busy_weeks")
    if not busy:
        return ""
    return f"{busy['says']}: gives way" if busy["gives_way"] else str(busy["says"])


def collapse_lines(parts: Iterable[Figure]) -> list[str]:
    """For each live rollout that fell back, what never moved under it, on the day its peak ended. Markdown, escaped."""
    return [
        f"**{plain(_team(part))}** {plain(str(part.detail['sentence']))}. {_never_moved(part)}"
        for part in parts
        if part.detail.get("shape") in _RED and part.detail["stage"] in LIVE and part.detail.get("sentence")
    ]


def _never_moved(part: Figure) -> str:
    says = part.detail.get("never_moved_says") or []
    when = day(part.detail.get("peak_ended_on"))
    if not says:
        return f"When the peak ended on {when}, accountability, a reviewer and a play were in place: look elsewhere."
    return plain(f"What never moved, as of {when} when the peak ended: {'; '.join(says)}.")
