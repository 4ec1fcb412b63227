"""A redesigned workflow that lacks nothing, for tests that take one thing away; and what the rules find in a store."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from opmodel.measures.registry import Question, ask
from opmodel.store.register import Rollout, Stage
from tests.company import Company, moment, whole

GO_LIVE = date(2026, 6, 3)
TODAY = date(2026, 10, 4)
"""The Sunday of W40."""
WEEKS = [f"W{number}" for number in range(24, 41)]
HOLDS = [21] * len(WEEKS)
FALLS = [24, 26, 25, 24, 20, 12, 8, 7, 7, 6, 6, 6, 5, 6, 6, 6, 6]
MOTOR, PROPERTY = "Claims/Motor", "Claims/Property"


def found(company: Company, rule: str = "", **question: Any) -> list[Mapping[str, Any]]:
    """What one rule finds, or all of them, as details of the measure's parts."""
    parts = ask(company.session, "findings", Question(**question)).parts_of("finding")
    return [part.detail for part in parts if part.detail["rule"] == (rule or part.detail["rule"])]


class Governed:
    """Claims, live in two teams of 30 that hold; its checkpoint is looked at, its play published."""

    def __init__(
        self, company: Company, *, published: date | None = date(2026, 6, 1), motor: Sequence[int] = HOLDS
    ) -> None:
        self.company = company
        people = company.crowd(60)
        company.roster(date(2026, 1, 1), {MOTOR: people[:30], PROPERTY: people[30:], "Legal": ["ray"]})
        company.workflow("Claims", owner="Ada", performer=None)
        company.step("Claims", "Code the cover", minutes=12, cases_a_week=50)
        self.checkpoint = company.checkpoint("Claims", "Every tenth coding", step="Code the cover", cadence=7)
        company.holder("Ray", person="ray")
        company.play("Claims", 1, published, by="Ada")
        self.rollouts = {
            team: company.rollout(
                "Claims",
                team,
                {Stage.PRODUCTION: GO_LIVE},
                play_version=1,
                accountable_before="Claims registered a day",
                accountable_now="Claims coded within two hours",
            )
            for team in (MOTOR, PROPERTY)
        }
        company.use(
            "Claims",
            {
                label: whole(people[:active] + people[30 : 30 + there])
                for label, active, there in zip(WEEKS, motor, HOLDS, strict=True)
            },
        )

    def staffed(self, *teams: str) -> "Governed":
        """Ray looks there, and did three days ago."""
        for team in teams or (MOTOR, PROPERTY):
            self.company.staff(self.checkpoint, self.rollouts[team], "Ray")
            self.company.check(self.checkpoint, self.rollouts[team], TODAY - timedelta(days=3), seen=40, corrected=2)
        return self

    def change(self, team: str, **values: Any) -> None:
        """Edit a rollout."""
        row = self.company.session.get(Rollout, self.rollouts[team])
        assert row is not None
        for name, value in values.items():
            setattr(row, name, value)
        self.company.refresh(register=True)


def seats(company: Company, *, notice_on: date | None, renews_on: date | None = date(2027, 1, 31)) -> None:
    """30 seats of Copilot at 100 EUR a year; 12 of 20 holders are active, 8 have been idle for 100 days."""
    names = company.crowd(20, "s")
    company.roster(date(2026, 2, 1), {"Sales": names}, complete=False)
    company.panel("Copilot", {"W40": dict.fromkeys(names[:12], 3.0)})
    company.seats(
        "Copilot",
        TODAY,
        {
            name: {
                "assigned_at": moment(date(2026, 1, 5)),
                "activity_known": True,
                "last_active_at": moment(TODAY - timedelta(days=2 if place < 12 else 100)),
            }
            for place, name in enumerate(names)
        },
    )
    company.contract("Copilot", 30, 100, owner="Mo", plan="", renews_on=renews_on, notice_on=notice_on)
