"""How high use rose in its first weeks, and where it stands now (measures.md §1.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from opmodel.measures.figure import Point

PEAK_WINDOW, PEAK_WITHIN = 3, 8
PLATEAU_WINDOW = 4

_START = 13
"""The first eight counted weeks must lie within so many: of a start that nobody measured there is no peak."""

FALLEN_SHARE, FALLEN_POINTS = 0.6, 0.15
LEAKED_SHARE = 0.75
EPSILON = 1e-9


@dataclass(frozen=True, kw_only=True)
class Peak:
    """The peak of the first eight weeks beside the newest four; holiday weeks are none of them."""

    height: float
    """Highest median of three weeks among the first eight."""
    weeks: tuple[int, ...]
    """Those three weeks."""
    week_number: int
    """The middle one of them, counted from go-live."""
    plateau: float
    """Median of the newest four weeks."""
    newest: tuple[int, ...]
    """Those four weeks."""

    @property
    def has_fallen(self) -> bool:
        """Whether the plateau is so far below the peak that, if people bear it out, it is a drift-back."""
        return (
            self.plateau < FALLEN_SHARE * self.height - EPSILON
            and self.height - self.plateau >= FALLEN_POINTS - EPSILON
        )

    @property
    def has_leaked(self) -> bool:
        """Whether the plateau is below three quarters of the peak: a watch."""
        return self.plateau < LEAKED_SHARE * self.height - EPSILON


def peak_of(counted: Sequence[Point], *, first_week: int) -> Peak | None:
    """The peak and the plateau; None under eight weeks, where one is not shown, and where the start was not measured.

    Args:
        counted: the complete weeks that are no holiday weeks, oldest first.
        first_week: the first full week after go-live.
    """
    values = [point.value for point in counted if point.value is not None]
    if len(values) < max(len(counted), PEAK_WITHIN):
        return None
    if counted[PEAK_WITHIN - 1].week - first_week >= _START:
        return None
    windows = [values[start : start + PEAK_WINDOW] for start in range(PEAK_WITHIN - PEAK_WINDOW + 1)]
    # Of windows with one median the fullest is the peak: the climb up to it has the same middle.
    at = max(range(len(windows)), key=lambda start: (median(windows[start]), sum(windows[start]), -start))
    weeks = tuple(point.week for point in counted[at : at + PEAK_WINDOW])
    return Peak(
        height=median(windows[at]),
        weeks=weeks,
        week_number=weeks[PEAK_WINDOW // 2] - first_week + 1,
        plateau=median(values[-PLATEAU_WINDOW:]),
        newest=tuple(point.week for point in counted[-PLATEAU_WINDOW:]),
    )
