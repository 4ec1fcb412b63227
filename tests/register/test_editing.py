"""Edits of the register: whole or not at all, told in the trail, and never over what somebody else changed since."""

import threading
from datetime import date

import pytest
from sqlmodel import select

from opmodel.register.bringing_back import take_back
from opmodel.register.checks import CheckEntry, log_check
from opmodel.register.editing import Clashed, Invalid, checked
from opmodel.register.steps import StepEntry, save_steps
from opmodel.register.workflows import WorkflowEntry, save_workflow
from opmodel.store.audit import newest_change
from opmodel.store.engine import reading
from opmodel.store.register import OfficeHolder, Performer, RegisterChange, Step, Workflow
from tests.askers import steward

CLAIMS = WorkflowEntry(name="Claims intake", outcome="Routed the same day", owner="Grace Hopper", tools=("Copilot",))


def seen(url: str) -> int:
    with reading(url) as session:
        return newest_change(session)


def only(url: str) -> Workflow:
    with reading(url) as session:
        return session.exec(select(Workflow)).one()


def step(name: str = "Register", **values: object) -> StepEntry:
    return StepEntry(
        **{"name": name, "performer_before": Performer.HUMAN, "performer_after": Performer.AI_DOES, **values}  # type: ignore[arg-type]
    )


def test_an_edit_leaves_an_entry_of_the_trail_for_every_row_with_who_before_and_after(store: str) -> None:
    number = save_workflow(store, CLAIMS, by=steward("ada"))
    save_workflow(
        store, CLAIMS.model_copy(update={"outcome": "Routed in two hours"}), by=steward("bob"), workflow_id=number
    )
    with reading(store) as session:
        trail = session.exec(
            select(RegisterChange).where(RegisterChange.table_name == "workflow").order_by(RegisterChange.id)
        ).all()
    assert [(change.changed_by, change.before is None) for change in trail] == [("ada", True), ("bob", False)]
    assert trail[1].before["outcome"] == "Routed the same day"
    assert trail[1].after["outcome"] == "Routed in two hours"
    assert trail[0].edit != trail[1].edit


def test_a_field_that_cannot_be_kept_is_named_with_a_sentence_and_nothing_is_saved(store: str) -> None:
    with pytest.raises(Invalid) as wrong:
        checked(WorkflowEntry, {"name": " ", "outcome": "", "owner": "Ada", "owner_email": "nowhere"})
    assert set(wrong.value.fields) == {"name", "outcome", "owner_email"}
    assert wrong.value.fields["name"] == "Must be filled in."
    number = save_workflow(store, CLAIMS, by=steward("ada"))
    before = seen(store)
    with pytest.raises(Invalid, match="Two steps are called register"):
        save_steps(store, number, [step(), step("register")], by=steward("ada"))
    assert seen(store) == before


def test_the_second_of_two_who_changed_one_value_is_told_who_did_and_sees_both(store: str) -> None:
    number = save_workflow(store, CLAIMS, by=steward("ada"))
    both_saw = seen(store)
    save_workflow(
        store, CLAIMS.model_copy(update={"outcome": "In an hour"}), by=steward("bob"), workflow_id=number, seen=both_saw
    )
    with pytest.raises(Clashed) as clashed:
        save_workflow(
            store,
            CLAIMS.model_copy(update={"outcome": "In a day"}),
            by=steward("cyd"),
            workflow_id=number,
            seen=both_saw,
        )
    (clash,) = clashed.value.clashes
    assert (clash.column, clash.base, clash.theirs, clash.yours) == (
        "outcome",
        "Routed the same day",
        "In an hour",
        "In a day",
    )
    assert clash.changed_by == "bob"
    assert only(store).outcome == "In an hour"


def test_two_who_changed_different_values_of_one_row_both_keep_theirs(store: str) -> None:
    number = save_workflow(store, CLAIMS, by=steward("ada"))
    both_saw = seen(store)
    save_workflow(
        store, CLAIMS.model_copy(update={"outcome": "In an hour"}), by=steward("bob"), workflow_id=number, seen=both_saw
    )
    save_workflow(
        store, CLAIMS.model_copy(update={"owner": "Mary"}), by=steward("cyd"), workflow_id=number, seen=both_saw
    )
    workflow = only(store)
    assert workflow.outcome == "In an hour"
    with reading(store) as session:
        owner = session.get(OfficeHolder, workflow.owner_id)
        assert owner is not None
        assert owner.name == "Mary"


def test_a_step_that_somebody_added_meanwhile_is_not_removed_by_whoever_had_not_seen_it(store: str) -> None:
    number = save_workflow(store, CLAIMS, by=steward("ada"))
    save_steps(store, number, [step("Register")], by=steward("ada"))
    with reading(store) as session:
        first = session.exec(select(Step)).one().id
    both_saw = seen(store)
    save_steps(store, number, [step("Register", id=first), step("Route")], by=steward("bob"), seen=both_saw)
    save_steps(store, number, [step("Register", id=first, minutes_a_case=4)], by=steward("cyd"), seen=both_saw)
    with reading(store) as session:
        steps = session.exec(select(Step).order_by(Step.name)).all()
    assert [(row.name, row.minutes_a_case) for row in steps] == [("Register", 4), ("Route", None)]


def test_a_step_that_was_removed_meanwhile_is_told_with_who_removed_it(store: str) -> None:
    number = save_workflow(store, CLAIMS, by=steward("ada"))
    save_steps(store, number, [step("Register")], by=steward("ada"))
    with reading(store) as session:
        first = session.exec(select(Step)).one().id
    both_saw = seen(store)
    save_steps(store, number, [], by=steward("bob"), seen=both_saw)
    with pytest.raises(Invalid, match="bob removed it"):
        save_steps(store, number, [step("Register", id=first, minutes_a_case=4)], by=steward("cyd"), seen=both_saw)


def test_two_real_sessions_that_save_at_the_same_moment_lose_nothing(store: str) -> None:
    number = save_workflow(store, CLAIMS, by=steward("ada"))
    both_saw = seen(store)
    outcomes: dict[str, str] = {}
    together = threading.Barrier(2)

    def save(who: str) -> None:
        together.wait()
        try:
            entry = CLAIMS.model_copy(update={"outcome": f"As {who} says"})
            save_workflow(store, entry, by=steward(who), workflow_id=number, seen=both_saw)
            outcomes[who] = "saved"
        except Clashed as clashed:
            outcomes[who] = clashed.clashes[0].changed_by

    threads = [threading.Thread(target=save, args=(who,)) for who in ("bob", "cyd")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    first = next(who for who, what in outcomes.items() if what == "saved")
    second = next(who for who in outcomes if who != first)
    assert outcomes[second] == first
    assert only(store).outcome == f"As {first} says"


def test_what_an_edit_removed_comes_back_whole(store: str) -> None:
    number = save_workflow(store, CLAIMS, by=steward("ada"))
    save_steps(store, number, [step("Register", checkpoint="Ten a day", cadence_days=7)], by=steward("ada"))
    before = _everything(store)
    save_steps(store, number, [], by=steward("bob"))
    assert _everything(store) != before
    with reading(store) as session:
        removal = session.exec(select(RegisterChange).where(RegisterChange.changed_by == "bob")).all()[-1]
    assert removal.edit is not None
    take_back(store, removal.edit, by=steward("cyd"))
    assert _everything(store) == before


def test_an_edit_that_something_was_built_on_since_is_not_taken_back(store: str) -> None:
    number = save_workflow(store, CLAIMS, by=steward("ada"))
    with reading(store) as session:
        made = session.exec(select(RegisterChange).where(RegisterChange.table_name == "workflow")).one()
    save_workflow(store, CLAIMS.model_copy(update={"outcome": "In an hour"}), by=steward("bob"), workflow_id=number)
    assert made.edit is not None
    with pytest.raises(Invalid, match="changed again since by bob"):
        take_back(store, made.edit, by=steward("ada"))


def test_a_removed_number_never_comes_to_mean_another_row(store: str) -> None:
    number = save_workflow(store, CLAIMS, by=steward("ada"))
    save_steps(store, number, [step("Register")], by=steward("ada"))
    save_steps(store, number, [], by=steward("ada"))
    save_steps(store, number, [step("Route")], by=steward("ada"))
    with reading(store) as session:
        trail = session.exec(select(RegisterChange).where(RegisterChange.table_name == "step")).all()
    keys = [change.row_key for change in trail if change.before is None]
    assert len(set(keys)) == 2


def test_a_check_whose_numbers_do_not_add_up_is_refused(store: str) -> None:
    with pytest.raises(Invalid, match="20 outputs were seen, but accepted, corrected and rejected come to 19"):
        checked(
            CheckEntry,
            {
                "checkpoint_id": 1, "rollout_id": 1, "looked_on": date(2026, 11, 2), "seen": 20, "accepted": 15,
                "corrected": 3, "rejected": 1, "reviewer": "Ada",
            },
        )  # fmt: skip
    with pytest.raises(Invalid, match="no longer in the register"):
        log_check(
            store,
            CheckEntry(
                checkpoint_id=1, rollout_id=1, looked_on=date(2026, 11, 2), seen=1, accepted=1, corrected=0,
                rejected=0, reviewer="Ada",
            ),
            by=steward("ada"),
        )  # fmt: skip


def _everything(url: str) -> dict[str, list[dict[str, object]]]:
    from opmodel.store.register import Checkpoint

    with reading(url) as session:
        return {
            model.__name__: [row.model_dump() for row in session.exec(select(model))]
            for model in (Workflow, Step, Checkpoint)
        }
