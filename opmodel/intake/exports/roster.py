"""Our roster template: who is in which team, from when to when."""

import numpy as np
import pandas as pd

from opmodel.intake import report_date
from opmodel.intake.export import Choices, Column, Export, Matched
from opmodel.intake.facts import Facts, Span
from opmodel.intake.identities import only
from opmodel.intake.own import OWN, where
from opmodel.intake.rows import Rows
from opmodel.intake.values import as_dates, days
from opmodel.store.facts import Lists
from opmodel.store.teams import normalised_path

_COLUMNS = (
    Column(
        name="person",
        aliases=("E-mail", "Email", "Email address", "Work email", "Person"),
        required=True,
        help="The person's e-mail address.",
        example="ada@example.com",
    ),
    Column(
        name="display_name",
        aliases=("Name", "Display name", "Full name"),
        help="The person's name; kept apart, for seat lists only.",
        example="Ada Lovelace",
    ),
    Column(
        name="team",
        aliases=("Team", "Team path", "Department"),
        required=True,
        help="The team, from the department down, with slashes between.",
        example="Finance/Accounts Payable",
    ),
    Column(
        name="starts_on",
        aliases=("Starts on", "Start date", "Hire date", "Joined on"),
        help="First day in the team, where known.",
        example="2025-03-01",
    ),
    Column(
        name="ends_on",
        aliases=("Ends on", "End date", "Leaving date", "Left on"),
        help="Last day in the team, where known.",
        example="",
    ),
)


def recognise(table: object) -> float:  # noqa: ARG001  the headers alone decide
    """Anything with a person and a team that no vendor's export claims."""
    return 0.4


def read(matched: Matched, choices: Choices) -> Facts:
    """One person a row; of several rows of one person the last is kept."""
    rows = Rows(matched)
    everybody = rows.people("person", system=OWN, names="display_name")
    team = matched.text("team")
    rows.reject(team.isna().to_numpy(), "team", "the row names no team")
    starts = rows.values("starts_on", days, why="is not a date")
    ends = rows.values("ends_on", days, why="is not a date")
    rows.reject((ends < starts).to_numpy(), "ends_on", "the last day lies before the first")
    report_at = report_date.said_report_date(choices, matched.table.file_name, rows.notes) or report_date.present(
        rows.notes
    )
    people = only(everybody, rows.good)
    listed = np.flatnonzero(rows.good)
    row_of = np.zeros(len(people.frame), dtype=np.int64)
    row_of[people.who[listed]] = listed
    codes, paths = pd.factorize(team.iloc[row_of])
    plain = np.array([normalised_path(path) for path in paths], dtype=object)
    day = report_at.date()
    return Facts(
        report_at=report_at,
        read=len(rows),
        kept=len(row_of),
        merged=len(listed) - len(row_of),
        rejections=rows.rejections,
        notes=rows.notes,
        people=people.frame,
        keeps_names=True,
        spans=[Span(first_day=day, last_day=day, lists=Lists.LICENSED, people=len(row_of), team=choices.team)],
        roster=pd.DataFrame(
            {
                "who": np.arange(len(row_of)),
                "team": pd.Series(plain[codes], dtype="str") if len(row_of) else pd.Series([], dtype="str"),
                "starts_on": as_dates(starts.iloc[row_of].reset_index(drop=True)),
                "ends_on": as_dates(ends.iloc[row_of].reset_index(drop=True)),
            }
        ),
    )


EXPORT = Export(
    name="roster",
    title="Roster",
    vendor="OpModel",
    help="Who is in which team: every percentage of people is a share of these.",
    where=where("roster", "the HR system"),
    feeds=("adoption", "tool_activity", "usage_segments", "retention", "shelfware"),
    columns=_COLUMNS,
    example={column.name: column.example for column in _COLUMNS},
    read=read,
    lists=Lists.LICENSED,
    template=True,
    recognise=recognise,
    notes=(
        "A complete list: whoever is on an earlier roster and not on this one has left (with --team: has left that team).",
    ),
)
