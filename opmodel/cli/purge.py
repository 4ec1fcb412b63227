"""`opmodel purge`: take out what is past its time."""

import json
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from opmodel.cli.options import AsJson, By, Store, acting, store_url

if TYPE_CHECKING:
    from opmodel.register.purge import Purge


def purge(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be removed, and remove nothing.")] = False,
    by: By = None,
    as_json: AsJson = False,
    store: Store = None,
) -> None:
    """Remove who did what in weeks, and cases, that are past their time; what was counted from them stays."""
    from opmodel.register.purge import plan_purge
    from opmodel.register.purge import purge as remove

    url, today = store_url(store), date.today()
    asker = acting(url, by)
    plan = plan_purge(url, by=asker, today=today)
    if not as_json:
        _print(plan, "To be removed")
    if dry_run or not plan.removals:
        if as_json:
            typer.echo(_json(plan, removed=False))
        return
    done = remove(url, by=asker, today=today)
    if as_json:
        typer.echo(_json(done, removed=True))
    else:
        typer.echo(f"Removed {sum(removal.rows for removal in done.removals):,} rows; the audit trail says so.")


def _print(plan: "Purge", title: str) -> None:
    typer.echo(plan.sentence)
    if not plan.removals:
        typer.echo("Nothing is past its time.")
    for removal in plan.removals:
        ends = "" if removal.oldest is None else f", {removal.oldest} to {removal.newest}"
        typer.echo(f"{title}: {removal.rows:,} rows of {removal.table} ({removal.what}){ends}")


def _json(plan: "Purge", *, removed: bool) -> str:
    from opmodel.store.weeks import label

    document = {
        "removed": removed,
        "person_weeks_from": label(plan.until.first_open),
        "cases_from": plan.until.first_case_day.isoformat(),
        "tables": [vars(removal) for removal in plan.removals],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)
