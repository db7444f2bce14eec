"""The facts workbook written and read back: the same facts, and nothing that would run."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosures.core.facts import (
    LABELS,
    Balance,
    Count,
    Expenditure,
    Fact,
    Facts,
    Income,
    Indicator,
    Kind,
    LocalCode,
    Purchase,
    PurchaseLine,
    Sangong,
    UnitInfo,
)
from disclosures.core.facts_sheets import CODES, GUIDE, LISTS, SHEETS
from disclosures.core.money import Unit
from disclosures.core.next_year import begin
from disclosures.data import economic, form_set, functions
from disclosures.importing.facts_reader import Reading, read_facts
from disclosures.importing.guard import open_workbook
from disclosures.render.facts_xlsx import facts_xlsx
from tests.importing import raw
from tests.importing.books import SPENDING_HEADER, spending

EXAMPLES = Path(__file__).parents[2] / "examples"
FUNCTIONS = [c.code for c in functions().valid(2023) if len(c.code) == 7][:40]
ECONOMIC = [c.code for c in economic().valid(2023) if len(c.code) == 5]
UNITS = ("701001", "001002")

BLANK = Facts(
    department="某某局",
    department_code="0701",
    year=2023,
    kind=Kind.FINAL,
    form_set="hunan-final-2023",
    units=(
        UnitInfo(code="701001", name="甲", nature="civil", establishment=12, staff=0, note="注"),
        UnitInfo(code="001002", name="乙"),
    ),
)


def read(data: bytes, name: str = "填报.xlsx") -> Reading:
    return read_facts(open_workbook(data, name), functions(), economic())


def again(facts: Facts, unit: Unit = Unit.WAN) -> Facts:
    """Written and read back, without the places."""
    reading = read(facts_xlsx(facts, unit=unit))
    assert reading.facts is not None, list(map(str, reading.errors))
    return without_places(reading.facts)


def without_places(facts: Facts) -> Facts:
    return replace(facts, facts=tuple(replace(f, place="") for f in facts.facts))


# -- any facts ------------------------------------------------------------------------------------

_WORDS = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12
)
_AMOUNTS = st.integers(-(10**17) + 1, 10**17 - 1)
_UNIT = st.sampled_from(UNITS)
_NOTES = st.one_of(st.just(""), _WORDS)


def _key(group: str, *, besides: tuple[str, ...] = ()) -> st.SearchStrategy[str]:
    return st.sampled_from([k for k in LABELS[group] if k not in besides])


_SPENDING = st.builds(
    Expenditure,
    unit=_UNIT,
    measure=_key("measure"),
    fund=st.just("own"),
    function=st.sampled_from(FUNCTIONS),
    spend=_key("spend"),
    econ=st.sampled_from(["", *ECONOMIC]),
    project=_WORDS,
    money_year=_key("money_year"),
    amount=_AMOUNTS,
    note=_NOTES,
)
_INCOME = st.builds(
    Income,
    unit=_UNIT,
    measure=_key("measure"),
    category=_key("category"),
    function=st.sampled_from(FUNCTIONS),
    amount=_AMOUNTS,
    note=_NOTES,
)
_BALANCE = st.builds(
    Balance,
    unit=_UNIT,
    measure=_key("measure"),
    fund=_key("fund"),
    nature=_key("nature"),
    function=st.sampled_from(["", "208", "20801", *FUNCTIONS]),
    spend=st.one_of(st.just(""), _key("spend")),
    amount=_AMOUNTS,
    note=_NOTES,
)
_SANGONG = st.builds(
    Sangong,
    unit=_UNIT,
    measure=st.sampled_from(["initial", "full_year"]),
    fund=_key("fund"),
    item=_key("sangong"),
    amount=_AMOUNTS,
    note=_NOTES,
)
_INDICATOR = st.builds(
    Indicator, unit=_UNIT, measure=_key("measure"), name=_WORDS, amount=_AMOUNTS, note=_NOTES
)
_COUNT = st.builds(Count, unit=_UNIT, name=_WORDS, number=st.integers(0, 10**9), note=_NOTES)


@st.composite
def _purchases(draw: st.DrawFn) -> list[Fact]:
    line = PurchaseLine(
        unit=draw(_UNIT),
        method=draw(_key("method")),
        project=draw(_WORDS),
        item=draw(_WORDS),
        qty=draw(st.integers(0, 10**9)),
        uom=draw(_NOTES),
        price=draw(st.integers(0, 10**15)),
    )
    sources = draw(st.lists(_key("source"), unique=True, max_size=2))
    return [
        line,
        *(
            Purchase(
                unit=line.unit,
                method=line.method,
                project=line.project,
                item=line.item,
                source=source,
                amount=draw(_AMOUNTS),
            )
            for source in sources
        ),
    ]


def _once(facts: list[Fact]) -> list[Fact]:
    """One fact of each key: a workbook that states a thing twice is an error."""
    kept: dict[object, Fact] = {}
    for fact in facts:
        kept.setdefault(_bare(fact), fact)
    return list(kept.values())


def _bare(fact: Fact) -> object:
    if isinstance(fact, Count):
        return replace(fact, number=0, note="")
    if isinstance(fact, PurchaseLine):
        return fact.unit, fact.method, fact.project, fact.item
    return replace(fact, amount=0, note="")


@st.composite
def _facts(draw: st.DrawFn) -> Facts:
    found: list[Fact] = []
    for kind in (_SPENDING, _INCOME, _BALANCE, _SANGONG):
        found += _once(draw(st.lists(kind, max_size=3)))
    found += draw(_purchases())
    for kind in (_INDICATOR, _COUNT):
        found += _once(draw(st.lists(kind, max_size=2)))
    notes = draw(st.lists(_WORDS, max_size=2))
    own = (LocalCode(code="2080179", name=draw(_WORDS)),)
    return replace(BLANK, facts=tuple(found), notes=tuple(notes), local_codes=own)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_facts(), st.sampled_from(Unit))
def test_export_then_import_gives_the_same_facts(facts: Facts, unit: Unit) -> None:
    assert again(facts, unit) == facts


@pytest.mark.parametrize(
    "name",
    ["=1+1", "+1", "-1", "@a", "=cmd|'/c calc'!A0", "_x0041_", "a\u3000b", "<b>&amp;", "0123",
     "1e5", "TRUE", "2023-01-01", "http://example.org"],
)  # fmt: skip
def test_texts_stay_what_they_are(name: str) -> None:
    fact = Expenditure(
        unit="701001", measure="final", fund="gp", function="2080101", spend="project",
        econ="30201", project=name, amount=1, note=name,
    )  # fmt: skip
    expected = replace(fact, project=" ".join(name.split()))
    assert again(replace(BLANK, facts=(fact,))).facts == (expected,)


def test_the_fen_survives_in_wan() -> None:
    amounts = [1, -1, 10**6 - 1, 123_456_789_012_345, 999_999_999_999_999, 10**17 - 1]
    facts = tuple(
        Indicator(unit="701001", measure="final", name=str(n), amount=amount)
        for n, amount in enumerate(amounts)
    )
    assert again(replace(BLANK, facts=facts)).facts == facts


@pytest.mark.parametrize(
    "name", ["bazhong-2022-budget-facts", "huaihua-2023-final", "luzhou-2020-final"]
)
def test_the_examples_come_back_as_they_are(name: str) -> None:
    reading = read((EXAMPLES / f"{name}.xlsx").read_bytes())
    assert reading.errors == ()
    assert reading.facts is not None
    assert len(reading.facts.facts) > 100
    assert again(reading.facts) == without_places(reading.facts)


# -- what the file is like ------------------------------------------------------------------------


def test_no_cell_is_a_formula_or_a_link() -> None:
    fact = Indicator(unit="701001", measure="final", name="=1+1", amount=1, note="@a")
    data = facts_xlsx(replace(BLANK, facts=(fact,), notes=("=1+1",)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(n) for n in archive.namelist() if "worksheets/" in n]
    assert not any(b"<f>" in s or b"<hyperlink" in s for s in sheets)
    book = openpyxl.load_workbook(io.BytesIO(data))
    row = next(r for r in book["指标"].iter_rows(min_row=3) if r[2].value)
    assert (row[2].value, row[2].data_type, row[2].quotePrefix) == ("=1+1", "s", True)
    assert (row[4].value, row[4].quotePrefix) == ("@a", True)


def test_headers_are_locked_and_data_cells_are_not() -> None:
    book = openpyxl.load_workbook(io.BytesIO(facts_xlsx(BLANK)))
    for declared in SHEETS:
        page = book[declared.name]
        assert page.protection.sheet
        assert page.protection.password is None
        assert [c.value for c in page[2]] == [c.header for c in declared.columns]
        assert all(cell.protection.locked for cell in page[2])
        assert not page.column_dimensions["A"].protection.locked
        assert page.freeze_panes == "B3"


def test_drop_downs_come_from_the_code_lists() -> None:
    book = openpyxl.load_workbook(io.BytesIO(facts_xlsx(BLANK)))
    rules = {str(v.sqref)[0]: v for v in book["支出"].data_validations.dataValidation}
    assert rules["D"].formula1.startswith(f"{CODES}!$A$3:")
    assert not rules["D"].showErrorMessage
    assert rules["C"].showErrorMessage
    listed = {cell.value for row in book[LISTS].iter_rows() for cell in row}
    assert set(LABELS["fund"].values()) <= listed
    codes = {row[0].value for row in book[CODES].iter_rows(min_row=3)}
    assert "2080101 行政运行" in codes
    assert book[LISTS].sheet_state == "hidden"


def test_a_choice_from_a_code_list_reads_back() -> None:
    book = openpyxl.load_workbook(io.BytesIO(facts_xlsx(BLANK)))
    row = spending(功能科目编码="2080101 行政运行", 经济科目编码="30101 基本工资", 功能科目名称="")
    for place, value in enumerate(row, 1):
        book["支出"].cell(3, place, value)
    target = io.BytesIO()
    book.save(target)
    reading = read(target.getvalue())
    assert reading.facts is not None, list(map(str, reading.errors))
    (fact,) = reading.facts.facts
    assert isinstance(fact, Expenditure)
    assert (fact.function, fact.econ, fact.amount) == ("2080101", "30101", 12_500_000)


def test_a_blank_workbook_is_prefilled_and_states_nothing_yet() -> None:
    alone = replace(BLANK, units=())
    reading = read(facts_xlsx(alone))
    assert reading.errors == ()
    assert reading.facts == replace(alone, units=(UnitInfo(code="0701", name="某某局"),))
    assert "工作簿里还没有金额" in [m.text for m in reading.notes]
    book = openpyxl.load_workbook(io.BytesIO(facts_xlsx(alone)))
    assert book["指标"]["C3"].value == "机关运行经费"
    assert book[GUIDE]["A1"].value == "某某局2023年度部门决算填报工作簿"


def test_a_blank_workbook_of_a_department_without_a_code_reads_back() -> None:
    nameless = replace(BLANK, units=(), department_code="")
    reading = read(facts_xlsx(nameless))
    assert reading.errors == ()
    assert reading.facts == replace(nameless, units=(UnitInfo(code="001", name="某某局"),))


def test_last_years_figures_are_prefilled() -> None:
    spent = Expenditure(
        unit="701001", measure="final", fund="gp", function="2080101", spend="basic",
        econ="30101", amount=7, note="推算",
    )  # fmt: skip
    initial = replace(spent, measure="initial")
    closing = Balance(unit="701001", measure="final", fund="gp", nature="closing", amount=9)
    prior = replace(BLANK, year=2022, facts=(spent, initial, closing))
    begun = begin(prior, form_set(BLANK.form_set, BLANK.year))
    reading = read(facts_xlsx(begun))
    assert reading.facts is not None, reading.errors
    assert without_places(reading.facts).facts == (
        replace(spent, measure="prior", note=""),
        replace(closing, measure="prior"),
        replace(closing, nature="opening", note="上年年末数，请核对"),
    )


# -- other formats --------------------------------------------------------------------------------


def test_an_ods_workbook_gives_the_same_facts() -> None:
    sheets = {
        "基本信息": [
            ["部门名称", "某某局"], ["年度", 2023.0], ["类别", "决算"],
            ["表样", "hunan-final-2023"], ["金额单位", "万元"],
        ],
        "单位": [["单位编码", "单位名称"], ["701001", "甲"]],
        "支出": [SPENDING_HEADER, spending(), spending(经济科目编码="30102", 金额="１，２３４.5")],
        "收入": [["单位编码", "口径", "收入类别", "功能科目编码", "金额"]],
    }  # fmt: skip
    tables = "".join(
        raw.ods_table(
            name,
            *(
                raw.ods_row(*(raw.ods_cell(v if v != "" else None) for v in row))  # type: ignore[arg-type]
                for row in rows
            ),
        )
        for name, rows in sheets.items()
    )
    reading = read(raw.ods(tables), "填报.ods")
    assert reading.facts is not None, list(map(str, reading.errors))
    assert [f.amount for f in reading.facts.facts] == [12_500_000, 1_234_500_000]  # type: ignore[union-attr]


def test_an_xls_workbook_gives_the_same_facts() -> None:
    """The fixture is a small facts workbook that LibreOffice saved as .xls."""
    path = Path(__file__).parent / "fixtures" / "facts.xls"
    reading = read(path.read_bytes(), path.name)
    assert reading.facts is not None, list(map(str, reading.errors))
    assert [(f.place, f.amount) for f in reading.facts.facts] == [  # type: ignore[union-attr]
        ("支出!K2", 12_500_000),
        ("支出!K3", 30_000_000),
    ]
    assert [str(m) for m in reading.notes] == ["支出!K3：K3是公式，已取缓存值"]
