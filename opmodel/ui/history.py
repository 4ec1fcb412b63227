"""What happened to one workflow, on one time line and as a table."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from opmodel.charts.drawing import Drawing
from opmodel.charts.timeline import Lane, Mark, Shape, Stretch, timeline
from opmodel.measures.workflow_history import Event, EventKind
from opmodel.store.register import LIVE, Stage
from opmodel.ui.blocks import chart_block, table_block
from opmodel.ui.formats import count, day, plural
from opmodel.ui.words import quiet
from opmodel.ui.workflow import STAGES, team_name

KINDS: Mapping[EventKind, str] = {
    EventKind.STAGE: "Stage",
    EventKind.PLAY: "Play",
    EventKind.BASELINE: "Baseline",
    EventKind.MILESTONE: "Milestone",
    EventKind.CHECK: "Check",
    EventKind.GATE: "Gate",
    EventKind.DECISION: "Decision",
    EventKind.EDIT: "Edit",
}
_SHAPES: Mapping[EventKind, Shape] = {
    EventKind.PLAY: "triangle-up",
    EventKind.BASELINE: "circle",
    EventKind.MILESTONE: "circle",
    EventKind.CHECK: "tick",
    EventKind.GATE: "diamond",
    EventKind.DECISION: "square",
    EventKind.EDIT: "tick",
}
_STRETCHES: Mapping[Stage, tuple[str, str]] = {
    Stage.PLANNED: ("rule", "ink"),
    Stage.PILOT: ("context", "paper"),
    Stage.PRODUCTION: ("accent", "paper"),
}
"""The role of a stage's stretch, and of the word on it. After a stop nothing is drawn."""
_MOST_LANES = 14
_MOST_ROWS = 60


def time_line(events: Sequence[Event], *, until: date) -> Drawing | None:
    """A lane for the workflow and one for each attempt, the first to begin first; None where nothing happened yet."""
    if not events:
        return None
    attempts = _attempts(events)
    lanes = [_whole([event for event in events if not event.team])]
    lanes += [_lane(team, attempt, mine, until) for (team, attempt), mine in attempts.items()][:_MOST_LANES]
    return timeline(
        [lane for lane in lanes if lane.stretches or lane.marks],
        until=until,
        title=_finding(events),
        measure="By day. Circles: milestones and baselines. Diamonds: the gate. Squares: decisions. Triangles: play versions. "
        "Ticks: checks and edits.",
        alt_text=_finding(events),
    )


def _attempts(events: Iterable[Event]) -> dict[tuple[str, int], list[Event]]:
    """Team and attempt → its events, oldest first; the attempt that began first comes first."""
    attempts: dict[tuple[str, int], list[Event]] = {}
    for event in sorted(events, key=lambda event: event.day):
        if event.team:
            attempts.setdefault((event.team, event.attempt), []).append(event)
    return attempts


def _whole(events: Sequence[Event]) -> Lane:
    plays = sum(event.kind == EventKind.PLAY for event in events)
    return Lane(
        name="The workflow",
        text=f"{plural(plays, 'play version')} published" if plays else "no play published",
        marks=[_mark(event) for event in events],
    )


def _lane(team: str, attempt: int, events: Sequence[Event], until: date) -> Lane:
    changes = [event for event in events if event.kind == EventKind.STAGE]
    ends = [*(change.day for change in changes[1:]), until]
    stretches = (
        [
            Stretch(
                name=STAGES[stage],
                first=change.day,
                last=end,
                role=_STRETCHES[stage][0],
                words_role=_STRETCHES[stage][1],
            )
            for change, end in zip(changes, ends, strict=True)
            if (stage := Stage(change.stage)) in _STRETCHES
        ]
        if changes
        else []
    )
    newest = changes[-1] if changes else None
    return Lane(
        name=team_name(team, attempt),
        text=f"{STAGES[Stage(newest.stage)].lower()} since {day(newest.day)}" if newest else "",
        stretches=stretches,
        marks=[_mark(event) for event in events if event.kind != EventKind.STAGE],
    )


def _mark(event: Event) -> Mark:
    role = "accent" if event.kind == EventKind.PLAY else "context" if _SHAPES[event.kind] == "tick" else "ink"
    return Mark(name=f"{KINDS[event.kind]}: {event.what}", day=event.day, shape=_SHAPES[event.kind], role=role)


def _finding(events: Sequence[Event]) -> str:
    """When it first went live and in how many teams since."""
    live = [event for event in reversed(events) if event.stage in LIVE]
    if not live:
        return f"Registered on {day(events[-1].day)}; live nowhere so far."
    teams = len({event.team for event in live})
    first = f"First live in {team_name(live[0].team)} on {day(live[0].day)}"
    return f"{first}; in {plural(teams, 'team')} so far." if teams > 1 else f"{first}."


def history_rows(events: Sequence[Event]) -> list[dict[str, Any]]:
    """The events as rows, newest first."""
    return [
        {
            "Day": event.day,
            "Kind": KINDS[event.kind],
            "What": _what(event),
            "Team": team_name(event.team, event.attempt) if event.team else "whole workflow",
            "Who": event.who,
        }
        for event in events
    ]


def _what(event: Event) -> str:
    if event.kind != EventKind.STAGE:
        return event.what
    stage = STAGES[Stage(event.stage)]
    return f"{stage}: {event.what}" if event.what else stage


def history_block(events: Sequence[Event], *, until: date) -> None:
    """The time line, and under it the same as a table; a long table is shown from its newest row and leaves whole."""
    drawing = time_line(events, until=max([until, *(event.day for event in events)]))
    if drawing is None:
        st.header("Nothing has happened yet.", anchor=False)
        return
    chart_block(drawing, key="history")
    with st.expander("The same as a table, newest first"):
        table_block(
            history_rows(events[:_MOST_ROWS]),
            key="history-rows",
            alt="What happened, newest first",
            everything=lambda: history_rows(events),
            wraps=True,
        )
        if len(events) > _MOST_ROWS:
            quiet(f"And {count(len(events) - _MOST_ROWS)} earlier entries: the files hold all of them.")
