"""Every measure says after a purge what it said before, with and without its series."""

from datetime import UTC, date, datetime

from sqlmodel import select

from opmodel.measures.registry import Question, all_measures, ask
from opmodel.measures.shapes.remembering import remember_falls
from opmodel.store.memory_tables import FallMemory
from opmodel.store.register import Stage
from opmodel.store.retention import Limits, remove
from opmodel.store.weeks import monday
from tests.company import Company, week, whole

CLOSES = week("W31")
FALLS = [10, 28, 29, 28, 20, 12, 10, 9, 8, 8, 8, 8]
HOLDS = [10, 18, 26, *[28] * 9]


def said(company: Company) -> dict[str, object]:
    return {
        (name, team): ask(company.session, name, Question(team=team, series=True)).as_json()
        for name in all_measures()
        for team in ("", "Finance", "Legal")
    }


def test_no_measure_says_anything_else_after_a_purge(any_company: Company) -> None:
    company = any_company
    people = company.crowd(80)
    company.roster(date(2026, 1, 1), {"Finance": people[:40], "Legal": people[40:]})
    company.roster(date(2026, 7, 20), {"Finance": people[:38], "Legal": people[40:]})
    company.workflow("Invoices", tools=["Copilot"])
    for team in ("Finance", "Legal"):
        company.rollout("Invoices", team, {Stage.PILOT: date(2026, 6, 1), Stage.PRODUCTION: date(2026, 7, 1)})
    used = {
        f"W{23 + place}": whole([*people[:holds], *people[40 : 40 + falls]])
        for place, (holds, falls) in enumerate(zip(HOLDS, FALLS, strict=True))
    }
    company.use("Invoices", used)
    company.panel("Copilot", {one: dict.fromkeys(who, 4.0) for one, who in used.items()})
    company.contract("Copilot", 90, 120.0, starts_on=date(2026, 1, 1), renews_on=date(2027, 1, 1))
    for report in (date(2026, 6, 14), date(2026, 8, 16)):
        company.seats("Copilot", report, {name: {} for name in people})
    before = said(company)
    remember_falls(company.session, first_open=CLOSES)
    remove(
        company.session,
        Limits(first_open=CLOSES, first_case_day=monday(CLOSES), rejected_before=datetime(2026, 1, 1, tzinfo=UTC)),
    )
    company.refresh(
        tools=company.tools.values(),
        workflows=company.workflows.values(),
        weeks=range(week("W20"), week("W40")),
        coverage=True,
        people=True,
        seats=True,
        snapshots=True,
        register=True,
        tree=True,
    )
    after = said(company)
    assert [key for key in before if after[key] != before[key]] == []
    (fall,) = company.session.exec(select(FallMemory))
    assert fall.p < 0.01
    shapes = ask(company.session, "shape").parts_of("rollout")
    assert {one.detail["shape"] for one in shapes} == {"holding", "drift-back"}
