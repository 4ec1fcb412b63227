"""What is red: the order, what a part carries, what a team is told, and that every rule says what it is."""

import json
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from opmodel.measures.finding import Finding, Rule, Urgency, Where, by_stake, money_at_stake, people_at_stake
from opmodel.measures.findings import all_rules
from opmodel.measures.registry import Question, all_measures, answered_once, ask
from opmodel.store.thresholds import THRESHOLDS
from tests.company import Company
from tests.measures.findings.governed import Governed, found, seats

TESTS = Path(__file__).parent / "findings"


@pytest.mark.parametrize("rule", all_rules().values(), ids=lambda rule: rule.name)
def test_a_rule_says_when_it_fires_and_what_to_do_and_has_a_test(rule: Rule) -> None:
    assert rule.title
    for words in (rule.help, rule.rule, rule.next_move):
        assert words.endswith(".")
    assert rule.source
    assert set(rule.reads) <= set(all_measures())
    named = {word.strip("`,.;") for word in rule.rule.split() if word.startswith("`")}
    assert named <= set(THRESHOLDS)
    assert (TESTS / f"test_{rule.name}.py").is_file()


def test_it_counts_everything_found_and_each_is_json_with_evidence_owner_next_move_and_stake(
    any_company: Company,
) -> None:
    Governed(any_company, published=None)
    seats(any_company, notice_on=date(2026, 11, 1))
    figure = ask(any_company.session, "findings")
    assert (figure.value, figure.unit, figure.rule) == (len(figure.parts), "findings", "findings/1")
    assert [part.detail["rule"] for part in figure.parts] == ["renewal", "vacancy", "lucky_prompt", "only_tools"]
    assert figure.sources
    for part in figure.parts:
        assert part.kind == "finding"
        assert json.loads(json.dumps(dict(part.detail))) == part.detail
        assert part.detail["evidence"].endswith(".")
        assert part.detail["next_move"].endswith(".")
        assert part.value == part.detail["stake"]["amount"]
    assert len({part.name for part in figure.parts}) == len(figure.parts)


def test_a_workflow_that_lacks_nothing_needs_no_decision(company: Company) -> None:
    Governed(company).staffed()
    figure = ask(company.session, "findings")
    assert (figure.value, figure.parts, figure.why_unknown) == (0, (), None)


def test_in_an_empty_store_it_is_unknown_rather_than_none(company: Company) -> None:
    figure = ask(company.session, "findings")
    assert figure.value is None
    assert "upload a file" in (figure.why_unknown or "")


def test_a_team_is_told_of_its_own_rollouts_only(company: Company) -> None:
    Governed(company, published=None)
    assert {one["rule"] for one in found(company, team="Claims/Motor")} == {"vacancy", "lucky_prompt"}
    assert found(company, team="Legal") == []


def test_the_same_question_has_the_same_answer_whoever_asked_before(company: Company) -> None:
    Governed(company, published=None)
    alone = ask(company.session, "findings")
    with answered_once(company.session):
        ask(company.session, "components")
        assert ask(company.session, "findings") == alone


def test_a_question_is_answered_once_while_answers_are_kept(company: Company) -> None:
    Governed(company)
    with answered_once(company.session):
        first = ask(company.session, "shape")
        ask(company.session, "findings")
        assert ask(company.session, "shape") is first
        assert ask(company.session, "shape", Question(team="Claims")) is not first
    assert ask(company.session, "shape") is not first


def a_finding(name: str, urgency: Urgency = Urgency.SLIPPING, **fields: Any) -> Finding:
    return Finding(
        rule="any", title=name, what="", evidence=".", next_move=".", urgency=urgency, where=Where.WORKFLOW, **fields
    )


def test_what_presses_comes_first_then_people_then_money_the_most_first() -> None:
    ordered = [
        a_finding("notice in 3 days", Urgency.CLOSING, days_left=3, stake=money_at_stake(10, "EUR")),
        a_finding("notice in 9 days", Urgency.CLOSING, days_left=9, stake=money_at_stake(900_000, "EUR")),
        a_finding("90 people", stake=people_at_stake(90)),
        a_finding("40 people, spent much", stake=people_at_stake(40)),
        a_finding("euros", stake=money_at_stake(9_000, "EUR")),
        a_finding("fewer euros", stake=money_at_stake(8_000, "EUR")),
        a_finding("dollars", stake=money_at_stake(99_000, "USD")),
        a_finding("not counted"),
        a_finding("not counted, by name"),
        a_finding("900 people, later", Urgency.OVERDUE, stake=people_at_stake(900)),
        a_finding("tabs", Urgency.SPENDING, stake=people_at_stake(2_000)),
    ]
    assert sorted(Random(7).sample(ordered, len(ordered)), key=by_stake) == ordered
