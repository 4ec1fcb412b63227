"""What is past its time goes, and no figure that was reported changes by it (measures.md, Rulings: Kept)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func
from sqlmodel import Session, SQLModel, col, select

from opmodel.register.purge import plan_purge, purge
from opmodel.store.closed import closed
from opmodel.store.engine import reading, writing
from opmodel.store.facts import (
    AppUse,
    Case,
    Import,
    Person,
    ToolUse,
    WorkflowUse,
)
from opmodel.store.memory_tables import SeatMemory
from opmodel.store.register import Setting, Stage
from opmodel.store.retention import Limits, limits, remove
from opmodel.store.rollup_tables import (
    AdoptionWeek,
    CasePack,
    CohortWeek,
    CoveredWeek,
    FirstUse,
    KeptUse,
    PanelWeek,
    PeopleWeek,
    SeatPoint,
    SeatStanding,
    SegmentWeek,
    ToolSnapshot,
    ToolWeek,
    UserWeek,
)
from opmodel.store.rollups.case_packs import Pack
from opmodel.store.trail_chain import verify
from opmodel.store.trail_entry import Deed, TrailEntry
from opmodel.store.weeks import label, monday, week_of
from tests.askers import everybody
from tests.company import Company, week, whole
from tests.store.rollups.test_recount import FIRST, PEOPLE, WEEKS, play, step

COUNTS: tuple[type[SQLModel], ...] = (
    CoveredWeek,
    ToolWeek,
    ToolSnapshot,
    SegmentWeek,
    AdoptionWeek,
    CohortWeek,
    FirstUse,
    UserWeek,
    KeptUse,
    SeatPoint,
    SeatStanding,
)
"""Rollups of counts: what figures are made of."""


class _RolledBack(Exception):
    """Ends an example: the store is as it was before it."""


def until(first_open: int) -> Limits:
    return Limits(
        first_open=first_open,
        first_case_day=monday(first_open),
        rejected_before=datetime(2026, 1, 1, tzinfo=UTC),
    )


def counts(session: Session) -> dict[str, set[tuple[Any, ...]]]:
    session.flush()
    session.expire_all()
    return {
        str(model.__tablename__): {tuple(row) for row in session.execute(select(*model.__table__.c))}  # type: ignore[attr-defined]
        for model in COUNTS
    }


def number_of(session: Session, model: type[SQLModel], *where: Any) -> int:
    return session.exec(select(func.count()).select_from(model).where(*where)).one()


def refresh_everything(company: Company) -> None:
    company.refresh(
        tools=company.tools.values(),
        workflows=company.workflows.values(),
        weeks=range(FIRST - 5, FIRST + 20),
        coverage=True,
        people=True,
        seats=True,
        snapshots=True,
        register=True,
        tree=True,
    )


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=[Phase.generate]
)
@given(steps=st.lists(step, min_size=2, max_size=9), after=st.integers(1, 4))
def test_counting_everything_anew_after_a_purge_changes_no_count(
    sqlite_store: str, steps: list[tuple[Any, ...]], after: int
) -> None:
    with pytest.raises(_RolledBack), writing(sqlite_store) as session:
        company = Company(session)
        play(company, [one for one in steps if one[0] != "undo"])
        before = counts(session)
        remove(session, until(FIRST + after))
        assert counts(session) == before
        refresh_everything(company)
        assert counts(session) == before
        for model in (ToolUse, AppUse, WorkflowUse, PanelWeek, PeopleWeek):
            assert number_of(session, model, col(model.week) < FIRST + after) == 0  # type: ignore[attr-defined]
        raise _RolledBack


def begins_open(one: tuple[Any, ...], first_open: int) -> bool:
    """Whether a step tells of nothing before the first open week."""
    kind, *what = one
    begins = monday(first_open)
    match kind:
        case "roster":
            return bool(what[0] >= begins)
        case "panel" | "use":
            return min(week(label) for label in what[2]) >= first_open
        case "rollout":
            return bool(what[2] >= begins)
        case "seats":
            return bool(what[1] >= begins)
        case "snapshot":
            return bool(what[1] >= begins + timedelta(days=7))
    return False


def everybody_is_there(first_open: int) -> list[tuple[Any, ...]]:
    """Everybody on the roster, targeted, at work and with a seat in the first open week: whoever is not there any more is
    kept as a count, and would come back as somebody new.
    """
    begins = monday(first_open)
    where = dict(zip(PEOPLE, ["F", "F/P", "F/R", "L", "L"], strict=True))
    held = dict.fromkeys(PEOPLE, (None, False))
    used = {WEEKS[first_open - FIRST]: dict.fromkeys(PEOPLE, 1.0)}
    return [
        ("roster", begins, where, True),
        *(("rollout", name, path, monday(FIRST - 1), None, []) for name in ("V", "W") for path in ("F", "L")),
        *(("use", name, "x", used, begins, None) for name in ("V", "W")),
        *(("seats", tool, begins, held) for tool in ("T", "U")),
    ]


def open_counts(session: Session, first_open: int) -> dict[str, set[tuple[Any, ...]]]:
    """Counts of open weeks and reports. Windows of twelve and four weeks that begin in closed ones are frozen."""
    session.flush()
    session.expire_all()
    begins = datetime.combine(monday(first_open), datetime.min.time(), UTC)
    wanted: dict[type[SQLModel], Any] = {
        CoveredWeek: col(CoveredWeek.week) >= first_open,
        ToolWeek: col(ToolWeek.week) >= first_open,
        ToolSnapshot: col(ToolSnapshot.report_on) >= monday(first_open + 1),
        AdoptionWeek: col(AdoptionWeek.week) >= first_open,
        CohortWeek: col(CohortWeek.week) >= first_open,
        FirstUse: True,
        UserWeek: col(UserWeek.week) >= first_open + 3,
        SeatPoint: col(SeatPoint.at) >= begins,
        SeatStanding: True,
    }
    return {
        str(model.__tablename__): {
            tuple(row)
            for row in session.execute(select(*model.__table__.c).where(where))  # type: ignore[attr-defined]
        }
        for model, where in wanted.items()
    }


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=[Phase.generate]
)
@given(
    earlier=st.lists(step, min_size=2, max_size=7),
    later=st.lists(step, min_size=1, max_size=7),
    after=st.integers(1, 3),
)
def test_what_comes_after_a_purge_counts_as_if_nothing_had_been_removed(
    sqlite_store: str, earlier: list[tuple[Any, ...]], later: list[tuple[Any, ...]], after: int
) -> None:
    first_open = FIRST + after
    earlier = [one for one in earlier if one[0] != "undo" and not (one[0] == "rollout" and one[2] in {"F", "L"})]
    earlier += everybody_is_there(first_open)
    begun = [one[1:3] for one in earlier if one[0] == "rollout"]
    later = [one for one in later if begins_open(one, first_open) and not (one[0] == "rollout" and one[1:3] in begun)]
    found = []
    for purged in (False, True):
        with pytest.raises(_RolledBack), writing(sqlite_store) as session:
            company = Company(session)
            play(company, earlier)
            if purged:
                remove(session, until(first_open))
            play(company, later)
            found.append(open_counts(session, first_open))
            raise _RolledBack
    assert found[1] == found[0]


OPEN = week("2025-W44")
TODAY = monday(OPEN) + timedelta(days=400)
"""Thirteen months and a few days after the first open week began."""


@pytest.fixture
def long_lived(store: str) -> str:
    """Two years of a tool, a workflow, rosters, seats and cases; most of it past its time on TODAY."""
    weeks = [label(number) for number in range(OPEN - 30, OPEN + 20)]
    with writing(store) as session:
        company = Company(session)
        people = company.crowd(24)
        early, late = people[:20], people[4:]
        company.roster(monday(OPEN - 30), {"Claims": early[:12], "Legal": early[12:]})
        company.roster(monday(OPEN - 10), {"Claims": late[:12], "Legal": late[12:]})
        company.roster(monday(OPEN + 10), {"Claims": late[:10], "Legal": late[10:]})
        company.panel("Copilot", {one: dict.fromkeys(early[:15], 3.0) for one in weeks[:25]})
        company.panel(
            "Copilot",
            {one: dict.fromkeys(late[5:15], 3.0) | dict.fromkeys(late[:5], 0.0) for one in weeks[25:]},
            report=monday(OPEN + 21),
        )
        company.seats("Copilot", monday(OPEN - 28), {name: {} for name in early})
        company.seats("Copilot", monday(OPEN - 5), {name: {} for name in people[:22]})
        company.seats("Copilot", monday(OPEN + 12), {name: {} for name in people[:22]})
        company.workflow("Invoices", tools=["Copilot"])
        company.rollout("Invoices", "Claims", {Stage.PILOT: monday(OPEN - 26)})
        company.use("Invoices", {one: whole(early[:9]) | dict.fromkeys(early[9:12], 0.0) for one in weeks[:25]})
        company.use("Invoices", {one: whole(late[:4]) | dict.fromkeys(late[4:12], 0.0) for one in weeks[25:]})
        company.cases("Invoices", {TODAY - timedelta(days=7 * back): 3 for back in range(1, 170, 2)}, report=TODAY)
        refresh_everything(company)
        company.refresh(workflows=company.workflows.values())
    return store


def all_counts(url: str) -> dict[str, set[tuple[Any, ...]]]:
    with writing(url) as session:
        return counts(session)


def test_a_plan_says_what_goes_table_by_table_and_changes_nothing(long_lived: str) -> None:
    before = all_counts(long_lived)
    plan = plan_purge(long_lived, by=everybody("ada"), today=TODAY)
    told = {removal.table: removal for removal in plan.removals}
    assert plan.until.first_open == OPEN
    assert (told["workflow_use"].rows, told["workflow_use"].oldest, told["workflow_use"].newest) == (
        12 * 30,
        label(OPEN - 30),
        label(OPEN - 1),
    )
    assert set(told) == {
        "tool_use",
        "workflow_use",
        "panel_week",
        "people_week",
        "roster_entry",
        "seat",
        "workflow_case",
    }
    assert (told["roster_entry"].rows, told["seat"].rows) == (20, 20)
    assert all_counts(long_lived) == before
    assert plan_purge(long_lived, by=everybody("ada"), today=TODAY) == plan


def test_a_purge_removes_what_it_said_leaves_every_count_and_says_so_in_the_trail(long_lived: str) -> None:
    before, plan = all_counts(long_lived), plan_purge(long_lived, by=everybody("ada"), today=TODAY)
    done = purge(long_lived, by=everybody("ada"), today=TODAY)
    assert [removal for removal in done.removals if removal.table not in {"membership", "person"}] == list(
        plan.removals
    )
    assert all_counts(long_lived) == before
    assert plan_purge(long_lived, by=everybody("ada"), today=TODAY).removals == ()
    assert purge(long_lived, by=everybody("ada"), today=TODAY).removals == ()
    with reading(long_lived) as session:
        entry = session.exec(select(TrailEntry)).one()
        assert (entry.act, entry.by, entry.kind) == (Deed.PURGE, "ada", "Store")
        assert entry.before is not None
        assert entry.before["Workflow use, person by week"] == f"360 rows, {label(OPEN - 30)} to {label(OPEN - 1)}"
        assert verify(session).holds
        assert session.exec(select(func.min(WorkflowUse.week))).one() == OPEN
        # Who left before the open weeks, and holds no seat, is no longer in the store even as a key.
        assert number_of(session, Person) == 22 + 2


def test_neither_a_file_nor_an_undo_recounts_closed_weeks(long_lived: str) -> None:
    before = all_counts(long_lived)
    purge(long_lived, by=everybody("ada"), today=TODAY)
    with writing(long_lived) as session:
        people = {one.key.lstrip("0"): one.id for one in session.exec(select(Person)) if one.id is not None}
        company = Company(session, people=people, workflows={"Invoices": 1}, tools={"Copilot": 1})
        refresh_everything(company)
        company.refresh(workflows=[1], tools=[1], weeks=range(OPEN - 40, OPEN + 20), coverage=True, people=True)
        assert counts(session) == before
        # The whole of an old week comes again, but only for one person: the others are not there to be counted.
        company.use("Invoices", {label(OPEN - 3): {"p009": 1.0}}, report=monday(OPEN + 30))
        assert counts(session) == before
        old = session.exec(select(Import.id).where(Import.export == "workflow_use").order_by(col(Import.id))).first()
        assert old is not None
        company.undo(old)
        now = counts(session)
        assert {row for row in now["adoption_week"] if row[3] < OPEN} == {
            row for row in before["adoption_week"] if row[3] < OPEN
        }


def test_a_seat_last_used_in_a_closed_week_is_still_known_to_have_been_used(long_lived: str) -> None:
    def standing(session: Session) -> list[tuple[Any, ...]]:
        rows = session.exec(select(SeatStanding).order_by(SeatStanding.position))
        return [(row.person_id, row.seat_class, row.idle_days, row.last_active_at) for row in rows]

    with writing(long_lived) as session:
        before = standing(session)
    assert "idle_90" in {one[1] for one in before}
    purge(long_lived, by=everybody("ada"), today=TODAY)
    with writing(long_lived) as session:
        Company(session).refresh(tools=[1], seats=True, snapshots=True, people=True)
        assert standing(session) == before
        assert number_of(session, SeatMemory) == 22


def test_cases_go_and_their_pack_and_a_locked_baseline_stay(long_lived: str) -> None:
    def packed(session: Session) -> list[tuple[Any, ...]]:
        return [
            (
                row.team_id,
                row.cases,
                row.first_day,
                row.last_day,
                row.imports,
                Pack.unpacked(row.packed).started.tolist(),
            )
            for row in session.exec(select(CasePack).order_by(CasePack.team_id))
        ]

    with writing(long_lived) as session:
        before, count = packed(session), number_of(session, Case)
    purge(long_lived, by=everybody("ada"), today=TODAY)
    with writing(long_lived) as session:
        assert 0 < number_of(session, Case) < count
        company = Company(session, workflows={"Invoices": 1})
        company.refresh(workflows=[1])
        assert packed(session) == before
        company.cases("Invoices", {TODAY - timedelta(days=1): 5}, report=TODAY + timedelta(days=1), prefix="N")
        company.refresh(workflows=[1])
        assert packed(session)[0][1] == before[0][1] + 5


def test_a_store_with_nothing_past_its_time_is_left_alone(store: str) -> None:
    assert purge(store, by=everybody("ada"), today=date(2026, 11, 20)).removals == ()
    with reading(store) as session:
        assert closed(session).first_open == 0
        assert number_of(session, TrailEntry) == 0


def test_how_far_back_is_kept_follows_the_thresholds_and_never_opens_what_is_closed(long_lived: str) -> None:
    purge(long_lived, by=everybody("ada"), today=TODAY)
    with writing(long_lived) as session:
        assert limits(session, TODAY - timedelta(days=300)).first_open == OPEN
        session.merge(Setting(key="threshold.keep_person_weeks", value="6"))
        session.flush()
        assert limits(session, date(2026, 8, 31)).first_open == week_of(date(2026, 2, 28))
