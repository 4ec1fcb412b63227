"""What may be said of the outcome in the board's words: how many workflows are proven, and the strongest verdict."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from opmodel.measures.component import listed
from opmodel.measures.figure import Figure
from opmodel.measures.verdict.sentence import percent
from opmodel.store.weeks import label
from opmodel.ui.formats import count, plural
from opmodel.ui.plain import plain

_NO_CLAIM = "no claim possible"
_MOST_LINES = 2


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
    said = f"{which} {are} proven{elsewhen}: {they} and got faster{_locked_late(proven)}."
    verdicts = [one for one in _faster(proven, cycle_time) if one.is_proven]
    return [said, *(f"{one.sentence}." for one in sorted(verdicts, key=_Verdict.least)[:1])]


def faster_lines(proven: Figure, cycle_time: Figure) -> list[str]:
    """The workflows that got faster, the largest fall first: of its team, or in how many of its teams, what keeps it from
    being proven, and a baseline that was locked late. Plain text, for a card.
    """
    verdicts = list(_faster(proven, cycle_time))
    faster = sorted(
        (part for part in cycle_time.parts_of("workflow") if part.detail.get("verdict") == "faster"),
        key=lambda part: part.value or 0.0,
    )
    lines = [
        _faster_line(part, [one for one in verdicts if one.workflow == part.name]) for part in faster[:_MOST_LINES]
    ]
    rest = faster[_MOST_LINES:]
    if rest:
        late = sum(bool(part.detail.get("locked_late")) for part in rest)
        against = f", {count(late)} against a baseline locked after go-live" if late else ""
        lines.append(f"{plural(len(rest), 'more workflow')} faster{against}")
    return lines


def _faster_line(workflow: Figure, verdicts: Sequence["_Verdict"]) -> str:
    """`Claims intake: faster in 2 of 3 teams, by 21% (95% CI 9–31%) to 36% (95% CI 28–43%)`."""
    rollouts = len(workflow.parts_of("rollout"))
    changes = [one.change for one in sorted(verdicts, key=lambda one: -(one.rollout.value or 0.0))]
    span = " to ".join(changes if len(changes) < 2 else [changes[0], changes[-1]])
    said = f"{workflow.name}: faster by {span}"
    if rollouts > 1:
        said = f"{workflow.name}: faster in {len(verdicts)} of {plural(rollouts, 'team')}, by {span}"
    if verdicts and not any(one.is_proven for one in verdicts):
        reasons = " ".join(dict.fromkeys(reason for one in verdicts for reason in one.missing)).rstrip(".")
        said += "; not proven" + (f": {_lowered(reasons)}" if reasons else "")
    late = [
        f"{one.rollout.detail['locked_late']} after go-live" + (f" in {one.rollout.name}" if rollouts > 1 else "")
        for one in verdicts
        if one.rollout.detail.get("locked_late")
    ]
    return said + (f"; its baseline was locked {listed(late)}" if late else "")


def _locked_late(proven: Figure) -> str:
    """`, 1 of them against a baseline locked after go-live`: how many are proven against no other."""
    late = sum(bool(part.detail.get("all_locked_late")) for part in proven.parts_of("workflow"))
    if not late:
        return ""
    which = "" if proven.value == 1 else f"{'each' if late == proven.value else f'{count(late)} of them'} "
    return f", {which}against a baseline locked after go-live"


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
    def change(self) -> str:
        """`36% (95% CI 28–43%)`."""
        low, high = sorted(abs(float(self.rollout.detail[end])) for end in ("ci_low", "ci_high"))
        interval = f"{percent(low).removesuffix('%')}–{percent(high)}"
        return f"{percent(abs(self.rollout.value or 0.0))} (95% CI {interval})"

    @property
    def sentence(self) -> str:
        """`Claims intake is faster by 31% (95% CI 22 to 39%), 214 cases before, 187 after`; Markdown."""
        detail = self.rollout.detail
        low, high = sorted(abs(float(detail[end])) for end in ("ci_low", "ci_high"))
        place = "" if self.is_alone else f" in {plain(self.rollout.name)}"
        late = detail.get("locked_late")
        locked = f"; its baseline was locked {late} after go-live" if late else ""
        relocked = "; the set of cases is not the one that was locked" if detail.get("baseline_changed") else ""
        return (
            f"{plain(self.workflow)}{place} is faster by {percent(abs(self.rollout.value or 0.0))} "
            f"(95% CI {percent(low).removesuffix('%')} to {percent(high)}), "
            f"{plural(detail['before'], 'case')} before, {count(detail['after'])} after{locked}{relocked}"
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
