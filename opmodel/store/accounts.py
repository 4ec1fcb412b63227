"""Who may sign in, and what they were granted. Grants are added and revoked, never written over, so that history stays."""

from datetime import date
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from opmodel.store.asker import Role
from opmodel.store.base import NEVER_REUSED, as_text


class Account(SQLModel, table=True):
    """Somebody who signed in and holds a role. The days are no log of use: only the first and the last are kept."""

    __table_args__ = (UniqueConstraint("issuer", "subject"), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True)
    issuer: str = Field(description="The provider that vouches for them, as its tokens name it.")
    subject: str = Field(description="What the provider calls them: it never changes and is never used again.")
    email: str = Field(index=True, description="In small letters.")
    name: str
    first_seen: date
    last_seen: date


class RoleGrant(SQLModel, table=True):
    """A role given to an e-mail address, and to the account that first signed in with it."""

    __tablename__: ClassVar[str] = "role_grant"
    __table_args__ = NEVER_REUSED

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(index=True, description="In small letters.")
    account_id: int | None = Field(
        default=None,
        foreign_key="account.id",
        index=True,
        description="Who holds it since they first signed in: an address that is given to somebody else takes no role along.",
    )
    role: Role = Field(sa_type=as_text(Role))
    # No foreign key: the history of grants outlives a team, and a grant whose team is gone reaches nothing.
    team_id: int | None = Field(default=None, description="The team it is limited to, with those below it.")
    granted_by: str
    granted_on: date
    revoked_by: str | None = None
    revoked_on: date | None = None
