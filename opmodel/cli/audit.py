"""`opmodel audit`: who did what and when; taken out as a file; and whether the trail is still whole."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opmodel.cli.options import AsJson, By, Store, acting, store_url
from opmodel.cli.refusals import REFUSED, CannotDo, refuse

if TYPE_CHECKING:
    import pandas as pd

    from opmodel.store.trail_chain import Chain
    from opmodel.store.trail_entry import TrailEntry
    from opmodel.store.trail_reading import Wanted

Who = Annotated[str | None, typer.Option("--who", metavar="NAME", help="Only what this person did.")]
Did = Annotated[str | None, typer.Option("--did", metavar="ACT", help="Only this: edit, import, names seen …")]
Thing = Annotated[
    str, typer.Option("--thing", metavar="TEXT", help="Only what was done to things with this in their name.")
]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="From this day on, in UTC.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Up to this day, in UTC.")]

commands = typer.Typer(
    help="Who did what and when: list it, take it out, check that nothing was altered.", no_args_is_help=True
)


@commands.command("verify")
def verify(
    *,
    head: Annotated[
        str | None,
        typer.Option(
            "--head", metavar="HASH", help="A head kept from an earlier check: it must still be in the trail."
        ),
    ] = None,
    by: By = None,
    as_json: AsJson = False,
    store: Store = None,
) -> None:
    """Check every entry, the links between them, and the register's changes; print the head to keep elsewhere."""
    from opmodel.access.opening import reading_as
    from opmodel.store.asker import Act
    from opmodel.store.trail_chain import verify as checked

    url = store_url(store)
    with reading_as(acting(url, by), url, act=Act.AUDIT) as session:
        chain = checked(session, kept_head=head)
    if as_json:
        typer.echo(json.dumps({"holds": chain.holds, **vars(chain)}, ensure_ascii=False, indent=2))
    else:
        typer.echo(f"{chain.entries:,} entries; head {chain.head}")
        if chain.holds:
            typer.echo("The trail is whole. Keep the head outside the store: opmodel audit verify --head HASH")
    for fault in _faults(chain):
        refuse(fault)
    if not chain.holds:
        raise typer.Exit(REFUSED)


def _faults(chain: "Chain") -> list[str]:
    cut = "The head that was kept is not in the trail: entries were taken off its end, or rewritten."
    return [*chain.faults, *([cut] if chain.head_found is False else [])]


@commands.command("list")
def list_entries(
    *,
    who: Who = None,
    did: Did = None,
    thing: Thing = "",
    since: Since = None,
    until: Until = None,
    most: Annotated[int, typer.Option("--most", metavar="N", help="The newest so many.", min=1)] = 100,
    by: By = None,
    as_json: AsJson = False,
    store: Store = None,
) -> None:
    """Print entries, the newest first."""
    from opmodel.access.opening import reading_as
    from opmodel.store.asker import Act
    from opmodel.store.trail_reading import as_json as document
    from opmodel.store.trail_reading import newest_entries

    wanted = _wanted(who, did, thing, since, until)
    url = store_url(store)
    with reading_as(acting(url, by), url, act=Act.AUDIT) as session:
        entries = newest_entries(session, wanted, most=most)
        if as_json:
            typer.echo(json.dumps([document(entry) for entry in entries], ensure_ascii=False, indent=2))
            return
        if not entries:
            typer.echo("No entry of the trail is like that.")
        for entry in entries:
            _print(entry)


def _print(entry: "TrailEntry") -> None:
    from opmodel.store.trail_reading import said_of

    typer.echo(f"{entry.id:>6}  {entry.at:%Y-%m-%d %H:%M}  {entry.by}: {entry.act}, {entry.kind} {entry.name}".rstrip())
    for text in filter(None, [entry.note, entry.purpose and f"for: {entry.purpose}"]):
        typer.echo(f"        {text}")
    for what, before, after in said_of(entry):
        typer.echo(f"        {what}: {before or 'blank'} → {after or 'blank'}")


@commands.command("export")
def export(
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="A .csv, .xlsx or .json file.", show_default="audit.csv"),
    ] = Path("audit.csv"),
    *,
    who: Who = None,
    did: Did = None,
    thing: Thing = "",
    since: Since = None,
    until: Until = None,
    by: By = None,
    store: Store = None,
) -> None:
    """Write entries to a file, the newest first; that it was taken out is itself an entry."""
    from opmodel.access.opening import reading_as
    from opmodel.store.asker import Act
    from opmodel.store.trail import record_export
    from opmodel.store.trail_reading import every_entry

    if output.suffix.lower() not in _WRITERS:
        raise CannotDo(f"The trail is written as .csv, .xlsx or .json, not as {output.name}.")
    if not output.parent.is_dir():
        raise CannotDo(f"There is no folder {output.parent}; make it first.")
    url = store_url(store)
    wanted = _wanted(who, did, thing, since, until)
    asker = acting(url, by)
    asker.require(Act.AUDIT)
    record_export(url, by=asker.name, what=f"Audit trail, {output.name}")
    with reading_as(asker, url, act=Act.AUDIT) as session:
        entries = list(every_entry(session, wanted))
    output.write_bytes(_WRITERS[output.suffix.lower()](entries))
    typer.echo(f"{output} is written: {len(entries):,} entries.")


def _as_csv(entries: "list[TrailEntry]") -> bytes:
    from opmodel.ui.downloads import as_csv

    return as_csv(_frame(entries))


def _as_xlsx(entries: "list[TrailEntry]") -> bytes:
    from opmodel.ui.downloads import as_xlsx

    return as_xlsx(_frame(entries), sheet="Audit trail")


def _as_json(entries: "list[TrailEntry]") -> bytes:
    from opmodel.store.trail_reading import as_json

    return json.dumps([as_json(entry) for entry in entries], ensure_ascii=False, indent=1).encode()


_WRITERS = {".csv": _as_csv, ".xlsx": _as_xlsx, ".json": _as_json}


def _frame(entries: "list[TrailEntry]") -> "pd.DataFrame":
    import pandas as pd

    from opmodel.store.trail_reading import as_rows

    return pd.DataFrame([row for entry in entries for row in as_rows(entry)])


def _wanted(who: str | None, did: str | None, thing: str, since: str | None, until: str | None) -> "Wanted":
    from opmodel.store.trail_entry import Deed
    from opmodel.store.trail_reading import Wanted

    if did is not None and did not in set(Deed):
        raise CannotDo(f"The trail has no {did!r}; there are {', '.join(Deed)}.")
    return Wanted(by=who, act=did, thing=thing, since=_day(since), until=_day(until))


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CannotDo(f"{text!r} is not a date; write 2026-11-15.") from None
