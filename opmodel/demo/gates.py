"""What was known when a workflow was taken to its next team: the gate's evidence, and the baselines locked before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from opmodel.demo.plan import Plan
from opmodel.demo.rollouts import ROLLOUTS
from opmodel.demo.workflows import WORKFLOWS
from opmodel.store.weeks import monday, week_of


@dataclass(frozen=True, kw_only=True)
class PassageStory:
    """A next team that was begun, on the first day of its pilot, by the owner of the workflow."""

    workflow: str
    team: str
    missing: tuple[str, ...] = ()
    """Evidence that the gate did not find on that day, in its own words."""
    reason: str = ""


PASSAGES = (
    PassageStory(workflow="Claims intake", team="Claims/Property claims"),
    PassageStory(workflow="Claims intake", team="Claims/Health claims"),
    PassageStory(
        workflow="Submission intake",
        team="Underwriting/Personal lines",
        missing=("Cycle time down: The verdict is “not enough evidence”.",),
        reason="Two brokers changed their portal in the middle of the baseline, and without their cases the verdict takes "
        "two months longer. Household renewals begin before that. The pilot is decided on the verdict, not before it.",
    ),
    PassageStory(
        workflow="Code review",
        team="Technology/Data and analytics",
        missing=("Receiving owner accepted: Nobody is named to take it on in Data and analytics.",),
        reason="The post of lead engineer was vacant for four weeks and the squad wanted to begin. Katarzyna Mazur of Core "
        "platforms answered for it until Radoslav Petkov took it over.",
    ),
    PassageStory(
        workflow="Customer e-mail replies",
        team="Customer service/Partner evening desk",
        missing=(
            "Checkpoint staffed: Nobody is named to look at the replies of Partner evening desk.",
            "Receiving owner accepted: Dermot Lacey is named in Partner evening desk and has not accepted.",
        ),
        reason="The partner's contract was being renewed, and the offer had to include it. A reviewer and an owner were "
        "to be named at the partner's first quarterly meeting.",
    ),
    PassageStory(
        workflow="Month-end commentary",
        team="Finance/Actuarial",
        missing=(
            "Cycle time down: Not measured yet, and no baseline is locked.",
            "Play published: There is no play yet.",
            "Checkpoint staffed: Nobody is named to look at the explanations of Actuarial.",
            "Receiving owner accepted: Rasmus Vestergaard is named in Actuarial and has not accepted.",
        ),
        reason="Actuarial had seen Controlling's commentary and asked for the prompt. Writing the play first would have "
        "cost them a quarter-end.",
    ),
    PassageStory(
        workflow="Customer e-mail replies",
        team="Customer service/Contact centre South",
        missing=("Holding: No team holds any longer.",),
        reason="South is twenty people short and answers on the third day. North fell back when its reviewer left and "
        "nobody followed; South begins with a reviewer and one who stands in.",
    ),
)


@dataclass(frozen=True, kw_only=True)
class BaselineStory:
    """The cycle time of a rollout before it went live, locked on the Friday before."""

    workflow: str
    team: str
    weeks: int = 13


BASELINES = (
    BaselineStory(workflow="Claims intake", team="Claims/Motor claims"),
    BaselineStory(workflow="Claims intake", team="Claims/Property claims"),
    BaselineStory(workflow="Claims intake", team="Claims/Health claims"),
    BaselineStory(workflow="Submission intake", team="Underwriting/Commercial lines"),
    BaselineStory(workflow="Customer e-mail replies", team="Customer service/Contact centre North"),
    BaselineStory(workflow="Customer e-mail replies", team="Customer service/Contact centre South", weeks=26),
    BaselineStory(workflow="Invoice matching", team="Finance/Accounts payable"),
    BaselineStory(workflow="Code review", team="Technology/Core platforms"),
    BaselineStory(workflow="Code review", team="Technology/Data and analytics"),
)

_LOCKED_BY = "Tadhg Moran"


def gate_rows(plan: Plan) -> Iterator[list[str | int]]:
    """The sheet Gate: workflow, team, attempt, passed on, passed by, what was missing, why it was begun all the same."""
    owners = {workflow.name: workflow.owner for workflow in WORKFLOWS}
    for passage in PASSAGES:
        yield [
            passage.workflow,
            passage.team,
            1,
            plan.day(_live_since(passage.workflow, passage.team)).isoformat(),
            owners[passage.workflow],
            "; ".join(passage.missing),
            passage.reason,
        ]


def baseline_rows(plan: Plan) -> Iterator[list[str | int]]:
    """The sheet Baselines: workflow, team, attempt, name, first and last day, who locked it when, and no set of cases:
    that is worked out from those in the store.
    """
    for baseline in BASELINES:
        go_live = week_of(plan.day(_live_since(baseline.workflow, baseline.team)))
        last = monday(go_live - 1) - timedelta(days=1)
        first = monday(go_live - 1 - baseline.weeks)
        locked = monday(go_live) - timedelta(days=3)
        team = baseline.team.split("/")[-1]
        name = f"{baseline.workflow}, {team}: {baseline.weeks} weeks before go-live"
        yield [
            baseline.workflow,
            baseline.team,
            1,
            name,
            *(day.isoformat() for day in (first, last)),
            _LOCKED_BY,
            locked.isoformat(),
            "",
        ]


def _live_since(workflow: str, team: str) -> int:
    days = next(
        rollout.live_since
        for rollout in ROLLOUTS
        if (rollout.workflow, rollout.team, rollout.attempt) == (workflow, team, 1)
    )
    assert days is not None
    return days
