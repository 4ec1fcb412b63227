"""Cycle time before and after on the Workflow page: the verdict, what stands beside it, and three pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from opmodel.access.opening import reading_as
from opmodel.measures.cycle_time_pictures import Pictures, cycle_time_pictures
from opmodel.measures.figure import Figure
from opmodel.measures.registry import Question
from opmodel.measures.scope import scope as resolved
from opmodel.ui import formats
from opmodel.ui.blocks import chart_block, table_block
from opmodel.ui.cycle_time_charts import behaviour, distribution, running_median
from opmodel.ui.cycle_time_words import beside_lines, rollout_rows, side_rows, type_rows, types_title
from opmodel.ui.evidence import evidence
from opmodel.ui.glossary import meaning
from opmodel.ui.outcome_words import faster_lines
from opmodel.ui.plain import plain
from opmodel.ui.reads import KEYS, Here
from opmodel.ui.scope import Scope
from opmodel.ui.words import quiet
from opmodel.ui.workflow_reads import ANSWERS, question_of

MEASURE = "cycle_time"


def cycle_time_section(scope: Scope, part: Figure) -> None:
    """The verdict of a workflow, and of one of its teams in full.

    Args:
        scope: what the page is about.
        part: the workflow's part of the measure `cycle_time`.
    """
    st.header(f"{plain(_sentence(part))}.", anchor=False, help=meaning("cycle time"))
    quiet("Cycle time of the task before and after go-live, elapsed time, by the start of each case.")
    evidence(part, at=scope.at)
    rollouts = part.parts_of("rollout")
    if len(rollouts) > 1:
        table_block(rollout_rows(rollouts), key="cycle-time", alt="Cycle time before and after, by team", wraps=True)
    known = [one for one in rollouts if "sides" in one.detail]
    if not known:
        return
    _of_one_team(scope, _chosen(known, part))


def is_known(part: Figure) -> bool:
    """Whether anything is to be said: cases of one of its teams are uploaded, or are too few to show."""
    return any("sides" in one.detail or one.suppressed for one in part.parts_of("rollout"))


def _sentence(part: Figure) -> str:
    return str(part.detail.get("sentence") or "Cycle time is not known yet")


def _chosen(rollouts: Sequence[Figure], part: Figure) -> Figure:
    """The team whose numbers and pictures are shown: the one that the workflow's figure speaks of, until another is."""
    if len(rollouts) == 1:
        return rollouts[0]
    named = {plain(one.name): one for one in rollouts}
    speaks = next(
        (name for name, one in named.items() if one.detail["rollout_id"] == part.detail.get("rollout_id")), None
    )
    chosen = st.segmented_control(
        "Team whose cycle time is shown",
        list(named),
        default=speaks or next(iter(named)),
        required=True,
        key=f"cycle-time-team-{part.detail.get('workflow_id')}",
    )
    return named.get(str(chosen), rollouts[0])


def _of_one_team(scope: Scope, one: Figure) -> None:
    for warning in one.caveats:
        st.markdown(f":red[**Keep in mind.**] {plain(warning)}")
    table_block(side_rows(one.detail), key="cycle-time-sides", alt="Before and after, side by side", wraps=True)
    types = type_rows(one.detail)
    if types:
        st.markdown(f"{plain(types_title(one.detail))}. The verdict is over all cases.")
        table_block(types, key="cycle-time-types", alt="Cases before and after, by type", wraps=True)
    st.markdown("  \n".join(plain(line) for line in beside_lines(one.detail)))
    pictures = _pictures(scope.at, date.today(), question_of(scope), int(one.detail["rollout_id"]))
    if pictures is None:
        return
    for key, drawn in (
        ("cycle-time-cases", distribution(one, pictures)),
        ("cycle-time-running-median", running_median(one, pictures)),
        ("cycle-time-weeks", behaviour(one, pictures)),
    ):
        if drawn is not None:
            chart_block(drawn, key=key)


@st.cache_resource(max_entries=ANSWERS, show_spinner=False, hash_funcs=KEYS)
def _pictures(at: Here, today: date, question: Question, rollout_id: int) -> Pictures | None:
    del today
    with reading_as(at.asker, at.url, team=question.team) as session:
        return cycle_time_pictures(session, resolved(session, question), rollout_id)


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a card of the Overview says of the two measures."""

    value: str
    counted: str
    lines: tuple[str, ...]


def proven_card(cycle_time: Figure, proven: Figure) -> Card:
    """The card "Workflows that got faster": how many did of those that went live, how many are proven, and which.

    Args:
        cycle_time: the answer of `cycle_time`.
        proven: the answer of `proven`.
    """
    if cycle_time.value is None or proven.value is None:
        return Card(value="–", counted="", lines=())
    lines = faster_lines(proven, cycle_time)
    unlocked = sum(part.detail.get("verdict") == "no claim possible" for part in cycle_time.parts_of("workflow"))
    if unlocked:
        lines.append(f"{formats.plural(unlocked, 'workflow')} without a locked baseline: no claim possible")
    return Card(
        value=formats.n_of_m(cycle_time),
        counted=f"{formats.n_of_m(proven)} proven",
        lines=("Of redesigned workflows", *lines),
    )
