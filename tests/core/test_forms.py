"""Form sets are data: every layout of the domain definitions, column by column and line by line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from disclosures.core.form_files import read_form_set
from disclosures.core.forms import FormError, Query, TableForm
from disclosures.data import economic, form_set, form_set_ids

DOMAIN = Path(__file__).resolve().parents[3] / "shared" / "domain" / "tables.json"
FAMILIES = {
    "SC-F": ("sichuan-final-2020", 2021),
    "HN-F": ("hunan-final-2023", 2023),
    "SC-B": ("bazhong-budget-2022", 2022),
}


def domain_tables() -> list[Any]:
    if not DOMAIN.exists():
        return []
    return [pytest.param(t, id=t["id"]) for t in json.loads(DOMAIN.read_text("utf-8"))["tables"]]


def ours(table: dict[str, Any]) -> TableForm:
    name, year = FAMILIES[table["id"][:4]]
    return form_set(name, year).tables[table["seq"] - 1]


def leaves(nodes: list[dict[str, Any]], path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for node in nodes:
        here = (*path, node["label"])
        found += leaves(node["children"], here) if "children" in node else [here]
    return found


def our_leaves(form: TableForm) -> list[tuple[str, ...]]:
    paths = []
    for column in range(len(form.columns)):
        over = [h for h in form.headings if h.column <= column < h.column + h.columns]
        paths.append(tuple(h.label for h in sorted(over, key=lambda h: h.row)))
    return paths


@pytest.mark.skipif(not DOMAIN.exists(), reason="the domain definitions are not beside this tree")
@pytest.mark.parametrize("table", domain_tables())
def test_the_layout_has_the_columns_of_the_domain_definition(table: dict[str, Any]) -> None:
    form = ours(table)
    year = FAMILIES[table["id"][:4]][1]
    expected = [
        tuple(p.replace("{year}", str(year)) for p in path) for path in leaves(table["columns"])
    ]
    assert form.title == table["title"]
    assert form.code == (table["code"] or "")
    assert form.orientation == table["orientation"]
    assert form.header_depth == table["header_depth"]
    assert our_leaves(form) == expected


@pytest.mark.skipif(not DOMAIN.exists(), reason="the domain definitions are not beside this tree")
@pytest.mark.parametrize("table", [t for t in domain_tables() if "lines" in t.values[0]["rows"]])
def test_the_layout_has_the_lines_of_the_domain_definition(table: dict[str, Any]) -> None:
    form = ours(table)
    sides = [side for side in ("left", "right", "a", "b", "c") if side in table["rows"]["lines"][0]]
    for side, block in zip(sides, form.blocks, strict=True):
        theirs = [line[side] or {} for line in table["rows"]["lines"]]
        labels = [(t.get("label") or t.get("name") or "").replace("{n}", "二十九") for t in theirs]
        mine = [line.label for line in block.lines if line.label]
        printed = [label for label in labels if label]
        if side in ("left", "right"):
            assert mine == printed
        else:  # the economic codes of the year, which may be more than the printed list
            assert [label for label in mine if label in printed] == printed


def test_the_wide_table_has_112_columns_in_six_parts() -> None:
    form = form_set("sichuan-final-2020", 2021).by_role["general-detail"]
    assert len(form.columns) == 112
    assert form.split is not None
    assert sum(map(len, form.split.groups)) == 110
    assert form.split.repeat == ("code", "name")


def test_the_wide_table_follows_the_codes_of_the_year() -> None:
    columns = form_set("sichuan-final-2020", 2020).by_role["general-detail"].column
    assert "e39906" in columns
    assert "e39909" not in columns


@pytest.mark.parametrize(
    ("form_set_id", "year", "label"),
    [
        ("national-final", 2021, "使用非财政拨款结余"),
        ("national-final", 2022, "使用非财政拨款结余（含专用结余）"),
        ("sichuan-final-2020", 2021, "使用非财政拨款结余"),
        ("sichuan-final-2022", 2022, "使用非财政拨款结余（含专用结余）"),
    ],
)
def test_a_line_has_the_label_of_the_year(form_set_id: str, year: int, label: str) -> None:
    overview = form_set(form_set_id, year).by_role["overview"]
    assert [n.label for n in overview.blocks[0].lines if n.number == "28"] == [label]
    assert overview.lines["income.grand_total"].sum == (
        "income.year_total",
        "balance.nonfiscal_used",
        "balance.opening",
    )


def test_a_new_form_set_is_a_data_file_alone() -> None:
    national = form_set("national-final", 2022)
    assert [(t.code, t.title) for t in national.tables] == [
        ("公开01表", "收入支出决算总表"),
        ("公开02表", "收入决算表"),
        ("公开03表", "支出决算表"),
        ("公开04表", "财政拨款收入支出决算总表"),
        ("公开05表", "一般公共预算财政拨款支出决算表"),
        ("公开06表", "一般公共预算财政拨款基本支出决算明细表"),
        ("公开07表", "政府性基金预算财政拨款收入支出决算表"),
        ("公开08表", "国有资本经营预算财政拨款支出决算表"),
        ("公开09表", "财政拨款“三公”经费支出决算表"),
    ]


def test_the_totals_of_all_blocks_stand_in_the_last_line() -> None:
    blocks = form_set("sichuan-final-2020", 2021).by_role["general-basic"].blocks
    assert len({len(block.lines) for block in blocks}) == 1
    assert [block.lines[-1].key for block in blocks] == ["personnel", "", "public"]


@pytest.mark.parametrize("form_set_id", form_set_ids())
def test_every_sum_of_every_form_set_names_what_it_adds(form_set_id: str) -> None:
    for form in form_set(form_set_id, 2022).tables:
        for column in form.columns:
            assert set(column.sum) <= set(form.column)
            if column.numeric and form.levels:
                assert column.sum or column.query is not None, (form.role, column.id)


def test_a_sum_of_an_unknown_column_is_refused() -> None:
    layout = {
        "layout": "x",
        "title": "表",
        "columns": [{"id": "c1", "label": "合计", "sum": ["c9"]}],
        "rows": {},
    }
    family = {
        "id": "x", "name": "x", "region": "x", "kind": "final", "measure": "final",
        "caption": {}, "tables": [{"layout": "x"}],
    }  # fmt: skip
    with pytest.raises(FormError, match="c9"):
        read_form_set(family, lambda _: layout, economic(), 2022)


def test_the_narrower_query_wins() -> None:
    base = Query.read({"of": "expenditure", "fund": "gp"})
    assert base.and_also(Query.read({"fund": "gf"})) == Query("expenditure", (("fund", ("gf",)),))
