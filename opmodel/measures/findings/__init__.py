"""findings: what is red and why. A file in this package with a `RULE` adds a rule; nothing else changes."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlmodel import Session

from opmodel.measures.figure import Figure
from opmodel.measures.finding import Finding, Rule, by_stake
from opmodel.measures.finding_reading import Reading
from opmodel.measures.register_day import as_registered, last_full_week
from opmodel.measures.registry import Measure, Question, answered_once
from opmodel.measures.scope import scope
from opmodel.store.facts import Contract, Coverage, Import, Tool
from opmodel.store.register import Check, Checkpoint, CheckpointStaffing, Play, Rollout, StageChange, Step, Workflow
from opmodel.store.rollup_tables import AdoptionWeek, CasePack, CoveredWeek, PeopleWeek, SeatPoint


@cache
def all_rules() -> Mapping[str, Rule]:
    """Every rule by name: each module of this package that has a `RULE`."""
    modules = (importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__))
    found = [module.RULE for module in modules if isinstance(getattr(module, "RULE", None), Rule)]
    return {rule.name: rule for rule in sorted(found, key=lambda rule: (rule.urgency, rule.name))}


def findings(reading: Reading) -> list[Finding]:
    """Everything that the rules find, the most pressing first."""
    return sorted((found for rule in all_rules().values() for found in rule.find(reading)), key=by_stake)


def answer(session: Session, question: Question) -> Figure:
    """How many things need a decision, with each of them as a part."""
    asked = as_registered(session, scope(session, question))
    week = last_full_week(asked.today)
    more: dict[str, Any] = {"name": "findings", "unit": "findings", "rule": MEASURE.rule_id, "as_of": week}
    reading = Reading(asked=asked, question=question, session=session)
    with answered_once(session):
        found = findings(reading)
        if not found and not _anything_known(reading):
            why = "Nothing is known yet that could need a decision: upload a file, or register a workflow."
            return Figure(why_unknown=why, **more)
    return Figure(
        value=len(found),
        sources=reading.sources_read,
        parts=tuple(_part(one, week) for one in _told_apart(found)),
        **more,
    )


def _anything_known(reading: Reading) -> bool:
    """Whether any figure that rules read has an answer."""
    names = {name for rule in all_rules().values() for name in rule.reads}
    return any(reading.figure(name).why_unknown is None for name in sorted(names))


def _told_apart(found: Sequence[Finding]) -> list[Finding]:
    """Findings of one name are numbered, so that each part can be asked for by its name."""
    seen: Counter[str] = Counter()
    told = []
    for one in found:
        seen[one.name] += 1
        told.append(one if seen[one.name] == 1 else replace(one, what=f"{one.what} ({seen[one.name]})".strip()))
    return told


def _part(one: Finding, week: int) -> Figure:
    """The finding as a part: its value is its stake."""
    return Figure(
        name=one.name,
        unit="" if one.stake is None else one.stake.unit,
        rule=MEASURE.rule_id,
        kind="finding",
        value=None if one.stake is None else one.stake.amount,
        why_unknown="Nobody can say how much is at stake." if one.stake is None else None,
        as_of=one.as_of or week,
        sources=one.sources,
        detail=one.as_detail(),
    )


MEASURE = Measure(
    name="findings",
    title="What is red",
    help="What needs a decision, by whom, with the evidence, the next move and the people or money at stake.",
    rule="Each rule listed under Findings in the docs is applied to the figures of the other measures as of the same day; "
    "the value counts what they find. Order: first by urgency. A day is coming after which the choice is gone (renewals, the nearest day "
    "first); then people work with nobody looking, go back to the old way, or got slower or worse; then a day that was agreed "
    "on has passed, or nothing has moved for months; then what works with nothing to keep it working, or is not known; last, "
    "money and work that go on without a redesign. Within an urgency: people at stake, the most first, then money, the "
    "largest sum first within its currency, then outputs, then what is not counted. People and money are not weighed "
    "against each other, and currencies are not converted. A team is told of its own rollouts and seats; contracts and "
    "files are the company's. What a figure does not show of a small group, no finding tells. An estimate of people is "
    "“at least” where those of some teams are not known.",
    formula="count(findings of all rules)",
    version=1,
    unit="findings",
    source="design.md §3: finding; measures.md, the section each rule names",
    example="12 things need a decision, the first by 16 Dec 2026: 425 of 1,390 seats are used by nobody.",
    reads=(
        AdoptionWeek,
        PeopleWeek,
        CoveredWeek,
        CasePack,
        SeatPoint,
        Contract,
        Coverage,
        Import,
        Tool,
        Workflow,
        Rollout,
        StageChange,
        Step,
        Checkpoint,
        CheckpointStaffing,
        Check,
        Play,
    ),
    answer=answer,
    thresholds=(
        "majority_share",
        "majority_week",
        "lucky_prompt_days",
        "rubber_stamp_days",
        "rubber_stamp_outputs",
        "rubber_stamp_share",
        "pilot_watch_days",
        "pilot_stuck_days",
        "pilot_chronic_days",
        "pilot_movement_days",
        "new_seat_days",
        "idle_days",
        "recoverable_days",
        "abandoned_days",
    ),
)
