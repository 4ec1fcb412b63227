"""Every table, imported once so that the metadata is whole: migrations and the engine start here."""

from sqlmodel import SQLModel

from opmodel.store import accounts, facts, meetings, memory_tables, register, rollup_tables, trail_entry

__all__ = ["METADATA", "accounts", "facts", "meetings", "memory_tables", "register", "rollup_tables", "trail_entry"]

METADATA = SQLModel.metadata
