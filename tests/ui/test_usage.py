"""What the Usage page says, from figures of a small company and from none."""

import pytest

from opmodel.measures.figure import Figure
from opmodel.measures.registry import Question, ask
from opmodel.store.register import Stage
from opmodel.store.weeks import label, monday
from opmodel.ui import usage
from tests.company import Company, week, whole

FIRST = week("W23")
NOTHING = Figure(name="usage_segments", unit="share", rule="usage_segments/1", why_unknown="No file.")


@pytest.fixture
def retention(sqlite_store: str) -> Figure:
    """60 people: 30 begin in week 1, 20 in week 5, a third of them keep it up; and two in week 6."""
    from opmodel.store.engine import writing

    with writing(sqlite_store) as session:
        company = Company(session)
        people = company.crowd(60)
        company.roster(monday(FIRST - 10), {"Finance": people})
        company.workflow("Invoices")
        company.rollout("Invoices", "Finance", {Stage.PRODUCTION: monday(FIRST)})
        use = {label(FIRST + since): people[:20] for since in range(14)}
        use[label(FIRST)] = people[:30]
        use[label(FIRST + 4)] = [*people[:20], *people[30:50]]
        use[label(FIRST + 5)] = [*people[:20], *people[50:52]]
        company.use("Invoices", {at: whole(some) for at, some in use.items()})
        return ask(session, "retention", Question(series=True))


def test_the_sentence_says_who_is_still_there_after_a_quarter(retention: Figure) -> None:
    assert usage.usage_sentence(retention, NOTHING) == (
        "20 of 30 people who began to use a redesigned workflow still used it in week 13: 67%."
    )
    assert usage.retention_note(retention) == "Of 1 rollout that has run for 13 weeks."


def test_without_a_quarter_it_says_the_habit_and_without_that_that_nothing_is_known() -> None:
    habit = Figure(name="usage_segments", unit="share", rule="r/1", value=0.5, numerator=20, denominator=40)
    assert usage.usage_sentence(NOTHING, habit) == "An AI tool is a habit for 20 of 40 people who have one: 50%."
    assert usage.usage_sentence(NOTHING, NOTHING).endswith("is not known yet.")


def test_the_cohort_table_leaves_small_cohorts_out_and_says_so(retention: Figure) -> None:
    rows = usage.cohort_rows(retention)
    shown = {row["First use in"]: row["People"] for row in rows}
    # The cohort of two would follow from the others by subtraction, so the smaller of them is not shown either.
    assert shown == {"2026-W23": 30}
    assert usage.small_cohorts(retention) == "2 small cohorts are not shown."
    assert rows[0]["Week 4"] == "20 of 30 · 67%"


def test_the_curve_says_what_is_left_after_twelve_weeks_and_draws_no_small_cohort(retention: Figure) -> None:
    drawing = usage.retention_drawing(retention)
    assert drawing is not None
    lines = drawing.rows[drawing.rows["part"] == "line"]
    assert set(lines["cohort"]) <= {"2026-W23", "All together"}


def test_the_rows_by_workflow_say_what_is_not_known_in_words(retention: Figure) -> None:
    (row,) = usage.workflow_rows(retention)
    assert row["Workflow"] == "Invoices"
    assert row["Kept in week 13"] == "20 of 30 · 67%"
    assert row["Ever used it"] == "52 of 60 · 87%"
    assert row["Weeks to first use, half"] == "1 week"


def test_the_bar_of_segments_is_not_drawn_where_the_group_is_too_small() -> None:
    small = Figure(name="usage_segments", unit="share", rule="r/1", suppressed=True)
    assert usage.segments_drawing(small) is None
    part = Figure(name="Power User", kind="segment", unit="share", rule="r/1", value=0.25, numerator=10, denominator=40)
    drawing = usage.segments_drawing(
        Figure(name="usage_segments", unit="share", rule="r/1", value=0.25, numerator=10, denominator=40, parts=(part,))
    )
    assert drawing is not None
    assert "10 · 25%" in drawing.rows["text"].tolist()
