"""Every sheet of the register's workbook, in the order in which they are written and read."""

from opmodel.store.register_sheets.evidence_sheets import BASELINES, CHECKS, GATE
from opmodel.store.register_sheets.rollout_sheets import (
    MILESTONES,
    REVIEWERS,
    ROLLOUTS,
    TEAMS,
    attempt_column,
    team_column,
)
from opmodel.store.register_sheets.sheet import Kind, Sheet, SheetColumn
from opmodel.store.register_sheets.workflow_sheets import OPERATORS, PLAYS, STEPS, WORKFLOWS, workflow_column

OFFICE_HOLDERS = Sheet(
    name="Office holders",
    help="One row for each person who is named for an office on purpose: owners, operators, reviewers.",
    table="office_holder",
    key=("holder",),
    also=(("email",),),
    by_name=True,
    columns=(
        SheetColumn(
            name="holder",
            headers=("Name",),
            of="office_holder.name",
            required=True,
            help="The name, as in the other sheets.",
            example="Grace Hopper",
        ),
        SheetColumn(
            name="email",
            headers=("E-mail", "Email"),
            of="office_holder.email",
            help="The e-mail address.",
            example="grace@example.com",
        ),
    ),
)

TARGET_PEOPLE = Sheet(
    name="Target people",
    help="Where only some of a team are meant: one row a person. Without it everybody in the team is a target.",
    key=("workflow", "team", "attempt", "person"),
    columns=(
        workflow_column(),
        team_column(),
        attempt_column(),
        SheetColumn(
            name="person",
            headers=("E-mail", "Email", "Email address", "Person"),
            required=True,
            help="The person's e-mail address, as on the roster.",
            example="ada@example.com",
        ),
        SheetColumn(
            name="valid_from",
            headers=("Valid from", "From"),
            kind=Kind.DAY,
            help="First day the person is a target.",
            example="2026-03-02",
        ),
    ),
)

THIS_WORKBOOK = Sheet(
    name="This workbook",
    help="How the workbook is known when it comes back. Leave it as it is.",
    key=("what",),
    by_name=True,
    exported=True,
    columns=(
        SheetColumn(name="what", headers=("This workbook",), required=True, help="What is said."),
        SheetColumn(name="says", headers=("What it says",), required=True, help="What it says."),
    ),
)

OPEN_QUESTIONS = "Open questions"
"""Name of the sheet that lists what an owner is asked; it is never read."""

SHEETS = (
    WORKFLOWS,
    OPERATORS,
    STEPS,
    PLAYS,
    TEAMS,
    ROLLOUTS,
    REVIEWERS,
    MILESTONES,
    CHECKS,
    BASELINES,
    GATE,
    OFFICE_HOLDERS,
    TARGET_PEOPLE,
    THIS_WORKBOOK,
)
