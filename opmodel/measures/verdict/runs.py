"""The cases of one task as plain arrays, counted from a go-live: when each was started, and how long it took so far."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np

SECONDS_A_WEEK = 604_800
SECONDS_AN_HOUR = 3_600
SHORTEST_HOURS = 1 / 60
"""The clock's resolution: a duration of zero is real, and its logarithm must be too (measures.md §2.1, step 1)."""


@dataclass(frozen=True)
class Cases:
    """Cases in no particular order: `started` and `finished` as seconds since 1970, NaN for a case that is still open."""

    started: np.ndarray
    finished: np.ndarray

    def __len__(self) -> int:
        return len(self.started)

    @classmethod
    def of_moments(cls, started: np.ndarray, finished: np.ndarray) -> "Cases":
        """From arrays of `datetime64`; NaT for a case that is still open."""
        return cls(_seconds(started), _seconds(finished))

    def known_at(self, moment: float) -> "Cases":
        """The cases that had been started by a moment, as they stood then: what was finished later was open."""
        begun = self.started < moment
        started, finished = self.started[begun], self.finished[begun]
        return Cases(started, np.where(finished <= moment, finished, np.nan))

    def started_since(self, moment: float) -> "Cases":
        """The cases that were started at a moment or later."""
        chosen = self.started >= moment
        return Cases(self.started[chosen], self.finished[chosen])


@dataclass(frozen=True)
class Runs:
    """Cases as they stand at `as_of`, counted in weeks from `go_live`; week 0 begins there."""

    cases: Cases
    go_live: float
    as_of: float

    @cached_property
    def week(self) -> np.ndarray:
        """The week in which each was started: below 0 before go-live."""
        weeks: np.ndarray = np.floor((self.cases.started - self.go_live) / SECONDS_A_WEEK).astype(np.int64)
        return weeks

    @cached_property
    def is_before(self) -> np.ndarray:
        """Whether each was started before go-live."""
        before: np.ndarray = self.week < 0
        return before

    @cached_property
    def is_done(self) -> np.ndarray:
        """Whether each is finished."""
        done: np.ndarray = ~np.isnan(self.cases.finished)
        return done

    @cached_property
    def hours(self) -> np.ndarray:
        """Hours each took, or has taken so far; never under the clock's resolution."""
        until = np.where(self.is_done, self.cases.finished, self.as_of)
        hours: np.ndarray = np.maximum((until - self.cases.started) / SECONDS_AN_HOUR, SHORTEST_HOURS)
        return hours

    @cached_property
    def log_hours(self) -> np.ndarray:
        """Logarithms of the hours; an open case counts as longer than everything."""
        logs: np.ndarray = np.where(self.is_done, np.log(self.hours), np.inf)
        return logs


def seconds_of(moment: datetime) -> float:
    """A moment as seconds since 1970. One without a time zone is taken as UTC, as everything in the store is."""
    return float(np.datetime64(moment.replace(tzinfo=None), "us").astype(np.int64)) / 1e6


def _seconds(moments: np.ndarray) -> np.ndarray:
    micros = moments.astype("datetime64[us]")
    seconds: np.ndarray = np.where(np.isnat(micros), np.nan, micros.astype(np.int64) / 1e6)
    return seconds
