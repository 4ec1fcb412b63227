"""People's names: on the seat list alone, for a seat manager alone, for a purpose that they say."""

from opmodel.access.opening import reading_as
from opmodel.measures.reclaim_list import ReclaimPage, reclaim_list
from opmodel.store.asker import ANYWHERE, Act, Asker

SHORTEST_PURPOSE = 10
"""Characters of a purpose."""


class NoPurpose(ValueError):
    """Names were asked for without a purpose. The message is a plain sentence."""


def seats_by_name(
    url: str, *, by: Asker, purpose: str, tool: str | None = None, limit: int = 50, offset: int = 0
) -> ReclaimPage:
    """A page of the reclaim list, with the holders' names.

    Args:
        url: the store.
        by: who looks.
        purpose: what for, as the trail keeps it.
        tool: the tool whose seats they are; None for every one.
        limit: most rows of the page.
        offset: rows before it.

    Raises:
        Refused: `by` may not see names.
        NoPurpose: no purpose is said.
    """
    by.require(Act.SEE_NAMES, ANYWHERE)
    checked_purpose(purpose)
    with reading_as(by, url, act=Act.SEE_NAMES, team=ANYWHERE) as session:
        return reclaim_list(session, by=by, tool=tool, limit=limit, offset=offset)


def checked_purpose(purpose: str) -> str:
    """A purpose without the blanks around it.

    Raises:
        NoPurpose: it says nothing.
    """
    said = " ".join(purpose.split())
    if len(said) < SHORTEST_PURPOSE:
        raise NoPurpose(f"Say what the names are for, in {SHORTEST_PURPOSE} characters or more; the trail keeps it.")
    return said
