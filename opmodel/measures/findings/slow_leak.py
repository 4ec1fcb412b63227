"""Slow leak: use of a redesigned workflow has sunk well below its peak, without having collapsed."""

from opmodel.measures.finding import Finding, Rule, Urgency
from opmodel.measures.finding_reading import Reading
from opmodel.measures.findings.drift_back import fallen


def find(reading: Reading) -> list[Finding]:
    """One for each live rollout of a redesigned workflow that leaks."""
    return [
        fallen(reading, part, RULE)
        for part in reading.live_rollouts
        if part.detail.get("shape") == "slow leak" and part.detail["is_redesign"]
    ]


RULE = Rule(
    name="slow_leak",
    title="Slow leak",
    help="It is on its way back, and there is still time.",
    rule="A live rollout of a redesigned workflow has the shape slow leak: its plateau is below three quarters of its peak, and "
    "it is no drift-back. A watch, not a verdict.",
    next_move="Change what never moved: accountability first, then the reviewer, then the play.",
    source="measures.md §1.7, Rulings: shape",
    urgency=Urgency.UNGOVERNED,
    reads=("shape", "components"),
    find=find,
)
