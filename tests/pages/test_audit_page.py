"""The Audit page: who did what, narrowed by who, what, which and when; and whether the trail is whole."""

from datetime import date, timedelta

from streamlit.testing.v1 import AppTest

from opmodel.register.thresholds import set_threshold
from opmodel.register.workflows import WorkflowEntry, save_workflow
from opmodel.store.engine import engine, reading, writing
from opmodel.store.trail import record, record_look
from opmodel.store.trail_entry import Deed
from opmodel.store.trail_reading import Wanted, newest_entries
from opmodel.ui import audit as audit_page
from opmodel.ui.plain import plain
from opmodel.ui.reads import Here
from tests.askers import everybody
from tests.pages.conftest import Open

PAGE = "data/audit.py"


def column(test: AppTest, name: str) -> list[str]:
    return [cell for cell in test.table[0].value[name] if cell]


def work(url: str) -> None:
    save_workflow(
        url, WorkflowEntry(name="Claims *intake*", outcome="Sorted", owner="Grace Hopper"), by=everybody("ada")
    )
    set_threshold(url, "majority_share", 0.7, by=everybody("bob"))
    record_look(url, by="eve", what="Seats to give back, Copilot", purpose="renewal")


def top_of(url: str) -> audit_page.Top:
    top = audit_page.newest(Here(url=url, version="", asker=everybody()))
    assert top is not None
    return top


def test_an_empty_store_says_what_will_stand_here(store: str, opened: Open) -> None:
    test = opened(store, PAGE)
    assert test.title[0].value == "Nothing has been done in this store yet."


def test_every_entry_says_who_did_what_from_what_to_what(store: str, opened: Open) -> None:
    work(store)
    test = opened(store, PAGE)
    assert test.title[0].value == "3 entries in the trail, and all of them hold together."
    assert column(test, "Who") == ["eve", "bob", "ada"]
    assert column(test, "Did")[0] == plain("Names seen: Seats to give back, Copilot; for: renewal")
    assert plain("Threshold: majority share") in column(test, "What of it")
    assert plain("70%") in column(test, "After")
    assert plain("Workflow Claims *intake*") in column(test, "What of it")


def test_who_what_which_and_when_narrow_it(store: str, opened: Open) -> None:
    work(store)
    test = opened(store, PAGE)
    test.selectbox(key="who").set_value("bob").run()
    assert column(test, "Who") == ["bob"]
    test.selectbox(key="who").set_value("Everybody").run()
    test.selectbox(key="did").set_value("Names seen").run()
    assert column(test, "Who") == ["eve"]
    test.selectbox(key="did").set_value("Everything").run()
    test.text_input(key="thing").set_value("claims").run()
    assert column(test, "Who") == ["ada"]
    test.text_input(key="thing").set_value("").run()
    test.date_input(key="until").set_value(date.today() - timedelta(days=2)).run()
    assert "No entry is like that" in " ".join(line.value for line in test.main.markdown)


def test_a_trail_that_was_altered_says_so_in_its_headline(sqlite_store: str, opened: Open) -> None:
    work(sqlite_store)
    with engine(sqlite_store).begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER trail_entry_no_update")
        connection.exec_driver_sql("UPDATE trail_entry SET \"by\" = 'mallory' WHERE id = 2")
    test = opened(sqlite_store, PAGE)
    assert test.title[0].value == "The trail does not hold together: something was altered."
    assert test.error[0].value == plain("Entry 2 was changed after it was written.")


def test_a_page_holds_fifty_entries_and_the_file_all_of_them(store: str, opened: Open) -> None:
    with writing(store) as session:
        for number in range(120):
            record(session, by="ada", act=Deed.EXPORT, kind="File", name=f"{number}.csv")
    test = opened(store, PAGE)
    assert len(column(test, "Who")) == 50
    assert column(test, "Did")[0] == plain("Export: 119.csv")
    assert len(audit_page._every_row(top_of(store), Wanted())) == 120


def test_a_download_leaves_an_entry(store: str, opened: Open) -> None:
    work(store)
    test = opened(store, PAGE)
    assert [button.label for button in test.get("download_button")] == ["CSV", "XLSX"]
    with reading(store) as session:
        assert newest_entries(session, Wanted(act=Deed.EXPORT), most=9) == []
