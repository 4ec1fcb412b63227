"""What to upload next, and how fresh what has been uploaded is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, select
from sqlmodel import Session

from opmodel.intake.export import Export
from opmodel.intake.registry import all_exports
from opmodel.measures.registry import all_measures
from opmodel.store.base import now
from opmodel.store.bulk import columns
from opmodel.store.facts import Coverage, Import, ImportStatus, Tool
from opmodel.store.register import Workflow
from opmodel.store.rollup_tables import CoveredWeek
from opmodel.store.weeks import label


@dataclass(frozen=True)
class _Kind:
    """A kind of file, of which any one will do."""

    title: str
    why: str
    exports: tuple[str, ...]


_KINDS = (
    _Kind(
        "Seats",
        "Who holds a licence: without it nobody can say what is bought and not used.",
        ("m365_active_users", "github_copilot_seats"),
    ),
    _Kind(
        "Tool activity",
        "Who used which tool, and when: what is idle, and since when.",
        ("m365_copilot_usage", "github_copilot_user_day", "viva_person_query"),
    ),
    _Kind(
        "Contracts", "What was bought, at which price, until when: shelfware in money, and renewals.", ("contracts",)
    ),
    _Kind(
        "Roster",
        "Who is in which team: every share of people is a share of these.",
        ("roster", "viva_org_data"),
    ),
    _Kind(
        "Workflows",
        "Which work was redesigned, who owns it, and where it is rolled out: the unit of change.",
        ("workflows",),
    ),
    _Kind("Workflow use", "Who used a redesigned workflow in which week: the board number.", ("workflow_use",)),
    _Kind("Cases", "When each case started and finished: whether the work got faster.", ("cases", "event_log")),
    _Kind(
        "Identity map",
        "Which login or pseudonym is whom: only where a tool's people cannot be placed on the roster.",
        ("identities",),
    ),
    _Kind(
        "Absences",
        "Who was away from work in which week, never why: only where adoption is to be read of those at work as well.",
        ("absences",),
    ),
)
_ALSO_GIVE = {"Roster": ("m365_active_users",)}
"""Exports that fill a second kind as well."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """One file that would do, and where to find it."""

    export: str
    title: str
    where: str
    template: bool


@dataclass(frozen=True, kw_only=True)
class Need:
    """A kind of file that figures stand on, in the order in which a CIO should upload them."""

    title: str
    why: str
    figures: tuple[str, ...]
    """Titles of the measures it feeds."""
    options: tuple[Option, ...]
    done: bool
    """Whether such a file is in the store."""


def upload_next(session: Session) -> list[Need]:
    """Every kind of file in the order to upload them; those with `done` false are still missing."""
    imported = columns(Import)
    loaded = set(
        session.connection()
        .execute(select(imported.export).where(imported.status == ImportStatus.LOADED).distinct())
        .scalars()
    )
    return [_need(kind, exports, loaded) for kind, exports in _by_kind(all_exports()).items()]


def _need(kind: _Kind, exports: Sequence[Export], loaded: set[str]) -> Need:
    measures = all_measures()
    fed = dict.fromkeys(name for export in exports for name in export.feeds)
    names = {export.name for export in exports} | set(_ALSO_GIVE.get(kind.title, ()))
    return Need(
        title=kind.title,
        why=kind.why,
        figures=tuple(measures[name].title for name in fed if name in measures),
        options=tuple(
            Option(export=export.name, title=export.title, where=export.where, template=export.template)
            for export in exports
        ),
        done=bool(names & loaded),
    )


def _by_kind(exports: Mapping[str, Export]) -> dict[_Kind, list[Export]]:
    """Exports by kind. One that no kind names joins the kind that feeds the most figures it feeds."""
    found: dict[_Kind, list[Export]] = {
        kind: [exports[name] for name in kind.exports if name in exports] for kind in _KINDS
    }
    placed = {export.name for group in found.values() for export in group}
    known = {kind: {name for export in group for name in export.feeds} for kind, group in found.items()}
    for export in exports.values():
        if export.name not in placed and not export.wrong_file:
            nearest = max(_KINDS, key=lambda kind, feeds=frozenset(export.feeds): len(feeds & known[kind]))  # type: ignore[misc]
            found[nearest].append(export)
    return found


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """How far one source of the store reaches, for one tool or workflow where it speaks of one."""

    source: str
    title: str
    """The source's own title: "Microsoft 365 Copilot usage"."""
    about: str
    """The tool or workflow; empty for rosters, contracts and the register."""
    newest_report: datetime
    """UTC."""
    age_days: int
    imports: int
    weeks: tuple[str, str] | None
    """Labels of the first and last covered week; None where the source covers days, not weeks."""
    covered: int
    """Weeks covered, complete or not."""
    gaps: tuple[str, ...]
    """Weeks between the first and the last that no file covers."""


def freshness(session: Session, *, today: date | None = None) -> list[Freshness]:
    """How fresh and how complete each source in the store is, the oldest first.

    Args:
        session: the store.
        today: the day ages are counted to; the present one unless given.
    """
    until = today or now().date()
    weeks = _covered_weeks(session)
    names = _names(session)
    found: list[Freshness] = []
    for (source, tool, workflow), (newest, imports) in _reports(session).items():
        covered = weeks.get((source, tool, workflow), [])
        found.append(
            Freshness(
                source=source,
                title=_title(source),
                about=names["tool"].get(tool, "") or names["workflow"].get(workflow, ""),
                newest_report=newest,
                age_days=max(0, (until - newest.astimezone(UTC).date()).days),
                imports=imports,
                weeks=(label(covered[0]), label(covered[-1])) if covered else None,
                covered=len(covered),
                gaps=tuple(label(week) for week in sorted(set(range(covered[0], covered[-1])) - set(covered)))
                if covered
                else (),
            )
        )
    return sorted(found, key=lambda item: (-item.age_days, item.title, item.about))


_Key = tuple[str, int, int]


def _reports(session: Session) -> dict[_Key, tuple[datetime, int]]:
    coverage, imported = columns(Coverage), columns(Import)
    by_import = (
        select(
            imported.export,
            coverage.source,
            func.coalesce(coverage.tool_id, 0),
            func.coalesce(coverage.workflow_id, 0),
            imported.report_at,
            imported.id,
        )
        .select_from(imported.id.table)
        .outerjoin(coverage.import_id.table, coverage.import_id == imported.id)
        .where(imported.status == ImportStatus.LOADED)
        .distinct()
    )
    newest: dict[_Key, datetime] = {}
    ids: dict[_Key, set[int]] = {}
    for export, source, tool, workflow, report_at, import_id in session.connection().execute(by_import):
        key = (source or export, tool, workflow)
        newest[key] = max(report_at, newest.get(key, report_at))
        ids.setdefault(key, set()).add(import_id)
    return {key: (moment, len(ids[key])) for key, moment in newest.items()}


def _covered_weeks(session: Session) -> dict[_Key, list[int]]:
    covered = columns(CoveredWeek)
    rows = session.connection().execute(
        select(covered.source, covered.tool_id, covered.workflow_id, covered.week).distinct().order_by(covered.week)
    )
    weeks: dict[_Key, list[int]] = {}
    for source, tool, workflow, week in rows:
        weeks.setdefault((source, tool, workflow), []).append(week)
    return weeks


def _names(session: Session) -> dict[str, dict[int, str]]:
    tool, workflow = columns(Tool), columns(Workflow)
    connection = session.connection()
    return {
        "tool": {row.id: row.name for row in connection.execute(select(tool.id, tool.name))},
        "workflow": {row.id: row.name for row in connection.execute(select(workflow.id, workflow.name))},
    }


def _title(source: str) -> str:
    for export in all_exports().values():
        if export.source_name == source:
            return export.title
    return source
