"""The only way in which pages and the shell open the store: for somebody, to do something they may do."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from opmodel.store.asker import Act, Asker, Place, put_on
from opmodel.store.engine import reading


@contextmanager
def reading_as(asker: Asker, url: str, *, act: Act = Act.READ, team: Place = "") -> Iterator[Session]:
    """A session that only reads, for somebody who may.

    Args:
        asker: who asks.
        url: the store.
        act: what they do by reading it.
        team: path of the team that is read about; `ANYWHERE` for what is about no team. The whole company, and so the
            strictest, unless said otherwise. Measures check the team they are asked about once more.

    Raises:
        Refused: they may not.
    """
    asker.require(act, team)
    with reading(url) as session:
        put_on(session, asker)
        yield session
