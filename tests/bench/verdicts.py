"""Coverage, false "faster" and power of the product's own verdict, on the scenarios of measures.md §2.3 to §2.5."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from opmodel.measures.verdict.verdict import Verdict, Word
from tests.bench.table import markdown
from tests.histories import Work, history

_YEAR = 60
"""Weeks of history before the baseline, so that the in-time placebo has its pretend dates."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Work as it may be, and what is asked of the verdict on it."""

    name: str
    work: Work
    times: int = 1
    """How many times the repetitions: more where the share lies near its limit."""
    is_slow_trend: bool = False
    """The one case in which more than 5 % false "faster" is known and said (measures.md §2.4)."""

    @property
    def is_null(self) -> bool:
        """Whether nothing changes at go-live."""
        return self.work.change == 1


_SHOCKS = {"shocks": 0.25}

SCENARIOS = (
    Scenario(name="clean, 26+13 weeks", work=Work()),
    Scenario(name="open cases: median 5 days, 26+4 weeks", work=Work(weeks_after=4, spread=0.9)),
    Scenario(name="open cases: median 10 days, 26+13 weeks", work=Work(median=10, spread=1.0)),
    Scenario(name="open cases: median 20 days, 26+26 weeks", work=Work(median=20, spread=1.0, weeks_after=26)),
    Scenario(name="week shocks of 25%", work=Work(**_SHOCKS)),
    Scenario(name="week shocks, autocorrelation 0.5", work=Work(shocks=0.25, autocorrelation=0.5), times=5),
    Scenario(
        name="week shocks, autocorrelation 0.5, a year of history",
        work=Work(shocks=0.25, autocorrelation=0.5, history=_YEAR),
    ),
    Scenario(
        name="regimes: shocks 30%, autocorrelation 0.8, a year of history",
        work=Work(shocks=0.30, autocorrelation=0.8, history=_YEAR),
    ),
    Scenario(name="heavy tails (log t3) and week shocks", work=Work(heavy_tails=True, spread=0.6, **_SHOCKS)),
    Scenario(name="short: 8+6 weeks, week shocks", work=Work(weeks_before=8, weeks_after=6, median=2, **_SHOCKS)),
    Scenario(name="few cases: 52 before, 26 after", work=Work(cases_a_week=2)),
    Scenario(name="trend −1% a week", work=Work(trend=np.log(0.99)), is_slow_trend=True),
    Scenario(
        name="trend −1% a week, a year of history", work=Work(trend=np.log(0.99), history=_YEAR), is_slow_trend=True
    ),
    Scenario(name="trend −3% a week", work=Work(trend=np.log(0.97))),
    Scenario(name="−25%, 10 cases a week", work=Work(change=0.75)),
    Scenario(name="−25%, 20 cases a week", work=Work(change=0.75, cases_a_week=20)),
    Scenario(name="−25%, 20 cases a week, a year of history", work=Work(change=0.75, cases_a_week=20, history=_YEAR)),
    Scenario(name="−40%, 10 cases a week", work=Work(change=0.6)),
    Scenario(name="−40%, 10 cases a week, a year of history", work=Work(change=0.6, history=_YEAR)),
    Scenario(
        name="−40%, 10 cases a week, shocks, autocorrelation 0.5, a year of history",
        work=Work(change=0.6, shocks=0.25, autocorrelation=0.5, history=_YEAR),
    ),
    Scenario(name="−40%, 2 cases a week", work=Work(change=0.6, cases_a_week=2)),
    Scenario(name="+40% slower, 10 cases a week", work=Work(change=1.4)),
)


def measure_verdicts(repetitions: int) -> str:
    """The table of `--only verdicts`."""
    rows = []
    for number, scenario in enumerate(SCENARIOS):
        found = [
            history(scenario.work, np.random.default_rng([number, repetition])).judged()
            for repetition in range(repetitions * scenario.times)
        ]
        rows.append(_row(scenario, found))
    headers = ["work", "faster, checked", "faster, not checked", "slower", "no verdict", "coverage", ""]
    return (
        f"### The verdict on cycle time, {repetitions:,} histories a row\n\n"
        f"{markdown(headers, rows)}\n\n"
        "Coverage: how often the printed 95% interval holds the true change, where there is one. The weaker wording counts "
        "as a false “faster” too."
    )


def _row(scenario: Scenario, found: Sequence[Verdict]) -> list[str]:
    truth = np.log(scenario.work.change)
    checked = sum(one.word == Word.FASTER and one.is_checked for one in found)
    weaker = sum(one.word == Word.FASTER and not one.is_checked for one in found)
    slower = sum(one.word == Word.SLOWER for one in found)
    changes = [one.change for one in found if one.change is not None]
    covered = sum(change.log_low <= truth <= change.log_high for change in changes)
    return [
        scenario.name + (f" ({len(found):,} histories)" if scenario.times > 1 else ""),
        *(f"{number / len(found):.1%}" for number in (checked, weaker, slower)),
        f"{(len(found) - checked - weaker - slower) / len(found):.0%}",
        f"{covered / len(changes):.0%}" if changes else "none",
        _judged(scenario, (checked + weaker) / len(found)),
    ]


def _judged(scenario: Scenario, faster: float) -> str:
    if not scenario.is_null:
        return "power" if scenario.work.change < 1 else "the other way"
    if scenario.is_slow_trend:
        return "known weakness"
    return "met (≤ 5%)" if faster <= 0.05 else "**missed** (≤ 5%)"
