"""What changed between two sets of tables, largest first."""

from __future__ import annotations

from dataclasses import replace

from disclosures.core.cell_changes import Change, cell_changes
from disclosures.core.money import Unit
from disclosures.core.tables import Row, Tables
from tests.core.rules.builders import BUDGET, FINAL, as_filed, at, swap, tables, tamper


def without(given: Tables, role: str, key: str) -> Tables:
    table = given.by_role[role]

    def keep(row: Row) -> bool:
        return row.key != key

    return swap(given, replace(table, blocks=tuple(tuple(filter(keep, b)) for b in table.blocks)))


def test_nothing_changed() -> None:
    derived = tables(*FINAL)
    assert cell_changes(derived, as_filed(derived)) == []


def test_the_largest_change_comes_first_with_both_amounts_and_its_share() -> None:
    before = as_filed(tables(*FINAL))
    old = before.by_role["general"].amount("2080101", "c2")
    after = tamper(before, "general/2080101/c2", old + 50_000)
    after = tamper(after, "general/2080101/c1", 3 * old)
    found = cell_changes(before, after)
    assert [str(c.address) for c in found] == ["general/2080101/c1", "general/2080101/c2"]
    small = found[1]
    assert (small.difference, small.size, small.unit) == (5, 50_000, Unit.WAN)
    assert (small.told(small.before), small.told(small.after)) == ("180.25", "180.30")
    assert (small.told(small.difference), small.rate) == ("0.05", "0.03%")


def test_a_row_that_came_or_went_is_told_cell_by_cell() -> None:
    given = tables(*FINAL)
    less = without(given, "general", "2080101")
    gone, come = cell_changes(given, less), cell_changes(less, given)
    assert {(c.address.row, c.after) for c in gone} == {("2080101", None)}
    assert {(c.address.row, c.before) for c in come} == {("2080101", None)}
    assert [c.rate for c in come] == [None] * len(come) != []
    assert come[0].told(come[0].before) == ""


def test_a_table_on_one_side_only_is_told_unless_only_what_was_stated_counts() -> None:
    given = tables(*FINAL)
    fewer = replace(given, tables=tuple(t for t in given.tables if t.role != "general"))
    assert {c.address.table for c in cell_changes(fewer, given)} == {"general"}
    assert {c.address.table for c in cell_changes(given, fewer)} == {"general"}
    assert cell_changes(fewer, given, stated_only=True) == []


def test_columns_of_which_nothing_was_stated_are_left_out_if_asked() -> None:
    given = tables(*FINAL)
    table = given.by_role["general"]

    def blank(row: Row) -> Row:
        cells = {c: replace(cell, amount=0) if c == "c2" else cell for c, cell in row.cells.items()}
        return replace(row, cells=cells)

    silent = swap(given, replace(table, blocks=tuple(tuple(map(blank, b)) for b in table.blocks)))
    assert {c.address.column for c in cell_changes(silent, given)} == {"c2"}
    assert cell_changes(silent, given, stated_only=True) == []
    after = tamper(given, at("general/total/c1"), 10**9)
    [total] = cell_changes(silent, after, stated_only=True)
    assert total.address == at("general/total/c1")


def test_sums_of_which_less_than_half_was_stated_are_left_out_of_a_sketch() -> None:
    given = tables(*FINAL)
    table = given.by_role["general"]
    assert table.form.column["c1"].sum == ("c2", "c3")
    after = tamper(given, at("general/total/c1"), 10**9)

    def told(silent: str) -> list[Change]:
        def blank(row: Row) -> Row:
            cells = {
                c: replace(cell, amount=0) if c == silent else cell for c, cell in row.cells.items()
            }
            return replace(row, cells=cells)

        blocks = tuple(tuple(map(blank, block)) for block in table.blocks)
        before = swap(given, replace(table, blocks=blocks))
        return cell_changes(before, after, stated_only=True, new_rows=False)

    less, more = sorted(("c2", "c3"), key=lambda c: sum(r.amount(c) for r in table.rows))
    assert [change.address for change in told(silent=less)] == [at("general/total/c1")]
    assert told(silent=more) == []


def test_counts_come_after_money_and_have_no_unit() -> None:
    given = as_filed(tables(*BUDGET, form="bazhong-budget-2022", year=2022))
    table = given.by_role["budget-procurement"]
    after = tamper(given, table.address("total", "qty"), 10**9)
    money = next(iter(given.by_role["budget-overview"].rows))
    column = next(iter(money.cells))
    address = given.by_role["budget-overview"].address(money, column)
    after = tamper(after, address, money.amount(column) + 10_000)
    assert [(c.address, c.unit) for c in cell_changes(given, after)] == [
        (address, Unit.WAN),
        (table.address("total", "qty"), None),
    ]


def test_thresholds() -> None:
    change = Change(at("general/total/c1"), 10_000, 10_500, Unit.WAN)  # 100 → 105 万元
    assert change.at_least(5_000_000, 5)
    assert not change.at_least(5_000_001, 0)
    assert not change.at_least(0, 6)
    new = Change(at("general/total/c1"), None, 500, Unit.WAN)
    assert new.at_least(5_000_000, 100)


def test_new_rows_are_left_out_if_asked() -> None:
    given = tables(*FINAL)
    less = without(given, "general", "2080101")
    assert cell_changes(less, given, new_rows=False) == []
    assert cell_changes(given, less, new_rows=False) == cell_changes(given, less) != []
