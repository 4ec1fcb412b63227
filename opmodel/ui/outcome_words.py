"""What may be said of the outcome in the board's words: how many workflows are proven, and the strongest verdict."""

from collections.abc import Iterator
from dataclasses import dataclass

from opmodel.measures.figure import Figure
from opmodel.measures.verdict.sentence import percent
from opmodel.store.weeks import label
from opmodel.ui.formats import count, plural
from opmodel.ui.plain import plain

_NO_CLAIM = "no claim possible"


def proven_sentences(proven: Figure, cycle_time: Figure, *, team: str = "", week: int | None = None) -> list[str]:
    """`3 of 9 redesigned workflows are proven: they hold and got faster.`, and the strongest verdict there is.

    Args:
        proven: the answer of `proven`.
        cycle_time: the answer of `cycle_time`, of the same question.
        team: path of the team that they are of; empty for the company.
        week: the week of the page; another one of the figure is named.
    """
    if proven.value is None or not proven.denominator:
        return []
    number, of = round(proven.value), round(proven.denominator)
    place = f" in {plain(team.rsplit('/', 1)[-1])}" if team else ""
    elsewhen = "" if proven.as_of in {None, week} or week is None else f" as of week {label(proven.as_of or 0)}"
    if not number:
        one = f"The one redesigned workflow{place} is not"
        none = one if of == 1 else f"None of {count(of)} redesigned workflows{place} is"
        return [f"{none} proven yet{elsewhen}.", _why_none(proven, cycle_time)]
    are, they = ("is", "it holds") if number == 1 else ("are", "they hold")
    which = f"The **one** redesigned workflow{place}"
    if of > 1:
        which = f"**{count(number)} of {count(of)}** redesigned workflows{place}"
    said = f"{which} {are} proven{elsewhen}: {they} and got faster."
    verdicts = [one for one in _faster(proven, cycle_time) if one.is_proven]
    return [said, *(f"{one.sentence}." for one in sorted(verdicts, key=_Verdict.least)[:1])]


@dataclass(frozen=True, kw_only=True)
class _Verdict:
    """A rollout that got faster, checked against its own past."""

    workflow: str
    rollout: Figure
    is_alone: bool
    """Whether no other team of the workflow is measured."""
    is_proven: bool
    missing: tuple[str, ...] = ()
    """What keeps it from being proven, as sentences."""

    def least(self) -> float:
        """The end of its interval that is nearest to no change: the lower, the stronger the verdict."""
        return float(self.rollout.detail.get("ci_high") or 0.0)

    @property
    def sentence(self) -> str:
        """`Claims intake is faster by 31% (95% CI 22 to 39%), 214 cases before, 187 after`; Markdown."""
        detail = self.rollout.detail
        low, high = sorted(abs(float(detail[end])) for end in ("ci_low", "ci_high"))
        place = "" if self.is_alone else f" in {plain(self.rollout.name)}"
        relocked = "; the set of cases is not the one that was locked" if detail.get("baseline_changed") else ""
        return (
            f"{plain(self.workflow)}{place} is faster by {percent(abs(self.rollout.value or 0.0))} "
            f"(95% CI {percent(low).removesuffix('%')} to {percent(high)}), "
            f"{plural(detail['before'], 'case')} before, {count(detail['after'])} after{relocked}"
        )


def _faster(proven: Figure, cycle_time: Figure) -> Iterator[_Verdict]:
    """The rollouts that got faster, checked, proven or not."""
    known = {part.detail["rollout_id"]: part for whole in proven.parts_of("workflow") for part in whole.parts}
    for workflow in cycle_time.parts_of("workflow"):
        for part in workflow.parts_of("rollout"):
            if part.detail.get("verdict") != "faster" or not part.detail.get("checked"):
                continue
            held = known.get(part.detail["rollout_id"])
            yield _Verdict(
                workflow=workflow.name,
                rollout=part,
                is_alone=len(workflow.parts_of("rollout")) == 1,
                is_proven=held is not None and held.value == 1,
                missing=("It is stopped.",) if held is None else tuple(held.detail.get("missing") or ()),
            )


def _why_none(proven: Figure, cycle_time: Figure) -> str:
    """What comes nearest to a proof, or why no claim can be made."""
    workflows = cycle_time.parts_of("workflow")
    nearest = min(_faster(proven, cycle_time), key=_Verdict.least, default=None)
    if nearest is not None:
        reasons = " ".join(nearest.missing).rstrip(".")
        return f"{nearest.sentence}, and not proven" + (f": {plain(_lowered(reasons))}." if reasons else ".")
    if cycle_time.value is None:
        return plain(cycle_time.why_unknown or "")
    if all(part.suppressed for part in workflows):
        return "Too few cases or people to show how long the work takes."
    if all(part.detail.get("verdict") == _NO_CLAIM for part in workflows):
        return f"No baseline is locked: no claim about {'its' if len(workflows) == 1 else 'their'} speed is possible."
    unlocked = sum(part.detail.get("verdict") == _NO_CLAIM for part in workflows)
    which = "it" if len(workflows) == 1 else "any of them"
    said = f"There is not enough evidence yet that {which} got faster"
    return (
        f"{said}; {plural(unlocked, 'workflow has', 'workflows have')} no locked baseline." if unlocked else f"{said}."
    )


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
