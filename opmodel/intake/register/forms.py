"""The register's sheets as forms that a file's tables are matched to."""

from opmodel.intake.export import Column, SheetForm
from opmodel.store.register_sheets.forms import SHEETS
from opmodel.store.register_sheets.sheet import Sheet


def _form(sheet: Sheet) -> SheetForm:
    return SheetForm(
        name=sheet.name,
        help=sheet.help,
        columns=tuple(
            Column(
                name=column.name,
                aliases=column.headers,
                required=column.required,
                help=column.help,
                example=column.example,
                choices=column.choices,
            )
            for column in sheet.columns
        ),
        example={column.name: column.example for column in sheet.columns if column.example},
        by_name=sheet.by_name,
        exported=sheet.exported,
    )


FORMS = tuple(_form(sheet) for sheet in SHEETS)
