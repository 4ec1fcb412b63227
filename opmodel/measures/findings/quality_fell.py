"""Quality fell: the work got faster, and more of it has to be mended."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.stats import fisher_exact

from opmodel.measures.figure import Figure
from opmodel.measures.finding import Finding, Rule, Urgency, Where, outputs_at_stake
from opmodel.measures.finding_reading import Reading
from opmodel.measures.rollout_cycle_time import Claim
from opmodel.measures.shares import in_figures, percent
from opmodel.store.register import LIVE

_BEYOND_CHANCE = 0.05


def find(reading: Reading) -> list[Finding]:
    """One for each live rollout that is faster, and of whose outputs a larger share is mended than before."""
    outputs = reading.limits["rubber_stamp_outputs"]
    return [
        _finding(reading, workflow, part)
        for workflow in reading.figure("cycle_time").parts_of("workflow")
        for part in workflow.parts
        if part.detail["verdict"] == Claim.FASTER
        and part.detail["stage"] in LIVE
        and not part.suppressed
        and fell(part.detail.get("quality"), outputs=outputs)
    ]


def fell(quality: Mapping[str, Any] | None, *, outputs: float) -> bool:
    """Whether a larger share is corrected or rejected since go-live, beyond chance: Fisher's exact test, one-sided, with at
    least `outputs` seen on each side.
    """
    if quality is None or min(quality["seen_before"], quality["seen_after"]) < outputs:
        return False
    table = np.array(
        [
            [quality["mended_after"], quality["seen_after"] - quality["mended_after"]],
            [quality["mended_before"], quality["seen_before"] - quality["mended_before"]],
        ]
    )
    return float(fisher_exact(table, alternative="greater").pvalue) < _BEYOND_CHANCE


def _finding(reading: Reading, workflow: Figure, part: Figure) -> Finding:
    quality = part.detail["quality"]
    return Finding(
        rule=RULE.name,
        title=RULE.title,
        what=f"{workflow.name} in {part.name}",
        evidence=f"Corrected or rejected: {_share(quality, 'before')} before go-live, {_share(quality, 'after')} since. "
        f"{part.detail['sentence']}.",
        next_move="Look at what had to be mended, and change the step or the play.",
        owner=reading.owner_of(workflow.detail["workflow_id"]),
        stake=outputs_at_stake(quality["mended_after"]),
        urgency=RULE.urgency,
        where=Where.WORKFLOW,
        workflow_id=workflow.detail["workflow_id"],
        workflow=workflow.name,
        as_of=part.as_of,
        sources=part.sources,
    )


def _share(quality: Mapping[str, Any], side: str) -> str:
    mended, seen = quality[f"mended_{side}"], quality[f"seen_{side}"]
    return f"{in_figures(mended)} of {in_figures(seen)} outputs ({percent(mended / seen)})"


RULE = Rule(
    name="quality_fell",
    title="Quality fell",
    help="Speed that is paid for in rework is not speed.",
    rule="A live rollout is faster by its cycle-time verdict, and the share of outputs that its checks corrected or rejected is "
    "larger since go-live than before, by Fisher's exact test with p < 0.05; `rubber_stamp_outputs` outputs or more were "
    "seen on each side.",
    next_move="Look at what had to be mended.",
    source="measures.md §2.6",
    urgency=Urgency.SLIPPING,
    reads=("cycle_time", "components"),
    find=find,
)
