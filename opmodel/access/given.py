"""Roles that the settings give: to the admins they name, and to whoever has a group at the sign-in provider."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlmodel import Session

from opmodel.access.provider import ProviderError
from opmodel.settings import settings
from opmodel.store.asker import Grant, Role
from opmodel.store.teams import UnknownTeam, team_tree


def admin_addresses() -> tuple[str, ...]:
    """The addresses that `OPMODEL_ADMINS` names, in small letters."""
    return tuple(part.strip().lower() for part in settings().admins.split(",") if part.strip())


def given_grants(session: Session, email: str, claims: Mapping[str, Any]) -> list[Grant]:
    """What the settings give to somebody; a role in a team that the store does not know is left out.

    Raises:
        ProviderError: `OPMODEL_ROLES` gives something that is no role.
    """
    found = [Grant(role=Role.ADMIN)] if email in admin_addresses() else []
    for role, team in _claimed(claims):
        if not team:
            found.append(Grant(role=role))
            continue
        try:
            tree = team_tree(session)
            number = tree.find(team)
        except UnknownTeam:
            continue
        found.append(Grant(role=role, team_id=number, team=tree.paths[number]))
    return found


def claimed_roles() -> dict[str, tuple[Role, str]]:
    """The role, and the path of the team it is limited to, that each value of the claim gives.

    Raises:
        ProviderError: `OPMODEL_ROLES` gives something that is no role.
    """
    found = {}
    for value, given in settings().roles.items():
        role, team = (given, "") if isinstance(given, str) else (given.get("role", ""), given.get("team", ""))
        if role not in set(Role):
            raise ProviderError(f"OPMODEL_ROLES gives {role!r}, which is no role; there are {', '.join(Role)}.")
        found[value] = (Role(role), team)
    return found


def _claimed(claims: Mapping[str, Any]) -> Iterator[tuple[Role, str]]:
    name = settings().role_claim
    held = claims.get(name) if name else None
    values = {held} if isinstance(held, str) else set(held) if isinstance(held, (list, tuple)) else set()
    for value, given in claimed_roles().items():
        if value in values:
            yield given
