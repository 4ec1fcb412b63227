"""What each page says on an empty store, on a filled one, and of a team."""

import pytest

from opmodel.measures.registry import all_measures
from opmodel.ui.formats import percent
from opmodel.ui.plain import plain
from tests.pages.conftest import Open
from tests.ui import hostile_company as hostile

PAGES = [
    "",
    "board/workflow.py",
    "operate/shelfware.py",
    "operate/usage.py",
    "operate/pilots.py",
    "operate/rollout.py",
    "operate/register.py",
    "data/uploads.py",
]


def title(test: object) -> str:
    heading: str = test.title[0].value  # type: ignore[attr-defined]
    return heading


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_an_empty_store_says_what_to_do_next(store: str, opened: Open, page: str) -> None:
    test = opened(store, page)
    assert len(test.title) == 1
    links = [link.proto.label for link in test.main.get("page_link")]
    assert page == "data/uploads.py" or {"Go to Uploads", "Upload a workbook"} & set(links)
    assert not test.metric


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_filled_store_opens_with_one_sentence(filled_store: str, opened: Open, page: str) -> None:
    test = opened(filled_store, page)
    assert len(test.title) == 1
    assert title(test).endswith(".")


def test_the_overview_says_the_board_number_with_its_n_and_m(filled_store: str, opened: Open) -> None:
    test = opened(filled_store)
    assert title(test).startswith("15 of 24 people on target teams did their work the new way")
    assert percent(15 / 24) in title(test)
    adoption = next(metric for metric in test.metric if metric.label == "Adoption")
    assert adoption.value == percent(15 / 24)
    assert adoption.delta == "15 of 24 people"


def test_what_was_bought_is_struck_through(filled_store: str, opened: Open) -> None:
    assert any("~~30 licences bought~~" in line.value for line in opened(filled_store).main.markdown)


def test_every_figure_on_a_page_can_be_asked_how_it_was_counted(filled_store: str, opened: Open) -> None:
    test = opened(filled_store)
    names = ("adoption", "cycle_time", "proven", "shelfware_money", "pilots_to_production")
    keys = dict.fromkeys(names, "") | {"licences": "-lines", "tool_activity": "-lines"}
    for name, key in keys.items():
        measure = all_measures()[name]
        test.button(key=f"how-{measure.rule_id}--{name}{key}").click().run()
        said = " ".join(line.value for line in test.markdown)
        assert plain(measure.help) in said
        assert plain(measure.rule) in said
        assert plain(measure.formula) in said
        assert f"Rule {plain(measure.rule_id)}" in said


def test_what_is_red_names_its_owner_and_its_stake(filled_store: str, opened: Open) -> None:
    test = opened(filled_store)
    said = [line.value for line in test.main.markdown]
    assert any(line == ":red[**Purgatory**]" for line in said)
    assert any(line == ":red[**Renewal**]" for line in said)
    assert any(plain(hostile.OWNER) in line for line in said)
    assert any(plain("€12k spent") in line for line in said)


def test_a_share_of_pilots_is_not_read_as_those_that_crossed_so_far(filled_store: str, opened: Open) -> None:
    for page, name in (("", "In production by month 12"), ("operate/pilots.py", "Pilots in production by month 12")):
        assert name in [metric.label for metric in opened(filled_store, page).metric]


def test_a_contract_is_red_once_with_its_owner(filled_store: str, opened: Open) -> None:
    said = [line.value for line in opened(filled_store).main.markdown]
    assert said.count(":red[**Renewal**]") == 1
    assert ":red[**Idle seats**]" not in said
    assert not any("Nobody is named" in line for line in said)


def test_what_is_red_leads_to_the_page_it_is_worked_on(filled_store: str, opened: Open) -> None:
    links = [link.proto for link in opened(filled_store).main.get("page_link")]
    links = [link for link in links if link.page != "settings"]
    assert {link.label for link in links} == {"Open"}
    assert {link.help for link in links} == {"Opens the page Shelfware.", "Opens the page Pilots."}


def test_what_needs_a_decision_comes_before_the_second_pair_of_charts(filled_store: str, opened: Open) -> None:
    headings = [heading.value for heading in opened(filled_store).header]
    place = headings.index("2 things need a decision")
    assert any("licences were bought" in heading for heading in headings[:place])
    assert any("a clear majority of" in heading for heading in headings[place:])


def test_uploads_offers_no_scope_and_keeps_the_one_chosen(filled_store: str, opened: Open) -> None:
    test = opened(filled_store, team=hostile.TEAM)
    test.switch_page("data/uploads.py").run()
    assert not [box for box in test.selectbox if box.label in {"Scope", "As of week"}]
    test.switch_page("operate/shelfware.py").run()
    assert plain(hostile.TEAM) in title(test)
    assert next(box for box in test.selectbox if box.label == "Scope").value == hostile.TEAM


def test_a_name_in_a_table_of_words_is_only_text(filled_store: str, opened: Open) -> None:
    tables = [table.value for table in opened(filled_store, "data/uploads.py").table]
    shown = " ".join(str(cell) for table in tables for cell in table.to_numpy().ravel())
    assert plain(hostile.FILE) in shown.replace("\u200b", "")


def test_a_team_in_the_address_is_the_scope_of_the_page(filled_store: str, opened: Open) -> None:
    test = opened(filled_store, team=hostile.TEAM)
    assert plain(hostile.TEAM) in title(test)


def test_a_week_in_the_address_is_the_week_of_the_page(filled_store: str, opened: Open) -> None:
    test = opened(filled_store, week="2026-W42")
    assert title(test).startswith("11 of 24")
    assert "2026-W42" in title(test)


def test_a_team_that_is_not_there_falls_back_to_the_whole_company(filled_store: str, opened: Open) -> None:
    assert title(opened(filled_store, team="Nobody")).startswith("15 of 24 people on target teams did")


def test_uploads_without_a_register_still_say_something_true(sqlite_store: str, opened: Open) -> None:
    from opmodel.measures.snapshots import leave_snapshot
    from opmodel.store.engine import writing
    from tests.company import Company

    with writing(sqlite_store) as session:
        company = Company(session)
        people = company.crowd(40)
        company.snapshot(
            "Copilot", hostile.DAY, {name: hostile.DAY if place < 25 else None for place, name in enumerate(people)}
        )
        company.contract("Copilot", 50, 360)
        leave_snapshot(session, import_id=None, reason="import")
    assert (
        title(opened(sqlite_store))
        == "50 licences bought, 25 people active in the last 7 days; no redesigned workflow registered yet."
    )


def test_shelfware_prints_its_thresholds_with_the_money(filled_store: str, opened: Open) -> None:
    test = opened(filled_store, "operate/shelfware.py")
    assert title(test) == "15 of 30 paid seats are used by nobody: 50%."
    said = " ".join(line.value for line in test.main.markdown)
    assert plain("€5,400") in said
    assert "30 days" in said
    assert "60 days" in said


def test_nobody_is_named_until_the_reclaim_list_is_asked_for_and_its_purpose_said(
    filled_store: str, opened: Open
) -> None:
    test = opened(filled_store, "operate/shelfware.py")
    before = len(test.dataframe)
    assert not any("Holder" in frame.value.columns for frame in test.dataframe)
    test.toggle(key="reclaim-open").set_value(True).run()
    assert len(test.dataframe) == before
    test.text_input(key="reclaim-purpose").set_value("Seats")
    next(button for button in test.button if button.label == "Show them").click().run()
    assert "Say what the names are for" in " ".join(line.value for line in test.main.markdown)
    assert len(test.dataframe) == before
    test.text_input(key="reclaim-purpose").set_value("Giving back idle seats before the renewal")
    next(button for button in test.button if button.label == "Show them").click().run()
    assert len(test.dataframe) == before + 1
    listed = test.dataframe[-1].value
    assert set(listed["Holder"]) == {hostile.HOLDER}
    assert len(listed) == 9


def test_pilots_say_how_many_wait_and_which_are_stuck(filled_store: str, opened: Open) -> None:
    test = opened(filled_store, "operate/pilots.py")
    assert title(test) == "1 pilot is open, 1 of them stuck; 0 of 1 begun reached production."
    table = test.dataframe[-1].value
    assert table.loc[0, "State"] == "Chronic"
    assert table.loc[0, "Owner"] == hostile.OWNER


def test_a_second_rerun_of_a_page_asks_the_measures_nothing(
    filled_store: str, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = opened(filled_store)
    from opmodel.ui import reads

    asked: list[str] = []
    ask = reads.ask
    monkeypatch.setattr(
        reads, "ask", lambda session, name, question: asked.append(name) or ask(session, name, question)
    )
    test.run()
    assert not asked
