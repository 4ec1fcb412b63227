"""Viva Insights organisational data (formats.md §5): a roster, in one sheet or several of different headers."""

import numpy as np
import pandas as pd

from opmodel.intake import report_date
from opmodel.intake.export import Choices, Column, Export, Matched
from opmodel.intake.facts import Facts, Span
from opmodel.intake.identities import identities, only
from opmodel.intake.refusal import Refused
from opmodel.intake.rows import Rows
from opmodel.intake.table import Table
from opmodel.intake.values import as_dates, days
from opmodel.store.facts import Lists

_WHOLE = 0.9
"""A file that lists at least this share of the managers it names lists everybody."""

_COLUMNS = [
    Column(
        name="person",
        aliases=("PersonId", "Person Id"),
        required=True,
        help="The person's e-mail address.",
        example="ada@contoso.com",
    ),
    Column(
        name="effective_on",
        aliases=("EffectiveDate", "Effective Date"),
        help="The day from which the row holds; of a person's rows the newest is kept.",
        example="2026-07-01",
    ),
    Column(
        name="organisation",
        aliases=("Organization", "Organisation"),
        required=True,
        help="Becomes the person's team.",
        example="Finance",
    ),
    Column(name="hired_on", aliases=("HireDate", "Hire Date"), help="First day of work.", example="2021-03-15"),
    Column(name="manager", aliases=("ManagerId", "Manager Id"), help="Tells a whole roster from a change list."),
    Column(name="level", aliases=("LevelDesignation", "Level Designation"), help="Not read."),
]


def recognise(table: Table) -> float:
    """Organisational data is told from other rosters by Viva's own attributes."""
    known = {text.strip().casefold().replace(" ", "") for text in table.headers}
    own = known & {"effectivedate", "managerid", "leveldesignation"}
    return 0.8 if len(own) >= 2 and "metricdate" not in known else 0.0


def read(matched: Matched, choices: Choices) -> Facts:
    """A person's team and first day, from the row of the newest effective date."""
    rows = Rows(matched)
    everybody = rows.people("person", system="viva")
    effective = rows.values("effective_on", days, why="is not a date")
    hired = rows.values("hired_on", days, why="is not a date")
    organisation = matched.text("organisation")
    rows.reject(organisation.isna().to_numpy(), "organisation", "the row names no organisation")
    if not rows.good.any():
        raise Refused("No row names a person and an organisation; nothing in the file can be placed in a team.")
    people = only(everybody, rows.good)
    row_of = _newest_row(people.who, effective, size=len(people.frame))
    newest = effective[rows.good].max()
    said = choices.report_at
    if said is not None:
        report_at = said
    elif pd.isna(newest):
        named = report_date.said_report_date(choices, matched.table.file_name, rows.notes)
        report_at = named or report_date.present(rows.notes)
    else:
        report_at = report_date.midnight(newest.date())
    complete = _lists_everybody(matched, rows, people.frame["identity"])
    day = report_at.date()
    team = organisation.iloc[row_of].reset_index(drop=True).str.replace("/", " - ", regex=False)
    return Facts(
        report_at=report_at,
        read=len(rows),
        kept=len(row_of),
        merged=int(rows.good.sum()) - len(row_of),
        rejections=rows.rejections,
        notes=rows.notes,
        people=people.frame,
        keeps_names=True,
        spans=[Span(first_day=day, last_day=day, lists=Lists.LICENSED, people=len(row_of), complete=complete)],
        roster=pd.DataFrame(
            {
                "who": np.arange(len(row_of)),
                "team": team,
                "starts_on": as_dates(hired.iloc[row_of].reset_index(drop=True)),
                "ends_on": pd.Series([None] * len(row_of), dtype=object),
            }
        ),
    )


def _newest_row(who: np.ndarray, effective: pd.Series, *, size: int) -> np.ndarray:
    """Each person's row of the newest effective date; of several, the last in the file."""
    rows = np.flatnonzero(who >= 0)
    order = rows[np.argsort(effective.to_numpy(dtype="datetime64[us]").view(np.int64)[rows], kind="stable")]
    row_of = np.empty(size, dtype=np.int64)
    row_of[who[order]] = order
    return row_of


def _lists_everybody(matched: Matched, rows: Rows, listed: pd.Series) -> bool:
    """Whether the file is a whole roster: in a list of changes most managers are not listed themselves."""
    managers = identities(matched.text("manager")[rows.good], system="viva").dropna().drop_duplicates()
    share = float(managers.isin(listed).mean()) if len(managers) else 1.0
    if share >= _WHOLE:
        return True
    rows.notes.append(
        f"Only {share:.0%} of the managers named are listed themselves, so the file was taken for a list of changes: "
        "nobody counts as having left because it does not list them."
    )
    return False


EXPORT = Export(
    name="viva_org_data",
    title="Viva Insights organisational data",
    vendor="Microsoft",
    help="Who works in which organisation, and since when.",
    where="The organisational data file prepared for Viva Insights (Viva Insights > Admin > Organizational data), "
    "as your HR system exports it.",
    feeds=("adoption", "tool_activity", "usage_segments", "shelfware"),
    columns=_COLUMNS,
    example={
        "PersonId": "ada@contoso.com",
        "EffectiveDate": "2026-07-01",
        "ManagerId": "grace@contoso.com",
        "Organization": "Finance",
        "HireDate": "03/15/2021",
    },
    read=read,
    lists=Lists.LICENSED,
    recognise=recognise,
)
