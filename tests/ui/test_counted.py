"""What a figure counts, in one plain sentence and by name."""

from typing import Any

from opmodel.measures.figure import Figure
from opmodel.ui.counted import counted_names, counted_sentence


def of(rule: str, **said: Any) -> Figure:
    return Figure(**{"name": rule, "unit": "workflows", "rule": f"{rule}/1", **said})


def workflow(rule: str, name: str, **said: Any) -> Figure:
    return of(rule, name=name, kind="workflow", **said)


def test_a_count_is_told_once_and_never_as_what_it_equals() -> None:
    assert counted_sentence(of("cycle_time", value=2, numerator=2, denominator=9)) == "**2 of 9 workflows**."


def test_a_share_comes_with_its_count() -> None:
    share = of("adoption", unit="share", value=726 / 1353, numerator=726, denominator=1353)
    assert counted_sentence(share) == "726 of 1,353, which is **54\\%**."


def test_a_share_of_pilots_says_why_it_is_not_the_count_divided() -> None:
    ends = tuple(
        of("pilots_to_production", name=name, kind="outcome", value=n) for name, n in (("stopped", 15), ("open", 14))
    )
    pilots = of(
        "pilots_to_production",
        unit="share",
        value=0.2924,
        numerator=11,
        denominator=40,
        detail={"horizon_months": 12},
        parts=ends,
    )
    said = counted_sentence(pilots)
    assert said.startswith(
        "11 of 40 pilots begun are in production so far, 28%; 15 were stopped and 14 are still open."
    )
    assert "about **29%** are in production by then" in said


def test_the_workflows_that_got_faster_are_named_first_and_each_of_the_others_says_why_not() -> None:
    found = of(
        "cycle_time",
        value=1,
        numerator=1,
        denominator=2,
        parts=(
            workflow(
                "cycle_time", "Contracts", detail={"verdict": "no claim possible", "sentence": "No claim possible"}
            ),
            workflow("cycle_time", "Mail*", detail={"verdict": "faster", "sentence": "Faster in 1 of 2 teams"}),
        ),
    )
    assert counted_names(found) == [
        r"- **Counted.** **Mail\*:** Faster in 1 of 2 teams.",
        "- Not counted. **Contracts:** No claim possible.",
    ]


def test_a_workflow_that_is_not_proven_says_what_its_nearest_team_misses() -> None:
    far = of("proven", name="North", detail={"missing": ["It does not hold.", "Cycle time is not measured."]})
    near = of("proven", name="South", detail={"missing": ["It does not hold."]})
    mail = workflow("proven", "Mail", value=0, detail={"says": "0 of 2 teams"}, parts=(far, near))
    (line,) = counted_names(of("proven", value=0, numerator=0, denominator=1, parts=(mail,)))
    assert line == "- Not counted. **Mail:** 0 of 2 teams\\. South\\: It does not hold."


def test_what_is_not_known_counts_nothing() -> None:
    unknown = of("cycle_time", why_unknown="No cases.", parts=(workflow("cycle_time", "Mail"),))
    assert counted_names(unknown) == []
    assert counted_sentence(unknown) == r"**Not known.** No cases\."
