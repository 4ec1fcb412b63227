"""The headline figures, the calendar of weeks, the reclaim list."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from opmodel.measures.calendar import known_weeks, newest_week
from opmodel.measures.reclaim_list import reclaim_list
from opmodel.measures.registry import Question, UnknownMeasure, all_measures, ask
from opmodel.measures.snapshots import headline, leave_snapshot
from opmodel.store.asker import Refused, Role
from opmodel.store.engine import reading
from opmodel.store.facts import Identity
from opmodel.store.rollup_tables import Snapshot
from tests.askers import admin, everybody, holding
from tests.company import Company, week, whole


def test_every_measure_answers_in_an_empty_store_without_writing(store: str) -> None:
    with reading(store) as session:
        figures = headline(session)
    assert figures.keys() == all_measures().keys()
    assert all(figure.value is None and figure.why_unknown for figure in figures.values())


def test_a_snapshot_keeps_what_was_reported_then(any_company: Company) -> None:
    people = any_company.crowd(40)
    first = any_company.panel("Copilot", {"W40": whole(people[:20]) | whole(people[20:], 0)}, report=date(2026, 10, 5))
    leave_snapshot(any_company.session, import_id=first, reason="import")
    any_company.panel("Copilot", {"W40": whole(people)}, report=date(2026, 10, 6))
    leave_snapshot(any_company.session, import_id=None, reason="import")
    values = [
        one.figures["tool_activity"]["value"]
        for one in any_company.session.exec(select(Snapshot).order_by(Snapshot.id))
    ]
    assert values == [0.5, 1.0]


def test_every_figure_is_json(company: Company) -> None:
    company.panel("Copilot", {"W40": whole(company.crowd(20))})
    company.contract("Copilot", 30, 100, notice_on=date(2026, 12, 1), renews_on=date(2027, 1, 1))
    company.seats("Copilot", datetime(2026, 10, 7, tzinfo=UTC), {name: {} for name in company.crowd(20)})
    for figure in headline(company.session).values():
        document = json.loads(json.dumps(figure.as_json()))
        assert {
            "value",
            "unit",
            "numerator",
            "denominator",
            "as_of",
            "rule",
            "sources",
            "caveats",
            "why_unknown",
            "parts",
        } <= set(document)


def test_an_unknown_measure_is_refused_with_the_names_there_are(company: Company) -> None:
    with pytest.raises(UnknownMeasure, match="adoption"):
        ask(company.session, "adopton", Question())


def test_the_weeks_to_choose_are_complete_ones_and_those_of_reports(any_company: Company) -> None:
    assert newest_week(any_company.session) is None
    any_company.panel("Copilot", {"W39": whole(["ann"]), "W40": whole(["ann"])})
    any_company.panel("Copilot", {"W41": whole(["ann"])}, complete=False)
    assert known_weeks(any_company.session) == [week("W39"), week("W40")]
    any_company.seats("Other", date(2026, 10, 13), {"ann": {}})
    any_company.snapshot("Third", date(2026, 9, 23), {"ann": None})
    assert known_weeks(any_company.session) == [week("W39"), week("W40"), week("W42")]
    assert newest_week(any_company.session) == week("W42")


def test_the_reclaim_list_names_the_holders_page_by_page(any_company: Company) -> None:
    at = datetime(2026, 10, 7, tzinfo=UTC)
    any_company.roster(date(2026, 1, 1), {"Finance": ["ann"]})
    fields = {"activity_known": True, "assigned_at": datetime(2026, 1, 1, tzinfo=UTC), "plan": "E"}
    listed = any_company.seats(
        "Copilot",
        at,
        {
            name: fields | {"last_active_at": datetime(2026, 6, day, tzinfo=UTC)}
            for day, name in enumerate(["ann", "ben", "cid"], 1)
        },
    )
    any_company.seats("Other", at, {"ann": fields})
    any_company.session.add(
        Identity(person_id=any_company.people["ann"], import_id=listed, identifier="ann@example.com", name="Ann")
    )
    any_company.session.flush()
    page = reclaim_list(any_company.session, by=everybody(), limit=2)
    assert (page.total, [row.identifier for row in page.rows]) == (4, ["ann@example.com", ""])
    assert (page.rows[0].team, page.rows[0].plan, page.rows[0].idle_days, page.rows[0].name) == (
        "Finance",
        "E",
        128,
        "Ann",
    )
    rest = reclaim_list(any_company.session, by=everybody(), limit=2, offset=2)
    assert [(row.tool, row.idle_days) for row in rest.rows] == [("Copilot", 126), ("Other", None)]
    assert reclaim_list(any_company.session, by=everybody(), tool="Other").total == 1
    with pytest.raises(Refused):
        reclaim_list(any_company.session, by=admin())
    of_finance = reclaim_list(any_company.session, by=holding(Role.SEAT_MANAGER, team="Finance"))
    assert (of_finance.total, {row.team for row in of_finance.rows}) == (2, {"Finance"})
    assert reclaim_list(any_company.session, by=holding(Role.SEAT_MANAGER, team="Legal")).total == 0
