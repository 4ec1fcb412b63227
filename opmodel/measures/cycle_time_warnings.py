"""What could make a team's work look faster, or slower, without anybody working otherwise; and what speed may have cost."""

from opmodel.measures.case_comparison import Comparison
from opmodel.measures.locked_baselines import LockedBaseline
from opmodel.measures.quality_guard import Quality
from opmodel.measures.rollout_cycle_time import Claim, RolloutCycleTime
from opmodel.measures.verdict.sentence import interval, percent, signed
from opmodel.measures.within_types import WithinTypes

_MANY_MORE_CASES = 1.5
_MOVED, _MIX_MOVED = 0.05, 0.10
_FEWEST_SEEN = 20
"""Outputs looked at on each side, before a change in what had to be corrected is spoken of."""


def warnings(one: RolloutCycleTime) -> list[str]:
    """Plain sentences, the gravest first; none where nothing is compared."""
    found = one.comparison
    if found is None:
        return []
    return [
        *_of_the_baseline(one),
        *_of_the_definition(one, found),
        *_of_the_mix(one, found),
        *_of_the_choice(one),
        *_of_quality(found, one.quality),
    ]


def _of_the_baseline(one: RolloutCycleTime) -> list[str]:
    baseline = one.baseline
    if baseline is None:
        return []
    said = []
    if baseline.was_empty:
        said.append(
            f"The baseline “{baseline.name}” was locked before any case of its window was uploaded: it fixes the window, not "
            "the cases."
        )
    elif baseline.has_changed:
        said.append(
            f"The set of cases has changed since the baseline “{baseline.name}” was locked: newer files changed, added or "
            "took out cases of its window."
        )
    return said + _of_the_window(one, baseline)


def _of_the_window(one: RolloutCycleTime, baseline: LockedBaseline) -> list[str]:
    go_live = one.rollout.go_live
    if go_live is None:
        return []
    said = []
    if baseline.last_day >= go_live:
        said.append(f"The baseline “{baseline.name}” reaches past go-live: only its days before are compared.")
    if one.locked_late:
        said.append(
            f"The baseline “{baseline.name}” was locked {one.locked_late} after go-live, when its window could be chosen by "
            "what came out."
        )
    return said


def _of_the_definition(one: RolloutCycleTime, found: Comparison) -> list[str]:
    """Signs that a start or a finish is not what it was before."""
    before, after = found.before, found.after
    said = []
    if one.task is not None and len(one.task.counted) > 1:
        ways = "; ".join(way or "what the file itself says" for way in one.task.counted)
        said.append(
            f"The files count cases in {len(one.task.counted)} ways: {ways}. Load them all to the same start and finish."
        )
    if before.a_week and after.a_week and not 1 / _MANY_MORE_CASES <= after.a_week / before.a_week <= _MANY_MORE_CASES:
        said.append(
            f"Cases a week went from {before.a_week:,.1f} to {after.a_week:,.1f}: check that starts and finishes are counted as "
            "they were."
        )
    if _moved(before.zero_share, after.zero_share):
        said.append(
            f"Cases that take no time at all went from {before.zero_share:.0%} to {after.zero_share:.0%}: check that starts "
            "and finishes are counted as they were."
        )
    if before.whole_days and after.whole_days and (before.zero or after.zero):
        said.append(
            "The files give days without an hour, so a case finished on the day it started counts as a minute: the change is "
            f"one in how many are ({_part(before.zero, before.finished)} before, {_part(after.zero, after.finished)} since)."
        )
    if _moved(before.unfinished_share, after.unfinished_share):
        said.append(
            f"Cases that ended without being finished went from {before.unfinished_share:.0%} to "
            f"{after.unfinished_share:.0%}; they are left out of the comparison."
        )
    if one.names_no_team:
        said.append(
            f"The files name no team: all cases of the workflow are taken for those of {one.rollout.place}, the one team it went "
            "live in."
        )
    return said


def _part(number: int, of: int) -> str:
    return f"{number:,} of {of:,}"


def _of_the_mix(one: RolloutCycleTime, found: Comparison) -> list[str]:
    shift = _largest_shift(found.before.types, found.after.types)
    if shift is None:
        return []
    name, was, now = shift
    said = f"The mix of cases changed: “{name}” went from {was:.0%} to {now:.0%} of the cases."
    return [f"{said} {_within(one.claim, found.within)}".rstrip()]


def _within(claim: Claim, within: WithinTypes | None) -> str:
    """What is left of the change between cases of the same type."""
    if within is None or within.change is None or claim == Claim.NONE:
        return ""
    change = within.change
    said = f"Between cases of the same type the change is {signed(change.share)} (95% CI {interval(change)})"
    if claim not in {Claim.FASTER, Claim.SLOWER}:
        return f"{said}."
    faster = claim == Claim.FASTER
    if (change.log_high >= 0) if faster else (change.log_low <= 0):
        return f"{said}: which cases came may be all that changed."
    return f"{said}: the same way."


def _of_the_choice(one: RolloutCycleTime) -> list[str]:
    if one.controls is None or one.controls.slowest is None:
        return []
    return [
        f"{one.rollout.place} was the slowest of {one.controls.slowest.candidates} teams in the 8 weeks before go-live: if "
        "it was chosen for that, part of the fall would have come by itself."
    ]


def _of_quality(found: Comparison, quality: Quality | None) -> list[str]:
    """What got worse while the work got faster."""
    before, after = found.before, found.after
    said = []
    if found.knows_reopened and _rose(before.reopened_share, after.reopened_share):
        said.append(
            f"Cases opened again after they were finished went from {_part(before.reopened, before.cases)} "
            f"({percent(before.reopened_share or 0)}) to {_part(after.reopened, after.cases)} "
            f"({percent(after.reopened_share or 0)}): speed may have cost quality."
        )
    if quality is None or min(quality.seen_before, quality.seen_after) < _FEWEST_SEEN:
        return said
    if _rose(quality.before, quality.after):
        said.append(
            f"Outputs corrected or rejected went from {_part(quality.mended_before, quality.seen_before)} "
            f"({percent(quality.before or 0)}) to {_part(quality.mended_after, quality.seen_after)} "
            f"({percent(quality.after or 0)}): speed may have cost quality."
        )
    return said


def _moved(before: float | None, after: float | None) -> bool:
    return before is not None and after is not None and abs(after - before) > _MOVED


def _rose(before: float | None, after: float | None) -> bool:
    return before is not None and after is not None and after - before > _MOVED


def _largest_shift(before: dict[str, int], after: dict[str, int]) -> tuple[str, float, float] | None:
    """The type whose share of the cases moved most, where it moved enough to matter."""
    totals = sum(before.values()), sum(after.values())
    named = sorted(name for name in {*before, *after} if name)
    if not all(totals) or not named:
        return None
    shares = {name: (before.get(name, 0) / totals[0], after.get(name, 0) / totals[1]) for name in named}
    name = max(shares, key=lambda one: abs(shares[one][1] - shares[one][0]))
    was, now = shares[name]
    return (name, was, now) if abs(now - was) > _MIX_MOVED else None
