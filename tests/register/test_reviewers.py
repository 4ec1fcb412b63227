"""Reviewers are dated: who looked until when stays known, and a vacancy is said."""

from datetime import date

import pytest
from sqlmodel import Session, select

from opmodel.register.editing import Invalid
from opmodel.register.reviewers import ReviewerEntry, save_reviewers
from opmodel.store.engine import reading, writing
from opmodel.store.register import Checkpoint, CheckpointStaffing, OfficeHolder, Stage
from tests.askers import steward
from tests.company import Company
from tests.register.conftest import seen


@pytest.fixture
def rollout(store: str, claims: int) -> int:
    with writing(store) as session:
        company = Company(session)
        company.workflows["Claims intake"] = claims
        return company.rollout("Claims intake", "Claims", {Stage.PILOT: date(2026, 3, 2)})


def staffing(url: str) -> list[tuple[str, date | None, date | None]]:
    with reading(url) as session:
        return [
            (_name(session, row.reviewer_id), row.valid_from, row.valid_to)
            for row in session.exec(select(CheckpointStaffing).order_by(CheckpointStaffing.id))
        ]


def _name(session: Session, number: int | None) -> str:
    holder = session.get(OfficeHolder, number) if number else None
    return holder.name if holder else ""


def checkpoint(url: str) -> int:
    with reading(url) as session:
        number = session.exec(select(Checkpoint.id)).one()
    assert number is not None
    return number


def name(url: str, rollout: int, reviewer: str, *, since: date, backup: str = "", saw: int | None = None) -> None:
    entry = ReviewerEntry(checkpoint_id=checkpoint(url), reviewer=reviewer, backup=backup)
    save_reviewers(url, rollout, (entry,), since=since, by=steward("ada"), seen=saw)


def test_the_reviewer_before_stays_known_until_the_day_before_the_next(store: str, rollout: int) -> None:
    name(store, rollout, "Dorothy", since=date(2026, 3, 2))
    name(store, rollout, "Mary", since=date(2026, 6, 1))
    assert staffing(store) == [
        ("Dorothy", date(2026, 3, 2), date(2026, 5, 31)),
        ("Mary", date(2026, 6, 1), None),
    ]


def test_saving_the_same_reviewer_again_changes_nothing(store: str, rollout: int) -> None:
    name(store, rollout, "Dorothy", since=date(2026, 3, 2))
    before = seen(store)
    name(store, rollout, "dorothy", since=date(2026, 6, 1))
    assert seen(store) == before


def test_a_blank_reviewer_is_a_vacancy_from_that_day_on(store: str, rollout: int) -> None:
    name(store, rollout, "Dorothy", since=date(2026, 3, 2))
    name(store, rollout, "", since=date(2026, 6, 1))
    assert staffing(store)[-1] == ("", date(2026, 6, 1), None)


def test_nobody_stands_in_for_themselves(store: str, rollout: int) -> None:
    with pytest.raises(Invalid, match="stand in for themselves"):
        name(store, rollout, "Dorothy", since=date(2026, 3, 2), backup="dorothy")
    assert staffing(store) == []
