"""What moved since the last board review: each headline figure then and now, and which workflows, rollouts and pilots moved it.

Then is what was reported then, where a snapshot says it. Where none does, and for a team, of which none is kept, it is
worked out again as of the week of the review. Two figures of different definitions stand side by side; their difference
is never taken.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from opmodel.measures.figure import Figure
from opmodel.measures.register_day import last_full_week
from opmodel.measures.registry import Question, ask
from opmodel.measures.reported import AsReported, NewDefinition, as_reported
from opmodel.measures.scope import Scope, scope
from opmodel.store.register import LIVE, Setting
from opmodel.store.thresholds import all_thresholds
from opmodel.store.weeks import sunday, week_of

LAST_REVIEW = "organisation.last_review"
USUAL_WEEKS = 13
"""Where nobody says when the board last looked: a quarter ago."""

MEASURES = (
    "adoption",
    "shape",
    "proven",
    "cycle_time",
    "pilots_to_production",
    "purgatory",
    "components",
    "shelfware_money",
)
"""In the order in which they are told."""

_LEAST_SHARE = 0.005
"""A share that moved by less reads the same; so does a sum that moved by less than a hundredth."""
_LEAST_OF_A_SUM = 0.01
_STUCK = frozenset({"stuck", "chronic"})


@dataclass(frozen=True, kw_only=True)
class LastReview:
    """When the board last looked."""

    day: date
    week: int
    """The newest week that was over then."""
    weeks_ago: int
    """Weeks from that one to the newest known, or to the one asked for."""
    is_set: bool
    """Whether the organisation says so; else it is so many weeks before."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One figure then and now."""

    then: Figure
    now: Figure
    came: tuple[Figure, ...] = ()
    """Parts that count now and did not then: workflows proven, rollouts that hold, pilots that got stuck."""
    went: tuple[Figure, ...] = ()
    """Parts that counted then and do not now; as they are now, or as they were where they are gone."""
    fell: tuple[Figure, ...] = ()
    """Rollouts that drifted back since."""
    definition: NewDefinition | None = None
    """Set where the two are counted by different definitions: there is no difference to tell then."""


@dataclass(frozen=True, kw_only=True)
class SinceReview:
    """What moved since the last review, in a scope."""

    review: LastReview
    reported_on: date | None
    """The day of the snapshot that then is read from; None where then was worked out again."""
    moved: tuple[Moved, ...]
    compared: int
    """How many figures were known both times."""
    unknown_then: tuple[Figure, ...]
    """Figures that are known now and were not then."""


def since_review(session: Session, question: Question, now: Mapping[str, Figure] | None = None) -> SinceReview:
    """What moved since the last review.

    Args:
        session: the store.
        question: of whom, and as of when; its week is now.
        now: figures of that question that are answered already, by the names of their measures.
    """
    asked = scope(session, question)
    review = last_review(session, asked)
    reported = as_reported(session, review.day) if asked.is_company else None
    pairs = [
        pair
        for name in MEASURES
        for pair in _pairs(
            _then(session, question, review, reported, name), (now or {}).get(name) or ask(session, name, question)
        )
    ]
    thresholds = all_thresholds(session)
    known = [(then, figure) for then, figure in pairs if _is_known(then) and _is_known(figure)]
    both = [_moved(then, figure, reported, thresholds) for then, figure in known]
    return SinceReview(
        review=review,
        reported_on=None if reported is None else reported.on,
        moved=tuple(one for one in both if one is not None),
        compared=len(known),
        unknown_then=tuple(
            figure for then, figure in pairs if _is_known(figure) and not _is_known(then) and not then.suppressed
        ),
    )


def _is_known(figure: Figure) -> bool:
    """Whether there is something to compare: of pilots, how many crossed, long before a share can be stated."""
    return (figure.numerator if figure.name == "pilots_to_production" else figure.value) is not None


def last_review(session: Session, asked: Scope) -> LastReview:
    """The day the organisation says; a quarter before where it says none, or one after the week asked for."""
    newest = week_of(asked.today)
    said = session.get(Setting, LAST_REVIEW)
    day = date.fromisoformat(said.value) if said is not None and said.value else None
    if day is None or (asked.as_of is not None and day > asked.today):
        week = newest - USUAL_WEEKS
        return LastReview(day=sunday(week), week=week, weeks_ago=USUAL_WEEKS, is_set=False)
    week = min(last_full_week(day), newest)
    return LastReview(day=day, week=week, weeks_ago=newest - week, is_set=True)


def _then(session: Session, question: Question, review: LastReview, reported: AsReported | None, name: str) -> Figure:
    if reported is None:
        return ask(session, name, Question(team=question.team, as_of=review.week))
    return reported.figures.get(name) or Figure(name=name, unit="", rule="", why_unknown="It was not reported yet.")


def _pairs(then: Figure, now: Figure) -> list[tuple[Figure, Figure]]:
    """The figure then and now; of money in several currencies, each currency that stands in both."""
    currencies = {part.name: part for part in then.parts_of("currency")}
    if now.value is None and (same := [part for part in now.parts_of("currency") if part.name in currencies]):
        return [(currencies[part.name], part) for part in same]
    return [(then, now)]


def _moved(then: Figure, now: Figure, reported: AsReported | None, thresholds: Mapping[str, float]) -> Moved | None:
    """The pair with what moved it; None where a reader would see nothing differ."""
    definition = None if reported is None or now.kind else reported.definition_until(now, thresholds)
    if definition is not None:
        return Moved(then=then, now=now, definition=definition)
    came, went = _came_and_went(then, now)
    fell = _fell(then, now) if now.name == "shape" else ()
    if not (came or went or fell or _differs(then, now)):
        return None
    return Moved(then=then, now=now, came=came, went=tuple(one for one in went if one not in fell), fell=fell)


def _differs(then: Figure, now: Figure) -> bool:
    if now.name == "pilots_to_production":
        return (then.numerator, then.denominator) != (now.numerator, now.denominator)
    assert then.value is not None
    assert now.value is not None
    if now.name == "components":
        return then.value != now.value or in_place(then) != in_place(now)
    if now.unit == "share":
        return abs(now.value - then.value) >= _LEAST_SHARE
    if now.unit.endswith("a year"):
        return abs(now.value - then.value) > _LEAST_OF_A_SUM * abs(then.value)
    return then.value != now.value


def in_place(components: Figure) -> int:
    """How many components are in place over all workflows."""
    return round(sum(part.numerator or 0 for part in components.parts_of("workflow")))


_COUNTS: Mapping[str, tuple[str, Callable[[Figure], bool | None]]] = {
    "shape": ("rollout", lambda part: None if part.suppressed else part.detail.get("holding")),
    "proven": ("workflow", lambda part: part.value == 1),
    "cycle_time": ("workflow", lambda part: None if part.suppressed else (part.value or 0) < 0),
    "purgatory": ("pilot", lambda part: None if (state := part.detail.get("state")) is None else state in _STUCK),
    "components": ("workflow", lambda part: part.numerator == part.denominator),
}
"""Measure → the kind of its parts, and whether one is counted in its value; None where that is not known or not shown."""


def _came_and_went(then: Figure, now: Figure) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    if now.name not in _COUNTS:
        return (), ()
    kind, counts = _COUNTS[now.name]
    was, is_now = _by_name(then, kind), _by_name(now, kind)
    if was and all(counts(part) is None for part in was.values()):
        # A snapshot from before this was kept.
        return (), ()

    def came(name: str) -> bool:
        # Too early to say then is no holding; hidden then is not known.
        before = was.get(name)
        return before is None or (not counts(before) and not before.suppressed)

    def went(name: str) -> bool:
        after = is_now.get(name)
        return after is None or counts(after) is False

    return (
        tuple(part for name, part in is_now.items() if counts(part) and came(name)),
        tuple(is_now.get(name, part) for name, part in was.items() if counts(part) and went(name)),
    )


def _fell(then: Figure, now: Figure) -> tuple[Figure, ...]:
    """The live rollouts of redesigned workflows that have drifted back since."""
    was = _by_name(then, "rollout")
    return tuple(
        part
        for name, part in _by_name(now, "rollout").items()
        if part.detail.get("shape") == "drift-back"
        and part.detail["is_redesign"]
        and part.detail["stage"] in LIVE
        and (before := was.get(name)) is not None
        and before.detail.get("shape") not in {None, "drift-back"}
    )


def _by_name(figure: Figure, kind: str) -> dict[str, Figure]:
    """The parts by name; names that two of them bear tell nothing of either."""
    parts = figure.parts_of(kind)
    times = Counter(part.name for part in parts)
    return {part.name: part for part in parts if times[part.name] == 1}
