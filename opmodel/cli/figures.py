"""`opmodel measures` and `opmodel thresholds`: the figures, and the numbers in their rules."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from opmodel.cli.options import AsJson, AsOf, By, Store, acting, store_url, week_number
from opmodel.cli.refusals import CannotDo
from opmodel.cli.said import said

if TYPE_CHECKING:
    from sqlmodel import Session

    from opmodel.measures.figure import Figure
    from opmodel.store.asker import Asker


def measures(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME...]", help="Measures; all if none.")] = None,
    *,
    team: Annotated[str, typer.Option("--team", metavar="PATH", help="A team, such as 'Finance/Controlling'.")] = "",
    as_of: AsOf = None,
    series: Annotated[bool, typer.Option("--series", help="Add the weekly series.")] = False,
    by: By = None,
    as_json: AsJson = False,
    store: Store = None,
) -> None:
    """Print the figures: value, count, as-of week and caveats."""
    from opmodel.access.opening import reading_as
    from opmodel.measures.calendar import newest_week
    from opmodel.measures.registry import Question, all_measures, answered_once, ask
    from opmodel.store.weeks import label

    week, url = week_number(as_of), store_url(store)
    with reading_as(acting(url, by), url, team=team) as session, answered_once(session):
        scope = _scope(session, team)
        question = Question(team=team, as_of=week, series=series)
        figures = {name: ask(session, name, question) for name in names or all_measures()}
        shown = week if week is not None else newest_week(session)
    # A measure without a weekly history has an empty one, so that whoever asks for series always finds the key.
    nothing: dict[str, list[str]] = {"series": []} if series else {}
    document = {
        "as_of": None if shown is None else label(shown),
        "scope": scope,
        "measures": {name: nothing | figure.as_json() for name, figure in figures.items()},
    }
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{scope}, as of {document['as_of'] or 'no week yet'}")
    for name, figure in figures.items():
        _print(all_measures()[name].title, name, figure)


def _scope(session: "Session", team: str) -> str:
    """The path of the team asked about, as the store spells it; the company's name for the whole company.

    Raises:
        CannotDo: there are no teams yet.
        UnknownTeam: there is no such team.
    """
    from sqlmodel import select

    from opmodel.store.register import Team
    from opmodel.store.teams import COMPANY, team_tree

    if session.exec(select(Team.id).limit(1)).first() is None:
        if team:
            raise CannotDo(f"There is no team {team!r}, nor any other yet: import a roster first.")
        return COMPANY
    tree = team_tree(session)
    return tree.paths[tree.find(team)] if team else tree.names[tree.company]


def _print(title: str, name: str, figure: "Figure") -> None:
    from opmodel.store.weeks import label

    week = "" if figure.as_of is None else f"  {label(figure.as_of)}"
    typer.echo(f"\n{title} ({name})  {said(figure)}{week}")
    if figure.value is None and figure.why_unknown:
        typer.echo(f"    unknown: {figure.why_unknown}")
    for part in figure.parts:
        kind = f"{part.kind} " if part.kind else ""
        typer.echo(f"    {kind}{part.name}: {said(part)}")
    for caveat in figure.caveats:
        typer.echo(f"    note: {caveat}")
    for point in figure.series or ():
        value = (
            point.bound or "suppressed"
            if point.suppressed
            else "unknown"
            if point.value is None
            else f"{point.value:g}"
        )
        typer.echo(f"    {label(point.week)}  {value}")


def thresholds(
    name: Annotated[str | None, typer.Argument(help="The threshold to change.")] = None,
    value: Annotated[float | None, typer.Argument(help="Its new value.")] = None,
    *,
    by: By = None,
    as_json: AsJson = False,
    store: Store = None,
) -> None:
    """List the thresholds of the rules, or set one; the change is recorded and the figures follow."""
    from opmodel.access.opening import reading_as
    from opmodel.store.asker import ANYWHERE
    from opmodel.store.thresholds import THRESHOLDS, all_thresholds

    url = store_url(store)
    asker = acting(url, by)
    if name is not None:
        _set_threshold(url, name, value, asker)
    with reading_as(asker, url, team=ANYWHERE) as session:
        values = all_thresholds(session)
    if as_json:
        listed = {
            item.name: {
                "value": values[item.name],
                "default": item.default,
                "least": item.least,
                "most": item.most,
                "unit": item.unit,
                "help": item.help,
            }
            for item in THRESHOLDS.values()
        }
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    for item in THRESHOLDS.values() if name is None else [THRESHOLDS[name]]:
        changed = "" if values[item.name] == item.default else f" (default {item.default:g})"
        typer.echo(f"{item.name} = {values[item.name]:g} {item.unit}{changed}: {item.help}")


def _set_threshold(url: str, name: str, value: float | None, by: "Asker") -> None:
    from opmodel.register.thresholds import set_threshold
    from opmodel.store.thresholds import THRESHOLDS, checked_threshold

    if value is None:
        item = checked_threshold(name, THRESHOLDS[name].default if name in THRESHOLDS else 0)
        raise CannotDo(f"Give a value as well: opmodel thresholds {item.name} {item.default:g}.")
    set_threshold(url, name, value, by=by)
