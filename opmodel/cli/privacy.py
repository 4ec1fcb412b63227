"""`opmodel data-sheet`: what is kept of people, for whoever has to judge it."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from opmodel.cli.options import By, Store, acting, store_url
from opmodel.cli.refusals import CannotDo


def data_sheet(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to write it.", show_default="the screen"),
    ] = None,
    *,
    by: By = None,
    store: Store = None,
) -> None:
    """Write the data sheet for the works council and the data protection officer, from this store's configuration."""
    from opmodel.access.opening import reading_as
    from opmodel.access.role_table import roles_in_words
    from opmodel.register.data_sheet import data_sheet as written

    if output is not None and not output.parent.is_dir():
        raise CannotDo(f"There is no folder {output.parent}; make it first.")
    url = store_url(store)
    with reading_as(acting(url, by), url) as session:
        text = written(session, today=date.today(), roles=roles_in_words(session))
    if output is None:
        typer.echo(text)
        return
    output.write_text(text, encoding="utf-8")
    typer.echo(f"{output} is written.")
