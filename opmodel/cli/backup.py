"""`opmodel backup` and `opmodel restore`: a whole store out into one file, and in again."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from opmodel.cli.options import AsJson, By, Store, acting_on_any, url_of

if TYPE_CHECKING:
    from opmodel.store.backup.restoring import Restored
    from opmodel.store.backup.taking import Taken


def backup(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The backup to write, such as opmodel-2026-11-25.backup.")
    ],
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there already.")] = False,
    by: By = None,
    as_json: AsJson = False,
    store: Store = None,
) -> None:
    """Back a store up while it is in use, and try the backup out by restoring it elsewhere. The person key is not in it."""
    from opmodel.store.backup.taking import back_up

    url = url_of(store)
    taken = back_up(url, file, by=acting_on_any(url, by), force=force)
    if as_json:
        typer.echo(json.dumps(_taken(taken), ensure_ascii=False, indent=2))
        return
    typer.echo(f"{file} is written and was tried out: {_held(taken)}.")
    typer.echo(taken.key.says)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup that `opmodel backup` wrote.")],
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the place of what the store holds, after a backup of that.")
    ] = False,
    keep: Annotated[
        Path | None,
        typer.Option("--keep", metavar="FILE", help="Where that backup goes.", show_default="beside the store"),
    ] = None,
    without_key: Annotated[
        bool, typer.Option("--without-key", help="The person key is lost: restore what can be read all the same.")
    ] = False,
    by: By = None,
    as_json: AsJson = False,
    store: Store = None,
) -> None:
    """Put a backup in the place of a store, an empty one unless told otherwise; the dashboard may go on running."""
    from opmodel.store.backup.restoring import restore as put_back

    url = url_of(store)
    done = put_back(url, file, by=acting_on_any(url, by), replace=replace, keep=keep, without_key=without_key)
    if as_json:
        typer.echo(json.dumps(_restored(file, done), ensure_ascii=False, indent=2))
        return
    manifest = done.manifest
    typer.echo(
        f"The store is as it was on {manifest.made_on:%Y-%m-%d at %H:%M} UTC: {manifest.rows:,} rows in "
        f"{len(manifest.tables)} tables."
    )
    if done.revision != manifest.revision:
        typer.echo(f"Its tables were brought from migration {manifest.revision} to {done.revision}.")
    if done.kept is not None:
        typer.echo(f"What it held before is in {done.kept.path}.")


def _held(taken: "Taken") -> str:
    from opmodel.store.backup.beside import megabytes

    manifest = taken.manifest
    return f"{manifest.rows:,} rows in {len(manifest.tables)} tables, {megabytes(taken.size)}"


def _taken(taken: "Taken") -> dict[str, Any]:
    manifest, key = taken.manifest, taken.key
    return {
        "file": str(taken.path),
        "bytes": taken.size,
        "made_on": manifest.made_on.isoformat(),
        "version": manifest.product_version,
        "revision": manifest.revision,
        "database": manifest.database,
        "rows": manifest.rows,
        "tables": dict(manifest.tables),
        "sha256": manifest.sha256,
        "person_key": {"fingerprint": key.fingerprint, "place": key.place, "is_there": key.is_there, "says": key.says},
    }


def _restored(file: Path, done: "Restored") -> dict[str, Any]:
    manifest = done.manifest
    return {
        "file": str(file),
        "made_on": manifest.made_on.isoformat(),
        "version": manifest.product_version,
        "revision": {"before": manifest.revision, "now": done.revision},
        "database": manifest.database,
        "rows": manifest.rows,
        "tables": dict(manifest.tables),
        "person_key": manifest.person_key,
        "kept": None if done.kept is None else _taken(done.kept),
    }
