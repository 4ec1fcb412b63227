"""How a case ended: finished, or over without being finished, which takes it out of every comparison (measures.md §2.1)."""

from enum import IntEnum


class Ending(IntEnum):
    """What a case's end status and finish come to; the numbers are kept."""

    FINISHED_OR_OPEN = 0
    """Finished, or still open: it is compared."""
    UNFINISHED = 1
    """Withdrawn, cancelled, abandoned …: over, and never done."""


NEVER_DONE = frozenset(
    {
        "abandoned",
        "canceled",
        "cancelled",
        "duplicate",
        "no longer needed",
        "not planned",
        "superseded",
        "withdrawn",
        "won't do",
        "won't fix",
        "wont do",
        "wontfix",
    }
)
"""Words of an end status that say a case was not done, even where the file gives a time of finishing. "Rejected" is not
one of them: a claim that is turned down is a claim that was decided.
"""


def ending(status: str, *, has_finish: bool) -> Ending:
    """How a case with that end status ended; any status without a finish says that it is over without being done."""
    said = status.strip().casefold()
    if said in NEVER_DONE or (said and not has_finish):
        return Ending.UNFINISHED
    return Ending.FINISHED_OR_OPEN
