"""The names that tools go by: one tool, many spellings."""

import re

from sqlmodel import Session, select

from opmodel.store.facts import Tool, ToolAlias


def plain_name(name: str) -> str:
    """One spelling for one name: letters and digits in lower case, nothing else."""
    return "".join(re.findall(r"[^\W_]+", name.casefold()))


def tools_by_name(session: Session) -> dict[str, int]:
    """Every spelling a tool is known by → its id."""
    found = {alias.alias: alias.tool_id for alias in session.exec(select(ToolAlias))}
    return found | {plain_name(tool.name): tool.id for tool in session.exec(select(Tool)) if tool.id is not None}
