"""What a verdict says in words: both counts always, what is missing counted, and never "no effect"."""

from dataclasses import replace

import numpy as np
import pytest

from opmodel.measures.verdict.comparison import Change, Trend
from opmodel.measures.verdict.sentence import missing, sentence, smallest_showable
from opmodel.measures.verdict.verdict import Verdict, Why, Word
from tests.histories import Work, history

FASTER = Verdict(
    word=Word.FASTER,
    why=None,
    before=260,
    after=131,
    open_after=24,
    used_before=260,
    used_after=120,
    buckets_before=26,
    buckets_after=11,
    median_before=6.1 * 24,
    median_after=4.2 * 24,
    change=Change(np.log(0.69), np.log(0.58), np.log(0.82)),
)


def test_a_verdict_is_said_in_the_form_that_the_measures_ask_for() -> None:
    assert sentence(FASTER) == (
        "Faster by 31% (95% CI 18–42%), median 6.1 → 4.2 days, 260 cases before, 131 after, 24 still open"
    )


def test_what_was_not_checked_is_said_more_weakly() -> None:
    assert sentence(replace(FASTER, why=Why.UNCHECKED)).startswith(
        "Faster by 31% (95% CI 18–42%), not checked against earlier swings, median"
    )


def test_slower_gives_its_interval_from_the_smaller_to_the_larger() -> None:
    slower = replace(FASTER, word=Word.SLOWER, change=Change(np.log(1.2), np.log(1.05), np.log(1.4)))
    assert sentence(slower).startswith("Slower by 20% (95% CI 5–40%)")


@pytest.mark.parametrize(
    ("changed", "begins"),
    [
        ({"why": Why.TOO_EARLY, "used_after": 6}, "Not enough evidence yet: 14 more cases; 260 cases before"),
        (
            {"why": Why.TOO_EARLY, "used_after": 60, "buckets_after": 3},
            "Not enough evidence yet: 1 more week of cases;",
        ),
        ({"why": Why.FEW_BEFORE, "before": 6}, "Not enough evidence yet: 14 more cases from before go-live; 6 cases"),
        ({"why": Why.TOO_MANY_OPEN}, "Not enough evidence yet: too many cases of a week are still open;"),
        (
            {"why": Why.NO_CHANGE_POSSIBLE, "change": Change(-0.1, np.log(0.72), np.log(1.04))},
            "Not enough evidence: the interval, −28% to +4%, includes no change; 260 cases before, 131 after",
        ),
        (
            {"why": Why.TREND, "trend": Trend(np.log(0.91), 0.01)},
            "Not enough evidence: already getting faster, 9% a week, before go-live;",
        ),
        ({"why": Why.SWINGS}, "Not enough evidence: changes this large happened before without any go-live;"),
    ],
)
def test_without_a_verdict_it_says_what_is_missing_with_both_counts(changed: dict[str, object], begins: str) -> None:
    said = sentence(replace(FASTER, word=Word.NOT_ENOUGH, **changed))  # type: ignore[arg-type]
    assert said.startswith(begins)
    assert said.endswith("131 after, 24 still open")


def test_as_many_more_cases_as_are_missing_make_the_verdict_ready() -> None:
    rng = np.random.default_rng(1)
    early = history(Work(weeks_after=4, cases_a_week=4, median=0.5, change=0.4), rng).judged()
    number, what = missing(early)
    assert what == "cases"
    assert number == 20 - early.used_after
    assert missing(FASTER) == (0, "")


def test_the_smallest_effect_that_could_have_been_shown_grows_with_the_interval() -> None:
    wide, narrow = (smallest_showable(Change(0.0, -half, half)) for half in (0.4, 0.1))
    assert narrow == pytest.approx(1 - np.exp(-0.14))
    assert wide > narrow
