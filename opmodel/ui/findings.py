"""What is red, as rows of the pages: the measure's findings in, each with the page on which it is worked on."""

from collections.abc import Iterable

from opmodel.intake.registry import all_exports
from opmodel.measures.figure import Figure
from opmodel.measures.finding import Where
from opmodel.ui.red import Red, red_list
from opmodel.ui.register_forms.choosing import WORKFLOW
from opmodel.ui.scope import Scope

_PAGES = {
    Where.WORKFLOW: "board/workflow.py",
    Where.REGISTER: "operate/register.py",
    Where.PILOTS: "operate/pilots.py",
    Where.SHELFWARE: "operate/shelfware.py",
    Where.ROLLOUT: "operate/rollout.py",
    Where.UPLOADS: "data/uploads.py",
}
_OF_A_WORKFLOW = frozenset({Where.WORKFLOW, Where.REGISTER})
"""Pages whose address says which workflow they are about."""


def findings_of(figure: Figure) -> list[Red]:
    """Everything that needs a decision, in the measure's order."""
    return _rows(figure.parts_of("finding"))


def findings_of_workflow(figure: Figure, workflow_id: int) -> list[Red]:
    """What of it is about one workflow. Its own page leads to the register, where it is put right."""
    about = [part for part in figure.parts_of("finding") if part.detail["workflow_id"] == workflow_id]
    return _rows(about, instead={Where.WORKFLOW: Where.REGISTER})


def workflow_findings_block(scope: Scope, workflow_id: int) -> None:
    """What needs a decision about a workflow; nothing where nothing does."""
    found = findings_of_workflow(scope.ask("findings"), workflow_id)
    if found:
        red_list(found)


def _rows(parts: Iterable[Figure], *, instead: dict[Where, Where] | None = None) -> list[Red]:
    return [_row(part, (instead or {}).get(where := Where(part.detail["where"]), where)) for part in parts]


def _row(part: Figure, where: Where) -> Red:
    detail = part.detail
    stake = detail["stake"]
    return Red(
        kind=str(detail["title"]),
        what=_what(part),
        says=str(detail["evidence"]),
        next_move=str(detail["next_move"]),
        owner=str(detail["owner"]),
        stake="" if stake is None else str(stake["words"]),
        page=_PAGES[where],
        query={WORKFLOW: str(detail["workflow"])} if where in _OF_A_WORKFLOW and detail["workflow"] else {},
    )


def _what(part: Figure) -> str:
    """What it is about; an export by the title that its vendor gives it."""
    export = all_exports().get(str(part.detail["subject"]))
    what = str(part.detail["what"])
    if export is None:
        return what
    about = what.partition(" of ")[2]
    return f"{export.title}, {about}" if about else export.title
