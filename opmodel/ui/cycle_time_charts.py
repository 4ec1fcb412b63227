"""The three pictures of a team's cycle time: its cases, its running median, and its weeks against their natural limits."""

from collections.abc import Sequence

from opmodel.charts.around_go_live import Level, Week, around_go_live
from opmodel.charts.drawing import Drawing
from opmodel.charts.strips import Strip, strips
from opmodel.measures.cycle_time_pictures import DOTS, Pictures, WeekOfCases
from opmodel.measures.figure import Figure
from opmodel.measures.verdict.sentence import time_unit
from opmodel.ui.formats import count, plural


def distribution(one: Figure, drawn: Pictures) -> Drawing | None:
    """A dot a case, before and after; None while a side has no finished case."""
    sides = one.detail["sides"]
    medians = _medians(one)
    if not drawn.before or not drawn.after or not medians:
        return None
    divisor, unit = time_unit(medians)
    before, after = (f"{median / divisor:,.1f}" for median in medians)
    rows = [
        Strip(
            name=f"{name}, {plural(sides[side]['finished'], 'finished case')}",
            times=[hours / divisor for hours in times],
            median=median / divisor,
            says=f"median {written} {unit}",
            role=role,
        )
        for name, side, times, median, written, role in (
            ("Before go-live", "before", drawn.before, medians[0], before, "context"),
            ("Since go-live", "after", drawn.after, medians[1], after, "accent"),
        )
    ]
    counts = [sides[side]["finished"] for side in ("before", "after")]
    drawn_of = [
        f"{count(len(times))} of {count(of)}" for times, of in zip((drawn.before, drawn.after), counts, strict=True)
    ]
    sampled = max(counts) > DOTS
    shown = (
        f"Drawn are {drawn_of[0]} cases before and {drawn_of[1]} since, evenly by rank."
        if sampled
        else "Each dot is a case."
    )
    return strips(
        rows,
        unit=unit,
        title=f"Half of the cases were done within {before} {unit} before go-live, within {after} {unit} since.",
        measure=f"Elapsed time from start to finish, logarithmic axis. {shown}",
        alt_text=f"{one.name}: median {before} {unit} before go-live, {after} {unit} since",
    )


def running_median(one: Figure, drawn: Pictures) -> Drawing | None:
    """The median of four weeks, week by week; None with nothing to show on a side."""
    sides = _known(drawn.weeks, "running_median")
    if sides is None:
        return None
    last_before, last_after = (weeks[-1] for weeks in sides)
    divisor, unit = time_unit(_medians(one) or [week for weeks in sides for week in weeks])
    was, now = last_before / divisor, last_after / divisor
    return around_go_live(
        [_week(week, week.running_median, divisor) for week in drawn.weeks],
        unit=unit,
        title=f"Four weeks at a time, the median was {was:,.1f} {unit} just before go-live and is {now:,.1f} {unit} now.",
        measure="Running median: elapsed time of the cases started in four weeks, by weeks since go-live; only weeks old "
        f"enough.{_over_all(one, divisor, unit)}",
        alt_text=f"{one.name}: running median {was:,.1f} {unit} at go-live, {now:,.1f} {unit} now",
        levels=[Level(value=now, name=f"{now:,.1f} {unit}")],
    )


def behaviour(one: Figure, drawn: Pictures) -> Drawing | None:
    """Each week against the limits that the weeks before go-live set; None where they set none."""
    sides = _known(drawn.weeks, "typical")
    if sides is None or drawn.limits is None:
        return None
    limits = drawn.limits
    divisor, unit = time_unit(_medians(one) or [*(week for weeks in sides for week in weeks), limits.high])
    outside, since = drawn.outside, len(sides[1])
    below = sum(week.typical is not None and week.typical < limits.low for week in outside)
    return around_go_live(
        [_week(week, week.typical, divisor, stands_out=week in outside) for week in drawn.weeks],
        unit=unit,
        title=_finding(below, len(outside) - below, since),
        measure="Process behaviour: the typical elapsed time of each week (20% trimmed mean of logarithms) and its natural "
        "limits from the weeks before go-live.",
        alt_text=f"{one.name}: {count(len(outside))} of {plural(since, 'week')} since go-live outside the natural limits",
        levels=[
            Level(value=limits.high / divisor, name="upper natural limit"),
            Level(value=limits.centre / divisor, name="mean before", dashed=False),
            Level(value=limits.low / divisor, name="lower natural limit"),
        ],
        joined=False,
    )


def _medians(one: Figure) -> list[float]:
    """The medians of both sides, which say what unit the pictures are in; none where one is not known."""
    medians = [one.detail["sides"][side]["median_hours"] for side in ("before", "after")]
    return [] if None in medians else medians


def _over_all(one: Figure, divisor: float, unit: str) -> str:
    """The medians that the verdict tells, so that those of four weeks are not taken for them."""
    medians = [f"{median / divisor:,.1f} {unit}" for median in _medians(one)]
    return f" Over all weeks compared it was {medians[0]} before and {medians[1]} since." if medians else ""


def _finding(below: int, above: int, since: int) -> str:
    weeks = f"of {plural(since, 'week')} since go-live"
    if not below and not above:
        return f"Every one {weeks} lies within what was usual before."
    said = [f"{count(number)} {way}" for number, way in ((below, "below"), (above, "above")) if number]
    lie = "lies" if below + above == 1 else "lie"
    parts = said[0].split(" ")
    if len(said) == 1:
        return f"{parts[0]} {weeks} {lie} {parts[1]} what was usual before."
    return f"{count(below + above)} {weeks} lie outside what was usual before: {' and '.join(said)}."


def _known(weeks: Sequence[WeekOfCases], field: str) -> tuple[list[float], list[float]] | None:
    """The known values before and after go-live; None where a side has none."""
    before = [value for week in weeks if not week.is_after and (value := getattr(week, field)) is not None]
    after = [value for week in weeks if week.is_after and (value := getattr(week, field)) is not None]
    return (before, after) if before and after else None


def _week(week: WeekOfCases, hours: float | None, divisor: float, *, stands_out: bool = False) -> Week:
    return Week(
        number=week.number,
        starts_on=week.starts_on,
        value=None if hours is None else hours / divisor,
        stands_out=stands_out,
    )
