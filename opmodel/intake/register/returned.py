"""The sheet by which a workbook that the register wrote is known when it comes back."""

from collections.abc import Mapping

from opmodel.intake.export import Matched
from opmodel.intake.facts import Returned
from opmodel.intake.refusal import Refused
from opmodel.store.register_sheets.forms import THIS_WORKBOOK
from opmodel.store.register_sheets.mark import Mark
from opmodel.store.register_sheets.this_workbook import (
    CHANGE,
    KIND,
    NEWEST_IMPORT,
    ONE_OWNER,
    OWNER,
    STAMP,
    UNDONE,
)


def returned(sheets: Mapping[str, Matched]) -> Returned | None:
    """What the sheet “This workbook” says; None where there is none.

    Raises:
        Refused: it was changed, so that it cannot be told what the workbook was made from.
    """
    matched = sheets.get(THIS_WORKBOOK.name)
    if matched is None:
        return None
    what, says = matched.text("what"), matched.text("says")
    told = {
        key.casefold(): value if isinstance(value, str) else ""
        for key, value in zip(what, says, strict=True)
        if isinstance(key, str)
    }
    file_name = matched.table.file_name
    owner = told.get(OWNER.casefold(), "")
    if told.get(KIND.casefold(), "").casefold() == ONE_OWNER.casefold() and not owner:
        raise _changed(file_name, OWNER, owner)
    undone = [text for text in told.get(UNDONE.casefold(), "").replace(";", " ").split() if text]
    return Returned(
        owner=owner or None,
        mark=Mark(
            change=_number(told, CHANGE, file_name),
            newest_import=_number(told, NEWEST_IMPORT, file_name),
            undone=frozenset(_whole(text, UNDONE, file_name) for text in undone),
            stamp=told.get(STAMP.casefold(), ""),
        ),
    )


def _number(told: Mapping[str, str], key: str, file_name: str) -> int:
    return _whole(told.get(key.casefold(), ""), key, file_name)


def _whole(text: str, key: str, file_name: str) -> int:
    digits = text.removesuffix(".0")
    if not digits.isdecimal():
        raise _changed(file_name, key, text)
    return int(digits)


def _changed(file_name: str, key: str, text: str) -> Refused:
    return Refused(
        f"{file_name}: the sheet {THIS_WORKBOOK.name!r} was changed ({key!r} reads {text!r}), so nobody can tell what the "
        "workbook was made from. Export the register again and make the changes there; or take that sheet out, and "
        "nothing is cleared or removed."
    )
