"""The thresholds of the rules: what each means, and changing one with what it would do to today's figures in sight."""

from collections.abc import Mapping, Sequence

import streamlit as st

from opmodel.measures.registry import all_measures
from opmodel.measures.snapshots import Change
from opmodel.register.book import Book
from opmodel.register.thresholds import kept_thresholds, preview_threshold, set_threshold
from opmodel.store.setting_words import threshold_title, threshold_value
from opmodel.store.thresholds import THRESHOLDS, Threshold
from opmodel.store.weeks import label
from opmodel.ui import formats
from opmodel.ui.blocks import table_block
from opmodel.ui.plain import plain
from opmodel.ui.reads import KEYS, Here
from opmodel.ui.register_forms.saving import Form, open_form
from opmodel.ui.who import who
from opmodel.ui.words import quiet

CHOSEN = "threshold"
"""Name of the chosen threshold in the address."""
_TOPICS: Mapping[str, tuple[str, ...]] = {
    "Small groups": ("minimum_group",),
    "Clear majority": ("majority_", "gate_"),
    "Seats": ("new_seat_", "idle_", "recoverable_", "abandoned_"),
    "Pilots": ("pilot",),
    "Plays and checkpoints": ("lucky_", "rubber_"),
    "How long it is kept": ("keep_",),
}
"""Topics by what the names of their thresholds begin with."""
_MORE = "More"
_ELSEWHERE = {
    "minimum_group": "What is shown of small groups",
    "gate_holding_weeks": "The gate before the next team",
    "keep_person_weeks": "What opmodel purge removes",
    "keep_cases": "What opmodel purge removes",
}
"""Where thresholds count that are in no measure's rule."""
_PRIVACY = "minimum_group"
"""The threshold whose preview would show what it hides."""
_MOST_CHANGES = 20
_AS_PERCENT = 100.0
_NO_FIGURE_MOVES = "None of today's figures of the whole company would move."


def topic(name: str) -> str:
    """What a threshold is about."""
    return next((topic for topic, begins in _TOPICS.items() if name.startswith(begins)), _MORE)


def by_topic() -> list[Threshold]:
    """Every threshold, topic by topic."""
    order = [*_TOPICS, _MORE]
    return sorted(THRESHOLDS.values(), key=lambda item: order.index(topic(item.name)))


def headline(book: Book) -> str:
    """For example `1 of 18 thresholds differs from its default: majority share 70%`."""
    kept = kept_thresholds(book)
    own = [item for item in by_topic() if kept[item.name] != item.default]
    if not own:
        return f"All {formats.count(len(kept))} thresholds stand at their defaults."
    verb = "differs from its default" if len(own) == 1 else "differ from their defaults"
    named = ", ".join(
        f"{threshold_title(item.name).lower()} {threshold_value(item.name, kept[item.name])}" for item in own
    )
    return f"{formats.count(len(own))} of {formats.count(len(kept))} thresholds {verb}: {named}."


def threshold_rows(book: Book) -> list[dict[str, str]]:
    """A row a threshold, plain text."""
    kept = kept_thresholds(book)
    return [
        {
            "Topic": topic(item.name),
            "Threshold": threshold_title(item.name),
            "Now": _whole(threshold_value(item.name, kept[item.name])),
            "Default": _whole(threshold_value(item.name, item.default)),
            "May be": bounds(item),
            "What it means": item.help,
            "Counts in": counts_in(item.name),
        }
        for item in by_topic()
    ]


def _whole(words: str) -> str:
    return words.replace(" ", "\u00a0")


def bounds(item: Threshold) -> str:
    """`50% to 100%`, `7 to 365 days`."""
    least, most = threshold_value(item.name, item.least), threshold_value(item.name, item.most)
    return f"{least if item.unit == 'share' else f'{item.least:,g}'} to {most}"


def counts_in(name: str) -> str:
    """The measures whose rule has the threshold in it."""
    titles = [measure.title for measure in all_measures().values() if name in measure.thresholds]
    return ", ".join(titles) or _ELSEWHERE.get(name, "What is said beside figures")


def threshold_table(book: Book) -> None:
    """Every threshold with its meaning."""
    table_block(threshold_rows(book), key="thresholds", alt=headline(book), wraps=True)


def threshold_form(at: Here, book: Book) -> None:
    """Choose a threshold, see what another value would do to today's figures, and save it."""
    items = {threshold_title(item.name): item for item in by_topic()}
    item = items[st.selectbox("Threshold", list(items), key=CHOSEN, bind="query-params", width=360)]
    name = item.name
    form = open_form(f"threshold-{name}", book, marker="value")
    present = kept_thresholds(form.book)[name]
    quiet(
        f"{plain(item.help)} Now {threshold_value(name, present)}; default {threshold_value(name, item.default)}; may be "
        f"{bounds(item)}."
    )
    value = _value_box(form, item, present)
    form.other_errors()
    if value is None or value == present:
        quiet("Enter another value to see what it would do to today's figures. Nothing is saved by that.")
    else:
        with st.spinner("Working out what would change"):
            found = _changes(at, name, value)
            if name == _PRIVACY:
                quiet(hidden_preview(found))
            else:
                _preview(found)
        if st.button(f"Save {threshold_value(name, value)}", key=form.key("save"), type="primary"):
            form.save(
                lambda seen: set_threshold(at.url, name, value, by=who(), seen=seen),
                done=f"{threshold_title(name)} is now {threshold_value(name, value)}. The figures follow.",
            )
    form.clash_panel()


def _value_box(form: Form, item: Threshold, present: float) -> float | None:
    """The value entered; shares are entered in percent."""
    scale = _AS_PERCENT if item.unit == "share" else 1.0
    entered = st.number_input(
        f"New value, {'%' if item.unit == 'share' else item.unit}",
        round(item.least * scale, 6),
        round(item.most * scale, 6),
        round(present * scale, 6),
        step=1.0,
        format="%g",
        key=form.key("value"),
        width=200,
    )
    return None if entered is None else round(entered / scale, 8)


def _preview(changes: Sequence[Change]) -> None:
    if not changes:
        quiet(_NO_FIGURE_MOVES)
        return
    rows = preview_rows(changes)
    st.markdown(
        f"**What it would do to today's figures: {formats.plural(len(changes), 'figure moves', 'figures move')}**"
    )
    st.table(
        [{header: plain(text) for header, text in row.items()} for row in rows],
        border="horizontal",
        hide_index=True,
        alt="; ".join(f"{row['Figure']}: from {row['Now']} to {row['Then']}" for row in rows),
    )
    if len(changes) > len(rows):
        quiet(f"and {formats.count(len(changes) - len(rows))} more")


def hidden_preview(changes: Sequence[Change]) -> str:
    """How many figures another smallest group would show, hide and move, never which, and never what they would say."""
    if not changes:
        return _NO_FIGURE_MOVES
    shown = sum(before.suppressed and not after.suppressed for _, before, after in changes)
    hidden = sum(after.suppressed and not before.suppressed for _, before, after in changes)
    told = [
        f"{formats.plural(many, f'figure {what}', f'figures {what}')}"
        for many, what in (
            (shown, "hidden now would be shown"),
            (hidden, "shown now would be hidden"),
            (len(changes) - shown - hidden, "would move"),
        )
        if many
    ]
    return (
        f"Of today's figures of the whole company: {', '.join(told)}. Which, and what they would say, shows once it is "
        "saved: a preview would tell of the small groups that this threshold hides."
    )


def preview_rows(changes: Sequence[Change]) -> list[dict[str, str]]:
    """Figures as they are and as they would be, plain text."""
    return [
        {
            "Figure": title,
            "Week": "" if after.as_of is None else label(after.as_of),
            "Now": formats.told(before),
            "Then": formats.told(after),
        }
        for title, before, after in changes[:_MOST_CHANGES]
    ]


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs=KEYS)
def _changes(at: Here, name: str, value: float) -> list[Change]:
    return preview_threshold(at.url, name, value, by=at.asker)
