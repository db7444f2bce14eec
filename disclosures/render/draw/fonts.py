"""Letters: glyphs and widths of a typeface, texts set in it, and the subset that a file carries.

Noto Serif CJK SC, and Noto Sans CJK SC for main headings (SIL Open Font License; Debian:
fonts-noto-cjk).  The whole collection is mapped into memory and subset by HarfBuzz once a
document, which takes about 4 ms.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple
from unicodedata import category
from zlib import crc32

import uharfbuzz as hb  # type: ignore[import-untyped]

from disclosures.render.draw.pack import File, utf16

FOLDERS = (
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/google-noto-serif-cjk-vf-fonts",
    "/usr/share/fonts/google-noto-sans-cjk-vf-fonts",
)
DIGITS = "0123456789"
DASH = "—"
#: What is printed for a character without a glyph: 〓, the mark of printers for a missing sort.
GETA = "〓"
#: The boxes of forms, ticked or not, are set of signs that the typeface has, one upon the other.
BOXES = {"☐": "□", "☑": "□√", "☒": "□×"}


class Style(NamedTuple):
    """A typeface in one weight; ``key`` is its name among the resources of a page."""

    key: str
    family: str
    weight: str
    flags: int
    stem: int

    @property
    def file(self) -> str:
        """The name of the collection it is in."""
        return f"Noto{self.family}CJK-{self.weight}.ttc"

    @property
    def name(self) -> str:
        """Its own name, as a user knows it."""
        return f"Noto {self.family} CJK SC"


REGULAR = Style("R", "Serif", "Regular", 6, 70)
BOLD = Style("B", "Serif", "Bold", 6, 120)
#: For 黑体.
SANS = Style("S", "Sans", "Bold", 4, 130)


class FontMissing(RuntimeError):
    """The typeface is not installed; the message names the package."""


class Typeface:
    """One style of the typeface.  ``codes`` and ``widths`` (1/1000 em) are by character.

    A character without a glyph has a code that shows 〓 and, to whoever copies or searches the
    text, the character itself; control characters have no code at all.
    """

    def __init__(self, path: Path, family: str) -> None:
        self.face = _face(path, family)
        self.font = hb.Font(self.face)
        self.scale = 1000 / self.face.upem
        self.glyphs: dict[str, int] = _tabular_digits(self.font) | _full_dash(self.font)
        self.codes = _Codes(self)
        self.widths = _Widths(self)

    def glyph(self, character: str) -> int:
        """The glyph of a character; 0 where there is none."""
        found = self.glyphs.get(character)
        if found is None:
            known = category(character) != "Co" and self.font.get_nominal_glyph(ord(character))
            found = self.glyphs[character] = known or 0
        return found

    def lacks(self, character: str) -> bool:
        """Whether a character that should be seen has no glyph."""
        return len(self.codes[character]) > 4 and character not in BOXES

    def advance(self, glyph: int) -> float:
        """The width of a glyph in 1/1000 em."""
        return round(self.font.get_glyph_h_advance(glyph) * self.scale, 1)

    def width(self, text: str) -> float:
        """The width of a text in em."""
        return sum(map(self.widths.__getitem__, text)) / 1000

    def cid(self, glyph: int) -> int:
        """The CID of a glyph, which is kept when the typeface is subset."""
        name = self.font.glyph_to_string(glyph)
        return int(name[3:]) if name.startswith("cid") else glyph

    def subset(self, glyphs: set[int]) -> bytes:
        """A CFF font program of those glyphs."""
        wanted = hb.SubsetInput()
        wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).set(glyphs)
        wanted.flags = (
            hb.SubsetFlags.NO_HINTING
            | hb.SubsetFlags.NO_LAYOUT_CLOSURE
            | hb.SubsetFlags.DESUBROUTINIZE  # quicker, and smaller once deflated
        )
        wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).set(_DROPPED)
        return bytes(hb.subset(self.face, wanted).reference_table("CFF ").data)


_DROPPED = {
    int.from_bytes(tag, "big") for tag in (b"GSUB", b"GPOS", b"GDEF", b"BASE", b"VORG", b"name")
}


class _Codes(dict[str, str]):
    """The hexadecimal digits that show a character in a string of a content stream."""

    def __init__(self, typeface: Typeface) -> None:
        self.typeface = typeface

    def __missing__(self, character: str) -> str:
        self[character] = code = self._code(character)
        return code

    def _code(self, character: str) -> str:
        if character in "\t\n\r\u2028\u2029":
            return self[" "]
        if _unseen(character):
            return ""
        glyph = self.typeface.glyph(character)
        if glyph:
            return f"{self.typeface.cid(glyph):04X}"
        signs = BOXES.get(character, GETA)
        cids = [f"<{self.typeface.cid(self.typeface.glyph(sign)):04X}>" for sign in signs]
        back = f" {self.typeface.advance(self.typeface.glyph(signs[0])):g} "
        shown = f"{cids[0]}Tj" if len(cids) == 1 else f"[{back.join(cids)}]TJ"
        return f">Tj/Span<</ActualText<FEFF{utf16(character)}>>>BDC{shown} EMC<"


class _Widths(dict[str, float]):
    def __init__(self, typeface: Typeface) -> None:
        self.typeface = typeface

    def __missing__(self, character: str) -> float:
        code = self.typeface.codes[character]
        if not code:
            width = 0.0
        elif len(code) == 4:
            shown = " " if character.isspace() and character < " " else character
            width = self.typeface.advance(self.typeface.glyph(shown))
        else:
            width = self[BOXES.get(character, GETA)[0]]
        self[character] = width
        return width


def _unseen(character: str) -> bool:
    """Controls, joiners, direction marks and variation selectors."""
    return category(character) in ("Cc", "Cf") or "\ufe00" <= character <= "\ufe0f"


def _tabular_digits(font: hb.Font) -> dict[str, int]:
    """The digits of one width, if the typeface has them; they are its Latin local form."""
    buffer = hb.Buffer()
    buffer.add_str(DIGITS)
    buffer.guess_segment_properties()
    buffer.script = "Latn"
    hb.shape(font, buffer, {"tnum": True, "kern": False})
    widths = {position.x_advance for position in buffer.glyph_positions}
    if len(widths) > 1 or len(buffer.glyph_infos) != len(DIGITS):
        return {}
    return {d: info.codepoint for d, info in zip(DIGITS, buffer.glyph_infos, strict=True)}


def _full_dash(font: hb.Font) -> dict[str, int]:
    """The dash of Chinese text, a whole em wide: two of them join to a 破折号."""
    buffer = hb.Buffer()
    buffer.add_str(DASH)
    buffer.script, buffer.language, buffer.direction = "Hani", "zh-Hans", "ltr"
    hb.shape(font, buffer, {})
    found = buffer.glyph_infos[0].codepoint
    return {DASH: found} if len(buffer.glyph_infos) == 1 and found else {}


def _face(path: Path, family: str) -> hb.Face:
    """The face of the family within a font collection."""
    blob = hb.Blob.from_file_path(str(path))
    faces = (hb.Face(blob, n) for n in range(max(1, hb.Face(blob).count)))
    for face in faces:
        if face.get_name(hb.OTNameIdPredefined.FONT_FAMILY) == family:
            return face
    raise FontMissing(f"{path} 里没有字体 {family}")


@cache
def typeface(style: Style) -> Typeface:
    """A style, opened once a process."""
    return Typeface(_path(style), style.name)


def _path(style: Style) -> Path:
    for folder in FOLDERS:
        path = Path(folder) / style.file
        if path.is_file():
            return path
    asked = ["fc-match", "--format=%{file}", f"{style.name}:style={style.weight}"]
    try:
        found = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    except OSError:
        found = ""
    if f"{style.family}CJK" in os.path.basename(found):
        return Path(found)
    raise FontMissing(f"没有安装字体 {style.name}（Debian 软件包 fonts-noto-cjk）")


class Letters:
    """The texts that one document sets in one style."""

    def __init__(self, file: File, style: Style) -> None:
        self.file, self.style, self.key = file, style, style.key
        self.number = file.add()
        self.typeface = typeface(style)
        self.used = {" "}
        self._set: dict[str, tuple[str, float]] = {}

    def set(self, text: str) -> tuple[str, float]:
        """The operators that show a text, and its width in em."""
        known = self._set.get(text)
        if known is None:
            face = self.typeface
            codes = "".join(map(face.codes.__getitem__, text))
            width = sum(map(face.widths.__getitem__, text)) / 1000
            known = self._set[text] = (f"<{codes}>Tj", width)
        return known

    @property
    def width(self) -> Callable[[str], float]:
        """What tells the width of a text in em."""
        return self.typeface.width

    @property
    def seen(self) -> frozenset[str]:
        """Every character that was set."""
        return frozenset(self.used).union(*self._set)

    def finish(self) -> None:
        """Put the font, with the glyphs that were used, into the file."""
        face, style = self.typeface, self.style
        characters = {c for c in self.seen if c >= " " and face.codes[c]}
        for character in [c for c in characters if len(face.codes[c]) > 4]:
            characters.discard(character)
            characters.update(BOXES.get(character, GETA))
        shown = sorted((int(face.codes[c], 16), c) for c in characters)
        cids = {cid: face.widths[c] for cid, c in shown}
        name = f"{_tag(cids)}+Noto{style.family}CJKsc-{style.weight}"
        program = self.file.add_stream(
            "/Subtype/CIDFontType0C", face.subset({0, *map(face.glyph, characters)})
        )
        descriptor = self.file.add(
            f"<</Type/FontDescriptor/FontName/{name}/Flags {style.flags}"
            "/FontBBox[-1013 -1050 2930 1810]"
            f"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 729"
            f"/StemV {style.stem}/FontFile3 {program} 0 R>>"
        )
        widths = "".join([f"{cid}[{width:g}]" for cid, width in cids.items() if width != 1000])
        below = self.file.add(
            f"<</Type/Font/Subtype/CIDFontType0/BaseFont/{name}/DW 1000/W[{widths}]"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            f"/FontDescriptor {descriptor} 0 R>>"
        )
        meaning = self.file.add_stream("", _to_unicode(shown))
        self.file.objects[self.number] = (
            f"<</Type/Font/Subtype/Type0/BaseFont/{name}-Identity-H/Encoding/Identity-H"
            f"/DescendantFonts[{below} 0 R]/ToUnicode {meaning} 0 R>>"
        )


def _tag(cids: Iterable[int]) -> str:
    """The six letters that mark a subset, from what is in it."""
    number = crc32(repr(sorted(cids)).encode())
    return "".join(chr(65 + number // 26**n % 26) for n in range(6))


def _to_unicode(shown: Iterable[tuple[int, str]]) -> bytes:
    """Which character a code stands for; a Chinese character before a radical of that shape."""
    meant: dict[int, str] = {}
    for cid, character in shown:
        if cid not in meant or "\u4e00" <= character <= "\u9fff":
            meant[cid] = character
    lines = [f"<{cid:04X}><{utf16(character)}>" for cid, character in meant.items()]
    batches = (lines[n : n + 100] for n in range(0, len(lines), 100))
    ranges = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in batches)
    return (
        "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
        "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n"
        f"{ranges}\nendcmap\nCMapName currentdict/CMap defineresource pop\nend\nend"
    ).encode()
