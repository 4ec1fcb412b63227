"""Files as people upload them, made in memory."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook


def csv_bytes(rows: Sequence[Sequence[Any]], *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue().encode(encoding)


def xlsx_bytes(sheets: Mapping[str, Sequence[Sequence[Any]]], *, hidden: Sequence[str] = ()) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


ROSTER = (
    ["E-mail", "Name", "Team"],
    ["ada@example.com", "Ada Lovelace", "Claims/Motor"],
    ["grace@example.com", "Grace Hopper", "Claims/Motor"],
    ["mary@example.com", "Mary Jackson", "Finance"],
)

REGISTER = {
    "Workflows": (
        ["Workflow", "Outcome", "Owner", "Owner e-mail", "Tools"],
        ["Claims intake", "Claims routed the same day", "Grace Hopper", "grace@example.com", "Claims Copilot; Mail Helper"],
    ),
    "Steps": (
        ["Workflow", "Step", "Performer before", "Performer after", "Decision", "Decided by", "Minutes a case",
         "Cases a week", "Valid from", "Valid to", "Checkpoint", "Cadence days"],
        ["Claims intake", "Register", "human", "AI does", "Who gets it", "AI within limits", 12, 400, "2026-03-02", None,
         "Ten claims a day", 7],
        ["Claims intake", "Settle", "human", "ai_assists", None, None, None, None, None, None, None, None],
    ),
    "Rollouts": (
        ["Workflow", "Team", "Attempt", "Stage", "Since", "Changed by", "Why", "Receiving owner", "Accepted on",
         "Reviewer", "Backup", "Success test", "Decide by", "Spend", "Currency", "Accountable before",
         "Accountable now", "Stated headcount"],
        ["Claims intake", "Claims/Motor", 1, "pilot", "2026-03-02", "Grace Hopper", "Start", "Mary Jackson", None,
         "Dorothy Vaughan", "Mary Jackson", "9 of 10", "2026-06-30", "18,500.50", "EUR", "Registered", "Settled", None],
        ["Claims intake", "Claims/Motor", 1, "production", "2026-06-01", "Grace Hopper", "Proven", None, "2026-06-01",
         None, None, None, None, None, None, None, None, None],
    ),
    "Milestones": (
        ["Workflow", "Team", "Attempt", "Milestone", "Reached on"],
        ["Claims intake", "Claims/Motor", None, "First 100 claims", "2026-04-01"],
    ),
    "Target people": (
        ["Workflow", "Team", "Attempt", "E-mail", "Valid from"],
        ["Claims intake", "Claims/Motor", 1, "ada@example.com", "2026-03-02"],
        ["Claims intake", "Claims/Motor", 1, "grace@example.com", None],
    ),
}  # fmt: skip
