"""What a row of the Pilots page says."""

from typing import Any

from opmodel.measures.figure import Figure
from opmodel.ui import pilot_clock as clock


def chance(
    name: str, to: int, value: float | None, low: float | None = None, high: float | None = None
) -> dict[str, Any]:
    return {"name": name, "to_age_days": to, "value": value, "ci_low": low, "ci_high": high}


def pilot(**detail: Any) -> Figure:
    known = {
        "days_since_movement": 205,
        "stuck_since": "2026-11-02",
        "days_until_stuck": None,
        "decide_by": "2026-11-02",
        "decision": "overdue",
        "days_overdue": 20,
        "counted_to": "2026-11-22",
        "chances": [chance("within 90 days", 381, None), chance("by 12 months", 365, None)],
        "undecided_at_this_age": {"lived_to": 0, "production": 0, "stopped": 0, "open": 0},
        "share_decided_by_this_age": None,
        "spend": None,
        "currency": "",
    }
    return Figure(name="Invoices · Finance", unit="days", rule="purgatory/1", value=291, detail={**known, **detail})


def test_a_stuck_pilot_says_since_when() -> None:
    assert clock.clock(pilot()) == "In pilot for 291 days, nothing moved for 205; stuck since 2 Nov 2026."


def test_one_that_is_not_stuck_yet_says_in_how_many_days_it_will_be() -> None:
    said = clock.clock(pilot(stuck_since=None, days_until_stuck=1))
    assert said.endswith("stuck in 1 day if nothing moves.")


def test_a_date_that_passed_says_how_long_ago() -> None:
    assert clock.decision_date(pilot()) == "Decision was due 2 Nov 2026, 20 days overdue on 22 Nov 2026"
    assert clock.decision_date(pilot(decide_by=None, decision="none")) == "No date set to decide by"
    assert clock.decision_date(pilot(days_overdue=None)) == "Decision due 2 Nov 2026"


def test_a_chance_comes_with_its_interval() -> None:
    stated = [chance("within 90 days", 241, 0.2, 0.05, 0.42), chance("by 12 months", 365, 0.26, 0.09, 0.46)]
    others = {"lived_to": 15, "production": 4, "stopped": 5, "open": 6}
    assert clock.chance(pilot(chances=stated, undecided_at_this_age=others)) == (
        "Chance to cross at this age, from 15 others of ours as old: 20% within 90 days (95% interval 5% to 42%); 26% by 12 months (95% interval 9% to 46%)."
    )


def test_a_longer_horizon_that_says_nothing_more_is_left_out() -> None:
    same = [chance("within 90 days", 241, 0.2, 0.05, 0.42), chance("by 12 months", 365, 0.2, 0.05, 0.42)]
    assert "12 months" not in clock.chance(pilot(chances=same))
    sooner = [chance("within 90 days", 381, 0.1, 0.0, 0.5), chance("by 12 months", 365, 0.05, 0.0, 0.5)]
    assert "12 months" not in clock.chance(pilot(chances=sooner))


def test_where_no_chance_is_stated_the_counts_are() -> None:
    ours = {"lived_to": 4, "production": 1, "stopped": 1, "open": 2}
    assert clock.chance(pilot(undecided_at_this_age=ours)) == (
        "No chance to cross is stated at this age: 4 other pilots of ours were undecided beyond it, 1 crossed, 1 stopped, "
        "2 still open."
    )
    assert "no other pilot of ours was ever undecided this long" in clock.chance(pilot())


def test_money_nobody_stated_is_not_zero() -> None:
    assert clock.spent(pilot()) == "Money spent: not known"
    assert clock.spent(pilot(spend=58_000, currency="EUR")) == "€58,000 spent"


def test_how_many_were_decided_by_an_age_comes_with_how_many_were_begun() -> None:
    assert (
        clock.standing(pilot(share_decided_by_this_age=0.81), begun=40) == "81% of 40 pilots were decided by this age."
    )
    assert clock.standing(pilot(), begun=3) == ""
