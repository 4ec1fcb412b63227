"""What the board is told of the outcome, in every state the store can be in."""

from dataclasses import replace
from typing import Any

from opmodel.measures.figure import Figure
from opmodel.store.weeks import parse_week
from opmodel.ui.outcome_words import proven_sentences
from opmodel.ui.plain import plain

W46 = parse_week("2026-W46")


def timed(number: int, team: str, verdict: str, *, low: float = -0.39, high: float = -0.22, **detail: Any) -> Figure:
    known = {"rollout_id": number, "verdict": verdict, "checked": verdict == "faster", **detail}
    if verdict == "faster":
        known |= {"ci_low": low, "ci_high": high, "before": 214, "after": 1_187}
    return Figure(
        name=team,
        unit="share",
        rule="cycle_time/1",
        kind="rollout",
        value=-0.31 if verdict == "faster" else None,
        suppressed=verdict == "hidden",
        detail=known,
    )


def cycle_time(**workflows: list[Figure]) -> Figure:
    parts = tuple(
        Figure(
            name=name.replace("_", " "),
            unit="share",
            rule="cycle_time/1",
            kind="workflow",
            suppressed=all(one.suppressed for one in rollouts),
            detail={"verdict": rollouts[0].detail["verdict"]},
            parts=tuple(rollouts),
        )
        for name, rollouts in workflows.items()
    )
    faster = sum(part.detail["verdict"] == "faster" for part in parts)
    return Figure(
        name="cycle_time", unit="workflows", rule="cycle_time/1", value=faster, numerator=faster,
        denominator=len(parts), parts=parts,
    )  # fmt: skip


def proven(of: int, *rollouts: tuple[int, bool, list[str]], as_of: int | None = W46) -> Figure:
    """Of so many workflows, the first with these rollouts: number, whether it is proven, what is missing."""
    parts = tuple(
        Figure(
            name="team", unit="rollouts", rule="proven/1", kind="rollout", value=float(is_proven),
            detail={"rollout_id": number, "missing": missing},
        )
        for number, is_proven, missing in rollouts
    )  # fmt: skip
    number = sum(is_proven for _, is_proven, _ in rollouts)
    whole = Figure(name="Claims intake", unit="workflows", rule="proven/1", kind="workflow", parts=parts)
    return Figure(
        name="proven", unit="workflows", rule="proven/1", value=number, numerator=number, denominator=of,
        as_of=as_of, parts=(whole,),
    )  # fmt: skip


def test_what_is_proven_comes_with_the_strongest_verdict_and_both_counts() -> None:
    times = cycle_time(Claims_intake=[timed(1, "Motor", "faster")], Mail=[timed(2, "Service", "not enough evidence")])
    assert proven_sentences(proven(9, (1, True, [])), times, week=W46) == [
        "**1 of 9** redesigned workflows is proven: it holds and got faster.",
        "Claims intake is faster by 31% (95% CI 22 to 39%), 214 cases before, 1,187 after.",
    ]


def test_the_strongest_verdict_is_the_one_whose_interval_stays_farthest_from_no_change() -> None:
    times = cycle_time(
        Claims_intake=[timed(1, "Motor", "faster", low=-0.6, high=-0.02), timed(2, "Property", "faster")],
    )
    both = proven_sentences(proven(9, (1, True, []), (2, True, [])), times)
    assert both[0].startswith("**2 of 9** redesigned workflows are proven: they hold")
    assert both[1].startswith("Claims intake in Property is faster by 31%")


def test_a_larger_fall_that_is_not_proven_does_not_speak_for_those_that_are() -> None:
    times = cycle_time(
        Claims_intake=[timed(1, "Motor", "faster", high=-0.35), timed(2, "Property", "faster")],
    )
    said = proven_sentences(proven(9, (1, False, ["It does not hold."]), (2, True, [])), times)
    assert said[1].startswith("Claims intake in Property")


def test_faster_without_holding_is_told_as_not_proven_with_what_is_missing() -> None:
    times = cycle_time(Claims_intake=[timed(1, "Motor", "faster")])
    assert proven_sentences(proven(9, (1, False, ["It does not hold."])), times) == [
        "None of 9 redesigned workflows is proven yet.",
        "Claims intake is faster by 31% (95% CI 22 to 39%), 214 cases before, 1,187 after, and not proven: it does not hold.",
    ]


def test_faster_in_a_stopped_rollout_proves_nothing() -> None:
    said = proven_sentences(proven(1), cycle_time(Claims_intake=[timed(1, "Motor", "faster")]))
    assert said[0] == "The one redesigned workflow is not proven yet."
    assert said[1].endswith("and not proven: it is stopped.")


def test_faster_but_not_checked_against_earlier_swings_is_no_verdict_for_the_board() -> None:
    times = cycle_time(Claims_intake=[timed(1, "Motor", "faster", checked=False)])
    assert "faster by" not in " ".join(proven_sentences(proven(3, (1, False, ["…"])), times))


def test_without_any_baseline_no_claim_is_possible() -> None:
    times = cycle_time(Claims=[timed(1, "Motor", "no claim possible")], Mail=[timed(2, "A", "no claim possible")])
    assert proven_sentences(proven(2), times) == [
        "None of 2 redesigned workflows is proven yet.",
        "No baseline is locked: no claim about their speed is possible.",
    ]


def test_where_one_baseline_is_missing_it_is_counted() -> None:
    times = cycle_time(Claims=[timed(1, "Motor", "no claim possible")], Mail=[timed(2, "A", "not enough evidence")])
    assert proven_sentences(proven(2), times)[1] == (
        "There is not enough evidence yet that any of them got faster; 1 workflow has no locked baseline."
    )


def test_without_cases_the_reason_is_that_of_the_measure() -> None:
    none = Figure(
        name="cycle_time",
        unit="workflows",
        rule="r/1",
        why_unknown="No cases of a redesigned workflow are uploaded yet.",
    )
    assert proven_sentences(proven(2), none)[1] == plain(none.why_unknown or "")


def test_groups_too_small_to_show_give_no_number() -> None:
    times = cycle_time(Claims=[timed(1, "Motor", "hidden")])
    assert proven_sentences(proven(1), times)[1] == "Too few cases or people to show how long the work takes."


def test_without_a_redesigned_workflow_nothing_is_said_of_proof() -> None:
    nothing = Figure(
        name="proven", unit="workflows", rule="proven/1", why_unknown="No redesigned workflow has a rollout yet."
    )
    assert proven_sentences(nothing, cycle_time()) == []


def test_a_teams_scope_and_another_week_are_named() -> None:
    said = proven_sentences(
        proven(2, (1, True, [])),
        cycle_time(Claims_intake=[timed(1, "Motor", "faster")]),
        team="Claims/*Motor*",
        week=W46 + 1,
    )
    assert said[0].startswith(r"**1 of 2** redesigned workflows in \*Motor\* is proven as of week 2026-W46: it holds")


def test_a_baseline_whose_cases_changed_since_is_told_with_the_verdict() -> None:
    times = cycle_time(Claims_intake=[timed(1, "Motor", "faster", baseline_changed=True)])
    assert "; the set of cases is not the one that was locked." in proven_sentences(proven(1, (1, True, [])), times)[1]


def test_a_baseline_locked_after_go_live_is_told_with_the_verdict_and_with_what_is_proven() -> None:
    times = cycle_time(Claims_intake=[timed(1, "Motor", "faster", locked_late="12 weeks")])
    found = proven(9, (1, True, []))
    late = replace(found, parts=(replace(found.parts[0], detail={"all_locked_late": True}),))
    assert proven_sentences(late, times, week=W46) == [
        "**1 of 9** redesigned workflows is proven: it holds and got faster, against a baseline locked after go-live.",
        "Claims intake is faster by 31% (95% CI 22 to 39%), 214 cases before, 1,187 after; its baseline was locked 12 weeks "
        "after go-live.",
    ]


def test_a_workflows_name_is_plain_text_in_the_verdict() -> None:
    times = cycle_time(**{"*<b>x*": [timed(1, "Motor", "faster")]})
    assert proven_sentences(proven(1, (1, True, [])), times)[1].startswith(r"\*\<b\>x\* is faster")
