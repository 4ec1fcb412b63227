"""The team tree, edited by hand: rosters bring most teams, people add, move and date the rest."""

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator, model_validator
from sqlmodel import Session, col, select

from opmodel.register.editing import Edit, Invalid, editing
from opmodel.register.places import Country, TimeZone
from opmodel.register.workflows import Name
from opmodel.store.asker import Asker
from opmodel.store.register import Rollout, Team
from opmodel.store.rollup_tables import Membership
from opmodel.store.standing import files_about_team, some_of
from opmodel.store.teams import normalised_path, team_tree


class TeamEntry(BaseModel):
    """A team as it is entered: its name, and the path of the team it is in (empty: the company)."""

    model_config = ConfigDict(frozen=True)

    name: Name
    parent: str = ""
    country: Country = ""
    time_zone: TimeZone = ""
    valid_from: date | None = None
    valid_to: date | None = None

    @field_validator("name")
    @classmethod
    def _is_one_name(cls, value: str) -> str:
        if "/" in value:
            raise ValueError("A team's name holds no “/”: choose the team it is in instead.")
        return value

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "TeamEntry":
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("Valid to lies before valid from.")
        return self


def save_team(url: str, entry: TeamEntry, *, by: Asker, team_id: int | None = None, seen: int | None = None) -> int:
    """Add a team, or change one; the number of it. The teams below it move with it.

    Raises:
        Invalid: a team beside it has that name, it would lie within itself, or the company was to be moved.
        Clashed: somebody changed the same values since.
    """
    with editing(url, by=by, seen=seen) as edit:
        tree = team_tree(edit.session)
        dated = {
            "country": entry.country or None,
            "time_zone": entry.time_zone or None,
            "valid_from": entry.valid_from,
            "valid_to": entry.valid_to,
        }
        if team_id == tree.company:
            edit.audit.change(edit.get(Team, team_id, what="The company"), {"name": entry.name, **dated})
            return tree.company
        parent = tree.find(entry.parent)
        if team_id is not None and parent in tree.subtree(team_id):
            raise Invalid({"parent": f"{entry.name} cannot lie within itself."})
        path = normalised_path(f"{tree.paths[parent]}/{entry.name}")
        taken = next((team for team, known in tree.paths.items() if known.casefold() == path.casefold()), None)
        if taken not in {None, team_id}:
            raise Invalid({"name": f"There is a team {path} already."})
        values: dict[str, Any] = {"name": entry.name, "parent_id": parent, "path": path, **dated}
        if team_id is None:
            made: Team = edit.audit.add(Team(**values))
            assert made.id is not None
            return made.id
        edit.audit.change(edit.get(Team, team_id, what=f"The team {entry.name}"), values)
        _move_below(edit, tree.paths[team_id], path)
        return team_id


def _move_below(edit: Edit, before: str, after: str) -> None:
    if before == after:
        return
    for team in edit.session.exec(select(Team).where(col(Team.path).startswith(f"{before}/", autoescape=True))).all():
        edit.audit.change(team, {"path": after + team.path.removeprefix(before)})


def remove_team(url: str, team_id: int, *, by: Asker, seen: int | None = None) -> None:
    """Take a team out that nothing stands on.

    Raises:
        Invalid: people, rollouts or other teams are in it, or it is the company.
        Clashed: somebody changed it since.
    """
    with editing(url, by=by, seen=seen) as edit:
        team = edit.get(Team, team_id, what="The team")
        if team.parent_id is None:
            raise Invalid({"": "The company itself stays."})
        standing = what_stands_on(edit.session, team_id)
        if standing:
            raise Invalid({"": f"{team.path} stays: it has {standing}. Move or end those first, or date its end."})
        edit.audit.remove(team)


def what_stands_on(session: Session, team_id: int) -> str:
    """What keeps a team from being removed, in words; empty where nothing does."""
    reasons = (
        ("teams below it", select(Team.id).where(Team.parent_id == team_id)),
        ("members", select(Membership.person_id).where(Membership.team_id == team_id)),
        ("rollouts", select(Rollout.id).where(Rollout.team_id == team_id)),
    )
    found = [what for what, rows in reasons if session.exec(rows.limit(1)).first() is not None]
    files = files_about_team(session, team_id)
    return ", ".join([*found, *([f"rows in {some_of(files)}"] if files else [])])
