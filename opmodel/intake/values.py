"""Whole columns of text as values: dates, numbers, money, yes and no, identities.

Each parser takes a text column and gives `Parsed`: the values, a mask of the cells that say something unreadable, and
notes on what had to be decided. Blank cells and words such as `None` or `Never logged in` are missing and not bad.
"""

from opmodel.intake.cells import NOTHING_KNOWN, Parsed
from opmodel.intake.dates import as_dates, days, moments, weeks, weeks_of
from opmodel.intake.identities import People, gather, identities
from opmodel.intake.numbers import Money, money_micros, numbers, whole_numbers, yes_no

__all__ = [
    "NOTHING_KNOWN",
    "Money",
    "Parsed",
    "People",
    "as_dates",
    "days",
    "gather",
    "identities",
    "moments",
    "money_micros",
    "numbers",
    "weeks",
    "weeks_of",
    "whole_numbers",
    "yes_no",
]
