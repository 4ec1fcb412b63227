"""Teams with only tools, redesigned, and holding: same tools, two results. And what the lines must not give away."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opmodel.measures.figure import Figure
from opmodel.measures.registry import Question, ask
from opmodel.store.engine import writing
from opmodel.store.register import Performer, Stage
from tests.company import Company, week, whole

K = 10
ROSTER = date(2026, 1, 1)
LIVE = {Stage.PILOT: date(2026, 8, 26)}
WEEKS = [f"W{number}" for number in range(36, 41)]
DAY = date(2026, 10, 2)


def split(company: Company, team: str = "", *, series: bool = False, as_of: str | None = None) -> Figure:
    question = Question(team=team, as_of=week(as_of) if as_of else None, series=series)
    return ask(company.session, "company_split", question)


def names(figure: Figure) -> dict[str, list[str]]:
    return {group.name: [team.detail["path"] for team in group.parts] for group in figure.parts_of("group")}


def licensed(people: Iterable[str], active: Iterable[str]) -> dict[str, float]:
    users = set(active)
    return {name: 5.0 if name in users else 0.0 for name in people}


@pytest.fixture
def company_of_three(company: Company) -> Company:
    """Motor holds, Property does not, Sales has only the tool, Legal has nothing."""
    return three(company)


def three(company: Company) -> Company:
    people = company.crowd(89)
    motor, property_, sales, legal = people[:30], people[30:50], people[50:75], people[75:]
    company.roster(ROSTER, {"Claims/Motor": motor, "Claims/Property": property_, "Sales": sales, "Legal": legal})
    company.workflow("Claims")
    company.rollout("Claims", "Claims/Motor", LIVE)
    company.rollout("Claims", "Claims/Property", LIVE)
    company.use("Claims", {label: whole(motor[:21] + property_[:6]) for label in WEEKS})
    with_tool = [*motor, *property_, *sales]
    company.panel("Copilot", {label: licensed(with_tool, with_tool[::2]) for label in WEEKS})
    return company


def test_every_team_that_has_anything_is_in_one_of_four_groups(any_company: Company) -> None:
    figure = split(three(any_company))
    assert (figure.value, figure.numerator, figure.denominator, figure.unit) == (1, 1, 3, "teams")
    assert (figure.as_of, figure.rule, len(figure.sources)) == (week("W40"), "company_split/1", 2)
    assert names(figure) == {
        "only_tools": ["Sales"],
        "redesigned_not_known": [],
        "redesigned_not_holding": ["Claims/Property"],
        "redesigned_holding": ["Claims/Motor"],
    }
    assert [(group.value, group.denominator, group.detail["people"]) for group in figure.parts] == [
        (1, 3, 25),
        (0, 3, 0),
        (1, 3, 20),
        (1, 3, 30),
    ]
    shares = [(team.name, team.numerator, team.denominator) for group in figure.parts for team in group.parts]
    assert shares == [("Sales", 13, 25), ("Property", 6, 20), ("Motor", 21, 30)]
    assert figure.part("redesigned_holding").parts[0].detail["workflows"] == ["Claims"]


def test_each_group_has_the_weekly_line_of_its_own_way(company_of_three: Company) -> None:
    figure = split(company_of_three, series=True)
    for name, active, of in (
        ("only_tools", 13, 25),
        ("redesigned_not_holding", 6, 20),
        ("redesigned_holding", 21, 30),
    ):
        series = figure.part(name).series
        assert series is not None
        assert [(point.week, point.numerator, point.denominator) for point in series] == [
            (week(label), active, of) for label in WEEKS
        ]
    assert split(company_of_three).part("only_tools").series is None
    assert "any tool" in figure.part("only_tools").detail["line"]


def test_a_week_that_nobody_uploaded_is_open_in_the_line(company_of_three: Company) -> None:
    people = company_of_three.crowd(50)
    company_of_three.use("Claims", {"W42": whole(people[:21])})
    series = split(company_of_three, series=True).part("redesigned_holding").series
    assert series is not None
    assert [point.value is None for point in series] == [False] * 5 + [True, False]


def test_a_rollout_above_redesigns_the_teams_below_it(company: Company) -> None:
    people = company.crowd(40)
    company.roster(ROSTER, {"Claims/Motor": people[:25], "Claims/Property": people[25:]})
    company.workflow("Claims")
    company.rollout("Claims", "Claims", LIVE)
    company.use("Claims", {label: whole(people[:30]) for label in WEEKS})
    figure = split(company)
    assert names(figure)["redesigned_holding"] == ["Claims/Motor", "Claims/Property"]
    assert figure.denominator == 2


def test_a_team_known_as_a_headcount_is_a_team_of_which_it_is_not_known_whether_it_holds(company: Company) -> None:
    company.panel("Copilot", {"W40": whole(company.crowd(12))})
    company.workflow("Claims")
    company.rollout("Claims", "Claims/Adjusters", LIVE, stated_headcount=60)
    figure = split(company)
    group = figure.part("redesigned_not_known")
    assert names(figure)["redesigned_not_holding"] == []
    assert names(figure)["redesigned_not_known"] == ["Claims/Adjusters"]
    assert "Of 1 team it is not known whether the new way holds" in group.caveats[0]
    assert group.parts[0].why_unknown == "No workflow use of these teams is uploaded yet."
    assert group.detail["people"] == 0


@pytest.mark.parametrize("what", ["a tab", "stopped", "planned"])
def test_a_tab_and_a_rollout_that_is_not_live_leave_a_team_with_only_tools(company: Company, what: str) -> None:
    people = company.crowd(20)
    company.roster(ROSTER, {"Sales": people})
    company.workflow("Notes", performer=Performer.AI_ASSISTS if what == "a tab" else Performer.AI_DOES)
    stages = {"a tab": LIVE, "stopped": {**LIVE, Stage.STOPPED: DAY}, "planned": {Stage.PLANNED: DAY}}
    company.rollout("Notes", "Sales", stages[what])
    company.use("Notes", {label: whole(people) for label in WEEKS})
    company.panel("Copilot", {"W40": whole(people)})
    assert names(split(company))["only_tools"] == ["Sales"]


@pytest.mark.parametrize("source", ["panel", "snapshot", "seats", "nothing"])
def test_a_team_has_a_tool_by_whichever_source_says_so(any_company: Company, source: str) -> None:
    company = any_company
    people = company.crowd(30)
    company.roster(ROSTER, {"Sales": people[:15], "Legal": people[15:]})
    match source:
        case "panel":
            company.panel("Copilot", {"W40": licensed(people[:15], people[:6])})
        case "snapshot":
            company.snapshot("Copilot", DAY, dict.fromkeys(people[:15]))
        case "seats":
            company.seats("Copilot", DAY, {name: {} for name in people[:15]})
        case "nothing":
            company.tool("Copilot")
    figure = split(company)
    if source == "nothing":
        assert figure.why_unknown is not None
        assert figure.parts == ()
        return
    assert names(figure)["only_tools"] == ["Sales"]
    line = figure.part("only_tools").parts[0]
    assert (line.suppressed, line.numerator) == (False, 6 if source == "panel" else None)
    assert (line.why_unknown is None) is (source == "panel")


def test_a_team_is_its_own_people_and_not_those_of_the_teams_below_it(company: Company) -> None:
    people = company.crowd(60)
    company.roster(ROSTER, {"Finance": people[:20], "Finance/AP": people[20:]})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance/AP", LIVE)
    company.use("Invoices", {label: whole(people[20:50]) for label in WEEKS})
    company.panel("Copilot", {label: licensed(people, people[:12] + people[20:30]) for label in WEEKS})
    figure = split(company)
    assert names(figure)["only_tools"] == ["Finance"]
    finance = figure.part("only_tools").parts[0]
    assert (finance.numerator, finance.denominator, finance.detail["people"]) == (12, 20, 20)
    assert figure.part("redesigned_holding").parts[0].denominator == 40


def test_it_is_about_the_team_asked_for_and_the_teams_below_it(company_of_three: Company) -> None:
    figure = split(company_of_three, "Claims")
    assert (figure.value, figure.denominator) == (1, 2)
    assert names(figure)["only_tools"] == []
    assert split(company_of_three, "Legal").why_unknown is not None


def test_it_is_read_as_of_the_week_asked_for(company_of_three: Company) -> None:
    figure = split(company_of_three, as_of="W38")
    assert names(figure)["redesigned_holding"] == []
    assert names(figure)["redesigned_not_holding"] == []
    assert figure.part("redesigned_not_known").as_of == week("W38")


def test_a_small_team_has_what_the_team_above_it_has(company: Company) -> None:
    """Whether somebody of three people holds a seat is not for everybody to know."""
    people = company.crowd(40)
    company.roster(ROSTER, {"Finance": people[:20], "Finance/Tax": people[20:23], "Legal": people[23:]})
    company.panel("Copilot", {"W40": licensed(people[:20], people[:9])})
    assert names(split(company))["only_tools"] == ["Finance", "Finance/Tax"]
    company.panel("Copilot", {"W41": licensed(people[20:23], people[20:23])})
    assert names(split(company))["only_tools"] == ["Finance/Tax"]


def test_a_small_team_and_its_complement_are_hidden_and_the_line_leaves_them_out(company: Company) -> None:
    people = company.crowd(70)
    company.roster(ROSTER, {"Claims": people[:30], "Sales": people[30:50], "Legal": people[50:55], "Tax": people[55:]})
    company.workflow("Claims")
    company.rollout("Claims", "Tax", LIVE)
    company.panel("Copilot", {label: licensed(people, people[::2]) for label in WEEKS})
    figure = split(company, series=True)
    tools = figure.part("only_tools")
    assert {team.name: (team.suppressed, team.numerator) for team in tools.parts} == {
        "Claims": (False, 15),
        "Sales": (False, 10),
        "Legal": (True, None),
    }
    # With Tax, the smallest team that hides Legal, in another group, Legal cannot be in the line.
    assert [(point.numerator, point.denominator) for point in tools.series or ()] == [(25, 50)] * 5
    assert "leaves 1 team out" in tools.caveats[0]


def test_small_teams_of_one_group_are_in_its_line_together(company: Company) -> None:
    people = company.crowd(46)
    company.roster(ROSTER, {"Sales": people[:30], "A": people[30:38], "B": people[38:]})
    company.panel("Copilot", {label: licensed(people, people[::2]) for label in WEEKS})
    tools = split(company).part("only_tools")
    assert [team.suppressed for team in tools.parts] == [True, True, False]
    assert tools.caveats == ()
    series = split(company, series=True).part("only_tools").series
    assert series is not None
    assert [(point.numerator, point.denominator) for point in series] == [(23, 46)] * 5


def test_a_company_too_small_to_show_has_groups_and_no_line(company: Company) -> None:
    people = company.crowd(8)
    company.roster(ROSTER, {"Sales": people})
    company.panel("Copilot", {"W40": whole(people)})
    figure = split(company, series=True)
    tools = figure.part("only_tools")
    assert (figure.denominator, tools.value) == (1, 1)
    assert tools.parts[0].suppressed
    assert all(point.numerator is None for point in tools.series or ())


TEAMS = ("A", "A/x", "A/y", "A/z", "B", "C", "C/u")
sizes = st.lists(st.sampled_from([0, 3, 6, 11, 12, 14, 14, 26]), min_size=len(TEAMS), max_size=len(TEAMS))
shares = st.lists(st.sampled_from([0.2, 0.45, 0.75]), min_size=len(TEAMS), max_size=len(TEAMS))
redesigned = st.lists(st.booleans(), min_size=len(TEAMS), max_size=len(TEAMS))


class _RolledBack(Exception):
    pass


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=sizes, shares=shares, redesigned=redesigned)
def test_no_line_and_no_team_says_what_the_figures_by_team_do_not_say_already(
    sqlite_store: str, sizes: list[int], shares: list[float], redesigned: list[bool]
) -> None:
    """Whatever is shown here, for any team asked about, is a sum and difference of what adoption and tool activity show."""
    with pytest.raises(_RolledBack), writing(sqlite_store) as session:
        world = _World(Company(session), sizes, shares, redesigned)
        for measure, groups in (
            ("tool_activity", ["only_tools"]),
            ("adoption", ["redesigned_holding", "redesigned_not_holding", "redesigned_not_known"]),
        ):
            shown = world.shown(measure)
            for asked in ("", *TEAMS):
                figure = split(world.company, asked, series=True)
                parts = [part for part in figure.parts if part.name in groups]
                for numerator, denominator, teams in world.told(parts):
                    assert world.follows(numerator, denominator, teams, measure, shown), (asked, numerator, teams)
        raise _RolledBack


class _World:
    """Teams of any size, each redesigned or with the tool only."""

    def __init__(self, company: Company, sizes: list[int], shares: list[float], redesigned: list[bool]) -> None:
        self.company = company
        for path in reversed(TEAMS):
            company.team(path)  # so that the order of names is not the order in which teams were made
        people = company.crowd(sum(sizes))
        rostered, start = {}, 0
        for path, size in zip(TEAMS, sizes, strict=True):
            rostered[path] = people[start : start + size]
            start += size
        company.roster(ROSTER, rostered)
        company.workflow("Claims")
        for path, is_redesigned in zip(TEAMS, redesigned, strict=True):
            if is_redesigned and path not in {"A", "C"}:
                company.rollout("Claims", path, LIVE)
        active = [
            name
            for path, share in zip(TEAMS, shares, strict=True)
            for name in rostered[path][: round(len(rostered[path]) * share)]
        ]
        company.use("Claims", {label: whole(active) for label in WEEKS})
        company.panel("Copilot", {label: licensed(people, active) for label in WEEKS} if people else {"W40": {}})
        working = {
            path
            for path, is_redesigned in zip(TEAMS, redesigned, strict=True)
            if is_redesigned and path not in {"A", "C"}
        }
        self.units = {
            "tool_activity": {path: (len(set(some) & set(active)), len(some)) for path, some in rostered.items()},
            "adoption": {
                path: (len(set(some) & set(active)), len(some)) if path in working else (0, 0)
                for path, some in rostered.items()
            },
        }

    def shown(self, measure: str) -> np.ndarray:
        """A row for each team whose figure is shown: which teams' own people it counts."""
        rows = [[0] * len(TEAMS)]
        for asked in ("", *TEAMS):
            figure = ask(self.company.session, measure, Question(team=asked, as_of=week("W40")))
            if figure.numerator is not None:
                rows.append([int(not asked or path == asked or path.startswith(f"{asked}/")) for path in TEAMS])
        return np.array(rows, dtype=float)

    def told(self, groups: list[Figure]) -> Iterator[tuple[float, float, list[str]]]:
        """What the groups say of the newest week: of a line, and of each team."""
        for group in groups:
            line = [point for point in group.series or () if point.week == week("W40")]
            teams = [team.detail["path"] for team in group.parts]
            for point in line:
                if point.numerator is not None and point.denominator is not None:
                    yield point.numerator, point.denominator, teams
            for team in group.parts:
                if team.numerator is not None and team.denominator is not None:
                    yield team.numerator, team.denominator, [team.detail["path"]]

    def follows(self, numerator: float, denominator: float, teams: list[str], measure: str, shown: np.ndarray) -> bool:
        """Whether some of the teams that come to these counts are a combination of what is shown."""
        units = self.units[measure]
        filled = [path for path in teams if units[path][1]]
        for many in range(len(filled) + 1):
            for some in combinations(filled, many):
                counted = [sum(units[path][side] for path in some) for side in (0, 1)]
                if counted != [numerator, denominator]:
                    continue
                wanted = np.array([float(path in some) for path in TEAMS])
                alike = np.array([units[path][1] > 0 for path in TEAMS])
                combined = np.linalg.lstsq(shown[:, alike].T, wanted[alike], rcond=None)[0]
                if np.allclose(shown[:, alike].T @ combined, wanted[alike]):
                    return True
        return False
