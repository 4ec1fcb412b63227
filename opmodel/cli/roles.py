"""`opmodel roles`: who may do what, given and taken from the shell. The first admin is made here."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from opmodel.cli.options import AsJson, By, Store, acting, store_url
from opmodel.cli.refusals import CannotDo

if TYPE_CHECKING:
    from opmodel.access.granting import Holding
    from opmodel.store.asker import Role

_ROLES = "viewer, steward, facilitator, 'seat manager' or admin"

roles = typer.Typer(
    name="roles", help="Who may do what: list, grant and revoke roles.", no_args_is_help=True, rich_markup_mode=None
)
Email = Annotated[str, typer.Argument(metavar="E-MAIL", help="The address that they sign in with.")]
InTeam = Annotated[
    str | None,
    typer.Option("--team", metavar="PATH", help="In this team and those below it only.", show_default="whole company"),
]


@roles.command("list")
def list_roles(
    *,
    history: Annotated[bool, typer.Option("--history", help="Those that were taken back, too.")] = False,
    by: By = None,
    as_json: AsJson = False,
    store: Store = None,
) -> None:
    """List who holds which role, given by whom and when."""
    from opmodel.access.granting import holdings
    from opmodel.access.opening import reading_as
    from opmodel.store.asker import Act

    url = store_url(store)
    with reading_as(acting(url, by), url, act=Act.GRANT) as session:
        found = holdings(session, with_history=history)
    if as_json:
        typer.echo(json.dumps([_document(one) for one in found], ensure_ascii=False, indent=2))
        return
    if not found:
        typer.echo("Nobody holds a role yet: opmodel roles grant E-MAIL admin")
    for one in found:
        typer.echo(_line(one))


def _document(one: "Holding") -> dict[str, Any]:
    return {
        "email": one.email,
        "name": one.name or None,
        "role": one.role.value,
        "team": one.team or None,
        "granted_by": one.granted_by,
        "granted_on": None if one.granted_on is None else one.granted_on.isoformat(),
        "last_seen": None if one.last_seen is None else one.last_seen.isoformat(),
        "revoked_by": one.revoked_by or None,
        "revoked_on": None if one.revoked_on is None else one.revoked_on.isoformat(),
    }


def _line(one: "Holding") -> str:
    where = f" in {one.team}" if one.team else ""
    given = f"by {one.granted_by}" + ("" if one.granted_on is None else f" on {one.granted_on:%Y-%m-%d}")
    taken = "" if one.revoked_on is None else f"; taken back by {one.revoked_by} on {one.revoked_on:%Y-%m-%d}"
    return f"{one.email}  {one.role.value}{where}  ({given}{taken})"


@roles.command("grant")
def grant_role(
    email: Email,
    role: Annotated[str, typer.Argument(metavar="ROLE", help=f"What they become: {_ROLES}.")],
    *,
    team: InTeam = None,
    by: By = None,
    store: Store = None,
) -> None:
    """Give a role to whoever signs in with an address; the first one given must be an admin's."""
    from opmodel.access.granting import grant

    url, what = store_url(store), _role(role)
    where = f" in {team}" if team else ""
    if grant(url, email, what, team=team or "", by=acting(url, by)):
        typer.echo(f"{email} is now {what.value}{where}.")
    else:
        typer.echo(f"{email} is {what.value}{where} already; nothing was changed.")


@roles.command("revoke")
def revoke_role(
    email: Email,
    role: Annotated[
        str | None, typer.Argument(metavar="[ROLE]", help="Which of their roles.", show_default="every one")
    ] = None,
    *,
    team: InTeam = None,
    by: By = None,
    store: Store = None,
) -> None:
    """Take roles back, from the next click on; the last admin stays one."""
    from opmodel.access.granting import revoke

    url = store_url(store)
    taken = revoke(url, email, None if role is None else _role(role), team=team, by=acting(url, by))
    typer.echo(f"{email} holds {'a role' if taken == 1 else f'{taken} roles'} less.")


def _role(text: str) -> "Role":
    """The role that is meant; `seat-manager` is understood too.

    Raises:
        CannotDo: there is no such role.
    """
    from opmodel.store.asker import Role

    try:
        return Role(text.strip().lower().replace("-", " ").replace("_", " "))
    except ValueError:
        raise CannotDo(f"There is no role {text!r}; there are {', '.join(Role)}.") from None
