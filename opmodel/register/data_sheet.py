"""The data sheet for the works council and the data protection officer, written from the store's own configuration."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func
from sqlmodel import Session, SQLModel, col, select

from opmodel.register.privacy import PROMISE, not_for_individuals
from opmodel.store.audit import models_by_table
from opmodel.store.closed import closed
from opmodel.store.facts import Import, ImportStatus, Person
from opmodel.store.register import Team
from opmodel.store.retention import REJECTED_DAYS
from opmodel.store.teams import COMPANY
from opmodel.store.thresholds import THRESHOLDS, threshold
from opmodel.store.trail_entry import Deed, TrailEntry
from opmodel.store.weeks import label

_WEEKS, _REPLACED, _SEAT = "person-weeks", "until replaced", "as long as the seat is held"
_ORGANISED, _EVER = "as long as the register holds them", "for ever"
_NOBODY = "until nothing speaks of the person"

PURPOSES: Mapping[str, tuple[str, str]] = {
    "person": ("A key in place of an identity, so that what is told of one person can be counted once.", _NOBODY),
    "identity": ("The readable name behind a key, for giving idle seats back; read by the seat list alone.", _REPLACED),
    "person_link": ("Which two identifiers are one person, so that nobody is counted twice.", _ORGANISED),
    "same_person": ("What the identity maps come to.", _ORGANISED),
    "roster_entry": ("Who was in which team, so that use can be counted by team.", _REPLACED),
    "membership": ("The same, worked out from the rosters, from day to day.", _WEEKS),
    "tool_use": ("Whether a tool was used in a week, to count active people by team.", _WEEKS),
    "app_use": ("The same by app of a tool.", _WEEKS),
    "workflow_use": ("Whether a redesigned workflow was used in a week: the board number.", _WEEKS),
    "absence": (
        "On how many days of a week somebody was away, never why: so that holidays do not read as idle.",
        _WEEKS,
    ),
    "panel_week": (
        "A tool's week packed, so that the weeks before a new one are read at once. No page reads it.",
        _WEEKS,
    ),
    "people_week": ("A rollout's week packed, for cohorts and the test behind a drift-back. No page reads it.", _WEEKS),
    "seat": ("Who holds a licence, to find the ones that are paid for and idle.", _REPLACED),
    "last_activity": ("When a tool was last used, to find idle licences.", _REPLACED),
    "seat_standing": ("The seats that could be given back, for whoever administers licences.", _REPLACED),
    "seat_memory": ("When a seat that is still held was last used.", _SEAT),
    "workflow_memory": ("When somebody who is still targeted first used a workflow.", _ORGANISED),
    "seat_exemption": ("A seat that is kept on purpose although idle, and why.", _ORGANISED),
    "target_person": ("Whom a rollout is meant for, where a list was uploaded.", _ORGANISED),
    "office_holder": ("People named for an office on purpose: owners, reviewers, facilitators, deciders.", _ORGANISED),
    "operator": ("Who redesigns, runs or scales a workflow, with hours a week: an office.", _ORGANISED),
    "checkpoint_staffing": ("Who reviews a checkpoint, and who stands in: an office.", _ORGANISED),
    "check": ("One look at a checkpoint: what was seen of AI's work, by the reviewer.", _ORGANISED),
    "trail_entry": ("Who did what in OpModel itself, chained by hash.", _EVER),
    "register_change": ("The register's changes, before and after.", _EVER),
}
"""Every table that speaks of people: what for, and how long. A test fails where one is missing."""

CANNOT: Sequence[str] = (
    "show, rank or compare individuals: there is no list of people but the seat list, and no page about one person",
    "show what anybody wrote, asked or answered: prompts and contents are never read",
    "show when in a day or on which day anybody worked: use is kept by week, absences as a number of days",
    "show how long somebody took for a case: a case carries no person",
    "show a figure of a group under the smallest group, nor one that such a group could be worked out from",
    "tell who is behind a key without the secret, which lies outside the store",
    "change or remove an entry of the audit trail",
)


def data_sheet(session: Session, *, today: date, roles: Sequence[tuple[str, str]] = ()) -> str:
    """The sheet as Markdown.

    Args:
        session: a reading session.
        today: the day it is made on.
        roles: each role with what it may do; none where everybody who reaches the program is the one local user.
    """
    return "\n".join(
        [
            "# Data sheet: OpModel",
            "",
            f"{_organisation(session)}, {_day(today)}. Written by `opmodel data-sheet` from this store's own configuration.",
            "",
            "## What it is for",
            "",
            "OpModel shows whether redesigned workflows are used, whether they got faster, and which licences are paid for and",
            "idle. It counts people in groups: teams, rollouts, workflows.",
            "",
            *_promise(session),
            "",
            "## Small groups",
            "",
            *_small_groups(session),
            "",
            "## What is kept of people, what for, and how long",
            "",
            "| table | fields | what for | how long |",
            "| --- | --- | --- | --- |",
            *_tables(session),
            "",
            *_kept(session),
            "",
            "## Where it comes from",
            "",
            *_sources(session),
            "",
            "## Who may see what",
            "",
            *_roles(roles),
            "",
            "## Who looked at names",
            "",
            *_looks(session, today),
            "",
            "## What it cannot do",
            "",
            *(f"- {one}" for one in CANNOT),
            "",
        ]
    )


def _organisation(session: Session) -> str:
    company = session.exec(select(Team.name).where(col(Team.parent_id).is_(None))).first()
    return company or COMPANY


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _promise(session: Session) -> Iterator[str]:
    if not_for_individuals(session):
        yield f"**{PROMISE}** That is switched on; switching it off takes a reason and is written into the audit trail."
    else:
        yield f"**The promise “{PROMISE}” was withdrawn.** The audit trail says who did so, when and why. No page shows more of"
        yield "anybody because of it."


def _small_groups(session: Session) -> Iterator[str]:
    item = THRESHOLDS["minimum_group"]
    yield f"- No share or count of people is shown for a group of fewer than {threshold(session, item.name):g} people"
    yield f"  (default {item.default:g}; it cannot be set under {item.least:g})."
    yield "- All or nobody of a group of less than twice that is shown as a bound: it would say the same of each of them."
    yield "- Of groups beside each other, enough are hidden that no small one follows by subtraction."
    yield "- That holds for pages, downloads and JSON alike."


def _tables(session: Session) -> Iterator[str]:
    months = f"{threshold(session, 'keep_person_weeks'):g} months"
    long = {_WEEKS: months, _REPLACED: f"until newer reports have replaced them for {months}"}
    models = models_by_table()
    for table, (purpose, kept) in PURPOSES.items():
        if table in models:
            yield f"| `{table}` | {', '.join(fields_of(models[table]))} | {purpose} | {long.get(kept, kept)} |"


def fields_of(model: type[SQLModel]) -> list[str]:
    """The columns of a table, as words."""
    columns = SQLModel.metadata.tables[str(model.__tablename__)].columns
    return [column.name.replace("_", " ") for column in columns]


def _kept(session: Session) -> Iterator[str]:
    yield "- Uploaded files are not kept, only their hash and what was read from them."
    yield f"- Cases carry no person; they are kept {threshold(session, 'keep_cases'):g} weeks."
    yield f"- What stood in rejected rows is kept {REJECTED_DAYS} days."
    yield "- Counts by team and week, and snapshots of the figures, are kept for ever: they name nobody."
    first_open = closed(session).first_open
    if first_open:
        yield f"- Person-weeks before {label(first_open)} have been removed by `opmodel purge`."
    else:
        yield "- `opmodel purge` removes what is past its time; it has not removed anything yet."


def _sources(session: Session) -> Iterator[str]:
    people = session.exec(select(func.count()).select_from(Person)).one()
    rows = session.exec(
        select(Import.export, func.count(), func.max(Import.report_at))
        .where(Import.status == ImportStatus.LOADED)
        .group_by(Import.export)
        .order_by(Import.export)
    ).all()
    if not rows:
        yield "Nothing has been loaded yet."
        return
    yield f"{people:,} people stand in the store, each as a key. They come from:"
    yield ""
    for export, count, newest in rows:
        yield f"- {export.replace('_', ' ')}: {count:,} {'file' if count == 1 else 'files'}, the newest of {_day(newest.date())}"


def _roles(roles: Sequence[tuple[str, str]]) -> Iterator[str]:
    if not roles:
        yield "No sign-in is set up: the program listens on its own machine alone, and whoever sits there may do everything."
        return
    yield "| role | may |"
    yield "| --- | --- |"
    yield from (f"| {role} | {may} |" for role, may in roles)


def _looks(session: Session, today: date) -> Iterator[str]:
    since = datetime.combine(today - timedelta(days=90), time.min, UTC)
    looks = session.exec(
        select(func.count())
        .select_from(TrailEntry)
        .where(TrailEntry.act == Deed.NAMES_SEEN.value, col(TrailEntry.at) >= since)
    ).one()
    yield "Names are shown on the seat list alone, to give seats back. Whoever opens it says what for, and each look is an entry"
    yield f"of the audit trail: {looks:,} in the last 90 days."
