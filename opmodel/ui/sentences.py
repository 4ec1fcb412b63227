"""The sentences that pages open with, made from figures. Every name in them is escaped; every number is a figure's."""

from datetime import date
from typing import Literal

from opmodel.measures.figure import Figure
from opmodel.measures.privacy import in_words
from opmodel.store.weeks import label, week_of
from opmodel.ui.formats import count, n_of_m, percent, plural, points, why_not_shown
from opmodel.ui.outcome_words import proven_sentences
from opmodel.ui.plain import plain

_MOST_BOUNDS = 3


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
    what is true instead (design.md §5): licences bought and people active, and why there is no board number yet.
    """
    today = today or date.today()
    place = f" in {plain(team.rsplit('/', 1)[-1])}" if team else ""
    if adoption.suppressed:
        return not_shown(adoption, f"people on target teams{place}", when(adoption.as_of, today))
    if adoption.value is not None and adoption.numerator is not None and adoption.denominator is not None:
        return (
            f"{count(adoption.numerator)} of {count(adoption.denominator)} people on target teams{place} did their work "
            f"the new way {when(adoption.as_of, today)}: {percent(adoption.value)}."
        )
    known = []
    if licences.value is not None:
        known.append(f"{plural(licences.value, 'licence')} bought")
    known += _active(activity, place, today)
    missing = _missing(adoption.why_unknown or "")
    return f"{', '.join(known)}; {missing}." if known else f"{missing[0].upper()}{missing[1:]}."


def not_shown(share: Figure, whose: str, week: str) -> str:
    """The headline of a share that is not shown: the bound where that may be told, else why not. Markdown."""
    bound = share.detail.get("bound")
    if bound:
        some = in_words(str(bound))
        return f"{some.capitalize()} of {count(share.denominator or 0)} {whose} worked the new way {week}; the exact share is withheld."
    why = why_not_shown(share).removeprefix("Not shown: ").rstrip(".")
    return f"How the {whose} work is not shown ({plain(lowered(why))})."


def lowered(said: str) -> str:
    """A sentence as it stands after a colon."""
    return said[:1].lower() + said[1:]


def _active(activity: Figure, place: str, today: date) -> list[str]:
    """How many people were active, in one or several phrases: people of several snapshots cannot be added up."""
    people = active_people(activity)
    if people is not None:
        snapshot = "report_on" in activity.detail
        period = "in the last 7 days" if snapshot else when(activity.as_of, today)
        return [f"{plural(people, 'person', 'people')} active{place} {period}"]
    tools = [(part, active_people(part)) for part in activity.parts_of("tool")]
    return [f"{count(active)} active in {plain(part.name)}" for part, active in tools if active is not None]


def _missing(why: str) -> str:
    """Why there is no board number, as the end of a sentence."""
    if not why or "registered" in why:
        return "no redesigned workflow registered yet"
    clause = why.split(":", maxsplit=1)[0].rstrip(".")
    return plain(clause[0].lower() + clause[1:])


def active_people(activity: Figure) -> float | None:
    """How many people were active in a tool; None where that is not known or not shown."""
    return None if activity.suppressed else activity.numerator


def movement(adoption: Figure) -> str:
    """`Up **6 points** in four weeks.`; empty where the change is not known."""
    change = adoption.detail.get("four_week_change")
    if not isinstance(change, (int, float)):
        return ""
    if not round(change):
        return "Unchanged over four weeks."
    return f"{'Up' if change > 0 else 'Down'} **{points(change)}** in four weeks."


def to_majority(adoption: Figure) -> str:
    """`236 more people to reach 60%.`: what is left, instead of a forecast (measures.md, Rulings: the board number)."""
    left, target = adoption.detail.get("people_to_majority"), adoption.detail.get("target")
    if not isinstance(left, (int, float)) or not isinstance(target, (int, float)):
        return ""
    if left == 0:
        return f"That is a clear majority: {percent(target)} or more."
    return f"**{plural(left, 'more person', 'more people')}** to reach a clear majority of {percent(target)}."


def bought(licences: Figure) -> str:
    """What was bought, struck through, for it is not the measure; Markdown."""
    if licences.value is None:
        return ""
    return f"Not the measure: ~~{plural(licences.value, 'licence')} bought~~."


def at_most(adoption: Figure) -> str:
    """Where only tool use is known of redesigned workflows: what it allows, told apart from the board number."""
    known = [part for part in adoption.parts_of("workflow") if isinstance(part.detail.get("at_most"), float)]
    if adoption.value is not None or not known:
        return ""
    known.sort(key=lambda part: -float(part.detail["at_most_people"]))
    said = [
        f"**{percent(part.detail['at_most'])}** in {plain(part.name)} ({count(part.detail['at_most_people'])} of "
        f"{plural(part.denominator or 0, 'person', 'people')})"
        for part in known[:_MOST_BOUNDS]
    ]
    more = len(known) - len(said)
    rest = f", and {plural(more, 'more workflow')}" if more else ""
    bounds = "That is an upper bound" if len(known) == 1 else "These are upper bounds"
    return f"Only tool activity is known: at most {', '.join(said)}{rest}. {bounds}, not the board number."


def under_the_headline(
    *, adoption: Figure, licences: Figure, proven: Figure, cycle_time: Figure, team: str = "", week: int | None = None
) -> list[str]:
    """The lines under the headline: what moved and what is left to the majority; what is proven, with the strongest verdict,
    beside what was bought. Markdown; none where the headline says it all.

    Args:
        adoption: the board number.
        licences: what was bought. Without a board number the headline says it.
        proven: the answer of `proven`.
        cycle_time: the answer of `cycle_time`.
        team: path of the team that the page is about; empty for the company.
        week: the week of the page.
    """
    licence_count = "" if _is_in_the_headline(adoption) else bought(licences)
    lines = [
        [at_most(adoption)] if adoption.value is None else [movement(adoption), to_majority(adoption)],
        [*proven_sentences(proven, cycle_time, team=team, week=week), licence_count],
    ]
    return [said for line in lines if (said := " ".join(filter(None, line)))]


def _is_in_the_headline(adoption: Figure) -> bool:
    """Whether the headline counts licences, for want of a board number."""
    return adoption.value is None and not adoption.suppressed


def people(share: Figure) -> str:
    """`508 of 1,240 people`, for a card."""
    counted = n_of_m(share)
    return f"{counted} people" if counted else ""


def target(adoption: Figure) -> str:
    """`Target: 60%, 236 more people`, for a card."""
    left, majority = adoption.detail.get("people_to_majority"), adoption.detail.get("target")
    if not isinstance(left, (int, float)) or not isinstance(majority, (int, float)):
        return ""
    return f"Target: {percent(majority)}, " + (plural(left, "more person", "more people") if left else "reached")


def moved(adoption: Figure) -> str:
    """`+3 points in 4 weeks`, for a card."""
    change = adoption.detail.get("four_week_change")
    if not isinstance(change, (int, float)):
        return ""
    return "Unchanged in 4 weeks" if not round(change) else f"{'+' if change > 0 else '−'}{points(change)} in 4 weeks"


def moved_in_series(figure: Figure) -> str:
    """`+3 points in 4 weeks` of a share with a series; empty where either week is not known."""
    known = {point.week: point.value for point in figure.series or () if point.value is not None}
    newest = max(known, default=None)
    if figure.unit != "share" or newest is None or newest - 4 not in known:
        return ""
    change = (known[newest] - known[newest - 4]) * 100
    return "Unchanged in 4 weeks" if not round(change) else f"{'+' if change > 0 else '−'}{points(change)} in 4 weeks"


def tone(adoption: Figure) -> Literal["good", "bad", "neutral"]:
    """Good news is a clear majority. What is below it is told, not painted: red is for what needs a decision."""
    return "good" if adoption.detail.get("people_to_majority") == 0 else "neutral"
