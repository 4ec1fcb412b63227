"""What Northwind Mutual redesigned, and how it went: workflows, their steps, and the rollouts with their history.

Days count back from the last day of the story. A curve gives the share of the target people who used the workflow, by
weeks since go-live, with straight lines between the points.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from opmodel.demo.company import ASSISTANT, CODE_ASSISTANT

Curve = Sequence[tuple[float, float]]

HUMAN, ASSISTS, DOES = "human", "ai_assists", "ai_does"
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
class WorkflowStory:
    """A workflow with the one who answers for it."""

    name: str
    outcome: str
    owner: str
    tool: str = ASSISTANT
    steps: tuple[StepStory, ...]
    cases: CaseStory | None = None


@dataclass(frozen=True, kw_only=True)
class RolloutStory:
    """One attempt in one team: its stages (days back, stage, why), who took it on, and how its use went."""

    workflow: str
    team: str
    attempt: int = 1
    stages: tuple[tuple[int, str, str], ...]
    owner: str = ""
    accepted: int | None = None
    reviewer: str = ""
    backup: str = ""
    success: str = ""
    decide_in: int | None = None
    """Days after the last day of the story; below zero it is overdue."""
    spend: int | None = None
    before: str = ""
    now: str = ""
    headcount: int | None = None
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


WORKFLOWS = (
    WorkflowStory(
        name="Claims intake",
        outcome="Every new claim is registered, coded and with the right handler within two working hours.",
        owner="Maeve Corrigan",
        steps=(
            StepStory(name="Register the notice of loss", after=DOES, minutes=14),
            StepStory(
                name="Code cover and cause",
                after=DOES,
                decision="Which cover applies",
                decider="ai_within_limits",
                minutes=11,
                checkpoint="Every tenth coding, and each one above €25,000",
                cadence=7,
            ),
            StepStory(name="Call the customer back", minutes=9),
        ),
        cases=CaseStory(
            prefix="CLM",
            a_week=34,
            median_hours=52,
            saved=0.52,
            types=("Collision", "Water damage", "Theft", "Medical"),
            done="Routed",
        ),
    ),
    WorkflowStory(
        name="Submission intake",
        outcome="A broker has our first answer on a submission the same day, with every gap in it named.",
        owner="Henrik Aldous",
        steps=(
            StepStory(name="Read the submission and fill the risk sheet", after=DOES, minutes=38),
            StepStory(
                name="Ask the broker for what is missing",
                after=DOES,
                minutes=12,
                checkpoint="Outgoing questions on risks above €5m",
                cadence=7,
            ),
            StepStory(name="Decide to quote", decision="Quote or decline", decider="human", minutes=25),
        ),
        cases=CaseStory(
            prefix="SUB",
            a_week=22,
            median_hours=74,
            saved=0.45,
            types=("Property", "Liability", "Fleet"),
            done="Answered",
        ),
    ),
    WorkflowStory(
        name="Customer e-mail replies",
        outcome="A policyholder's e-mail is answered correctly on the day it arrives.",
        owner="Sinéad Tierney",
        steps=(
            StepStory(name="Sort and attach to the policy", after=DOES, minutes=4),
            StepStory(
                name="Write the reply", after=ASSISTS, minutes=9, checkpoint="Replies that change cover", cadence=1
            ),
            StepStory(name="Send", minutes=1),
        ),
        cases=CaseStory(
            prefix="MSG",
            a_week=45,
            median_hours=19,
            saved=0.12,
            types=("Address", "Cover question", "Payment"),
            done="Answered",
        ),
    ),
    WorkflowStory(
        name="Contract review",
        outcome="A supplier contract leaves Legal with its deviations from our terms named and priced.",
        owner="Adaora Okafor",
        steps=(
            StepStory(name="Compare with our standard terms", after=DOES, minutes=55),
            StepStory(name="Negotiate deviations", minutes=90),
        ),
        cases=CaseStory(
            prefix="CON",
            a_week=20,
            median_hours=160,
            saved=0.30,
            types=("Supplier", "Outsourcing", "Data processing"),
            done="Signed off",
        ),
    ),
    WorkflowStory(
        name="Invoice matching",
        outcome="An invoice that agrees with its order is paid without anyone touching it.",
        owner="Margareta Lindqvist",
        steps=(
            StepStory(
                name="Match invoice, order and receipt",
                after=DOES,
                decision="Release for payment up to €2,000",
                decider="ai_within_limits",
                minutes=6,
                checkpoint="Matches with a difference in price",
                cadence=7,
            ),
            StepStory(name="Clear exceptions with the buyer", minutes=15),
        ),
        cases=CaseStory(
            prefix="INV", a_week=70, median_hours=66, saved=0.35, types=("With order", "Without order"), done="Paid"
        ),
    ),
    WorkflowStory(
        name="Month-end commentary",
        outcome="Every cost centre's deviation is explained two days after the books close.",
        owner="Philippe Garnier",
        steps=(
            StepStory(name="Draft the explanation from the ledger", after=DOES, minutes=45),
            StepStory(
                name="Agree it with the budget owner", minutes=20, checkpoint="Deviations above €50,000", cadence=30
            ),
        ),
    ),
    WorkflowStory(
        name="Code review",
        outcome="A change is reviewed within half a day, and reviewers read design rather than style.",
        owner="Tomasz Wierzbicki",
        tool=CODE_ASSISTANT,
        steps=(
            StepStory(name="First review for defects and style", after=DOES, minutes=25),
            StepStory(
                name="Second review for design",
                decision="Merge",
                decider="human",
                minutes=20,
                checkpoint="Findings the author dismissed",
                cadence=14,
            ),
        ),
        cases=CaseStory(
            prefix="PR",
            a_week=60,
            median_hours=27,
            saved=0.48,
            types=("Feature", "Fix", "Chore"),
            done="Merged",
        ),
    ),
    WorkflowStory(
        name="Fraud referral",
        outcome="A doubtful claim reaches an investigator with the reasons written down, on day one.",
        owner="Nadia Benhaddou",
        steps=(
            StepStory(
                name="Score and write the referral",
                after=DOES,
                minutes=30,
                checkpoint="Every referral, before it is opened",
                cadence=1,
            ),
            StepStory(name="Open the investigation", decision="Investigate", decider="human", minutes=15),
        ),
    ),
    WorkflowStory(
        name="People policy answers",
        outcome="A question about leave or pay is answered from the policy, with the paragraph quoted.",
        owner="Clodagh Brennan",
        steps=(
            StepStory(name="Find the paragraph and draft the answer", after=DOES, minutes=12),
            StepStory(name="Check the answer", minutes=4),
        ),
    ),
    WorkflowStory(
        name="Complaint summaries",
        outcome="A complaint file can be read in five minutes.",
        owner="Sinéad Tierney",
        steps=(StepStory(name="Summarise the file", after=ASSISTS, minutes=40),),
    ),
    WorkflowStory(
        name="Reserving notes",
        outcome="The quarterly reserving note is drafted in a week.",
        owner="Rasmus Vestergaard",
        steps=(StepStory(name="Draft the note", after=ASSISTS, minutes=240),),
    ),
    WorkflowStory(
        name="Broker quote comparison",
        outcome="A broker sees how our quote differs from the market's.",
        owner="Lucía Ferrer",
        steps=(StepStory(name="Compare quotes", after=ASSISTS, minutes=35),),
    ),
    WorkflowStory(
        name="Campaign copy",
        outcome="First drafts of campaign texts in an hour.",
        owner="Lucía Ferrer",
        steps=(StepStory(name="Draft the text", after=ASSISTS, minutes=60),),
    ),
    WorkflowStory(
        name="Data request triage",
        outcome="A data request is with the right analyst within a day.",
        owner="Oskar Nieminen",
        steps=(StepStory(name="Sort requests", after=ASSISTS, minutes=10),),
    ),
    WorkflowStory(
        name="Incident summaries",
        outcome="A closed incident leaves a page that the next shift can use.",
        owner="Oskar Nieminen",
        steps=(StepStory(name="Write the page", after=ASSISTS, minutes=30),),
    ),
    WorkflowStory(
        name="Cash forecast",
        outcome="A weekly cash forecast that is within two per cent.",
        owner="Philippe Garnier",
        steps=(StepStory(name="Forecast", after=ASSISTS, minutes=120),),
    ),
    WorkflowStory(
        name="Meeting notes",
        outcome="Actions of a meeting are with their owners the same day.",
        owner="Deirdre Halloran",
        steps=(StepStory(name="Write the notes", after=ASSISTS, minutes=20),),
    ),
    WorkflowStory(
        name="Job adverts",
        outcome="A vacancy is advertised on the day it is approved.",
        owner="Clodagh Brennan",
        steps=(StepStory(name="Draft the advert", after=ASSISTS, minutes=50),),
    ),
    WorkflowStory(
        name="Policy document search",
        outcome="A broker's question on wording is answered with the clause, on the phone.",
        owner="Sinéad Tierney",
        steps=(StepStory(name="Find the clause", after=ASSISTS, minutes=15),),
    ),
)
