"""Our workflows template: the register as a workbook of sheets, to fill in or to send out and take back."""

from opmodel.intake.export import Export
from opmodel.intake.own import where
from opmodel.intake.register.forms import FORMS
from opmodel.intake.register.reading import read_sheets

EXPORT = Export(
    name="workflows",
    title="Workflows",
    vendor="OpModel",
    help="The register: redesigned workflows with their steps, checkpoints, plays, rollouts and owners.",
    where=where("workflows", "what the owners of the workflows decided"),
    feeds=("adoption", "pilots_to_production", "purgatory", "components", "company_split"),
    columns=(),
    example={column.aliases[0]: column.example for column in FORMS[0].columns if column.example},
    read_sheets=read_sheets,
    template=True,
    sheets=FORMS,
    notes=(
        "Rows are found by name: a row that is already in the register is brought up to date, a blank cell changes nothing.",
        "A workbook that `opmodel register` wrote comes back whole: a cell that was cleared is cleared, a row that was "
        "taken out is removed, and what somebody else changed since is left as it is and told.",
        "Each change is kept with before and after; undoing the file puts everything back.",
    ),
)
