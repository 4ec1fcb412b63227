"""The week that is not over: how many so far, in nothing else."""

from datetime import date

import pytest

from opmodel.measures.figure import Figure
from opmodel.measures.holding import RolloutAdoption, rollout_adoptions
from opmodel.measures.registry import Question, ask
from opmodel.measures.scope import scope
from opmodel.store.register import Stage
from tests.company import Company, week, whole

LIVE = {Stage.PILOT: date(2026, 9, 1)}
UNTIL_WEDNESDAY = (date(2026, 10, 5), date(2026, 10, 7))


@pytest.fixture
def running(any_company: Company) -> Company:
    """40 people; 20 use the workflow in W36 to W40, and 9 from Monday to Wednesday of W41."""
    people = any_company.crowd(40)
    any_company.roster(date(2026, 1, 1), {"Finance": people})
    any_company.workflow("Invoices", owner="Ada")
    any_company.rollout("Invoices", "Finance", LIVE)
    any_company.use("Invoices", {f"W{number}": whole(people[:20]) for number in range(37, 41)})
    return any_company


def adoption(company: Company, as_of: str | None = None) -> Figure:
    return ask(company.session, "adoption", Question(series=True, as_of=week(as_of) if as_of else None))


def rollout(company: Company, as_of: str | None = None) -> RolloutAdoption:
    asked = scope(company.session, Question(as_of=week(as_of) if as_of else None))
    (found,) = rollout_adoptions(company.session, asked)
    return found


def test_it_is_told_apart_and_enters_no_rate_series_or_window(running: Company) -> None:
    before, level = adoption(running), rollout(running)
    running.use("Invoices", {"W41": whole(running.crowd(9))}, days=UNTIL_WEDNESDAY)
    figure, one = adoption(running), rollout(running)
    assert figure.detail["in_progress"] == {"week": "2026-W41", "active": 9, "targeted": 40}
    assert (figure.value, figure.as_of, figure.series) == (before.value, before.as_of, before.series)
    assert one.in_progress is not None
    assert (one.in_progress.week, one.in_progress.numerator, one.in_progress.denominator) == (week("W41"), 9, 40)
    assert (one.points, one.level, one.holding, one.weeks_live) == (
        level.points,
        level.level,
        level.holding,
        level.weeks_live,
    )


def test_a_week_that_is_over_is_not_running_even_where_a_file_of_it_is_missing(running: Company) -> None:
    assert "in_progress" not in adoption(running).detail
    running.use("Invoices", {"W41": whole(running.crowd(9))}, days=(date(2026, 10, 7), date(2026, 10, 11)))
    assert "in_progress" not in adoption(running).detail
    assert rollout(running).in_progress is None


def test_a_page_about_an_earlier_week_does_not_see_it(running: Company) -> None:
    running.use("Invoices", {"W41": whole(running.crowd(9))}, days=UNTIL_WEDNESDAY)
    assert "in_progress" not in adoption(running, "W40").detail
    assert rollout(running, "W40").in_progress is None
    assert rollout(running, "W41").in_progress is not None


def test_it_becomes_a_point_of_the_series_once_it_is_over(running: Company) -> None:
    running.use("Invoices", {"W41": whole(running.crowd(9))}, days=UNTIL_WEDNESDAY)
    running.use("Invoices", {"W41": whole(running.crowd(15))}, report=date(2026, 10, 12))
    figure, one = adoption(running), rollout(running)
    assert (figure.as_of, figure.numerator) == (week("W41"), 15)
    assert "in_progress" not in figure.detail
    assert one.in_progress is None


def test_a_group_too_small_to_show_is_not_shown_so_far_either(company: Company) -> None:
    people = company.crowd(8)
    company.roster(date(2026, 1, 1), {"Finance": people})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", LIVE)
    company.use("Invoices", {"W40": whole(people[:4])})
    company.use("Invoices", {"W41": whole(people[:3])}, days=UNTIL_WEDNESDAY)
    assert "in_progress" not in adoption(company).detail
    assert rollout(company).in_progress is None


def test_a_rollout_that_was_stopped_has_no_week_in_progress(running: Company) -> None:
    running.rollout(
        "Invoices", "Sales", [(Stage.PILOT, date(2026, 9, 1)), (Stage.STOPPED, date(2026, 10, 6))], attempt=1
    )
    running.use("Invoices", {"W41": whole(running.crowd(9))}, days=UNTIL_WEDNESDAY)
    found = rollout_adoptions(running.session, scope(running.session, Question()))
    assert [one.in_progress is None for one in found if one.place == "Sales"] == [True]
