"""The company split, unmatched: groups of teams as a sentence and as lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from opmodel.charts.drawing import Drawing
from opmodel.charts.lines import Line, lines
from opmodel.measures.figure import Figure, Point
from opmodel.measures.reported import NewDefinition
from opmodel.store.weeks import label, monday
from opmodel.ui.blocks import chart_block
from opmodel.ui.board import WEEKS_DRAWN, with_weeks
from opmodel.ui.definitions import breaks, definitions_sentence, within
from opmodel.ui.evidence import evidence
from opmodel.ui.formats import count, percent, plural
from opmodel.ui.plain import plain
from opmodel.ui.reads import Here

_MEASURE = (
    "Share of people active in the week: target people in a redesigned workflow; where only tools were bought, those who "
    "have one, in any tool. All teams, like each other or not."
)


@dataclass(frozen=True, kw_only=True)
class _Manner:
    """How a group of teams is named and drawn."""

    name: str
    role: str
    dashed: bool = False


_GROUPS: Mapping[str, _Manner] = {
    "only_tools": _Manner(name="Only tools", role="context"),
    "redesigned_not_known": _Manner(name="Redesigned, not known yet", role="ink", dashed=True),
    "redesigned_not_holding": _Manner(name="Redesigned, not holding", role="ink"),
    "redesigned_holding": _Manner(name="Redesigned, holding", role="accent"),
}
"""In the order in which they are drawn: the one that matters lies on top."""


def split_sentence(split: Figure) -> str:
    """For example `4 of 31 teams are redesigned and holding; 10 are redesigned and not holding; 17 have only tools`."""
    if split.value is None or split.denominator is None:
        return split.why_unknown or ""
    counts = {part.name: part.value or 0.0 for part in split.parts_of("group")}
    are = "is" if 1 in {split.value, split.denominator} else "are"
    said = [f"{count(split.value)} of {plural(split.denominator, 'team')} {are} redesigned and holding"]
    if counts["redesigned_not_holding"]:
        are = "is" if counts["redesigned_not_holding"] == 1 else "are"
        said.append(f"{count(counts['redesigned_not_holding'])} {are} redesigned and not holding")
    if unknown := counts.get("redesigned_not_known", 0.0):
        are = "is" if unknown == 1 else "are"
        said.append(f"{count(unknown)} {are} redesigned, and whether the new way holds is not known or not shown")
    if counts["only_tools"]:
        said.append(f"{count(counts['only_tools'])} {'has' if counts['only_tools'] == 1 else 'have'} only tools")
    return f"{'; '.join(said)}."


def split_block(split: Figure, drawing: Drawing, *, at: Here) -> None:
    """The lines, the sentence, and the way to the evidence."""
    chart_block(drawing, key="company-split")
    st.markdown(plain(split_sentence(split)))
    evidence(split, at=at)


def three_groups(split: Figure, *, changes: Sequence[NewDefinition] = ()) -> Drawing | None:
    """The weekly line of each group of teams, broken where they are grouped by a new definition; None until one of them has
    two weeks.
    """
    drawn = {name: line for name, manner in _GROUPS.items() if (line := _line(manner, _group(split, name))) is not None}
    if not drawn:
        return None
    shown = within(changes, *([point.week for point in _known(_group(split, name))] for name in drawn))
    series = with_weeks(list(drawn.values()))
    return lines(
        series,
        title=_finding({name: _last(_group(split, name)) for name in drawn}),
        measure=" ".join(filter(None, [_MEASURE, definitions_sentence(shown)])),
        alt_text="In the newest week: " + ", ".join(f"{line.name} {line.end}" for line in series) + ".",
        share=True,
        breaks=breaks(shown),
    )


def _group(split: Figure, name: str) -> Figure | None:
    return next((part for part in split.parts_of("group") if part.name == name), None)


def _known(group: Figure | None) -> Sequence[Point]:
    points = [] if group is None else list(group.series or ())[-WEEKS_DRAWN:]
    return points if sum(point.value is not None for point in points) > 1 else []


def _line(manner: _Manner, group: Figure | None) -> Line | None:
    points = _known(group)
    if not points:
        return None
    return Line(
        name=manner.name,
        role=manner.role,
        dashed=manner.dashed,
        days=[monday(point.week) for point in points],
        weeks=[label(point.week) for point in points],
        values=[point.value for point in points],
        end=_counted(points),
    )


def _counted(points: Sequence[Point]) -> str:
    """`71%, 396 of 560`, of the newest week that is known."""
    last = next(point for point in reversed(points) if point.value is not None)
    assert last.value is not None
    n_of_m = (
        ""
        if last.numerator is None or last.denominator is None
        else (f", {count(last.numerator)} of {count(last.denominator)}")
    )
    return f"{percent(last.value)}{n_of_m}"


def _last(group: Figure | None) -> float:
    return next((point.value for point in reversed(_known(group)) if point.value is not None), 0.0)


def _finding(shares: Mapping[str, float]) -> str:
    """What the ends of the lines say. The groups are not matched, so nothing is said of what the tools had to do with it."""
    waiting, tools = shares.get("redesigned_not_holding"), shares.get("only_tools")
    holding = shares.get("redesigned_holding")
    if holding is None:
        return _nowhere(waiting, shares.get("redesigned_not_known"), tools)
    where_it_holds = f"{percent(holding)} work the new way where it holds"
    if tools is not None:
        only_tools = f"{percent(tools)} use a tool where only tools were bought"
        return f"{where_it_holds}, {only_tools}."
    return where_it_holds + ("." if waiting is None else f", {percent(waiting)} where it does not hold yet.")


def _nowhere(waiting: float | None, unknown: float | None, tools: float | None) -> str:
    if waiting is not None:
        return f"{percent(waiting)} work the new way where the work was redesigned, and it holds nowhere yet."
    if unknown is not None:
        return f"{percent(unknown)} work the new way where the work was redesigned; whether it holds is not known yet."
    return f"Only tools were bought: {percent(tools or 0.0)} of those who have one use it."
