"""the audit trail: an entry for each thing that somebody did, chained by hash, never changed and never removed"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TABLE = "trail_entry"

# A batch migration of the table makes it anew, without its triggers: whoever writes one puts them back.
_SQLITE = (
    """CREATE TRIGGER trail_entry_no_update BEFORE UPDATE ON trail_entry
    BEGIN SELECT RAISE(ABORT, 'The audit trail is only ever added to'); END""",
    """CREATE TRIGGER trail_entry_no_delete BEFORE DELETE ON trail_entry
    BEGIN SELECT RAISE(ABORT, 'The audit trail is only ever added to'); END""",
    # INSERT OR REPLACE removes a row without a word to the trigger above.
    """CREATE TRIGGER trail_entry_in_order BEFORE INSERT ON trail_entry
    WHEN NEW.id <> (SELECT coalesce(max(id), 0) + 1 FROM trail_entry)
    BEGIN SELECT RAISE(ABORT, 'The audit trail is only ever added to'); END""",
)
_POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION trail_entry_stays() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'The audit trail is only ever added to'; END $$""",
    """CREATE OR REPLACE FUNCTION trail_entry_in_order() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF NEW.id <> (SELECT coalesce(max(id), 0) + 1 FROM trail_entry)
    THEN RAISE EXCEPTION 'The audit trail is only ever added to'; END IF; RETURN NEW; END $$""",
    """CREATE TRIGGER trail_entry_stays BEFORE UPDATE OR DELETE ON trail_entry
    FOR EACH ROW EXECUTE FUNCTION trail_entry_stays()""",
    """CREATE TRIGGER trail_entry_not_emptied BEFORE TRUNCATE ON trail_entry
    FOR EACH STATEMENT EXECUTE FUNCTION trail_entry_stays()""",
    """CREATE TRIGGER trail_entry_in_order BEFORE INSERT ON trail_entry
    FOR EACH ROW EXECUTE FUNCTION trail_entry_in_order()""",
)


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString()
    op.create_table(
        _TABLE,
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("by", text, nullable=False),
        sa.Column("act", text, nullable=False),
        sa.Column("kind", text, nullable=False),
        sa.Column("name", text, nullable=False),
        sa.Column("note", text, nullable=False),
        sa.Column("purpose", text, nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("changes", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("previous", text, nullable=False),
        sa.Column("hash", text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_entry")),
    )
    with op.batch_alter_table(_TABLE, schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trail_entry_at"), ["at"], unique=False)
        for column in ("by", "act", "kind"):
            batch_op.create_index(f"ix_trail_entry_{column}_id", [column, "id"], unique=False)
    _begin()
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def _begin() -> None:
    """A store that has been worked with: the first entry says what its register's trail held until now."""
    digest = hashlib.sha256()
    numbers = []
    for change in _changes():
        digest.update(_canonical(change) + b"\n")
        numbers.append(change["id"])
    if not numbers:
        return
    values = {
        "id": 1,
        "at": datetime.now(UTC),
        "by": "OpModel",
        "act": "trail begun",
        "kind": "Register",
        "name": "",
        "note": "What was changed in the register before the trail was chained",
        "purpose": "",
        "before": None,
        "after": None,
        "changes": {
            "first": numbers[0],
            "last": numbers[-1],
            "count": len(numbers),
            "digest": digest.hexdigest(),
        },
        "import_id": None,
        "previous": "0" * 64,
    }
    op.bulk_insert(_table(), [{**values, "hash": hashlib.sha256(_canonical(values)).hexdigest()}])


def _table() -> sa.TableClause:
    text, json_text = sa.String(), sa.JSON(none_as_null=True)
    kinds: dict[str, Any] = {
        **dict.fromkeys(("by", "act", "kind", "name", "note", "purpose", "previous", "hash"), text),
        **dict.fromkeys(("before", "after", "changes"), json_text),
        **dict.fromkeys(("id", "import_id"), sa.Integer()),
        "at": sqlmodel.sql.sqltypes.UTCDateTime(),
    }
    return sa.table(_TABLE, *(sa.column(name, kind) for name, kind in kinds.items()))


def _changes() -> Iterator[dict[str, Any]]:
    json_text = sa.JSON(none_as_null=True)
    change = sa.table(
        "register_change",
        sa.column("id", sa.Integer()),
        sa.column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime()),
        *(sa.column(name, sa.String()) for name in ("changed_by", "edit", "table_name", "row_key")),
        sa.column("before", json_text),
        sa.column("after", json_text),
    )
    for row in op.get_bind().execute(sa.select(*change.columns).order_by(change.c.id)).mappings():
        yield dict(row)


def _canonical(values: dict[str, Any]) -> bytes:
    # As opmodel.store.trail_chain writes it, once and for all: a migration does not change with the house.
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_moment).encode()


def _moment(value: Any) -> str:
    assert isinstance(value, datetime)
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def downgrade() -> None:
    op.drop_table(_TABLE)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS trail_entry_stays()")
        op.execute("DROP FUNCTION IF EXISTS trail_entry_in_order()")
