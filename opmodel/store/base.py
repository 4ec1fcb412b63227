"""What every table shares: names for constraints, so that both databases and the migrations agree on them."""

from datetime import UTC, datetime

from sqlalchemy import Enum as SqlEnum
from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING

NEVER_REUSED = {"sqlite_autoincrement": True}
"""For tables that the audit trail speaks of: the number of a removed row never comes to mean another one."""


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def as_text(enum: type) -> SqlEnum:
    """A column type that keeps an enum as text: a native PostgreSQL enum survives a downgrade and blocks the next
    upgrade.
    """
    return SqlEnum(
        enum,
        native_enum=False,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )
