"""`opmodel import`, `imports`, `undo` and `template`: spreadsheets in and out again."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opmodel.cli.options import AsJson, By, Store, acting, moment, progress_line, store_url
from opmodel.cli.refusals import REFUSED, CannotDo, refuse
from opmodel.cli.said import said

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from opmodel.intake.front_door import Outcome
    from opmodel.store.trail_words import Line


def import_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Spreadsheets, or folders of them.")],
    *,
    export: Annotated[
        str | None, typer.Option("--as", metavar="EXPORT", help="Read it as this export instead of recognising it.")
    ] = None,
    workflow: Annotated[
        str | None, typer.Option("--workflow", metavar="NAME", help="The workflow that cases or use belong to.")
    ] = None,
    team: Annotated[
        str | None, typer.Option("--team", metavar="PATH", help="The file speaks for this team only.")
    ] = None,
    start: Annotated[str | None, typer.Option("--start", metavar="COLUMN|ACTIVITY", help="What starts a case.")] = None,
    finish: Annotated[
        str | None, typer.Option("--finish", metavar="COLUMN|ACTIVITY", help="What finishes a case.")
    ] = None,
    report_date: Annotated[
        str | None,
        typer.Option("--report-date", metavar="DATE", help="When the vendor made the report: a date or ISO moment."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and store nothing.")] = False,
    by: By = None,
    as_json: AsJson = False,
    store: Store = None,
) -> None:
    """Load spreadsheets as the vendors' portals export them; every file is tried, a refused one stops no other."""
    from opmodel.intake import front_door
    from opmodel.intake.export import Choices

    choices = Choices(
        export=export, workflow=workflow, team=team, start=start, finish=finish, report_at=moment(report_date)
    )
    url, progress = store_url(store), progress_line()
    who = acting(url, by)

    def take(path: Path) -> "Outcome":
        if dry_run:
            return front_door.preview(url, _content(path), path.name, choices, by=who, progress=progress)
        return front_door.load_path(url, path, choices, by=who, progress=progress)

    outcomes = _in_any_order(_spreadsheets(files), take)
    refused = [outcome for outcome in outcomes if outcome.status == "refused"]
    for outcome in refused:
        named = (outcome.why or "").startswith(outcome.file)
        refuse(outcome.why or "" if named else f"{outcome.file}: {outcome.why}")
    if as_json:
        typer.echo(json.dumps([outcome.as_json() for outcome in outcomes], ensure_ascii=False, indent=2))
    else:
        for outcome in outcomes:
            if outcome.status != "refused":
                _print(outcome)
    if refused:
        raise typer.Exit(REFUSED)


def _in_any_order(paths: list[Path], take: "Callable[[Path], Outcome]") -> "list[Outcome]":
    """Take every file; one that was refused is tried again once others have been loaded, since it may build on them
    (cases on the workflows they name). The outcomes come in the order of the paths.
    """
    outcomes = {path: take(path) for path in dict.fromkeys(paths)}
    waiting = [path for path, outcome in outcomes.items() if outcome.status == "refused"]
    loaded = any(outcome.status == "loaded" for outcome in outcomes.values())
    while waiting and loaded:
        again = {path: take(path) for path in waiting}
        outcomes |= again
        loaded = any(outcome.status == "loaded" for outcome in again.values())
        waiting = [path for path, outcome in again.items() if outcome.status == "refused"]
    return [outcomes[path] for path in paths]


def _spreadsheets(given: list[Path]) -> list[Path]:
    """The files meant, a folder standing for what lies directly in it, by name.

    Raises:
        CannotDo: one of them is not there.
    """
    found: list[Path] = []
    for path in given:
        if path.is_dir():
            inside = sorted(item for item in path.iterdir() if item.is_file() and not item.name.startswith("."))
            if not inside:
                raise CannotDo(f"The folder {path} holds no files; name the spreadsheets, or a folder of them.")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise CannotDo(f"There is no file {path}; check the path.")
    return found


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotDo(f"{path} cannot be read: {error.strerror}.") from error


def _print(outcome: "Outcome") -> None:
    document = outcome.as_json()
    rows = document["rows"]
    named = f" as import {outcome.import_id}" if outcome.import_id is not None else ""
    typer.echo(f"{outcome.file}: {outcome.status}{named}, {outcome.title or outcome.export or 'unknown export'}")
    typer.echo(
        f"    {rows['read']:,} rows read: {rows['kept']:,} kept, {rows['rejected']:,} rejected, "
        f"{rows['merged']:,} merged; {document['people'] or 0:,} people"
    )
    for note in document["notes"]:
        typer.echo(f"    note: {note}")
    for item in document["rejections"]:
        place = ", ".join(filter(None, [_row(item), item["column"]]))
        typer.echo(f"    {place}, {item['value']!r}: {item['why']}")
    for line in outcome.lines:
        named = " ".join(filter(None, [line.thing, line.what]))
        typer.echo(f"    {line.did.value} {named}{_change(line)}")
    for title, before, after in outcome.changes:
        typer.echo(f"    would change {title}: {said(before)} → {said(after)}")


def _row(item: "Mapping[str, Any]") -> str:
    """Which row was rejected; a row that is missing from a workbook has no number."""
    row = f"row {item['row']}" if item["row"] else "a row that is missing"
    return f"sheet {item['sheet']}, {row}" if item.get("sheet") else row


def _change(line: "Line") -> str:
    if not line.column:
        told = line.after or line.before
        return f": {told}" if told else ""
    return f", {line.column}: {line.before or 'blank'} → {line.after or 'blank'}"


def imports(*, by: By = None, as_json: AsJson = False, store: Store = None) -> None:
    """List every import, newest first."""
    from opmodel.access.opening import reading_as
    from opmodel.intake.history import imports as every_import
    from opmodel.store.asker import Act

    url = store_url(store)
    with reading_as(acting(url, by), url, act=Act.UPLOAD) as session:
        records = every_import(session)
    if as_json:
        typer.echo(json.dumps([record.as_json() for record in records], ensure_ascii=False, indent=2))
        return
    if not records:
        typer.echo("Nothing has been imported yet: opmodel import FILE...")
    for record in records:
        document = record.as_json()
        rows = document["rows"]
        typer.echo(
            f"{document['import_id']:>5}  {document['report_date']}  {document['status']:<9} {document['file']}  "
            f"({document['export']}, {rows['kept']:,} of {rows['read']:,} rows)"
        )


def undo(
    import_id: Annotated[
        int, typer.Argument(metavar="ID", help="Number of the import, as `opmodel imports` lists it.")
    ],
    *,
    by: By = None,
    as_json: AsJson = False,
    store: Store = None,
) -> None:
    """Take an import out whole, and the figures with it."""
    from opmodel.intake.undo import undo as undo_import

    url = store_url(store)
    outcome = undo_import(url, import_id, by=acting(url, by))
    if outcome.status == "refused":
        refuse(outcome.why or "This import cannot be undone.")
        raise typer.Exit(REFUSED)
    if as_json:
        typer.echo(json.dumps(outcome.as_json(), ensure_ascii=False, indent=2))
    else:
        typer.echo(f"Import {import_id} ({outcome.file}) was taken out.")


def template(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which template: contracts, roster, workflows …")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write it.", show_default="NAME.xlsx")
    ] = None,
    store: Store = None,
) -> None:
    """Write one of our own spreadsheets to fill in."""
    from opmodel.intake.registry import all_exports
    from opmodel.intake.templates import write_template

    del store  # taken so that every command understands it; a template is the same for every store
    known = sorted(export.name for export in all_exports().values() if export.template)
    if name not in known:
        raise CannotDo(f"There is no template {name!r}; there are {', '.join(known)}.")
    path = output or Path(f"{name}.xlsx")
    if not path.parent.is_dir():
        raise CannotDo(f"There is no folder {path.parent}; make it first.")
    path.write_bytes(write_template(name))
    typer.echo(f"{path} is written: fill it in, then opmodel import {path}")
