"""A Microsoft 365 Copilot usage report of any size, as the Graph export has it: 13 columns, one row a person."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

REPORT = date(2026, 11, 15)
HEADERS = (
    "Report Refresh Date",
    "Report Period",
    "User Principal Name",
    "Display Name",
    "Last Activity Date",
    "Microsoft Teams Copilot Last Activity Date",
    "Word Copilot Last Activity Date",
    "Excel Copilot Last Activity Date",
    "PowerPoint Copilot Last Activity Date",
    "Outlook Copilot Last Activity Date",
    "OneNote Copilot Last Activity Date",
    "Loop Copilot Last Activity Date",
    "Copilot Chat Last Activity Date",
)


def usage_rows(rows: int) -> pd.DataFrame:
    """The report as text, blank where there was no activity."""
    random = np.random.default_rng(2)
    days = np.array([(REPORT - timedelta(days=back)).isoformat() for back in range(170)], dtype=object)
    frame = pd.DataFrame(
        {
            "Report Refresh Date": REPORT.isoformat(),
            "Report Period": "30",
            "User Principal Name": [f"person{number}@example.com" for number in range(rows)],
            "Display Name": [f"Person {number}" for number in range(rows)],
        }
    )
    last = random.integers(0, 90, size=rows)
    frame[HEADERS[4]] = days[last]
    for header in HEADERS[5:]:
        used = random.random(rows) < 0.4
        frame[header] = np.where(used, days[np.minimum(last + random.integers(0, 60, size=rows), 169)], "")
    return frame


def write_usage(folder: Path, rows: int) -> tuple[Path, Path]:
    """The report as CSV and as XLSX."""
    frame = usage_rows(rows)
    as_csv, as_xlsx = folder / "usage.csv", folder / "usage.xlsx"
    frame.to_csv(as_csv, index=False)
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Users")
    sheet.append(HEADERS)
    for row in frame.itertuples(index=False):
        sheet.append([value or None for value in row])
    workbook.save(as_xlsx)
    return as_csv, as_xlsx
