"""The tools that vendor exports speak of, by the one name each goes by, and the licences they hide behind."""

import re

M365_COPILOT = "Microsoft 365 Copilot"
GITHUB_COPILOT = "GitHub Copilot"

TEAMS = "Teams"
WORD = "Word"
EXCEL = "Excel"
POWERPOINT = "PowerPoint"
OUTLOOK = "Outlook"
ONENOTE = "OneNote"
LOOP = "Loop"
COPILOT_CHAT = "Copilot Chat"
COPILOT_CHAT_WORK = "Copilot Chat (work)"
COPILOT_CHAT_WEB = "Copilot Chat (web)"
COPILOT_APP = "Microsoft 365 Copilot app"
EDGE = "Edge"
COPILOT_AGENT = "Copilot agents"

_M365_COPILOT_LICENCES = (
    "Microsoft 365 Copilot",
    "Microsoft Copilot for Microsoft 365",
    "Copilot for Microsoft 365",
    "Microsoft 365 Copilot Business",
    "Microsoft 365 Copilot for Business",
    "Microsoft 365 Copilot EDU",
    "Microsoft 365 Copilot (Education Faculty)",
    "Microsoft 365 Copilot GCC",
    "Copilot for Microsoft 365 GCC",
    "M365 Copilot",
)

_OTHER_LICENCES = {
    "Microsoft Copilot for Sales": "Microsoft Copilot for Sales",
    "Microsoft 365 Copilot for Sales": "Microsoft Copilot for Sales",
    "Microsoft Sales Copilot": "Microsoft Copilot for Sales",
    "Microsoft Copilot for Service": "Microsoft Copilot for Service",
    "Microsoft 365 Copilot for Service": "Microsoft Copilot for Service",
    "Microsoft Copilot for Finance": "Microsoft Copilot for Finance",
    "Microsoft 365 Copilot for Finance": "Microsoft Copilot for Finance",
    "Microsoft Copilot Studio": "Microsoft Copilot Studio",
    "Microsoft Copilot Studio User License": "Microsoft Copilot Studio",
    "Copilot Studio User License": "Microsoft Copilot Studio",
    "Microsoft Security Copilot": "Microsoft Security Copilot",
    "ChatGPT Enterprise": "ChatGPT Enterprise",
    "Claude Enterprise": "Claude Enterprise",
    "GitHub Copilot Business": GITHUB_COPILOT,
    "GitHub Copilot Enterprise": GITHUB_COPILOT,
}


def _plain(licence: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", licence.casefold()))


_TOOL_OF_LICENCE = {_plain(name): M365_COPILOT for name in _M365_COPILOT_LICENCES} | {
    _plain(name): tool for name, tool in _OTHER_LICENCES.items()
}


def ai_tool(licence: str) -> str | None:
    """The AI tool that a licence is a seat of, by friendly name or part number (`Microsoft_365_Copilot`,
    `COPILOT_FOR_MICROSOFT_365_GCC`); None for any other licence.

    A licence of no known name is one of an AI tool if it calls itself a copilot: it is then a tool of its own name.
    Bundles are none: what is counted is the AI add-on (measures.md §1.6).
    """
    plain = _plain(licence)
    known = _TOOL_OF_LICENCE.get(plain)
    if known is not None:
        return known
    return licence.strip() if "copilot" in plain.split() and "trial" not in plain.split() else None


def plan_of(licence: str, tool: str) -> str:
    """What tells a licence from the others of its tool: "GCC", "EDU", "Business"; empty for the plain one."""
    known = _plain(tool).split()
    extra = [word for word in re.findall(r"[^\W_]+", licence) if word.casefold() not in {*known, "microsoft", "for"}]
    return " ".join(word for word in extra if word.casefold() not in {"365", "m365", "license", "user"})
