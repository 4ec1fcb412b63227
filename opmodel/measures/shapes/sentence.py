"""A shape in words, with the numbers that make it."""

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

from opmodel.measures.holding import RolloutAdoption
from opmodel.measures.shapes.rule import WINDOW, Reading, Shape
from opmodel.measures.shares import percent, plural


def sentence(one: RolloutAdoption, reading: Reading) -> str:
    """`peaked at 71% in week 3, now 24%`; empty where there is no shape, or where its weeks are not shown."""
    values = [point.value for point in one.counted if point.value is not None]
    if reading.shape is None:
        return ""
    if reading.shape == Shape.HOLDING:
        return _holds(one)
    return _SENTENCES[reading.shape](one, reading, values) if len(values) == len(one.counted) else ""


def _holds(one: RolloutAdoption) -> str:
    share = "" if one.level.value is None else f"{percent(one.level.value)} over the newest four weeks"
    return f"{share}, held for {plural(one.holding_weeks, 'week')}" if one.holding_weeks else share


def _mean(values: Sequence[float]) -> str:
    return percent(fmean(values[-WINDOW:]))


def _never_started(_one: RolloutAdoption, _reading: Reading, values: Sequence[float]) -> str:
    return f"never above {percent(max(values))} in {plural(len(values), 'week')}"


def _relaunched(_one: RolloutAdoption, reading: Reading, values: Sequence[float]) -> str:
    return f"back at {_mean(values)}, after it had drifted back from {percent(reading.fell_from or 0.0)}"


def _dip(one: RolloutAdoption, _reading: Reading, values: Sequence[float]) -> str:
    newest = next(point.value for point in reversed(one.points) if point.value is not None)
    return f"{percent(newest)} in a holiday week, {_mean(values)} in the four weeks before"


def _fell(_one: RolloutAdoption, reading: Reading, _values: Sequence[float]) -> str:
    peak = reading.peak
    if peak is None:
        return ""
    return f"peaked at {percent(peak.height)} in week {peak.week_number}, now {percent(peak.plateau)}"


def _climbing(_one: RolloutAdoption, _reading: Reading, values: Sequence[float]) -> str:
    before = percent(fmean(values[-2 * WINDOW : -WINDOW]))
    return f"at {_mean(values)}, up from {before} in the four weeks before"


def _level(_one: RolloutAdoption, _reading: Reading, values: Sequence[float]) -> str:
    return f"level at {_mean(values)}"


_SENTENCES: Mapping[Shape, Callable[[RolloutAdoption, Reading, Sequence[float]], str]] = {
    Shape.NEVER_STARTED: _never_started,
    Shape.RELAUNCHED: _relaunched,
    Shape.DIP: _dip,
    Shape.DRIFT_BACK: _fell,
    Shape.SLOW_LEAK: _fell,
    Shape.CLIMBING: _climbing,
    Shape.LEVEL: _level,
}
