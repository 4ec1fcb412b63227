"""GitHub Copilot seats, from the activity report and from the API."""

import json
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from opmodel.intake.export import Choices
from tests.intake.exports.files import by_person, csv_bytes, facts_of, facts_of_file
from tests.shared_files import SHARED, needs_shared

EXPORT = "github_copilot_seats"
HEADERS = ("Report Time", "Login", "Last Authenticated At", "Last Activity At", "Last Surface Used", "Organization")


def row(
    login: str, active: str, *, organisation: str = "crestline", made: str = "2026-03-28T06:54:33Z"
) -> dict[str, str]:
    return dict(
        zip(HEADERS, (made, login, "2026-02-25T10:12:31Z", active, "vscode/1.112.0", organisation), strict=True)
    )


def api_seat(login: str, **more: object) -> dict[str, object]:
    return {
        "created_at": "2026-01-03T09:00:00+03:00",
        "last_activity_at": "2026-03-27T12:00:00Z",
        "pending_cancellation_date": None,
        "plan_type": "business",
        "assignee": {"login": login, "id": 1},
    } | more


def api_file(*seats: dict[str, object], total: int | None = None) -> bytes:
    return json.dumps({"total_seats": total or len(seats), "seats": seats}).encode()


def test_one_person_in_several_organisations_is_one_seat_with_the_newest_activity():
    rows = [
        row("val-wynn", "2026-02-07T17:13:59Z"),
        row("Val-Wynn", "2026-03-27T17:13:59Z", organisation="b"),
        row("bo", "None"),
    ]
    facts = facts_of(csv_bytes(rows), EXPORT)
    assert (facts.read, facts.kept, facts.merged) == (3, 2, 1)
    assert by_person(facts, "seats", "last_active_at")["github:val-wynn"] == pd.Timestamp("2026-03-27T17:13:59Z")
    assert facts.report_at == datetime(2026, 3, 28, 6, 54, 33, tzinfo=UTC)
    assert facts.seats["activity_known"].all()


def test_active_means_the_seven_days_that_end_on_the_reports_date():
    rows = [row("in", "2026-03-22T00:00:00Z"), row("out", "2026-03-21T23:59:59Z"), row("never", "")]
    facts = facts_of(csv_bytes(rows), EXPORT)
    assert list(by_person(facts, "last_activity", "active").values()) == [True, False, False]


def test_an_empty_last_activity_is_never_or_long_ago():
    facts = facts_of(csv_bytes([row("never", "None"), row("bo", "2026-03-27T17:13:59Z")]), EXPORT)
    assert pd.isna(by_person(facts, "seats", "last_active_at")["github:never"])
    assert any("never, or more than 90 days ago" in note for note in facts.notes)


def test_the_api_tells_assignment_plan_and_cancellation():
    data = api_file(
        api_seat("ada", plan_type="enterprise", pending_cancellation_date="2026-04-30"),
        api_seat("bob"),
        api_seat("bob", created_at="2025-12-01T00:00:00Z", pending_cancellation_date="2026-04-30"),
    )
    choices = Choices(report_at=datetime(2026, 3, 28, tzinfo=UTC))
    facts = facts_of(data, EXPORT, file_name="seats.json", choices=choices)
    assert by_person(facts, "seats", "plan") == {"github:ada": "Enterprise", "github:bob": "Business"}
    assert by_person(facts, "seats", "ends_on") == {"github:ada": date(2026, 4, 30), "github:bob": None}
    assert by_person(facts, "seats", "assigned_at") == {
        "github:ada": pd.Timestamp("2026-01-03T06:00:00Z"),
        "github:bob": pd.Timestamp("2025-12-01T00:00:00Z"),
    }
    assert facts.report_at == choices.report_at


def test_a_page_of_a_longer_list_is_not_the_whole():
    facts = facts_of(api_file(api_seat("ada"), total=250), EXPORT, file_name="seats.json")
    assert not facts.spans[0].complete
    assert any("1 of 250 seats" in note for note in facts.notes)


def test_a_file_saved_just_now_is_dated_today_and_an_older_one_by_its_newest_moment():
    yesterday = datetime.now(UTC) - timedelta(days=1)
    fresh = facts_of(api_file(api_seat("ada", last_activity_at=yesterday.isoformat())), EXPORT, file_name="seats.json")
    assert fresh.report_at > yesterday
    old = facts_of(api_file(api_seat("ada")), EXPORT, file_name="seats.json")
    assert old.report_at == datetime(2026, 3, 27, 12, tzinfo=UTC)
    assert any("--report-date" in note for note in old.notes)


def test_a_bad_time_rejects_its_row_alone():
    facts = facts_of(csv_bytes([row("ada", "last week"), row("bo", "2026-03-27T17:13:59Z"), row("", "")]), EXPORT)
    assert (facts.kept, facts.rejected) == (1, 2)
    assert [(item.row, item.column) for item in facts.rejections] == [(4, "Login"), (2, "Last Activity At")]


@needs_shared
@pytest.mark.parametrize(
    ("name", "rows", "people"),
    [("organization_seats_response_sample.json", 9, 9), ("enterprise_seats_with_duplicates.json", 4, 2)],
)
def test_the_samples_have_the_right_counts(name, rows, people):
    facts = facts_of_file(SHARED / "samples" / "github-copilot" / name, EXPORT)
    assert (facts.read, facts.kept, facts.merged, len(facts.seats)) == (rows, people, rows - people, people)


def bucket(seat: object, as_of: pd.Timestamp) -> str:
    """The oracle's words for measures.md §1.6's classes."""
    day = pd.Timedelta(days=1)
    if pd.isna(seat.last_active_at):
        return "new (in grace)" if (as_of - seat.assigned_at) // day < 30 else "never used"
    idle = (as_of - seat.last_active_at) // day
    return next(
        name
        for limit, name in [
            (30, "active <30d"),
            (60, "inactive 30-59d"),
            (90, "inactive 60-89d"),
            (10**6, "inactive 90d+"),
        ]
        if idle < limit
    )


@needs_shared
def test_the_oracles_seat_buckets_follow_from_the_facts():
    folder = SHARED / "oracles" / "10_copilot_seats_usage"
    expected = json.loads((folder / "expected.json").read_text())
    for key, name in [
        ("org_seats", "input_organization_seats_response_sample.json"),
        ("duplicates", "input_enterprise_seats_with_duplicates.json"),
    ]:
        for case in expected[key]:
            as_of = pd.Timestamp(case["asof"], tz="UTC")
            facts = facts_of_file(folder / name, EXPORT, choices=Choices(report_at=as_of.to_pydatetime()))
            assert facts.report_at == as_of
            assert (facts.read, len(facts.seats)) == (case["rows"], case["unique_seats"])
            found = pd.Series([bucket(seat, as_of) for seat in facts.seats.itertuples()]).value_counts().to_dict()
            assert found == case["buckets"]
