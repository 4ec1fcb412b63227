"""Our identity map: which identifier of a system is which e-mail address."""

import numpy as np
import pandas as pd

from opmodel.intake import report_date
from opmodel.intake.export import Choices, Column, Export, Matched
from opmodel.intake.facts import Facts
from opmodel.intake.own import where
from opmodel.intake.rows import Rows
from opmodel.intake.values import identities
from opmodel.store.base import now

_SYSTEMS = ("github", "viva", "m365")

_COLUMNS = (
    Column(
        name="identifier",
        aliases=("Identifier", "Login", "GitHub com login", "PersonId"),
        required=True,
        help="The identifier as the system's exports give it: a login, a PersonId.",
        example="octocat",
    ),
    Column(
        name="system",
        aliases=("System",),
        required=True,
        help="Whose identifier it is.",
        example="github",
        choices=_SYSTEMS,
    ),
    Column(
        name="email",
        aliases=("E-mail", "Email", "Email address"),
        required=True,
        help="The person's e-mail address, as on the roster.",
        example="ada@example.com",
    ),
)


def read(matched: Matched, choices: Choices) -> Facts:
    """One identifier a row. An identifier that is given to two people is rejected where it comes the second time."""
    rows = Rows(matched)
    identifier, email = matched.text("identifier"), matched.text("email")
    system = matched.text("system").str.casefold()
    rows.reject(identifier.isna().to_numpy(), "identifier", "the identifier is missing")
    rows.reject(~system.isin(_SYSTEMS).to_numpy(), "system", f"must be one of: {', '.join(_SYSTEMS)}")
    rows.reject(email.isna().to_numpy(), "email", "the e-mail address is missing")
    rows.reject(
        email.notna().to_numpy() & ~email.str.contains("@").fillna(False).to_numpy(dtype=bool),
        "email",
        "is no e-mail address",
    )
    left = pd.Series([None] * len(rows), dtype="str")
    for name in _SYSTEMS:
        mine = (system == name).to_numpy(dtype=bool)
        left = left.mask(mine, identities(identifier.where(mine), system=name))
    right = identities(email, system="email")
    _reject_second_owners(rows, left, right)
    good = rows.good & (left != right).fillna(False).to_numpy(dtype=bool)
    pairs = pd.DataFrame({"left": left[good], "right": right[good]}).drop_duplicates()
    codes, found = pd.factorize(pd.concat([pairs["left"], pairs["right"]]))
    spelled = pd.Series(found, dtype="str")
    return Facts(
        report_at=report_date.said_report_date(choices, matched.table.file_name, rows.notes) or now(),
        read=len(rows),
        kept=len(pairs),
        merged=int(rows.good.sum()) - len(pairs),
        rejections=rows.rejections,
        notes=rows.notes,
        people=pd.DataFrame(
            {"identity": spelled, "identifier": spelled, "name": pd.Series([""] * len(spelled), dtype="str")}
        ),
        links=pd.DataFrame({"who": codes[: len(pairs)], "same_as": codes[len(pairs) :]}),
    )


def _reject_second_owners(rows: Rows, left: pd.Series, right: pd.Series) -> None:
    good = np.flatnonzero(rows.good)
    first = right.iloc[good].groupby(left.iloc[good]).transform("first")
    other = np.zeros(len(rows), dtype=bool)
    other[good] = (first != right.iloc[good]).to_numpy(dtype=bool)
    rows.reject(other, "identifier", "this identifier was already given to another person above")


EXPORT = Export(
    name="identities",
    title="Identity map",
    vendor="OpModel",
    help="Which login or pseudonym is which person on the roster.",
    where=where("identities", "single sign-on, or the vendor's list of members"),
    feeds=("adoption", "tool_activity", "usage_segments", "shelfware"),
    columns=_COLUMNS,
    example={column.name: column.example for column in _COLUMNS},
    read=read,
    template=True,
)
