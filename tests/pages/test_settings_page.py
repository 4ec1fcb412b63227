"""The Settings page: thresholds with what a change would do, the organisation, and what two people do to each other."""

from dataclasses import replace
from datetime import date

from streamlit.testing.v1 import AppTest

from opmodel.measures.figure import Figure
from opmodel.measures.registry import ask
from opmodel.register.organisation import OrganisationEntry, save_organisation
from opmodel.register.thresholds import set_threshold
from opmodel.store.audit import newest_change
from opmodel.store.engine import reading
from opmodel.store.teams import team_tree
from opmodel.store.thresholds import THRESHOLDS, threshold
from opmodel.ui.plain import plain
from opmodel.ui.thresholds import hidden_preview
from tests.askers import admin, everybody
from tests.pages.conftest import Open

PAGE = "data/settings.py"


def kept(url: str, name: str) -> float:
    with reading(url) as session:
        return threshold(session, name)


def changes(url: str) -> int:
    with reading(url) as session:
        return newest_change(session)


def choose(test: AppTest, title: str) -> AppTest:
    test.selectbox(key="threshold").set_value(title).run()
    return test


def enter(test: AppTest, value: float) -> AppTest:
    test.number_input[0].set_value(value).run()
    assert not test.exception, test.exception
    return test


def press(test: AppTest, label: str) -> AppTest:
    next(button for button in test.button if button.label == label).click().run()
    assert not test.exception, test.exception
    return test


def markdown(test: AppTest) -> str:
    return " ".join(line.value for line in test.main.markdown)


def test_every_threshold_stands_there_with_its_meaning_its_default_its_bounds_and_its_present_value(
    filled_store: str, opened: Open
) -> None:
    test = opened(filled_store, PAGE)
    table = test.table[-1].value
    assert len(table) == len(THRESHOLDS)
    assert list(table.columns) == ["Topic", "Threshold", "Now", "Default", "May be", "What it means", "Counts in"]
    assert not {"More", "What is said beside figures"} & {*table["Topic"], *table["Counts in"]}
    assert {plain(item.help) for item in THRESHOLDS.values()} == set(table["What it means"])
    assert not table.map(lambda cell: cell == "").to_numpy().any()


def test_a_new_value_shows_what_todays_figures_would_become_and_saves_nothing(filled_store: str, opened: Open) -> None:
    before = changes(filled_store)
    test = enter(choose(opened(filled_store, PAGE), "Majority share"), 50.0)
    rows = test.table[0].value
    first = rows[rows["Figure"] == plain("Company split")].iloc[0]
    assert (first["Now"], first["Then"]) == ("0 of 1 teams", "1 of 1 teams")
    assert (changes(filled_store), kept(filled_store, "majority_share")) == (before, 0.6)


def test_a_value_that_moves_nothing_says_so(filled_store: str, opened: Open) -> None:
    test = enter(choose(opened(filled_store, PAGE), "Rubber stamp days"), 80.0)
    assert "None of today's figures of the whole company would move" in markdown(test)


def test_a_smaller_minimum_group_tells_how_many_figures_it_would_show_and_none_of_them(
    filled_store: str, opened: Open
) -> None:
    set_threshold(filled_store, "minimum_group", 500, by=everybody("ada"))
    test = choose(opened(filled_store, PAGE), "Minimum group")
    tables = len(test.table)
    enter(test, 10)
    assert "hidden now would be shown" in markdown(test)
    assert len(test.table) == tables
    assert " of " not in markdown(test).split("would be shown")[1].split("Which")[0]
    assert kept(filled_store, "minimum_group") == 500


def test_a_preview_of_the_minimum_group_counts_what_it_would_show_hide_and_move() -> None:
    small = Figure(name="a", unit="share", rule="", suppressed=True)
    shown = replace(small, value=1.0, numerator=10, denominator=10, suppressed=False)
    said = hidden_preview([("A", small, shown), ("B", small, shown), ("C", shown, small), ("D", shown, shown)])
    assert said.startswith(
        "Of today's figures of the whole company: 2 figures hidden now would be shown, 1 figure shown now would be hidden, "
        "1 figure would move."
    )
    assert "10" not in said
    assert hidden_preview([]) == "None of today's figures of the whole company would move."


def test_a_threshold_is_saved_and_the_page_says_so_in_its_headline(filled_store: str, opened: Open) -> None:
    test = opened(filled_store, PAGE)
    assert test.title[0].value == f"All {len(THRESHOLDS)} thresholds stand at their defaults."
    press(enter(choose(test, "Majority share"), 50.0), "Save 50%")
    assert kept(filled_store, "majority_share") == 0.5
    assert test.success[0].value == plain("Majority share is now 50%. The figures follow.")
    assert test.title[0].value == (f"1 of {len(THRESHOLDS)} thresholds differs from its default: majority share 50%.")
    with reading(filled_store) as session:
        assert ask(session, "company_split").value == 1


def test_whoever_saves_second_sees_both_versions_and_chooses(filled_store: str, opened: Open) -> None:
    test = enter(choose(opened(filled_store, PAGE), "Majority share"), 50.0)
    set_threshold(filled_store, "majority_share", 0.7, by=admin("bob"))
    press(test, "Save 50%")
    assert kept(filled_store, "majority_share") == 0.7
    shown = next(table.value for table in test.table if "You saw" in table.value.columns)
    assert shown.iloc[0]["You saw"] == plain("0.6")
    assert shown.iloc[0]["You entered"] == plain("0.5")
    press(test, "Save mine over theirs")
    assert kept(filled_store, "majority_share") == 0.5


def test_the_organisation_is_named_even_in_an_empty_store(store: str, opened: Open) -> None:
    test = opened(store, PAGE)
    next(box for box in test.text_input if box.label == "Name").set_value("Northwind")
    next(box for box in test.text_input if box.label == "Country").set_value("ie")
    press(test, "Save the organisation")
    with reading(store) as session:
        tree = team_tree(session)
    assert tree.names[tree.company] == "Northwind"
    assert "**Northwind**" in markdown(test)
    assert next(box for box in test.text_input if box.label == "Country").value == "IE"


def test_a_country_that_is_none_is_said_at_its_field_and_nothing_is_lost(store: str, opened: Open) -> None:
    test = opened(store, PAGE)
    next(box for box in test.text_input if box.label == "Country").set_value("XX")
    press(test, "Save the organisation")
    assert "Is no country code" in markdown(test)
    assert next(box for box in test.text_input if box.label == "Country").value == "XX"


def days(test: AppTest, label: str) -> list[object]:
    return [box.value for box in test.date_input if box.label == label]


def test_a_closure_with_one_day_is_said_at_its_row_and_with_both_it_is_kept(store: str, opened: Open) -> None:
    save_organisation(
        store,
        OrganisationEntry(name="Northwind", closures=((date(2026, 12, 24), date(2027, 1, 1)),)),
        by=everybody("ada"),
    )
    test = opened(store, PAGE)
    from_days = [box for box in test.date_input if box.label == "Closed from"]
    assert [box.value for box in from_days] == [date(2026, 12, 24), None]
    from_days[1].set_value(date(2026, 8, 3))
    press(test, "Save the organisation")
    assert plain("Has no last day: enter it") in markdown(test)
    assert not test.success
    assert days(test, "Closed from") == [date(2026, 12, 24), date(2026, 8, 3)]
    [box for box in test.date_input if box.label.startswith("To, ")][1].set_value(date(2026, 8, 7))
    press(test, "Save the organisation")
    assert test.success
    assert days(test, "Closed from") == [date(2026, 8, 3), date(2026, 12, 24), None]


def test_another_closure_gives_a_row_more_and_loses_nothing(store: str, opened: Open) -> None:
    test = opened(store, PAGE)
    next(box for box in test.date_input if box.label == "Closed from").set_value(date(2026, 8, 3))
    press(test, "Another closure")
    assert days(test, "Closed from") == [date(2026, 8, 3), None]
    assert not test.success


def test_settings_offer_no_scope(filled_store: str, opened: Open) -> None:
    labels = {box.label for box in opened(filled_store, PAGE).selectbox}
    assert not labels & {"Scope", "As of week"}
