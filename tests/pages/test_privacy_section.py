"""Privacy in Settings: the promise is withdrawn only with a reason, and the data sheet is there to take."""

from opmodel.register.privacy import PROMISE, not_for_individuals
from opmodel.store.engine import reading
from opmodel.store.trail_reading import Wanted, newest_entries
from tests.pages.conftest import Open

PAGE = "data/settings.py"


def stands(url: str) -> bool:
    with reading(url) as session:
        return not_for_individuals(session)


def test_withdrawing_the_promise_takes_a_reason_and_is_in_the_trail(filled_store: str, opened: Open) -> None:
    test = opened(filled_store, PAGE)
    toggle = next(one for one in test.toggle if one.label == PROMISE)
    assert toggle.value is True
    toggle.set_value(False).run()
    next(one for one in test.button if one.label == "Withdraw the promise").click().run()
    assert stands(filled_store)
    assert "works council" in " ".join(line.value for line in test.main.markdown)
    next(box for box in test.text_input if box.label == "Why").set_value("agreed with the council").run()
    next(one for one in test.button if one.label == "Withdraw the promise").click().run()
    assert not test.exception
    assert not stands(filled_store)
    with reading(filled_store) as session:
        (entry,) = newest_entries(session, Wanted(), most=1)
        assert entry.note == "Reason: agreed with the council"


def test_the_data_sheet_is_there_to_take(filled_store: str, opened: Open) -> None:
    labels = [button.label for button in opened(filled_store, PAGE).get("download_button")]
    assert "Data sheet for works council and data protection officer" in labels
