"""The team tree: paths, ancestors, and the company at its root."""

from dataclasses import dataclass

from sqlmodel import Session, select

from opmodel.store.register import Setting, Team

COMPANY = "Whole company"
"""Name of the root until the organisation gives its own."""


class UnknownTeam(ValueError):
    """No team has that path."""


@dataclass(frozen=True)
class TeamTree:
    """Every team by id, with its parent; the company is the one without."""

    parents: dict[int, int | None]
    paths: dict[int, str]
    names: dict[int, str]

    @property
    def company(self) -> int:
        """The id of the root."""
        return next(team for team, parent in self.parents.items() if parent is None)

    def find(self, path: str) -> int:
        """The id of the team with that path (`Finance/Accounts Payable`; empty for the company).

        Raises:
            UnknownTeam: there is none.
        """
        wanted = normalised_path(path).casefold()
        for team, known in self.paths.items():
            if known.casefold() == wanted:
                return team
        raise UnknownTeam(
            f"There is no team {path!r}. Known teams: {', '.join(sorted(filter(None, self.paths.values()))) or 'none yet'}."
        )

    def ancestors(self, team: int) -> list[int]:
        """The team itself, its parent, and so on up to the company."""
        line: list[int] = []
        current: int | None = team
        while current is not None:
            line.append(current)
            current = self.parents[current]
        return line

    def children(self, team: int) -> list[int]:
        """The teams directly below, by name."""
        below = [child for child, parent in self.parents.items() if parent == team]
        return sorted(below, key=lambda child: self.names[child].casefold())

    def subtree(self, team: int) -> set[int]:
        """The team and every team below it."""
        found = {team}
        fresh = [team]
        while fresh:
            fresh = [child for child, parent in self.parents.items() if parent in fresh]
            found.update(fresh)
        return found


def normalised_path(path: str) -> str:
    """A path with single slashes and no spaces around its names."""
    return "/".join(name.strip() for name in path.split("/") if name.strip())


def team_tree(session: Session) -> TeamTree:
    """The tree as the store has it, with a company even in an empty store."""
    teams = session.exec(select(Team)).all()
    if not any(team.parent_id is None for team in teams):
        raise UnknownTeam("The store has no company yet; it is made by ensure_company().")
    return TeamTree(
        parents={team.id: team.parent_id for team in teams if team.id is not None},
        paths={team.id: team.path for team in teams if team.id is not None},
        names={team.id: team.name for team in teams if team.id is not None},
    )


def ensure_company(session: Session) -> int:
    """The id of the company, made if the store has none yet."""
    company = session.exec(select(Team).where(Team.parent_id == None)).first()  # noqa: E711
    if company is None:
        named = session.get(Setting, "organisation.name")
        company = Team(name=named.value if named else COMPANY, path="")
        session.add(company)
        session.flush()
    assert company.id is not None
    return company.id


def ensure_team(session: Session, path: str, *, import_id: int | None) -> int:
    """The id of the team with that path, made with every team above it that is missing. Matching ignores case."""
    company = ensure_company(session)
    tree = team_tree(session)
    by_path = {known.casefold(): team for team, known in tree.paths.items()}
    parent, so_far = company, ""
    for name in filter(None, normalised_path(path).split("/")):
        so_far = f"{so_far}/{name}" if so_far else name
        known = by_path.get(so_far.casefold())
        if known is None:
            team = Team(parent_id=parent, name=name, path=so_far, import_id=import_id)
            session.add(team)
            session.flush()
            assert team.id is not None
            known = team.id
        parent = known
    return parent
