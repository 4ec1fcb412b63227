"""Saying no to a file, in one plain sentence that names the fix."""


class Refused(Exception):
    """The file cannot be taken. The message is one plain sentence: what was seen, and what to do."""
