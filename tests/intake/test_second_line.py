"""What an absence file says before it is stored: the second line that it gives adoption, or why it gives none."""

from collections.abc import Mapping

import pytest

from opmodel.intake.second_line import second_line
from opmodel.measures.at_work import TOO_FEW
from opmodel.store.weeks import parse_week
from tests.company import Company
from tests.measures.test_at_work import at_work_in, last

NONE = "Adoption has no second line, of those at work, in its week, 2026-W41: "


def test_without_adoption_there_is_no_second_line_of_it(company: Company) -> None:
    assert second_line(company.session, None).endswith("as long as adoption itself is not known.")


@pytest.mark.parametrize(
    ("weeks", "says"),
    [
        (
            {"W41": last("Sales", 12)},
            "Beside adoption stands a second line, of those at work: 50 of 88 people in 2026-W41.",
        ),
        ({"W41": last("Sales", 3)}, f"{NONE}{TOO_FEW}"),
        ({"W40": last("Sales", 12)}, f"{NONE}The file speaks for the weeks up to 2026-W40 only."),
    ],
)
def test_the_second_line_is_told_or_why_there_is_none(
    company: Company, weeks: Mapping[str, Mapping[str, int]], says: str
) -> None:
    at_work_in(company)
    company.absences(weeks)
    newest = max(parse_week(f"2026-{week}") for week in weeks)
    assert second_line(company.session, newest) == says
