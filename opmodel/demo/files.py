"""Every file of the demo company, written into one folder, in the order a CIO would upload them."""

from collections.abc import Iterator
from pathlib import Path

from opmodel.demo import own_files, register_files, vendor_files
from opmodel.demo.activity import tool_activity, workflow_use
from opmodel.demo.company import ASSISTANT, CODE_ASSISTANT
from opmodel.demo.plan import Plan
from opmodel.demo.staff import hire
from opmodel.demo.writing import Written

_SEAT_LISTS_BEFORE = (84, 28, 0)
"""Days before the last day on which the administrator exported users and seats. The first is far enough back that a
seat which is still unused has been seen for longer than a new one may be.
"""


def write_files(plan: Plan, folder: Path) -> Iterator[Written]:
    """Write the files one after the other, and say of each where it is: people first, then money and the register, then
    what people did.
    """
    staff = hire(plan)
    people, microsoft = folder / "people", folder / "microsoft-365"
    github, viva, ours = folder / "github", folder / "viva-insights", folder / "ai-office"
    yield own_files.roster(plan, staff, people, days_before=plan.weeks * 7)
    yield own_files.roster(plan, staff, people, days_before=0)
    yield own_files.identities(plan, staff, people)
    yield own_files.contracts(plan, staff, ours)
    seat_lists = _SEAT_LISTS_BEFORE[::2] if plan.large else _SEAT_LISTS_BEFORE
    for days in seat_lists:
        yield vendor_files.active_users(plan, staff, microsoft, days_before=days)
    yield register_files.workflows(plan, ours)
    uses = workflow_use(plan, staff)
    assistant = tool_activity(plan, staff, ASSISTANT, uses)
    code = tool_activity(plan, staff, CODE_ASSISTANT, uses)
    for days in seat_lists:
        yield vendor_files.github_seats(plan, staff, code, github, days_before=days)
    yield from vendor_files.github_user_days(plan, staff, code, github)
    yield from vendor_files.viva_person_query(plan, staff, assistant, viva)
    yield vendor_files.copilot_usage(plan, staff, assistant, microsoft)
    yield from own_files.workflow_use(plan, staff, uses, ours)
    yield own_files.cases(plan, uses, ours)
    yield register_files.baselines(plan, ours)
