"""A chart ready to be shown or taken away: a specification without rows, its rows, and what it says."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

ROWS = "source"
"""Name of the data set that a specification draws."""


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A chart. The specification is shared between drawings of one kind: it is never changed."""

    title: str
    """The finding, made from the data."""
    measure: str
    """What is measured, and in which unit."""
    alt: str
    """The finding for those who do not see the chart."""
    spec: Mapping[str, Any]
    rows: pd.DataFrame
    height: int
    """Pixels."""

    def spec_for(self, *, height: int | None = None) -> dict[str, Any]:
        """A copy of the specification with this drawing's height."""
        return {**copy.deepcopy(dict(self.spec)), "height": self.height if height is None else height}
