"""`opmodel doctor`: how a store is, and what to do about it."""

import json
import textwrap
from typing import TYPE_CHECKING

import typer

from opmodel.cli.options import AsJson, Store, url_of
from opmodel.cli.refusals import REFUSED

if TYPE_CHECKING:
    from opmodel.store.health.diagnosis import Diagnosis

_WIDTH = 116


def doctor(*, as_json: AsJson = False, store: Store = None) -> None:
    """Look at the store, its key, its disk and its sources, and say what to do. Status 0: all is fine; 2: something needs
    doing.
    """
    found = _examined(url_of(store))
    fine = all(one.fine for one in found)
    if as_json:
        document = {"fine": fine, "checks": [one.as_json() for one in found]}
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        width = max(len(one.title) for one in found)
        for one in found:
            _print(one, width)
    if not fine:
        raise typer.Exit(REFUSED)


def _examined(url: str) -> "list[Diagnosis]":
    from opmodel.intake.fresh_sources import sources_are_fresh
    from opmodel.store.engine import reading
    from opmodel.store.health.examination import examine, is_readable

    found = examine(url)
    if is_readable(found):
        with reading(url) as session:
            found.append(sources_are_fresh(session))
    return found


def _print(one: "Diagnosis", width: int) -> None:
    state = "fine " if one.fine else "to do"
    lines = [one.says, *([f"Do: {one.do}"] if one.do else [])]
    indent = " " * (width + len(state) + 4)
    text = "\n".join(
        textwrap.fill(line, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
        for line in lines
    )
    typer.echo(f"{one.title:<{width}}  {state}  {text.lstrip()}")
