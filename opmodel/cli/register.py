"""`opmodel register`: the register as a workbook, to edit and to import again."""

from pathlib import Path
from typing import Annotated

import typer

from opmodel.cli.options import By, Store, acting, store_url
from opmodel.cli.refusals import CannotDo


def register(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write it.", show_default="register.xlsx")
    ] = Path("register.xlsx"),
    *,
    owner: Annotated[
        str | None,
        typer.Option("--owner", metavar="NAME", help="One owner's workflows alone, with their open questions marked."),
    ] = None,
    by: By = None,
    store: Store = None,
) -> None:
    """Write the register as a workbook; `opmodel import` brings it back, and changes only what was changed in it."""
    from opmodel.access.opening import reading_as
    from opmodel.register.workbook import TooLong, UnknownOwner, register_workbook
    from opmodel.store.asker import Act
    from opmodel.store.trail import record_export

    if not output.parent.is_dir():
        raise CannotDo(f"There is no folder {output.parent}; make it first.")
    url = store_url(store)
    asker = acting(url, by)
    with reading_as(asker, url, act=Act.EDIT_REGISTER) as session:
        try:
            written = register_workbook(session, owner=owner)
        except (TooLong, UnknownOwner) as fault:
            raise CannotDo(str(fault)) from fault
    record_export(url, by=asker.name, what=f"Register workbook, {owner or 'whole'}")
    output.write_bytes(written)
    typer.echo(f"{output} is written: edit it, then opmodel import {output} --dry-run")
