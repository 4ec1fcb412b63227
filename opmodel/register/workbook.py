"""The register as one workbook: the whole of it, or one owner's workflows with what they are asked.

It comes back by import: the sheets, their headers and what tells a row apart are those that the intake reads.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date

from sqlmodel import Session, select

from opmodel.register.open_questions import Asked, with_questions
from opmodel.register.workbook_writing import RegisterPaper, TooLong
from opmodel.store.base import now
from opmodel.store.register import Team
from opmodel.store.register_sheets.content import Content, UnknownOwner
from opmodel.store.register_sheets.forms import SHEETS, THIS_WORKBOOK
from opmodel.store.register_sheets.mark import mark_now, moment_now
from opmodel.store.register_sheets.this_workbook import this_workbook
from opmodel.store.teams import COMPANY

__all__ = ["TooLong", "UnknownOwner", "owner_workbooks", "owner_workbooks_zip", "owners", "register_workbook"]


def register_workbook(session: Session, *, owner: str | None = None, today: date | None = None) -> bytes:
    """The register as XLSX. The same register on the same day gives the same bytes.

    No person of the usage data is in it: office holders are named on purpose, and target people are left out, since
    the register keeps keys and no addresses.

    Args:
        session: a session of the store.
        owner: whose workflows alone, with their open questions marked; None for the whole register.
        today: the day it is made; the present one unless given.

    Raises:
        UnknownOwner: nobody of that name owns a workflow.
        TooLong: a text is longer than a cell holds.
    """
    day = today or now().date()
    content = Content(session, moment_now(session), owner=owner)
    named = None if owner is None else _as_registered(content, owner)
    asked = Asked(rows=content.rows) if owner is None else with_questions(content, day)
    paper = RegisterPaper(made_on=day)
    if owner is not None:
        paper.add_questions(asked.questions)
    for sheet in SHEETS:
        if sheet is not THIS_WORKBOOK:
            rows = asked.rows.get(sheet.name, [])
            paper.add_sheet(sheet, rows, [one for one in asked.questions if one.sheet is sheet])
    paper.add_lists()
    paper.add_notes(owner=named)
    paper.add_mark(this_workbook(mark_now(session), owner=named, organisation=_organisation(session), made_on=day))
    return paper.saved()


def owners(session: Session) -> list[str]:
    """Names of those who own a workflow, in order."""
    return Content(session, moment_now(session)).owners


def owner_workbooks(session: Session, *, today: date | None = None) -> Iterator[tuple[str, bytes]]:
    """The workbook of each owner, by name.

    Raises:
        TooLong: a text is longer than a cell holds.
    """
    for owner in owners(session):
        yield owner, register_workbook(session, owner=owner, today=today)


def owner_workbooks_zip(session: Session, *, today: date | None = None) -> bytes:
    """The workbooks of all owners in one ZIP archive, each under its owner's name.

    Raises:
        TooLong: a text is longer than a cell holds.
    """
    day = today or now().date()
    written = io.BytesIO()
    taken: set[str] = set()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for owner, workbook in owner_workbooks(session, today=day):
            name = _file_name(owner, taken)
            archive.writestr(zipfile.ZipInfo(name, (*day.timetuple()[:3], 0, 0, 0)), workbook)
    return written.getvalue()


def _file_name(owner: str, taken: set[str]) -> str:
    """A file's name for an owner: no character that a file system minds, and no two alike."""
    plain = re.sub(r"[^\w .-]+", "_", owner).strip(" .") or "owner"
    name, number = plain[:80], 2
    while name.casefold() in taken:
        name, number = f"{plain[:80]} {number}", number + 1
    taken.add(name.casefold())
    return f"{name}.xlsx"


def _as_registered(content: Content, owner: str) -> str:
    """The owner's name as the register spells it.

    Raises:
        UnknownOwner: nobody of that name owns a workflow.
    """
    assert content.rows is not None
    wanted = owner.strip().casefold()
    return next(name.strip() for name in content.owners if name.strip().casefold() == wanted)


def _organisation(session: Session) -> str:
    company = session.exec(select(Team).where(Team.parent_id == None)).first()  # noqa: E711
    return COMPANY if company is None else company.name
