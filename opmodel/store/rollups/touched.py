"""What an import, an undo or an edit made stale."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Touched:
    """What has changed since the rollups were last brought up to date. The default is: nothing."""

    tools: frozenset[int] = frozenset()
    """Tools whose use, seats, last activity or contracts changed."""
    workflows: frozenset[int] = frozenset()
    """Workflows whose use changed."""
    weeks: frozenset[int] = frozenset()
    """Weeks in which tool use or workflow use changed."""
    seats: bool = False
    """Seats, last activity, contracts or exemptions changed."""
    snapshots: bool = False
    """A usage snapshot came or went."""
    people: bool = False
    """Rosters or identity maps changed: every rollup that places people is stale."""
    register: bool = False
    """Workflows, steps, rollouts, stages or target people changed."""
    register_since: int | None = None
    """First week that the change of the register bears on; None: every week."""
    tree: bool = False
    """A team moved to another place in the tree: everybody in it counts elsewhere, in every week."""
    baselines: bool = False
    """A baseline was locked or went."""
    absences: bool = False
    """Who was away from work changed, in `weeks`."""
    coverage: bool = False
    """Coverage rows came or went."""
