from datetime import date

import pytest

from opmodel.intake import front_door
from opmodel.intake.export import Choices
from opmodel.intake.recognise import recognise
from opmodel.intake.registry import all_exports
from opmodel.intake.undo import undo
from opmodel.intake.upload_next import freshness, upload_next
from opmodel.store.engine import reading
from tests.askers import steward
from tests.intake.files import REGISTER, ROSTER, csv_bytes, xlsx_bytes

OWN = [export for export in all_exports().values() if export.vendor in {"OpModel", "any"}]


def load(url, data, name):
    outcome = front_door.load(url, data, name, Choices(), by=steward("Ada"))
    assert outcome.status == "loaded", outcome.why
    return outcome


def test_an_empty_store_needs_everything_in_the_order_to_upload_it(sqlite_store):
    with reading(sqlite_store) as session:
        needs = upload_next(session)
        assert freshness(session) == []
    assert [need.title for need in needs][:3] == ["Seats", "Tool activity", "Contracts"]
    assert not any(need.done for need in needs)
    for need in needs:
        assert need.why.endswith(".")
        assert need.options
        assert all(option.where for option in need.options)


def test_every_export_that_can_be_loaded_is_offered_exactly_once(sqlite_store):
    with reading(sqlite_store) as session:
        offered = [option.export for need in upload_next(session) for option in need.options]
    assert sorted(offered) == [name for name, export in all_exports().items() if not export.wrong_file]


def test_a_kind_is_done_while_such_a_file_is_in_the_store(store):
    def done(session):
        return {need.title for need in upload_next(session) if need.done}

    outcome = load(store, csv_bytes(ROSTER), "r_2026-10-01.csv")
    with reading(store) as session:
        assert done(session) == {"Roster"}
    undo(store, outcome.import_id, by=steward("Ada"))
    with reading(store) as session:
        assert done(session) == set()


def test_freshness_says_age_weeks_and_gaps_of_each_source(store):
    load(store, csv_bytes(ROSTER), "r_2026-10-01.csv")
    load(store, xlsx_bytes({"Workflows": REGISTER["Workflows"]}), "w_2026-10-02.xlsx")
    weeks = ("2026-W40", "2026-W41", "2026-W44")
    use = [["Workflow", "Week", "E-mail"], *[["Claims intake", week, "ada@example.com"] for week in weeks]]
    load(store, csv_bytes(use), "u_2026-11-02.csv")
    with reading(store) as session:
        found = {item.source: item for item in freshness(session, today=date(2026, 11, 12))}
    assert list(found) == ["roster", "workflows", "workflow_use"]
    assert (found["roster"].age_days, found["roster"].weeks) == (42, None)
    use_of = found["workflow_use"]
    assert (use_of.about, use_of.age_days, use_of.weeks) == ("Claims intake", 10, ("2026-W40", "2026-W44"))
    assert (use_of.covered, use_of.gaps) == (3, ("2026-W42", "2026-W43"))


@pytest.mark.parametrize("export", OWN, ids=lambda export: export.name)
def test_every_export_of_ours_says_what_it_is_and_recognises_its_own_example(export):
    assert export.title
    assert export.help.endswith(".")
    assert export.where.endswith(".") or "`" in export.where
    assert export.feeds
    for form in export.sheets or [export]:
        assert all(column.help.endswith(".") for column in form.columns)
        aliases = {column.name: column.aliases[0] for column in form.columns}
        example = {aliases.get(name, name): value for name, value in form.example.items()}
        if not example:
            # What a workbook of ours says of itself; nobody fills that in.
            continue
        if export.sheets:
            known = recognise(xlsx_bytes({form.name: [list(example), list(example.values())]}), "example.xlsx")
        else:
            known = recognise(csv_bytes([list(example), list(example.values())]), "example.csv")
        assert known.export is export
        assert known.facts(Choices(workflow="Claims intake")).rejections == []
