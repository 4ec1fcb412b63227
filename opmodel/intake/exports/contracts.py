"""Our contracts template: seats bought, at a price, for a term."""

from typing import Any

import numpy as np
import pandas as pd

from opmodel.intake import report_date
from opmodel.intake.currencies import CURRENCIES
from opmodel.intake.export import Choices, Column, Export, Matched
from opmodel.intake.facts import Facts
from opmodel.intake.numbers import money_micros, whole_numbers
from opmodel.intake.own import nobody, where
from opmodel.intake.rows import Rows
from opmodel.intake.tools import ai_tool
from opmodel.intake.values import as_dates, days, yes_no
from opmodel.store.base import now
from opmodel.store.facts import PriceBasis

_UNLIMITED = {"unlimited", "no limit", "site", "site licence", "site license", "enterprise wide", "∞"}
_BASES = {
    **{basis.value: basis for basis in PriceBasis},
    "per user per month": PriceBasis.SEAT_MONTH,
    "seat month": PriceBasis.SEAT_MONTH,
    "per user per year": PriceBasis.SEAT_YEAR,
    "seat year": PriceBasis.SEAT_YEAR,
    "per month": PriceBasis.TOTAL_MONTH,
    "per year": PriceBasis.TOTAL_YEAR,
    "annual": PriceBasis.TOTAL_YEAR,
    "total": PriceBasis.TOTAL_TERM,
    "per term": PriceBasis.TOTAL_TERM,
}

_COLUMNS = (
    Column(
        name="tool",
        aliases=("Tool", "Application", "Application name", "Product", "Product title"),
        required=True,
        help="The product that people hold seats of, by the name its usage exports give it.",
        example="Microsoft 365 Copilot",
    ),
    Column(
        name="plan",
        aliases=("Plan", "License name", "Licence name"),
        help="The plan, where there are several.",
        example="",
    ),
    Column(
        name="capability_group",
        aliases=("Capability group",),
        help="Tools of one group can stand in for each other: a person with two of them has an overlapping seat.",
        example="Office assistant",
    ),
    Column(
        name="seats_bought",
        aliases=("Seats bought", "Seats", "License quantity", "Total licenses", "License count", "# of users allowed"),
        required=True,
        help="How many seats are paid for; write unlimited where there is no limit.",
        example="740",
    ),
    Column(
        name="price",
        aliases=("Price", "Unit price"),
        required=True,
        help="Net price after discount, without tax: 30, 1,250.00 or 1.250,00. Leave blank where it is not known.",
        example="28.10",
    ),
    Column(
        name="price_basis",
        aliases=("Price basis", "Price is"),
        required=True,
        help="What the price is for.",
        example=PriceBasis.SEAT_MONTH.value,
        choices=tuple(basis.value for basis in PriceBasis),
    ),
    Column(
        name="currency",
        aliases=("Currency", "Currency code"),
        help="Three letters of ISO 4217, such as EUR.",
        example="EUR",
        choices=("EUR", "USD", "GBP", "CHF", "SEK", "DKK", "NOK", "PLN", "BRL", "CAD", "AUD", "JPY", "INR"),
    ),
    Column(
        name="starts_on",
        aliases=("Starts on", "Start date", "License start date"),
        help="First day of the term.",
        example="2026-01-01",
    ),
    Column(
        name="renews_on",
        aliases=("Renews on", "Renewal date", "Renewal", "License end date", "Licence end date"),
        help="Day the contract renews; blank where it runs by the month.",
        example="2027-01-01",
    ),
    Column(
        name="notice_on",
        aliases=("Notice on", "Notice date", "Notice by"),
        help="Last day on which notice can be given.",
        example="2026-10-01",
    ),
    Column(
        name="commit_floor",
        aliases=("Commit floor", "Committed seats"),
        help="Seats that cannot be given back before the renewal; blank means none.",
        example="300",
    ),
    Column(
        name="owner",
        aliases=("Owner", "Contract owner"),
        help="Who decides about this contract.",
        example="Office of the CIO",
    ),
    Column(
        name="trial",
        aliases=("Trial", "Free"),
        help="Yes for a trial or a free plan: counted, not priced.",
        example="no",
        choices=("yes", "no"),
    ),
    Column(
        name="aliases",
        aliases=("Aliases", "Also called"),
        help="Other names the tool goes by in exports, with semicolons between.",
        example="M365 Copilot; Copilot for Microsoft 365",
    ),
)


def read(matched: Matched, choices: Choices) -> Facts:
    """One contract a row. Money is read exactly, to the millionth."""
    rows = Rows(matched)
    tool = matched.text("tool")
    rows.reject(tool.isna().to_numpy(), "tool", "the row names no tool")
    seats = _seats(rows)
    price = rows.values("price", money_micros, why="is not an amount of money")
    rows.reject((price < 0).fillna(False).to_numpy(dtype=bool), "price", "a price cannot be below zero")
    trial = rows.values("trial", _yes_no, why="is neither yes nor no").fillna(False).astype(bool)
    basis = _basis(rows, price.notna().to_numpy() & ~trial.to_numpy())
    currency = _currency(rows, price.notna().to_numpy() & ~trial.to_numpy())
    dates = {name: rows.values(name, days, why="is not a date") for name in ("starts_on", "renews_on", "notice_on")}
    floor = rows.values("commit_floor", whole_numbers, why="is not a whole number").fillna(0)
    rows.reject((floor < 0).to_numpy(dtype=bool), "commit_floor", "a number of seats cannot be below zero")
    late = (dates["notice_on"] > dates["renews_on"]).to_numpy()
    rows.reject(late, "notice_on", "notice cannot be given after the renewal")
    good = rows.good
    contracts = pd.DataFrame(
        {
            "tool": [ai_tool(name) or name for name in tool[good]],
            "plan": matched.text("plan")[good].fillna("").to_numpy(),
            "capability_group": matched.text("capability_group")[good].fillna("").to_numpy(),
            "seats_bought": _or_none(seats[good]),
            "price_micros": _or_none(price[good]),
            "price_basis": [item.value for item in basis[good]],
            "currency": currency[good],
            **{name: as_dates(column)[good].to_numpy() for name, column in dates.items()},
            "commit_floor": floor[good].astype(np.int64).to_numpy(),
            "owner": matched.text("owner")[good].fillna("").to_numpy(),
            "trial": trial[good].to_numpy(),
            "aliases": [_split(text) for text in matched.text("aliases")[good].fillna("")],
        }
    )
    return Facts(
        report_at=report_date.said_report_date(choices, matched.table.file_name, rows.notes) or now(),
        read=len(rows),
        kept=int(good.sum()),
        merged=0,
        rejections=rows.rejections,
        notes=rows.notes,
        people=nobody(),
        contracts=contracts,
    )


def _seats(rows: Rows) -> pd.Series:
    text = rows.matched.text("seats_bought")
    unlimited = text.str.casefold().isin(_UNLIMITED)
    rows.reject(
        text.isna().to_numpy(), "seats_bought", "the number of seats is missing (write unlimited if there is no limit)"
    )
    parsed = whole_numbers(text.mask(unlimited), header=rows.matched.header("seats_bought"))
    rows.reject(parsed.bad.to_numpy(), "seats_bought", "is not a whole number")
    rows.reject(
        (parsed.values < 0).fillna(False).to_numpy(dtype=bool), "seats_bought", "a number of seats cannot be below zero"
    )
    return parsed.values


def _basis(rows: Rows, priced: np.ndarray) -> np.ndarray:
    text = rows.matched.text("price_basis")
    found = [_BASES.get(_words(item)) if isinstance(item, str) else None for item in text]
    unknown = np.array([item is None for item in found], dtype=bool)
    known = ", ".join(basis.value for basis in PriceBasis)
    rows.reject(unknown & (priced | text.notna().to_numpy()), "price_basis", f"must be one of: {known}")
    return np.array([item or PriceBasis.SEAT_MONTH for item in found], dtype=object)


def _words(text: str) -> str:
    return " ".join(text.casefold().replace("/", " per ").replace("-", " ").split()).removeprefix("per per ")


def _currency(rows: Rows, priced: np.ndarray) -> np.ndarray:
    said = rows.matched.text("currency").str.upper()
    in_price = money_micros(rows.matched.text("price")).currencies
    named = in_price.mask(in_price == "")
    rows.reject(
        (said.notna() & named.notna() & (said != named)).to_numpy(), "currency", "the price names another currency"
    )
    currency: pd.Series = said.fillna(named).fillna("")
    wrong = ~currency.isin(CURRENCIES).to_numpy() & (currency != "").to_numpy()
    rows.reject(wrong, "currency", "is no currency code of ISO 4217 (EUR, USD …)")
    rows.reject(priced & (currency == "").to_numpy(), "currency", "a price needs a currency")
    code: np.ndarray = currency.to_numpy(dtype=object)
    return code


def _yes_no(column: pd.Series, *, header: str = "") -> Any:  # noqa: ARG001  the shape every column parser has
    return yes_no(column)


def _or_none(column: pd.Series) -> list[int | None]:
    return [None if value is pd.NA else int(value) for value in column]


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


EXPORT = Export(
    name="contracts",
    title="Contracts",
    vendor="OpModel",
    help="Seats bought, at which price, until when, and when notice must be given.",
    where=where("contracts", "the signed contracts"),
    feeds=("licences", "shelfware", "shelfware_money", "renewals"),
    columns=_COLUMNS,
    example={column.name: column.example for column in _COLUMNS},
    read=read,
    template=True,
    notes=("The newest file that names a tool speaks for the whole tool: list every plan of it.",),
)
