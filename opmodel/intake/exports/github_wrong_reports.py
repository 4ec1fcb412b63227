"""GitHub reports that are uploaded by mistake (formats.md §2): totals without people, and bills."""

from opmodel.intake.export import Column, Export
from opmodel.intake.table import Table

_SEATS = (
    "For who holds a seat and when it was last used, take your organisation or enterprise > Settings > Copilot > Access "
    "management > Get report; for use by person and day, the usage metrics API's users-28-day report."
)
_SURE = 0.95


def _certain(_table: Table) -> float:
    """The required headers say it all."""
    return _SURE


_METRICS = Export(
    name="github_copilot_metrics",
    title="GitHub Copilot metrics (totals)",
    vendor="GitHub",
    help="Not read: totals by day, without people.",
    where="The API's GET /orgs/ORG/copilot/metrics.",
    feeds=(),
    columns=[
        Column(name="active", aliases=("total_active_users",), required=True),
        Column(name="engaged", aliases=("total_engaged_users",), required=True),
    ],
    example={"date": "2026-03-30", "total_active_users": "41", "total_engaged_users": "33"},
    recognise=_certain,
    wrong_file=f"this is the metrics report: totals by day, without people. {_SEATS}",
)

_OLD_USAGE = Export(
    name="github_copilot_usage_totals",
    title="GitHub Copilot usage (totals, older API)",
    vendor="GitHub",
    help="Not read: totals by day, without people.",
    where="The older API's GET /orgs/ORG/copilot/usage.",
    feeds=(),
    columns=[
        Column(name="suggestions", aliases=("total_suggestions_count",), required=True),
        Column(name="acceptances", aliases=("total_acceptances_count",), required=True),
    ],
    example={"day": "2024-03-30", "total_suggestions_count": "410", "total_acceptances_count": "133"},
    recognise=_certain,
    wrong_file=f"this is the older usage report: totals by day, without people. {_SEATS}",
)

_BILL = Export(
    name="github_billing_usage",
    title="GitHub billing: premium requests and credits",
    vendor="GitHub",
    help="Not read: what was billed beyond the seats.",
    where="GitHub > your organisation or enterprise > Settings > Billing > Usage > Get usage report.",
    feeds=(),
    columns=[
        Column(name="sku", aliases=("sku",), required=True),
        Column(name="unit", aliases=("unit_type",), required=True),
        Column(name="net", aliases=("net_amount",), required=True),
    ],
    example={
        "date": "2026-03-01",
        "username": "octocat",
        "product": "copilot",
        "sku": "copilot_premium_request",
        "unit_type": "requests",
        "net_amount": "0",
    },
    recognise=_certain,
    wrong_file="this is a billing report: what was billed beyond the seats; a person absent from it may use Copilot "
    f"daily. {_SEATS}",
)

EXPORTS = (_METRICS, _OLD_USAGE, _BILL)
