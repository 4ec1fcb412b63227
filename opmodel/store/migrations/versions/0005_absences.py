"""who was away from work in a week, and how many of the target people were; which apps a file counts apart"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("import_id", "week", "person_id", name=op.f("pk_absence")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("adoption_week", schema=None, table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.add_column(sa.Column("away", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("away_active", sa.Integer(), nullable=True))
    op.add_column("coverage", sa.Column("apps", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("coverage", "apps")
    with op.batch_alter_table("adoption_week", schema=None, table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.drop_column("away_active")
        batch_op.drop_column("away")
    op.drop_table("absence")
