from datetime import date

from opmodel.store.register import Performer, Stage
from tests.company import Company
from tests.measures.findings.governed import GO_LIVE, Governed, found


def test_a_live_workflow_of_which_ai_does_nothing_is_a_tab(any_company: Company) -> None:
    any_company.roster(date(2026, 1, 1), {"Legal": any_company.crowd(12)})
    any_company.workflow("Notes", owner="Ada", performer=Performer.AI_ASSISTS)
    any_company.rollout("Notes", "Legal", {Stage.PRODUCTION: GO_LIVE})
    (one,) = found(any_company, "tab")
    assert (one["title"], one["what"], one["owner"]) == ("Tools first", "Notes", "Ada")
    assert one["evidence"] == (
        "Live in 1 team, and AI assists in 1 step and does none: people have a new tab, not new work."
    )


def test_a_redesign_is_none_and_neither_is_a_tab_that_is_live_nowhere(company: Company) -> None:
    Governed(company).staffed()
    company.workflow("Notes", performer=Performer.AI_ASSISTS)
    company.rollout("Notes", "Legal", {Stage.PRODUCTION: GO_LIVE, Stage.STOPPED: date(2026, 7, 1)})
    assert found(company, "tab") == []
