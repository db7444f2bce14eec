"""Workbooks written byte by byte, so that they can be as odd or as hostile as a test wants."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def sheet_xml(rows: str, tail: str = "") -> str:
    """A worksheet part around its rows."""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{tail}</worksheet>'


def row_xml(number: int, *cells: str) -> str:
    """A row of number cells in columns A, B, …."""
    inner = "".join(f'<c r="{chr(65 + n)}{number}">{cell}</c>' for n, cell in enumerate(cells))
    return f'<row r="{number}">{inner}</row>'


def xlsx_parts(sheet: str = "", *, types: str = "", main: str = _SHEET_TYPE) -> dict[str, str]:
    """The parts of a small workbook with one sheet 表."""
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/>{types}</Types>'
        ),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml")),
        "xl/worksheets/sheet1.xml": sheet or sheet_xml(row_xml(1, "<v>1</v>")),
    }


def relations(*links: tuple[str, str], outside: tuple[str, str] | None = None) -> str:
    """A relationships part: (type, target) each, and one that leaves the file."""
    inner = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(links, 1)
    )
    if outside:
        kind, target = outside
        inner += (
            f'<Relationship Id="out" Type="{_OFFICE}/{kind}" Target="{target}"'
            ' TargetMode="External"/>'
        )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def zipped(parts: Mapping[str, str | bytes], *, stored: tuple[str, ...] = ()) -> bytes:
    """The parts as a zip file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in parts.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, how)
    return target.getvalue()


def xlsx(sheet: str = "", **parts: str | bytes) -> bytes:
    """A small workbook; further parts by name (``xl/…`` names go through ``zipped``)."""
    return zipped(xlsx_parts(sheet) | parts)


def ods_parts(table: str, *, scripts: str = "") -> dict[str, str]:
    """The parts of an .ods file around the content of its spreadsheet."""
    spaces = " ".join(
        f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "table", "text", "script")
    )
    spaces += (
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    )
    return {
        "mimetype": ODS_TYPE,
        "META-INF/manifest.xml": (f'<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0"/>'),
        "content.xml": (
            f"<office:document-content {spaces}>{scripts}<office:body><office:spreadsheet>"
            f"{table}</office:spreadsheet></office:body></office:document-content>"
        ),
    }


def ods(table: str, **parts: str | bytes) -> bytes:
    """An .ods file."""
    return zipped(ods_parts(table) | parts, stored=("mimetype",))


def ods_table(name: str, *rows: str, attributes: str = "") -> str:
    """One sheet of an .ods file."""
    return f'<table:table table:name="{name}"{attributes}>{"".join(rows)}</table:table>'


def ods_row(*cells: str, repeat: int = 1) -> str:
    """One row, or many that are alike."""
    many = f' table:number-rows-repeated="{repeat}"' if repeat > 1 else ""
    return f"<table:table-row{many}>{''.join(cells)}</table:table-row>"


def ods_cell(value: str | float | None, *, repeat: int = 1, more: str = "") -> str:
    """A cell: text, number or blank."""
    if repeat > 1:
        more += f' table:number-columns-repeated="{repeat}"'
    if value is None:
        return f"<table:table-cell{more}/>"
    if isinstance(value, str):
        kind = 'office:value-type="string"'
    else:
        kind = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {kind}{more}><text:p>{value}</text:p></table:table-cell>"


# -- compound files -------------------------------------------------------------------------------

_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SECTOR = 512


def compound(streams: Mapping[str, bytes], *, loop: bool = False) -> bytes:
    """An OLE2 file with those streams; with ``loop`` the first stream's chain never ends."""
    bodies = [content.ljust(max(4096, -(-len(content) // _SECTOR) * _SECTOR), b"\0")
              for content in streams.values()]  # fmt: skip
    directory_sectors = -(-(len(streams) + 1) // 4)
    fat: list[int] = [_FAT]
    fat += [*range(2, directory_sectors + 1), _END]
    starts = []
    for body in bodies:
        first, count = len(fat), len(body) // _SECTOR
        starts.append(first)
        fat += [*range(first + 1, first + count), first if loop else _END]
    assert len(fat) <= 128
    fat += [_FREE] * (128 - len(fat))
    entries = [_entry("Root Entry", 5, _END, 0)]
    entries += [
        _entry(name, 2, start, max(4096, len(content)))
        for (name, content), start in zip(streams.items(), starts, strict=True)
    ]
    entries += [b"\0" * 128] * (directory_sectors * 4 - len(entries))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, _END, 0, _END, 0,
    )  # fmt: skip
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    return header + struct.pack("<128I", *fat) + b"".join(entries) + b"".join(bodies)


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBB", len(raw), kind, 1)
        + struct.pack("<III", _FREE, _FREE, _FREE)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def record(kind: int, body: bytes = b"") -> bytes:
    """One record of an .xls stream."""
    return struct.pack("<HH", kind, len(body)) + body


def xls_stream(*more_globals: bytes, cells: bytes = b"", dimensions: bytes | None = None) -> bytes:
    """A workbook stream with one sheet 表."""
    bof = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6))
    name = "表".encode("utf-16-le")
    rest = b"".join(more_globals) + record(0x0A)
    start = len(bof) + 4 + 8 + len(name) + len(rest)
    sheet = record(0x85, struct.pack("<IBBBB", start, 0, 0, 1, 1) + name)
    size = dimensions or struct.pack("<IIHHH", 0, 1, 0, 1, 0)
    body = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    return bof + sheet + rest + body + record(0x200, size) + cells + record(0x0A)
