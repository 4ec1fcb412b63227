"""The sentences that pages open with, made from figures. Every name in them is escaped; every number is a figure's."""

from datetime import date

from opmodel.measures.figure import Figure, Point
from opmodel.store.weeks import label, week_of
from opmodel.ui.formats import count, percent, plural, points
from opmodel.ui.plain import plain

FOUR_WEEKS = 4


def when(week: int | None, today: date) -> str:
    """`last week` where the week is just that, else `in week 2026-W46`."""
    if week is None:
        return "in the newest week"
    return "last week" if week == week_of(today) - 1 else f"in week {label(week)}"


def board_sentence(
    *, adoption: Figure, licences: Figure, activity: Figure, team: str = "", today: date | None = None
) -> str:
    """The headline of the Overview.

    With the board number: `508 of 1,240 people on target teams did their work the new way last week: 41%.` Without it,
    what is true instead (design.md §5): licences bought and people active, and that no redesigned workflow says more.
    """
    today = today or date.today()
    place = f" in {plain(team.rsplit('/', 1)[-1])}" if team else ""
    if adoption.suppressed:
        return f"Too few people are targeted{place} to show how they work."
    if adoption.value is not None and adoption.numerator is not None and adoption.denominator is not None:
        return (
            f"{count(adoption.numerator)} of {count(adoption.denominator)} people on target teams{place} did their work "
            f"the new way {when(adoption.as_of, today)}: {percent(adoption.value)}."
        )
    known = []
    bought = licences.value
    if bought is not None:
        known.append(f"{plural(bought, 'licence')} bought")
    active = active_people(activity)
    if active is not None:
        known.append(f"{plural(active, 'person', 'people')} active{place} in the last 7 days")
    missing = "no redesigned workflow registered yet" if not adoption.parts else "workflow use not known yet"
    if not known:
        return f"There is {missing}." if not adoption.parts else "How the work is done is not known yet."
    return f"{', '.join(known)}; {missing}."


def active_people(activity: Figure) -> float | None:
    """How many people were active in a tool; None where that is not known or not shown."""
    return None if activity.suppressed else activity.numerator


def change_over(figure: Figure, weeks: int) -> float | None:
    """How far a share moved over so many weeks; None where either end is not known."""
    if figure.series is None or figure.as_of is None:
        return None
    by_week: dict[int, Point] = {point.week: point for point in figure.series}
    then, now = by_week.get(figure.as_of - weeks), by_week.get(figure.as_of)
    if then is None or now is None or then.value is None or now.value is None:
        return None
    return now.value - then.value


def movement(change: float | None, *, weeks: int = FOUR_WEEKS) -> str:
    """`Up **6 points** in four weeks.`; empty where the change is not known."""
    if change is None:
        return ""
    span = "four weeks" if weeks == FOUR_WEEKS else f"{weeks} weeks"
    if abs(change) < 0.005:
        return f"Unchanged over {span}."
    return f"{'Up' if change > 0 else 'Down'} **{points(change)}** in {span}."


def to_majority(adoption: Figure, share: float) -> str:
    """`236 more people to reach 60%.`: what is left, instead of a forecast (measures.md, Rulings: the board number)."""
    if adoption.value is None or not adoption.denominator or adoption.numerator is None:
        return ""
    left = -int(-(share * adoption.denominator) // 1) - int(adoption.numerator)
    if left <= 0:
        return f"That is a clear majority: {percent(share)} or more."
    return f"**{plural(left, 'more person', 'more people')}** to reach a clear majority of {percent(share)}."


def bought(licences: Figure) -> str:
    """What was bought, struck through: `~~4,100 licences~~ is what was bought`."""
    if licences.value is None:
        return ""
    return f"~~{plural(licences.value, 'licence')}~~ is what was bought."
