"""What the Usage page says and draws: who comes back to a redesigned workflow, and how firmly the tools are used."""

from collections.abc import Mapping
from typing import Any

from opmodel.charts.after_first_use import Cohort, after_first_use
from opmodel.charts.drawing import Drawing
from opmodel.charts.stacked import Part, Whole, stacked
from opmodel.measures.figure import Figure
from opmodel.store.weeks import label, parse_week
from opmodel.ui.formats import TOO_SMALL, UNKNOWN, count, n_of_m, percent, plural, reason, share

ACTIVATION, STICKINESS, FIRST_USE, CURVE = "activation", "stickiness", "time to first use", "use after first use"
MEAN = "mean of 4 weeks"
OF_EARLY_STARTERS = "Of those who began by week 4: used it in 2 of weeks 10 to 13"
OF_TARGETED = "Of everybody targeted now"
_ANOTHER_COUNT = (
    "Lower than kept in week 13, for it asks for use in that very week, of everybody who ever began, early or late."
)
_AFTER = (1, 4, 8, 12)
_MOST_COHORTS = 12
_ENOUGH = 0.2
"""Of the people of the first week: with fewer left to watch, a curve is about a handful of old cohorts."""

_SEGMENT_ROLES: Mapping[str, str] = {
    "Power User": "accent",
    "Habitual User": "accent",
    "Novice User": "context",
    "Low User": "quiet",
    "Non-user": "red_soft",
}
"""What is a habit, what may become one, what is none. The words carry the meaning."""


def usage_sentence(retention: Figure, segments: Figure) -> str:
    """Who came back after a quarter; where that is not known yet, for how many the tools are a habit."""
    if retention.value is not None:
        return (
            f"{n_of_m(retention)} people who began to use a redesigned workflow still used it in week 13: "
            f"{percent(retention.value)}."
        )
    if segments.value is not None:
        return f"An AI tool is a habit for {n_of_m(segments)} people who have one: {percent(segments.value)}."
    return "Who comes back, and how firmly the tools are used, is not known yet."


def retention_note(retention: Figure) -> str:
    """What stands under the sentence: how many rollouts it is about, and who is not counted any more."""
    if retention.value is None:
        return retention.why_unknown or ""
    rollouts = int(retention.detail.get("rollouts", 0))
    left = int(retention.detail.get("left", 0))
    gone = f" {plural(left, 'person', 'people')} who are targeted no more are left out." if left else ""
    return f"Of {plural(rollouts, 'rollout')} that {'has' if rollouts == 1 else 'have'} run for 13 weeks.{gone}"


def rate(figure: Figure, name: str) -> Figure | None:
    """One of the parts of retention that stand on a card; None while nothing is known."""
    return next((part for part in figure.parts if part.name == name), None)


def weeks_text(waited: Figure) -> str:
    """`7 weeks`, or a dash."""
    return "–" if waited.value is None else plural(waited.value, "week")


def weeks_lines(waited: Figure) -> list[str]:
    """The interval of the median, for a card."""
    low, high = waited.detail.get("ci_low"), waited.detail.get("ci_high")
    return [] if low is None or high is None else [f"95% CI {low:g} to {high:g} weeks"]


def retention_drawing(retention: Figure) -> Drawing | None:
    """Everybody together, and each cohort that may be shown; None where no week may."""
    curve = rate(retention, CURVE)
    if curve is None or curve.value is None:
        return None
    points = _together(curve)
    largest = sorted(retention.parts_of("cohort"), key=lambda part: -part.detail.get("size", 0))[:_MOST_COHORTS]
    cohorts = [Cohort(name=part.name, shares=_by_age(part, until=max(points))) for part in largest]
    shown = [one for one in cohorts if one.shares]
    after = int(curve.detail["after"])
    title = (
        f"{plural(after, 'week')} after first use, {percent(curve.value)} of people are active: {n_of_m(curve)} of those "
        "who began early enough."
    )
    last = max(points)
    return after_first_use(
        Cohort(name="All together", shares=points),
        shown,
        end=f"All together\n{percent(points[last])}",
        title=title,
        measure="Share of people active in the week, of those still targeted, by weeks since their first use of a redesigned "
        f"workflow. {_lower_than(retention, curve)}{_thin_lines(len(shown))}",
        alt_text=title,
    )


def _lower_than(retention: Figure, curve: Figure) -> str:
    lower = retention.value is not None and curve.value is not None and curve.value < retention.value
    return f"{_ANOTHER_COUNT} " if lower else ""


def _thin_lines(cohorts: int) -> str:
    if not cohorts:
        return "No single cohort is large enough to show."
    which = "line is the largest cohort" if cohorts == 1 else f"lines are the {cohorts} largest cohorts"
    return f"The thin {which}, those who began in one week."


def _together(curve: Figure) -> dict[int, float]:
    """Weeks since first use → share, while enough of all who began are old enough for it to be about them."""
    points = [point for point in curve.detail["by_week"] if point["share"] is not None]
    enough = _ENOUGH * max(point["people"] for point in points)
    return {point["after"]: point["share"] for point in points if point["people"] >= enough}


def _by_age(cohort: Figure, *, until: int) -> dict[int, float]:
    first = parse_week(cohort.name)
    return {
        point.week - first: point.value
        for point in cohort.series or ()
        if point.value is not None and point.week - first <= until
    }


def cohort_rows(retention: Figure) -> list[dict[str, Any]]:
    """A row a cohort: how many began, how many are targeted no more, the share active after some weeks."""
    rows = []
    for part in retention.parts_of("cohort"):
        if part.suppressed and "size" not in part.detail:
            continue
        points = {point.week - parse_week(part.name): point for point in part.series or ()}
        rows.append(
            {
                "First use in": part.name,
                "People": part.detail["size"],
                "Targeted no more": part.detail["left"],
                **{f"Week {after}": _point(points.get(after)) for after in _AFTER},
            }
        )
    return rows


def _point(point: Any) -> str:
    if point is None:
        return "not yet"
    if point.value is None:
        return str(point.bound or TOO_SMALL) if point.suppressed else UNKNOWN
    return f"{count(point.numerator)} of {count(point.denominator)} · {percent(point.value)}"


def small_cohorts(retention: Figure) -> str:
    """How many cohorts are not in the table."""
    small = sum(part.suppressed and "size" not in part.detail for part in retention.parts_of("cohort"))
    return f"{plural(small, 'small cohort is', 'small cohorts are')} not shown." if small else ""


def workflow_rows(retention: Figure) -> list[dict[str, Any]]:
    """A row a workflow whose use is measured; of a team only what was kept in week 13 is known."""
    parts = sorted(retention.parts_of("workflow"), key=lambda part: not _is_redesign(part))
    return [
        {
            "Workflow": part.name if _is_redesign(part) else f"{part.name} (no redesign: not counted above)",
            "Kept in week 13": _share(part),
            **(_rates(part) if rate(part, ACTIVATION) else {}),
        }
        for part in parts
    ]


def _is_redesign(part: Figure) -> bool:
    return bool(part.detail.get("is_redesign", True))


def _rates(part: Figure) -> dict[str, str]:
    return {
        "Ever used it": _share(rate(part, ACTIVATION)),
        "Weeks to first use, half": _weeks(rate(part, FIRST_USE)),
        "After 12 weeks": _after_twelve(rate(part, CURVE)),
        "Weekly of monthly users": _mean_share(rate(part, STICKINESS)),
    }


def _share(figure: Figure | None) -> str:
    if figure is None:
        return "not known"
    if figure.value is None and not figure.suppressed:
        return "not yet"
    return share(figure)


def _mean_share(figure: Figure | None) -> str:
    """`6.8 of 10 · 68%, mean of 4 weeks`."""
    return _share(figure) + (f", {MEAN}" if figure is not None and figure.value is not None else "")


def _weeks(figure: Figure | None) -> str:
    if figure is None or figure.suppressed:
        return "not known" if figure is None else reason(figure)
    return "fewer than half so far" if figure.value is None else plural(figure.value, "week")


def _after_twelve(figure: Figure | None) -> str:
    if figure is None or figure.detail.get("after") != _AFTER[-1]:
        return "not yet"
    return share(figure)


def segments_drawing(segments: Figure) -> Drawing | None:
    """A bar of segments for any tool, and one for each tool; None where nothing may be shown."""
    wholes = [
        whole
        for figure, name in ((segments, "Any tool"), *((tool, tool.name) for tool in segments.parts_of("tool")))
        if (whole := _whole(figure, name)) is not None
    ]
    if not wholes or segments.value is None:
        return None
    title = f"An AI tool is a habit for {percent(segments.value)} of the people who have one."
    week = "" if segments.as_of is None else f" up to {label(segments.as_of)}"
    return stacked(
        wholes,
        title=title,
        measure=f"People with the tool by usage segment over the 12 weeks{week}, Microsoft's rule.",
        alt_text=f"{title} {n_of_m(segments)}.",
    )


def _whole(figure: Figure, name: str) -> Whole | None:
    parts = [part for part in figure.parts_of("segment") if part.numerator is not None]
    if not parts or figure.suppressed:
        return None
    return Whole(
        name=name,
        text=f"{plural(parts[0].denominator or 0, 'person', 'people')}",
        parts=[
            Part(
                name=part.name,
                value=part.numerator or 0,
                text=f"{count(part.numerator or 0)} · {percent(part.value or 0.0)}",
                role=_SEGMENT_ROLES.get(part.name, "quiet"),
            )
            for part in parts
        ],
    )


def segment_rows(segments: Figure) -> list[dict[str, Any]]:
    """A row a tool, a column a segment."""
    return [
        {"Tool": name, **{part.name: share(part) for part in figure.parts_of("segment")}}
        for figure, name in ((segments, "Any tool"), *((tool, tool.name) for tool in segments.parts_of("tool")))
    ]
