"""Files and, where a figure is read, a small company in a store of its own."""

from tests.measures.conftest import company

__all__ = ["company"]
