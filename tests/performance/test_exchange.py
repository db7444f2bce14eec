"""Workbooks of forms: written, read back, typed into, filled elsewhere, refused."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator, Mapping

import openpyxl
import pytest
from openpyxl.workbook import Workbook as Book
from openpyxl.worksheet.worksheet import Worksheet

from disclosures.importing.guard import Refused
from performance.core.derive import values_of
from performance.core.forms import Form
from performance.core.ledger import Ledger
from performance.core.sheet import Sheet, rows_as_fields
from performance.core.values import Value, Values
from performance.data import form, form_ids
from performance.exchange import Reading, ReadSheet, export_forms, export_list, read_workbook
from performance.exchange.found import MOST_ROWS
from tests.factories import small_facts
from tests.importing.raw import xlsx, xlsx_parts, zipped
from tests.performance.real import BAZHONG, HUAIHUA, LUZHOU, sheets_of

FORMS: dict[str, Form] = {i: form(i) for i in form_ids()}
DOCUMENTS = (LUZHOU, BAZHONG, HUAIHUA)
NOBODY = Ledger(None)


def read(data: bytes) -> Reading:
    return read_workbook(data, "绩效表.xlsx", FORMS)


def valued(*sheets: Sheet) -> dict[str, Values]:
    return {s.key: values_of(s, NOBODY) for s in sheets}


def a_sheet(form_id: str = "PF-A", key: str = "PF-A.1", **fields: str) -> Sheet:
    own = form(form_id)
    typed: dict[str, str] = {"form": form_id}
    for name, entries in own.listed.items():
        rows = [{k: f"{e.label}{n}" for k, e in entries.items()} for n in (1, 2, 3)]
        typed |= rows_as_fields(name, rows)
    return Sheet(key, own, {**typed, **fields}, {"year": "2023", "last_year": "2022"})


def exported(sheet: Sheet) -> bytes:
    return export_forms([sheet], valued(sheet))


def changed(data: bytes, change: Callable[[Worksheet], None]) -> bytes:
    """The workbook after somebody worked in its first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book.worksheets[0])
    return saved(book)


def saved(book: Book) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def row_of(page: Worksheet, code: str) -> int:
    return next(r for r in range(1, page.max_row + 1)
                if str(page.cell(r, 1).value or "").split(" ")[0] == code)  # fmt: skip


def only(reading: Reading) -> ReadSheet:
    assert reading.errors == ()
    (sheet,) = reading.sheets
    return sheet


# -- what is written is read back -----------------------------------------------------------------


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_real_sheet_comes_back_as_it_was(document: str) -> None:
    sheets = sheets_of(document)
    reading = read(export_forms(sheets, valued(*sheets)))
    assert (reading.errors, reading.notes) == ((), ())
    assert [(s.key, s.fields) for s in reading.sheets] == [(s.key, dict(s.fields)) for s in sheets]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_real_sheet_comes_back_from_lists(document: str) -> None:
    sheets = sheets_of(document)
    reading = read(export_list(sheets))
    assert (reading.errors, reading.notes) == ((), ())
    assert {s.key: s.fields for s in reading.sheets} == {s.key: dict(s.fields) for s in sheets}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_without_codes_the_real_forms_are_read_by_their_words(document: str) -> None:
    """As if they had been filled elsewhere: no hidden column, no keys; blank rows are no rows."""
    sheets = sheets_of(document)
    book = openpyxl.load_workbook(io.BytesIO(export_forms(sheets, {s.key: {} for s in sheets}
                                                          | typed_of(sheets))))  # fmt: skip
    for page in book.worksheets:
        for row in range(1, page.max_row + 1):
            page.cell(row, 1).value = None
    reading = read(saved(book))
    assert (reading.errors, reading.notes) == ((), ())
    assert [told(s.form, s.fields) for s in reading.sheets] == [
        told(s.form.id, s.fields) for s in sheets
    ]


def typed_of(sheets: tuple[Sheet, ...]) -> dict[str, Values]:
    """What is typed of each sheet; a form filled elsewhere reckons nothing."""
    return {s.key: {p: v for p, v in values_of(s, NOBODY).items() if not v.derived} for s in sheets}


def told(form_id: str, fields: Mapping[str, str]) -> tuple[dict[str, str], list[list[str]]]:
    """The entries outside lists, and the rows of lists without their numbers."""
    own = FORMS[form_id]
    rows = [
        [fields.get(f"{name}.{n}.{key}", "") for key in own.listed[name]]
        for name in own.listed
        for n in fields.get(name, "").split(",")
    ]
    fixed = {p: t for p, t in fields.items() if p in own.fixed}
    return fixed, [row for row in rows if any(row)]


@pytest.mark.parametrize("form_id", form_ids())
def test_any_text_comes_back_from_both_workbooks(form_id: str) -> None:
    hard = ["=1+1", "+86", "-3", "@SUM(A1)", "_x000D_", "1.10", "007", "甲\n乙", "“”<>&'\"", "１２",
            "http://a.b/c", "☑", "2024-01-01", "True"]  # fmt: skip
    own = FORMS[form_id]
    texts = iter(hard * 50)
    fixed = {p: e.options[0] if e.options else next(texts) for p, e in own.fixed.items()}
    rows = {n: [{k: next(texts) for k in keys} for _ in range(5)] for n, keys in own.listed.items()}
    fields = {"form": form_id, **fixed}
    for name, own_rows in rows.items():
        fields |= rows_as_fields(name, own_rows)
    sheet = Sheet("x.1", own, fields, {"year": "2023"})
    assert only(read(exported(sheet))).fields == fields
    assert only(read(export_list([sheet]))).fields == fields


def test_no_text_leaves_as_a_formula_or_a_link() -> None:
    sheet = a_sheet(**{"head.project_name": "=HYPERLINK(1)", "goal.goal_actual": "http://a.b"})
    for data in (exported(sheet), export_list([sheet])):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {n: archive.read(n) for n in archive.namelist()}
        assert not any(b"<f>" in part or b"hyperlink" in part for part in parts.values())


def test_what_is_reckoned_is_shown_and_not_taken_for_typed() -> None:
    sheet = a_sheet(project="业务经费")
    values = values_of(sheet, Ledger(small_facts()))
    data = export_forms([sheet], {sheet.key: values})
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert page.cell(row_of(page, "money/0"), 6 + 1).value == values["money.exec_total"].text
    assert only(read(data)).fields == dict(sheet.fields)

    def corrected(page: Worksheet) -> None:
        page.cell(row_of(page, "money/0"), 6 + 1).value = "3.99"

    assert only(read(changed(data, corrected))).fields["money.exec_total"] == "3.99"


def test_a_long_reckoned_text_is_known_again_too() -> None:
    sheet = a_sheet("PF-C", "PF-C.1")
    path = "tasks.special.content"
    long = Value(text="，".join(f"项目{n}8万元" for n in range(3000)), derived=True)
    data = export_forms([sheet], {sheet.key: {**values_of(sheet, NOBODY), path: long}})
    assert path not in only(read(data)).fields

    def corrected(page: Worksheet) -> None:
        page.cell(row_of(page, "tasks/6"), 3).value = "项目一8万元"

    assert only(read(changed(data, corrected))).fields[path] == "项目一8万元"


def test_worksheets_have_names_that_excel_takes() -> None:
    sheets = [a_sheet(key=f"PF-A.{n}", **{"head.project_name": "一/二:三[四]" * 9}) for n in (1, 2)]
    book = openpyxl.load_workbook(io.BytesIO(export_forms(sheets, valued(*sheets))))
    assert book.sheetnames == ["1 " + ("一二三四" * 9)[:29], "2 " + ("一二三四" * 9)[:29]]


def test_a_workbook_without_sheets_says_so() -> None:
    for data in (export_forms([], {}), export_list([])):
        assert openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]["A1"].value == "还没有绩效表"


# -- what people do in it -------------------------------------------------------------------------


def test_rows_that_people_add_and_take_away_are_read() -> None:
    def work(page: Worksheet) -> None:
        page.delete_rows(row_of(page, "indicators#2"))
        spare = row_of(page, "indicators#")
        page.cell(spare, 4 + 1).value = "新的指标"
        page.insert_rows(row_of(page, "indicators#3"))
        page.cell(row_of(page, "indicators#3") - 1, 5 + 1).value = 12.5

    def unmerged(page: Worksheet) -> None:
        for area in list(page.merged_cells.ranges):
            if area.min_row > row_of(page, "indicators/0"):
                page.unmerge_cells(str(area))
        work(page)

    sheet = only(read(changed(exported(a_sheet()), unmerged)))
    assert sheet.fields["indicators"] == "1,4,3,5"
    assert (sheet.fields["indicators.4.target"], sheet.fields["indicators.5.l3"]) == (
        "12.5", "新的指标"
    )  # fmt: skip
    assert "indicators.2.l3" not in sheet.fields


def test_a_row_that_was_copied_with_its_hidden_code_is_a_new_row() -> None:
    def copied(page: Worksheet) -> None:
        row = row_of(page, "indicators#")
        page.cell(row, 1).value = "indicators#1"
        page.cell(row, 4).value = "照抄"

    assert only(read(changed(exported(a_sheet()), copied))).fields["indicators"] == "1,2,3,4"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("上级文件要求", "上级文件要求"),
        ("□法律法规 P上级文件要求 √其他", "上级文件要求；其他"),
        ("其他、法律法规", "法律法规；其他"),
        ("法律法规□ 上级文件要求☑", "上级文件要求"),
        ("", None),
    ],
)
def test_choices_are_read_as_people_tick_them(typed: str, stored: str | None) -> None:
    def ticked(page: Worksheet) -> None:
        page.cell(row_of(page, "head/3"), 3).value = typed

    data = exported(a_sheet("PF-D", "PF-D.1"))
    assert only(read(changed(data, ticked))).fields.get("head.basis") == stored


def test_numbers_dates_and_percentages_are_taken_as_they_are_shown() -> None:
    def typed(page: Worksheet) -> None:
        row = row_of(page, "money/1")
        for column, value in ((5, 30), (6, 27.97), (9, 0.9323)):
            page.cell(row, column).value = value

    fields = only(read(changed(exported(a_sheet("PF-G", "PF-G.1")), typed))).fields
    assert {p: t for p, t in fields.items() if p.startswith("money.")} == {
        "money.total.initial": "30", "money.total.full": "27.97", "money.total.rate": "93.23%"
    }  # fmt: skip


def test_all_errors_are_told_at_once_with_their_cells() -> None:
    def spoilt(page: Worksheet) -> None:
        page.cell(row_of(page, "head/2"), 3).value = "新建"
        page.cell(row_of(page, "head/0"), 3).value = "=A1"
        page.cell(row_of(page, "money/0"), 2 + 1).value = "九万元"
        page.cell(row_of(page, "goal/0"), 1).value = "goal/7"

    data = changed(exported(a_sheet("PF-D", "PF-D.1")), spoilt)
    assert [str(e) for e in read(data).errors] == [
        "1 项目支出绩效目标批复表!C2：公式没有算出结果；应为数或文字，而不是公式",
        "1 项目支出绩效目标批复表!C4：“新建”不是可选的；应为新增项目、延续项目",
        "1 项目支出绩效目标批复表!C6：“九万元”里没有表中的文字；应为“中长期资金总额：……万元”",
        "1 项目支出绩效目标批复表!A12：这一行不是表中的行；应为表中的行；加行请加在指标之间",
    ]


def test_lists_tell_lines_that_belong_to_nothing_and_new_ones_by_name() -> None:
    def work(page: Worksheet) -> None:
        last = page.max_row
        page.cell(last + 1, 2).value, page.cell(last + 1, 6).value = "新项目", "新的指标"
        page.cell(last + 2, 6).value = "没有主人"
        page.cell(last + 3, 1).value, page.cell(last + 3, 3).value = "PF-A.1", 1
        page.cell(last + 4, 1).value, page.cell(last + 4, 3).value = "PF-A.1", "甲"

    sheet = a_sheet(**{"head.project_name": "业务经费"})
    reading = read(changed(export_list([sheet]), work))
    assert [str(e) for e in reading.errors] == [
        "PF-A 绩效指标!A7：不知道是哪张表的；应为表号，或者项目名称",
        "PF-A 绩效指标!C8：行号 1 写了两次；应为新的行空着行号",
        "PF-A 绩效指标!C9：“甲”不是行号；应为数，或者空着",
    ]
    assert reading.sheets[1].fields == {
        "form": "PF-A", "head.project_name": "新项目", "indicators": "1",
        "indicators.1.l3": "新的指标",
    }  # fmt: skip


def test_what_a_workbook_does_not_tell_stays() -> None:
    sheet = a_sheet(**{"order": "3", "summary.effect": "好", "indicators.1.approved": "5"})

    def cut(page: Worksheet) -> None:
        for row in range(1, page.max_row + 1):
            page.cell(row, 1).value = None
        page.cell(row_with(page, "项目名称"), 4).value = "改名"

    elsewhere = only(read(changed(exported(sheet), cut)))
    after = elsewhere.onto(sheet.fields, sheet.form)
    assert {p: t for p, t in after.items() if sheet.fields.get(p) != t} == {
        "head.project_name": "改名"
    }
    assert set(sheet.fields) <= set(after)


def row_with(page: Worksheet, text: str) -> int:
    return next(r for r in range(1, page.max_row + 1) if page.cell(r, 2).value == text)


# -- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "a.xlsx"),
        (b"%PDF-1.7", "a.xlsx"),
        (xlsx(), "a.xlsm"),
        (zipped(xlsx_parts() | {"xl/vbaProject.bin": "x"}), "a.xlsx"),
        (zipped({**xlsx_parts(), "xl/worksheets/sheet1.xml": "<!DOCTYPE a><a/>"}), "a.xlsx"),
    ],
)
def test_hostile_files_are_refused(data: bytes, name: str) -> None:
    with pytest.raises(Refused):
        read_workbook(data, name, FORMS)


def test_a_workbook_of_something_else_is_told() -> None:
    reading = read(xlsx())
    assert [e.text for e in reading.errors] == ["没有认出绩效表"]
    assert [str(n) for n in reading.notes] == ["表：没有认出绩效表的表名，这个工作表没有读入"]


def test_a_sheet_that_stands_in_a_workbook_twice_is_told() -> None:
    sheet = a_sheet()
    data = export_forms([sheet, sheet], valued(sheet))
    assert [str(e) for e in read(data).errors] == [
        "2 项目绩效目标完成情况表!A1：与工作表“1 项目绩效目标完成情况表”是同一张表；应为只留一张"
    ]


@pytest.mark.parametrize("codes", [True, False])
def test_a_form_without_end_is_told(codes: bool) -> None:
    def grown(page: Worksheet) -> None:
        first = page.max_row + 1
        for row in range(first, first + MOST_ROWS + 50):
            page.cell(row, 1).value = "indicators#"
            page.cell(row, 5).value = "又一个"
        for row in range(1, 1 if codes else page.max_row + 1):
            page.cell(row, 1).value = None

    (error,) = read(changed(exported(a_sheet()), grown)).errors
    assert error.text == "一张表最多 1000 行"


def test_a_list_without_end_is_told_once() -> None:
    def grown(page: Worksheet) -> None:
        for row in range(6, 6 + MOST_ROWS + 50):
            page.cell(row, 1).value, page.cell(row, 6).value = "PF-A.1", "又一个"

    (error,) = read(changed(export_list([a_sheet()]), grown)).errors
    assert str(error) == "PF-A 绩效指标!A1003：一张表最多 1000 行"


ODD = (None, 1.5, True, "一级指标", "总分", "#", "indicators#9", "项目资金", "=1", "万元" * 9000)


def mutations(data: bytes, count: int) -> Iterator[bytes]:
    """The workbook after somebody without sense worked in it."""
    chance = random.Random(5)
    for _ in range(count):
        book = openpyxl.load_workbook(io.BytesIO(data))
        page = chance.choice(book.worksheets)
        for area in list(page.merged_cells.ranges):
            page.unmerge_cells(str(area))
        for _ in range(chance.randint(1, 8)):
            row, column = chance.randint(1, page.max_row), chance.randint(1, page.max_column)
            deed = chance.randrange(6)
            if deed == 0:
                page.delete_rows(row)
            elif deed == 1:
                page.insert_rows(row)
            elif deed == 2:
                page.delete_cols(column)
            elif deed == 3:
                page.insert_cols(column)
            else:
                page.cell(row, column).value = chance.choice(ODD)
        yield saved(book)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_whatever_is_done_to_a_workbook_it_is_read_or_told(document: str) -> None:
    sheets = sheets_of(document)[:2]
    for data in (export_forms(sheets, valued(*sheets)), export_list(sheets)):
        for spoilt in mutations(data, 8):
            reading = read(spoilt)
            for sheet in reading.sheets:
                own = FORMS[sheet.form]
                known = {"form", "order", "project", *own.listed}
                assert [p for p in sheet.fields if p not in known and own.entry(p) is None] == []


def test_a_department_of_five_hundred_projects_fits_into_one_workbook() -> None:
    own = form("PF-G")
    sheets = [
        Sheet(f"PF-G.{n}", own, {"form": "PF-G", "head.project_name": f"项目{n}"})
        for n in range(500)
    ]
    reading = read(export_forms(sheets, valued(*sheets)))
    assert (reading.errors, [s.fields["head.project_name"] for s in reading.sheets]) == (
        (), [f"项目{n}" for n in range(500)]
    )  # fmt: skip
