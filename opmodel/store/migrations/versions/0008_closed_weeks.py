"""what a purge leaves behind of closed weeks: first use, last use, the outcome of a test"""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    moment = sqlmodel.sql.sqltypes.UTCDateTime()
    op.create_table(
        "seat_memory",
        sa.Column("tool_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", moment, nullable=True),
        sa.Column("last_active_at", moment, nullable=True),
        sa.Column("observed_at", moment, nullable=True),
        sa.Column("was_rostered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["tool_id"], ["tool.id"], name=op.f("fk_seat_memory_tool_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_seat_memory_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tool_id", "person_id", name=op.f("pk_seat_memory")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "workflow_memory",
        sa.Column("workflow_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("workflow_id", name=op.f("pk_workflow_memory")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fall_memory",
        sa.Column("rollout_id", sa.Integer(), nullable=False),
        sa.Column("p", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rollout_id"], ["rollout.id"], name=op.f("fk_fall_memory_rollout_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("rollout_id", name=op.f("pk_fall_memory")),
    )


def downgrade() -> None:
    for table in ("fall_memory", "workflow_memory", "seat_memory"):
        op.drop_table(table)
