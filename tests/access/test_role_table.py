"""The table of who may do what, cell by cell: every action called by every role, every command run by every role."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from opmodel import access, intake, measures, register
from opmodel.access.granting import grant
from opmodel.access.opening import reading_as
from opmodel.access.pages import PAGES
from opmodel.access.role_table import ACTIONS, COMMANDS, EXPORTS, Doing, holder
from opmodel.cli import app
from opmodel.intake.export import Choices
from opmodel.measures.registry import all_measures, ask
from opmodel.register.baselines import BaselineEntry
from opmodel.register.organisation import OrganisationEntry
from opmodel.register.workbook import register_workbook
from opmodel.store import backup
from opmodel.store.asker import Act, Asker, Refused, Role
from opmodel.store.engine import writing
from opmodel.store.teams import ensure_team
from opmodel.store.trail_reading import Wanted, every_entry
from tests.askers import everybody

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 2)
WINDOW = {"name": "before", "first_day": date(2026, 1, 5), "last_day": date(2026, 3, 29)}
NOT_CALLED = {"register.reach.within_reach"}
"""Takes an asker to look after an edit that somebody else makes."""

WITH: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "intake.front_door.load": ((b"x", "x.csv", Choices()), {}),
    "intake.front_door.load_path": ((Path(__file__), Choices()), {}),
    "intake.front_door.preview": ((b"x", "x.csv", Choices()), {}),
    "intake.undo.undo": ((7,), {}),
    "register.workflows.save_workflow": ((None,), {}),
    "register.workflows.save_operators": ((7, []), {}),
    "register.workflows.remove_workflow": ((7,), {}),
    "register.steps.save_steps": ((7, []), {}),
    "register.steps.add_step": ((7, None), {}),
    "register.plays.save_draft": ((7, None), {}),
    "register.plays.publish_play": ((7, None), {"on": TODAY}),
    "register.plays.discard_draft": ((7,), {}),
    "register.rollouts.begin_rollout": ((None,), {}),
    "register.rollouts.save_rollout": ((7, None), {}),
    "register.rollouts.change_stage": ((7, None), {"on": TODAY, "why": "so"}),
    "register.rollouts.remove_rollout": ((7,), {}),
    "register.rollouts.remove_stage_change": ((7,), {}),
    "register.rollouts.record_milestone": ((7, "There"), {"on": TODAY}),
    "register.reviewers.save_reviewers": ((7, ()), {"since": TODAY}),
    "register.checks.log_check": ((None,), {}),
    "register.checks.remove_check": ((7,), {}),
    "register.baselines.lock_baseline": ((7, BaselineEntry.model_construct(**WINDOW)), {}),
    "register.teams.save_team": ((None,), {}),
    "register.teams.remove_team": ((7,), {}),
    "register.bringing_back.take_back": (("none",), {}),
    "register.decisions.decide_pilot": ((None,), {}),
    "register.thresholds.set_threshold": (("idle_days", 40), {}),
    "register.thresholds.preview_threshold": (("idle_days", 40), {}),
    "register.organisation.save_organisation": ((OrganisationEntry(name="Northwind"),), {}),
    "access.granting.name_local_user": (("Ada",), {}),
    "access.granting.grant": (("bob@example.com", Role.ADMIN), {}),
    "access.granting.revoke": (("nobody@example.com",), {}),
    "register.purge.plan_purge": ((), {"today": TODAY}),
    "register.purge.purge": ((), {"today": TODAY}),
    "register.privacy.set_not_for_individuals": ((), {"on": False, "reason": "So"}),
    "store.backup.taking.back_up": ((Path("/nowhere/one.backup"),), {}),
    "store.backup.restoring.restore": ((Path("/nowhere/one.backup"),), {}),
    "access.names.seats_by_name": ((), {"purpose": "Giving seats back"}),
}
"""What each action is called with besides the store and who asks. It need not succeed: it must not be refused."""
CALLS = [(action, name) for action in ACTIONS for name in action.calls]
LIMITED = [holder(role, team="Legal") for role in Role if role != Role.ADMIN]
EVERYBODY = [Asker(name="nobody"), *map(holder, Role), *LIMITED]


def called(asker: Asker) -> str:
    return f"{asker.name}{' of a team' if asker.grants and asker.grants[0].team else ''}"


def takes_an_asker() -> Iterator[str]:
    """Every function of the rooms below the pages that does something for a person."""
    for room in (access, backup, intake, measures, register):
        for info in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            module = importlib.import_module(info.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                wanted = inspect.signature(function).parameters.get("by")
                if wanted is None or wanted.annotation not in {Asker, "Asker"} or name.startswith("_"):
                    continue
                if function.__module__ == info.name:
                    yield f"{info.name.removeprefix('opmodel.')}.{name}"


def run(url: str, name: str, asker: Asker) -> None:
    module, _, function = name.rpartition(".")
    does: Callable[..., object] = getattr(importlib.import_module(f"opmodel.{module}"), function)
    if name == "measures.reclaim_list.reclaim_list":
        with reading_as(everybody(), url) as session:
            does(session, by=asker)
        return
    positional, named = WITH[name]
    does(url, *positional, by=asker, **named)


def test_every_function_that_acts_for_a_person_stands_in_the_table_once() -> None:
    listed = [name for _, name in CALLS]
    assert sorted(listed) == sorted(set(listed))
    assert set(takes_an_asker()) - NOT_CALLED - {"register.editing.editing"} == set(listed)


def test_every_page_stands_in_the_table() -> None:
    files = {path.relative_to(ROOT / "pages").as_posix() for path in (ROOT / "pages").glob("*/*.py")}
    assert files == set(PAGES)


def test_every_command_stands_in_the_table() -> None:
    def commands(group: Any, above: str) -> Iterator[str]:
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                yield from commands(command, f"{above} {name}")
            else:
                yield f"{above} {name}"

    listed = {one.what.removesuffix(" --team PATH").removesuffix(" NAME VALUE") for one in COMMANDS}
    assert set(commands(typer.main.get_command(app), "opmodel")) == listed


@pytest.mark.parametrize("asker", EVERYBODY, ids=called)
def test_every_action_is_refused_to_whom_the_table_says_and_to_nobody_else(asker: Asker, sqlite_store: str) -> None:
    with writing(sqlite_store) as session:
        ensure_team(session, "Legal", import_id=None)
    wrong = []
    for action, name in CALLS:
        refused = False
        try:
            run(sqlite_store, name, asker)
        except Refused:
            refused = True
        except Exception:
            # What it was called with makes no sense. It was let in, and that is what counts.
            refused = False
        if refused == action.may(asker):
            wrong.append(name)
    assert wrong == []


@pytest.mark.parametrize("asker", EVERYBODY, ids=called)
def test_every_export_is_refused_to_whom_the_table_says_and_to_nobody_else(asker: Asker, sqlite_store: str) -> None:
    def tables() -> None:
        with reading_as(asker, sqlite_store, team="Legal"):
            pass

    def workbook() -> None:
        with reading_as(asker, sqlite_store, act=Act.EDIT_REGISTER) as session:
            register_workbook(session)

    def trail() -> None:
        with reading_as(asker, sqlite_store, act=Act.AUDIT) as session:
            list(every_entry(session, Wanted()))

    def seat_list() -> None:
        run(sqlite_store, "access.names.seats_by_name", asker)

    with writing(sqlite_store) as session:
        ensure_team(session, "Legal", import_id=None)
    for export, take in zip(EXPORTS, (tables, workbook, trail, seat_list), strict=True):
        if export.may(asker):
            take()
        else:
            with pytest.raises(Refused):
                take()


@pytest.fixture
def peopled(sqlite_store: str) -> str:
    """A store in which each role is held, in the company and in a team."""
    with writing(sqlite_store) as session:
        ensure_team(session, "Legal", import_id=None)
    root = everybody("root")
    for role in (Role.ADMIN, *Role):
        grant(sqlite_store, f"{role.value.replace(' ', '.')}@example.com", role, by=root)
        if role != Role.ADMIN:
            grant(sqlite_store, f"{role.value.replace(' ', '.')}@legal.example.com", role, team="Legal", by=root)
    return sqlite_store


TYPED: dict[str, tuple[str, ...]] = {
    "opmodel measures": ("measures", "adoption"),
    "opmodel measures --team PATH": ("measures", "adoption", "--team", "Legal"),
    "opmodel thresholds": ("thresholds",),
    "opmodel thresholds NAME VALUE": ("thresholds", "idle_days", "40"),
    "opmodel import": ("import", str(ROOT / "README.md"), "--dry-run"),
    "opmodel imports": ("imports",),
    "opmodel undo": ("undo", "7"),
    "opmodel register": ("register", "-o", "{folder}/register.xlsx"),
    "opmodel backup": ("backup", "{folder}/one.backup"),
    "opmodel restore": ("restore", "{folder}/none.backup"),
    "opmodel purge": ("purge", "--dry-run"),
    "opmodel data-sheet": ("data-sheet",),
    "opmodel audit verify": ("audit", "verify"),
    "opmodel audit list": ("audit", "list"),
    "opmodel audit export": ("audit", "export", "-o", "{folder}/audit.csv"),
    "opmodel roles list": ("roles", "list"),
    "opmodel roles grant": ("roles", "grant", "new@example.com", "viewer"),
    "opmodel roles revoke": ("roles", "revoke", "gone@example.com"),
}


@pytest.mark.parametrize("command", [one for one in COMMANDS if one.acts], ids=lambda one: one.what)
def test_every_command_is_refused_to_whom_the_table_says_and_to_nobody_else(
    command: Doing, peopled: str, tmp_path: Path
) -> None:
    typed = [part.replace("{folder}", str(tmp_path)) for part in TYPED[command.what]]
    for role in Role:
        for asker in (holder(role), *([holder(role, team="Legal")] if role != Role.ADMIN else [])):
            domain = "legal.example.com" if asker.grants[0].team else "example.com"
            email = f"{role.value.replace(' ', '.')}@{domain}"
            answer = CliRunner(env={"OPMODEL_STORE": peopled}).invoke(app, [*typed, "--by", email])
            assert answer.exit_code in {0, 2}, answer.exception
            refused = "does not hold it" in answer.stderr
            assert refused != command.may(asker), (called(asker), answer.stderr)
            if refused:
                assert answer.exit_code == 2
                assert answer.stderr.count("\n") == 1
                assert answer.stdout == ""


def test_a_command_for_nobody_and_one_for_a_stranger_are_refused(peopled: str) -> None:
    for typed in TYPED.values():
        for by in ((), ("--by", "eve@example.com"), ("--by", "root")):
            answer = CliRunner(env={"OPMODEL_STORE": peopled}).invoke(app, [*typed, *by])
            assert answer.exit_code == 2, typed
            assert answer.stderr.count("\n") == 1


@pytest.mark.parametrize("name", sorted(all_measures()))
def test_no_measure_tells_the_companys_figure_or_anothers_to_somebody_of_one_team(name: str, sqlite_store: str) -> None:
    from opmodel.measures.registry import Question

    with writing(sqlite_store) as session:
        for team in ("Legal", "Finance"):
            ensure_team(session, team, import_id=None)
    limited = holder(Role.VIEWER, team="Legal")
    with reading_as(limited, sqlite_store, team="Legal") as session:
        for team in ("", "Finance"):
            with pytest.raises(Refused):
                ask(session, name, Question(team=team))
