"""The team tree."""

import pytest

from opmodel.store.engine import reading, writing
from opmodel.store.teams import UnknownTeam, ensure_company, ensure_team, team_tree


def test_a_path_makes_every_team_above_it_once_whatever_its_case(sqlite_store: str) -> None:
    with writing(sqlite_store) as session:
        payable = ensure_team(session, "Finance/Accounts Payable", import_id=None)
        assert ensure_team(session, " finance / accounts payable ", import_id=None) == payable
        tree = team_tree(session)
    assert [tree.paths[team] for team in tree.ancestors(payable)] == ["Finance/Accounts Payable", "Finance", ""]


def test_a_subtree_holds_the_team_and_all_below_it(sqlite_store: str) -> None:
    with writing(sqlite_store) as session:
        for path in ("Finance/Payable/EMEA", "Finance/Tax", "Legal"):
            ensure_team(session, path, import_id=None)
    with reading(sqlite_store) as session:
        tree = team_tree(session)
    finance = tree.find("finance")
    assert {tree.paths[team] for team in tree.subtree(finance)} == {
        "Finance",
        "Finance/Payable",
        "Finance/Payable/EMEA",
        "Finance/Tax",
    }
    assert [tree.names[team] for team in tree.children(tree.company)] == ["Finance", "Legal"]
    assert tree.subtree(tree.company) == set(tree.paths)


def test_an_unknown_team_is_named_with_those_that_exist(sqlite_store: str) -> None:
    with writing(sqlite_store) as session:
        ensure_team(session, "Legal", import_id=None)
        with pytest.raises(UnknownTeam, match="Known teams: Legal"):
            team_tree(session).find("Leagl")


def test_the_company_is_made_once(sqlite_store: str) -> None:
    with writing(sqlite_store) as session:
        assert ensure_company(session) == ensure_company(session) == team_tree(session).company
