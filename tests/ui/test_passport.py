"""A passport in words: how fresh, what is left out, why the figure moved; and the words of thresholds."""

from datetime import date

from opmodel.measures.figure import Figure
from opmodel.measures.passport import Kind, Passport, Source, Stream
from opmodel.measures.reported import Move, NewDefinition, NewThreshold, Reported
from opmodel.store.weeks import parse_week, week_of
from opmodel.ui.definitions import breaks, change_words, definitions_sentence, first_weeks, within
from opmodel.ui.formats import told
from opmodel.ui.passport import fresh_lines, history_rows, left_out, source_lines

TODAY = date(2026, 11, 25)
CHANGE = NewDefinition(
    on=date(2026, 11, 22),
    before="company_split/1",
    after="company_split/1",
    thresholds=(NewThreshold(name="majority_share", before=0.6, after=0.7),),
)


def adoption(numerator: float, denominator: float) -> Figure:
    return Figure(
        name="adoption",
        unit="share",
        rule="adoption/1",
        value=numerator / denominator,
        numerator=numerator,
        denominator=denominator,
        as_of=parse_week("2026-W46"),
    )


def source(number: int) -> Source:
    return Source(
        import_id=number,
        file="use_*2026*.csv",
        sha256="44bed4d197f8",
        export="workflow_use",
        report_on=TODAY,
        loaded_on=TODAY,
        loaded_by="ada",
    )


def test_a_file_is_told_with_its_hash_its_report_and_who_loaded_it_as_text() -> None:
    (line,) = source_lines([source(1)])
    assert line == (r"use\_\*2026\*\.csv · report of 25 Nov 2026 · hash 44bed4d197f8 · loaded on 25 Nov 2026 by ada")
    assert source_lines([source(number) for number in range(8)])[-1] == "and 3 older files"
    assert source_lines([]) == ["No file stands behind this figure: it comes from what people entered."]


def test_freshness_says_when_the_next_file_is_late() -> None:
    late = Stream(export="roster", newest=TODAY, age_days=20, every_days=7.0)
    rare = Stream(export="contracts", newest=TODAY, age_days=0, every_days=None)
    assert fresh_lines([late, rare]) == [
        "Roster: the newest report is 20 days old; they come every 7 days, so the next one is late.",
        "Contracts: the newest report is of today; too few reports yet to say how often they come.",
    ]


def test_one_kind_of_file_is_told_once_by_the_latest_of_it() -> None:
    late = Stream(export="roster", newest=TODAY, age_days=20, every_days=7.0)
    fresh = Stream(export="roster", newest=TODAY, age_days=1, every_days=7.0)
    assert len(fresh_lines([late, fresh])) == 1


def test_what_is_left_out_stands_under_its_heading_and_nothing_is_said_to_be_nothing() -> None:
    found = Passport(measure=None, caveats={Kind.EXCLUDED: ("Claims is left out.",)}, not_placed=0)
    assert left_out(found) == [
        ("People not placed", ("None: the roster knows everybody who was active that week.",)),
        ("Left out", ("Claims is left out.",)),
    ]
    assert left_out(Passport(measure=None)) == [("Left out", ("Nothing is known to be left out.",))]


def test_the_history_says_each_figure_with_its_count_and_week_and_why_it_moved() -> None:
    history = (
        Reported(
            on=date(2026, 11, 22),
            figure=adoption(44, 110),
            moves=(Move.POPULATION,),
            files=("roster.csv",),
            by=("ada",),
        ),
        Reported(on=date(2026, 11, 15), figure=adoption(44, 100), moves=(Move.FIRST,)),
    )
    newest, first = history_rows(history)
    assert newest == {
        "On": "22 Nov 2026",
        "Figure": "44 of 110 · 40%",
        "Week": "2026-W46",
        "Why": "Another population (100 to 110): roster.csv, by ada",
    }
    assert first["Why"] == "First reported"


def test_the_history_is_broken_by_a_row_of_its_own_where_the_definition_changed() -> None:
    history = (
        Reported(on=CHANGE.on, figure=adoption(44, 110), moves=(Move.DEFINITION,), by=("ada",), definition=CHANGE),
        Reported(on=date(2026, 11, 15), figure=adoption(44, 110), moves=(Move.FIRST,)),
    )
    rows = history_rows(history)
    assert [row["On"] for row in rows] == ["22 Nov 2026", "", "15 Nov 2026"]
    assert rows[1]["Figure"] == "New definition from 22 Nov 2026"
    assert rows[1]["Why"] == "majority share 70% instead of 60%"


def test_a_change_of_the_rules_version_is_said_with_both() -> None:
    change = NewDefinition(on=TODAY, before="adoption/1", after="adoption/2")
    assert change_words(change) == "rule adoption/2 instead of adoption/1"
    assert definitions_sentence([change]) == ("New definition from 25 Nov 2026: rule adoption/2 instead of adoption/1.")


def test_two_changes_of_one_day_are_one_break() -> None:
    assert [one.words for one in breaks([CHANGE, CHANGE])] == ["new definition from 22 Nov 2026"]


def test_a_change_breaks_a_run_of_weeks_before_the_first_week_that_ended_after_it() -> None:
    newest = week_of(CHANGE.on)
    weeks = list(range(newest - 4, newest + 1))
    # The change is on a Sunday: that week was first reported by the new definition.
    assert first_weeks(weeks, [CHANGE]) == [4]
    assert first_weeks(weeks[:3], [CHANGE]) == [3]
    assert first_weeks([newest + 1, newest + 2], [CHANGE]) == []
    assert within([CHANGE], weeks, [newest + 1]) == [CHANGE]
    assert within([CHANGE], [newest + 1]) == []


def test_a_count_is_told_with_what_it_is_counted_of() -> None:
    teams = Figure(name="s", unit="teams", rule="s/1", value=5, numerator=5, denominator=31)
    assert told(teams) == "5 of 31 teams"
    assert told(adoption(44, 110)) == "44 of 110 · 40%"
    money = Figure(name="m", unit="EUR a year", rule="m/1", value=900, numerator=900, denominator=2000)
    assert told(money) == "€900 of €2,000 a year"
