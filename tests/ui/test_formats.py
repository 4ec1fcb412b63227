import pytest

from opmodel.measures.figure import Figure
from opmodel.measures.privacy import Cell
from opmodel.measures.shares import share_figure
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


def test_a_share_of_a_mean_is_the_share_of_what_is_printed() -> None:
    figure = Figure(name="stickiness", unit="share", rule="r/1", value=0.675, numerator=6.75, denominator=10)
    assert formats.share(figure) == "6.8 of 10 · 68%"


def test_unknown_is_never_zero_and_a_small_group_says_so() -> None:
    unknown = Figure(name="adoption", unit="share", rule="r/1", why_unknown="No file.")
    small = Figure(name="adoption", unit="share", rule="r/1", suppressed=True)
    assert formats.value_text(unknown) == "–"
    assert formats.share(unknown) == "not known"
    assert formats.share(small) == "too small a group"


def test_a_group_under_the_minimum_is_told_from_a_share_that_would_say_the_same_of_everybody() -> None:
    few, nearly_all = (share_figure("adoption", "r/1", Cell(people, people), 10) for people in (9, 10))
    assert (formats.share(few), formats.value_text(few)) == ("fewer than 10 people", "–")
    assert formats.why_not_shown(few) == "Not shown: a group of fewer than 10 people."
    assert (formats.share(nearly_all), formats.value_text(nearly_all)) == ("> 90%", "> 90%")
    assert formats.why_not_shown(nearly_all) == (
        "The exact share is withheld, because it would say the same of everybody in the group: more than 90%."
    )


def test_a_week_is_named_with_its_days() -> None:
    assert formats.week_name(parse_week("2026-W46")) == "2026-W46, 9–15 Nov"
    assert formats.week_name(parse_week("2026-W49")) == "2026-W49, 30 Nov–6 Dec"
