"""Every word that a page explains has its meaning, and the words of the design are all there."""

import re
from pathlib import Path

import pytest

from opmodel.ui.glossary import meaning, terms

ROOT = Path(__file__).resolve().parents[2]
ASKED = sorted(
    {
        word
        for folder in ("opmodel", "pages")
        for path in (ROOT / folder).rglob("*.py")
        for word in re.findall(r'\bmeaning\("([^"]+)"\)', path.read_text(encoding="utf-8"))
    }
)
OF_THE_DESIGN = (
    "team", "office holder", "workflow", "step", "performer", "decision", "checkpoint", "check", "play", "rollout",
    "attempt", "stage", "pilot", "milestone", "gate", "target people", "baseline", "import", "tool", "seat", "figure",
    "finding", "review", "action", "scope", "ownership", "standardization", "scale", "operator", "operating capacity",
)  # fmt: skip


@pytest.mark.parametrize("word", ASKED)
def test_a_word_that_a_page_explains_has_a_meaning(word: str) -> None:
    assert meaning(word).endswith(".")


def test_the_words_of_the_design_are_all_explained() -> None:
    assert set(OF_THE_DESIGN) <= set(terms())


def test_a_word_that_is_not_ours_is_a_fault_and_no_blank() -> None:
    with pytest.raises(KeyError):
        meaning("synergy")
