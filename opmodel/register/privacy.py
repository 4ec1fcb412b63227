"""The promise that figures are not for judging individuals: kept unless somebody withdraws it, with a reason, in the trail."""

from sqlmodel import Session

from opmodel.register.editing import Invalid, editing
from opmodel.register.settings import keep_settings
from opmodel.store.asker import Act, Asker
from opmodel.store.register import Setting

NOT_FOR_INDIVIDUALS = "privacy.not_for_individuals"
_ON, _OFF = "on", "off"
PROMISE = "Figures and names in OpModel are not for judging individuals."


def not_for_individuals(session: Session) -> bool:
    """Whether the promise stands; it does until somebody withdraws it."""
    row = session.get(Setting, NOT_FOR_INDIVIDUALS)
    return row is None or row.value != _OFF


def set_not_for_individuals(url: str, *, on: bool, reason: str, by: Asker, seen: int | None = None) -> None:
    """Give the promise, or withdraw it. No page shows more of anybody either way.

    Args:
        url: the store.
        on: whether it stands.
        reason: why it is withdrawn; it goes into the trail.
        by: who decides.
        seen: the newest change that `by` had seen; None to write over whatever is there.

    Raises:
        Refused: `by` may not.
        Invalid: it is withdrawn without a reason.
        Clashed: somebody else changed it since.
    """
    said = reason.strip()
    if not on and not said:
        raise Invalid({"reason": "Say why: the works council will ask."})
    note = f"Reason: {said}" if said else ""
    with editing(url, by=by, act=Act.SET, seen=seen, note=note) as edit:
        keep_settings(
            edit, {NOT_FOR_INDIVIDUALS: _ON if on else _OFF}, unset={NOT_FOR_INDIVIDUALS: _ON}, seen=seen
        )  # fmt: skip
