"""What each page costs with a small and a large store, against an empty Streamlit page on the same machine."""

import asyncio
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from opmodel.demo.build import build
from opmodel.demo.plan import Plan, last_complete_week
from opmodel.settings import ROOT
from tests.bench.table import markdown, p95, verdict
from tests.bench.websocket import first_load, reruns, server

_LOADS, _RERUNS = 15, 40
_SMALL, _LARGE = (2_000, 78), (200_000, 52)
_EMPTY_PAGE = 'import streamlit as st\n\nst.title("Empty")\n'


@dataclass(frozen=True)
class Cost:
    """Seconds of a first load (median), of a warm rerun (median) and of its 95th percentile."""

    load: float
    rerun: float
    slow: float


def page_paths() -> list[str]:
    """URL paths of the pages, from the files in `pages/`; the Overview is what the bare address opens."""
    found = (path.stem for path in (ROOT / "pages").glob("*/*.py"))
    return sorted("" if page == "overview" else page for page in found)


@contextmanager
def large_store(built_before: str | None) -> Iterator[str]:
    """A demo store of 200,000 people × 52 weeks: one that was built before, or one built now and thrown away after."""
    if built_before is not None:
        yield built_before
        return
    with tempfile.TemporaryDirectory(prefix="opmodel-bench-") as name:
        yield _store(Path(name), "large", *_LARGE)


def measure_pages(large_store: str) -> str:
    """The pages' part of the bench as Markdown."""
    with tempfile.TemporaryDirectory(prefix="opmodel-bench-") as name:
        folder = Path(name)
        (folder / "empty").mkdir()
        (folder / "empty" / "app.py").write_text(_EMPTY_PAGE)
        empty = _costs(folder / "empty" / "app.py", [""], None)[""]
        small = _costs(ROOT / "app.py", page_paths(), _store(folder, "small", *_SMALL))
        large = _costs(ROOT / "app.py", page_paths(), large_store)
    rows = [["empty Streamlit page", "", _ms(empty.load), "", _ms(empty.rerun), _ms(empty.slow), "", ""]]
    for page in page_paths():
        for store, cost in (("2,000 people", small[page]), ("200,000 × 52", large[page])):
            load = f"{cost.load / empty.load:.2f} ×, {verdict(cost.load / empty.load, 1.5)}"
            ratio = large[page].rerun / small[page].rerun
            grown = f"{ratio:.2f} ×, {verdict(ratio, 1.2)}" if cost is large[page] else ""
            warm = verdict(cost.slow * 1000, 150)
            rows.append([page or "overview", store, _ms(cost.load), load, _ms(cost.rerun), _ms(cost.slow), warm, grown])
    headers = [
        "page",
        "store",
        "first load",
        "against the empty page",
        "warm rerun",
        "p95",
        "under 150 ms",
        "large against small",
    ]
    title = f"Server time of pages (medians of {_LOADS} first loads and {_RERUNS} reruns in one session)"
    return f"### {title}\n\n{markdown(headers, rows)}\n"


def _store(folder: Path, name: str, people: int, weeks: int) -> str:
    url = f"sqlite:///{folder / name}.db"
    plan = Plan(people=people, weeks=weeks, seed=7, as_of=last_complete_week())
    build(url, plan, folder=folder / name, say=print)
    return url


def _costs(entry: Path, pages: list[str], store: str | None) -> dict[str, Cost]:
    return asyncio.run(_visit(entry, pages, store))


async def _visit(entry: Path, pages: list[str], store: str | None) -> dict[str, Cost]:
    costs = {}
    with server(entry, store=store) as port:
        for page in pages:
            await first_load(port, page)
            loads = [await first_load(port, page) for _ in range(_LOADS)]
            warm = await reruns(port, page, _RERUNS)
            costs[page] = Cost(statistics.median(loads), statistics.median(warm), p95(warm))
    return costs


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
