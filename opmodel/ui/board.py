"""What the Overview draws: figures in, drawings and rows out."""

from collections.abc import Sequence
from dataclasses import replace

from opmodel.charts.bars import Bar, Level, bars
from opmodel.charts.drawing import Drawing
from opmodel.charts.lines import HEIGHT, Line, SoFar, lines
from opmodel.measures.figure import Figure, Point
from opmodel.measures.privacy import ends_of
from opmodel.measures.reported import NewDefinition
from opmodel.store.weeks import label, monday, parse_week
from opmodel.ui import formats
from opmodel.ui.blocks import chart_block
from opmodel.ui.definitions import breaks, definitions_sentence, within
from opmodel.ui.evidence import evidence_row
from opmodel.ui.formats import count, percent, plural
from opmodel.ui.reads import Here

WEEKS_DRAWN = 78
"""The newest weeks that lines are drawn of."""

_HIGHEST = 460
_IN_PROGRESS = "A hollow point is the week in progress: who was active so far."
_OTHER_FILES = (
    "The new way is counted from the use of the workflows, tools from their vendors' files: more people work the new way, so "
    "some do it without a seat of their own, or in a tool whose files are not loaded."
)
_MEASURE = "By week: licences, people in any AI tool, people working the new way."


def bought_active_working(
    *,
    licences: Figure,
    activity: Figure,
    adoption: Figure,
    beside: Drawing | None = None,
    changes: Sequence[NewDefinition] = (),
) -> Drawing | None:
    """Licences bought, people active in a tool, people working the new way; None until one of them has two weeks.

    It is drawn as high as the drawing beside it, where that is higher, and broken where a figure is counted by a new
    definition from a day on.
    """
    series = []
    for figure, name, role, dashed, of_value in (
        (licences, "Licences bought", "context", True, True),
        (activity, "Active in a tool", "context", False, False),
        (adoption, "Working the new way", "accent", False, False),
    ):
        line = _line(figure, name=name, role=role, dashed=dashed, of_value=of_value)
        if line is not None:
            series.append(line)
    if not series:
        return None
    title, series = _finding(series), with_weeks(series)
    ends = ", ".join(f"{line.name.lower()} {line.end}" for line in series)
    more_than_active = (_newest(adoption) or 0) > (_newest(activity) or 0) > 0
    shown = within(changes, [point.week for point in list(adoption.series or ())[-WEEKS_DRAWN:]])
    return lines(
        series,
        title=title,
        measure=" ".join(
            filter(
                None,
                [
                    _MEASURE,
                    _OTHER_FILES * more_than_active,
                    _IN_PROGRESS * bool(_so_far(adoption)),
                    definitions_sentence(shown),
                ],
            )
        ),
        alt_text=f"In the newest week: {ends}.",
        breaks=breaks(shown),
        height=HEIGHT if beside is None else min(max(HEIGHT, beside.height), _HIGHEST),
    )


def bought_block(drawing: Drawing, *, licences: Figure, activity: Figure, at: Here) -> None:
    """The lines, and the way to the evidence of those that stand on no card."""
    chart_block(drawing, key="bought-active-working")
    drawn = {"How are licences counted?": licences, "How is “active in a tool” counted?": activity}
    evidence_row(drawn, at=at, key="-lines")


def _newest(figure: Figure) -> float | None:
    """How many people in the newest week that is drawn of it."""
    known = [point.numerator for point in figure.series or () if point.numerator is not None]
    return known[-1] if known else None


def _line(figure: Figure, *, name: str, role: str, dashed: bool, of_value: bool) -> Line | None:
    points = list(figure.series or ())[-WEEKS_DRAWN:]
    values = [point.value if of_value else point.numerator for point in points]
    if sum(value is not None for value in values) < 2:
        return None
    last = next(value for value in reversed(values) if value is not None)
    return Line(
        name=name,
        role=role,
        dashed=dashed,
        days=[monday(point.week) for point in points],
        weeks=[label(point.week) for point in points],
        values=values,
        end=count(last),
        so_far=_so_far(figure),
    )


def with_weeks(series: Sequence[Line]) -> list[Line]:
    """The lines, each whose last value is older than the newest of the lines of use with its week beside that value."""
    ends = [max(day for day, value in zip(one.days, one.values, strict=True) if value is not None) for one in series]
    newest = max((end for one, end in zip(series, ends, strict=True) if not one.dashed), default=max(ends))
    return [
        one if end >= newest else replace(one, end=f"{one.end} in {one.weeks[list(one.days).index(end)]}")
        for one, end in zip(series, ends, strict=True)
    ]


def _so_far(figure: Figure) -> SoFar | None:
    """The week that is not over, where the figure tells of one."""
    told = figure.detail.get("in_progress")
    if not told:
        return None
    return SoFar(
        day=monday(parse_week(told["week"])),
        week=told["week"],
        value=told["active"],
        words=f"in progress: {count(told['active'])}",
    )


def _finding(series: list[Line]) -> str:
    ends = {line.name: line.end for line in series}
    bought, active, working = (
        ends.get(name) for name in ("Licences bought", "Active in a tool", "Working the new way")
    )
    if bought and working:
        return f"{bought} licences were bought; {working} people work the new way."
    if working and active:
        return f"{active} people use a tool; {working} work the new way."
    if bought and active:
        return f"{bought} licences were bought; {active} people use a tool."
    if working:
        return f"{working} people work the new way."
    return f"{active} people use a tool." if active else f"{bought} licences were bought."


def adoption_by(parts: tuple[Figure, ...], *, majority: float, what: str) -> Drawing | None:
    """One bar a workflow (or rollout, or team): its share of target people active, against the majority line."""
    if not parts:
        return None
    ordered = sorted(parts, key=lambda part: (part.value is None, -(part.value or 0.0), part.name.casefold()))
    known = [part for part in ordered if _reaches(part, majority) is not None]
    over = [part for part in known if _reaches(part, majority)]
    title = (
        f"{count(len(over))} of {plural(len(known), what)} "
        f"{'reaches a clear majority of its' if len(over) == 1 else 'reach a clear majority of their'} target people."
        if known
        else f"No {what} has a figure that can be shown yet."
    )
    return bars(
        [
            Bar(
                name=part.name,
                value=part.value,
                text=formats.share(part) if part.value is not None else formats.reason(part),
                role="accent" if _reaches(part, majority) else "context",
            )
            for part in ordered
        ],
        title=title,
        measure="Share of target people active in the redesigned workflow in the week.",
        alt_text=". ".join(f"{part.name}: {formats.share(part)}" for part in ordered),
        levels=[Level(value=majority, name=f"clear majority, {percent(majority)}")],
        most=1.0,
    )


def _reaches(part: Figure, majority: float) -> bool | None:
    """Whether a share reaches the majority; of one that is withheld, where its bound says so."""
    bound = part.detail.get("bound") if part.suppressed else None
    least, most = ends_of(str(bound)) if bound else (part.value, part.value)
    if least is None or most is None:
        return None
    return True if least >= majority else False if most < majority else None


def last_point(figure: Figure) -> Point | None:
    """The newest week of a series with a value."""
    return next((point for point in reversed(figure.series or ()) if point.value is not None), None)
