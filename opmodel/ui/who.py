"""Who is at the screen."""

from getpass import getuser


def who() -> str:
    """The name that edits and imports are made under: the system's user, until there is a sign-in."""
    return getuser()
