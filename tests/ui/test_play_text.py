"""A play is text from people: its headings, lists, emphasis and code act, and nothing else of Markdown does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from opmodel.ui.play_text import Piece, differences, harmless, pieces
from tests.ui import hostile_company as hostile

ACTIVE = ("link", "image", "html", "html_inline", "html_block", "table", "s_open", "link_open")


def tokens(text: str) -> list[str]:
    """What a reader of Markdown makes of it: every kind of token, inline ones too."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    found = []
    for token in reader.parse(text):
        found.append(token.type)
        found += [child.type for child in token.children or ()]
    return found


def shown(text: str) -> str:
    """The words a reader sees."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    words = [child.content for token in reader.parse(text) for child in token.children or ()]
    return " ".join(words).replace("\u2060", "")


def test_headings_lists_emphasis_and_code_spans_stay() -> None:
    kinds = tokens(harmless("# Title\n\n1. First, **boldly**\n2. Then *softly*\n\n- `code`\n\n> Said"))
    for kind in ("heading_open", "ordered_list_open", "bullet_list_open", "strong_open", "em_open", "code_inline"):
        assert kind in kinds
    assert "blockquote_open" in kinds


def test_a_plays_first_heading_stands_below_the_pages_own() -> None:
    assert harmless("# Title") == "### Title"
    assert harmless("##### Deep") == "###### Deep"


@pytest.mark.parametrize(
    "text",
    [
        "![x](https://example.org/x.png)",
        "[link](javascript:alert(1))",
        "[link][1]\n\n[1]: https://example.org",
        "<https://example.org>",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a | b\n--- | ---\n`c | [x](javascript:alert(1)) | d` | e",
        "~~gone~~",
        "- item\n  ```\n[x](javascript:alert(1)) <b>\n",
        "`` ` [x](javascript:alert(1)) ` ``  [x](javascript:alert(1))",
        "a ` b\nc ` [x](javascript:alert(1)) `",
        "\\`[x](javascript:alert(1))\\`",
        "~~~ `x`\n<b>\n~~~",
        *hostile.NAMES,
    ],
)
def test_nothing_else_acts(text: str) -> None:
    made = [harmless(piece.text) for piece in pieces(text) if not piece.is_code]
    assert not {kind for part in made for kind in tokens(part)} & set(ACTIVE)


def test_what_does_not_act_is_shown_as_it_was_written() -> None:
    assert shown(harmless("See [the page](https://example.org) and :material/home: for $x^2$")) == (
        "See [the page](https://example.org) and :material/home: for $x^2$"
    )


@pytest.mark.parametrize("text", [":material/home:", ":smile:", ":red[x]", "www.example.org", "a@example.org", "->"])
def test_what_streamlit_acts_on_in_finished_text_is_broken(text: str) -> None:
    assert "\u2060" in harmless(text)


written = st.text(st.sampled_from(list("`~*_[]()<>!|#-+.:1 ab\\\n$@/&\t")), max_size=80)


@given(written)
def test_no_text_at_all_makes_a_link_an_image_or_html(text: str) -> None:
    for piece in pieces(text):
        if not piece.is_code:
            assert not set(tokens(harmless(piece.text))) & set(ACTIVE)


@given(written)
def test_no_line_with_words_is_lost(text: str) -> None:
    kept = "\n".join(piece.text for piece in pieces(text))
    for line in text.splitlines():
        if line.strip() and not line.strip().startswith(("`", "~")):
            assert line in kept


def test_a_block_of_code_is_never_handed_to_markdown() -> None:
    assert pieces("Before\n```python\n[x](y)\n```\nAfter") == [
        Piece(text="Before", is_code=False),
        Piece(text="[x](y)", is_code=True),
        Piece(text="After", is_code=False),
    ]


def test_a_block_of_code_that_is_never_closed_runs_to_the_end() -> None:
    assert pieces("~~~\none\n```\ntwo") == [Piece(text="one\n```\ntwo", is_code=True)]


def test_the_difference_of_two_versions_is_told_line_by_line() -> None:
    before = "Read the notice.\nCall within two hours.\nFile it."
    after = "Read the notice.\nCall within one hour.\nFile it."
    assert differences(before, after) == [
        {"Change": "", "Line": "Read the notice."},
        {"Change": "Removed", "Line": "Call within two hours."},
        {"Change": "Added", "Line": "Call within one hour."},
        {"Change": "", "Line": "File it."},
    ]


def test_far_apart_changes_are_told_with_a_gap_between_them() -> None:
    lines = [f"line {number}" for number in range(30)]
    changed = ["new first", *lines[1:-1], "new last"]
    told = differences("\n".join(lines), "\n".join(changed))
    assert {"Change": "", "Line": "…"} in told
    assert told[0] == {"Change": "Removed", "Line": "line 0"}


def test_a_line_that_looks_like_a_diffs_header_is_a_line() -> None:
    assert differences("-- x", "y") == [{"Change": "Removed", "Line": "-- x"}, {"Change": "Added", "Line": "y"}]


def test_equal_versions_differ_in_nothing() -> None:
    assert differences("same", "same") == []
