"""Writes the pages under docs/ and the templates under data/ that are made from the code, so that they cannot fall behind.

Run by `make docs`; `tests/docs` fails where a page differs from what this would write.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from opmodel.cli import app
from opmodel.intake.export import Export
from opmodel.intake.registry import all_exports
from opmodel.intake.templates import template_names, write_template
from opmodel.measures.registry import Measure, all_measures
from opmodel.settings import Settings
from opmodel.store.thresholds import THRESHOLDS, Threshold

HERE = Path(__file__).parent
TEMPLATES = HERE.parent / "data" / "templates"


def measures_page() -> str:
    """Every measure: what it asks, its rule, its formula, where the definition comes from."""
    return "\n".join(
        [
            "# Measures",
            "",
            "Every figure carries its rule and rule version; a page shows them under “How is this counted”, and",
            "`opmodel measures NAME --json` prints them.",
            "",
            *(line for measure in all_measures().values() for line in _measure(measure)),
        ]
    )


def _measure(measure: Measure) -> Iterator[str]:
    yield f"## `{measure.name}`: {measure.title}"
    yield ""
    yield measure.help
    yield ""
    yield f"- **Rule** (`{measure.rule_id}`): {measure.rule}"
    yield f"- **Formula:** {measure.formula}"
    yield f"- **Unit:** {measure.unit}"
    yield f"- **Source of the definition:** {measure.source}"
    yield f"- **Reads:** {', '.join(f'`{table.__tablename__}`' for table in measure.reads)}"
    yield f"- **Example:** {measure.example}"
    yield ""


def exports_page() -> str:
    """Every spreadsheet that is recognised, where it is found, and the reports taken for one by mistake."""
    exports = list(all_exports().values())
    taken = [export for export in exports if not export.wrong_file]
    return "\n".join(
        [
            "# Exports",
            "",
            "Drop a file in exactly as the vendor's portal exported it. Columns are matched by name and alias, in any",
            "order; what is not needed is ignored.",
            "",
            *(line for export in taken if not export.template for line in _export(export)),
            "# Templates",
            "",
            "`opmodel template NAME -o FILE` writes one to fill in; the Uploads page offers them too.",
            "",
            *(line for export in taken if export.template for line in _export(export)),
            "# Reports that are refused",
            "",
            "These are often uploaded by mistake. OpModel recognises them and says which report to take instead.",
            "",
            *(f"- **{export.title}.** {export.wrong_file}" for export in exports if export.wrong_file),
            "",
        ]
    )


def _export(export: Export) -> Iterator[str]:
    yield f"## `{export.name}`: {export.title}"
    yield ""
    yield export.help
    yield ""
    yield f"- **Where:** {export.where}"
    yield f"- **Feeds:** {', '.join(f'`{name}`' for name in export.feeds)}"
    yield from (f"- {note}" for note in export.notes)
    yield ""
    yield "| column | needed | also spelt |"
    yield "| --- | --- | --- |"
    for column in export.columns:
        spelt = ", ".join(f"`{alias}`" for alias in column.aliases).replace("|", "\\|")
        yield f"| {column.name} | {'yes' if column.required else ''} | {spelt} |"
    yield ""


def settings_page() -> str:
    """Every setting of the process and every threshold of the store."""
    return "\n".join(
        [
            "# Settings",
            "",
            "## Of the process",
            "",
            "| environment variable | what it is |",
            "| --- | --- |",
            *(f"| `OPMODEL_{name.upper()}` | {field.description} |" for name, field in Settings.model_fields.items()),
            "",
            "## Of the store: thresholds",
            "",
            "Each has a default, is shown with the figure it decides, and a change of it is recorded.",
            "`opmodel thresholds` lists them; `opmodel thresholds NAME VALUE` sets one.",
            "",
            "| threshold | default | from | to | what it decides |",
            "| --- | --- | --- | --- | --- |",
            *(_threshold(item) for item in THRESHOLDS.values()),
            "",
        ]
    )


def _threshold(item: Threshold) -> str:
    return f"| `{item.name}` | {item.default:g} {item.unit} | {item.least:g} | {item.most:g} | {item.help} |"


def commands_page() -> str:
    """Every command of the shell with its options, as its own help prints them."""
    lines = ["# Commands", ""]
    for name, command in _commands(typer.main.get_command(app)):
        with command.make_context(name, [], resilient_parsing=True) as context:
            lines += [f"## `opmodel {name}`", "", (command.help or "").strip(), ""]
            lines += ["| argument or option | what it is |", "| --- | --- |"]
            for parameter in command.params:
                record = parameter.get_help_record(context)
                if record is not None and parameter.name != "help":
                    lines.append(
                        "| `{}` | {} |".format(*(" ".join(text.split()).replace("|", "\\|") for text in record))
                    )
            lines.append("")
    return "\n".join(lines)


def _commands(group: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """Every command by what is typed, those of a group (`audit verify`) one by one."""
    for name, command in sorted(group.commands.items()):
        if hasattr(command, "commands"):
            yield from _commands(command, f"{above}{name} ")
        else:
            yield f"{above}{name}", command


PAGES = {
    "measures.md": measures_page,
    "exports.md": exports_page,
    "settings.md": settings_page,
    "commands.md": commands_page,
}


def main() -> None:
    """Write every page and every template."""
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8")
    TEMPLATES.mkdir(exist_ok=True)
    for name in template_names():
        (TEMPLATES / f"{name}.xlsx").write_bytes(write_template(name))


if __name__ == "__main__":
    main()
