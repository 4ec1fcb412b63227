"""The people of the demo company: who they are, where they work, which seats they hold and how they use them."""

import unicodedata
from dataclasses import dataclass

import numpy as np
import pandas as pd

from opmodel.demo.company import FIRST_NAMES, LAST_NAMES, MAIL_DOMAIN, OFFICES, TEAMS
from opmodel.demo.plan import Plan

NEVER, REGULAR = -2, -1
"""Habits of a seat's holder: never used it, uses it; any other number is how many weeks ago the use stopped."""

_LEFT = 0.07
_JOINED = 0.09
_JOINED_WITHIN_DAYS = 400
_OFFICE = 800
_SPARSE_DAY = 25
"""A person who joined less than this many days ago has a seat nobody has used yet."""


@dataclass(frozen=True)
class Staff:
    """Everyone who works or worked there, one position each.

    `table` has: name, first, last, email, team (path), story (position in TEAMS), starts and ends (days, as numpy
    dates; NaT for still there), fits (how far a person takes to the new way, mean 0), login, viva_id, and for each of
    `assistant` and `code`: whether the person holds a seat, `_since` (first week) and `_habit`.
    """

    table: pd.DataFrame

    def there(self, day: np.datetime64) -> np.ndarray:
        """Who works there on a day."""
        starts, ends = self.table["starts"].to_numpy(), self.table["ends"].to_numpy()
        return np.asarray((starts <= day) & (np.isnat(ends) | (ends >= day)))


def hire(plan: Plan) -> Staff:
    """The staff of a plan: exactly `plan.people` on its last day, and those who left in the year before."""
    random = plan.random("staff")
    sizes = _team_sizes(plan)
    left = [round(size * _LEFT) for size in sizes]
    story = np.repeat(np.arange(len(TEAMS)), [size + gone for size, gone in zip(sizes, left, strict=True)])
    gone = np.concatenate([np.arange(size + more) >= size for size, more in zip(sizes, left, strict=True)])
    table = _names(len(story), random)
    table["story"] = story
    table["team"] = _paths(story, sizes)
    table["starts"], table["ends"] = _service(plan, gone, random)
    table["fits"] = random.normal(size=len(story))
    table["login"] = _logins(table)
    table["viva_id"] = _identifiers(len(story), random)
    _assign(table, plan, "assistant", np.array([team.licensed for team in TEAMS]), gone)
    _assign(table, plan, "code", np.array([team.codes for team in TEAMS]), gone)
    return Staff(table)


def _team_sizes(plan: Plan) -> list[int]:
    """Staff of each team: the largest remainders are rounded up, so that the total is exact."""
    exact = np.array([team.staff for team in TEAMS]) / sum(team.staff for team in TEAMS) * plan.people
    sizes = np.floor(exact).astype(int)
    sizes[np.argsort(sizes - exact, kind="stable")[: plan.people - sizes.sum()]] += 1
    return [int(size) for size in sizes]


def _paths(story: np.ndarray, sizes: list[int]) -> pd.Series:
    """A team's path, and below it an office where the team is too large to sit in one."""
    paths = np.array([team.path for team in TEAMS], dtype=object)[story]
    offices = np.array([max(1, min(len(OFFICES), round(size / _OFFICE))) for size in sizes])[story]
    place = pd.Series(story).groupby(story).cumcount().to_numpy() % offices
    names = np.array(OFFICES, dtype=object)[place]
    return pd.Series(np.where(offices > 1, paths + "/" + names, paths), dtype="str")


def _names(count: int, random: np.random.Generator) -> pd.DataFrame:
    first = np.array(FIRST_NAMES, dtype=object)[random.integers(len(FIRST_NAMES), size=count)]
    last = np.array(LAST_NAMES, dtype=object)[random.integers(len(LAST_NAMES), size=count)]
    table = pd.DataFrame({"first": pd.Series(first, dtype="str"), "last": pd.Series(last, dtype="str")})
    table["name"] = table["first"] + " " + table["last"]
    plain = {name: mailbox_name(name) for name in (*FIRST_NAMES, *LAST_NAMES)}
    mailbox = table["first"].map(plain) + "." + table["last"].map(plain)
    again = mailbox.groupby(mailbox).cumcount()
    mailbox = mailbox.where(again == 0, mailbox + (again + 1).astype("str"))
    table["email"] = mailbox + "@" + MAIL_DOMAIN
    return table


def mailbox_name(name: str) -> str:
    """A name as it stands in an e-mail address: without spaces, accents and capitals."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())


def _logins(table: pd.DataFrame) -> pd.Series:
    return table["email"].str.partition("@")[0].str.replace(".", "-", regex=False) + "-nwm"


def _identifiers(count: int, random: np.random.Generator) -> pd.Series:
    """Identifiers in the shape of a GUID, as Viva Insights gives people."""
    raw = random.integers(0, 256, size=(count, 16), dtype=np.uint8).tobytes().hex()
    texts = (raw[start : start + 32] for start in range(0, len(raw), 32))
    return pd.Series([f"{t[:8]}-{t[8:12]}-{t[12:16]}-{t[16:20]}-{t[20:]}" for t in texts], dtype="str")


def _service(plan: Plan, gone: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    last = np.datetime64(plan.last_day)
    count = len(gone)
    served = random.integers(_JOINED_WITHIN_DAYS, 9000, size=count)
    fresh = random.random(count) < _JOINED
    served[fresh] = random.integers(8, _JOINED_WITHIN_DAYS, size=int(fresh.sum()))
    starts = last - served.astype("timedelta64[D]")
    ago = random.integers(10, 360, size=count)
    ends = np.where(gone, last - ago.astype("timedelta64[D]"), np.datetime64("NaT"))
    starts = np.where(gone, starts - np.timedelta64(_JOINED_WITHIN_DAYS, "D"), starts)
    return starts, ends.astype("datetime64[D]")


_STOPPED_WEEKS_AGO = {"assistant": ((5, 8), (9, 12), (14, 40)), "code": ((5, 8), (9, 12), (14, 30))}
_SHARES = (0.05, 0.10, 0.03, 0.04)
"""Of the seats: never used; then stopped long ago, stopped 60 to 89 days ago, stopped 30 to 59 days ago."""


def _assign(table: pd.DataFrame, plan: Plan, tool: str, share: np.ndarray, gone: np.ndarray) -> None:
    """Give seats to those of each team who take to the new way most, and habits to the holders."""
    random = plan.random(f"{tool} seats")
    story = table["story"].to_numpy()
    eager = table["fits"].to_numpy() + random.normal(scale=0.7, size=len(table))
    rank = pd.Series(-eager).groupby(story).rank(pct=True).to_numpy()
    holds = rank <= share[story]
    # One in five of those who left still holds the seat: nobody took it back.
    holds &= ~gone | (random.random(len(table)) < 0.2)
    table[tool] = holds
    table[f"{tool}_since"] = _since(table, plan, tool, random)
    table[f"{tool}_habit"] = _habits(table, plan, tool, holds & ~gone, random)


def _since(table: pd.DataFrame, plan: Plan, tool: str, random: np.random.Generator) -> np.ndarray:
    """First week of each seat: early teams first, the many when the contract starts, a joiner with the job."""
    arrived = plan.as_of - (44 if tool == "assistant" else 29)
    early = random.random(len(table)) < (0.3 if tool == "assistant" else 0.9)
    first = np.where(early, plan.first_week - 1, arrived + random.integers(0, 4, size=len(table)))
    joined = (table["starts"].to_numpy().astype("datetime64[D]").astype(int) + 719162) // 7
    late = random.random(len(table)) < 0.03
    first = np.where(late, plan.as_of - random.integers(0, 4, size=len(table)), first)
    return np.asarray(np.maximum(first, joined + 1))


def _habits(table: pd.DataFrame, plan: Plan, tool: str, holds: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Regular, never, or weeks since the use stopped: the least eager of a tool's holders gave up."""
    habits = np.full(len(table), REGULAR)
    holders = np.flatnonzero(holds)
    reluctant = holders[np.argsort(table["fits"].to_numpy()[holders] + random.normal(scale=0.4, size=len(holders)))]
    short, middle, long = _STOPPED_WEEKS_AGO[tool]
    never, lapsed_long, lapsed_middle, lapsed_short = (round(part * len(holders)) for part in _SHARES)
    bounds = np.cumsum([never, lapsed_long, lapsed_middle, lapsed_short])
    groups = np.split(reluctant, bounds)
    habits[groups[0]] = NEVER
    for group, (least, most) in zip(groups[1:4], (long, middle, short), strict=True):
        habits[group] = random.integers(least, most + 1, size=len(group))
    fresh = holds & (table[f"{tool}_since"].to_numpy() > plan.as_of - 4)
    habits[fresh & (random.random(len(table)) < 0.7)] = NEVER
    return habits
