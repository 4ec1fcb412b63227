"""Everything that can be added by adding a file says what it is, shows an example, and has a test."""

from pathlib import Path

import pytest

from opmodel.intake.export import Export
from opmodel.intake.registry import all_exports
from opmodel.measures.registry import Measure, all_measures

TESTS = Path(__file__).parent

NAMED_BY_DESIGN = {
    "adoption",
    "licences",
    "tool_activity",
    "usage_segments",
    "shelfware",
    "shelfware_money",
    "renewals",
    "pilots_to_production",
    "purgatory",
    "components",
    "company_split",
    "cycle_time",
    "proven",
    "retention",
    "shape",
    "findings",
}


def test_the_measures_are_there_under_their_names() -> None:
    assert set(all_measures()) >= NAMED_BY_DESIGN


@pytest.mark.parametrize("measure", all_measures().values(), ids=lambda measure: measure.name)
def test_a_measure_says_what_it_asks_how_it_is_counted_and_where_the_definition_comes_from(measure: Measure) -> None:
    assert measure.title
    assert measure.help.endswith(".")
    assert measure.rule.endswith(".")
    assert measure.formula
    assert measure.unit
    assert measure.source
    assert measure.example.endswith(".")
    assert measure.version >= 1
    assert measure.reads
    assert (TESTS / "measures" / f"test_{measure.name}.py").is_file()


@pytest.mark.parametrize("export", all_exports().values(), ids=lambda export: export.name)
def test_an_export_says_what_it_is_where_it_is_found_and_what_it_feeds(export: Export) -> None:
    assert export.title
    assert export.help.endswith(".")
    assert export.where
    assert export.vendor
    every_column = [*export.columns, *(column for sheet in export.sheets for column in sheet.columns)]
    assert any(column.required for column in every_column) or export.recognise is not None
    if export.wrong_file:
        assert export.wrong_file.endswith(".")
        return
    assert export.feeds
    assert set(export.feeds) <= set(all_measures())
    assert export.example
    known = export.alias_table()
    assert set(known.values()) == {column.name for column in export.columns}
    tested = [path.read_text(encoding="utf-8") for path in (TESTS / "intake").rglob("test_*.py")]
    assert any(export.name in text for text in tested)
