"""Who comes back: the share that still uses a thing, by weeks since first use; every cohort thin, all together strong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from opmodel.charts.drawing import ROWS, Drawing
from opmodel.charts.theme import LABEL_SIZE, by_role, in_role

HEIGHT = 300
_HEADROOM = 1.08
_MARKS = 13
"""Weeks between two marks of the axis: a quarter."""


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """Those who began together: weeks since first use → share of them active, of weeks that are known and shown."""

    name: str
    shares: Mapping[int, float]


def after_first_use(
    together: Cohort,
    cohorts: Sequence[Cohort],
    *,
    end: str,
    title: str,
    measure: str,
    alt_text: str,
    height: int = HEIGHT,
) -> Drawing:
    """A drawing of one strong line and a thin one for each cohort. First use itself, week 0, is not drawn: it is no success.

    Args:
        together: all cohorts that are old enough for a week, added up.
        cohorts: each by itself.
        end: what stands at the end of the strong line.
        title: the finding.
        measure: what is measured, and the unit.
        alt_text: the finding in words.
        height: pixels.
    """
    everything = [*cohorts, together]
    last = max((max(one.shares) for one in everything if one.shares), default=1)
    highest = max((max(one.shares.values()) for one in everything if one.shares), default=0.0)
    ceiling = min(1.0, highest * _HEADROOM) or 1.0
    records = [row for one in cohorts for row in _line(one, "quiet")] + list(_line(together, "accent"))
    if together.shares:
        at = max(together.shares)
        records.append(
            {"part": "end", "after": float(at), "value": together.shares[at], "words": end, "role": "accent"}
        )
    records.append({"part": "bounds", "after": float(last), "value": ceiling})
    return Drawing(
        title=title,
        measure=measure,
        alt=alt_text,
        spec=_spec(height, last, ceiling),
        rows=pd.DataFrame(records),
        height=height,
    )


def _line(cohort: Cohort, role: str) -> list[dict[str, Any]]:
    """A row a week, with a gap where one is not known."""
    if not cohort.shares:
        return []
    return [
        {
            "part": "line",
            "after": float(after),
            "value": cohort.shares.get(after),
            "cohort": cohort.name,
            "role": role,
            "weight": "strong" if role == "accent" else "fine",
        }
        for after in range(min(cohort.shares), max(cohort.shares) + 1)
    ]


@lru_cache(maxsize=64)
def _spec(height: int, last: int, ceiling: float) -> dict[str, Any]:
    x = alt.X(
        "after:Q",
        title=None,
        scale=alt.Scale(domain=[0, last], nice=False),
        axis=alt.Axis(
            grid=False,
            values=list(range(0, last + 1, _MARKS if last >= _MARKS else 1)),
            labelExpr="datum.value === 0 ? 'first use' : 'week ' + datum.value",
            labelFlush=True,
            labelOverlap=True,
        ),
    )
    y = alt.Y(
        "value:Q",
        title=None,
        scale=alt.Scale(domain=[0, ceiling], nice=False),
        axis=alt.Axis(format=".0%", tickCount=5, domain=False, ticks=False),
    )
    base = alt.Chart(alt.NamedData(ROWS))
    lines = base.transform_filter("datum.part === 'line'")
    line = lines.mark_line(interpolate="monotone", strokeCap="butt", aria=False).encode(
        x=x,
        y=y,
        color=by_role(),
        detail="cohort:N",
        strokeWidth=alt.StrokeWidth("weight:O", scale=alt.Scale(domain=["fine", "strong"], range=[1, 3]), legend=None),
        opacity=alt.Opacity("weight:O", scale=alt.Scale(domain=["fine", "strong"], range=[0.55, 1]), legend=None),
    )
    hover = (
        lines.transform_filter("isValid(datum.value)")
        .mark_point(size=110, opacity=0, filled=True, aria=False)
        .encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("cohort:N", title="First use in"),
                alt.Tooltip("after:Q", title="Weeks since first use"),
                alt.Tooltip("value:Q", title="Share", format=".0%"),
            ],
        )
    )
    ends = in_role(
        base.transform_filter("datum.part === 'end'")
        .mark_text(align="left", baseline="middle", dx=8, fontSize=LABEL_SIZE, fontWeight=600, lineBreak="\n", limit=0)
        .encode(x=x, y=y, text="words:N"),
        "accent",
    )
    bounds = base.transform_filter("datum.part === 'bounds'").mark_point(opacity=0, aria=False).encode(x=x, y=y)
    chart = alt.layer(bounds, line, hover, ends).properties(
        width="container", height=height, padding={"left": 0, "right": 4, "top": 8, "bottom": 4}
    )
    return dict(chart.configure_view(stroke=None).to_dict())
