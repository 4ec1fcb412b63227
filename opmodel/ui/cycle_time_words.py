"""What is said of a team's cycle time: its verdict in a row, both sides in a table, and what stands beside it in lines."""

from collections.abc import Mapping, Sequence
from typing import Any

from opmodel.measures.figure import Figure
from opmodel.measures.rollout_cycle_time import Claim
from opmodel.measures.verdict.sentence import before_after, percent, signed, time_unit
from opmodel.ui.formats import count, day, plural

_NONE = "not known"
_FEW = "too few to show"
Detail = Mapping[str, Any]


def rollout_rows(rollouts: Sequence[Figure]) -> list[dict[str, Any]]:
    """One row a team: the verdict, and the teams it was held against."""
    return [
        {
            "Team": one.name,
            "Went live": day(one.detail["go_live"]),
            "Verdict": one.detail["sentence"],
            "Compared with others": _compared(one.detail, short=True),
        }
        for one in rollouts
    ]


def side_rows(detail: Detail) -> list[dict[str, Any]]:
    """Before and after, side by side: all cases that were started, as the verdict counts them, and those of the weeks that are
    old enough to compare.
    """
    sides = detail["sides"]
    divisor, unit = time_unit([one for side in sides.values() for one in (side["median_hours"],) if one is not None])

    def row(name: str, written: Mapping[str, str]) -> dict[str, Any]:
        return {"Compared": name, "Before go-live": written["before"], "Since go-live": written["after"]}

    def times(field: str) -> dict[str, str]:
        return {name: _time(side[field], divisor, unit) for name, side in sides.items()}

    rows = [
        row("Cases started", {name: count(detail[name]) for name in ("before", "after")}),
        row("Cases compared", {name: count(side["cases"]) for name, side in sides.items()}),
        row("Cases a week", {name: _one_decimal(side["cases_a_week"]) for name, side in sides.items()}),
        row("Median", times("median_hours")),
        row("Three in four within", times("p75_hours")),
        row("Nine in ten within", times("p90_hours")),
        row("Ended without being finished", {name: _unfinished(side) for name, side in sides.items()}),
    ]
    if any(side["zero"] for side in sides.values()):
        took_none = {name: _of(side["zero"], side["finished"]) for name, side in sides.items()}
        rows.append(row("Took no time at all", took_none))
    if detail.get("reopened_known"):
        again = {name: _of(side["reopened"], side["cases"]) for name, side in sides.items()}
        rows.append(row("Finished, then opened again", again))
    worked = detail.get("working_hours")
    if worked:
        rows.insert(3, row("Median, working hours", {name: _working(worked[name]) for name in ("before", "after")}))
    quality = detail.get("quality")
    if quality:
        rows.append(
            row("Outputs corrected or rejected", {name: _mended(quality, name) for name in ("before", "after")})
        )
    return rows


def type_rows(detail: Detail) -> list[dict[str, Any]]:
    """The mix of cases before and after, and the change within each of the largest types; none where one is known."""
    within = detail.get("within_types")
    if not within:
        return []
    totals = {name: detail["sides"][name]["cases"] for name in ("before", "after")}
    compared = () if _claims_nothing(detail) else ("Change (95% CI)",)
    return [
        {
            "Type of case": one["name"] or "not said",
            "Before go-live": _of(one["before"], totals["before"]),
            "Since go-live": _of(one["after"], totals["after"]),
            "Median": _medians(one),
            **dict.fromkeys(compared, _change(one)),
        }
        for one in within["types"]
    ]


def types_title(detail: Detail) -> str:
    """What remains of the change between cases of the same type, as a sentence."""
    within = detail["within_types"]
    if _claims_nothing(detail):
        return "The mix of cases; without a baseline no change is claimed within it"
    if within["change"] is None:
        return "Too few cases of the same type to compare within it"
    of = f"{count(within['covered'])} of {plural(within['of'], 'case')} since go-live"
    ends = f"{signed(within['ci_low'])} to {signed(within['ci_high'])}"
    return f"Between cases of the same type the change is {signed(within['change'])} (95% CI {ends}), over {of}"


def _medians(one: Detail) -> str:
    before, after = one["median_before_hours"], one["median_after_hours"]
    return "too few to show" if before is None or after is None else before_after(before, after)


def _change(one: Detail) -> str:
    if one["change"] is None:
        return "too few to compare"
    return f"{signed(one['change'])} ({signed(one['ci_low'])} to {signed(one['ci_high'])})"


def _of(number: int, of: int) -> str:
    return f"{count(number)} of {count(of)} · {percent(number / of)}" if of else _NONE


def _time(hours: float | None, divisor: float, unit: str) -> str:
    return _FEW if hours is None else f"{hours / divisor:,.1f} {unit}"


def _one_decimal(value: float | None) -> str:
    return _NONE if value is None else f"{value:,.1f}"


def _working(hours: float) -> str:
    return f"{hours:,.1f} hours"


def _unfinished(side: Detail) -> str:
    number, share = side["ended_without_finishing"], side["ended_without_finishing_share"]
    if share is None:
        return _NONE
    return f"{count(number)} of {count(number + side['cases'])} · {percent(share)}"


def _mended(quality: Detail, name: str) -> str:
    seen, mended = quality[f"seen_{name}"], quality[f"mended_{name}"]
    return f"{count(mended)} of {count(seen)} · {percent(mended / seen)}" if seen else "no check logged"


def beside_lines(detail: Detail) -> list[str]:
    """Sentences that stand beside the verdict, never instead of it; plain text."""
    if _claims_nothing(detail):
        return [_known(detail)]
    return [
        line
        for line in (_chance(detail), _smallest(detail), _compared(detail), _checked(detail), _known(detail))
        if line
    ]


def _claims_nothing(detail: Detail) -> bool:
    """Whether no baseline is locked: then nothing is said that compares before with after."""
    return bool(detail.get("verdict") == Claim.NONE)


def _chance(detail: Detail) -> str:
    found = detail.get("chance_after_beats_before")
    if not found:
        return ""
    return (
        f"A case since go-live takes less time than one before in {percent(found['chance'])} of pairs "
        f"(95% CI {percent(found['low']).removesuffix('%')}–{percent(found['high'])}, were all cases independent)."
    )


def _smallest(detail: Detail) -> str:
    share = detail.get("smallest_effect")
    if share is None:
        return ""
    return (
        f"The smallest effect that {plural(detail['used_before'], 'case')} before and {count(detail['used_after'])} after could "
        f"have shown is about {percent(share)}."
    )


def _compared(detail: Detail, *, short: bool = False) -> str:
    found = detail.get("compared_with")
    if short and _claims_nothing(detail):
        return "nothing to compare without a baseline"
    if not found:
        return "nobody to compare with" if short else ""
    words = f"{signed(found['change'])} (95% CI {signed(found['ci_low'])} to {signed(found['ci_high'])})"
    indicative = ", indicative" if found["indicative"] else ""
    if short:
        return f"{words}, {plural(found['teams'], 'team')}{indicative}"
    rank = f"its change is number {found['rank']} of {found['of']}, the largest fall first"
    weak = " With fewer than five teams this is indicative." if found["indicative"] else ""
    return (
        f"Compared with {plural(found['teams'], 'other team')} ({found['who']}): {words}; {rank}.{weak} The teams were "
        "chosen, not drawn, so this is no proof of the cause."
    )


def _checked(detail: Detail) -> str:
    dates, share = detail.get("pretend_dates"), detail.get("pretend_p")
    if dates is None:
        return ""
    if share is None:
        return f"Too little history to hold it against earlier swings: {plural(dates, 'pretend go-live')}, 20 are asked for."
    # The share counts the real go-live among them, so that it is never nought.
    as_large = round(share * (dates + 1)) - 1
    return (
        f"A change as large came about at {count(as_large) if as_large else 'none'} of {plural(dates, 'pretend go-live')} in "
        "the year before."
    )


def _known(detail: Detail) -> str:
    baseline = f"the baseline “{detail['baseline']}”" if detail.get("baseline") else "no locked baseline"
    young = max(0, (detail.get("after") or 0) - detail["sides"]["after"]["cases"])
    waiting = f", {plural(young, 'case')} since go-live {'is' if young == 1 else 'are'} not" if young else ""
    return (
        f"Before: {day(detail['first_day'])} to {day(detail['last_day'])}, {baseline}. Cases are known up to "
        f"{day(detail['known_until'])}; {plural(detail['weeks_after'], 'week')} since go-live are old enough to compare{waiting}."
    )
