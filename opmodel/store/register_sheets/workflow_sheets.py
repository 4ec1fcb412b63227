"""The sheets about the work itself: workflows, who operates them, their steps with checkpoints, and their plays."""

from opmodel.store.register import Decider, OperatorRole, Performer
from opmodel.store.register_sheets.sheet import Kind, Sheet, SheetColumn


def workflow_column() -> SheetColumn:
    """Which workflow a row of another sheet is about."""
    return SheetColumn(
        name="workflow",
        headers=("Workflow", "Workflow name"),
        required=True,
        help="The workflow's name.",
        example="Claims intake",
        chosen_from=("Workflows", "workflow"),
    )


WORKFLOWS = Sheet(
    name="Workflows",
    help="One row a workflow: what it is for and who answers for it.",
    table="workflow",
    key=("workflow",),
    also=(("outcome", "owner", "tools"),),
    columns=(
        SheetColumn(
            name="workflow",
            headers=("Workflow", "Workflow name"),
            of="workflow.name",
            required=True,
            help="The workflow's name.",
            example="Claims intake",
        ),
        SheetColumn(
            name="outcome",
            headers=("Outcome",),
            of="workflow.outcome",
            required=True,
            open_at_first=True,
            help="What the workflow is for, in the customer's words.",
            example="A claim is registered and routed the day it arrives",
        ),
        SheetColumn(
            name="owner",
            headers=("Owner", "Accountable owner"),
            kind=Kind.HOLDER,
            of="workflow.owner_id",
            required=True,
            open_at_first=True,
            help="The one person accountable for it.",
            example="Grace Hopper",
            chosen_from=("Office holders", "holder"),
        ),
        SheetColumn(
            name="owner_email",
            headers=("Owner e-mail", "Owner email"),
            of="office_holder.email",
            help="The owner's e-mail address.",
            example="grace@example.com",
        ),
        SheetColumn(
            name="tools",
            headers=("Tools", "Tool"),
            kind=Kind.NAMES,
            help="The tools it stands on, with semicolons between.",
            example="Microsoft 365 Copilot",
        ),
    ),
)

OPERATORS = Sheet(
    name="Operators",
    help="One row for each who redesigns, runs or scales a workflow, with the hours a week there are for it.",
    table="operator",
    key=("workflow", "operator", "role"),
    also=(("workflow", "operator"), ("workflow", "role")),
    asked_by=("workflow",),
    columns=(
        workflow_column(),
        SheetColumn(
            name="operator",
            headers=("Operator",),
            kind=Kind.HOLDER,
            of="operator.holder_id",
            required=True,
            help="Who does it.",
            example="Annie Easley",
            chosen_from=("Office holders", "holder"),
        ),
        SheetColumn(
            name="role",
            headers=("Role",),
            kind=Kind.WORD,
            of="operator.role",
            required=True,
            help="What they do for the workflow.",
            example="runs",
            words=OperatorRole,
        ),
        SheetColumn(
            name="hours",
            headers=("Hours a week", "Hours per week"),
            kind=Kind.NUMBER,
            of="operator.hours_a_week",
            help="Hours a week they have for it: operating capacity.",
            example="6",
        ),
    ),
)

STEPS = Sheet(
    name="Steps",
    help="One row a step, in order: who performs it before and after the redesign, and who checks the result.",
    table="step",
    key=("workflow", "step", "valid_from"),
    also=(
        ("workflow", "step"),
        ("workflow", "before", "after", "decision", "decider", "minutes", "cases_a_week", "valid_from", "checkpoint"),
    ),
    columns=(
        workflow_column(),
        SheetColumn(
            name="step",
            headers=("Step", "Step name"),
            of="step.name",
            required=True,
            help="What is done.",
            example="Register the claim",
        ),
        SheetColumn(
            name="before",
            headers=("Performer before", "Before"),
            kind=Kind.WORD,
            of="step.performer_before",
            required=True,
            help="Who performed it before.",
            example="human",
            words=Performer,
        ),
        SheetColumn(
            name="after",
            headers=("Performer after", "After"),
            kind=Kind.WORD,
            of="step.performer_after",
            required=True,
            help="Who performs it now. Only “ai does” counts as redesigned; “ai assists” is a tab, not a redesign.",
            example="ai does",
            words=Performer,
        ),
        SheetColumn(
            name="decision",
            headers=("Decision",),
            of="step.decision",
            help="The decision taken in this step, if any.",
            example="Which handler gets it",
        ),
        SheetColumn(
            name="decider",
            headers=("Decided by", "Decider"),
            kind=Kind.WORD,
            of="step.decider",
            help="Who takes that decision.",
            example="ai within limits",
            words=Decider,
        ),
        SheetColumn(
            name="minutes",
            headers=("Minutes a case", "Minutes per case"),
            kind=Kind.NUMBER,
            of="step.minutes_a_case",
            help="Minutes a case took before.",
            example="12",
        ),
        SheetColumn(
            name="cases_a_week",
            headers=("Cases a week", "Cases per week"),
            kind=Kind.NUMBER,
            of="step.cases_a_week",
            help="How many cases a week.",
            example="400",
        ),
        SheetColumn(
            name="valid_from",
            headers=("Valid from", "From"),
            kind=Kind.DAY,
            of="step.valid_from",
            help="First day the redesign of the step holds.",
            example="2026-03-02",
        ),
        SheetColumn(
            name="valid_to",
            headers=("Valid to", "To"),
            kind=Kind.DAY,
            of="step.valid_to",
            help="Last day it holds; blank while it does.",
        ),
        SheetColumn(
            name="checkpoint",
            headers=("Checkpoint", "Checkpoint (what is checked)", "What is checked"),
            of="checkpoint.what_is_checked",
            help="What a person checks after this step.",
            example="Ten claims a day: right handler, right cover",
        ),
        SheetColumn(
            name="cadence",
            headers=("Cadence days", "Cadence"),
            kind=Kind.WHOLE,
            of="checkpoint.cadence_days",
            help="How many days may pass between two checks.",
            example="7",
        ),
    ),
)

PLAYS = Sheet(
    name="Plays",
    help="One row a version of a workflow's play. A published version is never changed; the next one follows it.",
    table="play",
    key=("workflow", "version"),
    asked_by=("workflow", "version"),
    columns=(
        workflow_column(),
        SheetColumn(
            name="version",
            headers=("Version",),
            kind=Kind.WHOLE,
            of="play.version",
            required=True,
            help="1, 2, 3 and so on.",
            example="1",
        ),
        SheetColumn(
            name="published_on",
            headers=("Published on",),
            kind=Kind.DAY,
            of="play.published_on",
            help="The day it became the standard; blank for a draft.",
            example="2026-05-04",
        ),
        SheetColumn(
            name="published_by",
            headers=("Published by",),
            of="play.published_by",
            help="Who published it.",
            example="Grace Hopper",
        ),
        SheetColumn(
            name="play",
            headers=("Play", "Text of the play"),
            kind=Kind.PROSE,
            of="play.body",
            required=True,
            help="How the workflow is run, in Markdown.",
            example="Open the claim, let the assistant register it, read what it chose and confirm.",
        ),
    ),
)
