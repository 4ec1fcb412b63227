"""Scale: how a proven workflow gets to the next team."""

from dataclasses import dataclass
from datetime import date

from opmodel.measures.component import Component, State, in_words, listed
from opmodel.measures.registered_workflow import RegisteredWorkflow
from opmodel.measures.rollouts import RolloutStanding
from opmodel.measures.shares import percent, plural
from opmodel.store.register import Stage

_ENOUGH_TEAMS = 2


@dataclass(frozen=True, kw_only=True)
class _Spread:
    """How far the workflow has come from its first team."""

    teams_live: int
    everywhere: bool
    """Whether one rollout is the whole company's."""
    first_win_on: date | None
    second_team_on: date | None
    """Go-live of the second team, in order of time."""

    @property
    def days_to_second_team(self) -> int | None:
        """From the first win; None where one is missing, or the second team did not wait for a win."""
        if self.first_win_on is None or self.second_team_on is None or self.second_team_on < self.first_win_on:
            return None
        return (self.second_team_on - self.first_win_on).days


def scale_component(workflow: RegisteredWorkflow) -> Component:
    """In place: two teams are live, or the whole company is one rollout. Partly: one is live and the next is planned."""
    spread = _spread(workflow)
    silent = [one for one in workflow.live if not (one.accountable_before.strip() and one.accountable_now.strip())]
    no_capacity = not any(operator["hours_a_week"] for operator in workflow.operators)
    return Component(
        name="scale",
        state=_state(workflow, spread),
        evidence=tuple(_evidence(workflow, spread, silent, no_capacity=no_capacity)),
        next=_next(workflow, spread, silent, no_capacity=no_capacity),
        numbers={
            "teams_live": spread.teams_live,
            "first_win_on": spread.first_win_on and spread.first_win_on.isoformat(),
            "second_team_on": spread.second_team_on and spread.second_team_on.isoformat(),
            "days_to_second_team": spread.days_to_second_team,
            "next_teams": [
                {"team": one.team, "stage": one.stage.value, "rollout_id": one.id} for one in workflow.planned
            ],
            "accountability_missing": [one.team for one in silent],
            "operating_capacity_missing": no_capacity,
            "fallen": _fallen(workflow),
        },
    )


def _spread(workflow: RegisteredWorkflow) -> _Spread:
    wins = [one.first_win_on for one in workflow.adoptions.values() if one.first_win_on is not None]
    begun: dict[int, date] = {}
    for one in workflow.rollouts:
        if one.go_live is not None:
            begun[one.team_id] = min(one.go_live, begun.get(one.team_id, one.go_live))
    days = sorted(begun.values())
    return _Spread(
        teams_live=len({one.team_id for one in workflow.live}),
        everywhere=any(one.team_id == workflow.tree.company for one in workflow.live),
        first_win_on=min(wins, default=None),
        second_team_on=days[1] if len(days) > 1 else None,
    )


def _state(workflow: RegisteredWorkflow, spread: _Spread) -> State:
    if spread.everywhere or spread.teams_live >= _ENOUGH_TEAMS:
        return State.IN_PLACE
    return State.PARTLY if spread.teams_live and workflow.planned else State.MISSING


def _evidence(
    workflow: RegisteredWorkflow, spread: _Spread, silent: list[RolloutStanding], *, no_capacity: bool
) -> list[str]:
    evidence = [_live(workflow)]
    if spread.first_win_on is not None:
        evidence.append(f"The first win dates from {in_words(spread.first_win_on)}.")
    if spread.days_to_second_team is not None:
        evidence.append(f"The second team went live {plural(spread.days_to_second_team, 'day')} after the first win.")
    elif spread.first_win_on is not None and spread.second_team_on is not None:
        evidence.append(f"The second team went live on {in_words(spread.second_team_on)}, before the first win.")
    elif spread.first_win_on is not None:
        evidence.append(f"No second team has gone live in the {plural(_since(workflow, spread), 'day')} since.")
    if workflow.planned:
        evidence.append(f"Next: {listed(one.place for one in workflow.planned)}.")
    evidence += [
        f"{one.place} peaked at {percent(fall.peak)} in week {fall.peak_week}, now {percent(fall.now)}."
        for one in workflow.adoptions.values()
        if one.is_live and (fall := one.fall) is not None
    ]
    evidence += [f"Nobody says what {one.place} {_unsaid(one)}." for one in silent]
    if no_capacity:
        evidence.append("Nobody says who redesigns, runs and scales it, with how many hours a week.")
    return evidence


def _live(workflow: RegisteredWorkflow) -> str:
    if not workflow.live:
        stopped = [one.place for one in workflow.rollouts if one.stage == Stage.STOPPED]
        return f"No team is live; it was stopped in {listed(stopped)}." if stopped else "No team is live."
    places = list(dict.fromkeys(one.place for one in workflow.live))
    return f"{plural(len(places), 'team')} live: {listed(places)}."


def _since(workflow: RegisteredWorkflow, spread: _Spread) -> int:
    return 0 if spread.first_win_on is None else (workflow.day - spread.first_win_on).days


def _unsaid(one: RolloutStanding) -> str:
    if one.accountable_before.strip():
        return "is accountable for now"
    return "was accountable for before" + ("" if one.accountable_now.strip() else ", and is now")


def _fallen(workflow: RegisteredWorkflow) -> list[dict[str, object]]:
    return [
        {
            "team": one.team,
            "peak": fall.peak,
            "peak_week": fall.peak_week,
            "now": fall.now,
            "people": workflow.people(one.rollout_id),
            "rollout_id": one.rollout_id,
        }
        for one in workflow.adoptions.values()
        if one.is_live and (fall := one.fall) is not None
    ]


def _next(workflow: RegisteredWorkflow, spread: _Spread, silent: list[RolloutStanding], *, no_capacity: bool) -> str:
    if _state(workflow, spread) != State.IN_PLACE:
        return _next_team(workflow)
    if silent:
        return f"Say what {silent[0].place} was accountable for, and is now.{workflow.whom_to_ask(silent[0])}"
    if no_capacity:
        return f"Say who runs {workflow.name}, with how many hours a week.{workflow.whom_to_ask()}"
    return ""


def _next_team(workflow: RegisteredWorkflow) -> str:
    if workflow.planned:
        first = workflow.planned[0]
        return f"Bring the evidence that {first.place} needs to begin.{workflow.whom_to_ask(first)}"
    if workflow.live:
        return f"Name the team that follows {workflow.live[0].place}.{workflow.whom_to_ask()}"
    if workflow.rollouts:
        return f"Decide whether {workflow.name} is tried again, and in which team.{workflow.whom_to_ask()}"
    return f"Name the team that begins.{workflow.whom_to_ask()}"
