"""A workflow's rollouts on one axis of weeks since go-live, against the majority line."""

from collections.abc import Mapping, Sequence

from opmodel.charts.drawing import Drawing
from opmodel.charts.since_go_live import MOST_NAMED, Course, InProgress, since_go_live
from opmodel.measures.figure import Point
from opmodel.measures.holding import RolloutAdoption
from opmodel.measures.privacy import in_words
from opmodel.measures.reported import NewDefinition
from opmodel.store.weeks import label
from opmodel.ui.definitions import definitions_sentence, first_weeks, within
from opmodel.ui.formats import count, percent, plural, reason
from opmodel.ui.workflow import team_name


def adoption_since_go_live(
    adoptions: Sequence[RolloutAdoption], *, limits: Mapping[str, float], changes: Sequence[NewDefinition] = ()
) -> Drawing | None:
    """A line for each rollout with a known week; None where there is none.

    The six with the most target people are named, those that run before those that were stopped; others stay grey. A line
    is broken where it is counted, or judged, by a new definition from a week on.
    """
    drawn = [one for one in adoptions if _last(one) is not None]
    if not drawn:
        return None
    ordered = sorted(drawn, key=lambda one: (not one.is_live, -_targeted(one)))
    named = ordered[:MOST_NAMED]
    majority, week = limits["majority_share"], round(limits["majority_week"])
    return since_go_live(
        [_course(one, named=one in named, changes=changes) for one in reversed(ordered)],
        majority=(majority, f"clear majority, {percent(majority)}"),
        by_week=(week, f"to be reached by week {week}"),
        title=_finding(drawn, majority),
        measure=" ".join(
            filter(None, [_measure(adoptions), definitions_sentence(within(changes, *map(_weeks, drawn)))])
        ),
        alt_text=". ".join(f"{team_name(one.team, one.attempt)}: {_end(one)}" for one in ordered),
    )


def _weeks(one: RolloutAdoption) -> list[int]:
    return [point.week for point in one.points]


def _course(one: RolloutAdoption, *, named: bool, changes: Sequence[NewDefinition]) -> Course:
    role = "accent" if one.holding else "red" if one.is_live and one.fall else "context"
    return Course(
        name=team_name(one.team, one.attempt),
        end=_end(one),
        values=[point.value for point in one.points],
        weeks=[label(point.week) for point in one.points],
        role=role if named else "quiet",
        named=named,
        new_from=[place + 1 for place in first_weeks(_weeks(one), changes)],
        holidays=[number for number, week in enumerate(_weeks(one), start=1) if week in one.holidays],
        in_progress=_in_progress(one),
    )


def _in_progress(one: RolloutAdoption) -> InProgress | None:
    point = one.in_progress
    if point is None or point.value is None or point.numerator is None or not one.points:
        return None
    return InProgress(
        number=point.week - one.points[0].week + 1,
        week=label(point.week),
        value=point.value,
        words=f"in progress: {count(point.numerator)} of {count(point.denominator or 0)}",
    )


def _last(one: RolloutAdoption) -> Point | None:
    return next((point for point in reversed(one.points) if point.value is not None), None)


def _targeted(one: RolloutAdoption) -> float:
    last = _last(one)
    return 0.0 if last is None else last.denominator or 0.0


def _end(one: RolloutAdoption) -> str:
    """`66%, 99 of 150`; with its week where that is not the newest."""
    last = _last(one)
    if last is None or last.value is None:
        return "not measured"
    counted = (
        f", {count(last.numerator)} of {count(last.denominator)}"
        if last.numerator is not None and last.denominator is not None
        else ""
    )
    number = last.week - one.points[0].week + 1
    when = "" if last.week == one.points[-1].week else f" in week {number}"
    return f"{percent(last.value)}{counted}{when}{'' if one.is_live else ', stopped'}"


def _finding(drawn: Sequence[RolloutAdoption], majority: float) -> str:
    live = [one for one in drawn if one.is_live]
    if not live:
        where = team_name(drawn[0].team) if len(drawn) == 1 else plural(len(drawn), "team")
        return f"{where} had it; it was stopped there."
    if len(live) == 1:
        return _of_one(live[0], majority)
    known = [one for one in live if one.holding is not None]
    holding = sum(bool(one.holding) for one in known)
    if not known:
        return _not_known(live, "any team")
    if not holding:
        return f"None of {plural(len(known), 'team')} holds a clear majority."
    return f"{count(holding)} of {plural(len(known), 'team')} hold a clear majority."


def _of_one(one: RolloutAdoption, majority: float) -> str:
    name = team_name(one.team, one.attempt)
    if one.holding:
        return f"{name} has held a clear majority for {plural(one.holding_weeks, 'week')}."
    if one.fall is not None:
        return f"{name} peaked at {percent(one.fall.peak)} in week {one.fall.peak_week} and went back to {percent(one.fall.now)}."
    if one.level.suppressed and one.level.detail.get("bound"):
        some = in_words(str(one.level.detail["bound"]))
        return f"{name} is at {some}, the exact share is withheld; a clear majority is {percent(majority)}."
    if one.level.value is None:
        return _not_known([one], name)
    return f"{name} is at {percent(one.level.value)}; a clear majority is {percent(majority)}."


def _not_known(live: Sequence[RolloutAdoption], who: str) -> str:
    if all(one.level.suppressed for one in live):
        return f"Whether {who} holds is not shown."
    either = ", or cannot be shown," if any(one.level.suppressed for one in live) else ""
    return f"It is too early{either} to say whether {who} holds."


def _measure(adoptions: Sequence[RolloutAdoption]) -> str:
    """What is drawn, what stands for the levels in the title, and which live teams are not in it."""
    said = ["Share of target people active in the week, by weeks since go-live."]
    if any(one.is_live and one.fall for one in adoptions):
        said.append("The peak is the median of three weeks, the present level of the newest four.")
    if any(one.holidays for one in adoptions):
        said.append("A cross is a holiday week of the team.")
    if any(_in_progress(one) for one in adoptions):
        said.append("A hollow point is the week in progress: who was active so far.")
    undrawn = [one for one in adoptions if one.is_live and _last(one) is None]
    hidden = [one for one in undrawn if any(point.suppressed for point in one.points)]
    unmeasured = [team_name(one.team, one.attempt) for one in undrawn if one not in hidden]
    if any(point.suppressed for one in adoptions for point in one.points):
        said.append("Weeks that are not shown are left out.")
    if hidden:
        said.append(
            f"Not shown: {', '.join(f'{team_name(one.team, one.attempt)} ({reason(one.level)})' for one in hidden)}."
        )
    if unmeasured:
        said.append(f"Not measured: {', '.join(unmeasured)}.")
    return " ".join(said)
