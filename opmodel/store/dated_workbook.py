"""A workbook as bytes that depend on what it says and the day it was made, never on the moment it was written."""

import io
import re
import zipfile
from datetime import date

from openpyxl import Workbook


def dated_workbook(workbook: Workbook, made_on: date) -> bytes:
    """The workbook as an XLSX file: the same workbook of the same day is the same bytes.

    Args:
        workbook: what to write.
        made_on: the day to give as its creation, and to every part in it; 1980 at the earliest, the first that a zip knows.
    """
    draft = io.BytesIO()
    workbook.save(draft)
    day = made_on.isoformat().encode()
    kept = io.BytesIO()
    with zipfile.ZipFile(draft) as made, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in made.infolist():
            content = made.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", day + b"T00:00:00Z", content)
            named = zipfile.ZipInfo(entry.filename, (*made_on.timetuple()[:3], 0, 0, 0))
            archive.writestr(named, content, zipfile.ZIP_DEFLATED)
    return kept.getvalue()
