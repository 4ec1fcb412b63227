"""Microsoft 365 active users with their licences (formats.md §1c): the roster, and the seats of AI tools."""

import re
from collections import Counter

import numpy as np
import pandas as pd

from opmodel.intake import report_date, tools
from opmodel.intake.export import Choices, Column, Export, Matched, aliases_of, normalised_header
from opmodel.intake.facts import Facts, Span
from opmodel.intake.identities import People, only
from opmodel.intake.rows import Rows
from opmodel.intake.table import Table
from opmodel.intake.values import yes_no
from opmodel.store.facts import Lists

_JOINED = re.compile(r"\s*[+;]\s*")
_NO_LICENCE = {"", "unlicensed", "none"}

_COLUMNS = [
    Column(
        name="person",
        aliases=("User principal name", "UPN"),
        required=True,
        help="The person's sign-in name.",
        example="ada@contoso.com",
    ),
    Column(name="display_name", aliases=("Display name",), help="The person's name.", example="Ada Lovelace"),
    Column(name="department", aliases=("Department",), help="Becomes the person's team.", example="Finance"),
    Column(
        name="licences",
        aliases=("Licenses", "Licences", "Assigned licenses"),
        help="Friendly names or part numbers, joined with + or ;",
        example="Microsoft 365 E5+Microsoft 365 Copilot",
    ),
    Column(
        name="licence_details",
        aliases=("License assignment details", "Licence assignment details"),
        help="Some tenants write the licences here instead.",
    ),
    Column(
        name="blocked",
        aliases=("Block credential", "Sign-in blocked", "Blocked"),
        help="TRUE where sign-in is blocked: the person has left.",
        example="FALSE",
    ),
    Column(name="deleted_at", aliases=("Soft deletion time stamp",), help="Filled where the account was deleted."),
]


_LICENCES = frozenset(aliases_of([column for column in _COLUMNS if column.name.startswith("licence")]))


def recognise(table: Table) -> float:
    """A list of accounts is this export by its licence columns."""
    return 0.8 if any(normalised_header(header) in _LICENCES for header in table.headers) else 0.0


def read(matched: Matched, choices: Choices) -> Facts:
    """A roster (department → team) of everybody who has not left, and a seat for each AI licence anybody holds."""
    rows = Rows(matched)
    everybody = rows.people("person", system="m365", names="display_name")
    said = report_date.said_report_date(choices, matched.table.file_name, rows.notes)
    report_at = said or report_date.present(rows.notes)
    people = only(everybody, rows.good)
    # Of several rows of one person the last is kept; the others are folded into it.
    row_of = np.empty(len(people.frame), dtype=np.int64)
    listed = np.flatnonzero(rows.good)
    row_of[people.who[listed]] = listed
    gone = _gone(matched, rows, row_of)
    guest = people.frame["identity"].str.contains("#ext#", regex=False).to_numpy(dtype=bool)
    roster = _roster(matched, row_of, gone, guest, rows.notes)
    seats = _seats(matched, people, gone, rows.notes)
    day = report_at.date()
    held = seats.groupby("tool")["who"].nunique()
    return Facts(
        report_at=report_at,
        read=len(rows),
        kept=len(row_of),
        merged=len(listed) - len(row_of),
        rejections=rows.rejections,
        notes=rows.notes,
        people=people.frame,
        keeps_names=True,
        spans=[
            Span(first_day=day, last_day=day, lists=Lists.LICENSED, people=len(roster)),
            *(
                Span(first_day=day, last_day=day, lists=Lists.LICENSED, people=int(count), tool=str(tool))
                for tool, count in held.items()
            ),
        ],
        roster=roster if len(roster) else None,
        seats=seats if len(seats) else None,
    )


def _gone(matched: Matched, rows: Rows, row_of: np.ndarray) -> np.ndarray:
    """People whose sign-in is blocked or whose account was deleted: a licence they hold is one to reclaim."""
    blocked = yes_no(matched.text("blocked")).values.fillna(False).to_numpy(dtype=bool)[row_of]
    deleted = matched.text("deleted_at").notna().to_numpy(dtype=bool)[row_of]
    gone: np.ndarray = blocked | deleted
    if gone.any():
        rows.notes.append(
            f"People whose sign-in is blocked or whose account is deleted count as having left: {gone.sum():,}."
        )
    return gone


def _roster(
    matched: Matched, row_of: np.ndarray, gone: np.ndarray, guest: np.ndarray, notes: list[str]
) -> pd.DataFrame:
    """Everybody with a department who is no guest and has not left."""
    department = matched.text("department").iloc[row_of].reset_index(drop=True)
    unplaced = department.isna().to_numpy(dtype=bool)
    if guest.any():
        notes.append(f"Guests (#EXT#) are not on the roster, but seats they hold are counted: {guest.sum():,}.")
    nowhere = unplaced & ~gone & ~guest
    if nowhere.any():
        notes.append(
            f"People without a department are placed in no team, but their seats are counted: {nowhere.sum():,}."
        )
    kept = np.flatnonzero(~unplaced & ~gone & ~guest)
    # A slash inside a department's name is no level of the team tree.
    team = department.iloc[kept].str.replace("/", " - ", regex=False).reset_index(drop=True)
    nothing = pd.Series([None] * len(kept), dtype=object)
    return pd.DataFrame({"who": kept, "team": team, "starts_on": nothing, "ends_on": nothing})


def _seats(matched: Matched, people: People, gone: np.ndarray, notes: list[str]) -> pd.DataFrame:
    """A seat for each person and AI tool, from both licence columns of all the person's rows."""
    who: list[np.ndarray] = []
    held: list[tuple[str, str]] = []
    others: Counter[str] = Counter()
    sizes: list[int] = []
    for name in ("licences", "licence_details"):
        codes, texts = pd.factorize(matched.text(name))
        for code, text in enumerate(texts):
            holders = people.who[codes == code]
            holders = holders[holders >= 0]
            for licence in _licences(text):
                tool = tools.ai_tool(licence)
                if tool is None:
                    others[licence] += len(holders)
                    continue
                who.append(holders)
                held.append((tool, tools.plan_of(licence, tool)))
                sizes.append(len(holders))
    if others and not held:
        notes.append("No licence in the file is one of an AI tool, so it gives a roster and no seats.")
    elif others:
        notes.append(f"Licences that are not of an AI tool were left out: {len(others):,}.")
    seats = pd.DataFrame(
        {
            "who": np.concatenate(who) if who else np.empty(0, dtype=np.int64),
            "tool": pd.Series(np.repeat([tool for tool, _ in held], sizes), dtype="str"),
            "plan": pd.Series(np.repeat([plan for _, plan in held], sizes), dtype="str"),
        }
    ).drop_duplicates(["who", "tool"], ignore_index=True)
    never = pd.Series([None] * len(seats), dtype="datetime64[us, UTC]")
    return seats.assign(
        assigned_at=never,
        last_active_at=never,
        activity_known=False,
        blocked=gone[seats["who"].to_numpy(dtype=np.int64)],
        ends_on=pd.Series([None] * len(seats), dtype=object),
    )


def _licences(text: str) -> list[str]:
    return [name for name in _JOINED.split(text.strip()) if name.casefold() not in _NO_LICENCE]


EXPORT = Export(
    name="m365_active_users",
    title="Microsoft 365 active users with licences",
    vendor="Microsoft",
    help="Everybody in the tenant, their department, and the licences they hold.",
    where="Microsoft 365 admin center > Users > Active users > Export users.",
    feeds=("licences", "shelfware", "shelfware_money", "renewals", "adoption", "tool_activity", "usage_segments"),
    columns=_COLUMNS,
    example={
        "Block credential": "FALSE",
        "Department": "Finance",
        "Display name": "Ada Lovelace",
        "Licenses": "Microsoft 365 E5+Microsoft 365 Copilot",
        "User principal name": "ada@contoso.com",
    },
    read=read,
    lists=Lists.LICENSED,
    recognise=recognise,
    notes=("A complete roster: whoever is on an earlier one and not on this has left.",),
)
