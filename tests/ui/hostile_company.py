"""A small company whose every name is an attack: HTML, Markdown, icons, formulas and links. Nothing of it may act."""

from datetime import date

from opmodel.measures.snapshots import leave_snapshot
from opmodel.store.engine import writing
from opmodel.store.facts import Identity
from opmodel.store.register import Stage
from tests.company import Company, moment

TOOL = "=Tool *one* <b>bold</b> :smile:"
WORKFLOW = "<img src=x onerror=alert(1)> $x^2$ **stars** https://example.org"
TEAM = "Team <i>x *y* [link](javascript:alert(1)) :material"
OWNER = "@Owner -> `code` _it_ | ~~gone~~"
HOLDER = "+Holder <script>alert(1)</script>"
FILE = "=evil <b>file</b> *name* $1$.csv"
NAMES = (TOOL, WORKFLOW, TEAM, OWNER, FILE)

WEEKS = [f"W{number}" for number in range(40, 47)]
DAY = date(2026, 11, 15)


def fill(url: str) -> None:
    """A roster of 24 people, a tool with idle seats and a contract, a workflow in use, and a stuck pilot."""
    with writing(url) as session:
        company = Company(session)
        people = company.crowd(24)
        company.roster(date(2026, 1, 5), {TEAM: people})
        company.tool(TOOL)
        company.panel(TOOL, {label: dict.fromkeys(people[:15], 3.0) for label in WEEKS})
        company.seats(
            TOOL,
            DAY,
            {
                name: {
                    "assigned_at": moment(date(2026, 1, 5)),
                    "activity_known": True,
                    "last_active_at": moment(date(2026, 11, 12)) if place < 15 else None,
                }
                for place, name in enumerate(people)
            },
        )
        company.contract(TOOL, 30, 360, owner=OWNER, plan="", renews_on=date(2027, 1, 31), notice_on=date(2026, 12, 15))
        company.workflow(WORKFLOW, owner=OWNER, tools=[TOOL])
        company.rollout(WORKFLOW, TEAM, [(Stage.PILOT, date(2025, 6, 2))], spend_micros=12_000_000_000, currency="EUR")
        use = company.use(
            WORKFLOW, {label: dict.fromkeys(people[: 9 + place], 1.0) for place, label in enumerate(WEEKS)}
        )
        named = company.new_import("m365_active_users", DAY, file_name=FILE)
        for name in people:
            session.add(
                Identity(
                    person_id=company.person(name), import_id=named, identifier=f"={name}@example.org", name=HOLDER
                )
            )
        session.flush()
        leave_snapshot(session, import_id=use, reason="import")
