"""Columns of text as values: every format round-trips, a column is read one way, and no date is silently wrong."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from opmodel.intake import values
from opmodel.intake.refusal import Refused
from opmodel.store.person_key import normalised_identity
from opmodel.store.weeks import label, week_of

DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)).map(lambda moment: moment.replace(microsecond=0))


def column(*cells: str | None) -> pd.Series:
    return pd.Series(list(cells), dtype="str")


def read_days(*cells: str | None) -> list[date | None]:
    parsed = values.days(column(*cells), header="Start")
    return list(values.as_dates(parsed.values))


def us(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


def portuguese(day: date) -> str:
    months = ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"]
    return f"{day.day} de {months[day.month - 1]}. de {day.year}"


UNMISTAKABLE = {
    "iso": lambda day: day.isoformat(),
    "iso with a time": lambda day: f"{day}T00:00:00Z",
    "a spreadsheet's real date": lambda day: f"{day} 00:00:00",
    "slashes, year first": lambda day: day.strftime("%Y/%m/%d"),
    "digits alone": lambda day: day.strftime("%Y%m%d"),
    "jira": lambda day: day.strftime("%d/%b/%Y"),
    "slack": lambda day: f"{day:%b} {day.day}, {day.year}",
    "long": lambda day: f"{day.day} {day:%B} {day.year}",
    "portuguese": portuguese,
    "serial": lambda day: str(day.toordinal() - date(1899, 12, 30).toordinal()),
}


@pytest.mark.parametrize("spell", UNMISTAKABLE.values(), ids=UNMISTAKABLE)
@given(days=st.lists(DAYS, min_size=1, max_size=8))
@settings(max_examples=20)
def test_a_day_round_trips_in_every_spelling(spell, days):
    assert read_days(*map(spell, days)) == days


@pytest.mark.parametrize(
    ("spell", "proof"),
    [
        (us, "12/31/2025"),
        (lambda day: day.strftime("%d/%m/%Y"), "31/12/2025"),
        (lambda day: day.strftime("%d-%m-%Y"), "31-12-2025"),
    ],
    ids=["month first", "day first", "day first with dashes"],
)
@given(days=st.lists(DAYS, min_size=1, max_size=8))
@settings(max_examples=20)
def test_one_value_above_twelve_decides_the_order_of_the_whole_column(spell, proof, days):
    assert read_days(*map(spell, days), proof)[:-1] == days


@given(days=st.lists(DAYS, min_size=1, max_size=12), day_first=st.booleans())
def test_a_numeric_date_is_right_or_said_to_be_assumed(days, day_first):
    spelled = [day.strftime("%d/%m/%Y") if day_first else day.strftime("%m/%d/%Y") for day in days]
    parsed = values.days(column(*spelled), header="Start")
    if list(values.as_dates(parsed.values)) != days:
        assert any("Start" in note and "month was taken to come first" in note for note in parsed.notes)


@given(
    days=st.lists(DAYS, min_size=2, max_size=12, unique=True),
    day_first=st.lists(st.booleans(), min_size=12, max_size=12),
)
def test_a_mixed_column_is_read_one_way(days, day_first):
    spelled = [
        day.strftime("%d/%m/%Y") if first else day.strftime("%m/%d/%Y")
        for day, first in zip(days, day_first, strict=False)
    ]
    found = read_days(*spelled)
    orders = {
        order
        for text, day in zip(spelled, found, strict=True)
        if day is not None and text[:2] != text[3:5]
        for order in ("%d/%m/%Y", "%m/%d/%Y")
        if day.strftime(order) == text
    }
    assert len(orders) <= 1


def test_a_mixed_column_rejects_what_could_be_either():
    parsed = values.days(column("13/01/2026", "01/14/2026", "01/15/2026", "02/03/2026"), header="Start")
    assert list(parsed.bad) == [True, False, False, True]
    assert "mixes day-first and month-first" in parsed.notes[0]


def test_a_slip_among_many_does_not_shake_the_column():
    many = [f"{month:02}/{day:02}/2026" for month in range(1, 13) for day in range(13, 28)]
    parsed = values.days(column(*many, "31/12/2026", "02/03/2026"))
    assert list(parsed.bad[-2:]) == [True, False]
    assert parsed.values.iloc[-1] == pd.Timestamp(2026, 2, 3)


def test_year_day_month_is_refused_by_name():
    with pytest.raises(Refused, match=r"“Start” are written year-day-month.*2025-07-15"):
        values.days(column("2025-05-07", "2025-15-07"), header="Start")


def test_one_impossible_date_among_proven_ones_is_only_itself_bad():
    parsed = values.days(column("2025-07-31", "2025-02-30", "2025-07-04"))
    assert list(parsed.bad) == [False, True, False]


def test_dates_that_a_spreadsheet_swapped_are_not_believed():
    # 01/02, 03/04 and 05/06 were day-first; a month-first spreadsheet made dates of them and left the rest as text.
    cells = [
        "2026-01-02 00:00:00",
        "2026-03-04 00:00:00",
        "2026-05-06 00:00:00",
        "13/02/2026",
        "14/02/2026",
        "25/12/2026",
    ]
    parsed = values.days(column(*cells), header="Start")
    assert list(parsed.bad) == [True] * 3 + [False] * 3
    assert "swapped day and month" in parsed.notes[0]


def test_two_digit_years_are_read_only_where_nothing_else_can_be_meant():
    assert read_days("5/7/23", "12/31/47") == [date(2023, 5, 7), date(2047, 12, 31)]
    undecided = values.days(column("01/02/03"), header="Start")
    assert undecided.bad.all()
    assert "two digits" in undecided.notes[0]


MOMENT_FORMATS = {
    "iso": "%Y-%m-%dT%H:%M:%SZ",
    "iso with a space": "%Y-%m-%d %H:%M:%SZ",
    "seven decimals": "%Y-%m-%dT%H:%M:%S.0000000Z",
    "trailing space": "%Y-%m-%dT%H:%M:%S.0000000Z ",
    "google": "%Y/%m/%d %H:%M:%S",
    "jira": "%d/%b/%y %I:%M:%S %p",
}


@pytest.mark.parametrize("form", MOMENT_FORMATS.values(), ids=MOMENT_FORMATS)
@given(moments=st.lists(MOMENTS.filter(lambda moment: moment.year >= 2000), min_size=1, max_size=6))
@settings(max_examples=20)
def test_a_moment_round_trips_in_every_spelling(form, moments):
    parsed = values.moments(column(*(moment.strftime(form) for moment in moments)))
    assert [found.to_pydatetime().replace(tzinfo=None) for found in parsed.values] == moments


@given(moment=MOMENTS, minutes=st.integers(-14 * 60, 14 * 60))
@example(moment=datetime(2025, 11, 6, 19, 12, 15), minutes=180)
def test_an_offset_is_honoured(moment, minutes):
    written = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    parsed = values.moments(column(written.isoformat(), written.strftime("%Y/%m/%d %H:%M:%S %z")))
    assert [found.to_pydatetime() for found in parsed.values] == [written.astimezone(UTC)] * 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9/20/2023 4:05:03 AM", datetime(2023, 9, 20, 4, 5, 3)),
        ("9/20/2023 12:05:03 AM", datetime(2023, 9, 20, 0, 5, 3)),
        ("9/20/2023 12:05\u202fPM", datetime(2023, 9, 20, 12, 5)),
        ("29-02-2016 01:16", datetime(2016, 2, 29, 1, 16)),
        ("10/Jan/26 11:19 AM", datetime(2026, 1, 10, 11, 19)),
        ("2016/04/04 00:24:13", datetime(2016, 4, 4, 0, 24, 13)),
        ("2025-11-23T16:27:50.7030000Z", datetime(2025, 11, 23, 16, 27, 50, 703000)),
        ("45000.5", datetime(2023, 3, 15, 12)),
    ],
)
def test_moments_as_vendors_write_them(text, expected):
    parsed = values.moments(column(text))
    assert parsed.values.iloc[0].to_pydatetime() == expected.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["2026-13-45", "31/02/2026", "25:99", "soon", "2026", "99999", "2026-01-01 25:00", "1/2/2026 13:00 PM"]
)
def test_what_is_no_date_is_bad_and_never_a_guess(text):
    parsed = values.moments(column(text))
    assert parsed.bad.all()
    assert parsed.values.isna().all()


@pytest.mark.parametrize(
    "parser",
    [
        values.days,
        values.moments,
        values.weeks,
        values.numbers,
        values.whole_numbers,
        values.money_micros,
        values.yes_no,
    ],
)
def test_words_for_nothing_are_missing_and_not_bad(parser):
    parsed = parser(column(None, "", " ", "None", "Never logged in", "Nunca", "?", "-", "N/A", "#N/A", "Unspecified"))
    assert parsed.values.isna().all()
    assert not parsed.bad.any()


@given(day=DAYS)
def test_a_week_is_named_by_label_or_by_any_of_its_days(day):
    parsed = values.weeks(column(label(week_of(day)), day.isoformat(), label(week_of(day)).lower()))
    assert list(parsed.values) == [week_of(day)] * 3


def test_a_week_that_its_year_does_not_have_is_bad():
    assert list(values.weeks(column("2025-W53", "2026-W53")).bad) == [True, False]


@given(days=st.lists(st.none() | DAYS, max_size=8))
def test_weeks_of_days_agree_with_the_calendar(days):
    column_of_days = pd.Series(pd.to_datetime(pd.Series(days, dtype=object)), dtype="datetime64[us]")
    found = [None if week is pd.NA else week for week in values.weeks_of(column_of_days)]
    assert found == [None if day is None else week_of(day) for day in days]


@given(amounts=st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=6), decimal=st.sampled_from(".,"))
def test_amounts_round_trip_exactly_with_either_decimal_sign(amounts, decimal):
    spelled = [f"{amount:,.2f}" for amount in amounts]
    if decimal == ",":
        spelled = [text.translate(str.maketrans(",.", ".,")) for text in spelled]
    parsed = values.money_micros(column(*spelled))
    assert list(parsed.values) == [int(amount * 1_000_000) for amount in amounts]
    assert list(values.numbers(column(*spelled)).values) == [float(amount) for amount in amounts]


@pytest.mark.parametrize(
    ("text", "micros", "currency"),
    [
        ("€ 30", 30_000_000, "EUR"),
        ("30 EUR", 30_000_000, "EUR"),
        ("1.250,00 €", 1_250_000_000, "EUR"),
        ("US$1,250.50", 1_250_500_000, "USD"),
        ("$30", 30_000_000, ""),
        ("0.000001", 1, ""),
        ("1 234,5", 1_234_500_000, ""),
    ],
)
def test_money_as_people_write_it(text, micros, currency):
    parsed = values.money_micros(column(text))
    assert (parsed.values.iloc[0], parsed.currencies.iloc[0]) == (micros, currency)


@pytest.mark.parametrize("text", ["thirty", "30 per seat", "0.0000001", "1.2.3", "--5"])
def test_an_amount_that_cannot_be_kept_exactly_is_bad(text):
    assert values.money_micros(column(text)).bad.all()


def test_a_point_before_three_digits_is_a_fraction_until_the_column_proves_otherwise():
    assert list(values.numbers(column("1.320", "980")).values) == [1.32, 980]
    assert list(values.numbers(column("1.320", "980,5")).values) == [1320, 980.5]
    assert list(values.whole_numbers(column("1.320", "980")).values) == [1320, 980]


def test_numbers_with_both_decimal_signs_are_rejected_where_they_could_be_either():
    parsed = values.numbers(column("1,5", "1.5", "1.320", "7"), header="Hours")
    assert parsed.bad.iloc[2]
    assert not parsed.bad.iloc[3]
    assert "mixes" in parsed.notes[0]


@pytest.mark.parametrize("text", ["inf", "nan5", "1e400", "0x10", "1_000", "12 apples"])
def test_what_is_no_number_is_bad(text):
    assert values.numbers(column(text)).bad.all()


@given(number=st.integers(-(2**53) + 1, 2**53 - 1))
def test_whole_numbers_round_trip(number):
    assert list(values.whole_numbers(column(str(number))).values) == [number]


def test_a_fraction_is_no_whole_number():
    assert list(values.whole_numbers(column("3.0", "3.5")).bad) == [False, True]


@given(texts=st.lists(st.none() | st.text(max_size=20), max_size=8))
@example(texts=["Straße@x.de", "STRASSE@X.DE", " ada@x.com ", "ADA@X.COM", "octocat", "Octocat"])
def test_identities_of_a_column_are_those_of_its_cells(texts):
    found = values.identities(column(*texts), system="github")
    expected = [normalised_identity(text, system="github") if text and text.strip() else None for text in texts]
    assert [identity if isinstance(identity, str) else None for identity in found] == expected


def test_people_are_gathered_once_in_order_of_appearance():
    people = values.gather(
        column("Ada@x.com", "bob@x.com", None, "ada@X.com "), system="m365", names=column("Ada", None, "x", "A.")
    )
    assert people.who.tolist() == [0, 1, -1, 0]
    assert people.frame.to_dict("list") == {
        "identity": ["email:ada@x.com", "email:bob@x.com"],
        "identifier": ["Ada@x.com", "bob@x.com"],
        "name": ["Ada", ""],
    }


@given(cents=st.integers(-(10**12), 10**12))
def test_money_is_never_a_float(cents):
    text = str(Decimal(cents) / 100)
    assert values.money_micros(column(text)).values.iloc[0] == cents * 10_000
