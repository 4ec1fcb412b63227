"""A play as people wrote it: its headings, lists, emphasis and code, and nothing else of Markdown.

Links, images, HTML, icons, mathematics and colours are shown as the characters they are written with. A block of code
is never handed to Markdown at all: where one ends is a matter that two readers of Markdown can see differently.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import streamlit as st

from opmodel.ui.plain import plain

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})([^`]*)$")
_BLOCK = re.compile(r"^(\s*)((?:#{1,6}|[-*+]|\d{1,3}[.)]|>)[ \t]+)?(.*)$")
_RULE = re.compile(r"^\s*([-*_])(?:\s*\1){2,}\s*$")
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_ICON, _BROKEN_ICON = ":material/", ":\u2060material/"
_EMPHASIS = "*_"
_HIGHEST = 3
"""A play's highest headings stand under a heading of the page's second level."""
_AROUND = 2
"""Unchanged lines shown around a change."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of a play: text, or a block of code."""

    text: str
    is_code: bool


def pieces(body: str) -> list[Piece]:
    """The play in its order, its blocks of code apart from its text; pieces of nothing are left out."""
    found: list[Piece] = []
    lines: list[str] = []
    fence = ""

    def close(*, is_code: bool) -> None:
        if any(line.strip() for line in lines):
            found.append(Piece(text="\n".join(lines), is_code=is_code))
        lines.clear()

    for line in body.splitlines():
        mark = _FENCE.match(line)
        if not fence and mark:
            close(is_code=False)
            fence = mark[1]
        elif fence and mark and mark[1].startswith(fence) and not mark[2].strip():
            close(is_code=True)
            fence = ""
        else:
            lines.append(line)
    close(is_code=bool(fence))
    return found


def harmless(text: str, *, highest: int = 1) -> str:
    """Text of a play as Markdown in which only headings, lists, quotations, emphasis and code spans act.

    Args:
        text: a piece of the play.
        highest: the level of the play's highest heading: 2 where it begins with `##`.
    """
    return "\n".join(_line(line, highest) for line in text.splitlines())


def _highest(body: str) -> int:
    levels = [line.split(" ", 1)[0].count("#") for line in body.splitlines() if re.match(r"#{1,6} ", line)]
    return min(levels, default=1)


def _line(line: str, highest: int) -> str:
    if _RULE.match(line):
        return "***"
    block = _BLOCK.match(line)
    if block is None:
        return plain(line)
    indent, mark, rest = block[1].replace("\t", "    "), (block[2] or "").replace("\t", " "), block[3]
    if mark.startswith("#"):
        level = min(_HIGHEST + max(mark.count("#") - highest, 0), 6)
        indent, mark = "", f"{'#' * level} "
    return f"{indent}{mark}{''.join(_inline(rest))}"


def _inline(text: str) -> Iterator[str]:
    """The text with its code spans as they are, and everything else but emphasis escaped."""
    at = 0
    for span in _CODE_SPAN.finditer(text):
        yield _words(text[at : span.start()])
        # Streamlit rewrites icon codes before it looks for code.
        yield span[0].replace(_ICON, _BROKEN_ICON)
        at = span.end()
    yield _words(text[at:])


def _words(text: str) -> str:
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() and text.strip() else ""
    return f"{before}{plain(text, keep=_EMPHASIS)}{after}"


def show_play(body: str) -> None:
    """Draw the play."""
    highest = _highest(body)
    for piece in pieces(body):
        if piece.is_code:
            st.code(piece.text, language=None, wrap_lines=True)
        else:
            st.markdown(harmless(piece.text, highest=highest))


def differences(before: str, after: str) -> list[dict[str, str]]:
    """What changed from one version to the next, line by line: `Removed`, `Added`, and a few lines around them."""
    words = {"-": "Removed", "+": "Added", " ": ""}
    found: list[dict[str, str]] = []
    told = difflib.unified_diff(before.splitlines(), after.splitlines(), n=_AROUND, lineterm="")
    for line in islice(told, 2, None):
        if line.startswith("@@"):
            if found:
                found.append({"Change": "", "Line": "…"})
            continue
        if line[1:].strip():
            found.append({"Change": words[line[0]], "Line": line[1:]})
    return found
