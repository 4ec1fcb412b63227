"""Countries and time zones as they are entered: of the organisation, and of a team that has its own."""

from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, StringConstraints


def _is_a_country(value: str) -> str:
    from holidays import list_supported_countries

    known = list_supported_countries()
    code, _, subdivision = value.partition("-")
    if value and (code not in known or (subdivision and subdivision not in known[code])):
        raise ValueError("Is no country code of ISO 3166 whose holidays are known (IE, DE-BY, US …).")
    return value


def _is_a_time_zone(value: str) -> str:
    if value and value not in available_timezones():
        raise ValueError("Is no time zone such as Europe/Dublin.")
    return value


Country = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True), AfterValidator(_is_a_country)]
"""ISO 3166, with or without a subdivision: `IE`, `DE-BY`; empty where it is not said."""

TimeZone = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_is_a_time_zone)]
"""`Europe/Dublin`; empty where it is not said."""
