"""Standardization: how one team's win becomes the standard that the next team can follow."""

from opmodel.measures.component import Component, State, in_words
from opmodel.measures.holding import RolloutAdoption
from opmodel.measures.registered_workflow import RegisteredWorkflow
from opmodel.measures.rollouts import RolloutStanding
from opmodel.measures.shares import plural


def standardization_component(workflow: RegisteredWorkflow) -> Component:
    """In place: a play is published, and every live rollout runs its newest version."""
    current = workflow.plays.current
    lagging = [one for one in workflow.live if current is not None and one.play_version != current.version]
    lucky = _lucky_prompts(workflow)
    return Component(
        name="standardization",
        state=_state(workflow, lagging),
        evidence=tuple(_evidence(workflow, lagging, lucky)),
        next=_next(workflow, lagging, lucky),
        numbers={
            "published_version": None if current is None else current.version,
            "published_on": None if current is None else current.published_on.isoformat(),
            "drafts": len(workflow.plays.drafts),
            "rollouts_on_current": 0 if current is None else len(workflow.live) - len(lagging),
            "rollouts_live": len(workflow.live),
            "lagging": [
                {
                    "team": one.team,
                    "version": one.play_version,
                    "lag": workflow.plays.lag(one.play_version),
                    "rollout_id": one.id,
                }
                for one in lagging
            ],
            "lucky_prompt": bool(lucky),
            "wins_without_play": [
                {
                    "team": one.team,
                    "since": one.first_win_on and one.first_win_on.isoformat(),
                    "rollout_id": one.rollout_id,
                    "people": workflow.people(one.rollout_id),
                }
                for one in lucky
            ],
        },
    )


def _lucky_prompts(workflow: RegisteredWorkflow) -> list[RolloutAdoption]:
    """Wins that are older than the days a play may take, of a workflow without one."""
    if workflow.plays.current is not None:
        return []
    most = workflow.limits["lucky_prompt_days"]
    return [
        one
        for one in workflow.adoptions.values()
        if one.holding and one.first_win_on is not None and (workflow.day - one.first_win_on).days > most
    ]


def _state(workflow: RegisteredWorkflow, lagging: list[RolloutStanding]) -> State:
    if workflow.plays.current is not None:
        return State.PARTLY if lagging else State.IN_PLACE
    return State.PARTLY if workflow.plays.drafts else State.MISSING


def _evidence(workflow: RegisteredWorkflow, lagging: list[RolloutStanding], lucky: list[RolloutAdoption]) -> list[str]:
    current, drafts = workflow.plays.current, workflow.plays.drafts
    evidence = []
    if current is not None:
        by = f" by {current.published_by}" if current.published_by else ""
        evidence.append(f"Version {current.version} of the play was published{by} on {in_words(current.published_on)}.")
        if workflow.live:
            runs = "runs" if len(workflow.live) - len(lagging) == 1 else "run"
            evidence.append(
                f"{len(workflow.live) - len(lagging)} of {plural(len(workflow.live), 'live rollout')} {runs} it."
            )
    elif not drafts:
        evidence.append("There is no play yet.")
    if drafts:
        evidence.append(f"Version {drafts[0]} is written and not published.")
    evidence += [f"{one.place} {_runs(workflow, one)}." for one in lagging]
    evidence += [
        f"A lucky prompt: {one.place} has won since {in_words(one.first_win_on)}, and nobody has published how."
        for one in lucky
        if one.first_win_on is not None
    ]
    return evidence


def _runs(workflow: RegisteredWorkflow, one: RolloutStanding) -> str:
    if one.play_version is None:
        return "runs no version of the play that is known"
    lag = workflow.plays.lag(one.play_version)
    return f"runs version {one.play_version}" + (f", {plural(lag, 'version')} behind" if lag else ", still a draft")


def _next(workflow: RegisteredWorkflow, lagging: list[RolloutStanding], lucky: list[RolloutAdoption]) -> str:
    current, drafts = workflow.plays.current, workflow.plays.drafts
    if current is None and drafts:
        return f"Publish version {drafts[0]} of the play.{workflow.whom_to_ask()}"
    if current is None:
        best = lucky[0].place if lucky else workflow.live[0].place if workflow.live else ""
        how = f"how {best} works" if best else f"how {workflow.name} is to be done"
        return f"Write down {how}, as version 1 of the play.{workflow.whom_to_ask()}"
    if lagging:
        worst = max(lagging, key=lambda one: workflow.plays.lag(one.play_version))
        return f"Bring {worst.place} to version {current.version} of the play.{workflow.whom_to_ask(worst)}"
    return ""
