"""Microsoft reports that lie beside the right ones and are uploaded by mistake (formats.md §1b–1d, trap 10).

Each is known by headers that no other report has, and refused by naming the report to take instead.
"""

from collections.abc import Mapping, Sequence

from opmodel.intake.export import Column, Export, normalised_header
from opmodel.intake.table import Table

_USAGE = (
    "Take the per-person report instead: Microsoft 365 admin center > Reports > Usage > Microsoft 365 Copilot > Usage, "
    "the Export of the table at the bottom."
)
_SURE = 0.95


def _certain(_table: Table) -> float:
    """The required headers say it all."""
    return _SURE


def _wrong(
    *,
    name: str,
    title: str,
    what: str,
    instead: str,
    where: str,
    headers: Mapping[str, Sequence[str]],
    example: Mapping[str, str],
) -> Export:
    return Export(
        name=name,
        title=title,
        vendor="Microsoft",
        help=f"Not read: {what}.",
        where=where,
        feeds=(),
        columns=[Column(name=column, aliases=aliases, required=True) for column, aliases in headers.items()],
        example=example,
        recognise=_certain,
        wrong_file=f"this is {what}. {instead}",
    )


_CHAT = _wrong(
    name="m365_copilot_chat_usage",
    title="Copilot Chat usage (people without a licence)",
    what="the Copilot Chat report, which counts people without a Microsoft 365 Copilot licence",
    instead=_USAGE,
    where="Microsoft 365 admin center > Reports > Usage > Microsoft 365 Copilot Chat.",
    headers={
        "prompts": ("Prompts submitted",),
        "active_days": ("Active days",),
        "last_active_on": ("Last activity date (UTC)", "Last activity date"),
    },
    example={
        "Username": "ada@contoso.com",
        "Display name": "Ada Lovelace",
        "Prompts submitted": "12",
        "Active days": "3",
        "Last activity date (UTC)": "2026-07-02",
    },
)

_READINESS = _wrong(
    name="m365_copilot_readiness",
    title="Copilot readiness",
    what="the Copilot readiness report: who could have a licence, not who uses one",
    instead=f"{_USAGE} For who holds a licence take Users > Active users > Export users.",
    where="Microsoft 365 admin center > Reports > Usage > Microsoft 365 Copilot > Readiness.",
    headers={
        "assigned": ("Has Copilot license been assigned", "Has Copilot license assigned"),
        "candidate": ("Suggested candidate for Copilot",),
    },
    example={
        "User name": "ada@contoso.com",
        "Has Copilot license been assigned": "Yes",
        "Suggested candidate for Copilot": "No",
    },
)

_AGENT_USERS = _wrong(
    name="m365_agent_users",
    title="Agents, by person",
    what="the agents report: who used agents, and nothing of Copilot itself",
    instead=_USAGE,
    where="Microsoft 365 admin center > Reports > Usage > Agents > Users.",
    headers={
        "agents": ("Number of agents used", "Número de agentes usados"),
        "responses": ("Agent responses received", "Respostas de agente recebidas"),
    },
    example={
        "Username": "ada@contoso.com",
        "Number of agents used": "2",
        "Agent responses received": "31",
        "Last activity date (UTC)": "2026-07-02",
    },
)

_AGENTS = _wrong(
    name="m365_agents",
    title="Agents, by agent",
    what="the agents report: totals for each agent, without people",
    instead=_USAGE,
    where="Microsoft 365 admin center > Reports > Usage > Agents.",
    headers={
        "agent": ("Agent name", "Nome do agente"),
        "creator": ("Creator type", "Tipo de criador"),
    },
    example={"Agent name": "Invoice helper", "Creator type": "Your organization", "Active users (licensed)": "12"},
)

_COWORK = _wrong(
    name="m365_cowork_usage",
    title="Cowork usage",
    what="the Cowork report: tasks handed to Cowork, and nothing of Copilot's other use",
    instead=_USAGE,
    where="Microsoft 365 admin center > Reports > Usage > Cowork.",
    headers={
        "total": ("Total tasks",),
        "scheduled": ("Scheduled tasks",),
        "initiated": ("User-initiated tasks",),
    },
    example={"User ID": "ada@contoso.com", "Total tasks": "4", "Scheduled tasks": "1", "User-initiated tasks": "3"},
)


def _has_totals_only(table: Table) -> float:
    """Apps as headers, each with its users counted, and nobody named."""
    headers = [normalised_header(header) for header in table.headers]
    counted = any(header.endswith(("enabled users", "active users")) for header in headers)
    return _SURE if counted and not any("principal name" in header for header in headers) else 0.0


_TOTALS = Export(
    name="m365_copilot_totals",
    title="Copilot usage summary or trend",
    vendor="Microsoft",
    help="Not read: totals for the whole tenant, without people.",
    where="Microsoft 365 admin center > Reports > Usage > Microsoft 365 Copilot: the Export above the chart.",
    feeds=(),
    columns=[Column(name="refreshed_on", aliases=("Report Refresh Date",), required=True)],
    example={
        "Report Refresh Date": "2026-07-03",
        "Report Period": "30",
        "Any App Enabled Users": "740",
        "Any App Active Users": "512",
    },
    recognise=_has_totals_only,
    wrong_file="this is the chart's export: totals for the whole tenant, without people, so nobody can be placed in a "
    f"team. {_USAGE}",
)

_LICENCES = _wrong(
    name="m365_billing_licences",
    title="Billing: licences",
    what="the Billing list of licences: how many were bought, without people, price or renewal date",
    instead="Fill in the contracts template with it (`opmodel template contracts`): seats bought, price and renewal. For "
    "who holds the seats take Users > Active users > Export users.",
    where="Microsoft 365 admin center > Billing > Licenses > Export.",
    headers={"product": ("Product Title",), "total": ("Total Licenses", "Total Licences")},
    example={
        "Product Title": "Microsoft 365 Copilot",
        "Total Licenses": "740",
        "Expired Licenses": "0",
        "Assigned licenses": "698",
    },
)

_SKUS = _wrong(
    name="m365_subscribed_skus",
    title="Graph: subscribed SKUs",
    what="the tenant's list of subscriptions: how many licences were bought, without people or price",
    instead="Fill in the contracts template with it (`opmodel template contracts`). For who holds the seats take "
    "Microsoft 365 admin center > Users > Active users > Export users.",
    where="Microsoft Graph: GET /subscribedSkus.",
    headers={"part_number": ("skuPartNumber",), "consumed": ("consumedUnits",)},
    example={"skuPartNumber": "Microsoft_365_Copilot", "consumedUnits": "698", "prepaidUnits.enabled": "740"},
)

_ENTRA = _wrong(
    name="entra_users",
    title="Entra: users",
    what="Entra's list of users, which has no licences",
    instead="Take Microsoft 365 admin center > Users > Active users > Export users instead; for a roster alone, fill in "
    "the roster template (`opmodel template roster`).",
    where="Entra admin center > Users > All users > Download users.",
    headers={
        "person": ("userPrincipalName",),
        "enabled": ("accountEnabled",),
        "kind": ("userType",),
    },
    example={"userPrincipalName": "ada@contoso.com", "accountEnabled": "True", "userType": "Member"},
)

_PURVIEW = _wrong(
    name="purview_audit",
    title="Purview: audit log",
    what="an audit log: single events whose counts do not match the usage reports",
    instead=_USAGE,
    where="Microsoft Purview > Audit > Search > Export.",
    headers={"operation": ("Operation",), "data": ("AuditData",)},
    example={"CreationDate": "2026-01-24T06:54:24.0000000Z", "Operation": "CopilotInteraction", "AuditData": "{}"},
)

EXPORTS = (
    _CHAT,
    _READINESS,
    _AGENT_USERS,
    _AGENTS,
    _COWORK,
    _TOTALS,
    _LICENCES,
    _SKUS,
    _ENTRA,
    _PURVIEW,
)
