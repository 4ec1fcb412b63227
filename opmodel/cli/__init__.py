"""The same jobs from a shell (design.md §7). `main` is the command `opmodel`.

What only one command needs is imported inside it, so that `opmodel --help` answers at once.
"""

import typer

from opmodel.cli import audit, backup, doctor, figures, files, privacy, purge, register, roles, running
from opmodel.cli.refusals import PlainRefusals

__all__ = ["app", "main"]

app = typer.Typer(
    cls=PlainRefusals,
    name="opmodel",
    help="Did AI change the work? Vendor spreadsheets in; adoption, shelfware and pilots out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("serve")(running.serve)
app.command("demo")(running.demo)
app.command("import")(files.import_files)
app.command("imports")(files.imports)
app.command("undo")(files.undo)
app.command("template")(files.template)
app.command("register")(register.register)
app.command("measures")(figures.measures)
app.command("thresholds")(figures.thresholds)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("doctor")(doctor.doctor)
app.command("purge")(purge.purge)
app.command("data-sheet")(privacy.data_sheet)
app.add_typer(roles.roles)
app.add_typer(audit.commands, name="audit")


def main() -> None:
    """Run the command line: status 0 done, 2 refused with one plain sentence, 1 a fault of ours."""
    app()
