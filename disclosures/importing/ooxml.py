"""Excel workbooks (.xlsx): which parts they have, and whether any of them does harm."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from disclosures.importing import limits
from disclosures.importing.archive import Archive, part_name
from disclosures.importing.refusals import Refused, broken, external, macros, too_big
from disclosures.importing.sheet_scan import PartScan, Strings
from disclosures.importing.survey import Survey
from disclosures.importing.xmlparts import attributes, local, parse, plain_xml

TYPES = "[content_types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_OTHER_KINDS = (
    ("sheet.binary", "二进制工作簿 .xlsb"),
    ("spreadsheetml.template", "Excel 模板"),
    ("wordprocessingml", "Word 文档"),
    ("presentationml", "演示文稿"),
)
_CODE = ("vbaproject", "macrosheet", "activex", "macroenabled", "vbadata", "oleobject")
_CODE_FOLDERS = ("xl/macrosheets/", "xl/activex/", "xl/embeddings/", "xl/dialogsheets/")
_OUTSIDE_TYPES = ("externallink", "connections+xml", "querytable", "oleobjectlink", "volatiledep")
_HARMLESS_LINKS = ("hyperlink",)


def check_ooxml(archive: Archive) -> dict[str, Survey]:
    """What stands in each sheet, by the sheet's name.  Raises Refused."""
    parts = {part_name(name): name for name in archive.names()}
    if TYPES not in parts:
        raise Refused("文件是压缩包，不是 Excel 工作簿")
    _check_types(parse(archive.read(parts[TYPES]), TYPES))
    _check_names(parts)
    scans = {part: scan for part, scan in _scan_all(archive, parts) if scan}
    for part, name in parts.items():
        if part.endswith(".rels"):
            _check_links(parse(archive.read(name), part))
    return _by_sheet(archive, parts, scans)


def _check_types(root: Element) -> None:
    stated = [attributes(e).get("ContentType", "").lower() for e in root]
    for word, kind in _OTHER_KINDS:
        if any(word in t for t in stated):
            raise Refused(f"文件内容是{kind}，不是 .xlsx 工作簿。请另存为 .xlsx 后再上传")
    for word in _CODE:
        if any(word in t for t in stated):
            raise macros(word)
    for word in _OUTSIDE_TYPES:
        if any(word in t for t in stated):
            raise external(word)
    if _MAIN not in stated:
        raise Refused("文件是压缩包，不是 Excel 工作簿")


def _check_names(parts: Mapping[str, str]) -> None:
    for part in parts:
        if part.endswith("vbaproject.bin") or part.startswith(_CODE_FOLDERS):
            raise macros(part)
        if part.startswith("xl/externallinks/") or part == "xl/connections.xml":
            raise external(part)


def _check_links(root: Element) -> None:
    for element in root:
        link = attributes(element)
        kind = link.get("Type", "").rpartition("/")[2].lower()
        if kind.startswith(("vbaproject", "xlmacrosheet", "control", "oleobject", "package")):
            raise macros(kind)
        outside = link.get("TargetMode", "").lower() == "external"
        if outside and kind not in _HARMLESS_LINKS:
            raise external(link.get("Target", "")[:80])


def _scan_all(archive: Archive, parts: Mapping[str, str]) -> Iterator[tuple[str, PartScan | None]]:
    """Every part inflated to its end; the shared texts first, since sheets refer to them."""
    strings = Strings()
    ordered = sorted(parts, key=lambda part: not part.endswith("sharedstrings.xml"))
    for part in ordered:
        chunks = archive.chunks(parts[part])
        if not part.endswith((".xml", ".rels", ".vml")) or part.startswith("customxml/"):
            for _ in chunks:
                pass
            yield part, None
            continue
        scan = PartScan(part, strings)
        for chunk in plain_xml(chunks, part):
            scan.feed(chunk)
        scan.close()
        if scan.texts and not part.endswith("sharedstrings.xml"):
            raise broken(f"共享文字放在 {part}")
        yield part, scan


def _by_sheet(
    archive: Archive, parts: Mapping[str, str], scans: Mapping[str, PartScan]
) -> dict[str, Survey]:
    book = _main_part(archive, parts)
    links = _links(archive, parts, book)
    found: dict[str, Survey] = {}
    for element in parse(archive.read(parts[book]), book).iter():
        if local(element.tag) != "sheet":
            continue
        sheet = attributes(element)
        scan = scans.get(links.get(sheet.get("id", ""), ""))
        if scan is None:
            raise broken(f"工作表“{sheet.get('name', '')}”没有内容")
        found[sheet.get("name", "")] = scan.survey
        if len(found) > limits.MAX_SHEETS:
            raise too_big(f"工作表超过 {limits.MAX_SHEETS} 张")
    return found


def _main_part(archive: Archive, parts: Mapping[str, str]) -> str:
    if "_rels/.rels" in parts:
        for element in parse(archive.read(parts["_rels/.rels"]), "_rels/.rels"):
            link = attributes(element)
            target = part_name(link.get("Target", ""))
            if link.get("Type", "").endswith("/officeDocument") and target in parts:
                return target
    raise broken("没有工作簿部件")


def _links(archive: Archive, parts: Mapping[str, str], book: str) -> dict[str, str]:
    """Relationship id → part, of the workbook."""
    folder, _, name = book.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels".lstrip("/")
    if rels not in parts:
        raise broken("没有工作表目录")
    found: dict[str, str] = {}
    for element in parse(archive.read(parts[rels]), rels):
        link = attributes(element)
        target = link.get("Target", "").replace("\\", "/")
        path = target if target.startswith("/") else f"{folder}/{target}"
        found[link.get("Id", "")] = part_name(posixpath.normpath(path))
    return found
