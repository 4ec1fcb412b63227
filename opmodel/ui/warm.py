"""Everything a first visitor's page needs, imported at start rather than while they wait."""

import lifelines  # noqa: F401
import statsmodels.api  # noqa: F401

import opmodel.charts.after_first_use
import opmodel.charts.around_go_live
import opmodel.charts.bars
import opmodel.charts.course
import opmodel.charts.lines
import opmodel.charts.pictures
import opmodel.charts.since_go_live
import opmodel.charts.stacked
import opmodel.charts.stage_map
import opmodel.charts.strips
import opmodel.charts.timeline
import opmodel.intake.front_door
import opmodel.ui.blocks
import opmodel.ui.board_cards
import opmodel.ui.cards
import opmodel.ui.evidence
import opmodel.ui.pilot_list
import opmodel.ui.register_forms.organisation
import opmodel.ui.register_forms.workbook
import opmodel.ui.scope
import opmodel.ui.since_review
import opmodel.ui.thresholds  # noqa: F401
from opmodel.measures.registry import all_measures

all_measures()
