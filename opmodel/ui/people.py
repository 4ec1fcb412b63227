"""People and their roles, on Settings: who holds which, giving one and taking one back, and what was taken back before."""

from collections.abc import Sequence

import streamlit as st

from opmodel.access.granting import GONE, Holding, grant, holdings, revoke
from opmodel.access.opening import reading_as
from opmodel.access.provider import is_set_up
from opmodel.register.editing import Invalid
from opmodel.store.asker import MAY, Act, Refused, Role
from opmodel.ui.blocks import table_block
from opmodel.ui.formats import day, plural
from opmodel.ui.plain import plain
from opmodel.ui.reads import Here, organisation
from opmodel.ui.who import who
from opmodel.ui.words import quiet

_SAID = "_people_said"
_WRONG = "_people_wrong"
_GENERATION = "_people_generation"
_COMPANY = "Whole company"


def people_section(at: Here) -> None:
    """The part of Settings about people, for those who give and take roles."""
    if not at.asker.may(Act.GRANT):
        return
    st.header("People and roles", anchor=False)
    if not is_set_up():
        st.markdown(
            "Nobody signs in here: there is one local user, with every right, and this machine alone can open the dashboard. "
            "To let others in, set up sign-in as docs/sign-in.md says, then make the first admin in the shell: "
            "`opmodel roles grant E-MAIL admin`."
        )
        return
    sentence = st.session_state.pop(_SAID, None)
    if sentence:
        st.success(plain(sentence))
    found = _every(at)
    held = [one for one in found if one.revoked_on is None]
    people_table(held)
    _give(at)
    _take(at, [one for one in held if one.granted_on is not None])
    taken = [one for one in found if one.revoked_on is not None]
    if taken:
        with st.expander(f"{plural(len(taken), 'role')} taken back"):
            table_block([taken_row(one) for one in taken], key="roles-taken", alt="Roles taken back", wraps=True)
    with st.expander("What each role may do"):
        st.table(role_rows(), border="horizontal", hide_index=True, alt="What each role may do")


def _every(at: Here) -> list[Holding]:
    with reading_as(at.asker, at.url, act=Act.GRANT) as session:
        return holdings(session, with_history=True)


def people_table(held: Sequence[Holding]) -> None:
    """Who holds which role."""
    if held:
        table_block([held_row(one) for one in held], key="people", alt=plural(len(held), "role"), wraps=True)


def held_row(one: Holding) -> dict[str, object]:
    """A role that somebody holds, plain text."""
    return {
        "E-mail": one.email,
        "Name": one.name,
        "Role": one.role.value,
        "In": one.team or _COMPANY,
        "Given": one.granted_by if one.granted_on is None else f"{day(one.granted_on)}, {one.granted_by}",
        "Last here": "not yet" if one.last_seen is None else day(one.last_seen),
    }


def taken_row(one: Holding) -> dict[str, object]:
    """A role that was taken back, plain text."""
    row = held_row(one)
    return {**{name: row[name] for name in ("E-mail", "Role", "In", "Given")}, "Taken back": _taken(one)}


def _taken(one: Holding) -> str:
    return "" if one.revoked_on is None else f"{day(one.revoked_on)}, {one.revoked_by}"


def role_rows() -> list[dict[str, str]]:
    """What each role may do, a row a role."""
    return [{"Role": role.value, "May": "; ".join(act.value for act in Act if act in MAY[role])} for role in Role]


def _give(at: Here) -> None:
    generation = st.session_state.setdefault(_GENERATION, 0)
    with st.form(f"give-role-{generation}", border=True):
        with st.grid(3, min_column_width=200, gap="medium"):
            email = st.text_input("E-mail", key=f"give-email-{generation}", max_chars=254)
            role = st.selectbox("Becomes", [role.value for role in Role], key=f"give-role-box-{generation}")
            team = st.selectbox("In", [_COMPANY, *organisation(at).teams], key=f"give-team-{generation}")
        _wrong("give")
        pressed = st.form_submit_button("Give the role", type="primary")
    if not pressed:
        return
    path = "" if team == _COMPANY else team
    try:
        given = grant(at.url, email, Role(role), team=path, by=who())
    except (Invalid, Refused) as wrong:
        st.session_state[_WRONG] = ("give", str(wrong))
    else:
        where = f" in {path}" if path else ""
        st.session_state[_SAID] = f"{email.strip().lower()} is {'now' if given else 'already'} {role}{where}."
        st.session_state[_GENERATION] = generation + 1
    st.rerun()


def _take(at: Here, held: Sequence[Holding]) -> None:
    if not held:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Take a role back",
            range(len(held)),
            format_func=lambda place: _called(held[place]),
            index=None,
            placeholder="Choose a role",
            key=f"take-role-{len(held)}",
            width=520,
        )
        pressed = st.button("Take it back", key="take-role", disabled=chosen is None)
    _wrong("take")
    if pressed and chosen is not None:
        one = held[chosen]
        try:
            revoke(at.url, one.email, one.role, team=None if one.team == GONE else one.team, by=who())
        except (Invalid, Refused) as wrong:
            st.session_state[_WRONG] = ("take", str(wrong))
        else:
            st.session_state[_SAID] = f"{_called(one)}: taken back. It holds from their next click on."
        st.rerun()
    quiet("What was given and taken back stays in the trail.")


def _called(one: Holding) -> str:
    return f"{one.email}, {one.role.value}{f' in {one.team}' if one.team else ''}"


def _wrong(where: str) -> None:
    at, sentence = st.session_state.get(_WRONG, ("", ""))
    if at == where:
        del st.session_state[_WRONG]
        st.markdown(f":small[:red[{plain(sentence)}]]")
