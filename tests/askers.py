"""Askers for tests, by their role in the whole company or in one team."""

from opmodel.store.asker import Asker, Grant, Role, with_every_right


def holding(*roles: Role, name: str = "ada", team: str = "", team_id: int | None = None) -> Asker:
    """Somebody who holds some roles; in one team where it is named."""
    number = (team_id or 1) if team else team_id
    return Asker(name=name, grants=tuple(Grant(role=role, team_id=number, team=team) for role in roles))


def viewer(name: str = "ada") -> Asker:
    return holding(Role.VIEWER, name=name)


def steward(name: str = "ada") -> Asker:
    return holding(Role.STEWARD, name=name)


def admin(name: str = "ada") -> Asker:
    return holding(Role.ADMIN, name=name)


def everybody(name: str = "ada") -> Asker:
    """Somebody with every right, as the one local user has."""
    return with_every_right(name)
