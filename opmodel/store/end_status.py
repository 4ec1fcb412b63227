"""How a case ended: finished, or over without being finished, which takes it out of every comparison (measures.md §2.1)."""

from enum import IntEnum


class Ending(IntEnum):
    """What a case's end status and finish come to; the numbers are kept."""

    FINISHED_OR_OPEN = 0
    """Finished, or still open: it is compared."""
    UNFINISHED = 1
    """Withdrawn, cancelled, abandoned …: over, and never done."""
    REOPENED = 2
    """Finished once, then opened again; finished since, or open: it is compared, and counted beside speed."""


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


REOPENED = "Reopened"
"""The end status that is kept of a case whose events say so."""
AGAIN = frozenset({REOPENED.casefold(), "re-opened", "opened again"})
"""Words of an end status that say a case was finished once and then opened again."""


def ending(status: str, *, has_finish: bool) -> Ending:
    """How a case with that end status ended; any status without a finish says that it is over without being done,
    but for one that says it was opened again.
    """
    said = status.strip().casefold()
    if said in AGAIN:
        return Ending.REOPENED
    if said in NEVER_DONE or (said and not has_finish):
        return Ending.UNFINISHED
    return Ending.FINISHED_OR_OPEN
