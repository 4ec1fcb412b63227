"""The demo company in its store: what the figures say is what the story says, worked out apart from the measures."""

from datetime import timedelta
from pathlib import Path

import numpy as np
from sqlmodel import select

from opmodel.demo.activity import Use, workflow_use
from opmodel.demo.checkpoints import REVIEWS
from opmodel.demo.closures import is_closed
from opmodel.demo.company import CONTRACTS
from opmodel.demo.rollouts import ROLLOUTS
from opmodel.demo.staff import hire
from opmodel.demo.stories import DOES, PILOT, PRODUCTION, STOPPED
from opmodel.demo.workflows import WORKFLOWS
from opmodel.measures.figure import Figure
from opmodel.measures.registry import Question, ask
from opmodel.store.engine import reading
from opmodel.store.facts import Import
from tests.demo.conftest import SMALL

Demo = tuple[str, Path]
REDESIGNED = {workflow.name for workflow in WORKFLOWS if any(step.after == DOES for step in workflow.steps)}


def figure(demo: Demo, name: str, *, series: bool = False) -> Figure:
    with reading(demo[0]) as session:
        return ask(session, name, Question(as_of=SMALL.as_of, series=series))


def test_every_file_is_loaded_whole(small_demo: Demo) -> None:
    with reading(small_demo[0]) as session:
        imports = session.exec(select(Import)).all()
    assert len(imports) == sum(1 for path in small_demo[1].rglob("*.*") if path.is_file())
    assert {item.rows_rejected for item in imports} == {0}
    assert {item.imported_by for item in imports} == {"demo"}
    folded = {item.export for item in imports if item.rows_merged}
    # GitHub's days are folded into weeks; nothing else says anything twice.
    assert folded == {"github_copilot_user_day"}


def live_redesigned() -> list[Use]:
    uses = workflow_use(SMALL, hire(SMALL))
    return [use for use in uses if use.rollout.workflow in REDESIGNED and not use.rollout.live_until]


def test_adoption_counts_each_targeted_person_once(small_demo: Demo) -> None:
    targeted: set[int] = set()
    active: set[int] = set()
    for use in live_redesigned():
        targeted.update(use.people[use.there[:, -1]].tolist())
        active.update(use.people[use.active[:, -1]].tolist())
    found = figure(small_demo, "adoption")
    assert (found.numerator, found.denominator) == (len(active), len(targeted))
    assert found.value == len(active) / len(targeted)
    assert found.as_of == SMALL.as_of


def shares(workflow: str, team: str) -> np.ndarray:
    """Share of the team, week by week since go-live, without the weeks in which the company is closed."""
    use = next(use for use in live_redesigned() if (use.rollout.workflow, use.rollout.team) == (workflow, team))
    open_weeks = [place for place, week in enumerate(use.weeks) if not is_closed(week)]
    return np.asarray((use.active.sum(axis=0) / use.there.sum(axis=0))[open_weeks])


def test_the_tool_first_rollout_spikes_for_two_weeks_and_collapses() -> None:
    share = shares("Contract review", "Legal and compliance/Legal EMEA")
    assert min(share[1:3]) > 0.6
    assert max(share[3:]) < 0.6
    assert np.median(share[-4:]) < 0.5 * max(share)


def test_the_same_tools_give_another_result_where_the_work_was_redesigned() -> None:
    assert np.median(shares("Claims intake", "Claims/Motor claims")[-4:]) > 0.65
    assert np.median(shares("Submission intake", "Underwriting/Commercial lines")[-4:]) > 0.65


def test_use_falls_once_the_reviewer_has_left() -> None:
    share = shares("Customer e-mail replies", "Customer service/Contact centre North")
    left = next(review.until for review in REVIEWS if review.reviewer == "Wanda Kruk")
    weeks_ago = left // 7
    assert share[-weeks_ago - 4 : -weeks_ago].mean() > 0.6
    assert share[-4:].mean() < 0.5


def test_every_pilot_of_the_story_is_counted(small_demo: Demo) -> None:
    pilots = [rollout for rollout in ROLLOUTS if any(stage == PILOT for _, stage, _ in rollout.stages)]
    newest = [min(rollout.stages)[1] for rollout in pilots]
    found = figure(small_demo, "pilots_to_production")
    counts = {part.name: part.numerator for part in found.parts}
    assert len(pilots) >= 20
    assert found.denominator == len(pilots)
    assert counts["production"] == newest.count(PRODUCTION)
    assert counts["stopped"] == newest.count(STOPPED)
    assert counts["open"] == newest.count(PILOT)
    assert found.value is not None


def test_pilots_are_stuck_and_chronic(small_demo: Demo) -> None:
    found = figure(small_demo, "purgatory")
    states = {part.detail["state"] for part in found.parts if "state" in part.detail}
    assert {"fine", "watch", "stuck", "chronic"} <= states


def test_seats_are_idle_in_every_way(small_demo: Demo) -> None:
    found = figure(small_demo, "shelfware")
    seats = {part.name: part.numerator for part in found.parts_of("class")}
    assert sum(1 for count in seats.values() if count) >= 8
    assert found.value is not None
    assert 0 < found.value < 1


def test_notice_of_one_contract_is_due_within_a_month(small_demo: Demo) -> None:
    soon = [contract for contract in CONTRACTS if 0 < contract.notice <= 30]
    assert len(soon) == 1
    renewals = {part.detail["notice_on"] for part in figure(small_demo, "renewals").parts}
    assert (SMALL.last_day + timedelta(days=soon[0].notice)).isoformat() in renewals


def test_idle_money_is_one_sum_in_one_currency(small_demo: Demo) -> None:
    found = figure(small_demo, "shelfware_money")
    assert found.value is not None
    assert found.value > 0
    assert "EUR" in found.unit
