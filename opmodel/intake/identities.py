"""Who the rows are about: identifiers made comparable, and each person found once."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from opmodel.intake.cells import repeated
from opmodel.store.person_key import normalised_identity


def identities(column: pd.Series, *, system: str) -> pd.Series:
    """`normalised_identity` of a whole column; blank stays missing."""
    codes, normalised = _distinct(column, system=system)
    return pd.Series(normalised.array.take(codes, allow_fill=True), index=column.index)


def _distinct(column: pd.Series, *, system: str) -> tuple[np.ndarray, pd.Series]:
    """The place of each cell's text among the distinct texts (-1: none), and what those are as identities."""
    codes, found = pd.factorize(column)
    texts = pd.Series(found, dtype="str")
    # For plain characters lower case and case folding are the same, and lower case is much cheaper.
    simple = texts.str.fullmatch(r"[ -~]*").to_numpy(dtype=bool)
    lowered = texts.str.strip().str.lower()
    by_mail = lowered.str.contains("@", regex=False).to_numpy(dtype=bool)
    normalised = "email:" + lowered if by_mail.all() else (f"{system}:" + lowered).where(~by_mail, "email:" + lowered)
    if not simple.all():
        spelled = normalised.to_numpy(dtype=object, copy=True)
        spelled[~simple] = [normalised_identity(text, system=system) for text in texts[~simple]]
        normalised = pd.Series(spelled, dtype="str")
    return codes, normalised.mask(lowered == "")


@dataclass(frozen=True, kw_only=True)
class People:
    """The people of a column of identifiers."""

    frame: pd.DataFrame
    """identity, identifier, name: what `Facts.people` asks for; the first spelling of each person is kept."""
    who: np.ndarray
    """Position in `frame` of each row's person; -1 where the row names nobody."""


def gather(identifiers: pd.Series, *, system: str, names: pd.Series | None = None) -> People:
    """Each person of a column once, in order of first appearance.

    Args:
        identifiers: e-mail addresses, or identifiers that mean a person within `system`.
        system: who issued the identifiers (`github`, `viva` …).
        names: readable names beside the identifiers, if the file has them.
    """
    codes, normalised = _distinct(identifiers, system=system)
    # Two spellings of one person meet here; the extra place at the end is for rows that name nobody.
    places, found = pd.factorize(normalised)
    who = np.append(places, -1)[codes]
    first = np.full(len(found), -1, dtype=np.int64)
    rows = np.flatnonzero(who >= 0)[::-1]
    first[who[rows]] = rows
    blank = repeated("", len(found))
    frame = pd.DataFrame(
        {
            "identity": pd.Series(found, dtype="str"),
            "identifier": identifiers.iloc[first].str.strip().reset_index(drop=True) if len(found) else blank,
            "name": names.iloc[first].fillna("").reset_index(drop=True) if names is not None and len(found) else blank,
        }
    )
    return People(frame=frame, who=who)


def only(people: People, rows: np.ndarray) -> People:
    """The people of some of the rows; `who` is -1 in the others."""
    who = np.where(rows, people.who, -1)
    named = np.zeros(len(people.frame) + 1, dtype=bool)
    named[who] = True
    kept = np.flatnonzero(named[:-1])
    place = np.full(len(named), -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    return People(frame=people.frame.iloc[kept].reset_index(drop=True), who=place[who])
