import pytest

from opmodel.measures.figure import Figure
from opmodel.store.weeks import parse_week
from opmodel.ui import formats


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.41, "41%"), (0, "0%"), (1, "100%"), (0.004, "under 1%"), (0.997, "over 99%"), (-0.31, "−31%")],
)
def test_a_share_is_never_rounded_to_none_or_all(share: float, text: str) -> None:
    assert formats.percent(share) == text


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (412_300, "EUR", "€412k"),
        (1_240_000, "USD", "$1.2M"),
        (9_400, "GBP", "£9,400"),
        (412_300, "CHF", "CHF 412k"),
        (999_900, "EUR", "€1.0M"),
    ],
)
def test_money_on_a_card_is_short_and_has_its_currency(value: float, currency: str, text: str) -> None:
    assert formats.short_money(value, currency) == text


def test_money_in_the_evidence_is_full() -> None:
    assert formats.money(412_300, "EUR") == "€412,300"
    assert formats.money(412_300, "CHF") == "CHF 412,300"


def test_a_percentage_comes_with_its_n_of_m() -> None:
    figure = Figure(name="adoption", unit="share", rule="r/1", value=508 / 1240, numerator=508, denominator=1240)
    assert formats.share(figure) == "508 of 1,240 · 41%"


def test_unknown_is_never_zero_and_a_small_group_says_so() -> None:
    unknown = Figure(name="adoption", unit="share", rule="r/1", why_unknown="No file.")
    small = Figure(name="adoption", unit="share", rule="r/1", suppressed=True)
    assert formats.value_text(unknown) == "–"
    assert formats.share(unknown) == "not known"
    assert formats.share(small) == "too small a group"


def test_a_week_is_named_with_its_days() -> None:
    assert formats.week_name(parse_week("2026-W46")) == "2026-W46, 9–15 Nov"
    assert formats.week_name(parse_week("2026-W49")) == "2026-W49, 30 Nov–6 Dec"
