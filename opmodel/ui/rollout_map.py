"""What the Rollout page draws and says: which workflow stands where in which team, and which team could be next."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from opmodel.charts.drawing import Drawing
from opmodel.charts.stage_map import Look, MapRow, Tile, stage_map
from opmodel.measures.holding import RolloutAdoption
from opmodel.store.register import Stage
from opmodel.ui.formats import count, percent, plural, reason
from opmodel.ui.workflow import STAGES

_ORDER = (Stage.PRODUCTION, Stage.PILOT, Stage.PLANNED, Stage.STOPPED)
_LOOKS: Mapping[Stage, Look] = {
    Stage.PRODUCTION: "solid",
    Stage.PILOT: "tinted",
    Stage.PLANNED: "dashed",
    Stage.STOPPED: "bare",
}


def rollout_sentence(adoptions: Sequence[RolloutAdoption]) -> str:
    """How many redesigned workflows are live in how many teams, and in how many they hold."""
    redesigned = [one for one in adoptions if one.is_redesign]
    live = [one for one in redesigned if one.is_live]
    if not live:
        return (
            "No redesigned workflow is live in any team yet."
            if redesigned
            else "No workflow that was rolled out is redesigned yet."
        )
    workflows = plural(len({one.workflow_id for one in live}), "redesigned workflow")
    places = plural(len(live), "place")
    holding = sum(bool(one.holding) for one in live)
    unknown = sum(one.holding is None for one in live)
    verb = "is" if len({one.workflow_id for one in live}) == 1 else "are"
    rest = f"; in {count(unknown)} it is not known, or not shown" if unknown else ""
    holds = "holds" if verb == "is" else "hold"
    return f"{workflows} {verb} live in {places} and {holds} in {count(holding)} of them{rest}."


def map_drawing(
    adoptions: Sequence[RolloutAdoption], *, redesigned: bool, majority: float, shapes: Mapping[int, str] | None = None
) -> Drawing | None:
    """A row a workflow, a tile a team, either of the redesigned workflows or of those that are a tab; None for none.

    Args:
        adoptions: the rollouts of the scope.
        redesigned: which of the workflows.
        majority: the share that a rollout must hold.
        shapes: rollout → its shape in words.
    """
    named = shapes or {}
    by_workflow: dict[str, list[RolloutAdoption]] = defaultdict(list)
    for one in adoptions:
        if one.is_redesign == redesigned:
            by_workflow[one.workflow].append(one)
    if not by_workflow:
        return None
    names = _told_apart(adoptions)
    ordered = sorted(by_workflow.items(), key=lambda pair: (*_furthest(pair[1]), pair[0].casefold()))
    rows = [
        MapRow(
            name=workflow,
            says=_row_says(of_workflow),
            tiles=[_tile(one, names, named) for one in _in_order(of_workflow)],
        )
        for workflow, of_workflow in ordered
    ]
    return stage_map(
        rows,
        title=_finding(ordered)
        if redesigned
        else f"{plural(len(ordered), 'workflow is', 'workflows are')} a tab, not a redesign: AI does none of the steps.",
        measure=f"Each workflow with its teams. Filled: holds {percent(majority)} or more; outlined: production below that; "
        "tinted: pilot below that; dashed: planned.",
        alt_text=". ".join(
            f"{workflow}: " + ", ".join(f"{names[one.team]} {says(one, named)}" for one in _in_order(of_workflow))
            for workflow, of_workflow in ordered
        ),
    )


def _finding(ordered: Sequence[tuple[str, Sequence[RolloutAdoption]]]) -> str:
    """Which workflow has come the furthest."""
    workflow, rollouts = ordered[0]
    if not any(one.holding for one in rollouts):
        return "No team holds a clear majority yet."
    return f"{workflow} has come the furthest: it {_row_says(rollouts)}."


def _furthest(rollouts: Sequence[RolloutAdoption]) -> tuple[int, ...]:
    """How far a workflow has come, the furthest first."""
    stages = Counter(one.stage for one in rollouts)
    return (-sum(bool(one.holding) for one in rollouts), *(-stages[stage] for stage in _ORDER))


def _in_order(rollouts: Sequence[RolloutAdoption]) -> list[RolloutAdoption]:
    """Holding first, then by stage and team; of several attempts in one team the newest."""
    newest = {one.team: one for one in sorted(rollouts, key=lambda one: one.attempt)}
    return sorted(newest.values(), key=lambda one: (not one.holding, _ORDER.index(one.stage), one.team.casefold()))


def _tile(one: RolloutAdoption, names: Mapping[str, str], shapes: Mapping[int, str]) -> Tile:
    return Tile(name=names[one.team], says=says(one, shapes), look="filled" if one.holding else _LOOKS[one.stage])


def says(one: RolloutAdoption, shapes: Mapping[int, str] | None = None) -> str:
    """`Production, holds: 72%`, `Pilot, drift-back: 39%`, `Planned`: stage and standing in words.

    Below the majority the shape says more than that it is below, where there is one.
    """
    stage = STAGES[one.stage]
    if not one.is_live:
        return stage
    if one.holding is None or (one.level.value is None and not one.level.suppressed):
        return f"{stage}, {reason(one.level) if one.level.suppressed else 'not measured'}"
    standing = "holds" if one.holding else (shapes or {}).get(one.rollout_id, "below")
    level = one.level.detail.get("bound") if one.level.value is None else percent(one.level.value)
    return f"{stage}, {standing}" + (f": {level}" if level else "")


def _row_says(rollouts: Sequence[RolloutAdoption]) -> str:
    live = [one for one in rollouts if one.is_live]
    if not live:
        return "live nowhere"
    known = [one for one in live if one.holding is not None]
    if not known:
        return f"live in {plural(len(live), 'team')}, not known whether it holds"
    rest = f", not known in {count(len(live) - len(known))} more" if len(live) > len(known) else ""
    return f"holds in {count(sum(bool(one.holding) for one in known))} of {plural(len(known), 'live team')}{rest}"


def _told_apart(adoptions: Sequence[RolloutAdoption]) -> dict[str, str]:
    """Team path → its own name, with the team above where two teams share one."""
    paths = {one.team for one in adoptions}
    shared = Counter(_short(path) for path in paths)
    return {path: _short(path) if shared[_short(path)] == 1 else path.replace("/", " · ") for path in paths}


def _short(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def map_rows(adoptions: Sequence[RolloutAdoption], *, shapes: Mapping[int, str] | None = None) -> list[dict[str, Any]]:
    """Teams on rows, workflows on columns: stage and standing of the newest attempt in words."""
    workflows = sorted({one.workflow for one in adoptions}, key=str.casefold)
    teams = sorted({one.team for one in adoptions}, key=str.casefold)
    cells = {(one.team, one.workflow): says(one, shapes) for one in sorted(adoptions, key=lambda one: one.attempt)}
    return [{"Team": team, **{name: cells.get((team, name), "") for name in workflows}} for team in teams]
