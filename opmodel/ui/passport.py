"""A figure's passport in words: its files, how fresh they are, what is left out, and the figure as it was reported."""

from collections.abc import Sequence
from itertools import zip_longest

import streamlit as st

from opmodel.intake.registry import all_exports
from opmodel.measures.figure import Figure
from opmodel.measures.passport import Kind, Passport, Source, Stream
from opmodel.measures.reported import Move, NewDefinition, Reported
from opmodel.store.setting_words import threshold_title, threshold_value
from opmodel.store.weeks import label
from opmodel.ui import formats
from opmodel.ui.definitions import change_words
from opmodel.ui.links import way_to
from opmodel.ui.plain import plain
from opmodel.ui.words import quiet

_FILES_SHOWN = 5
_SHORT = frozenset({"On", "Week"})
_HEADINGS = {
    Kind.NOT_PLACED: "People not placed",
    Kind.EXCLUDED: "Left out",
    Kind.BOUND: "Bounds",
    Kind.NOTE: "To keep in mind",
}
_MOVES = {
    Move.FIRST: "First reported",
    Move.DATA: "New data",
    Move.POPULATION: "Another population",
    Move.DEFINITION: "New definition",
    Move.UNDO: "Import taken out",
    Move.EDIT: "Register edited",
}


def passport_block(found: Passport, figure: Figure, *, of_company: bool) -> None:
    """Everything that stands behind a figure, below how it was counted."""
    if found.thresholds:
        _section("Thresholds in the rule", [plain(thresholds_sentence(found))])
        way_to(
            "data/settings.py",
            label="See what another value would do",
            icon=":material/tune:",
            query_params={"threshold": threshold_title(next(iter(found.thresholds)))},
        )
    _section("Files", source_lines(found.sources))
    if found.streams:
        _section("How fresh", [plain(line) for line in fresh_lines(found.streams)])
    for heading, lines in left_out(found):
        _section(heading, [plain(line) for line in lines])
    st.markdown("**As it was reported**")
    _history(found, figure, of_company=of_company)
    # Something to move to by keyboard, so that what is below the fold of the panel can be reached without a mouse.
    way_to("data/uploads.py", label="Every file that was loaded", icon=":material/upload_file:")


def _section(heading: str, lines: Sequence[str]) -> None:
    """A heading with small lines under it; the lines are Markdown."""
    st.markdown("  \n".join([f"**{heading}**", *(f":small[:gray[{line}]]" for line in lines)]))


def thresholds_sentence(found: Passport) -> str:
    """`majority share 60%, idle days 30 days`, plain text."""
    return ", ".join(
        f"{threshold_title(name).lower()} {threshold_value(name, value)}" for name, value in found.thresholds.items()
    )


def source_lines(sources: Sequence[Source]) -> list[str]:
    """A line a file for a Markdown place, the newest report first; how many more there are."""
    if not sources:
        return ["No file stands behind this figure: it comes from what people entered."]
    lines = [
        f"{plain(one.file)} · report of {formats.day(one.report_on)} · hash {plain(one.sha256)} · loaded on "
        f"{formats.day(one.loaded_on)} by {plain(one.loaded_by)}"
        for one in sources[:_FILES_SHOWN]
    ]
    more = len(sources) - _FILES_SHOWN
    return [*lines, f"and {formats.plural(more, 'older file')}"] if more > 0 else lines


def fresh_lines(streams: Sequence[Stream]) -> list[str]:
    """How old the newest file of each kind is, against how often such files come; the one that is latest speaks for a kind."""
    by_export: dict[str, Stream] = {}
    for one in streams:
        by_export.setdefault(one.export, one)
    return [_fresh(one) for one in by_export.values()]


def _fresh(stream: Stream) -> str:
    export = all_exports().get(stream.export)
    name = stream.export if export is None else export.title
    age = "of today" if not stream.age_days else f"{formats.days_text(stream.age_days)} old"
    if stream.every_days is None:
        usual = "too few reports yet to say how often they come"
    else:
        usual = (
            f"they come every {formats.days_text(stream.every_days)}" if stream.every_days > 1 else "they come daily"
        )
    late = ", so the next one is late" if stream.late else ""
    return f"{name}: the newest report is {age}; {usual}{late}."


def left_out(found: Passport) -> list[tuple[str, tuple[str, ...]]]:
    """What the figure does not hold or holds only in part, under a heading each, plain text."""
    said = [(_HEADINGS[kind], found.caveats[kind]) for kind in Kind if kind in found.caveats]
    if found.not_placed == 0 and Kind.NOT_PLACED not in found.caveats:
        said.insert(0, (_HEADINGS[Kind.NOT_PLACED], ("None: the roster knows everybody who was active that week.",)))
    return said or [(_HEADINGS[Kind.EXCLUDED], ("Nothing is known to be left out.",))]


def _history(found: Passport, figure: Figure, *, of_company: bool) -> None:
    if not found.history:
        quiet(_why_no_history(figure, of_company=of_company))
        return
    rows = history_rows(found.history)
    st.table(
        [
            {header: plain(_unbroken(text) if header in _SHORT else text) for header, text in row.items()}
            for row in rows
        ],
        border="horizontal",
        hide_index=True,
        alt="; ".join(f"{row['On']}: {row['Figure']} {row['Why']}" for row in rows),
    )


def _unbroken(text: str) -> str:
    """A day or a week that does not break at its spaces or its hyphen."""
    return text.replace(" ", "\u00a0").replace("-", "\u2060-\u2060")


def _why_no_history(figure: Figure, *, of_company: bool) -> str:
    if figure.suppressed:
        return formats.why_not_shown(figure)
    if not of_company:
        return "What was reported is kept of the whole company. Choose it above to see how this figure moved."
    return "Nothing has been kept of this figure yet. Every import and every edit keeps the headline figures."


def history_rows(history: Sequence[Reported]) -> list[dict[str, str]]:
    """Rows of a table, the newest first, plain text; a row of its own where the definition changed."""
    rows = []
    for line, earlier in zip_longest(history, history[1:]):
        rows.append(
            {
                "On": formats.day(line.on),
                "Figure": formats.told(line.figure),
                "Week": "" if line.figure.as_of is None else label(line.figure.as_of),
                "Why": _why(line, earlier),
            }
        )
        if line.definition is not None:
            rows.append(_break(line.definition))
    return rows


def _break(change: NewDefinition) -> dict[str, str]:
    return {
        "On": "",
        "Figure": f"New definition from {formats.day(change.on)}",
        "Week": "",
        "Why": change_words(change),
    }


def _why(line: Reported, earlier: Reported | None) -> str:
    said = ", ".join(_MOVES[move].lower() if place else _MOVES[move] for place, move in enumerate(line.moves))
    if Move.POPULATION in line.moves and earlier is not None:
        said += _population(earlier.figure, line.figure)
    behind = list(line.files[:1])
    if len(line.files) > 1:
        behind.append(f"{formats.count(len(line.files) - 1)} more")
    by = f", by {' and '.join(line.by)}" if line.by else ""
    return f"{said}{': ' if behind else ''}{' and '.join(behind)}{by}"


def _population(before: Figure, after: Figure) -> str:
    if before.denominator is None or after.denominator is None or formats.currency_of(after) is not None:
        return ""
    return f" ({formats.count(before.denominator)} to {formats.count(after.denominator)})"
