"""What makes a file last (PDF/A, ISO 19005-2): what its colours mean, and what it says of itself.

The colours are those of sRGB (IEC 61966-2-1).  Its profile is written here from the numbers of
the standard, adapted to D50 as ICC profiles (version 4.2) are: 508 bytes, always the same.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache
from html import escape

from disclosures.render.draw.pack import File, plain, sound

SRGB = "sRGB IEC61966-2.1"
_D50 = (0.9642, 1.0, 0.8249)
_PRIMARIES = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
#: From D65 to D50 (Bradford).
_ADAPTED = (1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168)
#: Y = (aX + b)^g from d on, cX below.
_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_DAY = (2026, 1, 1, 0, 0, 0)
_HEADER = 128


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself."""

    title: str
    author: str
    subject: str
    creator: str = "Mingzhang"
    language: str = "zh-CN"


def output_intent(file: File) -> int:
    """The object that says which colours are meant."""
    profile = file.add_stream("/N 3", srgb())
    return file.add(
        f"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier({SRGB})/Info({SRGB})"
        f"/DestOutputProfile {profile} 0 R>>"
    )


@cache
def srgb() -> bytes:
    """The ICC profile of sRGB."""
    curve = b"para" + struct.pack(">IHH", 0, 3, 0) + _fixed(*_CURVE)
    tags = {
        b"desc": _words(SRGB),
        b"cprt": _words("CC0"),
        b"wtpt": b"XYZ \0\0\0\0" + _fixed(*_D50),
        b"chad": b"sf32\0\0\0\0" + _fixed(*_ADAPTED),
        **{name: b"XYZ \0\0\0\0" + _fixed(*xyz) for name, xyz in _PRIMARIES.items()},
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }
    place = _HEADER + 4 + 12 * len(tags)
    index, body, known = struct.pack(">I", len(tags)), b"", dict[bytes, int]()
    for name, content in tags.items():
        if content not in known:
            known[content] = place + len(body)
            body += content + b"\0" * (-len(content) % 4)
        index += name + struct.pack(">II", known[content], len(content))
    size = place + len(body)
    head = struct.pack(
        ">I4xI4s4s4s6H4s", size, 0x04200000, b"mntr", b"RGB ", b"XYZ ", *_DAY, b"acsp"
    )
    head += b"\0" * 28 + _fixed(*_D50)
    return head.ljust(_HEADER, b"\0") + index + body


def _fixed(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(v * 65536)) for v in values)


def _words(text: str) -> bytes:
    said = text.encode("utf-16-be")
    return b"mluc" + struct.pack(">III2s2sII", 0, 1, 12, b"en", b"US", len(said), 28) + said


def xmp(file: File, metadata: Metadata, *, archival: bool) -> int:
    """The metadata; ``archival`` claims PDF/A-2a."""

    def say(value: str) -> str:
        return escape(sound(plain(value)))

    def by_language(value: str) -> str:
        return f'<rdf:Alt><rdf:li xml:lang="x-default">{say(value)}</rdf:li></rdf:Alt>'

    claim = "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"
    packet = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
        f"<dc:title>{by_language(metadata.title)}</dc:title>"
        f"<dc:description>{by_language(metadata.subject)}</dc:description>"
        f"<dc:creator><rdf:Seq><rdf:li>{say(metadata.author)}</rdf:li></rdf:Seq></dc:creator>"
        f"<dc:language><rdf:Bag><rdf:li>{metadata.language}</rdf:li></rdf:Bag></dc:language>"
        f"<xmp:CreatorTool>{say(metadata.creator)}</xmp:CreatorTool>"
        f"<pdf:Producer>{say(metadata.creator)}</pdf:Producer>"
        f"{claim if archival else ''}"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="r"?>'
    )
    return file.add_stream("/Type/Metadata/Subtype/XML", packet.encode(), plain=True)
