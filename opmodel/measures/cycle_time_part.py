"""One rollout's cycle time as a part of the figure: what stands beside the verdict, in JSON types."""

from dataclasses import asdict
from typing import Any

from opmodel.measures.case_comparison import Comparison, Side
from opmodel.measures.cycle_time_warnings import warnings
from opmodel.measures.figure import Figure
from opmodel.measures.rollout_cycle_time import Claim, RolloutCycleTime, window_days
from opmodel.measures.verdict.comparison import Change
from opmodel.measures.verdict.sentence import missing, smallest_showable
from opmodel.measures.within_types import WithinTypes


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
        "baseline_locked_on": None if baseline is None else baseline.locked_on.isoformat(),
        "locked_late": one.locked_late or None,
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
        "weeks_after": max(0, judged.weeks_after),
        "trend_a_week": None if judged.trend is None else judged.trend.share_a_week,
        "pretend_dates": None if judged.placebo is None else judged.placebo.dates,
        "pretend_p": None if judged.placebo is None else judged.placebo.p,
        "sides": {"before": _side(found.before), "after": _side(found.after)},
        "reopened_known": found.knows_reopened,
        "within_types": None if found.within is None else _within(found.within),
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
        "zero": side.zero,
        "zero_share": side.zero_share,
        "reopened": side.reopened,
        "reopened_share": side.reopened_share,
        "types": side.types,
    }


def _within(found: WithinTypes) -> dict[str, Any]:
    """The comparison between cases of the same type."""
    return {
        "types": [
            {
                "name": one.name,
                "before": one.before,
                "after": one.after,
                "median_before_hours": one.median_before,
                "median_after_hours": one.median_after,
                **_change(one.change),
            }
            for one in found.types
        ],
        "kinds": found.kinds,
        "covered": found.covered,
        "of": found.after,
        **_change(found.change),
    }


def _change(change: Change | None) -> dict[str, float | None]:
    if change is None:
        return {"change": None, "ci_low": None, "ci_high": None}
    return {"change": change.share, "ci_low": change.low, "ci_high": change.high}


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
