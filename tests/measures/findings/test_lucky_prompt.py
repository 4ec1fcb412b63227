from datetime import date

from tests.company import Company
from tests.measures.findings.governed import Governed, found


def test_a_win_that_nobody_wrote_down_is_a_lucky_prompt(any_company: Company) -> None:
    Governed(any_company, published=None).staffed()
    (one,) = found(any_company, "lucky_prompt")
    assert one["evidence"] == "Motor has won since 29 Jun 2026, and no play says how. So has 1 other team."
    assert one["next_move"] == "Write down how Motor works, and publish it as the play."
    assert one["stake"]["words"] == "60 people"


def test_a_win_with_its_play_published_is_none(company: Company) -> None:
    Governed(company, published=date(2026, 9, 30)).staffed()
    assert found(company, "lucky_prompt") == []
