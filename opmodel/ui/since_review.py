"""What moved since the last board review, as a short list of sentences."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from opmodel.access.opening import reading_as
from opmodel.measures.figure import Figure
from opmodel.measures.passport import measure_of
from opmodel.measures.registry import Question
from opmodel.measures.since_review import MEASURES, Moved, SinceReview, in_place, since_review
from opmodel.store.weeks import label
from opmodel.ui import formats
from opmodel.ui.definitions import change_words
from opmodel.ui.evidence import evidence_row
from opmodel.ui.formats import count, day, n_of_m, percent, plural, short_money
from opmodel.ui.plain import plain
from opmodel.ui.reads import KEYS, Here
from opmodel.ui.scope import Scope
from opmodel.ui.words import quiet

_MOST_NAMES = 3
_COMPONENTS = 4
"""Of each workflow."""
_NO_BREAK = "\u00a0"


def moved_block(scope: Scope, *, opened_elsewhere: Collection[str] = (), with_series: Collection[str] = ()) -> None:
    """The list under its heading; nothing where no figure of then is known.

    Args:
        scope: what the page is about.
        opened_elsewhere: measures whose evidence the page opens in another place.
        with_series: measures that the page asks with their series, so that none is worked out twice.
    """
    now = {name: scope.ask(name, series=name in with_series) for name in MEASURES}
    since = _since_review(scope.at, scope.team, scope.as_of, _now=now)
    if not since.compared:
        return
    st.header(title(since), anchor=False)
    quiet(plain(then_sentence(since)))
    if not since.review.is_set:
        st.page_link("data/settings.py", label="Set the day of the last board review", icon=":material/event:")
    lines = [line for moved in since.moved for line in sentences(moved, week=since.review.week)]
    if lines:
        st.markdown("\n".join(f"- {line}" for line in lines))
    more = [moved.now for moved in since.moved if moved.now.name not in opened_elsewhere and not moved.now.kind]
    evidence_row({f"How is “{_title(figure)}” counted?": figure for figure in more}, at=scope.at, key="-since")


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=KEYS)
def _since_review(at: Here, team: str, as_of: int | None, *, _now: Mapping[str, Figure]) -> SinceReview:
    with reading_as(at.asker, at.url, team=team) as session:
        return since_review(session, Question(team=team, as_of=as_of), _now)


def title(since: SinceReview) -> str:
    """`What moved since the last board review`, or that nothing did; without a review, in thirteen weeks."""
    moved = "What moved" if since.moved else "Nothing moved"
    return f"{moved} since the last board review" if since.review.is_set else f"{moved} in {_weeks(since)}"


def then_sentence(since: SinceReview) -> str:
    """Since when, where the figures of then come from, and which of today's were not known."""
    review = since.review
    said = [
        f"Since the review of {day(review.day)}, week {label(review.week)}."
        if review.is_set
        else f"Compared with week {label(review.week)}, {_weeks(since)} ago: the day of the last board review is not set."
    ]
    if since.reported_on is None:
        said.append("No figures were kept then, so they are worked out again as of that week, by today's rules.")
    else:
        said.append(f"Then is as it was reported on {day(since.reported_on)}.")
    if since.unknown_then:
        said.append(f"Not known then: {', '.join(_title(one).lower() for one in since.unknown_then)}.")
    return " ".join(said)


def _weeks(since: SinceReview) -> str:
    weeks = since.review.weeks_ago
    return "thirteen weeks" if weeks == 13 else plural(weeks, "week")


def _title(figure: Figure) -> str:
    measure = measure_of(figure)
    return figure.name if measure is None else measure.title


def sentences(moved: Moved, *, week: int | None = None) -> list[str]:
    """What moved a figure, in one sentence or several; Markdown, names escaped.

    Args:
        moved: the figure then and now.
        week: the week of the review: a share of then that is of another one names it.
    """
    if moved.definition is not None:
        return [
            f"**{plain(_title(moved.now))}** is counted otherwise since, so the two are not compared: "
            f"{plain(_whole(moved.then))} then, {plain(_whole(moved.now))} now. New definition: "
            f"{plain(change_words(moved.definition))}."
        ]
    if moved.now.name in _COUNTED:
        return [*_counted(moved, _COUNTED[moved.now.name]), *_fell(moved), *_components(moved)]
    said = {"adoption": lambda one: _adoption(one, week), "pilots_to_production": _pilots}
    return [said.get(moved.now.name, _money)(moved)]


def _adoption(moved: Moved, week: int | None) -> str:
    then, now = moved.then, moved.now
    assert then.value is not None
    assert now.value is not None
    of_week = "" if then.as_of in {None, week} else f" in week {label(then.as_of or 0)}"
    people = f"{n_of_m(then)} people{of_week} → {n_of_m(now)}"
    return f"**Adoption {_to(percent(then.value), percent(now.value))}** ({people})."


def _pilots(moved: Moved) -> str:
    then, now = moved.then, moved.now
    counts = f"({n_of_m(then)} begun → {n_of_m(now)})"
    crossed, begun = ((getattr(now, one) or 0) - (getattr(then, one) or 0) for one in ("numerator", "denominator"))
    if crossed > 0:
        return f"**{plural(crossed, 'more pilot')} in production** {counts}."
    if crossed == 0 and begun > 0:
        return f"**{plural(begun, 'more pilot')} begun, none more in production** {counts}."
    return f"**Pilots in production** {counts}."


def _money(moved: Moved) -> str:
    then, now = (_of_paid(one) for one in (moved.then, moved.now))
    paid = now[1] if then[1] == now[1] else f"{then[1]} → {now[1]}"
    return f"**Idle money {_to(plain(then[0]), plain(now[0]))} a year** (of {plain(paid)} paid for seats)."


def _of_paid(figure: Figure) -> tuple[str, str]:
    currency = formats.currency_of(figure) or ""
    return short_money(figure.value or 0.0, currency), short_money(figure.denominator or 0.0, currency)


@dataclass(frozen=True, kw_only=True)
class _Words:
    """How a count of things in a state is told."""

    one: str
    state: str
    of: str
    """What it is a count of."""


_COUNTED: Mapping[str, _Words] = {
    "shape": _Words(one="rollout", state="holding", of="live rollouts"),
    "proven": _Words(one="workflow", state="proven", of="redesigned workflows"),
    "cycle_time": _Words(one="workflow", state="measurably faster", of="redesigned workflows that went live"),
    "purgatory": _Words(one="pilot", state="stuck", of="open pilots"),
    "components": _Words(one="workflow", state="with all four components in place", of="registered workflows"),
}


def _counted(moved: Moved, words: _Words) -> list[str]:
    """`1 more workflow proven: Claims intake (0 of 9 redesigned workflows → 1 of 9).`; empty where the count stood still."""
    counts = f"({n_of_m(moved.then)} {words.of} → {n_of_m(moved.now)})"
    came, went = len(moved.came), len(moved.went)
    if came and went:
        new, gone = (f"**{plural(came, words.one)} newly {words.state}:** {_names(moved.came)}", _names(moved.went))
        return [f"{new}; **{count(went)} no longer:** {gone} {counts}."]
    if came:
        return [f"**{plural(came, f'more {words.one}')} {words.state}:** {_names(moved.came)} {counts}."]
    if went:
        return [f"**{plural(went, words.one)} no longer {words.state}:** {_names(moved.went)} {counts}."]
    if moved.then.value == moved.now.value:
        return []
    return [f"**{words.one.capitalize()}s {words.state}** {counts}."]


def _fell(moved: Moved) -> list[str]:
    """The rollouts that drifted back, each with how high it was and is where that is shown."""
    return [f"**{plain(part.name)} drifted back**{_level(part)}." for part in moved.fell]


def _level(part: Figure) -> str:
    sentence = part.detail.get("sentence")
    if not sentence or not part.denominator:
        return ""
    return f": {plain(str(sentence))} of {plural(part.denominator, 'person', 'people')}"


def _components(moved: Moved) -> list[str]:
    """How many components are in place over all workflows, where that moved, and which of the four did."""
    if moved.now.name != "components":
        return []
    then, now = in_place(moved.then), in_place(moved.now)
    was = {part.name: part for part in moved.then.parts_of("component")}
    which = [
        f"{part.name} {_to(count(was[part.name].value or 0), count(part.value or 0))}"
        for part in moved.now.parts_of("component")
        if part.name in was and part.value != was[part.name].value
    ]
    if then == now and not which:
        return []
    every_then, every_now = (count(_COMPONENTS * (one.denominator or 0)) for one in (moved.then, moved.now))
    of_all = f"{count(then)} of {every_then}" if every_then != every_now else count(then)
    workflows = plural(moved.now.denominator or 0, "workflow")
    return [
        f"**Components in place {_to(of_all, f'{count(now)} of {every_now}')}**, four for each of {workflows}: "
        f"{', '.join(which)}."
    ]


def _to(then: str, now: str) -> str:
    """`26 → 24`, on one line."""
    return f"{then}{_NO_BREAK}→{_NO_BREAK}{now}"


def _names(parts: Sequence[Figure]) -> str:
    shown = [f"{plain(part.name)}{_locked_late(part)}" for part in parts[:_MOST_NAMES]]
    more = len(parts) - len(shown)
    return ", ".join(shown) + (f" and {count(more)} more" if more else "")


def _locked_late(part: Figure) -> str:
    late = part.detail.get("locked_late") or part.detail.get("all_locked_late")
    return " (against a baseline locked after go-live)" if late else ""


def _whole(figure: Figure) -> str:
    """A figure's value with its count and unit."""
    said = formats.told(figure)
    return said.replace(" · ", " people · ") if figure.name == "adoption" else said
