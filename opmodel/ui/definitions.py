"""Where a figure is counted otherwise from a day on: breaks for charts, and the change in words."""

from collections.abc import Sequence

import streamlit as st

from opmodel.access.opening import reading_as
from opmodel.charts.lines import Break
from opmodel.measures.reported import NewDefinition, NewThreshold, definitions
from opmodel.store.asker import ANYWHERE
from opmodel.store.setting_words import threshold_title, threshold_value
from opmodel.store.weeks import sunday
from opmodel.ui import formats
from opmodel.ui.reads import KEYS, Here


def new_definitions(at: Here, measure: str, *, also: tuple[str, ...] = ()) -> tuple[NewDefinition, ...]:
    """The days from which a measure was counted otherwise, oldest first; `also` names thresholds besides its rule's."""
    return _new_definitions(at, measure, also)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=KEYS)
def _new_definitions(at: Here, measure: str, also: tuple[str, ...]) -> tuple[NewDefinition, ...]:
    with reading_as(at.asker, at.url, team=ANYWHERE) as session:
        return definitions(session, measure, also=also)


def breaks(changes: Sequence[NewDefinition]) -> list[Break]:
    """Breaks of lines over weeks; changes of one day are one break."""
    days = sorted({change.on for change in changes})
    return [Break(on=day, words=f"new definition from {formats.day(day)}") for day in days]


def first_weeks(weeks: Sequence[int], changes: Sequence[NewDefinition]) -> list[int]:
    """Places in a run of weeks, one after its end included, that are the first of a new definition: the first week that
    ended on the day of the change or later. A change before the second week breaks nothing.
    """
    places = {sum(sunday(week) < change.on for week in weeks) for change in changes}
    return sorted(place for place in places if place > 0)


def within(changes: Sequence[NewDefinition], *runs: Sequence[int]) -> list[NewDefinition]:
    """The changes that break at least one of some runs of weeks."""
    return [change for change in changes if any(first_weeks(weeks, [change]) for weeks in runs)]


def definitions_sentence(changes: Sequence[NewDefinition]) -> str:
    """For example `New definition from 22 Nov 2026: majority share 70% instead of 60%.`; empty where nothing changed."""
    return " ".join(f"New definition from {formats.day(change.on)}: {change_words(change)}." for change in changes)


def change_words(change: NewDefinition) -> str:
    """What changed in the definition, plain text."""
    said = [] if change.before == change.after else [f"rule {change.after} instead of {change.before}"]
    return ", ".join([*said, *map(_threshold_words, change.thresholds)])


def _threshold_words(change: NewThreshold) -> str:
    after = threshold_value(change.name, change.after)
    return f"{threshold_title(change.name).lower()} {after} instead of {threshold_value(change.name, change.before)}"
