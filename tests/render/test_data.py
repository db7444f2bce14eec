"""The data package and the archive of all files: valid, complete, the same every time."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from frictionless import Package

from disclosures.core.document import (
    Document,
    PrintedTable,
    check_code,
    from_json,
    tables_of,
    to_json,
)
from disclosures.core.tables import Tables
from disclosures.data import functions
from disclosures.narration import narrate
from disclosures.render.data import bundle, data_package
from disclosures.render.data.fiscal import FACT_COLUMNS, LINE_COLUMNS
from disclosures.render.data.rows import harmless, names
from disclosures.render.imprint import Imprint, Signature
from tests.render.test_sheet import every_table

IMPRINT = Imprint(
    number="第2版",
    sha256="0" * 64,
    signatures=(Signature(role="单位负责人", who="王芳", at="2024年9月10日"),),
)
CREATED = datetime(2024, 9, 10, 8, 30, tzinfo=timezone(timedelta(hours=8)))


def document_of(tables: Tables) -> Document:
    return replace(narrate(tables, functions()).document, tables=tables_of(tables).tables)


@pytest.fixture(scope="module", params=["luzhou", "bazhong"])
def document(request: pytest.FixtureRequest) -> Document:
    return document_of(request.getfixturevalue(request.param))


@pytest.fixture(scope="module")
def package(document: Document) -> bytes:
    return data_package(document, IMPRINT, created=CREATED)


@pytest.fixture
def opened(package: bytes, tmp_path: Path) -> Package:
    zipfile.ZipFile(io.BytesIO(package)).extractall(tmp_path)
    return Package(str(tmp_path / "datapackage.json"))


def read(data: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(data)).read(name)


def figures(document: Document) -> Iterator[tuple[PrintedTable, str, str, int, str, str]]:
    for table in document.tables:
        for row, column, cell in table.figures:
            assert cell.amount is not None
            yield table, row.key, column.id, cell.amount, column.type, cell.text


def test_frictionless_finds_nothing_wrong(opened: Package) -> None:
    report = opened.validate()
    assert report.flatten(["path", "rowNumber", "fieldName", "message"]) == []
    assert report.valid
    assert opened.to_descriptor()["$schema"].endswith("/2.0/datapackage.json")


def test_every_figure_is_one_fact_in_元(opened: Package, document: Document) -> None:
    rows = opened.get_resource("facts").read_rows()
    assert [
        (r["table"], r["row"], r["column"], r["amount"], r["printed"] or "", r["unit"] or "")
        for r in rows
    ] == [
        (t.role, row, column, Decimal(amount) / 100, text, t.unit if type_ == "amount" else "")
        for t, row, column, amount, type_, text in figures(document)
    ]
    assert {(r["department"], r["year"], r["kind"]) for r in rows} == {
        (document.department, document.year, document.kind)
    }


def test_a_fact_says_what_its_row_and_column_are_called(luzhou: Tables) -> None:
    data = read(data_package(document_of(luzhou), IMPRINT), "facts.csv").decode("utf-8-sig")
    found = {(r["table"], r["row"], r["column"]): r for r in csv.DictReader(io.StringIO(data))}
    fact = found["overview", "income.year_total", "in.amt"]
    assert (fact["table_code"], fact["table_title"]) == ("公开01表", "收入支出决算总表")
    assert (fact["row_label"], fact["column_label"]) == ("本年收入合计", "收入 / 决算数")


def test_the_tables_are_read_back_as_published(opened: Package, document: Document) -> None:
    for number, table in enumerate(document.tables, 1):
        resource = opened.get_resource(table.role)
        assert resource.path == f"tables/{number:02d}-{table.role}.csv"
        called = names(table)
        rows = resource.read_rows()
        for line, row in zip(table.lines, rows, strict=True):
            place = 0
            for cell in line.cells:
                value = row[called[place]]
                if cell.amount is None:
                    assert (value or "") == harmless(cell.text)
                elif cell.text or cell.amount:
                    assert value == Decimal(cell.amount) / 100
                else:
                    assert value is None
                place += cell.span


@pytest.mark.parametrize("table", every_table(), ids=lambda t: f"{t.code}{t.title}")
def test_no_two_columns_are_called_alike(table: PrintedTable) -> None:
    assert len(set(names(table))) == len(table.columns)


# -- what figures are made of -----------------------------------------------------------------


@pytest.fixture(scope="module")
def traced(bazhong_document: Document, tmp_path_factory: pytest.TempPathFactory) -> Package:
    """A budget with counts and prices among its lines."""
    folder = tmp_path_factory.mktemp("traced")
    data = data_package(bazhong_document, IMPRINT, created=CREATED)
    zipfile.ZipFile(io.BytesIO(data)).extractall(folder)
    return Package(str(folder / "datapackage.json"))


def test_frictionless_finds_nothing_wrong_with_lines_and_origins(traced: Package) -> None:
    names = [r.name for r in traced.resources]
    assert names[-4:] == ["facts", "lines", "origins", "document"]
    report = traced.validate()
    assert report.flatten(["path", "rowNumber", "fieldName", "message"]) == []
    assert report.valid


def test_a_line_says_its_codes_and_what_they_are_called(traced: Package) -> None:
    rows = {r["line"]: r for r in traced.get_resource("lines").read_rows()}
    said = {k: v for k, v in rows["0"].items() if v is not None}
    assert said == {
        "line": "0", "of": "expenditure", "of_name": "支出", "unit": "701001",
        "unit_name": "市人力资源和社会保障局机关", "measure": "initial", "measure_name": "年初预算",
        "fund": "gp", "fund_name": "一般公共预算", "function": "2080101",
        "function_name": "行政运行", "spend": "basic", "spend_name": "基本支出", "econ": "30101",
        "econ_name": "基本工资", "money_year": "current", "money_year_name": "当年",
        "amount": Decimal("3642500.00"), "department": "巴中市人力资源和社会保障局",
        "year": 2022, "kind": "budget",
    }  # fmt: skip
    bought = next(r for r in rows.values() if r["of"] == "purchase_line" and r["amount"])
    assert (bought["quantity"], bought["amount"]) == (Decimal(1), Decimal("30000.00"))


def test_every_figure_is_the_sum_of_what_origins_csv_says_it_adds(traced: Package) -> None:
    facts = {
        (r["table"], r["row"], r["column"]): r for r in traced.get_resource("facts").read_rows()
    }
    lines = {r["line"]: r for r in traced.get_resource("lines").read_rows()}
    sums = dict.fromkeys(facts, Decimal(0))
    for row in traced.get_resource("origins").read_rows():
        at = row["table"], row["row"], row["column"]
        if row["line"] is None:
            sums[at] += facts[row["table"], row["part_row"], row["part_column"]]["amount"]
        else:
            counted = facts[at]["type"] == "count"
            sums[at] += lines[row["line"]]["quantity" if counted else "amount"]
    assert sums == {at: row["amount"] for at, row in facts.items()}


def test_columns_bear_the_types_of_the_fiscal_data_package(traced: Package) -> None:
    def types(name: str) -> dict[str, str]:
        schema = next(r for r in described if r["name"] == name)["schema"]
        assert [f["constant"] for f in schema["extraFields"]] == ["CNY"]
        return {f["name"]: f["columnType"] for f in schema["fields"] if "columnType" in f}

    described = traced.to_descriptor()["resources"]
    assert types("facts") == FACT_COLUMNS
    assert types("lines") == LINE_COLUMNS


def test_tables_filed_as_printed_have_no_lines(package: bytes, document: Document) -> None:
    assert not document.lines
    inside = zipfile.ZipFile(io.BytesIO(package))
    assert {"lines.csv", "origins.csv"} & set(inside.namelist()) == set()
    assert "lines.csv" not in inside.read("README.md").decode()


def test_the_guide_tells_of_lines_and_origins(bazhong_document: Document) -> None:
    guide = read(data_package(bazhong_document, IMPRINT), "README.md").decode()
    assert "- `lines.csv`：各表的数由什么构成" in guide
    assert "- `origins.csv`：每个数由什么相加" in guide


def test_the_document_is_in_it_byte_for_byte(package: bytes, document: Document) -> None:
    data = read(package, "document.json")
    assert data.decode() == to_json(document)
    about = json.loads(read(package, "datapackage.json"))
    assert about["id"] == f"urn:sha256:{check_code(to_json(document))}"
    assert from_json(data.decode()) == document


def test_it_says_what_it_is_and_nothing_of_the_clock(document: Document) -> None:
    about = json.loads(read(data_package(document, IMPRINT, created=CREATED), "datapackage.json"))
    assert (about["title"], about["version"]) == (document.title, "第2版")
    assert about["created"] == "2024-09-10T08:30:00+08:00"
    bare = json.loads(read(data_package(document, Imprint()), "datapackage.json"))
    assert {"version", "created"} & set(bare) == set()
    guide = read(data_package(document, IMPRINT), "README.md").decode()
    assert "- 单位负责人，王芳，2024年9月10日\n" in guide


def test_the_same_document_gives_the_same_bytes(document: Document, package: bytes) -> None:
    assert data_package(document, IMPRINT, created=CREATED) == package


def test_no_cell_of_any_csv_begins_a_formula(bazhong: Tables) -> None:
    table = bazhong.by_role["budget-projects"]
    bad = ["=1+1", "+1", "@SUM(A1)", "-1+2", "\tx", "＝1", "-甲"]
    rows = tuple(
        replace(r, texts=dict.fromkeys(r.texts, bad[n % len(bad)]))
        for n, r in enumerate(table.blocks[0])
    )
    few = replace(bazhong, department="=HYPERLINK(1)", tables=(replace(table, blocks=(rows,)),))
    package = data_package(replace(document_of(few), department=few.department), IMPRINT)
    for name in ("facts.csv", "tables/01-budget-projects.csv"):
        text = read(package, name).decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        assert {cell for cell in cells if cell.startswith("'")}
        assert not [c for c in cells if c[:1] in "=+@\t＝" and c]
        assert all(Decimal(c.replace(",", "")) < 0 for c in cells if c.startswith("-"))


def test_a_negative_number_stays_a_number() -> None:
    kept = ["-1.50", "-1,234.56", "-3", "甲=乙", ""]
    assert [harmless(text) for text in kept] == kept
    assert [harmless(text) for text in ("-", "--1", "-1x")] == ["'-", "'--1", "'-1x"]


def test_the_sums_of_a_bundle_are_those_of_its_files(tmp_path: Path) -> None:
    files = {"某局2020年度部门决算.json": b"{}", "某局2020年度部门决算.pdf": b"%PDF"}
    data = bundle(files, title="某局2020年度部门决算", check_code=sha256(b"{}").hexdigest())
    zipfile.ZipFile(io.BytesIO(data)).extractall(tmp_path)
    check = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    told = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert told.stdout.count(": OK") == 2
    assert json.loads((tmp_path / "manifest.json").read_text()) == {
        "title": "某局2020年度部门决算",
        "check_code": sha256(b"{}").hexdigest(),
        "files": [
            {"name": n, "bytes": len(d), "sha256": sha256(d).hexdigest()} for n, d in files.items()
        ],
    }
    assert bundle(files, title="某局2020年度部门决算", check_code=sha256(b"{}").hexdigest()) == data
