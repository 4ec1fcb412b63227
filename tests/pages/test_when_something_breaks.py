"""A fault of ours: the visitor gets a sentence and a reference, the log gets the story."""

import logging
import re

import pytest
from streamlit.testing.v1 import AppTest


def broken_page() -> None:
    import app

    assert app.on_script_error(ValueError("no such table: secret_people"))


def test_a_visitor_sees_a_reference_and_no_stack_trace(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="opmodel"):
        test = AppTest.from_function(broken_page, default_timeout=30).run()
    assert not test.exception
    said = test.error[0].value
    assert "secret_people" not in said
    found = re.search(r"reference: ([0-9a-f]{8})\.", said)
    assert found is not None
    told = [record for record in caplog.records if record.name == "opmodel"]
    assert found[1] in told[0].getMessage()
    assert "secret_people" in str(told[0].exc_info)
