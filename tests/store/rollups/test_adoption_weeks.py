"""The board number's rollup (measures.md, Rulings: the board number)."""

from datetime import date

from sqlmodel import select

from opmodel.store.facts import Grade
from opmodel.store.register import Performer, Stage, Team
from opmodel.store.rollup_tables import AdoptionWeek
from tests.company import Company, week, whole

LIVE = {Stage.PILOT: date(2026, 9, 1)}
ROSTER = date(2026, 1, 1)


def row(company: Company, label: str, team: str = "", *, workflow: str = "", rollout: int = 0) -> AdoptionWeek | None:
    team_id = company.session.exec(select(Team.id).where(Team.path == team)).one()
    return company.session.exec(
        select(AdoptionWeek).where(
            AdoptionWeek.week == week(label),
            AdoptionWeek.team_id == team_id,
            AdoptionWeek.workflow_id == (company.workflows[workflow] if workflow else 0),
            AdoptionWeek.rollout_id == rollout,
        )
    ).one_or_none()


def counts(company: Company, label: str, team: str = "", **of: object) -> tuple[int, int] | None:
    found = row(company, label, team, **of)  # type: ignore[arg-type]
    return None if found is None else (found.active, found.targeted)


def test_people_targeted_twice_are_counted_once_and_active_if_active_in_either(any_company: Company) -> None:
    any_company.roster(ROSTER, {"Finance": ["ann", "ben", "cid"]})
    for name in ("Invoices", "Claims"):
        any_company.workflow(name)
        any_company.rollout(name, "Finance", LIVE)
    any_company.use("Invoices", {"W40": {"ann": 1}})
    any_company.use("Claims", {"W40": {"ann": 1, "ben": 2}})
    assert counts(any_company, "W40") == (2, 3)
    assert counts(any_company, "W40", workflow="Claims") == (2, 3)


def test_use_of_a_workflow_that_does_not_target_the_person_is_outside(company: Company) -> None:
    company.roster(ROSTER, {"Finance": ["ann"], "Legal": ["ben"]})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", LIVE)
    company.use("Invoices", {"W40": {"ann": 1, "ben": 1, "stranger": 1}})
    board = row(company, "W40")
    assert board is not None
    assert (board.active, board.targeted, board.outside) == (1, 1, 2)


def test_a_workflow_whose_steps_are_only_assisted_stays_out_of_the_board_number(company: Company) -> None:
    company.roster(ROSTER, {"Finance": ["ann"]})
    company.workflow("A tab", performer=Performer.AI_ASSISTS)
    company.rollout("A tab", "Finance", LIVE)
    company.use("A tab", {"W40": {"ann": 1}})
    assert counts(company, "W40") is None
    assert counts(company, "W40", workflow="A tab") == (1, 1)


def test_a_redesign_counts_in_the_weeks_in_which_it_is_valid(company: Company) -> None:
    company.roster(ROSTER, {"Finance": ["ann"]})
    company.workflow("Invoices", valid_from=date(2026, 10, 7), valid_to=date(2026, 10, 13))
    company.rollout("Invoices", "Finance", LIVE)
    company.use("Invoices", {f"W{number}": {"ann": 1} for number in (40, 41, 42, 43)})
    assert [counts(company, f"W{number}") for number in (40, 41, 42, 43)] == [None, (1, 1), (1, 1), None]


def test_a_rollout_is_live_by_its_stage_on_the_sunday(company: Company) -> None:
    company.roster(ROSTER, {"Finance": ["ann"]})
    company.workflow("Invoices")
    company.rollout(
        "Invoices",
        "Finance",
        [(Stage.PLANNED, date(2026, 9, 1)), (Stage.PILOT, date(2026, 10, 11)), (Stage.STOPPED, date(2026, 10, 14))],
    )
    company.use("Invoices", {f"W{number}": {"ann": 1} for number in (40, 41, 42)})
    assert [counts(company, f"W{number}") for number in (40, 41, 42)] == [None, (1, 1), None]


def test_the_target_is_the_uploaded_list_as_far_as_its_people_are_members(company: Company) -> None:
    company.roster(ROSTER, {"Finance": ["ann", "ben", "cid"], "Legal": ["dee"]})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", LIVE, targets={None: ["ann", "dee", "nobody"]})
    company.use("Invoices", {"W40": whole(["ann", "ben", "dee"])})
    assert counts(company, "W40") == (1, 1)


def test_a_list_holds_from_its_date_and_the_newest_one_speaks(company: Company) -> None:
    company.roster(ROSTER, {"Finance": ["ann", "ben", "cid"]})
    company.workflow("Invoices")
    company.rollout(
        "Invoices", "Finance", LIVE, targets={date(2026, 10, 5): ["ann", "ben"], date(2026, 10, 12): ["cid"]}
    )
    company.use("Invoices", {f"W{number}": {"ann": 1, "cid": 1} for number in (40, 41, 42)})
    assert [counts(company, f"W{number}") for number in (40, 41, 42)] == [(2, 3), (1, 2), (1, 1)]


def test_a_rollout_targets_the_team_with_all_it_holds(company: Company) -> None:
    company.roster(ROSTER, {"Finance/AP": ["ann"], "Finance/AR": ["ben"], "Legal": ["cid"]})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", LIVE)
    company.use("Invoices", {"W40": {"ann": 1, "cid": 1}})
    assert counts(company, "W40") == counts(company, "W40", "Finance") == (1, 2)
    assert counts(company, "W40", "Finance/AP") == (1, 1)
    assert counts(company, "W40", "Finance/AR") == (0, 1)
    assert counts(company, "W40", "Legal") is None


def test_without_a_roster_a_headcount_makes_no_target(company: Company) -> None:
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", LIVE, stated_headcount=40)
    company.use("Invoices", {"W40": {"ann": 1}})
    assert counts(company, "W40") is None


def test_a_workflow_whose_use_nobody_uploads_is_left_out_but_its_upper_bound_is_known(company: Company) -> None:
    company.roster(ROSTER, {"Finance": ["ann", "ben"], "Legal": ["cid"]})
    company.tool("Copilot")
    company.workflow("Invoices")
    company.workflow("Contracts", tools=["Copilot"])
    company.rollout("Invoices", "Finance", LIVE)
    company.rollout("Contracts", "Legal", LIVE)
    company.panel("Copilot", {"W40": {"ann": 1, "cid": 4}})
    company.use("Invoices", {"W40": {"ann": 1}})
    assert counts(company, "W40") == (1, 2)
    bound = row(company, "W40", workflow="Contracts")
    assert bound is not None
    assert (bound.measured, bound.targeted, bound.at_most) == (False, 1, 1)


def test_blank_is_unknown_zero_is_idle_and_a_missing_row_is_idle(company: Company) -> None:
    company.roster(ROSTER, {"Finance": ["ann", "ben", "cid", "dee"]})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", LIVE)
    company.use("Invoices", {"W40": {"ann": 1, "ben": None, "cid": 0}})
    board = row(company, "W40")
    assert board is not None
    assert (board.active, board.unknown, board.targeted) == (1, 1, 4)


def test_handled_cases_count_and_are_said_apart_where_nothing_measures_them(company: Company) -> None:
    company.roster(ROSTER, {"Finance": ["ann", "ben", "cid"]})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", LIVE)
    company.use("Invoices", {"W40": {"ann": 1, "ben": 0}})
    company.use("Invoices", {"W40": {"ann": 3, "ben": 1}}, grade=Grade.HANDLED, source="cases")
    board = row(company, "W40")
    assert board is not None
    assert (board.active, board.handled, board.targeted) == (2, 1, 3)


def test_a_file_of_one_team_leaves_the_others_without_a_source(company: Company) -> None:
    company.roster(ROSTER, {"Finance": ["ann", "ben"], "Legal": ["cid"]})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", LIVE)
    legal = company.rollout("Invoices", "Legal", LIVE)
    company.use("Invoices", {"W40": {"ann": 1}}, team="Finance")
    board, unmeasured = row(company, "W40"), row(company, "W40", workflow="Invoices", rollout=legal)
    assert board is not None
    assert unmeasured is not None
    assert (board.active, board.targeted, board.complete) == (1, 2, True)
    assert unmeasured.measured is False


def test_a_week_that_one_live_workflow_misses_is_not_complete(company: Company) -> None:
    company.roster(ROSTER, {"Finance": ["ann"]})
    for name in ("Invoices", "Claims"):
        company.workflow(name)
        company.rollout(name, "Finance", LIVE)
    company.use("Invoices", {"W40": {"ann": 1}, "W41": {"ann": 1}})
    company.use("Claims", {"W40": {"ann": 1}})
    complete = [found.complete for label in ("W40", "W41") if (found := row(company, label)) is not None]
    assert complete == [True, False]


def test_an_edit_of_the_register_moves_every_week_and_a_transfer_only_later_ones(company: Company) -> None:
    company.roster(ROSTER, {"Finance": ["ann", "ben"]})
    company.workflow("Invoices")
    rollout = company.rollout("Invoices", "Finance", {Stage.PLANNED: date(2026, 9, 1)})
    company.use("Invoices", {"W40": {"ann": 1}, "W41": {"ann": 1}})
    assert counts(company, "W40") is None
    from opmodel.store.register import StageChange

    company.session.add(StageChange(rollout_id=rollout, stage=Stage.PILOT, changed_on=date(2026, 9, 2)))
    company.refresh(register=True)
    assert counts(company, "W40") == (1, 2)
    company.roster(date(2026, 10, 5), {"Finance": ["ann"], "Legal": ["ben"]})
    assert [counts(company, "W40"), counts(company, "W41")] == [(1, 2), (1, 1)]


def test_undo_of_the_use_takes_the_week_back_to_unknown(any_company: Company) -> None:
    any_company.roster(ROSTER, {"Finance": ["ann"]})
    any_company.workflow("Invoices")
    any_company.rollout("Invoices", "Finance", LIVE)
    kept = any_company.use("Invoices", {"W40": {"ann": 1}})
    any_company.undo(any_company.use("Invoices", {"W41": {"ann": 1}}))
    assert kept
    assert counts(any_company, "W40") == (1, 1)
    assert counts(any_company, "W41") is None


def test_who_came_and_who_left_is_counted_against_the_week_before(any_company: Company) -> None:
    company = any_company
    company.roster(ROSTER, {"Finance/AP": ["ann", "ben"], "Finance/AR": ["cid"], "Legal": ["dee"]})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", LIVE)
    company.roster(date(2026, 10, 5), {"Finance/AP": ["ann"], "Finance/AR": ["cid", "ben", "eve"], "Legal": []})
    company.use("Invoices", {"W40": {"ann": 1}, "W41": {"ann": 1}})

    def moved(label: str, team: str = "") -> tuple[int, int]:
        found = row(company, label, team)
        assert found is not None
        return found.joined, found.left

    # Nothing was measured before, so everybody comes into the number.
    assert moved("W40") == (3, 0)
    # ben moved within Finance, eve came; dee was never targeted.
    assert moved("W41") == moved("W41", "Finance") == (1, 0)
    assert (moved("W41", "Finance/AP"), moved("W41", "Finance/AR")) == ((0, 1), (2, 0))
