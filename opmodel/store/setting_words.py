"""Settings in words: a title for a key, a value in its unit."""

import json
from calendar import day_abbr
from datetime import date

from opmodel.store.thresholds import THRESHOLDS

_THRESHOLD = "threshold"


def threshold_title(name: str) -> str:
    """A threshold's name as a reader says it: `Majority share`."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def threshold_value(name: str, value: float) -> str:
    """A threshold's value in its unit: `60%`, `30 days`, `1 week`."""
    item = THRESHOLDS.get(name)
    if item is None:
        return f"{value:,g}"
    if item.unit == "share":
        return f"{value * 100:g}%"
    unit = {"people": "person"}.get(item.unit, item.unit.removesuffix("s")) if value == 1 else item.unit
    return f"{value:,g} {unit}"


def setting_title(key: str) -> str:
    """A setting's key as a reader says it: `Threshold: majority share`, `Organisation: time zone`."""
    topic, _, name = key.partition(".")
    return ": ".join(filter(None, [threshold_title(topic), name.replace("_", " ")]))


def setting_value(key: str, text: str) -> str:
    """A setting's text as a reader says it: `60%`, `24 Dec 2026 to 1 Jan 2027`; as it is kept where it has no other words."""
    topic, _, name = key.partition(".")
    if topic == _THRESHOLD:
        return threshold_value(name, float(text))
    kept = _parsed(text)
    if isinstance(kept, list):
        return ", ".join(_period(one) for one in kept)
    if isinstance(kept, dict):
        return "; ".join(f"{part.replace('_', ' ')} {_listed(part, value)}" for part, value in kept.items())
    return text


def default_value(key: str) -> str:
    """`10 people (default)`: what a threshold stands at while nobody sets it; empty for any other setting."""
    topic, _, name = key.partition(".")
    item = THRESHOLDS.get(name) if topic == _THRESHOLD else None
    return "" if item is None else f"{threshold_value(name, item.default)} (default)"


def _parsed(text: str) -> object:
    try:
        return json.loads(text) if text[:1] in {"[", "{"} else text
    except ValueError:
        return text


def _period(one: object) -> str:
    if isinstance(one, list):
        return " to ".join(dict.fromkeys(map(_day, one)))
    return _day(one)


def _day(value: object) -> str:
    try:
        found = date.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return f"{found.day} {found:%b %Y}"


def _listed(part: str, value: object) -> str:
    if part == "days" and isinstance(value, list):
        return ", ".join(day_abbr[number] for number in value)
    return str(value)
