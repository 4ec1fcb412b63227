"""Saying no to a backup or a restore."""

from opmodel.store.engine import StoreError


class BackupError(StoreError):
    """A backup cannot be made or restored, and nothing was changed. The message is plain and names the fix."""
