"""The organisation: its name, where it is, what it counts money in, when it is closed, and when the board last looked."""

import json
from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)
from sqlmodel import Session, select

from opmodel.measures.holiday_weeks import CLOSURES, COUNTRY
from opmodel.measures.since_review import LAST_REVIEW
from opmodel.measures.working_time import CALENDAR, WorkCalendar
from opmodel.register.book import Book
from opmodel.register.editing import editing
from opmodel.register.places import Country, TimeZone
from opmodel.register.settings import keep_settings
from opmodel.register.workflows import Name
from opmodel.store.asker import Act, Asker
from opmodel.store.register import Team
from opmodel.store.teams import COMPANY

TIME_ZONE = "organisation.time_zone"
CURRENCY = "organisation.currency"
_OPENS, _CLOSES = time(9), time(17)
_CURRENCY = 3
_UNSET: Mapping[str, str] = {COUNTRY: "", TIME_ZONE: "", CURRENCY: "", CLOSURES: "[]", CALENDAR: "", LAST_REVIEW: ""}


Code = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True)]


def _has_both_days(value: Any) -> Any:
    if isinstance(value, (tuple, list)) and None in value:
        missing, there = ("first", "last") if value[0] is None else ("last", "first")
        raise ValueError(f"Has no {missing} day: enter it, or clear the {there} day to leave the closure out.")
    return value


def _ends_after_it_starts(value: tuple[date, date]) -> tuple[date, date]:
    if value[1] < value[0]:
        raise ValueError("Ends before it begins.")
    return value


Closure = Annotated[tuple[date, date], BeforeValidator(_has_both_days), AfterValidator(_ends_after_it_starts)]
"""First and last day of a time in which everybody is away."""


class OrganisationEntry(BaseModel):
    """The organisation as it is entered."""

    model_config = ConfigDict(frozen=True)

    name: Name
    country: Country = ""
    time_zone: TimeZone = ""
    currency: Code = ""
    closures: tuple[Closure, ...] = ()
    """First and last day of each time in which the whole organisation is closed."""
    working_days: tuple[Annotated[int, Field(ge=0, le=6)], ...] = ()
    """Monday is 0. None: working time is not worked out."""
    opens: time = _OPENS
    closes: time = _CLOSES
    last_review: date | None = None
    """The day the board last looked; None: what moved is told of the last quarter."""

    @field_validator("currency")
    @classmethod
    def _is_a_currency(cls, value: str) -> str:
        if value and not (len(value) == _CURRENCY and value.isascii() and value.isalpha()):
            raise ValueError("Is no currency code of ISO 4217 such as EUR.")
        return value

    @field_validator("closures")
    @classmethod
    def _in_order(cls, value: tuple[tuple[date, date], ...]) -> tuple[tuple[date, date], ...]:
        return tuple(sorted(value))

    @field_validator("last_review")
    @classmethod
    def _has_been(cls, value: date | None) -> date | None:
        if value is not None and value > date.today():
            raise ValueError("Has not been yet: the last review was today at the latest.")
        return value

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> "OrganisationEntry":
        if self.closes <= self.opens:
            raise ValueError("Work ends before it begins.")
        return self


def organisation(book: Book) -> OrganisationEntry:
    """The organisation as the register keeps it. A country or time zone that the company itself was given as a team stands."""
    kept = {**_UNSET, **book.settings}
    company = next((team for team in book.teams if team.parent_id is None), None)
    calendar = WorkCalendar.parsed(kept[CALENDAR]) if kept[CALENDAR] else None
    return OrganisationEntry.model_construct(
        name=COMPANY if company is None else company.name,
        country=(company.country if company else None) or kept[COUNTRY],
        time_zone=(company.time_zone if company else None) or kept[TIME_ZONE],
        currency=kept[CURRENCY],
        closures=tuple(
            (date.fromisoformat(first), date.fromisoformat(last)) for first, last in json.loads(kept[CLOSURES])
        ),
        working_days=() if calendar is None else tuple(sorted(calendar.days)),
        opens=_OPENS if calendar is None else calendar.opens,
        closes=_CLOSES if calendar is None else calendar.closes,
        last_review=date.fromisoformat(kept[LAST_REVIEW]) if kept[LAST_REVIEW] else None,
    )


def save_organisation(url: str, entry: OrganisationEntry, *, by: Asker, seen: int | None = None) -> None:
    """Keep the organisation as it was entered; its name is that of the team at the root.

    Raises:
        Clashed: somebody else changed the same since.
    """
    closures = json.dumps([[first.isoformat(), last.isoformat()] for first, last in entry.closures])
    with editing(url, by=by, act=Act.SET, seen=seen) as edit:
        company = _company(edit.session)
        assert company is not None
        edit.audit.change(company, {"name": entry.name})
        said = {
            CURRENCY: entry.currency,
            CLOSURES: closures,
            CALENDAR: _calendar(entry),
            LAST_REVIEW: "" if entry.last_review is None else entry.last_review.isoformat(),
        }
        keep_settings(edit, said, unset=_UNSET, seen=seen)
        for field, key in (("country", COUNTRY), ("time_zone", TIME_ZONE)):
            value = getattr(entry, field)
            # The company is a team as well, and what a team says of itself stands before the setting.
            says_itself = getattr(company, field) is not None
            if says_itself:
                edit.audit.change(company, {field: value or None})
            keep_settings(edit, {key: value}, unset=_UNSET, seen=None if says_itself else seen)


def _calendar(entry: OrganisationEntry) -> str:
    if not entry.working_days:
        return ""
    hours = {"from": f"{entry.opens:%H:%M}", "to": f"{entry.closes:%H:%M}"}
    return json.dumps({"days": sorted(entry.working_days), **hours, "time_zone": entry.time_zone or "UTC"})


def _company(session: Session) -> Team | None:
    return session.exec(select(Team).where(Team.parent_id == None)).first()  # noqa: E711
