"""Redesigned teams beside teams with only the same tool: who is like whom, what is compared, and what must not be given away."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opmodel.measures.figure import Figure
from opmodel.measures.like_teams import NEAREST, TeamWithTool, match
from opmodel.measures.registry import Question, ask
from opmodel.store.engine import writing
from opmodel.store.register import Stage
from opmodel.store.weeks import label, monday
from tests import timed_cases
from tests.company import Company, week, whole

ROSTER = date(2026, 1, 1)
LIVE = {Stage.PILOT: date(2026, 8, 26)}
WEEKS = [f"W{number}" for number in range(36, 41)]


def same_tools(company: Company, team: str = "", *, series: bool = False, as_of: str | None = None) -> Figure:
    question = Question(team=team, as_of=week(as_of) if as_of else None, series=series)
    return ask(company.session, "same_tools", question)


def shares(people: Mapping[str, list[str]], active: Mapping[str, int]) -> dict[str, float]:
    """Everybody has the tool; of each team so many use it."""
    return {
        name: 5.0 if place < active[path] else 0.0 for path, some in people.items() for place, name in enumerate(some)
    }


def teams(company: Company, sizes: Mapping[str, int]) -> dict[str, list[str]]:
    crowd = iter(company.crowd(sum(sizes.values())))
    people = {path: [next(crowd) for _ in range(size)] for path, size in sizes.items()}
    company.roster(ROSTER, people)
    return people


def two_sided(company: Company) -> Figure:
    """Claims is redesigned on Copilot; Sales is like it; Depot is four times as large; Legal has no seat."""
    people = teams(company, {"Claims": 30, "Sales": 24, "Depot": 130, "Legal": 20})
    company.workflow("Intake", tools=["Copilot"])
    company.rollout("Intake", "Claims", LIVE)
    company.use("Intake", {label: whole(people["Claims"][:21]) for label in WEEKS})
    with_tool = {path: people[path] for path in ("Claims", "Sales", "Depot")}
    use = shares(with_tool, {"Claims": 24, "Sales": 11, "Depot": 65})
    company.panel("Copilot", dict.fromkeys(WEEKS, use))
    return same_tools(company, series=True)


def counted(part: Figure, kind: str) -> dict[str, tuple[float | None, float | None]]:
    return {one.name: (one.numerator, one.denominator) for one in part.parts_of(kind)}


def why(part: Figure) -> dict[str, str]:
    return {one.name: one.why_unknown or "" for one in part.parts_of("left_out")}


def test_a_redesigned_team_is_held_against_one_of_like_size_with_the_same_tool(any_company: Company) -> None:
    figure = two_sided(any_company)
    assert (figure.value, figure.numerator, figure.denominator, figure.unit) == (1, 1, 1, "teams")
    assert (figure.as_of, figure.rule, len(figure.sources)) == (week("W40"), "same_tools/1", 2)
    assert "Observational" in figure.caveats[0]
    copilot = figure.part("Copilot")
    assert counted(copilot, "side") == {"redesigned": (24, 30), "only_tool": (11, 24)}
    pair = copilot.parts_of("pair")[0]
    assert (pair.name, [team.name for team in pair.parts]) == ("Claims", ["Sales"])
    assert copilot.detail["redesigned"] == {"teams": 1, "people": 30, "people_with_it": 30}
    assert copilot.detail["only_tool"] == {"teams": 1, "people": 24, "people_with_it": 24}
    assert copilot.detail["uses_it_more"] == 1


def test_the_new_way_is_a_line_of_its_own_and_never_mixed_with_the_tool(any_company: Company) -> None:
    copilot = two_sided(any_company).part("Copilot")
    assert counted(copilot, "adoption") == {"new_way": (21, 30)}
    for name, active in (("redesigned", 24), ("only_tool", 11), ("new_way", 21)):
        series = copilot.part(name).series or ()
        assert [(point.week, point.numerator) for point in series] == [(week(one), active) for one in WEEKS]


def test_a_team_that_is_like_nobody_is_named_with_the_reason(any_company: Company) -> None:
    copilot = two_sided(any_company).part("Copilot")
    assert why(copilot) == {
        "Depot": "Not compared: no redesigned team with the tool is like it in size, seats and start."
    }
    assert copilot.detail["only_tools_without_it"] == 0  # Legal has no tool at all, so it is on no side


def test_with_nobody_of_like_size_nothing_is_compared_and_it_says_so(any_company: Company) -> None:
    people = teams(any_company, {"Claims": 30, "Depot": 130})
    any_company.workflow("Intake", tools=["Copilot"])
    any_company.rollout("Intake", "Claims", LIVE)
    any_company.panel("Copilot", dict.fromkeys(WEEKS, shares(people, {"Claims": 15, "Depot": 60})))
    figure = same_tools(any_company)
    copilot = figure.part("Copilot")
    assert (figure.value, figure.denominator) == (0, 1)
    assert (copilot.value, copilot.parts_of("side"), copilot.denominator) == (None, (), 1)
    assert copilot.why_unknown is not None
    assert why(copilot)["Claims"] == (
        "Not compared: no team with only the tool is of like size: the nearest, Depot, has 130 people, this one 30."
    )


def test_without_one_of_the_sides_there_is_nothing_to_compare(company: Company) -> None:
    people = teams(company, {"Claims": 30})
    company.panel("Copilot", {"W40": whole(people["Claims"])})
    assert same_tools(company).why_unknown == (
        "No redesigned workflow is live in these teams, so there is nothing to compare."
    )
    company.workflow("Intake", tools=["Copilot"])
    company.rollout("Intake", "Claims", LIVE)
    assert "nobody to compare with" in (same_tools(company).why_unknown or "")


def test_a_team_that_was_redesigned_once_is_no_team_with_only_the_tool(company: Company) -> None:
    people = teams(company, {"Claims": 30, "Sales": 24, "Legal": 25})
    company.workflow("Intake", tools=["Copilot"])
    company.rollout("Intake", "Claims", LIVE)
    company.rollout("Intake", "Legal", {**LIVE, Stage.STOPPED: date(2026, 9, 20)})
    company.panel("Copilot", dict.fromkeys(WEEKS, shares(people, {"Claims": 20, "Sales": 10, "Legal": 12})))
    copilot = same_tools(company).part("Copilot")
    assert counted(copilot, "side")["only_tool"] == (10, 24)
    assert why(copilot)["Legal"] == "Not compared: a redesigned workflow was live in it before."


def test_a_team_is_compared_only_by_a_tool_that_its_redesigned_work_stands_on(company: Company) -> None:
    people = teams(company, {"Claims": 30, "Sales": 24})
    company.workflow("Intake", tools=["Copilot"])
    company.rollout("Intake", "Claims", LIVE)
    use = shares(people, {"Claims": 20, "Sales": 10})
    for tool in ("Copilot", "Cursor"):
        company.panel(tool, dict.fromkeys(WEEKS, use), source=tool)
    assert [part.name for part in same_tools(company).parts] == ["Copilot"]
    company.workflow("Letters")
    company.rollout("Letters", "Claims", LIVE)
    assert [part.name for part in same_tools(company).parts] == ["Copilot", "Cursor"]


def test_a_tool_without_a_weekly_file_is_not_known_rather_than_unused(company: Company) -> None:
    people = teams(company, {"Claims": 30, "Sales": 24})
    company.workflow("Intake", tools=["Copilot"])
    company.rollout("Intake", "Claims", LIVE)
    company.seats("Copilot", date(2026, 10, 2), {name: {} for some in people.values() for name in some})
    copilot = same_tools(company).part("Copilot")
    assert copilot.why_unknown == "No weekly usage file says who has Copilot and who uses it."
    assert copilot.parts == ()


def test_a_week_that_no_file_covers_is_open_on_both_sides(company: Company) -> None:
    people = teams(company, {"Claims": 30, "Sales": 24})
    company.workflow("Intake", tools=["Copilot"])
    company.rollout("Intake", "Claims", LIVE)
    use = shares(people, {"Claims": 20, "Sales": 10})
    company.panel("Copilot", {"W37": use, "W38": use})
    company.panel("Copilot", {"W40": use})
    copilot = same_tools(company, series=True).part("Copilot")
    for side in ("redesigned", "only_tool"):
        points = copilot.part(side).series or ()
        assert [(label(point.week)[5:], point.value is None) for point in points] == [
            ("W37", False),
            ("W38", False),
            ("W39", True),
            ("W40", False),
        ]
    new_way = copilot.part("new_way")
    assert (new_way.value, new_way.why_unknown is None) == (None, False)


def test_lines_begin_in_the_first_week_in_which_every_compared_team_has_the_tool(company: Company) -> None:
    people = teams(company, {"Claims": 30, "Sales": 24})
    company.workflow("Intake", tools=["Copilot"])
    company.rollout("Intake", "Claims", LIVE)
    use = shares(people, {"Claims": 20, "Sales": 10})
    early = {name: count for name, count in use.items() if name in people["Claims"]}
    company.panel("Copilot", {one: early if one == "W36" else use for one in WEEKS})
    copilot = same_tools(company, series=True).part("Copilot")
    assert copilot.detail["since"] == "2026-W37"
    assert [len(copilot.part(side).series or ()) for side in ("redesigned", "only_tool")] == [4, 4]


def test_it_is_about_the_team_asked_for_and_the_teams_below_it(company: Company) -> None:
    people = teams(company, {"A/Claims": 30, "A/Sales": 24, "B/Depot": 28})
    company.workflow("Intake", tools=["Copilot"])
    company.rollout("Intake", "A/Claims", LIVE)
    use = shares(people, {"A/Claims": 20, "A/Sales": 10, "B/Depot": 15})
    company.panel("Copilot", dict.fromkeys(WEEKS, use))
    assert counted(same_tools(company).part("Copilot"), "side")["only_tool"] == (25, 52)
    assert counted(same_tools(company, "A").part("Copilot"), "side")["only_tool"] == (10, 24)
    assert same_tools(company, "B").why_unknown is not None


def test_it_is_read_as_of_the_week_asked_for(company: Company) -> None:
    two_sided(company)
    assert same_tools(company, as_of="W38").part("Copilot").as_of == week("W38")


def test_a_group_under_the_smallest_is_not_compared_and_nothing_is_said_of_its_seats(any_company: Company) -> None:
    people = teams(any_company, {"Claims": 30, "Sales": 24, "Tax": 8, "Desk": 40})
    any_company.workflow("Intake", tools=["Copilot"])
    for path in ("Claims", "Tax"):
        any_company.rollout("Intake", path, LIVE)
    use = shares(people, {"Claims": 20, "Sales": 10, "Tax": 4, "Desk": 20})
    any_company.panel("Copilot", dict.fromkeys(WEEKS, use))
    copilot = same_tools(any_company).part("Copilot")
    # Sales, the smallest of the others, hides Tax: it could be worked out with Sales shown.
    assert [pair.name for pair in copilot.parts_of("pair")] == ["Claims"]
    assert [team.name for pair in copilot.parts_of("pair") for team in pair.parts] == ["Desk"]
    assert why(copilot)["Tax"] == (
        "Not compared: nobody of it has the tool, or too few to count them apart from other teams."
    )
    assert copilot.detail["only_tools_without_it"] == 1


def with_tool(name: str, people: int, *, holders: int | None = None, began: int = 0) -> TeamWithTool:
    return TeamWithTool(team_id=hash(name), name=name, path=name, people=people, holders=holders or people, began=began)


@pytest.mark.parametrize(
    ("other", "like"),
    [
        (with_tool("twice as large", 80), True),
        (with_tool("more than twice", 81), False),
        (with_tool("half the seats", 40, holders=20), True),
        (with_tool("fewer seats", 40, holders=19), False),
        (with_tool("a quarter later", 40, began=13), True),
        (with_tool("later than that", 40, began=14), False),
    ],
)
def test_what_makes_two_teams_alike(other: TeamWithTool, like: bool) -> None:
    found = match(with_tool("own", 40), [other])
    assert (found.beside == (other,), bool(found.why)) == (like, not like)


def test_of_many_teams_the_nearest_in_size_stand_beside_whatever_order_they_come_in() -> None:
    others = [with_tool(f"of {size}", size) for size in range(30, 44)]
    found = {match(with_tool("own", 40), list(order)).beside for order in (others, others[::-1])}
    assert [[team.people for team in beside] for beside in found] == [[40, 41, 39, 42, 38]]
    assert all(len(beside) == NEAREST for beside in found)


def cases_of(company: Company, *, lock: bool = True, control: bool = True) -> Figure:
    """Motor got faster with the new way; Desk does the same task with only the tool."""
    timed_cases.team(company, "Motor", timed_cases.FASTER, lock=lock)
    if control:
        timed_cases.file_of_cases(
            company,
            "Claims intake",
            timed_cases.made(timed_cases.SAME, 2),
            team="Desk",
            report=timed_cases.at(timed_cases.ends()),
            prefix="desk-",
        )
    people = company.crowd(60)
    rostered = {"Motor": people[:30], "Desk": people[30:]}
    company.roster(timed_cases.LIVE_ON - timedelta(weeks=60), rostered)
    last = week_before(timed_cases.ends())
    use = shares(rostered, {"Motor": 20, "Desk": 15})
    company.panel("Copilot", {label(number): use for number in range(last - 4, last + 1)}, source="usage")
    return same_tools(company).part("Copilot").parts_of("cases")[0]


def week_before(day: date) -> int:
    return (day - timedelta(days=7) - monday(0)).days // 7


def test_the_cases_of_both_sides_are_compared_over_the_same_weeks(any_company: Company) -> None:
    found = cases_of(any_company)
    assert found.name == "Claims intake, Motor"
    assert found.value == pytest.approx(-0.5, abs=0.12)
    assert found.detail["who"] == "teams that do the same task the old way"
    assert (found.detail["teams"], found.detail["indicative"]) == (1, True)
    assert found.detail["ci_low"] < found.value < found.detail["ci_high"] < 0
    assert found.detail["own_change"]["share"] == pytest.approx(-0.5, abs=0.12)
    assert found.detail["others_change"]["ci_low"] < 0 < found.detail["others_change"]["ci_high"]
    cycle_time = ask(any_company.session, "cycle_time").parts[0].parts[0].detail["compared_with"]
    assert cycle_time["change"] == found.value


def test_without_a_baseline_or_cases_to_compare_with_nothing_is_claimed(company: Company) -> None:
    found = cases_of(company, control=False)
    assert (found.value, found.why_unknown) == (
        None,
        "Not compared: no team with only the tool has cases to compare with.",
    )


def test_without_a_locked_baseline_no_claim_is_possible(company: Company) -> None:
    found = cases_of(company, lock=False)
    assert found.value is None
    assert found.why_unknown == "Not compared: no baseline is locked, so no claim is possible."


TEAMS = ("A", "A/x", "A/y", "A/z", "B", "C", "C/u")
sizes = st.lists(st.sampled_from([0, 3, 6, 11, 12, 14, 14, 26]), min_size=len(TEAMS), max_size=len(TEAMS))
used = st.lists(st.sampled_from([0.0, 0.2, 0.45, 0.75, 1.0]), min_size=len(TEAMS), max_size=len(TEAMS))
redesigned = st.lists(st.booleans(), min_size=len(TEAMS), max_size=len(TEAMS))


class _RolledBack(Exception):
    pass


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=sizes, used=used, redesigned=redesigned)
def test_a_hidden_group_cannot_be_got_by_subtraction(
    sqlite_store: str, sizes: list[int], used: list[float], redesigned: list[bool]
) -> None:
    """Whatever is said of people here, for any team asked about, follows from what tool activity and adoption show."""
    with pytest.raises(_RolledBack), writing(sqlite_store) as session:
        company = Company(session)
        for path in reversed(TEAMS):
            company.team(path)  # so that the order of names is not the order in which teams were made
        people = teams(company, dict(zip(TEAMS, sizes, strict=True)))
        works = [path for path, does in zip(TEAMS, redesigned, strict=True) if does and path not in {"A", "C"}]
        company.workflow("Intake", tools=["Copilot"])
        for path in works:
            company.rollout("Intake", path, LIVE)
        active = {path: round(len(people[path]) * share) for path, share in zip(TEAMS, used, strict=True)}
        use = shares(people, active)
        company.use("Intake", dict.fromkeys(WEEKS, use))
        company.panel("Copilot", dict.fromkeys(WEEKS, use))
        everybody = {path: (active[path], len(people[path])) for path in TEAMS}
        targeted = {path: everybody[path] if path in works else (0, 0) for path in TEAMS}
        for asked in ("", *TEAMS):
            for part in same_tools(company, asked, series=True).parts:
                for kinds, measure, units in (
                    ({"side", "pair"}, "tool_activity", everybody),
                    ({"adoption"}, "adoption", targeted),
                ):
                    shown = _shown(company, measure)
                    for told in _told(part, kinds):
                        assert _follows(told, units, shown), (asked, measure, told)
        raise _RolledBack


def _shown(company: Company, measure: str) -> np.ndarray:
    """A row for each team whose figure is shown: which teams' own people it counts."""
    rows = [[0] * len(TEAMS)]
    for asked in ("", *TEAMS):
        figure = ask(company.session, measure, Question(team=asked, as_of=week("W40")))
        if figure.numerator is not None:
            rows.append([int(not asked or path == asked or path.startswith(f"{asked}/")) for path in TEAMS])
    return np.array(rows, dtype=float)


def _told(tool: Figure, kinds: set[str]) -> Iterable[tuple[float, float]]:
    """Every count of people: of a side, of a team, of a team beside it, and of each week of a line."""
    for part in (one for one in tool.parts if one.kind in kinds):
        for said in (part, *part.parts, *(part.series or ())):
            if said.numerator is not None and said.denominator is not None:
                yield said.numerator, said.denominator


def _follows(told: tuple[float, float], units: Mapping[str, tuple[int, int]], shown: np.ndarray) -> bool:
    """Whether some teams that come to these counts are a combination of what is shown."""
    filled = [path for path in TEAMS if units[path][1]]
    alike = np.array([units[path][1] > 0 for path in TEAMS])
    for many in range(1, len(filled) + 1):
        for some in combinations(filled, many):
            if [sum(units[path][side] for path in some) for side in (0, 1)] != list(told):
                continue
            wanted = np.array([float(path in some) for path in TEAMS])
            combined = np.linalg.lstsq(shown[:, alike].T, wanted[alike], rcond=None)[0]
            if np.allclose(shown[:, alike].T @ combined, wanted[alike]):
                return True
    return False
