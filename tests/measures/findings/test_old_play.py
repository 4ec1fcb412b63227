from datetime import date

from tests.company import Company
from tests.measures.findings.governed import MOTOR, Governed, found


def test_a_team_on_a_version_that_was_replaced_runs_an_old_play(any_company: Company) -> None:
    governed = Governed(any_company).staffed()
    any_company.play("Claims", 2, date(2026, 9, 1), by="Ada")
    governed.change(MOTOR, play_version=2)
    (one,) = found(any_company, "old_play")
    assert one["evidence"] == "Property runs version 1, 1 version behind; 1 of 2 live teams runs version 2."
    assert (one["next_move"], one["stake"]["words"]) == ("Bring Property to version 2 of the play.", "30 people")


def test_on_the_newest_version_and_where_none_is_recorded_there_is_nothing_to_say(company: Company) -> None:
    governed = Governed(company).staffed()
    governed.change(MOTOR, play_version=None)
    assert found(company, "old_play") == []
