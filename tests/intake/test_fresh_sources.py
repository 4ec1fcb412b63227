"""Sources that figures are counted from grow old; a register does not."""

from collections.abc import Iterator
from datetime import date

import pytest

from opmodel.intake.fresh_sources import sources_are_fresh
from opmodel.store.engine import writing
from tests.company import Company, whole

NEWEST = date(2026, 10, 11)


@pytest.fixture
def company(store: str) -> Iterator[Company]:
    """A tiny company on each database."""
    with writing(store) as session:
        yield Company(session)


def test_nothing_loaded_is_nothing_wrong(company: Company) -> None:
    assert sources_are_fresh(company.session).fine


def test_use_grows_old_after_three_weeks(company: Company) -> None:
    company.panel("Copilot", {"W40": whole(company.crowd(3)), "W41": whole(company.crowd(3))})
    assert sources_are_fresh(company.session, today=date(2026, 11, 1)).fine
    old = sources_are_fresh(company.session, today=date(2026, 11, 2))
    assert not old.fine
    assert "22 days old" in old.says
    assert "load them" in old.do


def test_contracts_hold_until_somebody_changes_them(company: Company) -> None:
    company.contract("Copilot", 10, report=date(2024, 1, 1))
    assert sources_are_fresh(company.session, today=NEWEST).fine


def test_a_roster_may_be_a_quarter_old(company: Company) -> None:
    company.roster(date(2026, 7, 11), {"Finance": company.crowd(3)})
    assert sources_are_fresh(company.session, today=date(2026, 10, 11)).fine
    assert not sources_are_fresh(company.session, today=date(2026, 10, 12)).fine


def test_a_week_that_no_file_of_a_source_covers_is_named(company: Company) -> None:
    people = whole(company.crowd(3))
    company.panel("Copilot", {"W38": people})
    company.panel("Copilot", {"W40": people, "W41": people})
    gap = sources_are_fresh(company.session, today=NEWEST)
    assert "no file covers 2026-W39" in gap.says


def test_a_workflow_that_has_ended_makes_its_source_not_old(company: Company) -> None:
    people = whole(company.crowd(3))
    for name in ("Ended", "Going on"):
        company.workflow(name)
    company.use("Ended", {"W30": people})
    company.use("Going on", {f"W{number}": people for number in range(31, 42)})
    assert sources_are_fresh(company.session, today=NEWEST).fine
