"""Giving and taking roles. What was given stays in the store with who took it back and when; the last admin stays one."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from opmodel.access.accounts import LOCAL_NAME, admins, standing_grants
from opmodel.access.given import admin_addresses
from opmodel.register.editing import Edit, Invalid, editing
from opmodel.register.settings import keep_settings
from opmodel.store.accounts import Account, RoleGrant
from opmodel.store.asker import Act, Asker, Role
from opmodel.store.register import Team
from opmodel.store.teams import UnknownTeam, team_tree

_LONGEST_NAME = 120
GONE = "a team that is gone"
"""Stands for the path of a team that was removed since: the grant reaches nothing."""


@dataclass(frozen=True, kw_only=True)
class Holding:
    """A role that somebody holds or held, as a list shows it."""

    email: str
    name: str
    """Empty while they have never signed in."""
    role: Role
    team: str
    """Path; empty for the whole company."""
    granted_by: str
    granted_on: date | None
    """None: by the settings of the process."""
    last_seen: date | None
    revoked_by: str = ""
    revoked_on: date | None = None


def holdings(session: Session, *, with_history: bool = False) -> list[Holding]:
    """Who holds which role, by address; those that were taken back too where they are asked for."""
    rows = select(RoleGrant).order_by(RoleGrant.email, col(RoleGrant.id))
    if not with_history:
        rows = rows.where(col(RoleGrant.revoked_on).is_(None))
    accounts = {row.email: row for row in session.exec(select(Account).order_by(col(Account.id)))}
    found = [_holding(session, row, accounts.get(row.email)) for row in session.exec(rows)]
    return [*(_by_settings(email, accounts.get(email)) for email in admin_addresses()), *found]


def _holding(session: Session, row: RoleGrant, account: Account | None) -> Holding:
    team = None if row.team_id is None else session.get(Team, row.team_id)
    return Holding(
        email=row.email,
        name="" if account is None else account.name,
        role=row.role,
        team="" if row.team_id is None else GONE if team is None else team.path,
        granted_by=row.granted_by,
        granted_on=row.granted_on,
        last_seen=None if account is None else account.last_seen,
        revoked_by=row.revoked_by or "",
        revoked_on=row.revoked_on,
    )


def _by_settings(email: str, account: Account | None) -> Holding:
    return Holding(
        email=email,
        name="" if account is None else account.name,
        role=Role.ADMIN,
        team="",
        granted_by="OPMODEL_ADMINS",
        granted_on=None,
        last_seen=None if account is None else account.last_seen,
    )


def grant(url: str, email: str, role: Role, *, team: str = "", by: Asker) -> bool:
    """Give a role to whoever signs in with an address; False where they hold it already.

    Args:
        url: the store.
        email: the address.
        role: what they become.
        team: path of the team it is limited to, with those below it; empty for the whole company.
        by: who gives it.

    Raises:
        Refused: `by` may not.
        Invalid: that is no address or no team, an admin of a team alone, or a first role that is not an admin's.
    """
    address = _address(email)
    with editing(url, by=by, act=Act.GRANT) as edit:
        if role == Role.ADMIN and team:
            raise Invalid({"team": "An admin is one for the whole company."})
        if role != Role.ADMIN and not admins(edit.session):
            raise Invalid({"role": "Make an admin first: without one, nobody could give the next role."})
        team_id = _team(edit.session, team)
        if _held(edit.session, address, role, team_id):
            return False
        edit.audit.add(
            RoleGrant(email=address, role=role, team_id=team_id, granted_by=by.name, granted_on=date.today())
        )
    return True


def revoke(url: str, email: str, role: Role | None = None, *, team: str | None = None, by: Asker) -> int:
    """Take roles back; how many there were. It holds from the next click of whoever had them.

    Args:
        url: the store.
        email: whose.
        role: which role; None for every one.
        team: the team that the role is limited to; empty for the whole company, None for any.
        by: who takes it back.

    Raises:
        Refused: `by` may not.
        Invalid: nobody could give roles any more, or the role comes from the settings.
    """
    address = email.strip().lower()
    with editing(url, by=by, act=Act.GRANT) as edit:
        team_id = None if team is None else _team(edit.session, team)
        rows = [
            row
            for row in standing_grants(edit.session, email=address)
            if role in {None, row.role} and (team is None or row.team_id == team_id)
        ]
        if not rows:
            raise Invalid({"": _nothing_to_take(address, role)})
        for row in rows:
            edit.audit.change(row, {"revoked_by": by.name, "revoked_on": date.today()})
        _somebody_is_left(edit, rows)
    return len(rows)


def name_local_user(url: str, name: str, *, by: Asker) -> None:
    """Keep what the one local user calls themself; the trail names them so from then on.

    Raises:
        Refused: `by` is not them.
        Invalid: the name is blank or too long.
    """
    plain_name = " ".join(name.split())
    if not plain_name or len(plain_name) > _LONGEST_NAME:
        raise Invalid({"name": f"A name has one to {_LONGEST_NAME} characters."})
    with editing(url, by=by, act=Act.SET) as edit:
        keep_settings(edit, {LOCAL_NAME: plain_name}, unset={LOCAL_NAME: ""}, seen=None)


def _address(email: str) -> str:
    address = email.strip().lower()
    before, at, after = address.partition("@")
    if not (before and at and "." in after) or len(address.split()) != 1:
        raise Invalid({"email": f"{email.strip() or 'Nothing'} is no e-mail address."})
    return address


def _team(session: Session, path: str) -> int | None:
    """The number of a team; None for the whole company."""
    if not path:
        return None
    tree = team_tree(session)
    try:
        number = tree.find(path)
    except UnknownTeam as unknown:
        raise Invalid({"team": str(unknown)}) from unknown
    return None if number == tree.company else number


def _held(session: Session, address: str, role: Role, team_id: int | None) -> bool:
    held = standing_grants(session, email=address)
    if role == Role.ADMIN and address in admin_addresses():
        return True
    return any((row.role, row.team_id) == (role, team_id) for row in held)


def _nothing_to_take(address: str, role: Role | None) -> str:
    if role in {None, Role.ADMIN} and address in admin_addresses():
        return f"{address} is an admin by OPMODEL_ADMINS: take the address out there."
    return f"{address} does not hold {'a role' if role is None else f'the role {role.value}'} here."


def _somebody_is_left(edit: Edit, taken: list[RoleGrant]) -> None:
    edit.session.flush()
    if any(row.role == Role.ADMIN for row in taken) and not admins(edit.session):
        raise Invalid({"": "That is the last admin: make somebody else one first."})
