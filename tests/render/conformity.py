"""What PDF/A-2a (ISO 19005-2:2011) asks, as far as our files can go against it.

Each check is one clause, or the part of it that matters for files that hold only text, vector
shapes and links; ``CLAUSES`` is the whole list.  What a clause forbids and the drawing has no
means to make (images, forms, files, optional content, scripts) is checked as absent.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import pikepdf
from fontTools.cffLib import CFFFontSet
from fontTools.pens.boundsPen import BoundsPen

#: Operators of text, paths, colours, marked content and graphics state.
_OPERATORS = """
q Q cm w J j M d ri i gs m l c v y h re S s f F f* B B* b b* n W W* BT ET Tc Tw Tz TL Tf Tr Ts
Td TD Tm T* Tj TJ ' " G g RG rg K k CS cs SC SCN sc scn BMC BDC EMC MP DP
"""
_TYPES = """
Document Part Sect Div Caption TOC TOCI P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD
THead TBody TFoot Span Link Figure
"""
ALLOWED, STANDARD = frozenset(_OPERATORS.split()), frozenset(_TYPES.split())
NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
}


@dataclass
class Subject:
    """A file that is checked."""

    data: bytes
    pdf: pikepdf.Pdf

    @classmethod
    def of(cls, data: bytes) -> Subject:
        return cls(data, pikepdf.open(io.BytesIO(data)))

    @property
    def dictionaries(self) -> Iterator[pikepdf.Object]:
        for found in self.pdf.objects:
            if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
                yield found

    @property
    def fonts(self) -> list[pikepdf.Object]:
        seen = {f.objgen: f for p in self.pdf.pages for f in p.Resources.Font.values()}
        return list(seen.values())

    def steps(self) -> Iterator[tuple[pikepdf.Page, str, Any]]:
        """Every operator of every page."""
        for page in self.pdf.pages:
            for step in pikepdf.parse_content_stream(page):
                yield page, str(step.operator), step.operands


Check = Callable[[Subject], Iterator[str]]
CLAUSES: dict[str, Check] = {}


def clause(number: str) -> Callable[[Check], Check]:
    def entered(check: Check) -> Check:
        CLAUSES[number] = check
        return check

    return entered


def problems(data: bytes) -> list[str]:
    """Everything found, each with its clause."""
    subject = Subject.of(data)
    return [f"{n}: {said}" for n, check in CLAUSES.items() for said in check(subject)]


# -- the file ---------------------------------------------------------------------------------


@clause("6.1.2")
def header(subject: Subject) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\n%[\x80-\xff]{4,}\n", subject.data):
        yield "no header with a comment of four bytes above 127"


@clause("6.1.3")
def trailer(subject: Subject) -> Iterator[str]:
    if len(subject.pdf.trailer.get("/ID", [])) != 2:
        yield "no file identifier"
    if "/Encrypt" in subject.pdf.trailer:
        yield "encrypted"
    if not re.search(rb"%%EOF\r?\n?$", subject.data):
        yield "something follows the end"


@clause("6.1.4, 6.1.6, 6.1.7.1, 6.1.9")
def syntax(subject: Subject) -> Iterator[str]:
    yield from map(str, subject.pdf.check_pdf_syntax())


@clause("6.1.7")
def streams(subject: Subject) -> Iterator[str]:
    for found in subject.pdf.objects:
        if isinstance(found, pikepdf.Stream):
            if any(key in found for key in ("/F", "/FFilter", "/FDecodeParms")):
                yield "a stream outside the file"
            if str(found.get("/Filter", "/FlateDecode")) != "/FlateDecode":
                yield f"filter {found.Filter}"


@clause("6.1.13")
def limits(subject: Subject) -> Iterator[str]:
    for page in subject.pdf.pages:
        if any(not 3 <= float(v) <= 14400 for v in page.MediaBox[2:]):
            yield "size of a page"
    depth = 0
    for page, operator, operands in subject.steps():
        depth += {"q": 1, "Q": -1}.get(operator, 0)
        if not 0 <= depth <= 28:
            yield f"q and Q on page {page.index}"
        if any(isinstance(o, pikepdf.String) and len(bytes(o)) > 32767 for o in operands):
            yield "a long string"
    if len(subject.pdf.objects) > 8_388_607:
        yield "too many objects"


# -- graphics ---------------------------------------------------------------------------------


@clause("6.1.10, 6.2.2, 6.2.8, 6.2.9")
def operators(subject: Subject) -> Iterator[str]:
    yield from {f"operator {name}" for _, name, _ in subject.steps() if name not in ALLOWED}
    for page in subject.pdf.pages:
        if "/Resources" not in page.obj:
            yield "resources that are inherited"
        if "/XObject" in page.Resources:
            yield "an image or a form"


@clause("6.2.3")
def output_intents(subject: Subject) -> Iterator[str]:
    found = [i for i in subject.pdf.Root.get("/OutputIntents", []) if i.S == "/GTS_PDFA1"]
    if len(found) != 1:
        yield f"{len(found)} output intents"
        return
    stream = found[0].DestOutputProfile
    profile = stream.read_bytes()
    told = (profile[12:16], profile[16:20], profile[36:40], int.from_bytes(profile[:4], "big"))
    if told != (b"mntr", b"RGB ", b"acsp", len(profile)) or int(stream.N) != 3:
        yield f"profile {told}"


@clause("6.2.4")
def colours(subject: Subject) -> Iterator[str]:
    names = {"CS", "cs", "SC", "SCN", "sc", "scn", "K", "k"}
    yield from {f"colour by {name}" for _, name, _ in subject.steps() if name in names}


@clause("6.2.5, 6.2.10")
def transparency(subject: Subject) -> Iterator[str]:
    for page in subject.pdf.pages:
        if "/ExtGState" in page.Resources or "/Group" in page.obj:
            yield f"graphics state or group on page {page.index}"


# -- fonts ------------------------------------------------------------------------------------


def _program(font: pikepdf.Object) -> Any:
    below = font.DescendantFonts[0]
    found = CFFFontSet()
    found.decompile(io.BytesIO(below.FontDescriptor.FontFile3.read_bytes()), None)
    return found[0]


def _shown(subject: Subject) -> dict[str, set[int]]:
    """The codes that each font shows."""
    found: dict[str, set[int]] = {}
    font = ""
    for _, operator, operands in subject.steps():
        if operator == "Tf":
            font = str(operands[0])
        elif operator in ("Tj", "TJ"):
            array = operands[0] if isinstance(operands[0], pikepdf.Array) else operands
            codes = b"".join(bytes(s) for s in array if isinstance(s, pikepdf.String))
            pairs = {int.from_bytes(codes[n : n + 2], "big") for n in range(0, len(codes), 2)}
            found.setdefault(font, set()).update(pairs)
    return found


@clause("6.2.11.2, 6.2.11.3, 6.2.11.4")
def embedded(subject: Subject) -> Iterator[str]:
    for font in subject.fonts:
        below = font.DescendantFonts[0]
        told = (font.Subtype, font.Encoding, below.Subtype, below.FontDescriptor.FontFile3.Subtype)
        if told != ("/Type0", "/Identity-H", "/CIDFontType0", "/CIDFontType0C"):
            yield f"font of kind {told}"
        if font.BaseFont != f"{below.BaseFont}-Identity-H":
            yield f"two names: {font.BaseFont}"
        if below.FontDescriptor.FontName != below.BaseFont:
            yield f"name of the program: {below.FontDescriptor.FontName}"
        ros = _program(font).rawDict["ROS"]
        system = below.CIDSystemInfo
        if ros[:2] != (str(system.Registry), str(system.Ordering)):
            yield f"character collection {ros}"


@clause("6.2.11.4.2, 6.2.11.8")
def glyphs(subject: Subject) -> Iterator[str]:
    for key, codes in _shown(subject).items():
        font = next(p.Resources.Font[key] for p in subject.pdf.pages)
        there = {int(n[3:]) for n in _program(font).charset[1:]}
        if 0 in codes:
            yield f"{key} shows .notdef"
        if codes - there - {0}:
            yield f"{key} lacks glyphs {sorted(codes - there)[:5]}"


@clause("6.2.11.5")
def widths(subject: Subject) -> Iterator[str]:
    for font in subject.fonts:
        told, program = _told_widths(font), _program(font)
        glyphs = program.CharStrings
        for name in program.charset[1:]:
            drawn = glyphs[name]
            drawn.draw(BoundsPen(None))
            cid = int(name[3:])
            if abs(told.get(cid, 1000.0) - drawn.width) > 1:
                yield f"width of {cid}: {told.get(cid, 1000.0)}, {drawn.width}"


def _told_widths(font: pikepdf.Object) -> dict[int, float]:
    array = list(font.DescendantFonts[0].W)
    return {int(array[n]): float(array[n + 1][0]) for n in range(0, len(array), 2)}


@clause("6.2.11.7")
def meanings(subject: Subject) -> Iterator[str]:
    shown = _shown(subject)
    for key, codes in shown.items():
        font = next(p.Resources.Font[key] for p in subject.pdf.pages)
        text = font.ToUnicode.read_bytes().decode().partition("endcodespacerange")[2]
        pairs = dict(re.findall(r"^<([0-9A-F]{4})><([0-9A-F]+)>$", text, re.M))
        for code in codes:
            meant = bytes.fromhex(pairs.get(f"{code:04X}", "")).decode("utf-16-be")
            if not meant or set(meant) & {"\0", "\ufeff", "\ufffe"}:
                yield f"{key} {code} has no meaning"
            if any("\ue000" <= c <= "\uf8ff" or c >= "\U000f0000" for c in meant):
                yield f"{key} {code} means a private character"


# -- what can be done with it -----------------------------------------------------------------


@clause("6.3")
def annotations(subject: Subject) -> Iterator[str]:
    for page in subject.pdf.pages:
        for found in page.get("/Annots", []):
            if found.Subtype != "/Link" or "/A" in found or "/AA" in found:
                yield f"annotation {found.Subtype}"
            if int(found.get("/F", 0)) & 0b100111 != 0b000100:
                yield f"flags {found.get('/F')}"
            if not str(found.get("/Contents", "")):
                yield "a link that does not say where it leads"


@clause("6.4, 6.5, 6.8, 6.9, 6.10, 6.11, 6.1.11, 6.1.12")
def absent(subject: Subject) -> Iterator[str]:
    keys = ("AcroForm", "OpenAction", "AA", "OCProperties", "Perms", "Requirements", "AF", "Names")
    yield from (key for key in keys if f"/{key}" in subject.pdf.Root)
    for found in subject.dictionaries:
        if found.get("/Type") in ("/Filespec", "/EmbeddedFile", "/OCG") or "/JS" in found:
            yield f"{found.Type}"
    for page in subject.pdf.pages:
        if "/AA" in page.obj or "/PresSteps" in page.obj:
            yield "actions of a page"


@clause("6.6, 6.1.5")
def metadata(subject: Subject) -> Iterator[str]:
    stream = subject.pdf.Root.Metadata
    if "/Filter" in stream or stream.Type != "/Metadata" or stream.Subtype != "/XML":
        yield "metadata that cannot be read as they stand"
    packet = stream.read_bytes()
    first, last = packet.split(b"\n")[0][:80], packet[-30:]
    if b"<?xpacket begin=" not in first or b"encoding=" in first or b"<?xpacket end=" not in last:
        yield "no packet"
    root = ElementTree.fromstring(packet)
    info = subject.pdf.docinfo

    def told(path: str) -> str:
        found = root.find(f".//{path}", NAMESPACES)
        return "".join(found.itertext()) if found is not None else ""

    pairs = {"/Title": "dc:title", "/Author": "dc:creator", "/Subject": "dc:description"}
    pairs |= {"/Creator": "xmp:CreatorTool", "/Producer": "pdf:Producer"}
    for key, path in pairs.items():
        if str(info[key]) != told(path) or not told(path):
            yield f"{key}: {info[key]}, {told(path)}"
    if set(info.keys()) != set(pairs):
        yield f"properties {set(info.keys())}"
    if (told("pdfaid:part"), told("pdfaid:conformance")) != ("2", "A"):
        yield "does not say that it is PDF/A-2a"
    known = {f"{{{uri}}}" for uri in NAMESPACES.values()}
    for element in root.iter():
        if not element.tag.startswith((*known, "{adobe:ns:meta/}")):
            yield f"unknown property {element.tag}"


# -- structure --------------------------------------------------------------------------------


def _elements(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    yield element
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from _elements(kid)


@clause("6.7.1, 6.7.2")
def marked(subject: Subject) -> Iterator[str]:
    root = subject.pdf.Root
    if not root.MarkInfo.Marked or "/StructTreeRoot" not in root:
        yield "not tagged"
    for page in subject.pdf.pages:
        depth = 0
        for step in pikepdf.parse_content_stream(page):
            operator = str(step.operator)
            if operator in ("BDC", "BMC"):
                depth += 1
            elif operator == "EMC":
                depth -= 1
            elif operator in ("Tj", "TJ", "S", "f", "B") and depth < 1:
                yield f"content of page {page.index} that is neither tagged nor an artifact"
                break


@clause("6.7.3")
def structure_types(subject: Subject) -> Iterator[str]:
    kinds = {str(e.S)[1:] for e in _elements(subject.pdf.Root.StructTreeRoot.K[0])}
    yield from (f"type {kind}" for kind in kinds - STANDARD)


@clause("6.7.3.3")
def parents(subject: Subject) -> Iterator[str]:
    """Every marked content of a page, and every link, belongs to the element that names it."""
    nums = list(subject.pdf.Root.StructTreeRoot.ParentTree.Nums)
    filed = {int(nums[n]): nums[n + 1] for n in range(0, len(nums), 2)}
    for page in subject.pdf.pages:
        marks = {
            int(operands[1]["/MCID"])
            for p, operator, operands in _page_steps(page)
            if operator == "BDC"
            and isinstance(operands[1], pikepdf.Dictionary)
            and "/MCID" in operands[1]
        }
        owners = filed[int(page.StructParents)]
        if marks != set(range(len(owners))):
            yield f"marks of page {page.index}"
        for link in page.get("/Annots", []):
            if filed[int(link.StructParent)].S != "/Link":
                yield f"a link of page {page.index} without an element"


def _page_steps(page: pikepdf.Page) -> Iterator[tuple[pikepdf.Page, str, Any]]:
    for step in pikepdf.parse_content_stream(page):
        yield page, str(step.operator), step.operands


@clause("6.7.4")
def language(subject: Subject) -> Iterator[str]:
    if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", str(subject.pdf.Root.get("/Lang", ""))):
        yield "no language"


@clause("6.7.5")
def alternatives(subject: Subject) -> Iterator[str]:
    for element in _elements(subject.pdf.Root.StructTreeRoot.K[0]):
        if element.S == "/Figure" and not str(element.get("/Alt", "")):
            yield "a figure without words"
