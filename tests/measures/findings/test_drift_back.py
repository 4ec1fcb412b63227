from opmodel.store.register import Setting
from tests.company import Company
from tests.measures.findings.governed import FALLS, MOTOR, PROPERTY, Governed, found


def test_a_collapse_says_from_how_many_of_how_many_to_how_many_and_what_never_moved(any_company: Company) -> None:
    Governed(any_company, published=None, motor=FALLS).staffed(PROPERTY)
    (one,) = found(any_company, "drift_back")
    assert (one["title"], one["what"], one["owner"]) == ("Collapse", "Claims in Motor", "Ada")
    assert one["evidence"] == (
        "Peaked at 83% (25 of 30 people) in week 2 after go-live, now 20% over the newest four weeks (6 of 30 people in "
        "2026-W40). What never moved: no checkpoint had a reviewer; no play was published."
    )
    assert one["next_move"] == "Name who reviews what AI does there."
    assert one["stake"]["words"] == "30 people"


def test_where_everything_was_in_place_the_next_move_is_to_ask(company: Company) -> None:
    Governed(company, motor=FALLS).staffed()
    (one,) = found(company, "drift_back", team=MOTOR)
    assert one["evidence"].endswith("Accountability, a reviewer and a play were in place when the peak ended.")
    assert one["next_move"].startswith("Ask the team what sent it back")


def test_a_team_that_holds_did_not_collapse(company: Company) -> None:
    Governed(company).staffed()
    assert found(company, "drift_back") == []
    assert found(company, "slow_leak") == []


def test_nothing_is_told_of_a_team_too_small_to_show(company: Company) -> None:
    Governed(company, motor=FALLS).staffed()
    company.session.add(Setting(key="threshold.minimum_group", value=31))
    company.session.flush()
    assert found(company, "drift_back") == []
