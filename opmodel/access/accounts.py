"""Who somebody is: from what the sign-in provider says of them, and the roles they were granted, to an asker.

Nobody is let in by signing in alone. A role comes from the store, from `OPMODEL_ADMINS`, or from a claim of the provider
that `OPMODEL_ROLES` gives a role to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import inspect
from sqlmodel import Session, col, func, select

from opmodel.access.given import admin_addresses, given_grants
from opmodel.store.accounts import Account, RoleGrant
from opmodel.store.asker import Asker, Grant, Role, with_every_right
from opmodel.store.backup.kinds import kept_at
from opmodel.store.engine import engine, reading, writing
from opmodel.store.register import Setting, Team

LOCAL_NAME = "local_user.name"
"""The setting that holds what the one local user calls themself."""


class NotLetIn(Exception):
    """Somebody who signed in is not known here, or cannot be relied on to be who they say. The message is for them."""


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """Somebody for whom the provider vouches."""

    issuer: str
    subject: str
    email: str
    """In small letters."""
    name: str
    claims: Mapping[str, Any]
    since: datetime | None = None
    """When they signed in; None where the provider does not say."""


def signed_in(claims: Mapping[str, Any]) -> SignedIn:
    """Who the provider says it is.

    Raises:
        NotLetIn: it names nobody, or an address that it has not verified.
    """
    subject, email = str(claims.get("sub") or ""), _address(claims)
    if not subject or not email:
        raise NotLetIn(
            "Your sign-in does not tell your e-mail address, by which roles are given. Whoever runs OpModel adds the scope "
            "email at the provider."
        )
    if claims.get("email_verified", True) not in {True, "true"}:
        raise NotLetIn(f"Your provider has not verified {email}. Verify the address there, then sign in again.")
    since = claims.get("iat")
    return SignedIn(
        issuer=str(claims.get("iss") or ""),
        subject=subject,
        email=email,
        name=" ".join(str(claims.get("name") or "").split()) or email,
        claims=claims,
        since=datetime.fromtimestamp(since, UTC) if isinstance(since, (int, float)) else None,
    )


def _address(claims: Mapping[str, Any]) -> str:
    return str(claims.get("email") or "").strip().lower()


def asker_for(url: str, person: SignedIn) -> Asker:
    """Whoever signed in, with every role they hold now. The first visit of a day is kept as a date.

    Raises:
        NotLetIn: they hold none.
    """
    with reading(url) as session:
        account = _account(session, person)
        granted = standing_grants(session, email=person.email)
        held = [row for row in granted if row.account_id is None or (account and row.account_id == account.id)]
        grants = (*grants_of(session, held), *given_grants(session, person.email, person.claims))
        if not grants:
            raise NotLetIn(_why_not(person, granted, admins(session)))
        name = _told_apart(session, person, account)
        news = account is None or _differs(account, person) or any(row.account_id is None for row in held)
    if news:
        _remember(url, person)
    return Asker(name=name, account=person.email, grants=grants)


def asker_named(url: str, email: str) -> Asker:
    """The holder of an address, as the shell acts for them: nobody vouches for it but whoever may use the shell.

    Raises:
        NotLetIn: it holds no role.
    """
    address = email.strip().lower()
    with reading(url) as session:
        grants = (*grants_of(session, standing_grants(session, email=address)), *given_grants(session, address, {}))
        if not grants:
            raise NotLetIn(f"{address} holds no role in this store. {ask_for_one(admins(session))}")
        known = session.exec(select(Account).where(Account.email == address).order_by(col(Account.id).desc())).first()
    return Asker(name=address if known is None else known.name, account=address, grants=grants)


def shell_asker(url: str, by: str | None, *, name: str) -> Asker:
    """Whom a command acts for: the account that `by` names; where nobody holds a role, anybody, with every right.

    Args:
        url: the store.
        by: what the command was told.
        name: what the trail calls whoever was not named, while nobody holds a role.

    Raises:
        NotLetIn: people hold roles, and `by` names none of them.
    """
    with reading(url) as session:
        if not has_roles(session):
            return with_every_right(by or name)
    if not by:
        raise NotLetIn("People hold roles in this store: say for whom this is done with --by E-MAIL.")
    return asker_named(url, by)


def local_asker(url: str, *, name: str) -> Asker:
    """The one user of a store without sign-in and without roles, by the name they gave themself, else `name`.

    Raises:
        NotLetIn: people hold roles in this store, so that it takes signing in.
    """
    with reading(url) as session:
        if has_roles(session):
            raise NotLetIn(
                "People hold roles in this store, and no sign-in is set up here that would tell them apart. Set it up "
                "(docs/sign-in.md), or work from the shell with --by."
            )
        named = session.get(Setting, LOCAL_NAME)
    return with_every_right(name if named is None else named.value)


def local_name(url: str) -> str:
    """What the local user calls themself; empty where they have not said."""
    with reading(url) as session:
        named = session.get(Setting, LOCAL_NAME)
    return "" if named is None else named.value


def standing_grants(session: Session, *, email: str | None = None) -> list[RoleGrant]:
    """The grants that nobody has taken back, by address and then by age; of one address where it is given."""
    wanted = select(RoleGrant).where(col(RoleGrant.revoked_on).is_(None))
    if email is not None:
        wanted = wanted.where(RoleGrant.email == email.strip().lower())
    return list(session.exec(wanted.order_by(RoleGrant.email, col(RoleGrant.id))))


def grants_of(session: Session, rows: Sequence[RoleGrant]) -> tuple[Grant, ...]:
    """Grants with their teams looked up; one whose team is gone reaches nothing, and is left out."""
    found = []
    for row in rows:
        team = None if row.team_id is None else session.get(Team, row.team_id)
        if row.team_id is None:
            found.append(Grant(role=row.role))
        elif team is not None:
            found.append(Grant(role=row.role, team_id=row.team_id, team=team.path))
    return tuple(found)


def knows_roles(url: str) -> bool:
    """Whether the store is there, and not older than roles."""
    return not kept_at(url).is_empty() and inspect(engine(url)).has_table(str(RoleGrant.__tablename__))


def has_roles(session: Session) -> bool:
    """Whether anybody holds a role, in the store or by the settings."""
    granted = select(RoleGrant.id).where(col(RoleGrant.revoked_on).is_(None)).limit(1)
    return bool(admin_addresses()) or session.exec(granted).first() is not None


def admins(session: Session) -> list[str]:
    """The addresses of the admins: whom to ask for a role."""
    granted = [row.email for row in standing_grants(session) if row.role == Role.ADMIN]
    return sorted({*granted, *admin_addresses()})


def whom_to_ask(url: str) -> str:
    """Who gives roles here, in a sentence."""
    with reading(url) as session:
        return ask_for_one(admins(session))


def ask_for_one(addresses: Sequence[str]) -> str:
    """Whom to ask for a role, in a sentence."""
    if not addresses:
        return "There is no admin yet: whoever runs OpModel makes one with opmodel roles grant E-MAIL admin."
    return f"Ask {' or '.join(addresses)} for a role."


def _account(session: Session, person: SignedIn) -> Account | None:
    return session.exec(
        select(Account).where(Account.issuer == person.issuer, Account.subject == person.subject)
    ).first()


def _differs(account: Account, person: SignedIn) -> bool:
    return (account.email, account.name, account.last_seen) != (person.email, person.name, date.today())


def _told_apart(session: Session, person: SignedIn, account: Account | None) -> str:
    """The name that the trail takes: with the address where another account has the same name."""
    others = select(Account.id).where(
        func.lower(col(Account.name)) == person.name.lower(), Account.email != person.email
    )
    if account is not None:
        others = others.where(Account.id != account.id)
    namesake = session.exec(others.limit(1)).first() is not None
    return f"{person.name} ({person.email})" if namesake else person.name


def _why_not(person: SignedIn, granted: Sequence[RoleGrant], addresses: Sequence[str]) -> str:
    if granted:
        return (
            f"The roles of {person.email} belong to another account that had this address before. "
            f"{ask_for_one(addresses)}"
        )
    return f"{person.email} holds no role here, so there is nothing to show yet. {ask_for_one(addresses)}"


def _remember(url: str, person: SignedIn) -> None:
    """Keep who came and on which day, and whose the grants of their address now are."""
    with writing(url) as session:
        account = _account(session, person)
        if account is None:
            account = Account(
                issuer=person.issuer,
                subject=person.subject,
                email=person.email,
                name=person.name,
                first_seen=date.today(),
                last_seen=date.today(),
            )
        account.email, account.name, account.last_seen = person.email, person.name, date.today()
        session.add(account)
        session.flush()
        for row in standing_grants(session, email=person.email):
            if row.account_id is None:
                row.account_id = account.id
                session.add(row)
