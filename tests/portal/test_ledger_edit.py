"""Cell by cell: what is saved, what is refused, and who was faster."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from disclosures.actions import NotNow, save_book
from disclosures.actions.ledger import Edited, begin, edit, first_units, undo
from disclosures.actions.ledger_changes import Change
from disclosures.core.money import Unit
from disclosures.core.workflow import Role, State
from disclosures.models import (
    Disclosure,
    ExpenditureRow,
    JournalEntry,
    Organisation,
    Season,
    UnitRow,
)
from disclosures.pipeline import Book
from disclosures.versions import content_at, content_of
from tests.core.rules.builders import as_filed
from tests.factories import clerk, small_disclosure, small_facts
from tests.portal.editing import NEW, cell, empty_disclosure, new, removal, texts
from tests.portal.people import actor, crew_of, somebody

pytestmark = pytest.mark.django_db


def told(edited: Edited) -> list[tuple[Any, ...]]:
    return [(f.position, f.key, f.field, f.found) for f in edited.faults]


def test_a_cell_is_changed_and_the_journal_tells_it() -> None:
    disclosure = small_disclosure()
    by = actor(crew_of(disclosure).clerk)
    done = edit(
        disclosure=disclosure, changes=[cell(1, "amount", "100000.00", "12,3456.00")], by=by
    )
    assert [f.field for f in done.faults] == ["amount"]
    change = cell(1, "amount", "100000.00", "12.3456万元")
    done = edit(disclosure=disclosure, changes=[change], by=by)
    assert done.done
    assert done.disclosure.version == 2
    assert [s.texts["amount"] for s in done.saved if s.texts] == ["123456.00"]
    deed = JournalEntry.objects.first()
    assert deed is not None
    assert (deed.who, deed.version, deed.action) == ("王芳", 2, "enter")
    assert deed.before == {"ledger": {"expenditure": {"1": {"amount": 10_000_000}}}}
    assert deed.after == {"ledger": {"expenditure": {"1": {"amount": 12_345_600}}}}


def test_amounts_are_read_in_the_unit_of_the_page() -> None:
    disclosure = small_disclosure()
    edit(disclosure=disclosure, changes=[cell(1, "amount", "100000.00", "1.5")], money=Unit.WAN)
    assert texts(disclosure, "expenditure", 1)["amount"] == "15000.00"


def test_new_rows_get_numbers_that_no_row_ever_had() -> None:
    disclosure = small_disclosure()
    changes = [new("a"), new("b", econ="30103")]
    done = edit(disclosure=disclosure, changes=changes)
    assert {s.key: s.position for s in done.saved} == {"a": 4, "b": 5}
    edit(disclosure=disclosure, changes=[removal(disclosure, 5), removal(disclosure, 4)])
    done = edit(disclosure=disclosure, changes=[new("c")])
    assert [s.position for s in done.saved] == [6]


def test_a_removed_row_can_be_brought_back_with_its_number() -> None:
    disclosure = small_disclosure()
    was = texts(disclosure, "expenditure", 3)
    edit(disclosure=disclosure, changes=[removal(disclosure, 3)])
    assert not ExpenditureRow.objects.filter(disclosure=disclosure, position=3).exists()
    back = Change(ledger="expenditure", position=3, was=None, now=was)
    assert edit(disclosure=disclosure, changes=[back]).done
    assert texts(disclosure, "expenditure", 3) == was
    strange = Change(ledger="expenditure", position=9, was=None, now=was)
    with pytest.raises(ValueError, match="没有这一行"):
        edit(disclosure=disclosure, changes=[strange])


def test_with_one_fault_nothing_is_saved_and_all_faults_are_told() -> None:
    disclosure = small_disclosure()
    changes = [
        cell(1, "amount", "100000.00", "5"),
        cell(2, "amount", "20000.00", "五"),
        new("a", unit="999", econ="9"),
    ]
    done = edit(disclosure=disclosure, changes=changes)
    assert [(f.position, f.key, f.field) for f in done.faults] == [
        (2, "", "amount"), (None, "a", "unit"), (None, "a", "econ"),
    ]  # fmt: skip
    disclosure.refresh_from_db()
    assert disclosure.version == 1
    assert texts(disclosure, "expenditure", 1)["amount"] == "100000.00"


def test_a_cell_that_somebody_else_changed_is_not_overwritten() -> None:
    disclosure = small_disclosure()
    edit(disclosure=disclosure, changes=[cell(1, "amount", "100000.00", "7")])
    mine = [cell(1, "amount", "100000.00", "8"), cell(2, "amount", "20000.00", "9")]
    done = edit(disclosure=disclosure, changes=mine)
    (clash,) = done.clashes
    assert (clash.position, clash.field) == (1, "amount")
    assert (clash.was, clash.theirs, clash.mine) == ("100000.00", "7.00", "8")
    assert texts(disclosure, "expenditure", 2)["amount"] == "20000.00"
    kept = [cell(1, "amount", "7.00", "8"), mine[1]]
    assert edit(disclosure=disclosure, changes=kept).done
    assert texts(disclosure, "expenditure", 1)["amount"] == "8.00"


def test_other_cells_of_the_same_row_and_the_same_value_do_not_clash() -> None:
    disclosure = small_disclosure()
    edit(disclosure=disclosure, changes=[cell(1, "amount", "100000.00", "7.00")])
    assert edit(disclosure=disclosure, changes=[cell(1, "note", "推算：测试", "乙")]).done
    same = edit(disclosure=disclosure, changes=[cell(1, "amount", "100000.00", "7.00")])
    assert same.done
    assert same.disclosure.version == 3  # nothing was left to change


def test_a_row_removed_or_changed_meanwhile_is_told() -> None:
    disclosure = small_disclosure()
    seen = removal(disclosure, 1)
    edit(disclosure=disclosure, changes=[cell(1, "note", "推算：测试", "新")])
    (clash,) = edit(disclosure=disclosure, changes=[seen]).clashes
    assert (clash.field, clash.theirs, clash.mine) == ("note", "新", None)
    edit(disclosure=disclosure, changes=[removal(disclosure, 1)])
    (clash,) = edit(disclosure=disclosure, changes=[cell(1, "note", "新", "旧")]).clashes
    assert (clash.field, clash.theirs) == ("", None)
    assert edit(disclosure=disclosure, changes=[seen]).done  # both want it gone


def test_no_two_rows_say_the_same() -> None:
    disclosure = small_disclosure()
    done = edit(disclosure=disclosure, changes=[new("a", econ="30101"), new("b"), new("c")])
    assert [(key, field) for _, key, field, _ in told(done)] == [("a", "amount"), ("c", "amount")]
    assert "与第 1 行重复" in done.faults[0].found
    assert "一起录入的另一行" in done.faults[1].found


def test_two_rows_may_exchange_what_they_say() -> None:
    disclosure = small_disclosure()
    changes = [cell(1, "econ", "30101", "30102"), new("a", econ="30101")]
    assert edit(disclosure=disclosure, changes=changes).done


def test_rows_of_one_purchase_agree_on_quantity_and_price() -> None:
    disclosure = small_disclosure()
    one = cell(1, "price", "123.45", "99", "purchase")
    done = edit(disclosure=disclosure, changes=[one])
    assert done.faults == ()  # the first row says it; the second is judged when it is touched
    two = cell(2, "note", "", "x", "purchase")
    done = edit(disclosure=disclosure, changes=[two])
    assert [f.field for f in done.faults] == ["price"]


def test_a_unit_in_use_keeps_its_code() -> None:
    disclosure = small_disclosure()
    done = edit(disclosure=disclosure, changes=[removal(disclosure, 1, "unit")])
    assert "支出 2 行" in done.faults[0].found
    done = edit(disclosure=disclosure, changes=[cell(2, "unit", "701002", "701009", "unit")])
    assert "支出 1 行" in done.faults[0].found
    renamed = edit(disclosure=disclosure, changes=[cell(2, "name", "服务中心", "中心", "unit")])
    assert renamed.done


def test_an_own_code_is_registered_before_it_is_used() -> None:
    disclosure = small_disclosure()
    assert edit(disclosure=disclosure, changes=[new("a", function="2080198")]).faults
    own = new("o", "local_code", code="2080198", name="另一专项")
    assert edit(disclosure=disclosure, changes=[new("a", function="2080198"), own]).done


def test_rows_that_came_by_consolidation_are_not_edited() -> None:
    disclosure = small_disclosure()
    ExpenditureRow.objects.filter(position=1).update(via="unit")
    for change in (cell(1, "amount", "100000.00", "5"), removal(disclosure, 1)):
        done = edit(disclosure=disclosure, changes=[change])
        assert [f.found for f in done.faults] == ["这一行来自下级汇总，不能在这里改"]


def test_a_unit_that_fills_in_itself_is_left_to_itself() -> None:
    disclosure = small_disclosure()
    own = disclosure.organisation
    crew_of(disclosure)
    child = Organisation.objects.create(code="701002", name="中心", level="unit", parent=own)
    season = Season.objects.create(
        region=own.parent, year=2021, kind="final", form_set=disclosure.form_set,
        opens_on="2022-01-01", deadline="2022-02-01", publish_by="2022-03-01",
    )  # fmt: skip
    values = {"year": 2021, "kind": "final", "form_set": disclosure.form_set, "season": season}
    Disclosure.objects.create(organisation=child, origin="facts", version=0, **values)
    Disclosure.objects.filter(pk=disclosure.pk).update(season=season)
    disclosure.refresh_from_db()
    changes = [new("a", unit="701002"), cell(2, "amount", "20000.00", "5")]
    done = edit(disclosure=disclosure, changes=changes)
    assert {(f.position, f.key, f.field) for f in done.faults} == {
        (None, "a", "unit"), (2, "", "unit"),
    }  # fmt: skip
    assert "中心自己填报" in done.faults[0].found


def test_what_nobody_began_begins_with_the_units_of_the_organisation() -> None:
    disclosure = empty_disclosure(nature="administrative", staff=8, establishment=9)
    assert begin(disclosure=disclosure).version == 1
    row = UnitRow.objects.get(disclosure=disclosure)
    assert (row.unit, row.name, row.nature, row.staff, row.establishment, row.position) == (
        "702", "某局", "administrative", 8, 9, 1,
    )  # fmt: skip
    assert begin(disclosure=disclosure).version == 1
    disclosure.refresh_from_db()
    assert content_at(disclosure, 0).ledger["unit"] == {}


def test_the_first_cells_begin_it_too() -> None:
    disclosure = empty_disclosure()
    done = edit(disclosure=disclosure, changes=[new("a", unit="702")])
    assert done.done
    assert done.disclosure.version == 1
    assert UnitRow.objects.filter(disclosure=disclosure).count() == 1


def test_a_department_begins_with_those_of_its_units_that_do_not_fill_in_themselves() -> None:
    disclosure = empty_disclosure()
    for code in ("702002", "702001"):
        Organisation.objects.create(
            code=code, name=f"单位{code}", level="unit", parent=disclosure.organisation
        )
    assert [u["unit"] for u in first_units(disclosure)] == ["702001", "702002"]


def test_an_edit_is_reversed_and_the_reversal_too() -> None:
    disclosure = small_disclosure()
    by = actor(crew_of(disclosure).clerk)
    first = content_of(disclosure)
    changes = [cell(1, "amount", "100000.00", "5"), removal(disclosure, 2), new("a")]
    edit(disclosure=disclosure, changes=changes, by=by)
    second = content_of(disclosure)
    assert undo(disclosure=disclosure, version=2, by=by).done
    assert content_of(disclosure) == first
    assert undo(disclosure=disclosure, version=3, by=by).done
    assert content_of(disclosure) == second
    with pytest.raises(LookupError):
        undo(disclosure=disclosure, version=1, by=by)


def test_what_somebody_else_changed_since_is_not_undone() -> None:
    disclosure = small_disclosure()
    by = actor(crew_of(disclosure).clerk)
    edit(disclosure=disclosure, changes=[cell(1, "amount", "100000.00", "5")], by=by)
    edit(disclosure=disclosure, changes=[cell(1, "amount", "5.00", "6")])
    (clash,) = undo(disclosure=disclosure, version=2, by=by).clashes
    assert (clash.was, clash.theirs, clash.mine) == ("5.00", "6.00", "100000.00")
    with pytest.raises(LookupError):
        undo(disclosure=disclosure, version=3, by=by)


def test_who_may_not_enter_changes_nothing() -> None:
    disclosure = small_disclosure()
    crew = crew_of(disclosure)
    change = cell(1, "amount", "100000.00", "5")
    for person in (crew.signatory, crew.reviewer, crew.observer, crew.administrator, clerk("x")):
        with pytest.raises(PermissionDenied):
            edit(disclosure=disclosure, changes=[change], by=actor(person))
    other = somebody("b", "别人", Role.CLERK, Organisation.objects.create(name="别的局"))
    with pytest.raises(PermissionDenied):
        edit(disclosure=disclosure, changes=[change], by=actor(other))
    for state in set(State) - {State.DRAFT, State.RETURNED}:
        Disclosure.objects.update(state=state)
        with pytest.raises(NotNow):
            edit(disclosure=disclosure, changes=[change], by=actor(crew.clerk))
    assert texts(disclosure, "expenditure", 1)["amount"] == "100000.00"


def test_what_was_filed_as_printed_has_no_ledger() -> None:
    book = Book.of_tables(as_filed(Book.of_facts(small_facts()).tables))
    with pytest.raises(PermissionDenied):
        begin(disclosure=save_book(book=book))


@pytest.mark.parametrize(
    "change",
    [
        Change(ledger="expenditure", position=1, was={}, now={"amount": "1"}),
        Change(ledger="expenditure", position=1, was={"via": ""}, now={"via": "unit"}),
        Change(ledger="expenditure", position=1, was={"x": ""}, now={"x": ""}),
        Change(ledger="expenditure", position=1, was=None, now=None),
        Change(ledger="expenditure", position=0, was={"note": ""}, now={"note": "1"}),
        Change(ledger="expenditure", position=-1, was=None, now=NEW),
        Change(ledger="expenditure", was={"note": ""}, now=NEW),
        Change(ledger="expenditure", was=None, now=None),
        Change(ledger="person", was=None, now={"note": "1"}),
    ],
)
def test_what_no_page_sends_is_refused(change: Change) -> None:
    with pytest.raises(ValueError, match="没有"):
        edit(disclosure=small_disclosure(), changes=[change])
