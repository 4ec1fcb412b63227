"""`opmodel measures` and `opmodel thresholds`: the JSON contract of design.md §7, and the readable table."""

from pathlib import Path

from opmodel.measures.registry import all_measures
from tests.cli.conftest import Run

KEYS = {
    "value",
    "unit",
    "numerator",
    "denominator",
    "as_of",
    "rule",
    "sources",
    "caveats",
    "why_unknown",
    "parts",
}


def test_every_measure_answers_an_empty_store_with_null_and_a_reason(run: Run) -> None:
    answer = run("measures", "--json")
    assert answer.status == 0
    assert set(answer.json) == {"as_of", "scope", "measures"}
    assert answer.json["as_of"] is None
    assert set(answer.json["measures"]) == set(all_measures())
    for figure in answer.json["measures"].values():
        assert set(figure) >= KEYS
        assert figure["value"] is None
        assert figure["why_unknown"]


def test_a_figure_names_its_sources_and_its_count(run: Run, usage: Path, roster: Path) -> None:
    run("import", roster)
    (loaded,) = run("import", usage, "--json").json
    answer = run("measures", "tool_activity", "--json").json
    figure = answer["measures"]["tool_activity"]
    (tool,) = [part for part in figure["parts"] if part["name"] == "Microsoft 365 Copilot"]
    assert (tool["numerator"], tool["denominator"]) == (9, 12)
    assert loaded["import_id"] in tool["sources"] or loaded["import_id"] in figure["sources"]
    assert answer["as_of"] == "2026-W46"


def test_a_team_narrows_the_scope(run: Run, usage: Path, roster: Path) -> None:
    run("import", roster)
    run("import", usage)
    answer = run("measures", "tool_activity", "--team", "finance / controlling", "--json")
    assert answer.json["scope"] == "Finance/Controlling"


def test_a_team_nobody_knows_is_refused_by_naming_the_known_ones(run: Run, roster: Path) -> None:
    run("import", roster)
    answer = run("measures", "--team", "Sales")
    assert answer.status == 2
    assert "Finance/Controlling" in answer.err


def test_a_measure_nobody_knows_is_refused_by_naming_the_known_ones(run: Run) -> None:
    answer = run("measures", "happiness")
    assert answer.status == 2
    assert "adoption" in answer.err


def test_a_series_comes_when_asked_for(run: Run) -> None:
    plain = run("measures", "adoption", "--json").json["measures"]["adoption"]
    series = run("measures", "adoption", "--series", "--json").json["measures"]["adoption"]
    assert "series" not in plain
    assert series["series"] == []


def test_the_readable_table_shows_value_count_week_and_reason(run: Run, usage: Path, roster: Path) -> None:
    run("import", roster)
    run("import", usage)
    printed = run("measures").out
    assert "9 of 12" in printed
    assert "2026-W46" in printed
    assert "unknown: " in printed


def test_a_threshold_is_set_recorded_and_listed(run: Run) -> None:
    assert run("thresholds", "--json").json["idle_days"]["value"] == 30
    assert run("thresholds", "idle_days", "45", "--by", "Ada").status == 0
    listed = run("thresholds", "--json").json["idle_days"]
    assert (listed["value"], listed["default"]) == (45, 30)


def test_a_threshold_outside_its_bounds_is_refused(run: Run) -> None:
    answer = run("thresholds", "minimum_group", "3")
    assert answer.status == 2
    assert "between 5 and 1000" in answer.err
    assert run("thresholds", "--json").json["minimum_group"]["value"] == 10


def test_a_threshold_without_a_value_says_how_to_give_one(run: Run) -> None:
    answer = run("thresholds", "idle_days")
    assert answer.status == 2
    assert "opmodel thresholds idle_days" in answer.err


def test_a_week_still_to_come_is_refused(run: Run) -> None:
    answer = run("measures", "--as-of", "2199-W20")
    assert answer.status == 2
    assert "2199-W20 has not come yet" in answer.err
