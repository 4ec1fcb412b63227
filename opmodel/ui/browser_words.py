"""Sentences of the intake in the words of the Uploads page: the intake names options of the shell, the page has fields."""

import re
from collections.abc import Mapping

from opmodel.intake.registry import all_exports

_FIELDS: Mapping[str, str] = {
    "as": "What it is",
    "workflow": "Workflow",
    "team": "Team",
    "start": "What starts a case",
    "finish": "What finishes a case",
    "report-date": "Report date",
}
"""Fields under “Say more about this file”, by the option of the shell that says the same."""
_OPTION = re.compile(rf"--({'|'.join(_FIELDS)})\b(?: ([A-Za-z_][A-Za-z_0-9]*))?")
_COMMAND = re.compile(r"`([^`]*--[^`]*)`")
_BUTTON = re.compile(r"the Uploads page, under the file's name, or `opmodel template \w+`")
_TEMPLATE = re.compile(r"`opmodel template (\w+)`")


def in_browser_words(sentence: str) -> str:
    """The sentence with “Report date” for `--report-date`, and the page's templates for the command that writes one."""
    said = _TEMPLATE.sub(_template, _BUTTON.sub("the button below", sentence))
    said = _COMMAND.sub(lambda found: _fields(found[1]), said)
    return re.sub(rf"--({'|'.join(_FIELDS)})\b", lambda found: f"“{_FIELDS[found[1]]}”", said)


def _fields(command: str) -> str:
    named = [_field(option, value) for option, value in _OPTION.findall(command)]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def _field(option: str, value: str) -> str:
    export = all_exports().get(value) if option == "as" else None
    return f"“{_FIELDS[option]}: {export.title}”" if export else f"“{_FIELDS[option]}”"


def _template(found: re.Match[str]) -> str:
    export = all_exports().get(found[1])
    return f"the template “{export.title}” further down this page" if export else "further down this page"
