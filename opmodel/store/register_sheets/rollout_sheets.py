"""The sheets about where a workflow is taken: teams, rollouts with their stages, reviewers and milestones."""

from opmodel.store.register import Stage
from opmodel.store.register_sheets.sheet import Kind, Sheet, SheetColumn
from opmodel.store.register_sheets.workflow_sheets import workflow_column

COMPANY_CELL = "Whole company"
"""What stands in a team's cell for the company itself, whatever it is called."""


def team_column() -> SheetColumn:
    """Which team a row is about."""
    return SheetColumn(
        name="team",
        headers=("Team", "Team path"),
        required=True,
        help="The team, as on the roster.",
        example="Claims/Motor",
        chosen_from=("Teams", "team"),
    )


def attempt_column() -> SheetColumn:
    """Which attempt in that team."""
    return SheetColumn(
        name="attempt",
        headers=("Attempt",),
        kind=Kind.WHOLE,
        help="1, or the number of the relaunch; blank is 1.",
        example="1",
    )


def step_column() -> SheetColumn:
    """Which step of the workflow."""
    return SheetColumn(
        name="step",
        headers=("Step", "Step name"),
        required=True,
        help="The step whose checkpoint it is, as in the sheet Steps.",
        example="Register the claim",
        chosen_from=("Steps", "step"),
    )


TEAMS = Sheet(
    name="Teams",
    help="One row a team. A team that is not there yet is made, with every team above it.",
    table="team",
    key=("team",),
    by_name=True,
    columns=(
        SheetColumn(
            name="team",
            headers=("Team", "Team path"),
            required=True,
            help=f"Its path, from the department down; “{COMPANY_CELL}” for the company itself.",
            example="Claims/Motor",
        ),
        SheetColumn(
            name="country",
            headers=("Country",),
            of="team.country",
            help="ISO 3166, two letters or those of a part (DE-BY), for public holidays; blank takes the country of the team above.",
            example="IE",
        ),
        SheetColumn(
            name="time_zone",
            headers=("Time zone",),
            of="team.time_zone",
            help="Its time zone, by name.",
            example="Europe/Dublin",
        ),
        SheetColumn(
            name="valid_from",
            headers=("Valid from", "From"),
            kind=Kind.DAY,
            of="team.valid_from",
            help="First day there is such a team.",
        ),
        SheetColumn(
            name="valid_to",
            headers=("Valid to", "To"),
            kind=Kind.DAY,
            of="team.valid_to",
            help="Last day; blank while there is.",
        ),
    ),
)

ROLLOUTS = Sheet(
    name="Rollouts",
    help="One row a change of stage of one workflow in one team. The newest row of a rollout says where it stands.",
    table="stage_change",
    key=("workflow", "team", "attempt", "stage", "since"),
    also=(("workflow", "team", "attempt", "stage"), ("workflow", "team", "attempt", "since")),
    columns=(
        workflow_column(),
        team_column(),
        attempt_column(),
        SheetColumn(
            name="stage",
            headers=("Stage",),
            kind=Kind.WORD,
            of="stage_change.stage",
            required=True,
            open_at_first=True,
            help="The stage it entered.",
            example="pilot",
            words=Stage,
        ),
        SheetColumn(
            name="since",
            headers=("Since", "Changed on", "Date"),
            kind=Kind.DAY,
            of="stage_change.changed_on",
            required=True,
            open_at_first=True,
            help="The day it entered that stage.",
            example="2026-03-02",
        ),
        SheetColumn(
            name="changed_by",
            headers=("Changed by", "Who"),
            of="stage_change.changed_by",
            help="Who decided the change.",
            example="Grace Hopper",
        ),
        SheetColumn(
            name="why",
            headers=("Why", "Why/Who", "Reason"),
            of="stage_change.why",
            help="Why.",
            example="Accepted by the motor team",
        ),
        SheetColumn(
            name="receiving_owner",
            headers=("Receiving owner",),
            kind=Kind.HOLDER,
            of="rollout.receiving_owner_id",
            help="Who runs it in that team.",
            example="Katherine Johnson",
            chosen_from=("Office holders", "holder"),
        ),
        SheetColumn(
            name="accepted_on",
            headers=("Accepted on",),
            kind=Kind.DAY,
            of="rollout.accepted_on",
            help="The day the receiving owner took it over.",
            example="2026-04-20",
        ),
        SheetColumn(
            name="reviewer",
            headers=("Reviewer",),
            help="Who looks at the checkpoints in that team.",
            example="Dorothy Vaughan",
            chosen_from=("Office holders", "holder"),
        ),
        SheetColumn(
            name="backup",
            headers=("Backup",),
            help="Who stands in for the reviewer.",
            example="Mary Jackson",
            chosen_from=("Office holders", "holder"),
        ),
        SheetColumn(
            name="success_test",
            headers=("Success test",),
            of="rollout.success_test",
            help="What has to be true for it to go on.",
            example="Claims routed the same day, 9 of 10",
        ),
        SheetColumn(
            name="decide_by",
            headers=("Decide by",),
            kind=Kind.DAY,
            of="rollout.decide_by",
            help="The day by which it is decided.",
            example="2026-06-30",
        ),
        SheetColumn(
            name="spend",
            headers=("Spend",),
            kind=Kind.MONEY,
            of="rollout.spend_micros",
            help="Money spent so far.",
            example="18,500.00",
        ),
        SheetColumn(
            name="currency",
            headers=("Currency",),
            of="rollout.currency",
            help="Three letters of ISO 4217.",
            example="EUR",
        ),
        SheetColumn(
            name="accountable_before",
            headers=("Accountable before",),
            of="rollout.accountable_before",
            help="What the team was accountable for.",
            example="Claims registered",
        ),
        SheetColumn(
            name="accountable_now",
            headers=("Accountable now",),
            of="rollout.accountable_now",
            help="What it is accountable for now.",
            example="Claims settled within 5 days",
        ),
        SheetColumn(
            name="headcount",
            headers=("Stated headcount", "Headcount"),
            kind=Kind.WHOLE,
            of="rollout.stated_headcount",
            help="People in the team, where no roster is known.",
        ),
        SheetColumn(
            name="play_version",
            headers=("Play version",),
            kind=Kind.WHOLE,
            of="rollout.play_version",
            help="Which version of the play it runs.",
            example="1",
        ),
    ),
)

REVIEWERS = Sheet(
    name="Reviewers",
    help="One row for each who looks at a step's checkpoint in one rollout, from a day on.",
    table="checkpoint_staffing",
    may_repeat=True,
    key=("workflow", "step", "team", "attempt", "reviewer", "backup", "valid_from", "valid_to"),
    also=(
        ("workflow", "step", "team", "attempt", "reviewer", "valid_from"),
        ("workflow", "step", "team", "attempt", "reviewer"),
        ("workflow", "step", "team", "attempt", "valid_from"),
        ("workflow", "step", "team", "attempt"),
    ),
    asked_by=("workflow", "step", "team", "attempt"),
    columns=(
        workflow_column(),
        step_column(),
        team_column(),
        attempt_column(),
        SheetColumn(
            name="reviewer",
            headers=("Reviewer",),
            kind=Kind.HOLDER,
            of="checkpoint_staffing.reviewer_id",
            help="Who looks; blank says aloud that nobody does.",
            example="Dorothy Vaughan",
            chosen_from=("Office holders", "holder"),
        ),
        SheetColumn(
            name="backup",
            headers=("Backup",),
            kind=Kind.HOLDER,
            of="checkpoint_staffing.backup_id",
            help="Who stands in for the reviewer.",
            example="Mary Jackson",
            chosen_from=("Office holders", "holder"),
        ),
        SheetColumn(
            name="valid_from",
            headers=("From", "Valid from"),
            kind=Kind.DAY,
            of="checkpoint_staffing.valid_from",
            help="First day they do.",
            example="2026-03-02",
        ),
        SheetColumn(
            name="valid_to",
            headers=("To", "Valid to"),
            kind=Kind.DAY,
            of="checkpoint_staffing.valid_to",
            help="Last day; blank while they do.",
        ),
    ),
)

MILESTONES = Sheet(
    name="Milestones",
    help="One row a dated step forward inside a pilot: it counts as movement.",
    table="milestone",
    key=("workflow", "team", "attempt", "milestone"),
    also=(("workflow", "team", "attempt", "reached_on"),),
    columns=(
        workflow_column(),
        team_column(),
        attempt_column(),
        SheetColumn(
            name="milestone",
            headers=("Milestone",),
            of="milestone.name",
            required=True,
            help="What was reached.",
            example="First 100 claims without a correction",
        ),
        SheetColumn(
            name="reached_on",
            headers=("Reached on",),
            kind=Kind.DAY,
            of="milestone.reached_on",
            required=True,
            help="The day.",
            example="2026-04-01",
        ),
    ),
)
