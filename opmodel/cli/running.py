"""`opmodel serve` and `opmodel demo`: the dashboard, on one's own store or on the demo company's."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from opmodel.cli.options import Store, progress_line, store_url, week_number
from opmodel.cli.refusals import CannotDo

Port = Annotated[int, typer.Option("--port", help="The port to listen on.", min=1, max=65535)]
Host = Annotated[
    str,
    typer.Option(
        "--host", help="The address to listen on; one that other machines reach takes sign-in (docs/sign-in.md)."
    ),
]


def serve(
    *,
    port: Port = 8501,
    host: Host = "127.0.0.1",
    store: Store = None,
) -> None:
    """Open the dashboard on http://localhost:8501, for this machine only unless told otherwise."""
    _check_host(host)
    _run_dashboard(store_url(store), host=host, port=port)


def demo(
    *,
    people: Annotated[int, typer.Option("--people", help="Staff of the demo company.", min=200)] = 2000,
    weeks: Annotated[int, typer.Option("--weeks", help="Weeks of tool use; cases go back 78 or more.", min=26)] = 52,
    seed: Annotated[int, typer.Option("--seed", help="Same seed and week, same company.", min=0)] = 7,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="WEEK", help="Last week of data.", show_default="the last complete week"),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Where its spreadsheets go.", show_default="data/demo"),
    ] = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Build it and stop there.")] = False,
    port: Port = 8501,
    host: Host = "127.0.0.1",
    store: Annotated[
        str | None,
        typer.Option(
            "--store", metavar="URL", help="The demo's own store.", show_default="the SQLite store data/demo.db"
        ),
    ] = None,
) -> None:
    """Build the demo company: write its spreadsheets, import them as a user would, open the dashboard."""
    from opmodel.demo.plan import Plan, last_complete_week
    from opmodel.demo.ready import stands
    from opmodel.settings import DATA, DEMO_STORE

    _check_host(host)
    week = week_number(as_of)
    plan = Plan(people=people, weeks=weeks, seed=seed, as_of=last_complete_week() if week is None else week)
    url = store or DEMO_STORE
    if stands(url, plan):
        _say(plan.ready)
    else:
        from opmodel.demo.build import build

        _say(build(url, plan, folder=out or DATA / "demo", say=_say, progress=progress_line()).sentence)
    if not no_serve:
        _run_dashboard(url, host=host, port=port)


def _say(sentence: str) -> None:
    typer.echo(sentence, err=True)


def _check_host(host: str) -> None:
    """Check that whoever reaches the address has to sign in, unless only this machine does.

    Raises:
        ProviderError: they would not, or sign-in is set up so that it cannot be relied on.
    """
    from opmodel.access.provider import check_exposure

    check_exposure(host)


def _run_dashboard(url: str, *, host: str, port: int) -> None:
    from opmodel.settings import ROOT

    entry = ROOT / "app.py"
    if not entry.is_file():
        raise CannotDo(f"{entry} is missing: the dashboard runs from a checkout of OpModel.")
    typer.echo(
        f"OpModel is at http://{'localhost' if host == '127.0.0.1' else host}:{port} (stop it with Ctrl+C)", err=True
    )
    os.environ["OPMODEL_STORE"] = url
    os.chdir(ROOT)
    sys.stdout.flush()
    sys.stderr.flush()
    command = [sys.executable, "-m", "streamlit", "run", str(entry)]
    os.execv(sys.executable, [*command, f"--server.address={host}", f"--server.port={port}", "--server.headless=true"])  # noqa: S606  our own interpreter, no shell
