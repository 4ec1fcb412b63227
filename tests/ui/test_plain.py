import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opmodel.ui.plain import no_formula, plain

HOSTILE = [
    "<b>bold</b>",
    "*stars* and _lines_",
    "$x^2$",
    "[link](https://example.org)",
    "![image](https://example.org/x.png)",
    "https://example.org and www.example.org",
    "a@example.org",
    ":material/delete: :red[x] :smile:",
    "# heading",
    "1. list",
    "- list",
    "> quote",
    "`code`",
    "a -> b <- c -- d >= e",
    "back\\slash",
    "&amp; &lt;",
    "| a | b |",
]


def shown(escaped: str) -> str:
    """What a Markdown reader shows of escaped text: the characters without their backslashes and joiners."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escaped).replace("\u2060", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_reader_sees_the_characters_of_the_file(text: str) -> None:
    assert shown(plain(text)) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_markdown_acts_on_stays_unescaped(text: str) -> None:
    assert not re.search(r"(?<!\\)(?:\\\\)*[!-/:-@\[-`{-~]", re.sub(r"\\[!-/:-@\[-`{-~]", "", plain(text)))


@pytest.mark.parametrize(
    "text", ["https://example.org", "www.example.org", "a@example.org", ":smile:", "a -> b", "a--b"]
)
def test_what_is_acted_on_after_escaping_is_broken_by_a_joiner(text: str) -> None:
    assert "\u2060" in plain(text)


def test_a_name_over_several_lines_stays_on_one() -> None:
    assert plain("a\n\n    b\u2028c") == "a     b c".replace("     ", " " + "    ")


@given(st.text())
def test_any_text_comes_out_as_one_line_that_shows_what_it_was(text: str) -> None:
    one_line = re.sub(r"[\x00-\x1f\x7f\u2028\u2029]+", " ", text).strip()
    assert shown(plain(text)).replace("\u2060", "") == one_line.replace("\u2060", "")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_formula_leaves_as_text(text: str) -> None:
    assert no_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Finance", "1-2", "a=b"])
def test_other_text_leaves_as_it_is(text: str) -> None:
    assert no_formula(text) == text
