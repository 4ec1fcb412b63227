"""Saying no in the shell: one plain sentence on standard error, and status 2."""

from typing import Any

import typer
from typer.core import TyperGroup

REFUSED = 2
"""Exit status of a command that was refused; 1 is kept for faults of ours."""


class CannotDo(Exception):
    """What was asked for cannot be done. The message is one plain sentence that names the fix."""


def refuse(sentence: str) -> None:
    """Print one plain sentence on standard error."""
    typer.echo(" ".join(sentence.split()), err=True)


class PlainRefusals(TyperGroup):
    """Turns the errors that a user can cause into their sentence; any other is a fault of ours and keeps its trace."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            sentence = _sentence(error)
            if sentence is None:
                raise
            refuse(sentence)
            raise typer.Exit(REFUSED) from error


def _sentence(error: Exception) -> str | None:
    from sqlalchemy.exc import ArgumentError, OperationalError

    from opmodel.access.accounts import NotLetIn
    from opmodel.access.provider import ProviderError
    from opmodel.demo.build import NotTheDemos
    from opmodel.intake.refusal import Refused
    from opmodel.measures.registry import UnknownMeasure
    from opmodel.register.editing import Invalid
    from opmodel.store.asker import Refused as NotAllowed
    from opmodel.store.engine import StoreError
    from opmodel.store.person_key import PersonKeyError
    from opmodel.store.teams import UnknownTeam
    from opmodel.store.thresholds import ThresholdError

    asked = (CannotDo, Invalid, Refused, ThresholdError, UnknownMeasure, UnknownTeam)
    access = (NotAllowed, NotLetIn, ProviderError)
    plain = (*asked, *access, NotTheDemos, PersonKeyError, StoreError)
    if isinstance(error, plain):
        return str(error)
    if isinstance(error, ArgumentError):
        return "A store is given as a URL: sqlite:///path/to/store.db or postgresql://user@host/name."
    if isinstance(error, OperationalError):
        return f"The store cannot be opened: {str(error.orig).splitlines()[0]}."
    return None
