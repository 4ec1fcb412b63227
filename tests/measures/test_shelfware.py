"""Idle seats as a figure."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from opmodel.measures.registry import Question, ask
from opmodel.store.facts import Lists
from opmodel.store.register import SeatExemption, Setting
from tests.company import Company, whole

AT = datetime(2026, 10, 7, 12, tzinfo=UTC)


def held(last: float | None, count: int, prefix: str) -> dict[str, dict[str, Any]]:
    moment = None if last is None else AT - timedelta(days=last)
    fields = {"activity_known": True, "assigned_at": AT - timedelta(days=400), "last_active_at": moment}
    return {f"{prefix}{number}": fields for number in range(count)}


def test_idle_is_unassigned_leavers_never_used_and_thirty_days(any_company: Company) -> None:
    any_company.contract("Copilot", 30)
    blocked = {name: fields | {"blocked": True} for name, fields in held(1, 2, "gone").items()}
    any_company.seats(
        "Copilot",
        AT,
        held(1, 10, "a") | held(40, 3, "i") | held(70, 2, "j") | held(100, 1, "k") | held(None, 4, "n") | blocked,
    )
    figure = ask(any_company.session, "shelfware")
    assert (figure.numerator, figure.denominator) == (8 + 2 + 4 + 6, 30)
    seats = {part.detail["class"]: part.numerator for part in figure.parts_of("class")}
    assert seats == {
        "unassigned": 8,
        "leaver": 2,
        "never_used": 4,
        "idle_90": 1,
        "idle_60": 2,
        "idle_30": 3,
        "active": 10,
    }
    assert sum(seats.values()) == figure.denominator
    assert figure.part("Copilot").part("idle 60–89 days").numerator == 2


def test_unknown_seats_are_paid_but_not_idle_and_said(company: Company) -> None:
    company.seats("Copilot", AT, {"ann": {"assigned_at": AT - timedelta(days=99)}} | held(50, 1, "i"))
    figure = ask(company.session, "shelfware")
    assert (figure.numerator, figure.denominator, figure.detail["unknown"]) == (1, 2, 1)
    assert "no source shows the use of 1 seats" in " ".join(figure.caveats)


def test_without_a_contract_the_assigned_seats_are_the_paid_ones(company: Company) -> None:
    company.seats("Copilot", AT, held(50, 5, "i") | held(1, 5, "a"))
    figure = ask(company.session, "shelfware")
    assert (figure.numerator, figure.denominator) == (5, 10)
    assert "the assigned seats stand for them" in " ".join(figure.caveats)


def test_a_contract_without_a_seat_list_gives_an_upper_bound(any_company: Company) -> None:
    any_company.contract("Copilot", 100)
    weeks = {f"W{number}": whole(any_company.crowd(60)[:40]) for number in range(36, 41)}
    any_company.panel("Copilot", weeks, lists=Lists.ACTIVE)
    figure = ask(any_company.session, "shelfware")
    assert (figure.numerator, figure.denominator, figure.detail["upper_bound"]) == (60, 100, True)
    assert "upper bound" in " ".join(figure.caveats)


def test_a_contract_alone_says_nothing_about_idle_seats(company: Company) -> None:
    company.contract("Copilot", 100)
    assert ask(company.session, "shelfware").why_unknown


def test_a_seat_kept_on_purpose_is_not_shelfware(company: Company) -> None:
    company.tool("Copilot")
    company.session.add(SeatExemption(tool_id=1, person_id=company.person("i0"), reason="On call", exempted_by="CIO"))
    company.seats("Copilot", AT, held(50, 5, "i"))
    assert ask(company.session, "shelfware").numerator == 4


def test_the_titles_of_the_classes_follow_the_thresholds(company: Company) -> None:
    company.session.add(Setting(key="threshold.idle_days", value="20"))
    company.seats("Copilot", AT, held(25, 5, "i"))
    assert ask(company.session, "shelfware").part("idle 20–59 days").numerator == 5


def test_github_forgets_and_that_is_said(company: Company) -> None:
    company.seats("GitHub Copilot", AT, held(None, 3, "n"), source="github_copilot_seats")
    assert "not in the last 90 days" in " ".join(ask(company.session, "shelfware").caveats)


def test_as_of_an_earlier_week_the_earlier_list_speaks(company: Company) -> None:
    company.seats("Copilot", AT - timedelta(days=60), held(100, 4, "i"))
    company.seats("Copilot", AT, held(1, 4, "i"))
    assert ask(company.session, "shelfware").numerator == 0
    earlier = (AT.date() - timedelta(days=30)).toordinal() // 7
    assert ask(company.session, "shelfware", Question(as_of=earlier)).numerator == 4


def test_a_teams_few_seats_are_hidden(company: Company) -> None:
    company.roster(date(2026, 1, 1), {"Finance": list(held(1, 4, "a"))})
    company.seats("Copilot", AT, held(1, 4, "a"))
    figure = ask(company.session, "shelfware", Question(team="Finance"))
    assert figure.suppressed
    assert figure.parts == ()


def test_a_seat_list_alone_does_not_say_that_no_seat_is_idle(company: Company) -> None:
    company.seats("Copilot", date(2026, 10, 7), {name: {} for name in company.crowd(12)})
    figure = ask(company.session, "shelfware")
    assert (figure.value, figure.denominator) == (None, 12)
    assert "upload the tool's usage report" in (figure.why_unknown or "")
