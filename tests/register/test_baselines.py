"""Baselines: locked once, before the first go-live, on cases that are there."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import select

from opmodel.register.baselines import BaselineEntry, lock_baseline, suggested_window
from opmodel.register.editing import Invalid, checked
from opmodel.store.engine import reading, writing
from opmodel.store.facts import Case
from opmodel.store.register import Baseline, Stage
from tests.askers import steward
from tests.company import Company

LIVE_ON = date(2026, 6, 1)


def company_with_cases(url: str, *, weeks: int, team: str = "Claims") -> int:
    """A rollout that went live on a Monday, with one case a day for `weeks` weeks before."""
    with writing(url) as session:
        company = Company(session)
        workflow = company.workflow("Claims intake")
        rollout = company.rollout("Claims intake", "Claims", {Stage.PILOT: LIVE_ON})
        import_id = company.new_import("cases", LIVE_ON)
        for days in range(1, weeks * 7 + 1):
            started = datetime.combine(LIVE_ON - timedelta(days=days), time(9), UTC)
            session.add(
                Case(
                    import_id=import_id,
                    workflow_id=workflow,
                    case_id=f"C-{days}",
                    started_at=started,
                    finished_at=started + timedelta(hours=30),
                    team_id=company.team(team),
                )
            )
    return rollout


def entry(first: date, last: date) -> BaselineEntry:
    return BaselineEntry(name="Before", first_day=first, last_day=last)


@pytest.mark.parametrize(("weeks", "length"), [(100, 26), (78, 26), (40, 13), (10, 10)])
def test_the_window_is_26_weeks_where_78_weeks_of_cases_lie_before_go_live_else_13(
    store: str, weeks: int, length: int
) -> None:
    rollout = company_with_cases(store, weeks=weeks)
    with reading(store) as session:
        window = suggested_window(session, rollout)
    assert window.last_day == LIVE_ON - timedelta(days=1)
    assert window.first_day is not None
    assert abs((LIVE_ON - window.first_day).days - length * 7) <= 1


def test_under_eight_weeks_of_cases_no_window_is_named_and_the_sentence_says_why(store: str) -> None:
    rollout = company_with_cases(store, weeks=5)
    with reading(store) as session:
        window = suggested_window(session, rollout)
    assert window.first_day is None
    assert "takes 8 weeks" in window.why


def test_a_baseline_is_locked_once_with_the_hash_of_its_cases(store: str) -> None:
    rollout = company_with_cases(store, weeks=30)
    locked = lock_baseline(store, rollout, entry(date(2026, 3, 2), date(2026, 5, 31)), by=steward("ada"))
    with reading(store) as session:
        kept = session.exec(select(Baseline)).one()
    assert (kept.cases_hash, kept.locked_by, kept.first_day) == (locked, "ada", date(2026, 3, 2))
    assert len(locked) == 64
    with pytest.raises(Invalid, match="was locked by ada"):
        lock_baseline(store, rollout, entry(date(2026, 2, 2), date(2026, 5, 31)), by=steward("bob"))


def test_another_set_of_cases_has_another_hash_and_the_same_set_the_same(store: str) -> None:
    rollout = company_with_cases(store, weeks=30)
    from opmodel.store.case_set import cases_hash

    with reading(store) as session:
        workflow = session.exec(select(Case.workflow_id).limit(1)).one()
        team = session.exec(select(Case.team_id).limit(1)).one()
        assert team is not None

        def of(first: date) -> str:
            return cases_hash(session, workflow, {team}, first_day=first, last_day=date(2026, 5, 31))

        assert of(date(2026, 3, 2)) == of(date(2026, 3, 2))
        assert of(date(2026, 3, 2)) != of(date(2026, 3, 3))
    assert rollout


def test_a_window_that_reaches_into_the_redesign_or_holds_no_case_is_refused(store: str) -> None:
    rollout = company_with_cases(store, weeks=30)
    with pytest.raises(Invalid, match="before the first go-live"):
        lock_baseline(store, rollout, entry(date(2026, 3, 2), LIVE_ON), by=steward("ada"))
    with pytest.raises(Invalid, match="upload the cases first"):
        lock_baseline(store, rollout, entry(date(2024, 1, 1), date(2024, 6, 30)), by=steward("ada"))
    with pytest.raises(Invalid, match="at least 8 weeks"):
        checked(BaselineEntry, {"name": "Short", "first_day": date(2026, 5, 1), "last_day": date(2026, 5, 20)})


def test_cases_of_another_team_are_no_baseline(store: str) -> None:
    rollout = company_with_cases(store, weeks=30, team="Finance")
    with pytest.raises(Invalid, match="No case of this workflow and team"):
        lock_baseline(store, rollout, entry(date(2026, 3, 2), date(2026, 5, 31)), by=steward("ada"))
