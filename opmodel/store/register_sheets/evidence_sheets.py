"""The sheets that are evidence: checks that were made, baselines that were locked, and gates that were passed."""

from opmodel.store.register_sheets.rollout_sheets import attempt_column, step_column, team_column
from opmodel.store.register_sheets.sheet import Kind, Sheet, SheetColumn
from opmodel.store.register_sheets.workflow_sheets import workflow_column


def _count(name: str, header: str, what: str, example: str) -> SheetColumn:
    return SheetColumn(
        name=name, headers=(header,), kind=Kind.WHOLE, of=f"check.{name}", required=True, help=what, example=example
    )


CHECKS = Sheet(
    name="Checks",
    help="One row a look at a checkpoint: how many outputs were seen, and what became of them.",
    table="check",
    may_repeat=True,
    key=(
        "workflow", "step", "team", "attempt", "looked_on", "reviewer", "seen", "accepted", "corrected", "rejected",
    ),
    also=(
        ("workflow", "step", "team", "attempt", "looked_on", "reviewer"),
        ("workflow", "step", "team", "attempt", "looked_on"),
    ),
    columns=(
        workflow_column(),
        step_column(),
        team_column(),
        attempt_column(),
        SheetColumn(
            name="looked_on",
            headers=("Looked on",),
            kind=Kind.DAY,
            of="check.looked_on",
            required=True,
            help="The day of the look.",
            example="2026-03-09",
        ),
        SheetColumn(
            name="reviewer",
            headers=("Reviewer",),
            kind=Kind.HOLDER,
            of="check.reviewer_id",
            help="Who looked.",
            example="Dorothy Vaughan",
            chosen_from=("Office holders", "holder"),
        ),
        _count("seen", "Seen", "Outputs seen: accepted, corrected and rejected together.", "50"),
        _count("accepted", "Accepted", "Outputs left as they were.", "46"),
        _count("corrected", "Corrected", "Outputs put right.", "3"),
        _count("rejected", "Rejected", "Outputs thrown away.", "1"),
    ),
)  # fmt: skip

BASELINES = Sheet(
    name="Baselines",
    help="One row a baseline: a rollout's cycle time before it went live. It is locked: it is never changed afterwards.",
    table="baseline",
    key=("workflow", "team", "attempt", "name"),
    also=(("workflow", "team", "attempt", "first_day", "last_day"), ("workflow", "team", "attempt")),
    columns=(
        workflow_column(),
        team_column(),
        attempt_column(),
        SheetColumn(
            name="name",
            headers=("Name", "Baseline"),
            of="baseline.name",
            required=True,
            help="What the baseline is called.",
            example="Spring 2026",
        ),
        SheetColumn(
            name="first_day",
            headers=("First day",),
            kind=Kind.DAY,
            of="baseline.first_day",
            required=True,
            help="First day of its window.",
            example="2025-09-01",
        ),
        SheetColumn(
            name="last_day",
            headers=("Last day",),
            kind=Kind.DAY,
            of="baseline.last_day",
            required=True,
            help="Last day of its window, before the rollout went live.",
            example="2026-03-01",
        ),
        SheetColumn(
            name="locked_by",
            headers=("Locked by",),
            of="baseline.locked_by",
            help="Who locked it; blank is whoever loads the file.",
            example="Grace Hopper",
        ),
        SheetColumn(
            name="locked_on",
            headers=("Locked on",),
            kind=Kind.DAY,
            of="baseline.locked_on",
            help="The day it was locked; blank is the day the file is loaded.",
            example="2026-03-01",
        ),
        SheetColumn(
            name="cases",
            headers=("Cases",),
            of="baseline.cases_hash",
            help="Leave blank: a fingerprint of the cases in its window, worked out when the file is loaded.",
        ),
    ),
)

GATE = Sheet(
    name="Gate",
    help="One row a rollout begun in a next team: what the gate missed on that day, and why it was begun anyway.",
    table="gate_passage",
    may_repeat=True,
    key=("workflow", "team", "attempt", "passed_on", "passed_by", "missing", "reason"),
    also=(("workflow", "team", "attempt", "passed_on"), ("workflow", "team", "attempt")),
    columns=(
        workflow_column(),
        team_column(),
        attempt_column(),
        SheetColumn(
            name="passed_on",
            headers=("Passed on",),
            kind=Kind.DAY,
            of="gate_passage.passed_on",
            required=True,
            help="The day it was begun.",
            example="2026-06-01",
        ),
        SheetColumn(
            name="passed_by",
            headers=("Passed by",),
            of="gate_passage.passed_by",
            required=True,
            help="Who said so.",
            example="Grace Hopper",
        ),
        SheetColumn(
            name="missing",
            headers=("Missing",),
            kind=Kind.SENTENCES,
            of="gate_passage.missing",
            help="The evidence that was missing, with semicolons between.",
            example="Cycle time: not measured yet",
        ),
        SheetColumn(
            name="reason",
            headers=("Reason",),
            of="gate_passage.reason",
            help="Why it went on without.",
            example="The motor team starts its season on 1 June and cannot wait for the measurement.",
        ),
    ),
)
