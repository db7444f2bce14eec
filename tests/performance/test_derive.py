"""What a form reckons: from the ledger, from other entries, as lists of words."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from disclosures.core.facts import Expenditure, Facts, Sangong, UnitInfo
from disclosures.core.tables import Tables
from disclosures.data import economic
from disclosures.pipeline import Book
from performance.core.derive import values_of
from performance.core.forms import read_form
from performance.core.ledger import Ledger
from performance.core.sheet import Sheet
from tests.factories import WAN, small_facts

BASE = """
id: X
name: 试验表
title: 试验表
stage: completion
about: {about}
widths: [50, 50]
sections:
  - key: money
    label: 资金
    lines: []
"""


def a_form(entries: str, about: str = "whole", **lists: str) -> Any:
    """A form of one line whose entries are given as YAML; ``lists`` are sections of rows."""
    data = yaml.safe_load(BASE.format(about=about))
    declared = yaml.safe_load(entries)
    cells = [f"{{{e['key']}}}" for e in declared]
    data["sections"][0]["entries"] = [{"label": e["key"], **e} for e in declared]
    data["sections"][0]["lines"] = [{"key": "total", "cells": cells}]
    for name, row in lists.items():
        own = [{"label": e["key"], **e} for e in yaml.safe_load(row)]
        cells = [f"{{{e['key']}}}" for e in own]
        data["widths"] = [1] * len(own)
        data["sections"].append({"key": name, "label": name, "entries": own, "row": cells})
    return read_form(data)


def told(form: Any, ledger: Ledger | None = None, **fields: str) -> dict[str, str]:
    sheet = Sheet("X.1", form, {"form": "X", **fields})
    return {path: v.text for path, v in values_of(sheet, ledger or Ledger(None)).items()}


def spent(amount: int, **more: str) -> Expenditure:
    said = {"unit": "701001", "measure": "initial", "fund": "gp", "function": "2080102", **more}
    return Expenditure(spend=said.pop("spend", "project"), amount=amount, **said)


def a_budget() -> Facts:
    return small_facts(
        form_set="bazhong-budget-2022",
        units=(
            UnitInfo(code="701001", name="局机关", establishment=30, staff=28),
            UnitInfo(code="701002", name="服务中心", establishment=9),
        ),
        facts=(
            spent(10 * WAN, spend="basic", econ="30101"),
            spent(402_000 * 100, spend="basic", econ="30201"),
            spent(580_000, spend="basic", econ="30205"),
            spent(8 * WAN, project="鉴定经费"),
            spent(2 * WAN, project="鉴定经费", fund="own"),
            spent(3 * WAN, project="食堂经费", unit="701002", money_year="carried"),
        ),
    )


def test_one_declaration_serves_all_columns_and_lines() -> None:
    told_of = "funds: {total: all, fiscal: fiscal, other: other}"
    entries = f"""
    - {{key: total, type: money, derive: {{ledger: initial, {told_of}}}}}
    - {{key: fiscal, type: money, derive: {{ledger: initial, {told_of}}}}}
    - {{key: other, type: money, derive: {{ledger: initial, {told_of}}}}}
    - key: unread
      derive: {{ledger: {{total: initial}}, else: {{text: "{{line}}.{{key}}"}}}}
    - key: basic
      type: money
      derive: {{ledger: initial, spend: {{total: [basic], other: [project]}}}}
    """
    assert told(a_form(entries), Ledger(a_budget())) == {
        "money.total.total": "63.78",
        "money.total.fiscal": "61.78",
        "money.total.other": "2.00",
        "money.total.unread": "total.unread",
        "money.total.basic": "50.78",
    }


def test_the_ledger_is_narrowed_by_nature_code_year_and_kind_of_project() -> None:
    entries = """
    - {key: people, type: money, derive: {ledger: initial, spend: [basic], econ: ["301", "303"]}}
    - {key: carried, type: money, derive: {ledger: initial, money_year: carried}}
    - {key: special, type: money, derive: {ledger: initial, kind: special}}
    - {key: running, type: money, derive: {ledger: initial, kind: running}}
    - {key: own, type: money, derive: {ledger: initial, funds: [own]}}
    - {key: none, type: money, derive: {ledger: final}}
    """
    ledger = Ledger(a_budget(), approved=frozenset({"鉴定经费"}))
    assert told(a_form(entries), ledger) == {
        "money.total.people": "10.00",
        "money.total.carried": "3.00",
        "money.total.special": "10.00",
        "money.total.running": "3.00",
        "money.total.own": "2.00",
    }


def test_lists_name_economic_codes_and_projects_with_their_amounts() -> None:
    entries = """
    - {key: public, derive: {list: econ, ledger: initial, spend: [basic], econ: ["302"]}}
    - {key: special, derive: {list: projects, ledger: initial, kind: special}}
    - {key: running, derive: {list: projects, ledger: initial, kind: running, by: unit}}
    """
    ledger = Ledger(a_budget(), economic=economic(), approved=frozenset({"鉴定经费"}))
    assert told(a_form(entries), ledger) == {
        "money.total.public": "办公费40.2万元、水费0.58万元。",
        "money.total.special": "鉴定经费10万元",
        "money.total.running": "（1）服务中心：食堂经费3万元",
    }


def test_people_are_those_of_all_units() -> None:
    entries = """
    - {key: posts, type: whole, derive: {people: establishment}}
    - {key: staff, type: whole, derive: {people: staff}}
    """
    found = told(a_form(entries), Ledger(a_budget()))
    assert found == {"money.total.posts": "39", "money.total.staff": "28"}


def test_the_three_public_expenses_are_those_of_their_table() -> None:
    entries = """
    - {key: last, type: money, derive: {ledger: prior, sangong: car_run}}
    - {key: budget, type: money, derive: {ledger: full_year, sangong: car_run}}
    - {key: final, type: money, derive: {ledger: final, sangong: car_run}}
    - {key: abroad, type: money, derive: {ledger: final, sangong: abroad}}
    """
    before = spent(3 * WAN, measure="prior", econ="30231")
    facts = small_facts(facts=(*small_facts().facts, before))
    tables = Book.of_facts(facts).tables
    by_facts = told(a_form(entries), Ledger(facts, tables))
    assert by_facts == {
        "money.total.last": "3.00",
        "money.total.budget": "2.00",
        "money.total.final": "2.00",
        "money.total.abroad": "",
    }
    by_table = told(a_form(entries), Ledger(None, tables))
    assert by_table == {p: t for p, t in by_facts.items() if p != "money.total.last"}


def test_of_filed_tables_a_project_has_the_fiscal_money_that_they_print() -> None:
    entries = """
    - {key: fiscal, type: money, derive: {ledger: initial, funds: fiscal}}
    - key: total
      type: money
      derive: {ledger: initial, else: {sum: ["money.{line}.fiscal", money.total.other]}}
    - {key: other, type: money}
    """
    tables: Tables = Book.of_facts(a_budget()).tables
    fields = {"project": "鉴定经费", "money.total.other": "2"}
    assert told(a_form(entries, "project"), Ledger(None, tables), **fields) == {
        "money.total.fiscal": "8.00",
        "money.total.total": "10.00",
        "money.total.other": "2",
    }


def test_sums_go_over_all_rows_of_a_list_and_rows_take_the_project_that_they_name() -> None:
    entries = """
    - {key: initial, type: money, derive: {sum: ["earmarks.*.{key}"]}}
    - {key: final, type: money, derive: {sum: ["earmarks.*.{key}"]}}
    """
    row = "[{key: name}, {key: initial, type: money, derive: {ledger: initial, named: name}}]"
    fields = {"earmarks": "1,2", "earmarks.1.name": "鉴定经费", "earmarks.2.initial": "1.5"}
    assert told(a_form(entries, earmarks=row), Ledger(a_budget()), **fields) == {
        "money.total.initial": "11.50",
        "earmarks.1.name": "鉴定经费",
        "earmarks.1.initial": "10.00",
        "earmarks.2.initial": "1.5",
    }


RATES = """
- {key: full, type: money}
- {key: executed, type: money}
- {key: rate, type: percent, derive: {ratio: [money.total.executed, money.total.full]}}
- {key: weight, type: score, derive: {text: "10"}}
- key: score
  type: score
  derive: {score: {weight: money.total.weight, rate: "money.{line}.rate"}}
"""


@pytest.mark.parametrize(
    ("full", "executed", "rate", "score"),
    [
        ("30", "27.97", "93.23%", "9.32"),
        ("20", "20", "100.00%", "10"),
        ("20", "25", "125.00%", "10"),
        ("3", "2", "66.67%", "6.67"),
        ("0", "2", None, None),
        ("", "2", None, None),
    ],
)
def test_a_rate_and_its_score(full: str, executed: str, rate: str, score: str) -> None:
    fields = {"money.total.full": full, "money.total.executed": executed}
    found = told(a_form(RATES), **fields)
    assert (found.get("money.total.rate"), found.get("money.total.score")) == (rate, score)


def test_the_total_is_that_of_the_money_and_of_all_indicators() -> None:
    row = "[{key: weight, type: score}, {key: score, type: score}]"
    entries = (
        RATES
        + """
- {key: points, type: score, derive: {total: score}}
- {key: weights, type: score, derive: {total: weight}}
"""
    )
    fields = {
        "money.total.full": "3",
        "money.total.executed": "2",
        "indicators": "1,2",
        "indicators.1.weight": "50",
        "indicators.1.score": "49.5",
        "indicators.2.weight": "40",
    }
    found = told(a_form(entries, indicators=row), **fields)
    assert (found["money.total.points"], found["money.total.weights"]) == ("56.17", "100")


def test_what_is_reckoned_from_itself_has_no_value() -> None:
    entries = """
    - {key: a, type: money, derive: {sum: [money.total.b]}}
    - {key: b, type: money, derive: {sum: [money.total.a]}}
    """
    assert told(a_form(entries)) == {}


def test_a_longer_number_than_any_amount_is_none() -> None:
    found = told(a_form("[{key: a, type: money}]"), **{"money.total.a": "9" * 5000})
    assert found == {"money.total.a": "9" * 5000}


def test_a_budget_of_the_three_public_expenses_can_stand_in_two_tables() -> None:
    entries = "[{key: run, type: money, derive: {ledger: full_year, sangong: car_run}}]"
    fund = Sangong(unit="701001", measure="full_year", fund="gf", item="car_run", amount=WAN)
    facts = small_facts(facts=(*small_facts().facts, fund))
    found = told(a_form(entries), Ledger(facts, Book.of_facts(facts).tables))
    assert found == {"money.total.run": "3.00"}


def test_blanks_of_the_ledger_come_to_a_blank_and_a_typed_zero_to_zero() -> None:
    form = a_form(
        "[{key: a, type: money, derive: {ledger: final, funds: other}},"
        " {key: sum, type: money, derive: {sum: [money.total.a]}}]"
    )
    ledger = Ledger(small_facts(facts=(spent(WAN, measure="final"),)))
    assert told(form, ledger) == {"money.total.a": "", "money.total.sum": ""}
    assert told(form, ledger, **{"money.total.a": "0"})["money.total.sum"] == "0.00"
