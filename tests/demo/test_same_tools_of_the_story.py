"""The demo company shows it: the same tool, and another result where the work was redesigned."""

from pathlib import Path

import pytest

from opmodel.demo.rollouts import ROLLOUTS
from opmodel.demo.stories import DOES
from opmodel.demo.workflows import WORKFLOWS
from opmodel.measures.figure import Figure
from opmodel.measures.registry import Question, ask
from opmodel.store.engine import reading
from tests.demo.conftest import SMALL

REDESIGNED = {workflow.name for workflow in WORKFLOWS if any(step.after == DOES for step in workflow.steps)}
EVER_REDESIGNED = {
    rollout.team for rollout in ROLLOUTS if rollout.workflow in REDESIGNED and rollout.live_since is not None
}


@pytest.fixture(scope="module")
def found(small_demo: tuple[str, Path]) -> Figure:
    with reading(small_demo[0]) as session:
        return ask(session, "same_tools", Question(as_of=SMALL.as_of, series=True))


def test_both_tools_have_teams_on_both_sides(found: Figure) -> None:
    assert [part.name for part in found.parts_of("tool")] == ["GitHub Copilot", "Microsoft 365 Copilot"]
    assert found.value is not None
    assert found.denominator is not None
    assert 0 < found.value < found.denominator
    assert all(part.parts_of("pair") and part.parts_of("left_out") for part in found.parts)


def test_nobody_stands_on_the_wrong_side(found: Figure) -> None:
    for part in found.parts:
        for pair in part.parts_of("pair"):
            assert pair.detail["path"] in EVER_REDESIGNED
            for other in pair.parts:
                assert other.detail["path"] not in EVER_REDESIGNED
                assert 0.5 <= other.detail["people"] / pair.detail["people"] <= 2


def test_the_same_tool_is_used_more_where_the_work_was_redesigned(found: Figure) -> None:
    for part in found.parts:
        redesigned, only_tool = (part.part(side).value for side in ("redesigned", "only_tool"))
        assert redesigned is not None
        assert only_tool is not None
        assert redesigned > only_tool


def test_code_is_reviewed_in_less_time_than_in_the_team_with_only_the_tool(found: Figure) -> None:
    cases = {one.name: one for one in found.part("GitHub Copilot").parts_of("cases")}
    core = cases["Code review, Core platforms"]
    assert core.value is not None
    assert core.value < 0
    assert core.detail["indicative"]
    assert abs(core.detail["others_change"]["share"]) < abs(core.detail["own_change"]["share"])
