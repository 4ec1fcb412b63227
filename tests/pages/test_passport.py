"""Every figure's passport: nothing of it is worked out before it is opened, then it tells everything."""

import pytest
from streamlit.testing.v1 import AppTest

from opmodel.register.thresholds import set_threshold
from opmodel.ui import evidence
from opmodel.ui.plain import plain
from tests.askers import admin
from tests.pages.conftest import Open
from tests.ui import hostile_company as hostile

SPLIT = "how-company_split/1--company_split"
ADOPTION = "how-adoption/1--adoption"


def said(test: AppTest) -> str:
    return " ".join(line.value for line in test.markdown)


def history(test: AppTest) -> list[dict[str, str]]:
    table = next(table.value for table in test.table if "Why" in table.value.columns)
    rows: list[dict[str, str]] = table.to_dict("records")
    return rows


def test_nothing_of_a_passport_is_worked_out_before_it_is_opened(
    filled_store: str, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = evidence.passport
    monkeypatch.setattr(
        evidence, "passport", lambda session, figure, **of: asked.append(figure.name) or real(session, figure, **of)
    )
    test = opened(filled_store)
    assert asked == []
    assert "As it was reported" not in said(test)
    test.button(key=ADOPTION).click().run()
    assert asked == ["adoption"]
    test.button(key=ADOPTION).click().run()
    assert asked == ["adoption"]


def test_an_opened_passport_tells_files_freshness_what_is_left_out_and_what_was_reported(
    filled_store: str, opened: Open
) -> None:
    test = opened(filled_store)
    words = said(test.button(key=ADOPTION).click().run())
    for heading in ("Files", "How fresh", "As it was reported"):
        assert f"**{heading}**" in words
    assert "hash 000000000000" in words
    (line,) = history(test)
    assert line["Figure"] == plain("15 of 24 · 62%")
    assert line["Week"].replace("\u2060", "") == plain("2026-W46")


def test_a_change_of_a_threshold_is_a_break_in_the_history_and_in_the_line(filled_store: str, opened: Open) -> None:
    set_threshold(filled_store, "majority_share", 0.5, by=admin(hostile.OWNER))
    test = opened(filled_store)
    assert "New definition from" in said(test)
    assert plain("majority share 50% instead of 60%") in said(test)
    test.button(key=SPLIT).click().run()
    rows = history(test)
    assert rows[0]["Figure"] == plain("1 of 1 teams")
    assert rows[1]["Figure"].startswith("New definition from")
    assert rows[1]["Why"] == plain("majority share 50% instead of 60%")
    assert plain(hostile.OWNER) in rows[0]["Why"]


def test_a_teams_passport_says_where_its_history_is_kept(filled_store: str, opened: Open) -> None:
    test = opened(filled_store, team=hostile.TEAM)
    assert "What was reported is kept of the whole company" in said(test.button(key=ADOPTION).click().run())


def test_a_part_on_a_card_is_explained_by_the_rule_of_its_measure(filled_store: str, opened: Open) -> None:
    test = opened(filled_store, "operate/pilots.py")
    words = said(test.button(key="how-purgatory/1-decision-overdue").click().run())
    assert "Rule purgatory" in words
    assert "**As it was reported**" in words


def test_a_page_of_an_earlier_week_says_that_week_at_its_top(filled_store: str, opened: Open) -> None:
    test = opened(filled_store, week="2026-W42")
    assert "week 2026-W42" in test.main.markdown[0].value
    assert "week 2026-W46" in opened(filled_store).main.markdown[0].value


def test_a_card_of_another_week_than_the_pages_says_its_own(filled_store: str, opened: Open) -> None:
    from opmodel.store.engine import writing
    from tests.company import Company, whole

    with writing(filled_store) as session:
        company = Company(session)
        company.panel("Another tool", {"W48": whole(company.crowd(24, prefix="q"))})
    test = opened(filled_store)
    assert "week 2026-W48" in test.main.markdown[0].value
    assert any("Week 2026" in line.value and "W46" in line.value for line in test.main.markdown[1:])
