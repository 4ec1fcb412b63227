"""The map of workflows and teams, who is next, and what the gate says: from rollouts and evidence."""

from datetime import date

from opmodel.measures.figure import Figure
from opmodel.measures.gate import Gate, GateItem
from opmodel.measures.holding import RolloutAdoption
from opmodel.measures.next_teams import NextTeam
from opmodel.store.register import Stage
from opmodel.ui.gate import gate_sentence
from opmodel.ui.next_teams import next_title, why_next
from opmodel.ui.rollout_map import map_drawing, map_rows, rollout_sentence, says


def at(
    workflow: str,
    team: str,
    stage: Stage = Stage.PRODUCTION,
    *,
    holding: bool | None = None,
    level: float | None = None,
    attempt: int = 1,
    is_redesign: bool = True,
) -> RolloutAdoption:
    return RolloutAdoption(
        rollout_id=hash((workflow, team, attempt)),
        workflow_id=hash(workflow),
        workflow=workflow,
        team_id=hash(team),
        team=team,
        attempt=attempt,
        stage=stage,
        stage_since=date(2026, 3, 2),
        go_live=date(2026, 1, 5),
        stopped_on=None,
        is_redesign=is_redesign,
        points=(),
        weeks_live=20,
        level=Figure(name="level", unit="share", rule="holding/1", value=level),
        holding=holding,
        holding_since=None,
        holding_weeks=0,
        first_win_on=None,
        fall=None,
    )


HOLDS = at("Claims intake", "Claims/Motor", holding=True, level=0.72)
BELOW = at("Claims intake", "Claims/Health", Stage.PILOT, holding=False, level=0.39)
PLANNED = at("Code review", "Technology/Channels", Stage.PLANNED)
TAB = at("Campaign copy", "Sales/Marketing", is_redesign=False)


def test_the_sentence_counts_redesigned_work_only() -> None:
    assert (
        rollout_sentence([HOLDS, BELOW, PLANNED, TAB])
        == "1 redesigned workflow is live in 2 places and holds in 1 of them."
    )
    assert rollout_sentence([PLANNED]) == "No redesigned workflow is live in any team yet."
    assert rollout_sentence([TAB]) == "No workflow that was rolled out is redesigned yet."


def test_stage_and_standing_are_words() -> None:
    assert says(HOLDS) == "Production, holds: 72%"
    assert says(BELOW) == "Pilot, below: 39%"
    assert says(BELOW, {BELOW.rollout_id: "drift-back"}) == "Pilot, drift-back: 39%"
    assert says(HOLDS, {HOLDS.rollout_id: "slow leak"}) == "Production, holds: 72%"
    assert says(PLANNED) == "Planned"
    assert says(at("W", "T", Stage.STOPPED, holding=False)) == "Stopped"
    assert says(at("W", "T")) == "Production, not measured"


def test_the_workflow_that_came_furthest_stands_first_and_makes_the_title() -> None:
    drawing = map_drawing([PLANNED, BELOW, HOLDS, TAB], redesigned=True, majority=0.6)
    assert drawing is not None
    names = drawing.rows.loc[drawing.rows["part"] == "name", "words"].tolist()
    assert names == ["Claims intake", "Code review"]
    assert drawing.title == "Claims intake has come the furthest: it holds in 1 of 2 live teams."
    assert "holds 60% or more" in drawing.measure


def test_tabs_have_a_map_of_their_own() -> None:
    drawing = map_drawing([HOLDS, TAB], redesigned=False, majority=0.6)
    assert drawing is not None
    assert drawing.title.startswith("1 workflow is a tab, not a redesign")
    assert map_drawing([HOLDS], redesigned=False, majority=0.6) is None


def test_of_two_attempts_in_a_team_the_map_shows_the_newest() -> None:
    stopped = at("Fraud", "Claims/Fraud", Stage.STOPPED)
    again = at("Fraud", "Claims/Fraud", Stage.PILOT, attempt=2)
    drawing = map_drawing([again, stopped], redesigned=True, majority=0.6)
    assert drawing is not None
    assert drawing.rows.loc[drawing.rows["part"] == "tile", "says"].tolist() == ["Pilot, not measured"]


def test_two_teams_of_one_name_are_told_apart_by_the_team_above() -> None:
    drawing = map_drawing([at("W", "North/Sales"), at("W", "South/Sales")], redesigned=True, majority=0.6)
    assert drawing is not None
    assert set(drawing.rows.loc[drawing.rows["part"] == "tile", "words"]) == {"North · Sales", "South · Sales"}


def test_the_table_has_teams_on_rows_and_workflows_on_columns() -> None:
    assert map_rows([HOLDS, PLANNED]) == [
        {"Team": "Claims/Motor", "Claims intake": "Production, holds: 72%", "Code review": ""},
        {"Team": "Technology/Channels", "Claims intake": "", "Code review": "Planned"},
    ]


def a_candidate(*, planned: bool, neighbour: str = "Technology/Core") -> NextTeam:
    return NextTeam(
        workflow_id=1,
        workflow="Code review",
        team="Technology/Channels",
        rollout_id=5 if planned else None,
        planned_since=date(2026, 11, 11) if planned else None,
        neighbour=neighbour,
        holding_weeks=29,
    )


def test_why_a_team_is_next_is_said_with_its_neighbour() -> None:
    planned, beside = a_candidate(planned=True), a_candidate(planned=False)
    assert why_next(planned) == "Planned since 11 Nov 2026, next door to Core, which has held for 29 weeks."
    assert why_next(beside) == "Next door to Core, which has held for 29 weeks."
    assert why_next(a_candidate(planned=True, neighbour="")) == "Planned since 11 Nov 2026."
    assert next_title([planned, beside]) == "1 team is planned; 1 team stands next door to one that holds."
    assert next_title([]).startswith("No team is next")


def test_the_gate_says_how_much_of_its_evidence_is_there() -> None:
    met = GateItem(name="holding", title="Holding", met=True, says="Core has held.")
    missing = GateItem(name="play", title="Play published", met=False, says="There is no play yet.", next="Write it.")
    half = Gate(workflow_id=1, rollout_id=None, items=(met, missing))
    assert (
        gate_sentence(half, workflow="Code review", team="Technology/Channels")
        == "1 of 2 pieces of evidence for Code review in Channels are there."
    )
    whole = Gate(workflow_id=1, rollout_id=None, items=(met,))
    assert gate_sentence(whole, workflow="Code review", team="Channels").startswith("Open: all 1 pieces")
