"""Same tools, two results on the Overview: the finding, both sides with their people, and nothing where nobody is alike."""

from datetime import date

import pytest

from opmodel.measures.registry import all_measures
from opmodel.store.engine import writing
from opmodel.store.register import Stage
from opmodel.ui.plain import plain
from tests.company import Company
from tests.pages.conftest import Open

WEEKS = [f"W{number}" for number in range(36, 41)]
TOOL = "Co<b>pilot</b> *X*"


@pytest.fixture
def matched_store(sqlite_store: str) -> str:
    """Claims is redesigned on the tool, Sales of like size has only the tool; names that try to be markup."""
    with writing(sqlite_store) as session:
        company = Company(session)
        people = company.crowd(54)
        company.roster(date(2026, 1, 1), {"Claims": people[:30], "S[a](b)les": people[30:]})
        company.workflow("Intake", tools=[TOOL])
        company.rollout("Intake", "Claims", {Stage.PILOT: date(2026, 8, 26)})
        use = {name: 5.0 if place < 24 or place >= 43 else 0.0 for place, name in enumerate(people)}
        company.use("Intake", dict.fromkeys(WEEKS, dict.fromkeys(people[:21], 5.0)))
        company.panel(TOOL, dict.fromkeys(WEEKS, use))
    return sqlite_store


def test_the_finding_stands_over_the_lines_and_it_can_be_asked_how_it_was_counted(
    matched_store: str, opened: Open
) -> None:
    test = opened(matched_store)
    said = f"Same tool, two results: 80% of those who have {TOOL} use it in redesigned teams, 46% in teams with only the tool."
    assert plain(said) in [heading.value for heading in test.header]
    lines = [line.value for line in test.main.markdown]
    assert any(plain("30 people beside 24.") in line for line in lines)
    assert any("Observational" in line for line in lines)
    pairs = next(table.value for table in test.table if "Redesigned team" in table.value.columns)
    assert pairs["Beside it, only the tool"].tolist() == [plain("S[a](b)les")]
    test.button(key="how-same_tools/1--same_tools").click().run()
    assert plain(all_measures()["same_tools"].rule) in [line.value for line in test.markdown]


def test_where_nobody_is_alike_no_comparison_is_drawn(filled_store: str, opened: Open) -> None:
    test = opened(filled_store)
    assert not any("Same tool" in heading.value for heading in test.header)
