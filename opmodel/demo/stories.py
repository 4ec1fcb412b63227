"""What a story of the register is told with: workflows, their steps and operators, and rollouts with their history.

Days count back from the last day of the story. A curve gives the share of the target people who used the workflow, by
weeks since go-live that were no holidays, with straight lines between the points.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from opmodel.demo.company import ASSISTANT

Curve = Sequence[tuple[float, float]]

HUMAN, ASSISTS, DOES = "human", "ai_assists", "ai_does"
REDESIGNS, RUNS, SCALES = "redesigns", "runs", "scales"
PILOT, PRODUCTION, STOPPED, PLANNED = "pilot", "production", "stopped", "planned"


@dataclass(frozen=True, kw_only=True)
class StepStory:
    """One step, before and after the redesign; a checkpoint where a person looks at what the AI did."""

    name: str
    before: str = HUMAN
    after: str = HUMAN
    decision: str = ""
    decider: str = ""
    minutes: int
    checkpoint: str = ""
    cadence: int | None = None


@dataclass(frozen=True, kw_only=True)
class CaseStory:
    """The cases of a workflow: how many a team has in a week, how long they took, and what the new way saves."""

    prefix: str
    a_week: float
    median_hours: float
    saved: float
    """Share of the time that the new way saves where it is used."""
    types: tuple[str, ...]
    done: str


@dataclass(frozen=True, kw_only=True)
class OperatorStory:
    """Who redesigns, runs or scales a workflow, with hours a week."""

    name: str
    role: str
    hours: int


@dataclass(frozen=True, kw_only=True)
class WorkflowStory:
    """A workflow with the one who answers for it."""

    name: str
    outcome: str
    owner: str
    tool: str = ASSISTANT
    steps: tuple[StepStory, ...]
    cases: CaseStory | None = None
    stated: int | None = None
    """Cases a week of a company of the size of the story, as the owner states them where no list of cases exists."""
    operators: tuple[OperatorStory, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RolloutStory:
    """One attempt in one team: its stages (days back, stage, why), who took it on, and how its use went."""

    workflow: str
    team: str
    attempt: int = 1
    stages: tuple[tuple[int, str, str], ...]
    owner: str = ""
    accepted: int | None = None
    success: str = ""
    decide_in: int | None = None
    """Days after the last day of the story; below zero it is overdue."""
    spend: int | None = None
    before: str = ""
    now: str = ""
    headcount: int | None = None
    play: int | None = None
    """The version of the play it runs."""
    milestones: tuple[tuple[int, str], ...] = field(default=())
    curve: Curve = ()

    @property
    def live_since(self) -> int | None:
        """Days since it first went live; None for one that never did."""
        live = [days for days, stage, _ in self.stages if stage in {PILOT, PRODUCTION}]
        return max(live) if live else None

    @property
    def live_until(self) -> int:
        """Days since it stopped; 0 while it runs."""
        return next((days for days, stage, _ in self.stages if stage == STOPPED), 0)

    @property
    def has_cases(self) -> bool:
        """Whether its team's cases are listed: a first attempt of a team of ours, begun or still to begin."""
        return self.headcount is None and self.attempt == 1
