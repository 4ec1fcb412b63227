"""A company at work: people who have the Overview open and click now and then, each by a websocket of their own."""

import asyncio
import os
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import psutil

from opmodel.settings import ROOT
from tests.bench.table import markdown, p95, verdict
from tests.bench.websocket import Visitor, running

_THINK = 10.0
"""Seconds between a visitor's clicks on the mean; evenly spread from none to twice that, or all would click in step."""
_PLAIN_STREAMLIT = (206, 2_213)
"""Milliseconds, median and 95th percentile, of 100 such visitors of a plain Streamlit page of three charts (2026-11-22)."""
_GOAL_MS = 100
_GROWTH_GOAL = 1.05
_OVERVIEW = ""


@dataclass
class _Seen:
    """What happened while the visitors clicked."""

    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    """Seconds since the start, and MiB."""
    cpu: float = 0.0
    """Seconds of computing by the server."""


def measure_load(store: str, *, visitors: int, seconds: int) -> str:
    """The load part of the bench as Markdown. The server has one core to itself; the visitors have the others."""
    seen = asyncio.run(_company(store, visitors, seconds))
    after, growth = _growth(seen.memory, seconds)
    reruns = [f"{statistics.median(seen.seconds) * 1000:.0f} ms", f"{p95(seen.seconds) * 1000:.0f} ms"]
    rows = [
        [
            "OpModel, Overview",
            *reruns,
            verdict(p95(seen.seconds) * 1000, _GOAL_MS),
            f"{len(seen.seconds):,}",
            f"{len(seen.faults)}",
            f"{seen.cpu / max(1, len(seen.seconds)) * 1000:.0f} ms",
            f"{seen.cpu / seconds:.0%}",
            f"{after:.0f} MiB, {growth:.2f} × at the end, {verdict(growth, _GROWTH_GOAL)}",
        ],
        ["plain Streamlit, three charts", *(f"{ms:,} ms" for ms in _PLAIN_STREAMLIT), "", "", "", "", "", ""],
    ]
    headers = [
        "page",
        "rerun, median",
        "p95",
        f"under {_GOAL_MS} ms",
        "reruns",
        "errors",
        "computing, a rerun",
        "of one core",
        f"memory after {_settled(seconds):.0f} s",
    ]
    title = f"{visitors} people with the Overview open for {seconds} s, a click every {_THINK:.0f} s on the mean"
    told = "".join(f"\nError: {fault}" for fault in sorted(set(seen.faults))[:5])
    return f"### {title}\n\n{markdown(headers, rows)}\n{told}"


async def _company(store: str, visitors: int, seconds: int) -> _Seen:
    seen = _Seen()
    with running(ROOT / "app.py", store=store) as server:
        process = psutil.Process(server.process)
        _give_one_core(process)
        # Sign-in comes here once there is sign-in: each of them is then somebody, and not only a session.
        people = [Visitor(server.port) for _ in range(visitors)]
        for person in people:
            await person.open()
            await person.run(_OVERVIEW)
        start, cpu = time.monotonic(), _cpu_seconds(process)
        watching = asyncio.create_task(_watch(process, seen, start))
        await asyncio.gather(*(_click(person, seen, until=start + seconds, seed=n) for n, person in enumerate(people)))
        watching.cancel()
        seen.cpu = _cpu_seconds(process) - cpu
        for person in people:
            seen.faults += person.faults
            await person.close()
    return seen


async def _click(person: Visitor, seen: _Seen, *, until: float, seed: int) -> None:
    chance = random.Random(seed)
    while True:
        await asyncio.sleep(chance.uniform(0, 2 * _THINK))
        if time.monotonic() > until:
            return
        try:
            seen.seconds.append(await person.run(_OVERVIEW))
        except Exception as fault:
            seen.faults.append(f"{type(fault).__name__}: {fault}")
            return


async def _watch(process: psutil.Process, seen: _Seen, start: float) -> None:
    while True:
        seen.memory.append((time.monotonic() - start, process.memory_info().rss / 2**20))
        await asyncio.sleep(1)


def _give_one_core(process: psutil.Process) -> None:
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        # Its threads are there already, and each has to be moved.
        for thread in process.threads():
            os.sched_setaffinity(thread.id, cores[:1])
        os.sched_setaffinity(0, cores[1:])


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _settled(seconds: int) -> float:
    """When memory should no longer grow: after the first minute, or half of a run too short for that."""
    return min(60.0, seconds / 2)


def _growth(memory: Sequence[tuple[float, float]], seconds: int) -> tuple[float, float]:
    """MiB once settled, and how many times that the last tenth of the run takes."""
    settled = next(size for when, size in memory if when >= _settled(seconds) - 1)
    last = statistics.median(size for when, size in memory if when >= seconds * 0.9)
    return settled, last / settled
