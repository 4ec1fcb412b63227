"""Small companies made to be attacked: teams of one to forty, joiners, leavers, moves, people with one tool or several."""

import random
from dataclasses import dataclass, field

from opmodel.store.register import Stage
from opmodel.store.weeks import label, monday, sunday
from tests.company import Company, week

FIRST = week("W30")
WEEKS = range(FIRST, FIRST + 6)
NEWEST = WEEKS[-1]


@dataclass
class Made:
    """A company with what an attacker knows of it: who is where, who is targeted, who holds what."""

    company: Company
    where: dict[int, dict[str, str]] = field(default_factory=dict)
    """Week → person → team."""
    rollouts: list[tuple[int, str, str]] = field(default_factory=list)
    """Number, workflow and team of each rollout."""
    holders: dict[str, frozenset[str]] = field(default_factory=dict)
    """Tool → who holds it."""

    def inside(self, team: str, at: int) -> set[str]:
        """The people of a team and the teams below it in a week; all on the roster for the company."""
        return {person for person, path in self.where[at].items() if f"{path}/".startswith(f"{team}/") or not team}

    def reached(self, team: str, at: int) -> set[str]:
        """The people whom a figure of tools counts in a team; in the company, those whom no roster places as well."""
        return self.inside(team, at) if team else set().union(*self.holders.values())

    def targets(self, workflow: str, at: int, *, rollout: int | None = None) -> set[str]:
        """Whom a workflow, or one rollout of it, targets in a week."""
        some = [team for number, name, team in self.rollouts if name == workflow and rollout in {None, number}]
        return set().union(*(self.inside(team, at) for team in some))

    @property
    def teams(self) -> list[str]:
        """Every path, the company's first."""
        paths = {path for where in self.where.values() for path in where.values()}
        above = {path.rsplit("/", 1)[0] for path in paths if "/" in path}
        return ["", *sorted(paths | above)]


def made(company: Company, seed: int) -> Made:
    """The company of a seed."""
    dice = random.Random(seed)
    found = Made(company)
    _people(found, dice)
    _workflows(found, dice)
    _tools(found, dice)
    return found


def _people(found: Made, dice: random.Random) -> None:
    sizes: dict[str, int] = {}
    for department in ("Claims", "Finance", "Legal")[: dice.randint(2, 3)]:
        sizes[department] = dice.choice([0, 1, 4, 9, 12, 25])
        for team in ("A", "B", "C")[: dice.randint(0, 3)]:
            sizes[f"{department}/{team}"] = dice.choice([1, 3, 6, 9, 10, 11, 15, 22, 40])
    if sum(sizes.values()) < 15:
        sizes["Claims"] = 25
    people = found.company.crowd(sum(sizes.values()) + 4)
    where: dict[str, str] = {}
    for path, size in sizes.items():
        for _ in range(size):
            where[people[len(where)]] = path
    spare = people[len(where) :]
    for at in WEEKS:
        if at > FIRST and dice.random() < 0.7:
            _change(where, spare, list(sizes), dice)
        found.where[at] = dict(where)
        if at == FIRST or found.where[at] != found.where[at - 1]:
            teams: dict[str, list[str]] = {}
            for person, path in where.items():
                teams.setdefault(path, []).append(person)
            found.company.roster(monday(at), teams)


def _change(where: dict[str, str], spare: list[str], paths: list[str], dice: random.Random) -> None:
    """One joins, one leaves, or one moves."""
    kind = dice.choice(["join", "leave", "move"])
    somebody = dice.choice(sorted(where))
    if kind == "join" and spare:
        where[spare.pop()] = dice.choice(paths)
    elif kind == "leave" and len(where) > 15:
        del where[somebody]
    else:
        where[somebody] = dice.choice(paths)


def _workflows(found: Made, dice: random.Random) -> None:
    for workflow in ("Invoices", "Contracts"):
        found.company.workflow(workflow)
        teams = [team for team in found.teams if team]
        for team in dice.sample(teams, dice.randint(1, min(4, len(teams)))):
            number = found.company.rollout(workflow, team, {Stage.PRODUCTION: monday(FIRST)})
            found.rollouts.append((number, workflow, team))
        use = {}
        for at in WEEKS:
            targets = sorted(found.targets(workflow, at))
            use[label(at)] = {person: float(dice.random() < 0.6) for person in targets} or {
                sorted(found.where[at])[0]: 0.0
            }
        found.company.use(workflow, use)


def _tools(found: Made, dice: random.Random) -> None:
    everybody = sorted({person for where in found.where.values() for person in where})
    for tool in ("Copilot", "Other"):
        few = dice.random() < 0.5
        count = dice.randint(2, 9) if few else dice.randint(len(everybody) // 2, len(everybody))
        holders = dice.sample(everybody, min(count, len(everybody)))
        found.holders[tool] = frozenset(holders)
        counts = {label(at): {person: float(dice.choice([0, 0, 3])) for person in holders} for at in WEEKS}
        found.company.panel(tool, counts)
        found.company.seats(tool, sunday(NEWEST), {person: {} for person in holders})
