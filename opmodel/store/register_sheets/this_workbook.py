"""What the sheet “This workbook” says: whose register it is, and where in its history it stood."""

from datetime import date

from opmodel.store.register_sheets.mark import Mark

KIND, OWNER, ORGANISATION, MADE_ON = "Kind", "Owner", "Organisation", "Made on"
CHANGE, NEWEST_IMPORT, UNDONE, STAMP = "Change number", "Newest import", "Imports undone", "Store"
WHOLE, ONE_OWNER = "Whole register", "One owner"


def this_workbook(
    mark: Mark, *, owner: str | None, organisation: str, made_on: date
) -> list[tuple[str, str | int | date | None]]:
    """The rows of that sheet: what, and what it says."""
    return [
        (KIND, WHOLE if owner is None else ONE_OWNER),
        (OWNER, owner),
        (ORGANISATION, organisation),
        (MADE_ON, made_on),
        (CHANGE, mark.change),
        (NEWEST_IMPORT, mark.newest_import),
        (UNDONE, "; ".join(map(str, sorted(mark.undone))) or None),
        (STAMP, mark.stamp or None),
    ]
