"""The numbers that a definition leaves to the company: each with its default, its meaning, and the store's own value."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, select

from opmodel.store.register import Setting


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """A number in a rule that the organisation may set."""

    name: str
    default: float
    least: float
    most: float
    unit: str
    help: str


_ALL = (
    Threshold(
        name="minimum_group",
        default=10,
        least=5,
        most=1000,
        unit="people",
        help="Smallest group of people a figure is shown for (measures: k). Never under 5.",
    ),
    Threshold(
        name="majority_share",
        default=0.60,
        least=0.5,
        most=1,
        unit="share",
        help="What counts as a clear majority of the target people.",
    ),
    Threshold(
        name="majority_week",
        default=13,
        least=4,
        most=52,
        unit="weeks",
        help="The week after go-live by which the majority should be reached.",
    ),
    Threshold(
        name="new_seat_days",
        default=30,
        least=0,
        most=90,
        unit="days",
        help="A seat assigned for fewer days and never used is new, not idle.",
    ),
    Threshold(
        name="idle_days",
        default=30,
        least=7,
        most=365,
        unit="days",
        help="A seat without activity for this long is idle.",
    ),
    Threshold(
        name="recoverable_days",
        default=60,
        least=7,
        most=365,
        unit="days",
        help="A seat without activity for this long can be given back.",
    ),
    Threshold(
        name="abandoned_days",
        default=90,
        least=7,
        most=730,
        unit="days",
        help="A seat without activity for this long is abandoned.",
    ),
    Threshold(
        name="pilot_watch_days",
        default=180,
        least=30,
        most=730,
        unit="days",
        help="An open pilot this old is on watch.",
    ),
    Threshold(
        name="pilot_stuck_days",
        default=270,
        least=30,
        most=1095,
        unit="days",
        help="An open pilot older than this, with no recent movement, is stuck in purgatory.",
    ),
    Threshold(
        name="pilot_chronic_days",
        default=365,
        least=30,
        most=1825,
        unit="days",
        help="A stuck pilot older than this is chronic.",
    ),
    Threshold(
        name="pilot_movement_days",
        default=90,
        least=14,
        most=365,
        unit="days",
        help="A stage change or milestone within this many days counts as recent movement.",
    ),
    Threshold(
        name="pilot_horizon_months",
        default=12,
        least=3,
        most=36,
        unit="months",
        help="The horizon of the share of pilots that cross into production.",
    ),
    Threshold(
        name="pilots_for_a_rate",
        default=20,
        least=20,
        most=200,
        unit="pilots",
        help="Under this many pilots counts and ages are shown, no rate.",
    ),
    Threshold(
        name="gate_holding_weeks",
        default=4,
        least=1,
        most=26,
        unit="weeks",
        help="For this many weeks in a row a workflow must have held somewhere before it goes to the next team.",
    ),
    Threshold(
        name="lucky_prompt_days",
        default=30,
        least=7,
        most=365,
        unit="days",
        help="A win older than this with no published play is a lucky prompt.",
    ),
    Threshold(
        name="rubber_stamp_days",
        default=90,
        least=14,
        most=365,
        unit="days",
        help="The days over which a checkpoint's checks are added up.",
    ),
    Threshold(
        name="rubber_stamp_outputs",
        default=20,
        least=5,
        most=1000,
        unit="outputs",
        help="From this many outputs seen, a checkpoint that corrects almost nothing is a rubber stamp.",
    ),
    Threshold(
        name="rubber_stamp_share",
        default=0.01,
        least=0.001,
        most=0.2,
        unit="share",
        help="A checkpoint that corrects or rejects a smaller share than this of what it sees is a rubber stamp.",
    ),
    Threshold(
        name="keep_person_weeks",
        default=13,
        least=6,
        most=13,
        unit="months",
        help="Who did what in a week is removed by opmodel purge after this time; the figures made of it stay.",
    ),
    Threshold(
        name="keep_cases",
        default=130,
        least=104,
        most=130,
        unit="weeks",
        help="Cases are removed by opmodel purge after this time; the figures made of them stay.",
    ),
)

THRESHOLDS: Mapping[str, Threshold] = {threshold.name: threshold for threshold in _ALL}


class ThresholdError(ValueError):
    """A threshold that does not exist, or a value it cannot take."""


def threshold(session: Session, name: str) -> float:
    """The store's value of a threshold, else its default."""
    row = session.get(Setting, f"threshold.{name}")
    return THRESHOLDS[name].default if row is None else float(row.value)


def all_thresholds(session: Session) -> dict[str, float]:
    """Every threshold by name, as this store has it."""
    values = {name: item.default for name, item in THRESHOLDS.items()}
    prefix = "threshold."
    for row in session.exec(select(Setting).where(Setting.key.startswith(prefix))):
        name = row.key.removeprefix(prefix)
        if name in values:
            values[name] = float(row.value)
    return values


def checked_threshold(name: str, value: float) -> Threshold:
    """The threshold called `name`, if it may take `value`.

    Raises:
        ThresholdError: no such threshold, or the value lies outside its bounds.
    """
    item = THRESHOLDS.get(name)
    if item is None:
        raise ThresholdError(f"There is no threshold {name!r}; there are {', '.join(THRESHOLDS)}.")
    if not item.least <= value <= item.most:
        raise ThresholdError(f"{name} must be between {item.least:g} and {item.most:g} {item.unit}, not {value:g}.")
    return item
