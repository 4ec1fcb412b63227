"""A finding: something that needs a decision, with its evidence, its owner, the next move and what is at stake."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any

from opmodel.measures.figure import Figure
from opmodel.measures.money_words import in_short
from opmodel.measures.shares import plural
from opmodel.store.weeks import label

if TYPE_CHECKING:
    from opmodel.measures.finding_reading import Reading


class Urgency(IntEnum):
    """How pressing a finding is, whatever its size: the smaller comes first."""

    CLOSING = 1
    SLIPPING = 2
    OVERDUE = 3
    UNGOVERNED = 4
    SPENDING = 5

    @property
    def says(self) -> str:
        """What findings of the class have in common, for the docs."""
        return _URGENCIES[self]


_URGENCIES = {
    Urgency.CLOSING: "a day comes after which the choice is gone; the nearest day first",
    Urgency.SLIPPING: "people work with nobody looking, go back to the old way, or got slower or worse",
    Urgency.OVERDUE: "a day that was agreed on has passed, or nothing has moved for months",
    Urgency.UNGOVERNED: "it works, and nothing keeps it working; or it is not known whether it does",
    Urgency.SPENDING: "money or work goes on without a redesign, and no day forces a decision",
}


class StakeKind(StrEnum):
    """What a stake is counted in. Kinds are never added up, nor held against each other."""

    PEOPLE = "people"
    MONEY = "money"
    OUTPUTS = "outputs"


@dataclass(frozen=True, kw_only=True)
class Stake:
    """What is at stake."""

    kind: StakeKind
    amount: float
    unit: str
    """`people`, `outputs`, `EUR a year`, `EUR spent`."""
    words: str
    """`38 people`, `€143k a year`, `50 people, €27k spent`."""


class Where(StrEnum):
    """Where a finding is worked on."""

    WORKFLOW = "workflow"
    REGISTER = "register"
    PILOTS = "pilots"
    SHELFWARE = "shelfware"
    ROLLOUT = "rollout"
    UPLOADS = "uploads"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that needs a decision. Every text is plain text."""

    rule: str
    """Name of the rule that found it."""
    title: str
    """`Vacancy`, `Collapse` …"""
    what: str
    """What it is about: `Claims intake in Motor claims`."""
    evidence: str
    """One or two sentences, every share with its n of m."""
    next_move: str
    """One sentence that begins with a verb."""
    urgency: Urgency
    where: Where
    owner: str = ""
    """Name of the office holder whose move it is; empty where nobody is named."""
    stake: Stake | None = None
    days_left: int | None = None
    """Days until the choice is gone, or below zero since a day passed; None where no day is set."""
    workflow_id: int | None = None
    workflow: str = ""
    """Name of the workflow that it is about, if of one."""
    subject: str = ""
    """For a source: the name of its export."""
    as_of: int | None = None
    sources: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """`Vacancy: Claims intake`."""
        return f"{self.title}: {self.what}" if self.what else self.title

    def as_detail(self) -> dict[str, Any]:
        """Every field in JSON types."""
        stake = self.stake
        return {
            "rule": self.rule,
            "title": self.title,
            "what": self.what,
            "evidence": self.evidence,
            "next_move": self.next_move,
            "owner": self.owner,
            "stake": stake
            and {"kind": stake.kind.value, "amount": stake.amount, "unit": stake.unit, "words": stake.words},
            "urgency": self.urgency.name.casefold(),
            "days_left": self.days_left,
            "where": self.where.value,
            "workflow_id": self.workflow_id,
            "workflow": self.workflow,
            "subject": self.subject,
            "as_of": None if self.as_of is None else label(self.as_of),
            "sources": list(self.sources),
        }


@dataclass(frozen=True, kw_only=True)
class Rule:
    """When something needs a decision. A file in `findings/` with a `RULE` adds one; nothing else changes."""

    name: str
    title: str
    """The word that its findings carry."""
    help: str
    """One sentence: why that needs a decision."""
    rule: str
    """When it fires, in words, with the thresholds it counts by."""
    next_move: str
    """What its findings ask for."""
    source: str
    """Where the definition comes from."""
    urgency: Urgency
    reads: Sequence[str]
    """Names of the measures it reads."""
    find: Callable[["Reading"], Sequence[Finding]]

    def of_workflow(
        self,
        workflow: Figure,
        *,
        evidence: str,
        next_move: str,
        stake: Stake | None,
        what: str = "",
        owner: str = "",
        days_left: int | None = None,
    ) -> Finding:
        """A finding about a registered workflow.

        Args:
            workflow: its part of the measure `components`.
            evidence: one or two sentences.
            next_move: one sentence that begins with a verb.
            stake: what is at stake, where that is known.
            what: what it is about; the workflow unless given.
            owner: whose move it is; the workflow's owner unless given.
            days_left: as in a finding.
        """
        return Finding(
            rule=self.name,
            title=self.title,
            what=what or workflow.name,
            evidence=evidence,
            next_move=next_move,
            owner=owner or str(workflow.detail["owner"]),
            stake=stake,
            urgency=self.urgency,
            where=Where.WORKFLOW,
            days_left=days_left,
            workflow_id=workflow.detail["workflow_id"],
            workflow=workflow.name,
            as_of=workflow.as_of,
        )


def people_at_stake(people: float | None, *, at_least: bool = False) -> Stake | None:
    """`38 people`, `at least 38 people`; None where it is not known how many."""
    if not people:
        return None
    words = plural(people, "person", "people")
    return Stake(kind=StakeKind.PEOPLE, amount=people, unit="people", words=f"at least {words}" if at_least else words)


def money_at_stake(amount: Any, currency: str, *, per: str = "a year", at_least: bool = False) -> Stake | None:
    """`€143k a year`, `€12k spent`, `at least €12k spent`; None where no sum is known."""
    if not isinstance(amount, (int, float)) or amount <= 0:
        return None
    unit = f"{currency or 'money'} {per}"
    words = f"{'at least ' if at_least else ''}{in_short(amount, currency)} {per}"
    return Stake(kind=StakeKind.MONEY, amount=amount, unit=unit, words=words)


def with_money(people: Stake | None, money: Stake | None) -> Stake | None:
    """People at stake with the money in words beside them, `50 people, €27k spent`; whichever is known."""
    if people is None or money is None:
        return people or money
    return replace(people, words=f"{people.words}, {money.words}")


def outputs_at_stake(outputs: float) -> Stake:
    """`169 outputs`."""
    return Stake(kind=StakeKind.OUTPUTS, amount=outputs, unit="outputs", words=plural(outputs, "output"))


def by_stake(finding: Finding) -> tuple[Any, ...]:
    """The place of a finding among others: by urgency; where a day is coming, by that day; then people, money, outputs
    and what is not counted, the largest first within each; then by name.

    People and money are not weighed against each other: no rate between them would be anybody's but ours. Money of
    different currencies is not converted; it stands by currency.
    """
    stake = finding.stake
    kinds = list(StakeKind)
    return (
        finding.urgency,
        finding.days_left if finding.urgency == Urgency.CLOSING and finding.days_left is not None else 0,
        len(kinds) if stake is None else kinds.index(stake.kind),
        "" if stake is None else stake.unit,
        0.0 if stake is None else -stake.amount,
        finding.name.casefold(),
    )
