"""The classes of a seat (measures.md §1.6): each paid seat falls in exactly one, first match."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np


class SeatClass(StrEnum):
    """In the order in which they are tried; the days are the store's thresholds."""

    UNASSIGNED = "unassigned"
    LEAVER = "leaver"
    NEW = "new"
    NEVER_USED = "never_used"
    IDLE_90 = "idle_90"
    IDLE_60 = "idle_60"
    IDLE_30 = "idle_30"
    OVERLAPPING = "overlapping"
    ACTIVE = "active"
    UNKNOWN = "unknown"


IDLE = (
    SeatClass.UNASSIGNED,
    SeatClass.LEAVER,
    SeatClass.NEVER_USED,
    SeatClass.IDLE_90,
    SeatClass.IDLE_60,
    SeatClass.IDLE_30,
)
"""What counts as shelfware."""

RECOVERABLE = (
    SeatClass.UNASSIGNED,
    SeatClass.LEAVER,
    SeatClass.NEVER_USED,
    SeatClass.IDLE_90,
    SeatClass.IDLE_60,
)
"""What could be given back: idle for the recoverable days, not only the idle days."""

RECLAIMABLE = (
    SeatClass.LEAVER,
    SeatClass.NEVER_USED,
    SeatClass.IDLE_90,
    SeatClass.IDLE_60,
    SeatClass.IDLE_30,
    SeatClass.OVERLAPPING,
)
"""Held seats that the reclaim list names, worst first."""

CLASSES = tuple(SeatClass)
CODE = {seat_class: code for code, seat_class in enumerate(CLASSES)}

DAY = 86_400.0
NEVER = -np.inf
"""In arrays of moments (seconds since 1970): no such moment."""


@dataclass(frozen=True)
class SeatTimes:
    """What is known about the seats of one tool at a moment, as arrays over seats; moments in seconds since 1970."""

    at: float
    leaver: np.ndarray
    assigned: np.ndarray
    """When the seat was assigned, or first seen."""
    last_active: np.ndarray
    observed: np.ndarray
    """When the newest source that covers the seat made its report; NEVER where none does."""


def classify(seats: SeatTimes, thresholds: Mapping[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """The class of each seat (code), overlap apart, and its idle days (-1: never used, or not known).

    Idle days are elapsed periods of 24 hours from the last activity to the report that would have shown a later one.
    """
    used = seats.last_active > NEVER
    covered = seats.observed > NEVER
    with np.errstate(invalid="ignore"):
        idle = np.where(used, np.floor((np.maximum(seats.observed, seats.last_active) - seats.last_active) / DAY), -1)
    fresh = (seats.at - seats.assigned) / DAY < thresholds["new_seat_days"]
    never = covered & (seats.assigned <= seats.observed)
    choices = [
        (seats.leaver, SeatClass.LEAVER),
        (~used & fresh & covered, SeatClass.NEW),
        (~used & never, SeatClass.NEVER_USED),
        (~used | ~covered, SeatClass.UNKNOWN),
        (idle >= thresholds["abandoned_days"], SeatClass.IDLE_90),
        (idle >= thresholds["recoverable_days"], SeatClass.IDLE_60),
        (idle >= thresholds["idle_days"], SeatClass.IDLE_30),
    ]
    classes = np.select(
        [condition for condition, _ in choices],
        [CODE[seat_class] for _, seat_class in choices],
        default=CODE[SeatClass.ACTIVE],
    )
    return classes, idle.astype(np.int64)
