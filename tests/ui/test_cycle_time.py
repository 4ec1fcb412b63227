"""The words and the card of cycle time: units, both counts, and what is not known."""

from typing import Any

from opmodel.measures.figure import Figure
from opmodel.ui.cycle_time import proven_card
from opmodel.ui.cycle_time_charts import _finding
from opmodel.ui.cycle_time_words import beside_lines, rollout_rows, side_rows, type_rows, types_title


def side(**fields: Any) -> dict[str, Any]:
    return {
        "cases": 260,
        "finished": 255,
        "median_hours": 146.4,
        "p75_hours": 200.0,
        "p90_hours": 300.0,
        "cases_a_week": 10.0,
        "ended_without_finishing": 5,
        "ended_without_finishing_share": 5 / 265,
        "zero": 0,
        "zero_share": 0.0,
        "reopened": 0,
        **fields,
    }


DETAIL: dict[str, Any] = {
    "sentence": "Faster by 31% (95% CI 18–42%), median 6.1 → 4.2 days, 260 cases before, 131 after, 24 still open",
    "go_live": "2026-03-02",
    "baseline": "Before",
    "first_day": "2025-09-01",
    "last_day": "2026-03-01",
    "known_until": "2026-06-30",
    "weeks_after": 13,
    "used_before": 260,
    "used_after": 120,
    "smallest_effect": 0.24,
    "pretend_dates": 40,
    "pretend_p": 1 / 41,
    "chance_after_beats_before": {"chance": 0.66, "low": 0.6, "high": 0.72},
    "before": 262,
    "after": 160,
    "sides": {"before": side(), "after": side(cases=131, median_hours=100.8, ended_without_finishing=0)},
    "quality": {
        "seen_before": 0,
        "mended_before": 0,
        "seen_after": 80,
        "mended_after": 8,
        "before": None,
        "after": 0.1,
    },
    "compared_with": {
        "who": "teams that do the same task the old way",
        "teams": 2,
        "change": -0.2,
        "ci_low": -0.4,
        "ci_high": 0.05,
        "rank": 1,
        "of": 3,
        "p": 0.33,
        "indicative": True,
    },
}


def test_both_sides_are_told_in_one_unit_with_their_counts() -> None:
    rows = {row["Compared"]: (row["Before go-live"], row["Since go-live"]) for row in side_rows(DETAIL)}
    assert rows["Median"] == ("6.1 days", "4.2 days")
    assert rows["Cases started"] == ("262", "160")
    assert rows["Cases compared"] == ("260", "131")
    assert rows["Ended without being finished"][0] == "5 of 265 · 2%"
    assert rows["Outputs corrected or rejected"] == ("no check logged", "8 of 80 · 10%")


def test_cases_that_the_verdict_counts_and_that_are_too_young_to_compare_are_told() -> None:
    detail = {**DETAIL, "before": 260, "after": 145}
    rows = {row["Compared"]: (row["Before go-live"], row["Since go-live"]) for row in side_rows(detail)}
    assert rows["Cases started"] == ("260", "145")
    assert rows["Cases compared"] == ("260", "131")
    assert beside_lines(detail)[-1].endswith(
        "13 weeks since go-live are old enough to compare, 14 cases since go-live are not."
    )


def test_cases_opened_again_and_cases_of_no_time_have_a_row_only_where_there_are_any() -> None:
    plain = {row["Compared"] for row in side_rows(DETAIL)}
    assert not {"Finished, then opened again", "Took no time at all"} & plain
    sides = {"before": side(reopened=13), "after": side(cases=131, finished=120, reopened=2, zero=12)}
    rows = {row["Compared"]: row for row in side_rows({**DETAIL, "sides": sides, "reopened_known": True})}
    assert rows["Finished, then opened again"]["Before go-live"] == "13 of 260 · 5%"
    assert rows["Took no time at all"]["Since go-live"] == "12 of 120 · 10%"


def test_times_of_fewer_than_ten_cases_are_not_shown() -> None:
    few = side(cases=9, finished=9, median_hours=None, p75_hours=None, p90_hours=None)
    rows = {row["Compared"]: row for row in side_rows({**DETAIL, "sides": {"before": side(), "after": few}})}
    assert rows["Median"]["Since go-live"] == "too few to show"


def test_the_mix_of_cases_stands_with_the_change_within_each_type() -> None:
    one = {"change": -0.02, "ci_low": -0.1, "ci_high": 0.07}
    types = [
        {"name": "Easy", "before": 78, "after": 96, "median_before_hours": 2.0, "median_after_hours": 1.9, **one},
        {"name": "", "before": 4, "after": 3, "median_before_hours": None, "median_after_hours": None}
        | dict.fromkeys(one),
    ]
    detail = {**DETAIL, "within_types": {"types": types, "kinds": 2, "covered": 117, "of": 120, **one}}
    easy, other = type_rows(detail)
    assert easy == {
        "Type of case": "Easy",
        "Before go-live": "78 of 260 · 30%",
        "Since go-live": "96 of 131 · 73%",
        "Median": "2.0 → 1.9 hours",
        "Change (95% CI)": "−2% (−10% to +7%)",
    }
    assert (other["Type of case"], other["Median"]) == ("not said", "too few to show")
    assert other["Change (95% CI)"] == "too few to compare"
    assert types_title(detail) == (
        "Between cases of the same type the change is −2% (95% CI −10% to +7%), over 117 of 120 cases since go-live"
    )
    assert type_rows(DETAIL) == []


def test_what_stands_beside_the_verdict_names_its_counts_and_its_limits() -> None:
    said = beside_lines(DETAIL)
    assert said[0] == (
        "A case since go-live takes less time than one before in 66% of pairs (95% CI 60–72%, were all cases independent)."
    )
    assert said[1] == "The smallest effect that 260 cases before and 120 after could have shown is about 24%."
    assert "With fewer than five teams this is indicative." in said[2]
    assert said[3] == "A change as large came about at none of 40 pretend go-lives in the year before."
    often = beside_lines({**DETAIL, "pretend_p": 4 / 41})[3]
    assert often == "A change as large came about at 3 of 40 pretend go-lives in the year before."
    assert said[4].startswith("Before: 1 Sep 2025 to 1 Mar 2026, the baseline “Before”.")


def test_without_a_baseline_nothing_compares_before_with_after() -> None:
    (known,) = beside_lines({**DETAIL, "verdict": "no claim possible", "baseline": None})
    assert "no locked baseline" in known
    (row,) = rollout_rows(
        [Figure(name="M", unit="share", rule="cycle_time/1", detail={**DETAIL, "verdict": "no claim possible"})]
    )
    assert row["Compared with others"] == "nothing to compare without a baseline"


def test_a_team_nobody_can_be_compared_with_says_so() -> None:
    lonely = {name: value for name, value in DETAIL.items() if name != "compared_with"}
    (row,) = rollout_rows([Figure(name="Motor", unit="share", rule="cycle_time/1", detail=lonely)])
    assert row["Compared with others"] == "nobody to compare with"
    assert row["Verdict"] == DETAIL["sentence"]


def test_weeks_outside_their_limits_are_counted_out_of_all_weeks() -> None:
    assert _finding(0, 0, 13) == "Every one of 13 weeks since go-live lies within what was usual before."
    assert _finding(9, 0, 13) == "9 of 13 weeks since go-live lie below what was usual before."
    assert _finding(1, 0, 13) == "1 of 13 weeks since go-live lies below what was usual before."
    assert _finding(2, 1, 13) == "3 of 13 weeks since go-live lie outside what was usual before: 2 below and 1 above."


def test_the_card_says_how_many_are_faster_and_how_many_proven() -> None:
    def part(name: str, verdict: str, value: float | None, *rollouts: Figure) -> Figure:
        return Figure(
            name=name, unit="share", rule="cycle_time/1", kind="workflow", value=value, detail={"verdict": verdict},
            parts=rollouts,
        )  # fmt: skip

    def rollout(number: int, team: str, value: float, **detail: Any) -> Figure:
        known = {"verdict": "faster", "checked": True, "ci_low": value - 0.08, "ci_high": value + 0.09}
        return Figure(
            name=team, unit="share", rule="cycle_time/1", kind="rollout", value=value,
            detail={"rollout_id": number, **known, **detail},
        )  # fmt: skip

    def held(number: int, value: float, missing: list[str]) -> Figure:
        return Figure(
            name="team", unit="rollouts", rule="proven/1", kind="rollout", value=value,
            detail={"rollout_id": number, "missing": missing},
        )  # fmt: skip

    times = Figure(
        name="cycle_time",
        unit="workflows",
        rule="cycle_time/1",
        value=2,
        numerator=2,
        denominator=4,
        parts=(
            part(
                "Claims", "faster", -0.31, rollout(1, "Motor", -0.31), rollout(2, "Home", -0.21, locked_late="6 weeks")
            ),
            part("Review", "faster", -0.21, rollout(3, "Apps", -0.21, locked_late="12 weeks")),
            part("Code review", "no claim possible", None),
            part("Mail", "not enough evidence", None),
        ),
    )
    proven = Figure(
        name="proven", unit="workflows", rule="proven/1", value=1, numerator=1, denominator=4,
        parts=(
            Figure(
                name="all", unit="workflows", rule="proven/1", kind="workflow",
                parts=(held(1, 1, []), held(2, 0, ["It does not hold."]), held(3, 0, ["It does not hold."])),
            ),
        ),
    )  # fmt: skip
    card = proven_card(times, proven)
    assert (card.value, card.counted) == ("2 of 4", "1 of 4 proven")
    assert card.lines == (
        "Of redesigned workflows",
        "Claims: faster in 2 of 2 teams, by 21% (95% CI 12–29%) to 31% (95% CI 22–39%); its baseline was locked 6 weeks after "
        "go-live in Home",
        "Review: faster by 21% (95% CI 12–29%); not proven: it does not hold; its baseline was locked 12 weeks after go-live",
        "1 workflow without a locked baseline: no claim possible",
    )
    unknown = Figure(name="proven", unit="workflows", rule="proven/1", why_unknown="…")
    assert proven_card(times, unknown).value == "–"
