"""Workflows: what they are for, who is accountable, the tools they stand on, and who has hours to run and scale them."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator
from sqlalchemy import func
from sqlmodel import Session, select

from opmodel.register.editing import Edit, Invalid, editing
from opmodel.store.asker import Asker
from opmodel.store.facts import Tool
from opmodel.store.register import Operator, OperatorRole, Workflow, WorkflowTool
from opmodel.store.standing import files_about_workflow, some_of
from opmodel.store.tool_names import plain_name, tools_by_name

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]


class WorkflowEntry(BaseModel):
    """A workflow as it is entered. A workflow without an outcome is a tool looking for a use, so it must be said."""

    model_config = ConfigDict(frozen=True)

    name: Name
    outcome: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
    owner: Name
    owner_email: Line = ""
    tools: tuple[Name, ...] = ()

    @field_validator("owner_email")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if value and ("@" not in value.strip("@") or " " in value):
            raise ValueError("Must be an e-mail address such as grace@example.com.")
        return value


class OperatorEntry(BaseModel):
    """Who redesigns, runs or scales a workflow, with hours a week."""

    model_config = ConfigDict(frozen=True)

    id: int | None = None
    name: Name
    role: OperatorRole
    hours_a_week: Annotated[float, Field(gt=0, le=60)] | None = None


def save_workflow(
    url: str, entry: WorkflowEntry, *, by: Asker, workflow_id: int | None = None, seen: int | None = None
) -> int:
    """Add a workflow, or change one; the number of it.

    Raises:
        Invalid: another workflow has that name, or the workflow is gone.
        Clashed: somebody changed the same values since.
    """
    with editing(url, by=by, seen=seen) as edit:
        _name_is_free(edit.session, entry.name, besides=workflow_id)
        owner = edit.holder(entry.owner, email=entry.owner_email)
        values: dict[str, Any] = {"name": entry.name, "outcome": entry.outcome, "owner_id": owner}
        if workflow_id is None:
            workflow: Workflow = edit.audit.add(Workflow(**values))
        else:
            workflow = edit.get(Workflow, workflow_id, what=f"The workflow {entry.name}")
            edit.audit.change(workflow, values)
        assert workflow.id is not None
        _set_tools(edit, workflow.id, entry.tools)
        return workflow.id


def save_operators(
    url: str, workflow_id: int, entries: Sequence[OperatorEntry], *, by: Asker, seen: int | None = None
) -> None:
    """Make the operators of a workflow these ones.

    Raises:
        Invalid: one person stands twice in one role.
        Clashed: somebody changed the same values since.
    """
    with editing(url, by=by, seen=seen) as edit:
        edit.get(Workflow, workflow_id, what="The workflow")
        known = {row.id: row for row in edit.session.exec(select(Operator).where(Operator.workflow_id == workflow_id))}
        named: set[tuple[int | None, OperatorRole]] = set()
        for place, entry in enumerate(entries):
            holder = edit.holder(entry.name)
            if (holder, entry.role) in named:
                raise Invalid({f"{place}.name": f"{entry.name} stands twice as the one who {entry.role.value} it."})
            named.add((holder, entry.role))
            values: dict[str, Any] = {"holder_id": holder, "role": entry.role, "hours_a_week": entry.hours_a_week}
            if entry.id is None:
                edit.audit.add(Operator(workflow_id=workflow_id, **values))
            else:
                edit.audit.change(edit.get(Operator, entry.id, what=f"The operator {entry.name}"), values)
        kept = {entry.id for entry in entries}
        for number, row in known.items():
            if number not in kept and edit.audit.had_seen(row):
                edit.audit.remove(row)


def remove_workflow(url: str, workflow_id: int, *, by: Asker, seen: int | None = None) -> None:
    """Take a workflow out with its steps, plays and rollouts; the trail can bring all of it back.

    Raises:
        Invalid: files speak of it: its use, its cases or its target people were imported.
        Clashed: somebody changed it since.
    """
    with editing(url, by=by, seen=seen) as edit:
        workflow = edit.get(Workflow, workflow_id, what="The workflow")
        files = files_about_workflow(edit.session, workflow_id)
        if files:
            raise Invalid(
                {
                    "": f"{workflow.name} stays: {some_of(files)} speak of it. Stop its rollouts instead, or undo those "
                    "imports first."
                }
            )
        edit.audit.remove(workflow)


def _name_is_free(session: Session, name: str, *, besides: int | None) -> None:
    other = session.exec(select(Workflow).where(func.lower(Workflow.name) == name.lower())).first()
    if other is not None and other.id != besides:
        raise Invalid({"name": f"There is a workflow called {other.name} already."})


def _set_tools(edit: Edit, workflow_id: int, names: Sequence[str]) -> None:
    by_name = tools_by_name(edit.session)
    wanted = {by_name.get(plain_name(name)) or _made(edit, name) for name in names}
    known = {
        row.tool_id: row
        for row in edit.session.exec(select(WorkflowTool).where(WorkflowTool.workflow_id == workflow_id))
    }
    for tool_id in sorted(wanted - known.keys()):
        edit.audit.add(WorkflowTool(workflow_id=workflow_id, tool_id=tool_id))
    for tool_id in sorted(known.keys() - wanted):
        if edit.audit.had_seen(known[tool_id]):
            edit.audit.remove(known[tool_id])


def _made(edit: Edit, name: str) -> int:
    tool: Tool = edit.audit.add(Tool(name=name))
    assert tool.id is not None
    return tool.id
