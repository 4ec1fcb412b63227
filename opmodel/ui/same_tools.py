"""Same tools, two results: matched teams with the same tool, as lines, in words, and pair by pair."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from opmodel.charts.drawing import Drawing
from opmodel.charts.lines import Line, lines
from opmodel.measures.figure import Figure
from opmodel.measures.verdict.sentence import signed
from opmodel.store.weeks import label, monday
from opmodel.ui.blocks import chart_block, table_block
from opmodel.ui.board import WEEKS_DRAWN
from opmodel.ui.evidence import evidence
from opmodel.ui.formats import count, n_of_m, percent, plural, share
from opmodel.ui.plain import plain
from opmodel.ui.reads import Here
from opmodel.ui.words import quiet

_TWO_RESULTS = 0.1
"""From this much between them on, two shares are called two results."""
_LINES = (
    ("only_tool", "Only the tool", "context"),
    ("redesigned", "Redesigned", "accent"),
)
"""Part, name and role, in the order in which they are drawn: the one that matters lies on top."""
_NEW_WAY_HEIGHT = 170
_SIDES = {"redesigned": "Redesigned", "only_tool": "Only the tool"}
_NOT_KNOWN = "not known"


def is_told(found: Figure) -> bool:
    """Whether there is anything to say: there are teams on both sides."""
    return found.value is not None and any(part.value is not None for part in found.parts_of("tool"))


def same_tools_section(found: Figure, *, at: Here) -> None:
    """The lines of one tool, and beside them who is compared and what became of the time the work takes."""
    tool = _chosen([part for part in found.parts_of("tool") if part.value is not None])
    drawing = two_sides(tool)
    with st.grid(2, min_column_width=430, gap="large"):
        with st.container():
            if drawing is None:
                st.header(plain(finding(tool)), anchor=False)
                quiet(plain(measured(tool)))
            else:
                chart_block(drawing, key="same-tools")
            apart = new_way(tool)
            if apart is not None:
                chart_block(apart, key="same-tools-new-way")
        with st.container():
            st.subheader("Who is compared, and what became of the time", anchor=False)
            st.markdown("  \n".join(plain(line) for line in who_lines(tool)))
            st.markdown("  \n".join(plain(line) for line in time_lines(tool)))
            compared = change_rows(tool)
            if compared:
                table_block(compared, key="same-tools-time", alt="Change of the time the work takes", wraps=True)
            quiet(plain(" ".join(tool.caveats)))
            evidence(found, at=at)
    with st.expander("The matched teams, their cases, and who is left out"):
        _tables(tool)


def _chosen(tools: Sequence[Figure]) -> Figure:
    """The tool that is shown: the one most people of the compared teams have, until another is chosen."""
    most = max(tools, key=lambda tool: sum(tool.detail[side]["people_with_it"] for side in _SIDES))
    if len(tools) == 1:
        return most
    named = {plain(tool.name): tool for tool in tools}
    chosen = st.segmented_control(
        "Tool by which redesigned teams are compared",
        list(named),
        default=plain(most.name),
        required=True,
        key="same-tools-tool",
    )
    return named.get(str(chosen), most)


def _tables(tool: Figure) -> None:
    table_block(pair_rows(tool), key="same-tools-pairs", alt="Each redesigned team and the teams beside it", wraps=True)
    cases = case_rows(tool)
    if cases:
        table_block(cases, key="same-tools-cases", alt="Change of the time the work takes, on both sides", wraps=True)
    left_out = left_out_rows(tool)
    if left_out:
        table_block(left_out, key="same-tools-left-out", alt="Teams that are not compared, and why", wraps=True)
    without = tool.detail["only_tools_without_it"]
    if without:
        quiet(f"Beside these, {plural(without, 'team')} with only tools: nobody has this one, or too few to count.")


def two_sides(tool: Figure) -> Drawing | None:
    """Use of the tool on both sides; None until both have two weeks."""
    drawn = {name: line for name, title, role in _LINES if (line := _line(_part(tool, name), title, role)) is not None}
    if not _SIDES.keys() <= drawn.keys():
        return None
    return lines(
        list(drawn.values()),
        title=finding(tool),
        measure=measured(tool),
        alt_text="In the newest week: " + ", ".join(f"{line.name} {line.end}" for line in drawn.values()) + ".",
        share=True,
    )


def new_way(tool: Figure) -> Drawing | None:
    """The new way, drawn apart: it is a share of other people than the lines of the tool. None until it has two weeks."""
    part = _part(tool, "new_way")
    line = _line(part, "The new way", "accent")
    if line is None or part.value is None:
        return None
    return lines(
        [line],
        title=f"{percent(part.value)} of the target people of these redesigned teams work the new way.",
        measure="Share of target people active in a redesigned workflow in the week, whether they have the tool or not. Teams "
        "with only the tool have no new way, so nothing stands beside it.",
        alt_text=f"In the newest week: {line.name} {line.end}.",
        share=True,
        height=_NEW_WAY_HEIGHT,
    )


def _part(tool: Figure, name: str) -> Figure:
    return next(part for part in tool.parts if part.kind in {"side", "adoption"} and part.name == name)


def _line(part: Figure, title: str, role: str) -> Line | None:
    points = list(part.series or ())[-WEEKS_DRAWN:]
    known = [point for point in points if point.value is not None]
    if len(known) < 2:
        return None
    last = known[-1]
    assert last.value is not None
    return Line(
        name=title,
        role=role,
        days=[monday(point.week) for point in points],
        weeks=[label(point.week) for point in points],
        values=[point.value for point in points],
        end=f"{percent(last.value)}, {count(last.numerator or 0)} of {count(last.denominator or 0)}",
    )


def finding(tool: Figure) -> str:
    """What the newest week says of both sides; two results are named as such only where they are."""
    redesigned, only_tool = (_part(tool, side).value for side in _SIDES)
    if redesigned is None or only_tool is None:
        return f"Of {tool.name}, too few people are known on one side to compare its use."
    apart = redesigned - only_tool
    if abs(apart) < _TWO_RESULTS:
        said = "Same tool, used alike"
    else:
        said = "Same tool, two results" if apart > 0 else "Same tool, used less where the work was redesigned"
    return (
        f"{said}: {percent(redesigned)} of those who have {tool.name} use it in redesigned teams, {percent(only_tool)} in "
        "teams with only the tool."
    )


def measured(tool: Figure) -> str:
    """What the lines count, of how many on both sides, and that it is observational."""
    redesigned, only_tool = (tool.detail[side] for side in _SIDES)
    return (
        "Share of people with the tool active in it in the week, since "
        f"{tool.detail['since']}. Observational, matched by size and start: {plural(redesigned['teams'], 'redesigned team')} with "
        f"{_people(redesigned['people_with_it'])} who have the tool, {plural(only_tool['teams'], 'team')} with only the tool "
        f"and {_people(only_tool['people_with_it'])} who have it."
    )


def who_lines(tool: Figure) -> list[str]:
    """Who stands beside whom, and the new way; plain text."""
    redesigned, only_tool = (tool.detail[side] for side in _SIDES)
    teams = plural(tool.denominator or 0, "redesigned team")
    of = f"{count(tool.numerator or 0)} of {teams} whose work stands on {tool.name}"
    stand = "stands" if tool.numerator == 1 else "stand"
    said = [
        f"{of} {stand} beside {plural(only_tool['teams'], 'team')} of like size and start with only the tool: "
        f"{_people(redesigned['people'])} beside {count(only_tool['people'])}.",
        f"In {count(tool.detail['uses_it_more'])} of {plural(tool.value or 0, 'match', 'matches')} the redesigned team uses it "
        "more than the teams beside it.",
    ]
    working = _part(tool, "new_way")
    if working.value is not None:
        week = "" if working.as_of is None else f" in {label(working.as_of)}"
        said.append(
            f"Apart from the tool: {n_of_m(working)} target people of these redesigned teams worked the new way{week}, "
            f"{percent(working.value)}."
        )
    return said


def time_lines(tool: Figure) -> list[str]:
    """What became of the time the work takes, against teams with only the tool; plain text."""
    found = tool.parts_of("cases")
    compared = [one for one in found if one.value is not None]
    if not found:
        return ["Time the work takes: no redesigned work of these teams has cases."]
    of = f"{count(len(compared))} of {plural(len(found), 'rollout')}"
    if not compared:
        return [f"Time the work takes: compared in {of}; a locked baseline and cases on both sides are needed."]
    changes = sorted(one.value for one in compared if one.value is not None)
    less = sum(one.detail["ci_high"] < 0 for one in compared)
    indicative = sum(one.detail["indicative"] for one in compared)
    said = [
        f"Against teams with only the tool over the same weeks, the work takes {_span(changes)}, compared in {of}. In "
        f"{count(less)} of {count(len(compared))} the fall is more than chance explains (95% CI)."
    ]
    if indicative:
        said.append(
            f"In {count(indicative)} of {count(len(compared))} fewer than five teams could be compared with, so take it as a "
            "hint."
        )
    return said


def _span(changes: Sequence[float]) -> str:
    """`19% to 36% less time`, `between 33% less and 4% more time`, as one would say it aloud."""
    ends = [percent(abs(one)) for one in sorted({changes[0], changes[-1]}, key=abs)]
    if changes[0] < 0 <= changes[-1]:
        return f"between {percent(-changes[0])} less and {percent(changes[-1])} more time"
    return f"{' to '.join(dict.fromkeys(ends))} {'less' if changes[0] < 0 else 'more'} time"


def pair_rows(tool: Figure) -> list[dict[str, Any]]:
    """One row a pair: a redesigned team, and a team beside it."""
    return [
        {
            "Redesigned team": pair.name,
            "People": pair.detail["people"],
            "Use the tool": share(pair),
            "With it since": pair.detail["first_week"],
            "Beside it, only the tool": other.name,
            "People there": other.detail["people"],
            "Use the tool there": share(other),
            "With it there since": other.detail["first_week"],
        }
        for pair in tool.parts_of("pair")
        for other in pair.parts
    ]


def change_rows(tool: Figure) -> list[dict[str, Any]]:
    """One row a rollout that is compared, in short."""
    return [
        {
            "Rollout": one.name,
            "Time, redesigned": _short(one.detail["own_change"]),
            "Time, only the tool": _short(one.detail["others_change"]),
            "Difference": _interval(one.value, one.detail["ci_low"], one.detail["ci_high"]),
        }
        for one in tool.parts_of("cases")
        if one.value is not None
    ]


def case_rows(tool: Figure) -> list[dict[str, Any]]:
    """One row a rollout: its change, that of the others, and the difference."""
    return [
        {
            "Rollout": one.name,
            "Time, redesigned": _change(one, "own_change"),
            "Time, only the tool, same weeks": _change(one, "others_change"),
            "Difference": _difference(one),
        }
        for one in tool.parts_of("cases")
    ]


def left_out_rows(tool: Figure) -> list[dict[str, Any]]:
    """One row a team that nothing is compared with."""
    return [
        {"Team": one.name, "Side": _SIDES[one.detail["side"]], "People": one.detail["people"], "Why": one.why_unknown}
        for one in tool.parts_of("left_out")
    ]


def _short(found: dict[str, float] | None) -> str:
    return _NOT_KNOWN if found is None else signed(found["share"])


def _change(one: Figure, side: str) -> str:
    found = one.detail.get(side)
    if one.value is None or found is None:
        return "–" if one.value is None else _NOT_KNOWN
    return _interval(found["share"], found["ci_low"], found["ci_high"])


def _difference(one: Figure) -> str:
    if one.value is None:
        return str(one.why_unknown)
    found = one.detail
    weak = ", indicative" if found["indicative"] else ""
    return (
        f"{_interval(one.value, found['ci_low'], found['ci_high'])}; {count(found['cases_before'])} cases before, "
        f"{count(found['cases_after'])} after; {plural(found['teams'], 'team')} ({found['who']}){weak}"
    )


def _interval(change: float, low: float, high: float) -> str:
    return f"{signed(change)} (95% CI {signed(low)} to {signed(high)})"


def _people(number: float) -> str:
    return plural(number, "person", "people")
