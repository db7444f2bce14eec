"""The catalogue: every rule tested both ways, never raising, and told in full."""

from __future__ import annotations

import csv
import importlib
import io
import pkgutil
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

import tests.core.rules as here
from disclosures.core.forms import FormSet
from disclosures.core.rules import RULES, check
from disclosures.core.rules.base import Evidence, Rule, run
from disclosures.core.rules.catalogue import GROUPS, HEADERS, TABLES, catalogue, catalogue_csv
from disclosures.core.rules.relations import relations
from disclosures.core.tables import Address, Row, Table, Tables
from disclosures.data import economic, form_set, form_set_ids, functions
from tests.core.rules.builders import Case, budget, final, swap, tamper, wan


def cases() -> list[Case]:
    """All cases of all test modules."""
    found: list[Case] = []
    for module in pkgutil.iter_modules(here.__path__):
        if module.name.startswith("test_") and module.name != "test_catalogue":
            imported = importlib.import_module(f"{here.__name__}.{module.name}")
            found += getattr(imported, "CASES", ())
    return found


def codes(rule: Rule) -> str:
    return rule.code


@pytest.mark.parametrize("rule", RULES, ids=codes)
def test_every_rule_has_a_case_that_passes_and_one_that_fails(rule: Rule) -> None:
    mine = [case for case in cases() if case.code == rule.code]
    assert any(not case.findings for case in mine), "no passing case"
    assert any(found.severity == rule.severity.value for case in mine for found in case.findings), (
        "no failing case of the rule's own severity"
    )


def test_codes_are_unique_and_of_their_group() -> None:
    letters = {"IN": "表内", "X": "表间", "Y": "上下年", "B": "预算", "F": "格式"}
    assert len({r.code for r in RULES}) == len(RULES)
    for rule in RULES:
        assert re.fullmatch(r"(IN|X|Y|B|F)-\d{3}", rule.code)
        assert rule.group == letters[rule.code.split("-")[0]]


def test_the_catalogue_tells_every_rule_in_full() -> None:
    entries = catalogue()
    assert [e.code for e in entries] == [
        r.code for r in sorted(RULES, key=lambda r: (GROUPS.index(r.group), r.code))
    ]
    for entry in entries:
        assert all((entry.statement, entry.tables, entry.tolerance, entry.basis, entry.fix))
        assert entry.severity in ("错误", "警告", "提示")
    assert {role for rule in RULES for role in rule.roles} <= set(TABLES)


def test_the_catalogue_reads_back_from_csv() -> None:
    rows = list(csv.reader(io.StringIO(catalogue_csv())))
    assert tuple(rows[0]) == HEADERS
    assert len(rows) == len(RULES) + 1
    first = next(row for row in rows if row[0] == "IN-005")
    assert first[:4] == ["IN-005", "表内", "错误", "收入支出决算总表：收入总计等于支出总计"]


def test_every_role_of_every_form_set_has_a_name() -> None:
    roles = {t.role for name in form_set_ids() for t in _form_set(name).tables}
    assert roles <= set(TABLES)


def _form_set(name: str) -> FormSet:
    return form_set(name, 2022)


def _evidence(tables: Tables) -> Evidence:
    return Evidence(tables=tables, functions=functions(), economic=economic())


@pytest.mark.parametrize("name", form_set_ids())
def test_no_rule_raises_where_tables_and_rows_are_missing(name: str) -> None:
    forms = _form_set(name)
    bare = tuple(Table(form, form.unit, (), filed=True) for form in forms.tables)
    check(_evidence(Tables(forms, "某局", ())))
    check(_evidence(Tables(forms, "某局", bare)))
    for left_out in bare:
        rest = tuple(t for t in bare if t is not left_out)
        check(_evidence(Tables(forms, "某局", rest)))


@pytest.mark.parametrize("name", form_set_ids())
def test_no_rule_raises_where_cells_texts_and_totals_are_missing(name: str) -> None:
    for hollow in (_without_cells, _without_texts, _without_total):
        for filed in (True, False):
            tables = tuple(_hollow(t, hollow, filed) for t in SOUND[name].tables.tables)
            check(_evidence(replace(SOUND[name].tables, tables=tables)))
            check(_evidence(swap(SOUND[name].tables, tables[0])))


def _hollow(table: Table, hollow: Callable[[Row], Row], filed: bool) -> Table:
    blocks = tuple(tuple(map(hollow, block)) for block in table.blocks)
    return replace(table, blocks=blocks, filed=filed)


def _without_cells(row: Row) -> Row:
    return replace(row, cells={})


def _without_texts(row: Row) -> Row:
    return replace(row, texts={}, dims={})


def _without_total(row: Row) -> Row:
    return replace(row, key="" if row.key == "total" else row.key)


SOUND = {
    "sichuan-final-2020": final(),
    "hunan-final-2023": final("hunan-final-2023", 2023),
    "sichuan-final-2022": final("sichuan-final-2022", 2022),
    "national-final": final("national-final", 2021),
    "bazhong-budget-2022": budget(),
}


def test_every_form_set_is_among_the_sound_ones() -> None:
    assert set(SOUND) == set(form_set_ids())


@pytest.mark.parametrize("name", SOUND)
def test_sound_tables_raise_no_error(name: str) -> None:
    assert [f for f in check(SOUND[name]) if f.severity.value == "error"] == []


@pytest.mark.parametrize("name", SOUND)
def test_every_sum_that_a_form_declares_is_judged(name: str) -> None:
    """A printed total that is wrong by 0.05 万元 is an error of a rule that names its cell.

    Asked are the rules that name the table among their roles, so that the roles are right too.
    """
    for table in SOUND[name].tables.tables:
        totals = {r.total for r in relations(table) if table.amount(r.total.row, r.total.column)}
        alone = replace(SOUND[name].tables, tables=(table,))
        assert [a for a in totals if not _is_found(alone, a)] == []


def _is_found(alone: Tables, address: Address) -> bool:
    cell = alone.cell(address)
    assert cell is not None
    rules = [r for r in RULES if address.table in r.roles]
    findings = run(rules, _evidence(tamper(alone, address, cell.amount + wan("0.05"))))
    return any(f.severity.value == "error" and address in f.cells for f in findings)
