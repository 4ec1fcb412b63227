"""A million cases: what packing them costs beside storing them, and what a verdict costs beside a thousand cases."""

import asyncio
import statistics
import tempfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from opmodel.measures.case_comparison import COMPARISONS, WEEKLY
from opmodel.measures.cycle_time_pictures import cycle_time_pictures
from opmodel.measures.registry import Question, all_measures, ask
from opmodel.measures.scope import scope
from opmodel.settings import ROOT
from opmodel.store.case_set import cases_hash
from opmodel.store.engine import dispose, reading, upgrade, writing
from opmodel.store.register import Baseline
from tests.bench.table import markdown, median_of, timed, verdict
from tests.bench.websocket import first_load, reruns, server
from tests.company import Company
from tests.histories import Work, history
from tests.timed_cases import BASELINE, FASTER, LIVE_ON, at, ends, file_of_cases, known_week

MANY, FEW = 1_000_000, 1_000
_GOAL_SECONDS = 2.0
_AS_FAST = 1.2
_LOADS, _RERUNS = 9, 20
_TYPES = ("Glass", "Theft", "Storm", "Water", "Other")
_WEEKS = FASTER.history + FASTER.weeks_before + FASTER.weeks_after


def measure_cases(runs: int) -> str:
    """The table of `--only cases`."""
    all_measures()
    with tempfile.TemporaryDirectory() as folder:
        small, large = (_measured(Path(folder), count, runs) for count in (FEW, MANY))
    rows = [
        ["Storing them, packs and all, s", f"{small[0]:.2f}", f"{large[0]:.2f}", ""],
        ["Packing them anew, s", f"{small[1]:.3f}", f"{large[1]:.2f}", f"{large[1] / large[0]:.0%} of the load"],
        [
            "The whole measure `cycle_time`, s",
            f"{small[2]:.3f}",
            f"{large[2]:.2f}",
            f"{verdict(large[2], _GOAL_SECONDS)}, seconds",
        ],
        ["The same, asked again, s", f"{small[3]:.3f}", f"{large[3]:.3f}", f"{large[3] / large[2]:.0%} of the first"],
        ["The numbers of its three pictures, s", f"{small[4]:.3f}", f"{large[4]:.2f}", "once a version of the store"],
        ["Its packs in the store, MB", f"{small[5] / 1e6:.2f}", f"{large[5] / 1e6:.1f}", ""],
        [
            "The page Workflow, first visitor of a new server, s",
            f"{small[6][0]:.2f}",
            f"{large[6][0]:.2f}",
            "once a version",
        ],
        *(
            [f"The page Workflow, {name}, ms", f"{few * 1000:.0f}", f"{many * 1000:.0f}", _as_fast(many / few)]
            for name, few, many in zip(("first load", "warm rerun"), small[6][1:], large[6][1:], strict=True)
        ),
    ]
    return "### Cycle time\n\n" + markdown(["", f"{FEW:,} cases", f"{MANY:,} cases", "ratio"], rows)


def _as_fast(ratio: float) -> str:
    return f"{ratio:.2f} ×, {verdict(ratio, _AS_FAST)}"


def _page(url: str) -> tuple[float, float, float]:
    """Seconds of the page Workflow: the first visitor of a new server, a new visitor once it is warm, and a rerun."""

    async def visited() -> tuple[float, float, float]:
        with server(ROOT / "app.py", store=url) as port:
            first = await first_load(port, "workflow")
            loads = [await first_load(port, "workflow") for _ in range(_LOADS)]
            warm = await reruns(port, "workflow", _RERUNS)
        return first, statistics.median(loads), statistics.median(warm)

    return asyncio.run(visited())


def _measured(
    folder: Path, count: int, runs: int
) -> tuple[float, float, float, float, float, int, tuple[float, float, float]]:
    """Seconds to store, to pack, to answer, to answer again and to work out the pictures; bytes of packs; the page."""
    url = f"sqlite:///{folder}/{count}.db"
    upgrade(url)
    cases = history(Work(**{**vars(FASTER), "cases_a_week": count / _WEEKS}), np.random.default_rng(1)).cases
    with writing(url) as session:
        company = Company(session)
        company.workflow("Claims intake")
        known_week(company, ends())
        rollout = company.rollout("Claims intake", "Claims", {"pilot": LIVE_ON})  # type: ignore[dict-item]
        kinds = np.array(_TYPES)[np.random.default_rng(2).integers(0, len(_TYPES), len(cases))]
        stored = timed(
            lambda: file_of_cases(
                company, "Claims intake", cases, team="Claims", report=at(ends()), case_type=kinds.tolist()
            )
        )
        workflow, team = company.workflows["Claims intake"], company.team("Claims")
        packed = timed(lambda: company.refresh(workflows={workflow}))
        session.add(
            Baseline(
                rollout_id=rollout,
                name="Before",
                first_day=BASELINE[0],
                last_day=BASELINE[1],
                cases_hash=cases_hash(session, workflow, {team}, *BASELINE),
                locked_by="bench",
                locked_on=date.today() - timedelta(days=1),
            )
        )
        session.flush()
        company.refresh(baselines=True)
        size = session.connection().exec_driver_sql("SELECT sum(length(packed)) FROM case_pack").scalar() or 0

    def answer() -> None:
        with reading(url) as session:
            found = ask(session, "cycle_time", Question())
        assert found.value == 1, found

    def afresh() -> None:
        COMPARISONS.forget()
        WEEKLY.forget()
        answer()

    def drawn() -> None:
        with reading(url) as session:
            assert cycle_time_pictures(session, scope(session, Question()), rollout)

    afresh()
    seconds = median_of(runs, afresh), median_of(runs, answer), median_of(runs, drawn)
    dispose(url)
    return stored, packed, *seconds, int(size), _page(url)
