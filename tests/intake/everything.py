"""What a store holds, table by table, so that before and after can be compared."""

from sqlalchemy import select

from opmodel.store.engine import METADATA, reading

_HISTORY = {"import", "snapshot", "register_change", "trail_entry"}
"""Tables that remember what happened, and so grow with every undo."""


def everything(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the record of what happened."""
    with reading(url) as session:
        return {
            table.name: sorted(map(tuple, session.connection().execute(select(table)).all()), key=repr)
            for table in METADATA.sorted_tables
            if table.name not in _HISTORY
        }


def differing(before: dict[str, list[tuple[object, ...]]], after: dict[str, list[tuple[object, ...]]]) -> list[str]:
    return [name for name in before if before[name] != after[name]]
