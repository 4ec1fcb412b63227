"""edits by hand, and the gate before the next team"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


_NEVER_REUSED = (
    "team",
    "office_holder",
    "workflow",
    "operator",
    "step",
    "checkpoint",
    "checkpoint_staffing",
    "check",
    "play",
    "rollout",
    "stage_change",
    "milestone",
    "baseline",
    "decision",
    "action",
)


def _remake(*, never_reused: bool) -> None:
    """SQLite hands the number of a removed row out again unless a table is made to say otherwise."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in _NEVER_REUSED:
        with op.batch_alter_table(
            table, schema=None, recreate="always", table_kwargs={"sqlite_autoincrement": never_reused}
        ):
            pass


def upgrade() -> None:
    op.create_table(
        "gate_passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rollout_id", sa.Integer(), nullable=False),
        sa.Column("passed_on", sa.Date(), nullable=False),
        sa.Column("passed_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rollout_id"], ["rollout.id"], name=op.f("fk_gate_passage_rollout_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_passage")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("gate_passage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gate_passage_rollout_id"), ["rollout_id"], unique=False)
    with op.batch_alter_table("register_change", schema=None) as batch_op:
        batch_op.add_column(sa.Column("edit", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.create_index(batch_op.f("ix_register_change_edit"), ["edit"], unique=False)
    # Nothing before, or nothing after, was kept as the JSON word null, which no query finds as null.
    for column in ("before", "after"):
        op.execute(f"UPDATE register_change SET {column} = NULL WHERE CAST({column} AS TEXT) = 'null'")  # noqa: S608
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("why", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=""))
    _remake(never_reused=True)


def downgrade() -> None:
    _remake(never_reused=False)
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_column("why")
    with op.batch_alter_table("register_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_register_change_edit"))
        batch_op.drop_column("edit")
    with op.batch_alter_table("gate_passage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gate_passage_rollout_id"))
    op.drop_table("gate_passage")
