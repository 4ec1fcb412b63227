"""The pages, and what it takes to open each: one table for the navigation, for refusing, and for the docs."""

from collections.abc import Mapping
from dataclasses import dataclass

from opmodel.store.asker import ANYWHERE, Act, Asker, Place


@dataclass(frozen=True, kw_only=True)
class PageEntry:
    """One page of the dashboard."""

    path: str
    """Below `pages/`."""
    section: str
    title: str
    icon: str
    act: Act
    """What it takes to open it."""
    place: Place = ANYWHERE
    """Where; a page about the store as a whole takes the role in the whole company."""
    has_scope: bool = True
    """Whether it is about a scope. Where not, the scope is kept for the next page."""

    @property
    def name(self) -> str:
        """What it is called in the address."""
        return self.path.rsplit("/", 1)[-1].removesuffix(".py")


PAGES: Mapping[str, PageEntry] = {
    page.path: page
    for page in (
        PageEntry(
            path="board/overview.py", section="Board", title="Overview", icon=":material/monitoring:", act=Act.READ
        ),
        PageEntry(
            path="board/workflow.py", section="Board", title="Workflow", icon=":material/account_tree:", act=Act.READ
        ),
        PageEntry(
            path="operate/shelfware.py",
            section="Operate",
            title="Shelfware",
            icon=":material/inventory_2:",
            act=Act.READ,
        ),
        PageEntry(path="operate/usage.py", section="Operate", title="Usage", icon=":material/repeat:", act=Act.READ),
        PageEntry(
            path="operate/pilots.py", section="Operate", title="Pilots", icon=":material/hourglass_top:", act=Act.READ
        ),
        PageEntry(
            path="operate/rollout.py", section="Operate", title="Rollout", icon=":material/grid_view:", act=Act.READ
        ),
        PageEntry(
            path="operate/register.py",
            section="Operate",
            title="Register",
            icon=":material/edit_note:",
            act=Act.EDIT_REGISTER,
            has_scope=False,
        ),
        PageEntry(
            path="data/uploads.py",
            section="Data",
            title="Uploads",
            icon=":material/upload_file:",
            act=Act.UPLOAD,
            place="",
            has_scope=False,
        ),
        PageEntry(
            path="data/audit.py",
            section="Data",
            title="Audit",
            icon=":material/history:",
            act=Act.AUDIT,
            place="",
            has_scope=False,
        ),
        PageEntry(
            path="data/settings.py",
            section="Data",
            title="Settings",
            icon=":material/tune:",
            act=Act.SET,
            place="",
            has_scope=False,
        ),
    )
}
"""By path, in the order of the navigation."""


def may_open(asker: Asker, path: str) -> bool:
    """Whether somebody may open a page."""
    page = PAGES[path]
    return asker.may(page.act, page.place)
