"""The findings as rows of the pages: what each says, and which page it opens."""

from dataclasses import replace
from typing import Any

import pytest

from opmodel.measures.figure import Figure
from opmodel.measures.finding import Finding, Urgency, Where, people_at_stake
from opmodel.ui.findings import findings_of, findings_of_workflow

A_FINDING = Finding(
    rule="vacancy",
    title="Vacancy",
    what="Claims intake",
    evidence="“Every tenth” has no reviewer in Motor: nobody is named.",
    next_move="Name a reviewer for “Code” in Motor.",
    owner="Ada",
    stake=people_at_stake(38),
    urgency=Urgency.SLIPPING,
    where=Where.WORKFLOW,
    workflow_id=7,
    workflow="Claims intake",
)


def red(*found: Finding) -> Figure:
    parts = [Figure(name=one.name, unit="", rule="findings/1", kind="finding", detail=one.as_detail()) for one in found]
    return Figure(name="findings", unit="findings", rule="findings/1", value=len(parts), parts=tuple(parts))


def a_finding(**changes: Any) -> Finding:
    return replace(A_FINDING, **changes)


def test_a_row_says_the_evidence_the_owner_the_next_move_and_the_stake() -> None:
    (row,) = findings_of(red(A_FINDING))
    assert (row.kind, row.what, row.owner, row.stake) == ("Vacancy", "Claims intake", "Ada", "38 people")
    assert row.says == A_FINDING.evidence
    assert row.next_move == A_FINDING.next_move
    assert (row.page, dict(row.query)) == ("board/workflow.py", {"workflow": "Claims intake"})


@pytest.mark.parametrize("where", list(Where))
def test_every_place_has_its_page_and_only_a_page_of_one_workflow_is_told_which(where: Where) -> None:
    (row,) = findings_of(red(a_finding(where=where)))
    assert row.page.endswith(f"/{where.value}.py")
    assert bool(row.query) == (where in {Where.WORKFLOW, Where.REGISTER})


def test_a_workflows_own_page_tells_its_own_and_leads_to_the_register() -> None:
    figure = red(A_FINDING, a_finding(workflow_id=8, workflow="Notes"), a_finding(where=Where.PILOTS))
    first, second = findings_of_workflow(figure, 7)
    assert (first.page, dict(first.query)) == ("operate/register.py", {"workflow": "Claims intake"})
    assert second.page == "operate/pilots.py"
    assert findings_of_workflow(figure, 9) == []


def test_without_a_stake_or_an_owner_the_row_says_neither() -> None:
    (row,) = findings_of(red(a_finding(stake=None, owner="")))
    assert (row.stake, row.owner) == ("", "")


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("m365 copilot usage of Copilot", "Microsoft 365 Copilot usage, Copilot"),
        ("m365 copilot usage", "Microsoft 365 Copilot usage"),
    ],
)
def test_a_source_is_called_as_its_vendor_calls_it(what: str, says: str) -> None:
    stale = a_finding(what=what, where=Where.UPLOADS, subject="m365_copilot_usage", workflow_id=None, workflow="")
    assert findings_of(red(stale))[0].what == says


def test_nothing_found_is_no_row() -> None:
    assert findings_of(red()) == []
