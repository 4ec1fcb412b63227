"""What moved since the last review, in words: value and count then and now, names, and no difference across definitions."""

from datetime import date
from typing import Any

from opmodel.measures.figure import Figure
from opmodel.measures.reported import NewDefinition, NewThreshold
from opmodel.measures.since_review import LastReview, Moved, SinceReview
from opmodel.store.weeks import parse_week
from opmodel.ui.since_review import sentences, then_sentence, title

W33 = parse_week("2026-W33")


def figure(name: str, unit: str, numerator: float, denominator: float, **fields: Any) -> Figure:
    value = numerator / denominator if unit == "share" else numerator
    known = {"rule": f"{name}/1", "value": value, "numerator": numerator, "denominator": denominator, "as_of": W33}
    return Figure(name=name, unit=unit, **{**known, **fields})


def part(name: str, **fields: Any) -> Figure:
    return Figure(**{"name": name, "unit": "share", "rule": "shape/1", **fields})


def said(then: Figure, now: Figure, **more: Any) -> list[str]:
    lines = sentences(Moved(then=then, now=now, **more), week=W33)
    return [line.replace("\u00a0", " ").replace(r"\%", "%").replace(r"\,", ",") for line in lines]


def since(**fields: Any) -> SinceReview:
    review = LastReview(day=date(2026, 8, 16), week=W33, weeks_ago=13, is_set=False)
    return SinceReview(
        **{"review": review, "reported_on": None, "moved": (), "compared": 3, "unknown_then": (), **fields}
    )


def test_adoption_is_told_with_its_people_then_and_now() -> None:
    assert said(figure("adoption", "share", 670, 1240), figure("adoption", "share", 744, 1240)) == [
        "**Adoption 54% → 60%** (670 of 1,240 people → 744 of 1,240)."
    ]


def test_a_figure_that_was_reported_of_an_earlier_week_names_it() -> None:
    older = figure("adoption", "share", 670, 1240, as_of=W33 - 1)
    assert "(670 of 1,240 people in week 2026-W32 → " in said(older, figure("adoption", "share", 744, 1240))[0]


def test_a_workflow_that_got_proven_is_named_with_the_count() -> None:
    then, now = figure("proven", "workflows", 0, 9), figure("proven", "workflows", 1, 9)
    assert said(then, now, came=(part("*Claims* <b>"),)) == [
        r"**1 more workflow proven:** \*Claims\* \<b\> (0 of 9 redesigned workflows → 1 of 9)."
    ]
    assert said(now, then, went=(part("Claims"),)) == [
        "**1 workflow no longer proven:** Claims (1 of 9 redesigned workflows → 0 of 9)."
    ]


def test_what_came_and_what_went_is_one_sentence_where_the_count_stood_still() -> None:
    same = figure("purgatory", "pilots", 4, 14)
    assert said(same, same, came=(part("A"),), went=(part("B"), part("C"))) == [
        "**1 pilot newly stuck:** A; **2 no longer:** B, C (4 of 14 open pilots → 4 of 14)."
    ]


def test_many_names_are_three_and_a_count() -> None:
    then, now = figure("shape", "rollouts", 0, 9), figure("shape", "rollouts", 5, 9)
    assert "A, B, C and 2 more (" in said(then, now, came=tuple(part(one) for one in "ABCDE"))[0]


def test_a_count_whose_names_were_not_kept_is_told_without_them() -> None:
    assert said(figure("shape", "rollouts", 5, 12), figure("shape", "rollouts", 6, 16)) == [
        "**Rollouts holding** (5 of 12 live rollouts → 6 of 16)."
    ]


def test_a_rollout_that_drifted_back_is_a_sentence_of_its_own_with_its_people() -> None:
    same = figure("shape", "rollouts", 5, 12)
    fell = part("Contract review in Legal", denominator=38, detail={"sentence": "peaked at 71% in week 3, now 24%"})
    assert said(same, same, fell=(fell,)) == [
        "**Contract review in Legal drifted back**: peaked at 71% in week 3, now 24% of 38 people."
    ]


def test_pilots_are_told_by_how_many_crossed_and_how_many_began() -> None:
    then = figure("pilots_to_production", "share", 10, 36)
    assert said(then, figure("pilots_to_production", "share", 11, 40)) == [
        "**1 more pilot in production** (10 of 36 begun → 11 of 40)."
    ]
    assert said(then, figure("pilots_to_production", "share", 10, 38)) == [
        "**2 more pilots begun, none more in production** (10 of 36 begun → 10 of 38)."
    ]
    assert said(then, figure("pilots_to_production", "share", 9, 36)) == [
        "**Pilots in production** (10 of 36 begun → 9 of 36)."
    ]


def test_components_are_told_by_which_of_the_four_moved() -> None:
    def components(ownership: float, scale: float) -> Figure:
        return figure(
            "components",
            "workflows",
            1,
            19,
            parts=(
                part("ownership", kind="component", value=ownership),
                part("scale", kind="component", value=scale),
                part("All of them", kind="workflow", numerator=ownership + scale, denominator=4),
            ),
        )

    assert said(components(4, 7), components(3, 9)) == [
        "**Components in place 11 → 12 of 76**, four for each of 19 workflows: ownership 4 → 3, scale 7 → 9."
    ]


def test_idle_money_is_told_with_what_is_paid() -> None:
    def money(idle: float, paid: float) -> Figure:
        return figure("shelfware_money", "EUR a year", idle, paid, detail={"currency": "EUR"})

    assert said(money(175_875, 520_958), money(158_149, 520_958)) == [
        "**Idle money €176k → €158k a year** (of €521k paid for seats)."
    ]
    assert said(money(175_875, 400_000), money(158_149, 520_958))[0].endswith("(of €400k → €521k paid for seats).")


def test_two_definitions_stand_side_by_side_without_a_difference() -> None:
    definition = NewDefinition(
        on=date(2026, 9, 1),
        before="proven/1",
        after="proven/1",
        thresholds=(NewThreshold(name="majority_share", before=0.6, after=0.7),),
    )
    (line,) = said(figure("proven", "workflows", 2, 9), figure("proven", "workflows", 1, 9), definition=definition)
    assert line == (
        "**Proven workflows** is counted otherwise since, so the two are not compared: 2 of 9 workflows then, 1 of 9 workflows "
        "now. New definition: majority share 70% instead of 60%."
    )
    assert "→" not in line


def test_since_when_is_said_whether_a_review_is_set_or_not() -> None:
    assert title(since()) == "Nothing moved in thirteen weeks"
    assert then_sentence(since()).startswith("Compared with week 2026-W33, thirteen weeks ago: the day")
    held = since(review=LastReview(day=date(2026, 8, 19), week=W33, weeks_ago=13, is_set=True))
    assert title(held) == "Nothing moved since the last board review"
    assert then_sentence(held).startswith("Since the review of 19 Aug 2026, week 2026-W33.")


def test_where_then_comes_from_is_said() -> None:
    assert "worked out again as of that week" in then_sentence(since())
    assert "as it was reported on 14 Aug 2026" in then_sentence(since(reported_on=date(2026, 8, 14)))


def test_what_was_not_known_then_is_named() -> None:
    assert then_sentence(since(unknown_then=(figure("shelfware_money", "EUR a year", 1, 2),))).endswith(
        "Not known then: idle money."
    )
