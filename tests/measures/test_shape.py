"""The shape of rollouts in a store: what is counted, what never moved, busy weeks, and what of it may be shown."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from opmodel.measures.figure import Figure
from opmodel.measures.registry import Question, ask
from opmodel.store.register import Performer, RegisterChange, Stage
from opmodel.store.rollups.case_packs import refresh_case_packs
from opmodel.store.rollups.touched import Touched
from opmodel.store.weeks import monday
from tests.company import Company, week, whole

GO_LIVE = date(2026, 6, 1)
"""A Monday: W23 is week 1."""
FIRST = week("W23")
ROSTER = date(2026, 1, 1)
FALLS = [10, 28, 29, 28, 20, 12, 10, 9, 8, 8, 8, 8]
HOLDS = [10, 18, 26, *[28] * 9]


def uses(
    company: Company,
    active: Sequence[int],
    people: Sequence[str],
    workflow: str = "Invoices",
    *,
    first: int = 23,
) -> int:
    return company.use(
        workflow, {f"W{first + place}": whole(list(people)[:count]) for place, count in enumerate(active)}
    )


def part(company: Company, name: str = "Invoices in Finance", **question: Any) -> Figure:
    return ask(company.session, "shape", Question(**question)).part(name)


@pytest.fixture
def invoices(company: Company) -> Company:
    """40 people, a redesigned workflow in production."""
    company.roster(ROSTER, {"Finance": company.crowd(40)})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", {Stage.PRODUCTION: GO_LIVE})
    return company


def test_it_counts_the_live_redesigned_rollouts_that_hold(company: Company) -> None:
    people = company.crowd(120)
    company.roster(ROSTER, {"Finance": people[:40], "Legal": people[40:80], "Sales": people[80:]})
    company.workflow("Invoices")
    company.workflow("A tab", performer=Performer.AI_ASSISTS)
    for team in ("Finance", "Legal"):
        company.rollout("Invoices", team, {Stage.PRODUCTION: GO_LIVE})
    company.rollout("A tab", "Sales", {Stage.PRODUCTION: GO_LIVE})
    company.use(
        "Invoices",
        {
            f"W{23 + place}": whole([*people[:holds], *people[40 : 40 + falls]])
            for place, (holds, falls) in enumerate(zip(HOLDS, FALLS, strict=True))
        },
    )
    company.use("A tab", {f"W{23 + place}": whole(people[80:112]) for place in range(12)})
    figure = ask(company.session, "shape")
    assert (figure.value, figure.numerator, figure.denominator, figure.unit) == (1, 1, 2, "rollouts")
    assert figure.as_of == week("W34")
    assert figure.sources
    shapes = {one.name: one.detail["shape"] for one in figure.parts_of("rollout")}
    assert shapes == {
        "Invoices in Finance": "holding",
        "Invoices in Legal": "drift-back",
        "A tab in Sales": "holding",
    }
    assert figure.part("A tab in Sales").detail["is_redesign"] is False


def test_a_drift_back_says_from_where_to_where_since_when_and_how_likely_by_chance(invoices: Company) -> None:
    uses(invoices, FALLS, invoices.crowd(40))
    found = part(invoices)
    assert found.detail["shape"] == "drift-back"
    assert found.detail["sentence"] == "peaked at 70% in week 3, now 20%"
    assert found.detail["p"] < 0.01
    assert found.detail["since"] == monday(FIRST + 5).isoformat()
    assert found.value == pytest.approx(0.2)
    assert (found.numerator, found.denominator) == (8, 40)


def test_a_team_that_changes_places_falls_by_shares_only_and_is_no_drift_back(company: Company) -> None:
    """Those of the peak left, others came and never began: nobody used it less than before."""
    people = company.crowd(80)
    company.roster(ROSTER, {"Finance": people[:40]})
    company.roster(date(2026, 7, 27), {"Finance": people[:40:10] + people[40:76]})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", {Stage.PRODUCTION: GO_LIVE})
    stay = people[:40:10]
    company.use(
        "Invoices",
        {f"W{23 + place}": whole(people[:32] if place < 8 else stay) for place in range(12)},
    )
    found = part(company)
    assert found.detail["peak"] == pytest.approx(0.8)
    assert found.detail["plateau"] == pytest.approx(0.1)
    assert found.detail["p"] == 1.0
    assert found.detail["shape"] == "slow leak"


def test_as_of_an_earlier_week_it_is_what_it_was_then(invoices: Company) -> None:
    uses(invoices, FALLS, invoices.crowd(40))
    earlier = part(invoices, as_of=FIRST + 3)
    assert earlier.detail["shape"] is None
    assert earlier.value == pytest.approx((10 + 28 + 29 + 28) / 160)
    assert ask(invoices.session, "shape", Question(as_of=FIRST - 2)).why_unknown is not None


def test_a_new_attempt_that_comes_near_the_peak_of_the_old_one_is_relaunched(company: Company) -> None:
    people = company.crowd(40)
    company.roster(ROSTER, {"Finance": people})
    company.workflow("Invoices")
    stop = monday(FIRST + 12)
    company.rollout("Invoices", "Finance", [(Stage.PILOT, GO_LIVE), (Stage.STOPPED, stop)])
    company.rollout("Invoices", "Finance", [(Stage.PILOT, stop + timedelta(days=1))], attempt=2)
    uses(company, [*FALLS, 0, *[24] * 5], people)
    assert part(company, "Invoices in Finance (attempt 2)").detail["shape"] == "relaunched"
    assert part(company, "Invoices in Finance (attempt 2)").detail["fell_from"] == pytest.approx(0.7)
    assert part(company).detail["shape"] == "drift-back"


def test_what_never_moved_is_read_as_of_the_day_the_peak_ended(any_company: Company) -> None:
    company = any_company
    people = company.crowd(40)
    company.roster(ROSTER, {"Finance": people})
    company.workflow("Invoices")
    rollout = company.rollout(
        "Invoices",
        "Finance",
        {Stage.PRODUCTION: GO_LIVE},
        accountable_before="Invoices booked in five days",
        accountable_now="Exceptions cleared in one day",
    )
    checkpoint = company.checkpoint("Invoices")
    uses(company, FALLS, people)
    ended = monday(FIRST + 4) - timedelta(days=1)
    # All of it came a day too late.
    company.staff(checkpoint, rollout, "Ada", since=ended + timedelta(days=1))
    company.play("Invoices", published_on=ended + timedelta(days=1))
    changed(company, rollout, ended - timedelta(days=30), now="Invoices booked in five days")
    changed(company, rollout, ended + timedelta(days=1), now="Exceptions cleared in one day")
    found = part(company).detail
    assert found["peak_ended_on"] == ended.isoformat()
    assert found["what_never_moved"] == ["accountability", "reviewer", "reuse"]
    assert found["never_moved_says"] == [
        "the team was accountable for the same as before: Invoices booked in five days",
        "no checkpoint had a reviewer",
        "no play was published",
    ]


def test_what_was_in_place_on_that_day_is_not_blamed(invoices: Company) -> None:
    rollout = ask(invoices.session, "shape").parts[0].detail["rollout_id"]
    invoices.staff(invoices.checkpoint("Invoices"), rollout, "Ada", since=GO_LIVE, until=date(2026, 7, 31))
    invoices.play("Invoices", published_on=GO_LIVE)
    changed(invoices, rollout, date(2026, 9, 1), now="Exceptions cleared in one day")
    uses(invoices, FALLS, invoices.crowd(40))
    # The first record is later than the day: nothing earlier is known, so it speaks.
    assert part(invoices).detail["what_never_moved"] == []


def changed(company: Company, rollout: int, day: date, *, now: str) -> None:
    """An entry of the trail: what the team is accountable for, as recorded on that day."""
    company.session.add(
        RegisterChange(
            changed_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
            changed_by="test",
            table_name="rollout",
            row_key=f"[{rollout}]",
            before=None,
            after={"id": rollout, "accountable_before": "Invoices booked in five days", "accountable_now": now},
        )
    )
    company.session.flush()


def with_cases(company: Company, a_week: Mapping[int, int]) -> None:
    days = {monday(FIRST + number - 1) + timedelta(days=1): count for number, count in a_week.items()}
    company.cases("Invoices", days, team="Finance", report=monday(FIRST + 20))
    refresh_case_packs(company.session, Touched(workflows=frozenset({company.workflows["Invoices"]})))


def test_use_in_busy_weeks_stands_beside_use_in_normal_weeks(invoices: Company) -> None:
    active = [26, 26, 6, 26, 26, 26, 5, 26, 26, 26, 6, 26]
    uses(invoices, active, invoices.crowd(40))
    with_cases(invoices, {number: 90 if count < 10 else 20 for number, count in enumerate(active, start=1)})
    busy = part(invoices).detail["busy_weeks"]
    assert (busy["weeks_busy"], busy["weeks_normal"]) == (3, 9)
    assert busy["busy"] == pytest.approx(17 / 120)
    assert busy["normal"] == pytest.approx(0.65)
    assert busy["gives_way"] is True
    assert busy["says"] == "14% in its 3 busy weeks, 65% in 9 normal weeks"


def test_busy_weeks_at_the_start_of_a_climb_are_held_against_the_weeks_beside_them(invoices: Company) -> None:
    active = [4, 5, 6, 8, 10, 13, 16, 19, 22, 25, 28, 31]
    uses(invoices, active, invoices.crowd(40))
    with_cases(invoices, {number: 90 if number in {1, 2, 4} else 20 for number in range(1, 13)})
    busy = part(invoices).detail["busy_weeks"]
    assert busy["busy"] < busy["normal"] - 0.2
    assert busy["gives_way"] is False


@pytest.mark.parametrize("weeks", [7, 8])
def test_of_under_eight_weeks_nothing_is_said_about_busy_ones(invoices: Company, weeks: int) -> None:
    uses(invoices, [20] * weeks, invoices.crowd(40))
    with_cases(invoices, {number: 10 * number for number in range(1, 21)})
    assert (part(invoices).detail["busy_weeks"] is None) == (weeks < 8)


@pytest.mark.parametrize(
    ("active", "says", "standing"),
    [
        ([4, 8, 12, 14, 15], "9 more people to reach 60% by week 13", "open"),
        ([4, 8, 12, 23], "1 more person to reach 60% by week 13", "open"),
        ([4, 8, 12, 26], "at 60% in the newest week, to be kept up to week 13", "open"),
        ([24] * 6, "reached 60% in week 4", "reached"),
        ([4] * 13, "missed 60% by week 13, 20 more people to reach 60%", "missed"),
        ([*[4] * 13, *[30] * 4], "reached 60% in week 17, after week 13", "missed"),
    ],
)
def test_the_first_quarter_says_how_many_people_are_missing(
    invoices: Company, active: list[int], says: str, standing: str
) -> None:
    uses(invoices, active, invoices.crowd(40))
    quarter = part(invoices).detail["first_quarter"]
    assert (quarter["says"], quarter["standing"]) == (says, standing)
    assert quarter["weeks_left"] == max(0, 13 - len(active))


def test_a_small_team_gives_nothing_of_it_away(company: Company) -> None:
    people = company.crowd(69)
    company.roster(ROSTER, {"Ops/AP": people[:30], "Ops/AR": people[30:39], "Legal": people[39:]})
    company.workflow("Invoices")
    for team in ("Ops/AP", "Ops/AR", "Legal"):
        company.rollout("Invoices", team, {Stage.PRODUCTION: GO_LIVE})
    company.use("Invoices", {f"W{23 + place}": whole(people[place : place + 50]) for place in range(12)})
    for team in ("", "Ops", "Ops/AR"):
        figure = ask(company.session, "shape", Question(team=team, series=True))
        small = figure.part("Invoices in AR")
        assert small.suppressed
        assert (small.value, small.numerator, small.detail["shape"], small.detail["holding"]) == (
            None,
            None,
            None,
            None,
        )
        assert "first_quarter" not in small.detail
        assert all(point.value is None and point.numerator is None for point in small.series or ())


def test_files_split_in_two_people_renamed_and_rows_in_another_order_change_nothing(company: Company) -> None:
    def built(prefix: str, *, reverse: bool, split: bool) -> dict[str, Any]:
        path, name = f"{prefix}/Finance", f"Invoices {prefix}"
        people = company.crowd(40, prefix=prefix)
        company.roster(date(2026, 1, 1 + len(prefix)), {path: people}, complete=False)
        company.workflow(name)
        company.rollout(name, path, {Stage.PRODUCTION: GO_LIVE})
        active = {f"W{23 + place}": people[:count] for place, count in enumerate(FALLS)}
        rows = {label: whole(sorted(some, reverse=reverse)) for label, some in active.items()}
        halves = [dict(list(rows.items())[:6]), dict(list(rows.items())[6:])] if split else [rows]
        for half in halves:
            company.use(name, half)
        detail = dict(part(company, f"{name} in Finance").detail)
        return {key: detail[key] for key in ("shape", "p", "peak", "peak_week", "plateau", "sentence", "since")}

    first = built("a", reverse=False, split=False)
    assert first["shape"] == "drift-back"
    assert built("bb", reverse=True, split=True) == first


def test_idle_people_lower_every_share_by_exactly_what_they_are(company: Company) -> None:
    people = company.crowd(80)
    company.roster(ROSTER, {"Finance": people[:40]})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", {Stage.PRODUCTION: GO_LIVE})
    uses(company, FALLS, people)
    before = part(company)
    company.roster(date(2026, 1, 2), {"Finance": people})
    after = part(company)
    assert after.value == pytest.approx((before.value or 0) / 2)
    assert after.detail["peak"] == pytest.approx(before.detail["peak"] / 2)
    # Those who never used it changed nothing, so the test on people says the same.
    assert after.detail["p"] == before.detail["p"]


def test_the_evidence_it_stands_on_goes_with_the_import(any_company: Company) -> None:
    company = any_company
    people = company.crowd(40)
    company.roster(ROSTER, {"Finance": people})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", {Stage.PRODUCTION: GO_LIVE})
    newest = uses(company, FALLS, people)
    assert part(company).detail["shape"] == "drift-back"
    company.undo(newest)
    assert part(company).detail["shape"] is None
