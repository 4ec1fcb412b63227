"""Names in a file → ids in the store: tools, their apps, teams and workflows."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from sqlmodel import Session, select

from opmodel.store.audit import Audit
from opmodel.store.facts import Tool, ToolAlias, ToolApp
from opmodel.store.register import Workflow
from opmodel.store.teams import ensure_team, normalised_path, team_tree
from opmodel.store.tool_names import plain_name, tools_by_name


class Tools:
    """The store's tools by name or alias; a tool that a file names first is made."""

    def __init__(self, session: Session, *, import_id: int) -> None:
        self._session = session
        self._import_id = import_id
        self._ids = tools_by_name(session)

    def id(self, name: str) -> int:
        """The id of the tool that goes by `name`."""
        known = self._ids.get(plain_name(name))
        if known is None:
            tool = Tool(name=name.strip(), import_id=self._import_id)
            self._session.add(tool)
            self._session.flush()
            assert tool.id is not None
            known = self._ids[plain_name(name)] = tool.id
        return known

    def name_of(self, tool_id: int) -> str:
        """The store's own name of a tool."""
        tool = self._session.get(Tool, tool_id)
        assert tool is not None
        return tool.name

    def group(self, tool_id: int, group: str, audit: Audit) -> None:
        """Say which capability group a tool belongs to."""
        tool = self._session.get(Tool, tool_id)
        assert tool is not None
        audit.change(tool, {"capability_group": group})

    def alias(self, tool_id: int, alias: str, audit: Audit) -> str | None:
        """Let a tool go by another name too. Returns the tool that already goes by it, if another does."""
        key = plain_name(alias)
        known = self._ids.get(key)
        if known is None and key:
            audit.add(ToolAlias(alias=key, tool_id=tool_id))
            self._ids[key] = tool_id
        return self.name_of(known) if known not in {None, tool_id} else None

    def apps(self, tool_id: int, names: Sequence[str], audit: Audit) -> list[ToolApp]:
        """The apps of a tool in the order of `names`; those that are new are made."""
        rows = self._session.exec(select(ToolApp).where(ToolApp.tool_id == tool_id)).all()
        known = {plain_name(app.name): app for app in rows}
        free = max((app.bit for app in rows), default=-1) + 1
        found: list[ToolApp] = []
        for name in names:
            app = known.get(plain_name(name))
            if app is None:
                app = audit.add(ToolApp(tool_id=tool_id, name=name, bit=free))
                known[plain_name(name)] = app
                free += 1
            found.append(app)
        return found


def moved_bits(bits: np.ndarray, apps: Sequence[ToolApp]) -> np.ndarray:
    """A file's app bits (in the file's order of apps) as the store's bits."""
    moved = np.zeros(len(bits), dtype=np.int64)
    for position, app in enumerate(apps):
        moved |= ((bits >> position) & 1) << app.bit
    return moved


def workflow_ids(session: Session) -> dict[str, int]:
    """The store's workflows by name in lower case."""
    return {
        workflow.name.casefold(): workflow.id for workflow in session.exec(select(Workflow)) if workflow.id is not None
    }


def team_ids(session: Session, paths: Iterable[str], *, import_id: int) -> Mapping[str, int]:
    """The id of each team; one that a file names first is made. A name without a path is the one team of that name."""
    tree = None
    found: dict[str, int] = {}
    for path in paths:
        if tree is None:
            ensure_team(session, "", import_id=import_id)
            tree = team_tree(session)
            by_path = {known.casefold(): team for team, known in tree.paths.items()}
            by_name: dict[str, list[int]] = {}
            for team, name in tree.names.items():
                by_name.setdefault(name.casefold(), []).append(team)
        wanted = normalised_path(path)
        known = by_path.get(wanted.casefold())
        alike = by_name.get(wanted.casefold(), []) if "/" not in wanted else []
        if known is None and len(alike) == 1:
            known = alike[0]
        found[path] = ensure_team(session, wanted, import_id=import_id) if known is None else known
    return found
