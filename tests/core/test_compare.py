"""Two sets of tables, cell by cell at printed precision."""

from __future__ import annotations

from dataclasses import replace

from disclosures.core.compare import Comparison, compare
from disclosures.core.money import Unit
from disclosures.core.tables import Address, Row, Tables
from tests.core.rules.builders import BUDGET, FINAL, as_filed, at, swap, tables, tamper

FINAL_CELLS = 1819


def test_derived_tables_equal_themselves_as_printed() -> None:
    derived = tables(*FINAL)
    assert compare(derived, as_filed(derived)) == Comparison(FINAL_CELLS, (), (), ())
    assert compare(derived, as_filed(derived)).same


def test_a_difference_below_the_printed_hundredth_is_none() -> None:
    derived = tables(*FINAL)
    nearly = tamper(derived, "general/2080101/c2", 180_246_913 + 200)
    assert compare(derived, nearly).differences == ()


def test_a_difference_names_its_cell_and_both_amounts() -> None:
    filed = as_filed(tables(*FINAL))
    spoilt = tamper(filed, "general/2080101/c2", 180_300_000)
    found = compare(filed, spoilt)
    assert (found.cells, found.equal, found.same) == (FINAL_CELLS, FINAL_CELLS - 1, False)
    assert [(d.address, d.left, d.right, d.unit) for d in found.differences] == [
        (at("general/2080101/c2"), 18_025, 18_030, Unit.WAN)
    ]
    assert str(found.differences[0]) == "general/2080101/c2: 180.25 ≠ 180.30"


def test_counts_are_compared_as_counts() -> None:
    given = as_filed(tables(*BUDGET, form="bazhong-budget-2022", year=2022))
    table = given.by_role["budget-procurement"]
    spoilt = tamper(given, table.address("total", "qty"), 2200)
    assert [str(d) for d in compare(given, spoilt).differences] == [
        "budget-procurement/total/qty: 0 ≠ 22"
    ]


def test_tables_in_two_units_are_compared_in_the_coarser() -> None:
    derived = tables(*FINAL)
    in_yuan = swap(derived, replace(derived.by_role["general"], unit=Unit.YUAN))
    assert compare(in_yuan, as_filed(derived)).differences == ()


def test_rows_on_one_side_only_are_told_if_they_hold_an_amount() -> None:
    derived = tables(*FINAL)
    shorter = without(derived, "general", "2080101")
    assert compare(derived, shorter).left_only == (Address("general", "2080101", ""),)
    assert compare(shorter, derived).right_only == (Address("general", "2080101", ""),)
    blank = without(derived, "overview", "exp.func.202")
    assert compare(derived, blank).left_only == ()


def test_a_table_on_one_side_only_is_told_unless_it_is_empty() -> None:
    derived = tables(*FINAL)
    fewer = replace(derived, tables=derived.tables[:-1])
    assert compare(derived, fewer).left_only == (Address("capital-spend", "", ""),)
    without_sangong = tuple(t for t in derived.tables if t.role != "sangong-fund")
    assert compare(derived, replace(derived, tables=without_sangong)).left_only == ()


def without(given: Tables, role: str, key: str) -> Tables:
    """The tables with one row left out."""
    table = given.by_role[role]

    def keep(row: Row) -> bool:
        return row.key != key

    return swap(given, replace(table, blocks=tuple(tuple(filter(keep, b)) for b in table.blocks)))
