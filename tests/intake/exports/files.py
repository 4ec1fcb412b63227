"""Small files of vendor exports, read by the real intake: bytes in, facts out."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from opmodel.intake.export import Choices
from opmodel.intake.facts import Facts
from opmodel.intake.recognise import recognise


def csv_bytes(rows: Iterable[Mapping[str, str]], *, headers: Iterable[str] | None = None) -> bytes:
    """A CSV file; the headers are those of the rows, in order of appearance, unless given."""
    rows = list(rows)
    names = list(headers or dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def facts_of(data: bytes, export: str, *, file_name: str = "file.csv", choices: Choices | None = None) -> Facts:
    """What a file says, after making sure that it was taken for the right export and that its rows add up."""
    choices = choices or Choices()
    recognised = recognise(data, file_name, choices)
    assert recognised.export.name == export
    facts = recognised.facts(choices)
    assert facts.read == facts.kept + facts.rejected + facts.merged
    assert facts.people["identity"].is_unique
    return facts


def facts_of_file(path: Path, export: str, *, choices: Choices | None = None) -> Facts:
    """What a file on disk says."""
    return facts_of(path.read_bytes(), export, file_name=path.name, choices=choices)


def by_person(facts: Facts, frame: str, column: str) -> dict[str, object]:
    """A column of one of the facts' frames, by identity."""
    table = getattr(facts, frame)
    return dict(zip(facts.people["identity"].iloc[table["who"]], table[column], strict=True))
