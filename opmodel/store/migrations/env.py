"""Alembic's entry: runs the migrations on the connection that `opmodel.store.engine` hands over."""

from alembic import context

from opmodel.store.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
# The caller owns the transaction: it holds the lock that keeps other processes out.
context.run_migrations()
