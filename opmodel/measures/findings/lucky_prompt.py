"""Lucky prompt: a team has won, and nobody has written down how."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from opmodel.measures.component import in_words
from opmodel.measures.figure import Figure
from opmodel.measures.finding import Finding, Rule, Urgency
from opmodel.measures.finding_reading import Reading, place
from opmodel.measures.shares import plural


def find(reading: Reading) -> list[Finding]:
    """One for each workflow with a win and no published play, by its oldest win in the scope."""
    found = []
    for workflow in reading.workflows:
        wins = reading.inside(workflow.part("standardization").detail["wins_without_play"])
        if wins:
            found.append(_finding(reading, workflow, wins))
    return found


def _finding(reading: Reading, workflow: Figure, wins: Sequence[Mapping[str, Any]]) -> Finding:
    first = min(wins, key=lambda win: str(win["since"]))
    others = len(wins) - 1
    more = f" So {'has' if others == 1 else 'have'} {plural(others, 'other team', 'other teams')}." if others else ""
    return RULE.of_workflow(
        workflow,
        evidence=f"{place(first)} has won since {in_words(date.fromisoformat(first['since']))}, and no play says how.{more}",
        next_move=f"Write down how {place(first)} works, and publish it as the play.",
        stake=reading.people_of(int(win["rollout_id"]) for win in wins),
    )


RULE = Rule(
    name="lucky_prompt",
    title="Lucky prompt",
    help="A win that is not written down cannot be repeated on purpose, and leaves with whoever had it.",
    rule="A live rollout holds, first did so more than `lucky_prompt_days` days ago, and its workflow has no published play. One "
    "finding a workflow.",
    next_move="Write the play and publish it.",
    source="design.md §1; measures.md, Rulings: the board number",
    urgency=Urgency.UNGOVERNED,
    reads=("components", "shape"),
    find=find,
)
