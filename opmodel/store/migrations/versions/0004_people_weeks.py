"""the people of a rollout packed by week, cohorts of first use, joiners and leavers"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("adoption_week", schema=None, table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.add_column(sa.Column("joined", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("left", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "people_week",
        sa.Column("rollout_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("workflow_id", sa.Integer(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("rollout_id", "week", name=op.f("pk_people_week")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cohort_week",
        sa.Column("workflow_id", sa.Integer(), nullable=False),
        sa.Column("cohort", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workflow_id", "cohort", "week", name=op.f("pk_cohort_week")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "first_use",
        sa.Column("workflow_id", sa.Integer(), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=False),
        sa.Column("first_used", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("waited", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workflow_id", "entered", "first_used", "last", "waited", name=op.f("pk_first_use")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "user_week",
        sa.Column("workflow_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("targeted", sa.Integer(), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.Column("in_four_weeks", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("workflow_id", "week", name=op.f("pk_user_week")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "kept_use",
        sa.Column("rollout_id", sa.Integer(), nullable=False),
        sa.Column("workflow_id", sa.Integer(), nullable=False),
        sa.Column("first_week", sa.Integer(), nullable=False),
        sa.Column("began", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("rollout_id", name=op.f("pk_kept_use")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("kept_use", "user_week", "first_use", "cohort_week", "people_week"):
        op.drop_table(table)
    with op.batch_alter_table("adoption_week", schema=None, table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.drop_column("left")
        batch_op.drop_column("joined")
