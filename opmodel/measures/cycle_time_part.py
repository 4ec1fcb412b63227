"""One rollout's cycle time as a part of the figure: what stands beside the verdict, in JSON types."""

from dataclasses import asdict
from typing import Any

from opmodel.measures.case_comparison import Comparison, Side
from opmodel.measures.figure import Figure
from opmodel.measures.rollout_cycle_time import Claim, RolloutCycleTime, window_days
from opmodel.measures.verdict.sentence import missing, smallest_showable

_MANY_MORE_CASES = 1.5
_MOVED, _MIX_MOVED = 0.05, 0.10


def rollout_part(one: RolloutCycleTime, rule: str, week: int) -> Figure:
    """The rollout as a part of kind `rollout`: value is its change as a share, −0.31 for 31 % less time."""
    found = one.comparison
    has_claim = one.claim in {Claim.FASTER, Claim.SLOWER}
    change = None if found is None else found.verdict.change
    return Figure(
        name=one.rollout.place,
        unit="share",
        rule=rule,
        kind="rollout",
        value=change.share if has_claim and change is not None else None,
        why_unknown=None if has_claim or one.suppressed else one.sentence,
        suppressed=one.suppressed,
        as_of=week,
        sources=() if one.task is None else tuple(sorted(one.task.imports)),
        caveats=tuple(warnings(one)),
        detail={**_identity(one), **({} if found is None else _numbers(one, found))},
    )


def _identity(one: RolloutCycleTime) -> dict[str, Any]:
    baseline = one.baseline
    return {
        "rollout_id": one.rollout.id,
        "team": one.rollout.team,
        "stage": one.rollout.stage.value,
        "go_live": None if one.rollout.go_live is None else one.rollout.go_live.isoformat(),
        "verdict": one.claim.value,
        "why": one.why,
        "checked": one.is_checked,
        "sentence": one.sentence,
        "baseline_locked": baseline is not None,
        "baseline": None if baseline is None else baseline.name,
        "baseline_changed": baseline is not None and baseline.has_changed,
    }


def _numbers(one: RolloutCycleTime, found: Comparison) -> dict[str, Any]:
    judged = found.verdict
    change = judged.change
    more, what = missing(judged)
    numbers: dict[str, Any] = {
        "before": judged.before,
        "after": judged.after,
        "open": judged.open_after,
        "used_before": judged.used_before,
        "used_after": judged.used_after,
        "more_needed": more or None,
        "more_of_what": what,
        "median_before_hours": judged.median_before,
        "median_after_hours": judged.median_after,
        "ci_low": None if change is None else change.low,
        "ci_high": None if change is None else change.high,
        "change_if_claimed": None if change is None else change.share,
        "smallest_effect": None if change is None else smallest_showable(change),
        "mature_after_hours": judged.mature_hours,
        "weeks_after": judged.weeks_after,
        "trend_a_week": None if judged.trend is None else judged.trend.share_a_week,
        "pretend_dates": None if judged.placebo is None else judged.placebo.dates,
        "pretend_p": None if judged.placebo is None else judged.placebo.p,
        "sides": {"before": _side(found.before), "after": _side(found.after)},
        "chance_after_beats_before": None if found.chance is None else asdict(found.chance),
    }
    if one.window is not None:
        first, last, until = window_days(one.window)
        numbers |= {
            "weeks_before": one.window.weeks_before,
            "first_day": first.isoformat(),
            "last_day": last.isoformat(),
            "known_until": until.isoformat(),
        }
    return numbers | _beside(one)


def _side(side: Side) -> dict[str, Any]:
    return {
        "cases": side.cases,
        "finished": side.finished,
        "median_hours": side.median,
        "p75_hours": side.upper_quartile,
        "p90_hours": side.ninth_decile,
        "cases_a_week": side.a_week,
        "ended_without_finishing": side.unfinished,
        "ended_without_finishing_share": side.unfinished_share,
        "zero_share": side.zero_share,
    }


def _beside(one: RolloutCycleTime) -> dict[str, Any]:
    """Working hours, quality, and the teams that were not redesigned."""
    beside: dict[str, Any] = {}
    if one.working is not None:
        beside["working_hours"] = asdict(one.working)
    if one.quality is not None:
        beside["quality"] = {**asdict(one.quality), "before": one.quality.before, "after": one.quality.after}
    if one.controls is not None and one.controls.difference is not None:
        found = one.controls.difference
        beside["compared_with"] = {
            "who": one.controls.who,
            "teams": found.controls,
            "change": found.change.share,
            "ci_low": found.change.low,
            "ci_high": found.change.high,
            "rank": found.rank,
            "of": found.controls + 1,
            "p": found.p,
            "indicative": found.is_indicative,
        }
    return beside


def warnings(one: RolloutCycleTime) -> list[str]:
    """What could make the work look faster, or slower, without anybody working otherwise; plain sentences."""
    found = one.comparison
    if found is None:
        return []
    said = []
    if one.baseline is not None and one.baseline.has_changed:
        said.append(
            f"The set of cases has changed since the baseline “{one.baseline.name}” was locked: newer files changed, added or "
            "took out cases of its window."
        )
    if one.controls is not None and one.controls.slowest is not None:
        said.append(
            f"{one.rollout.place} was the slowest of {one.controls.slowest.candidates} teams in the 8 weeks before go-live: if "
            "it was chosen for that, part of the fall would have come by itself."
        )
    return said + _otherwise_counted(found.before, found.after)


def _otherwise_counted(before: Side, after: Side) -> list[str]:
    """Signs that other cases are counted after go-live than before."""
    said = []
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
    if _moved(before.unfinished_share, after.unfinished_share):
        said.append(
            f"Cases that ended without being finished went from {before.unfinished_share:.0%} to "
            f"{after.unfinished_share:.0%}; they are left out of the comparison."
        )
    shift = _largest_shift(before.types, after.types)
    if shift is not None:
        name, was, now = shift
        said.append(f"The mix of cases changed: “{name}” went from {was:.0%} to {now:.0%} of the cases.")
    return said


def _moved(before: float | None, after: float | None) -> bool:
    return before is not None and after is not None and abs(after - before) > _MOVED


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
