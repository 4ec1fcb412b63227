"""Text from a file, shown as the text it is: no HTML, no Markdown, no icon, no link, no formula."""

import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_JOINER = "\u2060"
# What Streamlit and Markdown still act on after escaping, because they look at finished text: icon and emoji codes,
# typographic arrows and dashes, and addresses. An invisible joiner inside breaks them and shows nothing.
_ACTED_ON = re.compile(
    r"(:)(?=[A-Za-z0-9_+])|(<)(?=[-=])|(-)(?=[->])|([~<>])(?=[=-])|(@)(?=\w)|((?:https?|ftp|mailto):)|(www)(?=\.)",
    re.IGNORECASE,
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(text: str, *, keep: str = "") -> str:
    """The text, escaped for a Markdown place so that a reader sees exactly its characters, on one line.

    Args:
        text: the text.
        keep: punctuation that may act after all, such as the marks of emphasis in a play.
    """
    one_line = _CONTROL.sub(" ", text).strip()
    broken = _ACTED_ON.sub(lambda match: match[0] + _JOINER, one_line)
    return _PUNCTUATION.sub(lambda match: match[1] if match[1] in keep else f"\\{match[1]}", broken)


def no_formula(text: str) -> str:
    """The text as a spreadsheet cell: what a spreadsheet would take for a formula gets a leading apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA) else text
