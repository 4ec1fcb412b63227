"""What the Pilots page says of one open pilot: its clock, its decision date, and its chance of crossing at this age."""

from collections.abc import Sequence
from typing import Any

from opmodel.measures.figure import Figure
from opmodel.ui import formats
from opmodel.ui.formats import count, day, days_text, percent, plural
from opmodel.ui.purgatory import interval


def clock(pilot: Figure) -> str:
    """How long it runs, how long nothing moved: `In pilot for 457 days, nothing moved for 310; stuck since 20 May 2026.`."""
    detail = pilot.detail
    said = f"In pilot for {days_text(pilot.value)}, nothing moved for {count(detail['days_since_movement'])}"
    if detail["stuck_since"]:
        return f"{said}; stuck since {day(detail['stuck_since'])}."
    return f"{said}; stuck in {days_text(detail['days_until_stuck'])} if nothing moves."


def decision_date(pilot: Figure) -> str:
    """`Decision was due 2 Nov 2026, 20 days overdue on 22 Nov 2026`, or that no date is set."""
    on = pilot.detail["decide_by"]
    if on is None:
        return "No date set to decide by"
    late = pilot.detail["days_overdue"]
    counted_to = day(pilot.detail["counted_to"])
    return (
        f"Decision was due {day(on)}, {days_text(late)} overdue on {counted_to}" if late else f"Decision due {day(on)}"
    )


def is_overdue(pilot: Figure) -> bool:
    """Whether its date to decide by has passed."""
    return bool(pilot.detail["decision"] == "overdue")


def chance(pilot: Figure) -> str:
    """The chance of crossing at this age, from the company's own pilots; the bare counts where none can be stated."""
    stated = _that_differ(pilot.detail["chances"])
    if not stated:
        return f"No chance to cross is stated at this age: {_counted(pilot.detail['undecided_at_this_age'])}."
    others = int(pilot.detail["undecided_at_this_age"]["lived_to"])
    return (
        f"Chance to cross at this age, from {count(others)} others of ours as old: {'; '.join(map(_stated, stated))}."
    )


def _that_differ(chances: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The chances that are stated, each further ahead than the one before and saying more."""
    kept: list[dict[str, Any]] = []
    for one in chances:
        further = not kept or one["to_age_days"] > kept[-1]["to_age_days"]
        if one["value"] is not None and further and (not kept or one["value"] > kept[-1]["value"]):
            kept.append(one)
    return kept


def _stated(one: dict[str, Any]) -> str:
    within = interval(one)
    return f"{percent(one['value'])} {one['name']}{f' ({within})' if within else ''}"


def _counted(ours: dict[str, int]) -> str:
    """What became of our own pilots that were as old and undecided."""
    if not ours["lived_to"]:
        return "no other pilot of ours was ever undecided this long"
    ends = [
        f"{count(ours[name])} {words}"
        for name, words in (("production", "crossed"), ("stopped", "stopped"), ("open", "still open"))
        if ours[name]
    ]
    return f"{plural(ours['lived_to'], 'other pilot')} of ours {_went(ours['lived_to'])} undecided beyond it, {', '.join(ends)}"


def _went(number: int) -> str:
    return "was" if number == 1 else "were"


def standing(pilot: Figure, *, begun: int) -> str:
    """`81% of 40 pilots were decided by this age.`; empty while there are too few. `begun`: how many the company began."""
    share = pilot.detail["share_decided_by_this_age"]
    return "" if share is None else f"{percent(share)} of {count(begun)} pilots were decided by this age."


def spent(pilot: Figure) -> str:
    """`€58,000 spent`."""
    spend = pilot.detail["spend"]
    if spend is None:
        return "Money spent: not known"
    return f"{formats.money(float(spend), str(pilot.detail['currency']))} spent"
