"""Whether a store's tables stand where this version of OpModel expects them."""

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from opmodel.store.engine import alembic_config


def why_not_migrated(connection: Connection) -> str | None:
    """Why pages cannot be served from this store yet, in one sentence; None where they can."""
    has = MigrationContext.configure(connection).get_current_revision()
    scripts = ScriptDirectory.from_config(alembic_config())
    needs = scripts.get_current_head()
    if has == needs:
        return None
    if has is None:
        return f"the store has no tables yet; this version needs {needs}, which a start of OpModel makes"
    if has in {script.revision for script in scripts.walk_revisions()}:
        return f"the store's tables are at {has}, this version needs {needs}: start OpModel again"
    return f"the store's tables are at {has}, which this version ({needs}) does not know: run the newer OpModel"
