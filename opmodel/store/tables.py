"""Every table, imported once so that the metadata is whole: migrations and the engine start here."""

from sqlmodel import SQLModel

from opmodel.store import accounts, facts, meetings, register, rollup_tables

__all__ = ["METADATA", "accounts", "facts", "meetings", "register", "rollup_tables"]

METADATA = SQLModel.metadata
