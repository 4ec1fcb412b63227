"""What moved since the last review: then as it was reported where it was, else worked out again, and never across definitions."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from opmodel.measures.registry import Question, ask
from opmodel.measures.scope import scope
from opmodel.measures.since_review import LAST_REVIEW, Moved, SinceReview, last_review, since_review
from opmodel.measures.snapshots import leave_snapshot
from opmodel.store.register import Stage
from opmodel.store.rollup_tables import Snapshot
from opmodel.store.weeks import label, sunday
from tests.company import Company, week, whole

WORKFLOW = "Claims intake"


def live(company: Company, *, people: int = 20) -> list[str]:
    """The people of a team in which the workflow is live since the summer."""
    names = company.crowd(people, prefix="claims")
    company.roster(date(2026, 1, 5), {"Claims": names})
    company.workflow(WORKFLOW)
    company.rollout(WORKFLOW, "Claims", {Stage.PILOT: date(2026, 6, 1)})
    return names


def used(company: Company, names: list[str], active: dict[int, int]) -> int:
    """Week of 2026 → how many of the people worked the new way."""
    return company.use(WORKFLOW, {f"W{at}": whole(names[:count]) for at, count in active.items()})


def reported_on(company: Company, day: date) -> None:
    """What is known now, as it was reported on a day."""
    leave_snapshot(company.session, import_id=None, reason="import")
    made = company.session.exec(select(Snapshot).order_by(Snapshot.id.desc())).first()  # type: ignore[union-attr]
    assert made is not None
    made.taken_at = datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC)
    company.session.add(made)
    company.session.flush()


def since(company: Company, **question: object) -> SinceReview:
    return since_review(company.session, Question(**question))  # type: ignore[arg-type]


def moved(found: SinceReview, name: str) -> Moved:
    return next(one for one in found.moved if one.now.name == name)


def test_without_a_review_it_is_a_quarter_before_the_newest_week(any_company: Company) -> None:
    used(any_company, live(any_company), {45: 8, 46: 8})
    review = last_review(any_company.session, scope(any_company.session, Question()))
    assert (label(review.week), review.day, review.is_set, review.weeks_ago) == (
        "2026-W33",
        sunday(week("W33")),
        False,
        13,
    )


def test_a_review_looked_at_the_newest_week_that_was_over(any_company: Company) -> None:
    used(any_company, live(any_company), {45: 8, 46: 8})
    any_company.setting(LAST_REVIEW, "2026-10-07")
    review = last_review(any_company.session, scope(any_company.session, Question()))
    assert (label(review.week), review.is_set, review.weeks_ago) == ("2026-W40", True, 6)


def test_a_page_of_a_week_before_the_review_is_held_against_the_quarter_before_it(company: Company) -> None:
    used(company, live(company), {30: 4, 45: 8, 46: 8})
    company.setting(LAST_REVIEW, "2026-11-12")
    review = last_review(company.session, scope(company.session, Question(as_of=week("W45"))))
    assert (label(review.week), review.is_set) == ("2026-W32", False)


def test_where_nothing_was_reported_then_is_worked_out_again(any_company: Company) -> None:
    used(any_company, live(any_company), dict.fromkeys(range(32, 34), 8) | {46: 14})
    found = since(any_company)
    adoption = moved(found, "adoption")
    assert found.reported_on is None
    assert (adoption.then.numerator, adoption.now.numerator, adoption.definition) == (8, 14, None)
    assert adoption.then.as_of == week("W33")


def test_what_was_reported_then_stands_even_where_a_later_file_says_otherwise(any_company: Company) -> None:
    names = live(any_company)
    used(any_company, names, {33: 8})
    reported_on(any_company, sunday(week("W33")))
    used(any_company, names, {33: 12, 46: 14})
    found = since(any_company)
    assert found.reported_on == sunday(week("W33"))
    assert moved(found, "adoption").then.numerator == 8


def test_a_snapshot_of_the_day_after_the_review_is_not_what_it_saw(company: Company) -> None:
    names = live(company)
    used(company, names, {39: 8})
    reported_on(company, date(2026, 10, 7))
    used(company, names, {40: 10})
    reported_on(company, date(2026, 10, 8))
    used(company, names, {46: 14})
    company.setting(LAST_REVIEW, "2026-10-07")
    found = since(company)
    assert found.reported_on == date(2026, 10, 7)
    assert moved(found, "adoption").then.numerator == 8


def test_of_a_team_nothing_is_reported_so_it_is_worked_out_again(company: Company) -> None:
    names = live(company)
    used(company, names, {33: 8})
    reported_on(company, sunday(week("W33")))
    used(company, names, {46: 14})
    found = since(company, team="Claims")
    assert found.reported_on is None
    assert moved(found, "adoption").then.numerator == 8


def test_another_threshold_since_is_a_definition_and_no_difference(any_company: Company) -> None:
    used(any_company, live(any_company), dict.fromkeys(range(28, 34), 13))
    reported_on(any_company, sunday(week("W33")))
    any_company.setting("threshold.majority_share", "0.7")
    used(any_company, [f"claims{at:03d}" for at in range(20)], dict.fromkeys(range(41, 47), 13))
    shape = moved(since(any_company), "shape")
    assert shape.definition is not None
    assert [(one.name, one.before, one.after) for one in shape.definition.thresholds] == [("majority_share", 0.6, 0.7)]
    assert (shape.then.value, shape.now.value, shape.went) == (1, 0, ())
    assert not [one for one in since(any_company, team="Claims").moved if one.definition]


def test_another_version_of_the_rule_is_a_definition_too(company: Company) -> None:
    names = live(company)
    used(company, names, {33: 8})
    reported_on(company, sunday(week("W33")))
    snapshot = company.session.exec(select(Snapshot)).one()
    snapshot.figures = {**snapshot.figures, "adoption": {**snapshot.figures["adoption"], "rule": "adoption/0"}}
    company.session.add(snapshot)
    used(company, names, {46: 8})
    definition = moved(since(company), "adoption").definition
    assert definition is not None
    assert definition.before == "adoption/0"


@pytest.mark.parametrize("was_reported", [True, False])
def test_a_rollout_that_came_to_hold_and_one_that_drifted_back_are_named(company: Company, was_reported: bool) -> None:
    teams = {"Claims": company.crowd(20, "claims"), "Motor": company.crowd(20, "motor")}
    company.roster(date(2026, 1, 5), teams)
    company.workflow(WORKFLOW)
    for team in teams:
        company.rollout(WORKFLOW, team, {Stage.PILOT: date(2026, 6, 1)})

    def both(weeks: range, claims: int, motor: int) -> None:
        active = whole([*teams["Claims"][:claims], *teams["Motor"][:motor]])
        company.use(WORKFLOW, {f"W{at}": active for at in weeks})

    both(range(24, 34), 8, 16)
    if was_reported:
        reported_on(company, sunday(week("W33")))
    both(range(34, 47), 15, 3)
    shape = moved(since(company), "shape")
    assert [part.name for part in shape.came] == ["Claims intake in Claims"]
    assert [part.name for part in shape.fell] == ["Claims intake in Motor"]
    assert shape.went == ()
    assert (shape.then.value, shape.now.value) == (1, 1)


def test_a_snapshot_from_before_rollouts_were_kept_tells_the_count_and_names_nobody(company: Company) -> None:
    claims = live(company)
    used(company, claims, dict.fromkeys(range(24, 34), 8))
    reported_on(company, sunday(week("W33")))
    snapshot = company.session.exec(select(Snapshot)).one()
    bare = [
        {key: value for key, value in part.items() if key != "detail"} for part in snapshot.figures["shape"]["parts"]
    ]
    snapshot.figures = {**snapshot.figures, "shape": {**snapshot.figures["shape"], "parts": bare}}
    company.session.add(snapshot)
    used(company, claims, dict.fromkeys(range(34, 47), 15))
    shape = moved(since(company), "shape")
    assert (shape.then.value, shape.now.value, shape.came) == (0, 1, ())


def test_a_pilot_that_got_stuck_and_one_that_crossed_are_told(any_company: Company) -> None:
    used(any_company, live(any_company), {33: 8, 46: 8})
    any_company.rollout(WORKFLOW, "Stuck", {Stage.PILOT: date(2026, 1, 5)})
    any_company.rollout(WORKFLOW, "Over", {Stage.PILOT: date(2026, 5, 4), Stage.PRODUCTION: date(2026, 10, 5)})
    found = since(any_company)
    pilots, purgatory = moved(found, "pilots_to_production"), moved(found, "purgatory")
    assert (pilots.then.numerator, pilots.now.numerator, pilots.now.denominator) == (0, 1, 3)
    assert [part.name for part in purgatory.came] == ["Claims intake · Stuck"]


def test_where_nothing_moved_nothing_is_told(company: Company) -> None:
    used(company, live(company), dict.fromkeys(range(28, 47), 8))
    found = since(company)
    assert found.moved == ()
    assert found.compared


def test_what_was_not_known_then_is_named_apart_and_not_compared(company: Company) -> None:
    used(company, live(company), {45: 8, 46: 8})
    found = since(company)
    assert "adoption" in [one.name for one in found.unknown_then]
    assert "adoption" not in [one.now.name for one in found.moved]


def test_a_group_too_small_now_is_not_shown_in_what_was_reported_either(company: Company) -> None:
    names = live(company, people=12)
    used(company, names, {33: 8})
    reported_on(company, sunday(week("W33")))
    used(company, names, {46: 4})
    company.setting("threshold.minimum_group", "15")
    found = since(company)
    assert "adoption" not in [one.now.name for one in (*found.moved,)]
    assert "adoption" not in [one.name for one in found.unknown_then]


def test_idle_money_that_moved_by_less_than_a_hundredth_stood_still(company: Company) -> None:
    people = company.crowd(200)
    for report, idle in ((date(2026, 8, 10), 100), (date(2026, 11, 9), 101)):
        at = datetime(report.year, report.month, report.day, tzinfo=UTC)
        company.seats(
            "Copilot",
            report,
            {
                name: {
                    "assigned_at": datetime(2025, 1, 1, tzinfo=UTC),
                    "activity_known": True,
                    "last_active_at": None if place < idle else at,
                }
                for place, name in enumerate(people)
            },
        )
    company.contract("Copilot", 200, 360)
    assert since(company).moved == ()


def test_figures_that_are_answered_already_are_not_asked_again(company: Company) -> None:
    used(company, live(company), {33: 8, 46: 14})
    now = {"adoption": ask(company.session, "adoption", Question())}
    assert moved(since_review(company.session, Question(), now), "adoption").now is now["adoption"]


def test_an_empty_store_has_nothing_to_compare(any_company: Company) -> None:
    found = since(any_company)
    assert (found.compared, found.moved) == (0, ())
