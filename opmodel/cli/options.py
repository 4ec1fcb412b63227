"""The options that several commands share, and how their text is read."""

import getpass
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Annotated

import typer

from opmodel.cli.refusals import CannotDo

if TYPE_CHECKING:
    from opmodel.store.asker import Asker

Store = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="URL",
        envvar="OPMODEL_STORE",
        help="The store: sqlite:///… or postgresql://…",
        show_default="the SQLite store data/opmodel.db",
    ),
]
By = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="NAME",
        envvar="OPMODEL_BY",
        help="Who does it, for the record. Where people hold roles: the e-mail address of one who may.",
        show_default="the system's user",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="WEEK", help="ISO week such as 2026-W46.", show_default="the newest complete"),
]


def url_of(store: str | None) -> str:
    """The store that is meant, as it is."""
    from opmodel.settings import settings

    return store or settings().store


def store_url(store: str | None) -> str:
    """The store that is meant, its tables brought up to date.

    Raises:
        StoreError: it cannot be opened.
    """
    from opmodel.store.engine import upgrade

    url = url_of(store)
    upgrade(url)
    return url


def somebody(by: str | None) -> str:
    """The name that a change is recorded under."""
    if by:
        return by
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def acting(url: str, by: str | None) -> "Asker":
    """For whom the command reads or writes.

    Raises:
        NotLetIn: people hold roles in the store, and `by` names none of them.
    """
    from opmodel.access.accounts import shell_asker

    return shell_asker(url, by, name=somebody(None))


def acting_on_any(url: str, by: str | None) -> "Asker":
    """The same, of a store that may be missing, empty, or older than roles: nobody holds one there.

    Raises:
        NotLetIn: people hold roles in the store, and `by` names none of them.
    """
    from opmodel.access.accounts import knows_roles
    from opmodel.store.asker import with_every_right

    return acting(url, by) if knows_roles(url) else with_every_right(somebody(by))


def week_number(text: str | None) -> int | None:
    """The week that an ISO label names.

    Raises:
        CannotDo: it is no week, or one still to come.
    """
    from opmodel.store.weeks import label, parse_week, week_of

    if text is None:
        return None
    try:
        week = parse_week(text)
    except ValueError:
        raise CannotDo(f"{text!r} is not an ISO week; write it as 2026-W46.") from None
    current = week_of(date.today())
    if week > current:
        raise CannotDo(f"{label(week)} has not come yet; the running week is {label(current)}.")
    return week


def moment(text: str | None) -> datetime | None:
    """A date or an ISO moment, in UTC; a date alone is its midnight, a moment without a zone is UTC.

    Raises:
        CannotDo: it is neither.
    """
    if text is None:
        return None
    try:
        if len(text) <= len("2026-11-15"):
            return datetime.combine(date.fromisoformat(text), time.min, tzinfo=UTC)
        read = datetime.fromisoformat(text)
    except ValueError:
        raise CannotDo(f"{text!r} is not a date; write 2026-11-15 or 2026-11-15T08:30:00Z.") from None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def progress_line() -> Callable[[str, float], None] | None:
    """Something that shows how far a long job is, on standard error where that is a terminal."""
    import sys

    if not sys.stderr.isatty():
        return None

    def show(what: str, share: float) -> None:
        typer.echo(f"\r\x1b[2K{what} {share:4.0%}" if share < 1 else "\r\x1b[2K", err=True, nl=False)

    return show
