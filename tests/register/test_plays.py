"""Plays: drafts, published versions, and what becomes of a draft that somebody else changed."""

from datetime import timedelta

import pytest
from sqlmodel import select

from opmodel.register.editing import Clashed, Invalid
from opmodel.register.plays import PlayEntry, discard_draft, publish_play, save_draft
from opmodel.store.engine import reading
from opmodel.store.register import Play
from tests.askers import steward
from tests.register.conftest import ago, seen


def plays(url: str) -> list[tuple[int, str, bool]]:
    with reading(url) as session:
        return [
            (play.version, play.body, play.published_on is not None)
            for play in session.exec(select(Play).order_by(Play.version))
        ]


def test_a_draft_is_changed_in_place_and_a_published_version_never(store: str, claims: int) -> None:
    save_draft(store, claims, PlayEntry(body="One"), by=steward("ada"))
    save_draft(store, claims, PlayEntry(body="Two"), by=steward("ada"))
    publish_play(store, claims, PlayEntry(body="Two"), on=ago(3), by=steward("ada"))
    save_draft(store, claims, PlayEntry(body="Three"), by=steward("bob"))
    assert plays(store) == [(1, "Two", True), (2, "Three", False)]


def test_publishing_keeps_what_is_on_the_screen_and_publishes_it_in_one_edit(store: str, claims: int) -> None:
    assert publish_play(store, claims, PlayEntry(body="At once"), on=ago(0), by=steward("ada")) == 1
    assert plays(store) == [(1, "At once", True)]


def test_a_version_is_published_neither_in_the_future_nor_before_the_one_before_it(store: str, claims: int) -> None:
    publish_play(store, claims, PlayEntry(body="One"), on=ago(10), by=steward("ada"))
    with pytest.raises(Invalid, match="future"):
        publish_play(store, claims, PlayEntry(body="Two"), on=ago(0) + timedelta(days=1), by=steward("ada"))
    with pytest.raises(Invalid, match="before the day the last version"):
        publish_play(store, claims, PlayEntry(body="Two"), on=ago(11), by=steward("ada"))
    assert plays(store) == [(1, "One", True)]


def test_the_standard_word_for_word_is_no_new_version(store: str, claims: int) -> None:
    publish_play(store, claims, PlayEntry(body="One"), on=ago(10), by=steward("ada"))
    with pytest.raises(Invalid, match="word for word"):
        save_draft(store, claims, PlayEntry(body="One"), by=steward("ada"))


def test_a_draft_that_somebody_changed_since_it_was_read_is_not_published_over_them(store: str, claims: int) -> None:
    save_draft(store, claims, PlayEntry(body="One"), by=steward("ada"))
    both_saw = seen(store)
    save_draft(store, claims, PlayEntry(body="Theirs"), by=steward("bob"), seen=both_saw)
    with pytest.raises(Clashed) as clashed:
        publish_play(store, claims, PlayEntry(body="One"), on=ago(0), by=steward("ada"), seen=both_saw)
    assert clashed.value.clashes[0].theirs == "Theirs"
    assert plays(store) == [(1, "Theirs", False)]


def test_a_discarded_draft_leaves_the_standard_as_it_is(store: str, claims: int) -> None:
    publish_play(store, claims, PlayEntry(body="One"), on=ago(10), by=steward("ada"))
    save_draft(store, claims, PlayEntry(body="Two"), by=steward("ada"))
    discard_draft(store, claims, by=steward("ada"))
    assert plays(store) == [(1, "One", True)]
    with pytest.raises(Invalid, match="no draft"):
        discard_draft(store, claims, by=steward("ada"))
