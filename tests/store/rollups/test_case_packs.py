"""Packed cases: however a store came to be, the packs equal what a slow and obvious reading of the rows gives."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from opmodel.measures.verdict.runs import Cases
from opmodel.store.case_set import cases_hash
from opmodel.store.end_status import Ending, ending
from opmodel.store.engine import writing
from opmodel.store.facts import Case, Import, ImportStatus
from opmodel.store.register import Baseline, Stage
from opmodel.store.rollup_tables import BaselineSet, CasePack
from opmodel.store.rollups.case_packs import Pack
from tests.company import Company
from tests.timed_cases import file_of_cases

DAY = date(2026, 3, 2)
Row = tuple[float, float | None, int, str]


def at(day: float) -> float:
    return datetime(2026, 3, 2, tzinfo=UTC).timestamp() + day * 86_400


def cases(*rows: tuple[float, float | None]) -> Cases:
    started = np.array([at(start) for start, _ in rows])
    finished = np.array([np.nan if end is None else at(end) for _, end in rows])
    return Cases(started, finished)


def obvious(session: Session) -> dict[tuple[int, int], list[Row]]:
    """(workflow, team) → start, finish, ending and type of every case, read row by row."""
    imports = session.exec(
        select(Import).where(Import.status == ImportStatus.LOADED).order_by(Import.report_at, Import.id)  # type: ignore[arg-type]
    ).all()
    told: dict[tuple[int, str], list[tuple[float, Case]]] = defaultdict(list)
    for one in imports:
        for case in session.exec(select(Case).where(Case.import_id == one.id)):
            told[case.workflow_id, case.case_id].append((_seconds(one.report_at), case))
    found: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for *older, (_, case) in told.values():
        finished = None if case.finished_at is None else _seconds(case.finished_at)
        over = ending(case.end_status, has_finish=finished is not None)
        again = [
            max(report, _seconds(earlier.finished_at)) for report, earlier in older if earlier.finished_at is not None
        ]
        if over != Ending.UNFINISHED and any(finished is None or finished > since for since in again):
            over = Ending.REOPENED
        found[case.workflow_id, case.team_id or 0].append(
            (_seconds(case.started_at), finished, int(over), case.case_type)
        )
    return {key: sorted(rows, key=_key) for key, rows in found.items()}


def _key(row: Row) -> tuple[float, float, int, str]:
    return row[0], -1 if row[1] is None else row[1], row[2], row[3]


def _seconds(moment: datetime) -> float:
    return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment).timestamp()


def unpacked(session: Session) -> dict[tuple[int, int], list[Row]]:
    found = {}
    for row in session.exec(select(CasePack)):
        pack = Pack.unpacked(row.packed)
        ends = [None if np.isnan(end) else end for end in pack.finished.tolist()]
        names = [row.case_types[code] for code in pack.case_type.tolist()]
        found[row.workflow_id, row.team_id] = sorted(
            zip(pack.started.tolist(), ends, pack.ending.tolist(), names, strict=True), key=_key
        )
        assert row.cases == len(names)
        assert row.unfinished == int((pack.ending == Ending.UNFINISHED).sum())
    return found


one_case = st.tuples(st.integers(0, 40), st.one_of(st.none(), st.integers(0, 30)))
file = st.tuples(
    st.just("file"),
    st.sampled_from(["V", "W"]),
    st.sampled_from([None, "F", "F/P"]),
    st.integers(0, 60),
    st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), one_case, min_size=1),
    st.sampled_from(["", "Done", "Withdrawn", " cancelled "]),
    st.sampled_from(["", "Motor", "Home"]),
)
steps = st.lists(st.one_of(file, st.tuples(st.just("undo"), st.integers(0, 9))), max_size=7)


class _RolledBack(Exception):
    """Ends an example: the store is as it was before it."""


def play(company: Company, done: list[tuple]) -> None:  # type: ignore[type-arg]
    for name in ("V", "W"):
        company.workflow(name)
    loaded: list[int] = []
    for step in done:
        if step[0] == "undo":
            if loaded:
                undo(company, loaded.pop(step[1] % len(loaded)))
            continue
        _, workflow, team, days, rows, status, kind = step
        found = cases(*((start, None if took is None else start + took) for start, took in rows.values()))
        loaded.append(
            file_of_cases(
                company,
                workflow,
                found,
                team=team,
                report=DAY + timedelta(days=days),
                ids=list(rows),
                end_status=status,
                case_type=kind,
            )
        )


def undo(company: Company, import_id: int) -> None:
    company.undo(import_id)
    company.refresh(workflows=company.workflows.values())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=steps)
def test_step_by_step_equals_row_by_row(store: str, done: list[tuple]) -> None:  # type: ignore[type-arg]
    try:
        with writing(store) as session:
            company = Company(session)
            play(company, done)
            assert unpacked(session) == obvious(session)
            before = {(row.workflow_id, row.team_id): row.packed for row in session.exec(select(CasePack))}
            company.refresh(workflows=company.workflows.values())
            session.expire_all()
            assert {(row.workflow_id, row.team_id): row.packed for row in session.exec(select(CasePack))} == before
            raise _RolledBack
    except _RolledBack:
        pass


def test_the_newest_report_speaks_for_a_case_whatever_was_loaded_last_and_undo_brings_the_older_back(
    any_company: Company,
) -> None:
    any_company.workflow("V")
    newer = file_of_cases(any_company, "V", cases((0, 5)), team="F", report=DAY + timedelta(days=20), ids=["a"])
    file_of_cases(any_company, "V", cases((0, None)), team="F", report=DAY + timedelta(days=10), ids=["a"])
    (rows,) = unpacked(any_company.session).values()
    assert rows == [(at(0), at(5), Ending.FINISHED_OR_OPEN, "")]
    undo(any_company, newer)
    any_company.session.expire_all()
    (rows,) = unpacked(any_company.session).values()
    assert rows == [(at(0), None, Ending.FINISHED_OR_OPEN, "")]


def test_a_case_that_an_older_report_had_finished_and_that_is_open_now_was_opened_again(any_company: Company) -> None:
    any_company.workflow("V")
    later = DAY + timedelta(days=20)
    file_of_cases(
        any_company,
        "V",
        cases((0, 5), (0, 5), (0, 5), (0, None)),
        team="F",
        report=DAY + timedelta(days=6),
        ids=list("abcd"),
    )
    newer = cases((0, None), (0, 9), (0, 4), (0, 9))
    file_of_cases(any_company, "V", newer, team="F", report=later, ids=list("abcd"))
    (rows,) = unpacked(any_company.session).values()
    # Finished on the fourth day instead of the fifth is a correction, and a case that was open is finished at last.
    assert rows == [
        (at(0), None, Ending.REOPENED, ""),
        (at(0), at(4), Ending.FINISHED_OR_OPEN, ""),
        (at(0), at(9), Ending.FINISHED_OR_OPEN, ""),
        (at(0), at(9), Ending.REOPENED, ""),
    ]


def test_reports_that_count_to_another_event_say_nothing_of_reopening(any_company: Company) -> None:
    any_company.workflow("V")
    old = file_of_cases(any_company, "V", cases((0, 5)), team="F", report=DAY + timedelta(days=9), ids=["a"])
    other = any_company.session.get(Import, old)
    assert other is not None
    other.choices = {"finish": "Resolve"}
    any_company.session.add(other)
    any_company.session.flush()
    file_of_cases(any_company, "V", cases((0, None)), team="F", report=DAY + timedelta(days=10), ids=["a"])
    ((_, _, over, _),) = next(iter(unpacked(any_company.session).values()))
    assert over == Ending.FINISHED_OR_OPEN


def test_a_case_that_moves_to_another_team_leaves_the_first(any_company: Company) -> None:
    any_company.workflow("V")
    file_of_cases(any_company, "V", cases((0, 5)), team="F", report=DAY, ids=["a"])
    file_of_cases(any_company, "V", cases((0, 5)), team="L", report=DAY + timedelta(days=1), ids=["a"])
    assert list(unpacked(any_company.session)) == [(any_company.workflows["V"], any_company.team("L"))]


@pytest.mark.parametrize(
    ("status", "has_finish", "expected"),
    [
        ("", False, Ending.FINISHED_OR_OPEN),
        ("", True, Ending.FINISHED_OR_OPEN),
        ("Done", True, Ending.FINISHED_OR_OPEN),
        ("Rejected", True, Ending.FINISHED_OR_OPEN),
        ("Rejected", False, Ending.UNFINISHED),
        ("Withdrawn", True, Ending.UNFINISHED),
        (" CANCELLED", True, Ending.UNFINISHED),
        ("Reopened", False, Ending.REOPENED),
        ("reopened", True, Ending.REOPENED),
    ],
)
def test_a_case_that_was_decided_is_finished_and_one_that_was_given_up_is_not(
    status: str, has_finish: bool, expected: Ending
) -> None:
    assert ending(status, has_finish=has_finish) == expected


def test_moments_are_kept_to_the_microsecond(any_company: Company) -> None:
    any_company.workflow("V")
    exact = Cases(np.array([at(0) + 0.000001]), np.array([at(0) + 0.000003]))
    file_of_cases(any_company, "V", exact, team="F", report=DAY, ids=["a"])
    ((start, end, _, _),) = next(iter(unpacked(any_company.session).values()))
    assert end is not None
    assert (end - start) * 1e6 == pytest.approx(2, abs=0.5)


def test_a_baseline_knows_when_its_set_of_cases_is_no_longer_the_one_that_was_locked(any_company: Company) -> None:
    workflow = any_company.workflow("V")
    rollout = any_company.rollout("V", "F", {Stage.PILOT: DAY + timedelta(days=70)})
    file_of_cases(any_company, "V", cases((0, 5), (3, None)), team="F", report=DAY, ids=["a", "b"])
    last = DAY + timedelta(days=60)
    locked = cases_hash(any_company.session, workflow, {any_company.team("F")}, DAY, last)
    any_company.session.add(
        Baseline(
            rollout_id=rollout, name="B", first_day=DAY, last_day=last, cases_hash=locked, locked_by="t", locked_on=last
        )
    )
    any_company.session.flush()
    any_company.refresh(baselines=True)
    assert now(any_company) == (2, locked)
    other = file_of_cases(any_company, "V", cases((8, None)), team="L", report=DAY, ids=["z"])
    assert now(any_company) == (2, locked)
    newer = file_of_cases(any_company, "V", cases((3, 9)), team="F", report=DAY + timedelta(days=9), ids=["b"])
    assert now(any_company)[0] == 2
    assert now(any_company)[1] != locked
    undo(any_company, newer)
    undo(any_company, other)
    assert now(any_company) == (2, locked)


def now(company: Company) -> tuple[int, str]:
    company.session.expire_all()
    row = company.session.exec(select(BaselineSet)).one()
    return row.cases, row.cases_hash
