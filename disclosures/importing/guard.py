"""The door for uploaded workbooks: only harmless .xlsx, .xls and .ods files pass.

What is refused, always with a reason in Chinese: another type under a right name, encrypted
files, macros and embedded objects, links to outside data, zip bombs, sheets that would fill the
memory, XML with declarations.  ``limits`` holds the numbers.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from disclosures.importing import limits
from disclosures.importing.archive import Archive
from disclosures.importing.biff import check_xls
from disclosures.importing.cells import Sheet, Value, Workbook
from disclosures.importing.compound import SIGNATURE, Compound
from disclosures.importing.odf import check_odf, is_ods
from disclosures.importing.ooxml import check_ooxml
from disclosures.importing.refusals import Refused, broken, too_big
from disclosures.importing.survey import Survey

T = TypeVar("T")

__all__ = ["Refused", "open_workbook"]

_NAMES = {"xlsx": "Excel 工作簿", "xls": "Excel 97—2003 工作簿", "ods": "OpenDocument 表格"}
_OTHER_NAMES = {
    "xlsm": "启用宏的工作簿，不能上传。请另存为 .xlsx",
    "xlsb": "二进制工作簿，不能上传。请另存为 .xlsx",
    "et": "WPS 表格专有格式，不能上传。请另存为 .xlsx",
    "csv": "文本文件，没有分表，不能上传。请使用填报工作簿（.xlsx）",
}
_OTHER_CONTENTS = (
    (b"%PDF", "PDF 文件"),
    (b"{\\rtf", "RTF 文档"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"MZ", "程序文件"),
    (b"\x09\x08", "Excel 5.0/95 工作簿"),
)


def open_workbook(source: Path | bytes, filename: str) -> Workbook:
    """The workbook in a file or its bytes; ``filename`` tells what it claims to be.

    Raises Refused.
    """
    claimed = _claimed(filename)
    data = _bytes(source)
    found, surveys = _look_over(data)
    if found != claimed:
        raise Refused(
            f"文件名以 .{claimed} 结尾，内容却是{_NAMES[found]}。请把文件名改为以 .{found} 结尾"
        )
    return Workbook(found, tuple(_sheets(data, surveys)))


def _claimed(filename: str) -> str:
    suffix = filename.rpartition(".")[2].lower()
    if suffix in _OTHER_NAMES:
        raise Refused(f".{suffix} 是{_OTHER_NAMES[suffix]}")
    if suffix not in _NAMES:
        raise Refused("只接受 .xlsx、.xls 或 .ods 工作簿")
    return suffix


def _bytes(source: Path | bytes) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > limits.MAX_FILE:
        raise too_big(f"文件超过 {limits.MAX_FILE // limits.MIB} MiB")
    return source if isinstance(source, bytes) else source.read_bytes()


def _look_over(data: bytes) -> tuple[str, Mapping[str, Survey]]:
    """What the bytes are, and what stands in each sheet."""
    if data.startswith(b"PK\x03\x04"):
        archive = Archive(data)
        return ("ods", check_odf(archive)) if is_ods(archive) else ("xlsx", check_ooxml(archive))
    if data.startswith(SIGNATURE):
        return "xls", check_xls(Compound(data))
    if not data:
        raise Refused("文件是空的")
    for start, kind in _OTHER_CONTENTS:
        if data.startswith(start):
            raise Refused(f"文件内容是{kind}，不是工作簿。请另存为 .xlsx 后再上传")
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise Refused(
            "文件内容是网页或 XML 文本，不是工作簿（有的软件导出的“.xls”是这样）。"
            "请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传"
        )
    raise Refused("文件内容不是工作簿。请另存为 .xlsx 后再上传")


def _sheets(data: bytes, surveys: Mapping[str, Survey]) -> Iterator[Sheet]:
    book = _carefully(lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)))
    for number, meta in enumerate(book.sheets_metadata):
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        if meta.name not in surveys:
            raise broken(f"工作表“{meta.name}”没有内容")
        survey = surveys[meta.name]
        yield Sheet(
            name=meta.name,
            hidden=meta.visible != SheetVisibleEnum.Visible,
            merged=tuple(survey.merged),
            formulas=survey.formulas,
            faults=survey.faults,
            read=_reader(book, number),
        )


def _reader(book: CalamineWorkbook, number: int) -> Callable[[], Iterator[list[Value]]]:
    def read() -> Iterator[list[Value]]:
        sheet = _carefully(lambda: book.get_sheet_by_index(number))
        margin: list[Value] = [""] * (sheet.start[1] if sheet.start else 0)
        if not margin:
            yield from sheet.iter_rows()
            return
        for row in sheet.iter_rows():
            yield margin + row

    return read


def _carefully(call: Callable[[], T]) -> T:
    """calamine on a file that passed the checks: what still goes wrong is a damaged file."""
    try:
        return call()
    except CalamineError as error:
        raise broken(str(error)[:120]) from None
    except BaseException as error:
        # A panic inside calamine is no Exception, by pyo3's design.
        if type(error).__name__ == "PanicException":
            raise broken("内容不能读出") from None
        raise
