"""What the people of the demo company did, week by week: the new way of working, and the tools."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from opmodel.demo.closures import holiday_factor, is_closed
from opmodel.demo.company import ASSISTANT, CODE_ASSISTANT, TEAMS
from opmodel.demo.plan import Plan
from opmodel.demo.rollouts import ROLLOUTS
from opmodel.demo.staff import NEVER, REGULAR, Staff
from opmodel.demo.stories import RolloutStory
from opmodel.demo.workflows import WORKFLOWS
from opmodel.store.weeks import monday, sunday, week_of

_STEADY = 0.85
"""How much of a person's use from week to week is the person, not chance."""


@dataclass(frozen=True)
class Use:
    """Who of a rollout's target people used the workflow, in which weeks; `active` is people by weeks."""

    rollout: RolloutStory
    people: np.ndarray
    first_week: int
    active: np.ndarray
    there: np.ndarray

    @property
    def weeks(self) -> range:
        """The weeks that have use."""
        return range(self.first_week, self.first_week + self.active.shape[1])


@dataclass(frozen=True)
class ToolActivity:
    """Who was active in a tool; `active` is people by the weeks of the plan, for holders of a seat."""

    people: np.ndarray
    active: np.ndarray
    licensed: np.ndarray


def at_work(staff: Staff, people: np.ndarray, weeks: range) -> np.ndarray:
    """People by weeks: employed through the whole week."""
    starts = staff.table["starts"].to_numpy()[people][:, None]
    ends = staff.table["ends"].to_numpy()[people][:, None]
    first = np.array([monday(week) for week in weeks], dtype="datetime64[D]")
    last = np.array([sunday(week) for week in weeks], dtype="datetime64[D]")
    return np.asarray((starts <= first) & (np.isnat(ends) | (ends >= last)))


def workflow_use(plan: Plan, staff: Staff) -> list[Use]:
    """The use of every rollout that went live and has people of ours, inside the weeks of the plan."""
    found = (_use(plan, staff, rollout) for rollout in ROLLOUTS)
    return [use for use in found if use is not None]


def _use(plan: Plan, staff: Staff, rollout: RolloutStory) -> Use | None:
    story = next((place for place, team in enumerate(TEAMS) if team.path == rollout.team), None)
    live = rollout.live_since
    if story is None or live is None or not rollout.curve:
        return None
    go_live = week_of(plan.day(live))
    first = max(go_live, plan.first_week)
    last = min(plan.as_of, week_of(plan.day(rollout.live_until)))
    if last < first:
        return None
    weeks = range(first, last + 1)
    people = np.flatnonzero(staff.table["story"].to_numpy() == story)
    there = at_work(staff, people, weeks)
    people, there = people[there.any(axis=1)], there[there.any(axis=1)]
    at, share = zip(*rollout.curve, strict=True)
    # A week of closure takes nobody along the curve: what spikes for two weeks spikes for two weeks of work.
    worked = np.cumsum([not is_closed(week) for week in range(go_live, last + 1)]) - 1
    wanted = np.interp(worked[first - go_live :], at, share)
    wanted = wanted * [holiday_factor(week) for week in weeks]
    random = plan.random(f"{rollout.workflow} in {rollout.team}, attempt {rollout.attempt}")
    chance = random.normal(size=(len(people), len(weeks)), scale=np.sqrt(1 - _STEADY**2))
    # Ranks instead of the values themselves: a team's share is then the curve's, whoever happens to be in it.
    fits = _normal_ranks(staff.table["fits"].to_numpy()[people])[:, None] * _STEADY
    limits = np.array([NormalDist().inv_cdf(1 - min(max(part, 1e-6), 1 - 1e-6)) for part in wanted])
    return Use(rollout, people, first, (fits + chance > limits) & there, there)


def _normal_ranks(values: np.ndarray) -> np.ndarray:
    rank = np.empty(len(values))
    normal = NormalDist()
    rank[np.argsort(values, kind="stable")] = [
        normal.inv_cdf((place + 0.5) / len(values)) for place in range(len(values))
    ]
    return rank


def tool_activity(plan: Plan, staff: Staff, tool: str, uses: list[Use]) -> ToolActivity:
    """Who was active in the office assistant or the code assistant, week by week: whoever works the new way with it,
    and others out of interest that fades.
    """
    kind = {ASSISTANT: "assistant", CODE_ASSISTANT: "code"}[tool]
    table = staff.table
    people = np.flatnonzero(table[kind].to_numpy())
    weeks = range(plan.first_week, plan.as_of + 1)
    number = np.arange(weeks.start, weeks.stop)
    since = table[f"{kind}_since"].to_numpy()[people][:, None]
    licensed = (number >= since) & at_work(staff, people, weeks)
    random = plan.random(f"{tool} activity")
    taste = random.random((len(people), 1)) * 0.5 + 0.15 + 0.12 * table["fits"].to_numpy()[people][:, None]
    fading = 1.25 - 0.45 * np.clip((number - since) / 40, 0, 1)
    season = np.array([holiday_factor(week) for week in weeks])
    active = random.random(licensed.shape) < np.clip(taste * fading, 0.02, 0.97) * season
    _add_workflow_use(active, people, len(table), plan, [use for use in uses if _stands_on(use, tool)])
    habit = table[f"{kind}_habit"].to_numpy()[people]
    regular = np.flatnonzero(habit == REGULAR)
    active[regular, plan.weeks - 1 - random.integers(0, 4, size=len(regular))] = True
    stopped = np.where(habit >= 0, plan.as_of - habit, plan.as_of)[:, None]
    active &= licensed & (number <= stopped) & (habit != NEVER)[:, None]
    return ToolActivity(people, active, licensed)


def _stands_on(use: Use, tool: str) -> bool:
    return any(workflow.name == use.rollout.workflow and workflow.tool == tool for workflow in WORKFLOWS)


def _add_workflow_use(active: np.ndarray, people: np.ndarray, staff: int, plan: Plan, uses: list[Use]) -> None:
    place = np.full(staff, -1)
    place[people] = np.arange(len(people))
    for use in uses:
        rows = place[use.people]
        holders = rows >= 0
        columns = slice(use.first_week - plan.first_week, use.first_week - plan.first_week + use.active.shape[1])
        active[rows[holders], columns] |= use.active[holders]


def stretches(plan: Plan) -> Iterator[range]:
    """The weeks of the plan in the pieces that panels are exported in, oldest first; the last piece ends the plan."""
    end = plan.as_of + 1
    pieces = []
    while end > plan.first_week:
        start = max(plan.first_week, end - plan.weeks_a_file)
        pieces.append(range(start, end))
        end = start
    yield from reversed(pieces)
