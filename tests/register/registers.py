"""Random registers with hostile text in them, and a small one that is filled in to the last column."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hypothesis import strategies as st
from sqlmodel import Session, SQLModel

from opmodel.store.facts import Tool
from opmodel.store.register import (
    Baseline,
    Check,
    Checkpoint,
    CheckpointStaffing,
    Decider,
    GatePassage,
    Milestone,
    OfficeHolder,
    Operator,
    OperatorRole,
    Performer,
    Play,
    Rollout,
    Stage,
    StageChange,
    Step,
    Workflow,
    WorkflowTool,
)
from opmodel.store.register_sheets.written import cell_prose, cell_text
from opmodel.store.teams import ensure_company, ensure_team
from opmodel.store.tool_names import plain_name

HOSTILE = (
    "=1+1", "=HYPERLINK(\"x\")", "+1", "-1", "@SUM(A1)", "'quoted", "\"half", "a; b, c", "Example: never read", "#N/A",
    "#REF!", "_x0041_", "_x005F_", "  spaces around  ", "two\nlines", "carriage\r\nreturn", "\ttab", "bell\x07",
    "N/A", "None", "null", "-", "TRUE", "1.0", "007", "2026-01-01", "1,5", "12%", "Ünïcödé ß", "日本語", "👩🏽‍💻", "rtl \u202eabc",
    "zero\u200bwidth", "\ufeffmark", "<b>&amp;</b>", "{{x}}", "Workflow", "Whole register", "(from 2026-01-01)", "x" * 400,
)  # fmt: skip
_TEXT = st.one_of(
    st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=("Cs",)), max_size=12), st.just("")
)
_DAY = st.dates(date(1990, 1, 1), date(2100, 12, 31))
_AMOUNT = st.floats(0, 1e6, allow_nan=False).map(lambda value: round(value, 3))


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


@dataclass
class _Draw:
    """Draws values, and names that no other row of their kind has."""

    draw: Callable[[st.SearchStrategy[Any]], Any]
    taken: dict[str, set[str]] = field(default_factory=dict)

    def __call__(self, strategy: st.SearchStrategy[Any]) -> Any:
        return self.draw(strategy)

    def name(self, kind: str, *, same: Callable[[str], str] = lambda text: (cell_text(text) or "").casefold()) -> str:
        drawn: str = self.draw(_TEXT)
        taken = self.taken.setdefault(kind, set())
        while not same(drawn) or same(drawn) in taken:
            drawn = f"{drawn} {len(taken)}"
        taken.add(same(drawn))
        return drawn

    def some(self, most: int) -> range:
        return range(self.draw(st.integers(0, most)))

    def one_of(self, rows: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(rows))


def build(session: Session, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
    """Fill an empty store with a random register, as it could have been edited."""
    d = _Draw(draw)

    def add(row: Any) -> Any:
        session.add(row)
        session.flush()
        return row

    ensure_company(session)
    holders = [add(OfficeHolder(name=d.name("holder"), email=d(_maybe(_TEXT)))) for _ in range(d(st.integers(1, 4)))]
    tools = [add(Tool(name=d.name("tool", same=plain_name))) for _ in d.some(2)]
    teams = list({ensure_team(session, _path(d), import_id=None) for _ in range(d(st.integers(1, 3)))})
    for _ in d.some(3):
        workflow = add(
            Workflow(
                name=d.name("workflow"), outcome=d(_TEXT), owner_id=d(_maybe(st.sampled_from([h.id for h in holders])))
            )
        )
        for tool in tools[: d(st.integers(0, len(tools)))]:
            add(WorkflowTool(workflow_id=workflow.id, tool_id=tool.id))
        for holder in holders[: d(st.integers(0, 2))]:
            role = d(st.sampled_from(OperatorRole))
            add(Operator(workflow_id=workflow.id, holder_id=holder.id, role=role, hours_a_week=d(_maybe(_HOURS))))
        versions = _plays(d, add, workflow)
        checkpoints = _steps(d, add, workflow)
        for team in teams[: d(st.integers(0, len(teams)))]:
            _rollouts(d, add, workflow, team, holders, versions, checkpoints)


_HOURS = st.floats(0, 168, allow_nan=False).map(lambda value: round(value, 2))
Add = Callable[[SQLModel], Any]


def _path(d: _Draw) -> str:
    names = [name for _ in range(d(st.integers(1, 3))) if (name := d(_TEXT).replace("/", "").strip())]
    return "/".join(cell_text(name) or "Team" for name in names) or f"Team {len(d.taken.setdefault('path', set()))}"


def _plays(d: _Draw, add: Add, workflow: Workflow) -> list[int]:
    published = []
    for version in range(1, d(st.integers(0, 2)) + 1):
        body = d(
            st.one_of(_TEXT, st.just("    indented\n\n- first\n- second\n"), st.just("# Play\n" + "long " * 6_000))
        )
        day = d(_maybe(_DAY))
        by = d(_TEXT) if day else ""
        add(
            Play(
                workflow_id=workflow.id,
                version=version,
                body=body if cell_prose(body) else "Do it.",
                published_on=day,
                published_by=by,
            )
        )
        published += [version] if day else []
    return published


def _steps(d: _Draw, add: Add, workflow: Workflow) -> list[Checkpoint]:
    checkpoints = []
    names = [d.name(f"step {workflow.id}") for _ in d.some(3)]
    for place, name in enumerate([*names, *names[:1]]):
        # The first name may hold for a second spell.
        again = place == len(names)
        if again and not d(st.booleans()):
            break
        first, last = sorted((d(_DAY), d(_DAY)))
        step = add(
            Step(
                workflow_id=workflow.id,
                position=place * 3,
                name=name,
                performer_before=d(st.sampled_from(Performer)),
                performer_after=d(st.sampled_from(Performer)),
                decision=d(_TEXT),
                decider=d(_maybe(st.sampled_from(Decider))),
                minutes_a_case=d(_maybe(_AMOUNT)),
                cases_a_week=d(_maybe(_AMOUNT)),
                valid_from=first if again else d(st.sampled_from([None, first])) if place else None,
                valid_to=d(st.sampled_from([None, last])),
            )
        )
        if d(st.booleans()):
            what = d(_TEXT)
            cadence = d(_maybe(st.integers(1, 366)))
            checkpoints.append(
                add(
                    Checkpoint(
                        step_id=step.id, what_is_checked=what if cell_text(what) else "Ten", cadence_days=cadence
                    )
                )
            )
    return checkpoints


def _rollouts(
    d: _Draw,
    add: Add,
    workflow: Workflow,
    team: int,
    holders: Sequence[OfficeHolder],
    versions: Sequence[int],
    checkpoints: Sequence[Checkpoint],
) -> None:
    before = None
    anyone = _maybe(st.sampled_from([holder.id for holder in holders]))
    for attempt in range(1, d(st.integers(1, 2)) + 1):
        spend = d(_maybe(st.integers(0, 2**62)))
        before = add(
            Rollout(
                workflow_id=workflow.id,
                team_id=team,
                attempt=attempt,
                previous_id=None if before is None else before.id,
                receiving_owner_id=d(anyone),
                accepted_on=d(_maybe(_DAY)),
                success_test=d(_TEXT),
                decide_by=d(_maybe(_DAY)),
                spend_micros=spend,
                currency=None if spend is None else d(st.sampled_from(["EUR", "USD", "JPY"])),
                accountable_before=d(_TEXT),
                accountable_now=d(_TEXT),
                stated_headcount=d(_maybe(st.integers(0, 10_000))),
                play_version=d(st.sampled_from([None, *versions])),
            )
        )
        _history(d, add, before)
        for checkpoint in checkpoints:
            _looked_at(d, add, checkpoint, before, holders)


def _history(d: _Draw, add: Add, rollout: Rollout) -> None:
    for stage, day in zip(
        d(st.lists(st.sampled_from(Stage), max_size=4)), sorted(d(st.sets(_DAY, min_size=4, max_size=4))), strict=False
    ):
        add(StageChange(rollout_id=rollout.id, stage=stage, changed_on=day, changed_by=d(_TEXT), why=d(_TEXT)))
    for _ in d.some(2):
        add(Milestone(rollout_id=rollout.id, name=d.name(f"milestone {rollout.id}"), reached_on=d(_DAY)))
    for _ in d.some(1):
        first, last = sorted((d(_DAY), d(_DAY)))
        add(
            Baseline(
                rollout_id=rollout.id,
                name=d.name(f"baseline {rollout.id}"),
                first_day=first,
                last_day=last,
                cases_hash=d(st.sampled_from(["0" * 64, "ab" * 32, "1e5", "12345678901234567890"])),
                locked_by=d.name(f"lock {rollout.id}"),
                locked_on=d(_DAY),
            )
        )
    for _ in d.some(1):
        missing = d(st.lists(_TEXT, max_size=3))
        by = d.name(f"gate {rollout.id}")
        add(GatePassage(rollout_id=rollout.id, passed_on=d(_DAY), passed_by=by, missing=missing, reason=d(_TEXT)))


def _looked_at(d: _Draw, add: Add, checkpoint: Checkpoint, rollout: Rollout, holders: Sequence[OfficeHolder]) -> None:
    for day in sorted(d(st.sets(_DAY, max_size=2))):
        reviewer = d(st.sampled_from([None, *holders]))
        others = [holder for holder in holders if holder is not reviewer]
        backup = d(st.sampled_from([None, *others]))
        add(
            CheckpointStaffing(
                checkpoint_id=checkpoint.id,
                rollout_id=rollout.id,
                reviewer_id=None if reviewer is None else reviewer.id,
                backup_id=None if backup is None else backup.id,
                valid_from=d(st.sampled_from([None, day])),
                valid_to=d(st.sampled_from([None, date(2101, 1, 1)])),
            )
        )
        counts = d(st.tuples(*[st.integers(0, 50)] * 3))
        add(
            Check(
                checkpoint_id=checkpoint.id,
                rollout_id=rollout.id,
                looked_on=day,
                seen=sum(counts),
                accepted=counts[0],
                corrected=counts[1],
                rejected=counts[2],
                reviewer_id=None if reviewer is None else reviewer.id,
            )
        )
