"""Sums of money as a sentence says them."""

from collections.abc import Mapping

SIGNS: Mapping[str, str] = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
MINUS = "−"


def in_short(value: float, currency: str) -> str:
    """`€412k`, `€1.2M`, `CHF 900`: to three digits or so."""
    sign = SIGNS.get(currency.upper(), f"{currency} " if currency else "")
    size = abs(value)
    if size >= 999_500:
        amount = f"{size / 1_000_000:.1f}M"
    elif size >= 10_000:
        amount = f"{size / 1_000:.0f}k"
    else:
        amount = f"{size:,.0f}"
    return f"{MINUS if value < 0 else ''}{sign}{amount}"
