"""Everything a first visitor's page needs, imported at start rather than while they wait."""

import opmodel.charts.bars
import opmodel.charts.lines
import opmodel.charts.pictures
import opmodel.charts.stacked
import opmodel.intake.front_door
import opmodel.ui.blocks
import opmodel.ui.cards
import opmodel.ui.evidence
import opmodel.ui.scope  # noqa: F401
from opmodel.measures.registry import all_measures

all_measures()
