"""Whether the thresholds that are kept can be read, lie within their bounds, and stand in an order that makes sense."""

from itertools import pairwise

from sqlmodel import Session, col, select

from opmodel.store.health.diagnosis import Diagnosis, Topic
from opmodel.store.register import Setting
from opmodel.store.thresholds import THRESHOLDS, ThresholdError, checked_threshold

_THRESHOLDS = Topic(name="thresholds", title="Thresholds")
_PREFIX = "threshold."
_RISING = (
    ("new_seat_days", "idle_days", "recoverable_days", "abandoned_days"),
    ("pilot_watch_days", "pilot_stuck_days", "pilot_chronic_days"),
)
"""Each of these is an earlier step of the one after it."""


def thresholds_make_sense(session: Session) -> Diagnosis:
    """Whether the thresholds that this store keeps can be what somebody meant."""
    kept = session.exec(select(Setting).where(col(Setting.key).startswith(_PREFIX))).all()
    values = {name: item.default for name, item in THRESHOLDS.items()}
    faults: list[str] = []
    for row in kept:
        name = row.key.removeprefix(_PREFIX)
        try:
            values[name] = float(row.value)
            checked_threshold(name, values[name])
        except ThresholdError as fault:
            faults.append(str(fault))
        except ValueError:
            faults.append(f"{name} is {row.value!r}, which is no number.")
    faults += [
        f"{earlier} ({values[earlier]:g}) is more than {later} ({values[later]:g}), which comes after it."
        for order in _RISING
        for earlier, later in pairwise(order)
        if values[earlier] > values[later]
    ]
    if faults:
        return _THRESHOLDS.wrong(" ".join(faults), do="Set them in Settings, or with `opmodel thresholds NAME VALUE`.")
    return _THRESHOLDS.fine(f"{len(kept)} of {len(THRESHOLDS)} are set, the rest are as they come.")
