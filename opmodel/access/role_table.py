"""What each role may do, thing by thing: pages, actions, exports and commands. The docs are written from it, and every
cell of it is tested.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

from opmodel.access.accounts import has_roles
from opmodel.access.pages import PAGES
from opmodel.store.asker import ANYWHERE, MAY, Act, Asker, Grant, Place, Role


class Kind(StrEnum):
    """The sort of thing that somebody does."""

    PAGE = "page"
    ACTION = "action"
    EXPORT = "export"
    COMMAND = "command"


@dataclass(frozen=True, kw_only=True)
class Doing:
    """One thing that can be done, and what it takes."""

    kind: Kind
    what: str
    """In words; a page by its title, a command as it is typed."""
    acts: tuple[Act, ...]
    """Any one of these is enough; without any, everybody may."""
    place: Place = ANYWHERE
    """Empty: a role that is limited to a team does not reach it."""
    calls: tuple[str, ...] = ()
    """The functions that do it, as `module.function` below `opmodel`."""

    def may(self, asker: Asker) -> bool:
        """Whether somebody may do it, at least in some team where that is enough."""
        return not self.acts or any(asker.may(act, self.place) for act in self.acts)


def _action(what: str, *acts: Act, calls: str, place: Place = ANYWHERE) -> Doing:
    return Doing(kind=Kind.ACTION, what=what, acts=acts, place=place, calls=tuple(calls.split()))


ACTIONS = (
    _action(
        "Load a file, or see what it would change",
        Act.UPLOAD,
        calls="intake.front_door.load intake.front_door.load_path intake.front_door.preview",
        place="",
    ),
    _action("Take an import out", Act.UPLOAD, calls="intake.undo.undo", place=""),
    _action(
        "Keep workflows, steps and plays",
        Act.EDIT_REGISTER,
        calls="register.workflows.save_workflow register.workflows.save_operators register.workflows.remove_workflow "
        "register.steps.save_steps register.steps.add_step register.plays.save_draft register.plays.publish_play "
        "register.plays.discard_draft",
    ),
    _action(
        "Begin and keep rollouts, reviewers, checks and baselines",
        Act.EDIT_REGISTER,
        calls="register.rollouts.begin_rollout register.rollouts.save_rollout register.rollouts.change_stage "
        "register.rollouts.remove_rollout register.rollouts.remove_stage_change register.rollouts.record_milestone "
        "register.reviewers.save_reviewers register.checks.log_check register.checks.remove_check "
        "register.baselines.lock_baseline",
    ),
    _action("Keep the team tree", Act.EDIT_REGISTER, calls="register.teams.save_team register.teams.remove_team"),
    _action("Take an edit back", Act.EDIT_REGISTER, calls="register.bringing_back.take_back"),
    _action("Decide about a pilot", Act.DECIDE, Act.EDIT_REGISTER, calls="register.decisions.decide_pilot"),
    _action(
        "Set a threshold, or see what another value would do",
        Act.SET,
        calls="register.thresholds.set_threshold register.thresholds.preview_threshold",
        place="",
    ),
    _action(
        "Keep the organisation",
        Act.SET,
        calls="register.organisation.save_organisation access.granting.name_local_user",
        place="",
    ),
    _action(
        "Give roles and take them back",
        Act.GRANT,
        calls="access.granting.grant access.granting.revoke",
        place="",
    ),
    _action(
        "Take out what is past its time, and withdraw the promise not to judge individuals",
        Act.SET,
        calls="register.purge.plan_purge register.purge.purge register.privacy.set_not_for_individuals",
        place="",
    ),
    _action(
        "Back the store up, and restore it",
        Act.BACK_UP,
        calls="store.backup.taking.back_up store.backup.restoring.restore",
        place="",
    ),
    _action(
        "See names on the seat list, for a purpose",
        Act.SEE_NAMES,
        calls="access.names.seats_by_name measures.reclaim_list.reclaim_list",
    ),
)


def _export(what: str, *acts: Act, place: Place = ANYWHERE) -> Doing:
    return Doing(kind=Kind.EXPORT, what=what, acts=acts, place=place)


EXPORTS = (
    _export("Tables of a page as CSV and XLSX, charts as PNG and SVG", Act.READ),
    _export("The register as a workbook, whole or by owner", Act.EDIT_REGISTER, place=""),
    _export("The audit trail", Act.AUDIT, place=""),
    _export("The seat list with names, for a purpose", Act.SEE_NAMES),
)


def _command(what: str, *acts: Act, place: Place = "") -> Doing:
    return Doing(kind=Kind.COMMAND, what=what, acts=acts, place=place)


COMMANDS = (
    _command("opmodel measures", Act.READ),
    _command("opmodel measures --team PATH", Act.READ, place=ANYWHERE),
    _command("opmodel thresholds", Act.READ, place=ANYWHERE),
    _command("opmodel thresholds NAME VALUE", Act.SET),
    _command("opmodel import", Act.UPLOAD),
    _command("opmodel imports", Act.UPLOAD),
    _command("opmodel undo", Act.UPLOAD),
    _command("opmodel register", Act.EDIT_REGISTER),
    _command("opmodel roles list", Act.GRANT),
    _command("opmodel roles grant", Act.GRANT),
    _command("opmodel roles revoke", Act.GRANT),
    _command("opmodel backup", Act.BACK_UP),
    _command("opmodel restore", Act.BACK_UP),
    _command("opmodel doctor"),
    _command("opmodel purge", Act.SET),
    _command("opmodel data-sheet", Act.READ),
    _command("opmodel audit verify", Act.AUDIT),
    _command("opmodel audit list", Act.AUDIT),
    _command("opmodel audit export", Act.AUDIT),
    _command("opmodel template"),
    _command("opmodel serve"),
    _command("opmodel demo"),
)


def everything() -> list[Doing]:
    """Every row of the table."""
    pages = [Doing(kind=Kind.PAGE, what=page.title, acts=(page.act,), place=page.place) for page in PAGES.values()]
    return [*pages, *ACTIONS, *EXPORTS, *COMMANDS]


def roles_in_words(session: Session) -> tuple[tuple[str, str], ...]:
    """Each role with what it may do; none while nobody holds one, for then there is one local user."""
    if not has_roles(session):
        return ()
    return tuple((role.value, ", ".join(sorted(act.value for act in MAY[role]))) for role in Role)


def holder(role: Role, *, team: str = "") -> Asker:
    """Somebody who holds one role, in the whole company or in a team alone."""
    return Asker(name=role.value, grants=(Grant(role=role, team_id=1 if team else None, team=team),))
