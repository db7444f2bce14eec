"""OpenDocument spreadsheets (.ods): the same questions, asked of content.xml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.parsers.expat import ExpatError, ParserCreate

from disclosures.importing import limits
from disclosures.importing.archive import Archive, part_name
from disclosures.importing.cells import Merge, Position
from disclosures.importing.refusals import Refused, broken, encrypted, external, macros, too_big
from disclosures.importing.survey import Survey
from disclosures.importing.xmlparts import plain_xml

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE = f"{_NAMESPACE}table:1.0 "
_OFFICE = f"{_NAMESPACE}office:1.0 "
_HREF = "http://www.w3.org/1999/xlink href"
_CELLS = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}
_CODE = {"event-listener", "script", "object-ole", "plugin", "applet", "floating-frame"}
_LINKS = {
    "table-source", "cell-range-source", "dde-link", "dde-source",
    "database-source-sql", "database-source-query", "database-source-table",
}  # fmt: skip
_PICTURES = {"image", "object", "fill-image"}
_OUTSIDE = re.compile(r"\b(?:DDE|WEBSERVICE|RTD)\(|['\"]?(?:file|https?|ftp):", re.IGNORECASE)
_HARMLESS_FORMULA = re.compile(r'"[^"]*"')


def is_ods(archive: Archive) -> bool:
    """Whether the archive calls itself an OpenDocument file of any kind."""
    return "mimetype" in archive.entries


def check_odf(archive: Archive) -> dict[str, Survey]:
    """What stands in each sheet, by the sheet's name.  Raises Refused."""
    kind = archive.read("mimetype").decode("ascii", "replace").strip()
    if kind != MIMETYPE:
        raise Refused(f"文件内容是 {kind[:60]}，不是 .ods 工作簿。请另存为 .xlsx 后再上传")
    parts = {part_name(name): name for name in archive.names()}
    for part in parts:
        if part.startswith(("basic/", "scripts/")):
            raise macros(part)
    if b"encryption-data" in _joined(archive, parts, "meta-inf/manifest.xml"):
        raise encrypted()
    if "content.xml" not in parts:
        raise broken("没有 content.xml")
    return _read_parts(archive, parts)


def _joined(archive: Archive, parts: Mapping[str, str], part: str) -> bytes:
    return archive.read(parts[part]) if part in parts else b""


def _read_parts(archive: Archive, parts: Mapping[str, str]) -> dict[str, Survey]:
    content = _Content()
    for part, name in parts.items():
        chunks = archive.chunks(name)
        if part == "content.xml":
            content.read(plain_xml(chunks, part))
        else:
            for _ in plain_xml(chunks, part) if part.endswith(".xml") else chunks:
                pass
    return content.sheets


class _Content:
    """Reads content.xml as a stream of tags."""

    def __init__(self) -> None:
        self.sheets: dict[str, Survey] = {}
        self._sheet = Survey()
        self._row = self._column = 0
        self._row_repeat = 1
        self._cell: Mapping[str, str] | None = None
        self._text: list[str] = []

    def read(self, chunks: Iterable[bytes]) -> None:
        """All of it.  Raises Refused."""
        parser = ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            for chunk in chunks:
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except (ExpatError, ValueError) as error:
            if isinstance(error, Refused):
                raise
            raise broken("content.xml 不是规范的 XML") from None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _CELLS:
            self._cell, self._text = attributes, []
        elif tag == f"{_TABLE}table-row":
            self._row_repeat = int(attributes.get(f"{_TABLE}number-rows-repeated", 1))
            self._sheet.row_elements += 1
            self._column = 0
        elif tag == f"{_TABLE}table":
            self._start_sheet(attributes.get(f"{_TABLE}name", ""))
        else:
            _refuse_harm(tag.rpartition(" ")[2], attributes)

    def _start_sheet(self, name: str) -> None:
        self._sheet = self.sheets[name] = Survey()
        self._row = 0
        if len(self.sheets) > limits.MAX_SHEETS:
            raise too_big(f"工作表超过 {limits.MAX_SHEETS} 张")

    def _characters(self, text: str) -> None:
        if self._cell is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        if tag in _CELLS and self._cell is not None:
            self._take_cell(self._cell, "".join(self._text))
            self._cell = None
        elif tag == f"{_TABLE}table-row":
            self._row += self._row_repeat
            self._sheet.check()

    def _take_cell(self, cell: Mapping[str, str], text: str) -> None:
        repeat = int(cell.get(f"{_TABLE}number-columns-repeated", 1))
        kind = cell.get(f"{_OFFICE}value-type", "")
        formula = cell.get(f"{_TABLE}formula", "")
        position = (self._row, self._column)
        self._column += repeat
        if formula:
            _refuse_outside(formula)
            self._sheet.formulas[position] = bool(kind or text)
        if "error" in (v for name, v in cell.items() if name.endswith(" value-type")):
            self._sheet.faults[position] = text
        if kind or text or formula:
            self._sheet.value_at(self._row + self._row_repeat, self._column)
            self._sheet.text += 3 * len(text) * repeat * self._row_repeat
        self._take_merge(cell, position)

    def _take_merge(self, cell: Mapping[str, str], position: Position) -> None:
        rows = int(cell.get(f"{_TABLE}number-rows-spanned", 1))
        columns = int(cell.get(f"{_TABLE}number-columns-spanned", 1))
        if rows > 1 or columns > 1:
            row, column = position
            self._sheet.merge(Merge(row, column, row + rows - 1, column + columns - 1))


def _refuse_harm(tag: str, attributes: Mapping[str, str]) -> None:
    if tag in _CODE:
        raise macros(tag)
    if tag in _LINKS:
        raise external(tag)
    target = attributes.get(_HREF, "")
    if tag in _PICTURES and (":" in target or target.startswith(("//", "..", "/"))):
        raise external(target[:80])


def _refuse_outside(formula: str) -> None:
    """A formula that would fetch something: DDE, a web service, another file."""
    if _OUTSIDE.search(_HARMLESS_FORMULA.sub("", formula)):
        raise external("公式取外部数据")
