"""A Markdown table of measurements, with the date and the machine they were taken on."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime


def timed(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median_of(runs: int, work: Callable[[], object]) -> float:
    """Median seconds over several runs."""
    return statistics.median(timed(work) for _ in range(runs))


def p95(seconds: Sequence[float]) -> float:
    """The 95th percentile, by the nearest rank."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, -(-len(ordered) * 95 // 100) - 1)]


def heading() -> str:
    """When and on what the measurements were taken."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC by `make bench` on {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}. Trust the ratios."
    )


def verdict(value: float, goal: float, *, at_most: bool = True) -> str:
    """A ratio against its goal, in words that can stand in a table."""
    met = value <= goal if at_most else value >= goal
    sign = "≤" if at_most else "≥"
    return f"{'met' if met else '**missed**'} (goal {sign} {goal:g})"


def markdown(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows as a Markdown table."""
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
