"""Who asks: a name, the roles that were granted, and what each role may do.

Every function that reads or writes for a person takes an `Asker`. Nothing below the pages and the shell makes one up, so
whoever forgets to say who asks gets nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum

from sqlmodel import Session

from opmodel.store.teams import normalised_path


class Role(StrEnum):
    """What a person is to OpModel."""

    VIEWER = "viewer"
    STEWARD = "steward"
    FACILITATOR = "facilitator"
    SEAT_MANAGER = "seat manager"
    ADMIN = "admin"


class Act(StrEnum):
    """What can be done. The words finish the sentence “may …”."""

    READ = "read figures and the register"
    UPLOAD = "load files and take them out"
    EDIT_REGISTER = "edit the register"
    DECIDE = "record decisions and reviews"
    SEE_NAMES = "see names on the seat list"
    SET = "change settings"
    GRANT = "give and take roles"
    AUDIT = "read the audit trail whole"
    BACK_UP = "back up the store"


MAY: Mapping[Role, frozenset[Act]] = {
    Role.VIEWER: frozenset({Act.READ}),
    Role.STEWARD: frozenset({Act.READ, Act.UPLOAD, Act.EDIT_REGISTER}),
    Role.FACILITATOR: frozenset({Act.READ, Act.DECIDE}),
    Role.SEAT_MANAGER: frozenset({Act.READ, Act.SEE_NAMES}),
    Role.ADMIN: frozenset(Act) - {Act.SEE_NAMES},
}
"""What each role may do. Names take the role of a seat manager, whatever else somebody is."""


class Anywhere(Enum):
    """Stands for a team where something is about none: the names of teams, a threshold's meaning."""

    ANYWHERE = "anywhere"


ANYWHERE = Anywhere.ANYWHERE
Place = str | Anywhere
"""The path of a team, empty for the whole company; `ANYWHERE` for what one grant of any team is enough for."""


class Refused(Exception):
    """Whoever asks may not do that. The message is a plain sentence: which role it takes, and who grants it."""


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A role that somebody holds, in the whole company or in one team and the teams below it."""

    role: Role
    team_id: int | None = None
    """None: in the whole company."""
    team: str = ""
    """The team's path when it was looked up. A grant of a team without one reaches nothing."""

    def reaches(self, place: Place) -> bool:
        """Whether the grant holds there."""
        if self.team_id is None or place is ANYWHERE:
            return True
        mine, asked = _folded(self.team), _folded(str(place))
        return bool(mine) and (asked == mine or asked.startswith(f"{mine}/"))


def _folded(path: str) -> str:
    return normalised_path(path).casefold()


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asks, for one run of a page or one command."""

    name: str
    """What the trail calls them."""
    account: str | None = None
    """The e-mail address they are known by; None for the local user and for a shell without roles."""
    grants: tuple[Grant, ...] = ()

    def may(self, act: Act, team: Place = "") -> bool:
        """Whether they may do that in a team (a path); in the whole company unless a team is named."""
        return any(act in MAY[grant.role] and grant.reaches(team) for grant in self.grants)

    def require(self, act: Act, team: Place = "") -> None:
        """Insist that they may.

        Raises:
            Refused: they may not.
        """
        if not self.may(act, team):
            raise Refused(refusal(self, act, team))

    def teams(self, act: Act) -> tuple[str, ...]:
        """The paths of the teams in which they may do that; an empty path alone is the whole company."""
        if self.may(act):
            return ("",)
        return tuple(sorted({grant.team for grant in self.grants if act in MAY[grant.role] and grant.team}))

    @property
    def sight(self) -> tuple[str, ...]:
        """What their answers may differ by from another asker's: the key of every cache beside the store's version."""
        return tuple(sorted({f"{grant.role.value}|{grant.team_id or ''}|{grant.team}" for grant in self.grants}))


def roles_for(act: Act) -> tuple[Role, ...]:
    """The roles that may do that."""
    return tuple(role for role in Role if act in MAY[role])


def refusal(asker: Asker, act: Act, team: Place = "") -> str:
    """Why not: which role it takes, and who grants it."""
    able = roles_for(act)
    takes = "a role" if len(able) == len(Role) else f"the role {' or '.join(role.value for role in able)}"
    where = "" if team is ANYWHERE else f" for {team}" if team else " for the whole company"
    if not asker.may(act, ANYWHERE):
        where = ""
    return f"It takes {takes}{where} to {act.value}, and {asker.name} does not hold it. An admin can grant it."


def with_every_right(name: str) -> Asker:
    """Somebody who holds every role in the whole company: the one user of a store without roles, the house's own work."""
    return Asker(name=name, grants=tuple(Grant(role=role) for role in (Role.ADMIN, Role.SEAT_MANAGER)))


_ON_A_SESSION = "opmodel_asker"


def put_on(session: Session, asker: Asker) -> None:
    """Say for whom a session reads, so that what is asked of it is checked once more where a team is looked up."""
    session.info[_ON_A_SESSION] = asker


def may_read(session: Session, team: str) -> None:
    """Insist that whoever the session reads for may read about a team. A session of the house's own work reads all.

    Raises:
        Refused: they may not.
    """
    asker = session.info.get(_ON_A_SESSION)
    if isinstance(asker, Asker):
        asker.require(Act.READ, team)
