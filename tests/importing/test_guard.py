"""The door: what passes, and what is refused with which reason."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from disclosures.importing import limits
from disclosures.importing.cells import Merge
from disclosures.importing.guard import Refused, open_workbook
from tests.importing import raw

FIXTURES = Path(__file__).parent / "fixtures"


def refusal(data: bytes, name: str = "表.xlsx") -> str:
    with pytest.raises(Refused) as caught:
        read_all(data, name)
    return str(caught.value)


def read_all(data: bytes, name: str) -> None:
    for sheet in open_workbook(data, name).sheets:
        list(sheet.rows())


def values(data: bytes, name: str = "表.xlsx") -> list[list[object]]:
    return [list(row) for row in open_workbook(data, name).sheets[0].rows()]


# -- what passes ----------------------------------------------------------------------------------


def test_a_plain_workbook_passes() -> None:
    book = open_workbook(raw.xlsx(), "表.xlsx")
    assert (book.format, [s.name for s in book.sheets]) == ("xlsx", ["表"])
    assert values(raw.xlsx()) == [[1.0]]


def test_a_file_is_read_like_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(raw.xlsx())
    assert open_workbook(path, path.name).sheet("表") is not None


def test_hyperlinks_are_harmless() -> None:
    links = raw.relations(outside=("hyperlink", "https://example.org/"))
    data = raw.zipped(raw.xlsx_parts() | {"xl/worksheets/_rels/sheet1.xml.rels": links})
    assert values(data) == [[1.0]]


def test_formulas_merges_and_error_values_are_told() -> None:
    rows = (
        '<row r="2"><c r="B2"><f>1+1</f><v>2</v></c><c r="C2"><f>1+1</f><v></v></c>'
        '<c r="D2" t="str"><f>""</f><v></v></c><c r="E2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    sheet = raw.sheet_xml(rows, '<mergeCells count="1"><mergeCell ref="A3:B4"/></mergeCells>')
    found = open_workbook(raw.xlsx(sheet), "表.xlsx").sheets[0]
    assert found.formulas == {(1, 1): True, (1, 2): False, (1, 3): True, (1, 4): True}
    assert found.faults == {(1, 4): "#DIV/0!"}
    assert found.merged == (Merge(2, 0, 3, 1),)


@pytest.mark.parametrize(
    "rows",
    [
        "<row r='2'><c r='C2'><f>1</f><v>7</v></c></row>",
        '<row r="2"><c\n r = "C2" ><f>1</f><v>7</v></c></row>',
        '<row><c r="C2"><f>1</f><v>7</v></c></row>',
    ],
    ids=["single quotes", "blanks in tags", "row without number"],
)
def test_unusual_writing_is_read_as_well(rows: str) -> None:
    found = open_workbook(raw.xlsx(raw.sheet_xml(rows)), "表.xlsx").sheets[0]
    assert list(found.rows())[-1][2] == 7.0
    assert found.formulas == {(1, 2): True}


def test_tags_with_a_prefix_are_read_as_well() -> None:
    sheet = raw.sheet_xml('<row r="2"><c r="C2"><f>1</f><v>7</v></c></row>')
    for tag in ("worksheet", "sheetData", "row", "c", "f", "v"):
        sheet = sheet.replace(f"<{tag}", f"<x:{tag}").replace(f"</{tag}", f"</x:{tag}")
    found = open_workbook(raw.xlsx(sheet.replace("xmlns=", "xmlns:x=")), "表.xlsx").sheets[0]
    assert list(found.rows())[-1][2] == 7.0
    assert found.formulas == {(1, 2): True}


def test_hidden_sheets_are_told() -> None:
    parts = raw.xlsx_parts()
    hidden = parts["xl/workbook.xml"].replace('sheetId="1"', 'sheetId="1" state="hidden"')
    book = open_workbook(raw.zipped(parts | {"xl/workbook.xml": hidden}), "表.xlsx")
    assert [s.hidden for s in book.sheets] == [True]


def test_an_ods_file_tells_the_same() -> None:
    table = raw.ods_table(
        "表",
        raw.ods_row(raw.ods_cell(None, repeat=16384), repeat=2),
        raw.ods_row(
            raw.ods_cell("合", more=' table:number-rows-spanned="2"'),
            raw.ods_cell(2.0, more=' table:formula="of:=1+1"'),
            '<table:table-cell table:formula="of:=1+1"/>',
            raw.ods_cell("#DIV/0!", more=' calcext:value-type="error"'),
            raw.ods_cell(None, repeat=16380),
        ),
        raw.ods_row(raw.ods_cell(None, repeat=16384), repeat=1_048_573),
    )
    sheet = open_workbook(raw.ods(table), "表.ods").sheets[0]
    assert list(sheet.rows())[2][:2] == ["合", 2.0]
    assert sheet.formulas == {(2, 1): True, (2, 2): False}
    assert sheet.faults == {(2, 3): "#DIV/0!"}
    assert sheet.merged == (Merge(2, 0, 3, 0),)


def test_an_xls_file_tells_the_same() -> None:
    """The fixture was saved as .xls by LibreOffice."""
    book = open_workbook(FIXTURES / "odds.xls", "odds.xls")
    sheet = book.sheets[0]
    assert [(s.name, s.hidden) for s in book.sheets] == [("表", False), ("隐", True)]
    assert sheet.merged == (Merge(8, 2, 9, 4),)
    assert sheet.formulas == {(4, 4): True, (6, 3): True}
    assert sheet.faults == {(6, 3): "#DIV/0!"}
    assert list(sheet.rows())[4][4] == 2.0


# -- another type under a right name --------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.xlsx", "空的"),
        (b"%PDF-1.7", "a.xlsx", "PDF"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", "网页"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "a.xls", "XML 文本"),
        (b"a,b\n1,2\n", "a.xlsx", "不是工作簿"),
        (b"\x89PNG\r\n\x1a\n", "a.ods", "图片"),
        (b"\x09\x08\x10\x00", "a.xls", "5.0/95"),
        (raw.xlsx(), "a.xls", "改为以 .xlsx 结尾"),
        (raw.xlsx(), "a.ods", "改为以 .xlsx 结尾"),
        (raw.xlsx(), "a.xlsm", "启用宏"),
        (raw.xlsx(), "a.csv", "文本文件"),
        (raw.xlsx(), "a.exe", "只接受"),
        (raw.zipped({"a.txt": "a"}), "a.xlsx", "是压缩包"),
        (raw.zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "a.ods", "text"),
        (raw.compound({"WordDocument": b"a"}), "a.xls", "不是 Excel"),
        (raw.compound({"Book": b"a"}), "a.xls", "97—2003"),
    ],
)
def test_another_type_is_refused(data: bytes, name: str, said: str) -> None:
    assert said in refusal(data, name)


@pytest.mark.parametrize(
    ("main", "said"),
    [
        ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "宏"),
        ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", "二进制"),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            "Word",
        ),
        ("application/xml", "不是 Excel"),
    ],
)
def test_the_type_inside_counts(main: str, said: str) -> None:
    assert said in refusal(raw.zipped(raw.xlsx_parts(main=main)))


# -- passwords, macros, links ---------------------------------------------------------------------


def test_encrypted_files_are_refused() -> None:
    assert "加密" in refusal(raw.compound({"EncryptedPackage": b"a"}), "a.xlsx")
    filepass = raw.record(0x2F, b"\0" * 54)
    assert "加密" in refusal(raw.compound({"Workbook": raw.xls_stream(filepass)}), "a.xls")
    parts = raw.ods_parts(raw.ods_table("表"))
    parts["META-INF/manifest.xml"] = "<manifest><encryption-data/></manifest>"
    assert "加密" in refusal(raw.zipped(parts), "a.ods")


def test_an_encrypted_zip_entry_is_refused() -> None:
    data = bytearray(raw.xlsx())
    flags = data.index(b"PK\x01\x02") + 8
    data[flags] |= 1
    assert "加密" in refusal(bytes(data))


@pytest.mark.parametrize(
    "part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/embeddings/oleObject1.bin"]
)
def test_macros_and_objects_are_refused(part: str) -> None:
    assert "宏" in refusal(raw.zipped(raw.xlsx_parts() | {part: "<a/>"}))


def test_macros_in_other_formats_are_refused() -> None:
    assert "宏" in refusal(
        raw.compound({"Workbook": raw.xls_stream(), "_VBA_PROJECT_CUR": b"a"}), "a.xls"
    )
    table = raw.ods_table("表")
    assert "宏" in refusal(raw.zipped(raw.ods_parts(table) | {"Basic/a.xml": "<a/>"}), "a.ods")
    scripts = "<office:scripts><office:script/></office:scripts>"
    assert "宏" in refusal(raw.zipped(raw.ods_parts(table, scripts=scripts)), "a.ods")


def test_a_macro_sheet_in_xls_is_refused() -> None:
    sheet = raw.record(0x85, struct.pack("<IBBBB", 0, 0, 1, 1, 0) + b"m")
    assert "宏表" in refusal(raw.compound({"Workbook": raw.xls_stream(sheet)}), "a.xls")


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/externalLinks/externalLink1.xml": "<externalLink/>"},
        {"xl/connections.xml": "<connections/>"},
        {
            "xl/externalLinks/_rels/externalLink1.xml.rels": raw.relations(
                outside=("externalLinkPath", "file:///c:/a.xlsx")
            )
        },
        {"xl/_rels/a.xml.rels": raw.relations(outside=("image", "http://example.org/a.png"))},
    ],
)
def test_links_to_outside_are_refused(parts: dict[str, str]) -> None:
    assert "外部" in refusal(raw.zipped(raw.xlsx_parts() | parts))


@pytest.mark.parametrize("formula", ["cmd|'/c calc'!A0", 'WEBSERVICE("http://a")'])
def test_formulas_that_reach_outside_are_refused(formula: str) -> None:
    sheet = raw.sheet_xml(raw.row_xml(1, f"<f>{formula}</f><v>1</v>"))
    assert "外部" in refusal(raw.xlsx(sheet))


def test_a_bar_in_the_text_of_a_formula_is_harmless() -> None:
    sheet = raw.sheet_xml(raw.row_xml(1, '<f>IF(表!A2="a|b!",1,2)</f><v>1</v>'))
    assert values(raw.xlsx(sheet)) == [[1.0]]


@pytest.mark.parametrize(
    "table",
    [
        raw.ods_table("表", '<table:table-source table:table-name="a"/>'),
        raw.ods_table(
            "表", raw.ods_row(raw.ods_cell(1.0, more=" table:formula=\"of:=['file:///a'#$A.A1]\""))
        ),
        raw.ods_table("表", raw.ods_row(raw.ods_cell(1.0, more=' table:formula="of:=DDE(1)"'))),
        "<table:dde-links><table:dde-link/></table:dde-links>",
    ],
)
def test_links_in_ods_are_refused(table: str) -> None:
    assert "外部" in refusal(raw.ods(table), "a.ods")


def test_links_in_xls_are_refused() -> None:
    outside = raw.record(0x1AE, struct.pack("<HH", 1, 20) + b"\0" * 20)
    inside = raw.record(0x1AE, struct.pack("<HH", 1, 0x0401))
    assert "外部" in refusal(raw.compound({"Workbook": raw.xls_stream(outside)}), "a.xls")
    assert open_workbook(raw.compound({"Workbook": raw.xls_stream(inside)}), "a.xls").sheets


# -- bombs ----------------------------------------------------------------------------------------


def test_a_part_that_inflates_beyond_reason_is_refused() -> None:
    sheet = raw.sheet_xml("<row/>" * 600_000)
    assert "压缩比" in refusal(raw.xlsx(sheet))


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    data = raw.xlsx(raw.sheet_xml(raw.row_xml(1, "<v>1</v>") * 50))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lie = data.replace(struct.pack("<I", size), struct.pack("<I", 10))
    assert "与声明的不符" in refusal(lie)


def test_parts_that_share_their_bytes_are_refused() -> None:
    """How a small zip file comes to hold petabytes."""
    data = raw.zipped({"a.xml": "a" * 100, "b.xml": "a" * 100})
    first, second = (data.index(b"PK\x01\x02"), data.rindex(b"PK\x01\x02"))
    offset = data[first + 42 : first + 46]
    shared = data[: second + 42] + offset + data[second + 46 :]
    assert "重叠" in refusal(shared) or "损坏" in refusal(shared)


def test_too_many_parts_are_refused() -> None:
    parts = {f"a{n}.txt": "" for n in range(limits.MAX_ENTRIES + 1)}
    assert "个文件" in refusal(raw.zipped(parts))


def test_the_same_part_twice_is_refused() -> None:
    data = raw.zipped({"aaaa.xml": "1", "bbbb.xml": "2"}).replace(b"bbbb.xml", b"AAAA.xml")
    assert "重名" in refusal(data)


def test_a_file_beyond_the_limit_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_FILE", 100)
    assert "超过" in refusal(raw.xlsx())


def test_endless_styled_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ROW_ELEMENTS", 1000)
    rows = "".join(f'<row r="{n}" s="{n % 7}"/>' for n in range(1, 1002))
    assert "含空行" in refusal(raw.xlsx(raw.sheet_xml(rows)))


def test_a_million_styled_rows_are_let_through_without_values() -> None:
    rows = "".join(f'<row r="{n}" spans="1:{n % 97}" s="{n % 89}"/>' for n in range(1, 30_001))
    assert values(raw.xlsx(raw.sheet_xml(rows))) == []


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('<row r="1"><c r="A200001"><v>1</v></c></row>', "有数据的行"),
        ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "有数据的行"),
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "列"),
        (
            '<row r="1"><c r="ZZ1"><v>1</v></c></row><row r="9"><c r="A99999"><v>1</v></c></row>',
            "乘",
        ),
        ("<row r='1'><c r='A200001'><v>1</v></c></row>", "有数据的行"),
        ('<row r="1"><c r="A4294967295"><v>1</v></c></row>', "有数据的行"),
        ('<row r="1"><c r="xfd1048576"><v>1</v></c></row>', "地址有误"),
        ('<row r="1"><c r="&#65;1048576"><v>1</v></c></row>', "地址有误"),
        ('<row r="1"><c r="ABCDE1"><v>1</v></c></row>', "地址有误"),
        ('<row r="1"><c r="A' + "9" * 5000 + '"><v>1</v></c></row>', "地址有误"),
        ('<row r="200001"><c><v>1</v></c></row>', "有数据的行"),
    ],
)
def test_a_value_far_away_does_not_fill_the_memory(cell: str, said: str) -> None:
    assert said in refusal(raw.xlsx(raw.sheet_xml(cell)))


def test_a_styled_cell_far_away_is_no_value() -> None:
    sheet = raw.sheet_xml('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row>')
    assert values(raw.xlsx(sheet))[0][0] == 1.0


def test_a_long_text_used_again_and_again_is_refused() -> None:
    """calamine copies a shared text for every cell."""
    strings = f'<sst xmlns="a"><si><t>{"长" * 30_000}</t></si></sst>'
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 2000))
    types = (
        '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
    )
    parts = raw.xlsx_parts(raw.sheet_xml(cells), types=types)
    data = raw.zipped(parts | {"xl/sharedStrings.xml": strings})
    assert "文字" in refusal(data)
    few = raw.xlsx_parts(raw.sheet_xml(cells[:2000].rpartition("<row")[0]), types=types)
    links = raw.relations(
        ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
    )
    few |= {"xl/sharedStrings.xml": strings, "xl/_rels/workbook.xml.rels": links}
    assert len(str(values(raw.zipped(few))[0][0])) == 30_000


def test_ods_repeats_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    many = raw.ods_table("表", raw.ods_row(raw.ods_cell(1.0), repeat=1_048_576))
    wide = raw.ods_table("表", raw.ods_row(raw.ods_cell(1.0, repeat=16_384)))
    assert "有数据的行" in refusal(raw.ods(many), "a.ods")
    assert "列" in refusal(raw.ods(wide), "a.ods")


def test_an_xls_file_that_claims_endless_space_is_refused() -> None:
    huge = struct.pack("<IIHHH", 0, 0xFFFFFFF0, 0, 0xFFFF, 0)
    stream = raw.xls_stream(dimensions=huge)
    assert "范围" in refusal(raw.compound({"Workbook": stream}), "a.xls")


def test_an_xls_file_with_a_false_count_of_texts_is_refused() -> None:
    strings = raw.record(0xFC, struct.pack("<II", 0x7FFFFFFF, 0x7FFFFFFF))
    assert "文字表" in refusal(raw.compound({"Workbook": raw.xls_stream(strings)}), "a.xls")


def test_a_chain_without_end_is_refused() -> None:
    data = raw.compound({"Workbook": raw.xls_stream()}, loop=True)
    assert "扇区链" in refusal(data, "a.xls")


def test_too_many_merged_cells_are_refused() -> None:
    merges = "".join(f'<mergeCell ref="A{n}:Z{n + 9999}"/>' for n in range(1, 40))
    sheet = raw.sheet_xml(raw.row_xml(1, "<v>1</v>"), f"<mergeCells>{merges}</mergeCells>")
    assert "合并" in refusal(raw.xlsx(sheet))


# -- XML ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_declarations_are_refused(part: str) -> None:
    parts = raw.xlsx_parts()
    entity = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]>' + parts.get(part, "<a/>")
    assert "实体" in refusal(raw.zipped(parts | {part: entity}))


def test_a_declaration_behind_a_chunk_border_is_found() -> None:
    padding = "".join(f"<!--{n * n * 7919}-->" for n in range(20_000))
    padding = padding[: (1 << 18) - 5]
    sheet = padding + "<!DOCTYPE a>" + raw.sheet_xml("")
    assert "实体" in refusal(raw.xlsx(sheet))


def test_another_encoding_is_refused() -> None:
    parts: dict[str, str | bytes] = {**raw.xlsx_parts()}
    parts["xl/styles.xml"] = "<a/>".encode("utf-16")
    assert "UTF-8" in refusal(raw.zipped(parts))
    parts["xl/styles.xml"] = b'<?xml version="1.0" encoding="gbk"?><a/>'
    assert "UTF-8" in refusal(raw.zipped(parts))


def test_custom_parts_are_nobodys_business() -> None:
    parts: dict[str, str | bytes] = {**raw.xlsx_parts()}
    parts["customXml/item1.xml"] = "<a/>".encode("utf-16")
    assert values(raw.zipped(parts)) == [[1.0]]


def test_declarations_in_ods_are_refused() -> None:
    parts = raw.ods_parts(raw.ods_table("表"))
    parts["content.xml"] = "<!DOCTYPE a>" + parts["content.xml"]
    assert "实体" in refusal(raw.zipped(parts), "a.ods")


@pytest.mark.parametrize("cut", [10, 100, 300, 500])
def test_a_cut_file_is_refused(cut: int) -> None:
    assert "损坏" in refusal(raw.xlsx()[:-cut])


def test_a_cut_xls_file_is_refused() -> None:
    data = (FIXTURES / "odds.xls").read_bytes()
    for size in (600, 2000, 4000):
        assert "损坏" in refusal(data[:size], "a.xls")


def test_a_part_without_a_name_is_refused() -> None:
    data = raw.zipped({**raw.xlsx_parts(), "a": "x"})
    place = data.rindex(b"PK\x01\x02")
    unnamed = data[: place + 28] + b"\0\0\1\0" + data[place + 32 :]
    assert "损坏" in refusal(unnamed)
