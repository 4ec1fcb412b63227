"""The team tree: seen as a table, edited a team at a time."""

from typing import Any

import streamlit as st

from opmodel.register.book import Book
from opmodel.register.editing import checked
from opmodel.register.teams import TeamEntry, remove_team, save_team
from opmodel.store.register import Team
from opmodel.ui.blocks import table_block
from opmodel.ui.glossary import meaning
from opmodel.ui.reads import Here
from opmodel.ui.register_forms.day import day_box
from opmodel.ui.register_forms.saving import Form, open_form
from opmodel.ui.who import who
from opmodel.ui.words import quiet

_FIELDS = ("name", "parent", "country", "time_zone", "valid_from", "valid_to")


def teams_table(book: Book) -> None:
    """Every team by its path."""
    rollouts: dict[int, int] = {}
    for rollout in book.rollouts:
        rollouts[rollout.team_id] = rollouts.get(rollout.team_id, 0) + 1
    table_block(
        [
            {
                "Team": book.team(team.id or 0),
                "Rollouts": rollouts.get(team.id or 0, 0),
                "Country": team.country or "",
                "Time zone": team.time_zone or "",
                "Valid from": team.valid_from,
                "Valid to": team.valid_to,
            }
            for team in book.teams
        ],
        key="teams",
        alt="The teams of the company",
        wraps=True,
    )


def team_form(at: Here, book: Book) -> None:
    """Change a team, or add one."""
    paths = {book.team(team.id or 0): team for team in book.teams}
    chosen = st.selectbox(
        "Team to change", list(paths), index=None, placeholder="A new team", key="team-to-change", help=meaning("team")
    )
    before = paths[chosen] if chosen else None
    form = open_form(f"team-{before.id if before else 'new'}", book, marker="name")
    with st.form(form.key("form"), border=True):
        with st.grid(3, min_column_width=200, gap="medium"):
            entered = _fields(form, before)
        if before is not None and before.parent_id is not None:
            quiet("Rosters name teams: a team that is renamed here must go by the new name on the next roster too.")
        form.other_errors(_FIELDS)
        pressed = st.form_submit_button("Save team" if before else "Add team", type="primary")
    number = before.id if before else None
    if pressed:
        form.save(
            lambda seen: save_team(at.url, checked(TeamEntry, entered), by=who(), team_id=number, seen=seen),
            done=f"{entered['name']} is saved.",
        )
    if number is not None and st.button(
        "Remove this team", key=form.key("remove"), type="tertiary", icon=":material/delete:"
    ):
        team_id = number
        form.save(
            lambda seen: remove_team(at.url, team_id, by=who(), seen=seen),
            done="The team was removed. The trail can bring it back.",
        )
    form.clash_panel()


def _fields(form: Form, before: Team | None) -> dict[str, Any]:
    entered: dict[str, Any] = {}
    with st.container(gap="xsmall"):
        entered["name"] = st.text_input("Name", before.name if before else "", key=form.key("name"), max_chars=120)
        form.error("name")
    if before is None or before.parent_id is not None:
        with st.container(gap="xsmall"):
            places = {form.book.team(team): path for team, path in form.book.tree.paths.items()}
            inside = form.book.team(before.parent_id) if before and before.parent_id else None
            chosen = st.selectbox(
                "Is in", list(places), index=list(places).index(inside) if inside else 0, key=form.key("parent")
            )
            entered["parent"] = places[chosen]
            form.error("parent")
    for name, label, hint in (("country", "Country", "IE"), ("time_zone", "Time zone", "Europe/Dublin")):
        with st.container(gap="xsmall"):
            entered[name] = st.text_input(
                label, (getattr(before, name, None) or ""), key=form.key(name), placeholder=hint
            )
            form.error(name)
    for name, label in (("valid_from", "Valid from"), ("valid_to", "Valid to")):
        with st.container(gap="xsmall"):
            entered[name] = day_box(label, getattr(before, name, None), key=form.key(name))
            form.error(name)
    return entered
