from typing import Any

from opmodel.measures.figure import Figure
from opmodel.ui.decisions import decisions
from opmodel.ui.workflow_findings import collapses, lucky_prompts, rubber_stamps, tools_first, vacancies

PLACE = {"team": "Claims/Motor", "rollout_id": 7, "people": 38}
NOTHING = Figure(name="nothing", unit="", rule="")


def workflow(name: str = "Claims", *, owner: str = "Ada", tab: bool = False, **found: Any) -> Figure:
    numbers: dict[str, dict[str, Any]] = {
        "ownership": {"state": "partly", "vacant": [], "rubber_stamps": []},
        "standardization": {"published_version": 1, "wins_without_play": []},
        "scale": {"teams_live": 1, "fallen": []},
    }
    for component, values in numbers.items():
        values.update(found.get(component, {}))
    return Figure(
        name=name,
        unit="components",
        rule="components/1",
        kind="workflow",
        detail={"workflow_id": 1, "owner": owner, "tab_not_a_redesign": tab},
        parts=tuple(
            Figure(name=component, unit="state", rule="components/1", kind="component", detail=values)
            for component, values in numbers.items()
        ),
    )


def components(*workflows: Figure) -> Figure:
    return Figure(name="components", unit="workflows", rule="components/1", parts=workflows)


def test_a_vacancy_names_the_checkpoint_the_team_and_why_and_leads_to_the_workflow() -> None:
    vacant = {**PLACE, "checkpoint": "Every tenth coding", "step": "Code", "why": "Ray has left"}
    (one,) = vacancies(components(workflow(ownership={"vacant": [vacant]}), workflow("Notes")))
    assert one.says == "“Every tenth coding” has no reviewer in Motor: Ray has left."
    assert (one.what, one.owner, one.stake) == ("Claims", "Ada", "38 people")
    assert (one.page, dict(one.query)) == ("board/workflow.py", {"workflow": "Claims"})
    (two,) = vacancies(components(workflow(ownership={"vacant": [vacant, vacant]})))
    assert two.says.endswith("Ray has left. 1 more place is vacant.")


def test_a_collapse_says_what_was_never_put_in_place() -> None:
    fallen = {**PLACE, "peak": 0.71, "peak_week": 3, "now": 0.24}
    (one,) = collapses(
        components(
            workflow(
                scale={"fallen": [fallen]},
                ownership={"state": "missing"},
                standardization={"published_version": None},
            )
        )
    )
    assert one.what == "Claims in Motor"
    assert one.says == "Peaked at 71% in week 3, now 24%. No reviewer is named and no play is published."
    (governed,) = collapses(components(workflow(scale={"fallen": [fallen]})))
    assert governed.says == "Peaked at 71% in week 3, now 24%."


def test_a_rubber_stamp_says_how_much_was_seen_and_how_little_was_found() -> None:
    stamp = {**PLACE, "checkpoint": "Every tenth", "reviewer": "Ray", "seen": 120, "corrected_or_rejected": 0}
    (one,) = rubber_stamps(components(workflow(ownership={"rubber_stamps": [stamp]})))
    assert one.says == "Ray saw 120 outputs for “Every tenth” and corrected or rejected none."
    assert one.stake == "120 outputs"


def test_a_lucky_prompt_is_told_once_a_workflow_by_its_oldest_win() -> None:
    wins = [{**PLACE, "team": "Claims/Property", "since": "2026-05-11"}, {**PLACE, "since": "2025-12-15"}]
    (one,) = lucky_prompts(components(workflow(standardization={"wins_without_play": wins})))
    assert one.says == "Motor has won since 15 Dec 2025, and no play says how."


def test_live_tabs_are_one_row_however_many_there_are() -> None:
    (one,) = tools_first(components(workflow("Notes", tab=True), workflow("Old", tab=True, scale={"teams_live": 0})))
    assert (one.what, one.stake) == ("Notes", "1 team")
    assert one.says == "Live in 1 team, and AI does none of its steps: a tab, not a redesign."
    assert dict(one.query) == {"workflow": "Notes"}
    many = [workflow(name, owner=name, tab=True) for name in ("Adverts", "Notes", "Search")]
    (all_of_them,) = tools_first(components(*many))
    assert all_of_them.says == (
        "3 live workflows are a tab, not a redesign: AI does none of their steps. Adverts, Notes and 1 more."
    )
    assert (all_of_them.owner, all_of_them.stake, all_of_them.page) == ("3 owners", "3 teams", "operate/register.py")


def test_a_workflow_in_order_needs_no_decision() -> None:
    found = decisions(
        purgatory=NOTHING, renewals=NOTHING, idle_money=NOTHING, components=components(workflow(), workflow("Notes"))
    )
    assert found == []
    assert decisions(purgatory=NOTHING, renewals=NOTHING, idle_money=NOTHING, components=NOTHING) == []
