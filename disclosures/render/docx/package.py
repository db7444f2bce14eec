"""The package: parts by name, their types and relations, and the file of them all.

The same parts give the same bytes: names in order, one fixed time stamp, no property that a clock
or a machine decides.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from disclosures.render.docx.text import plain

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SCHEMAS = "http://schemas.openxmlformats.org"
_W = f"{_SCHEMAS}/wordprocessingml/2006/main"
_R = f"{_SCHEMAS}/officeDocument/2006/relationships"
_PACKAGE = f"{_SCHEMAS}/package/2006"
NAMESPACES = f'xmlns:w="{_W}" xmlns:r="{_R}"'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
TYPES = {
    "document": f"{_WORD}.document.main+xml",
    "styles": f"{_WORD}.styles+xml",
    "settings": f"{_WORD}.settings+xml",
    "fontTable": f"{_WORD}.fontTable+xml",
    "header": f"{_WORD}.header+xml",
    "footer": f"{_WORD}.footer+xml",
}
#: No time: the earliest that a zip file can say.
STAMP = (1980, 1, 1, 0, 0, 0)
COMPRESSION = 6


@dataclass
class Package:
    """A word-processing file in the making; ``add`` and ``add_media`` answer relation ids."""

    parts: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    relations: list[tuple[str, str]] = field(default_factory=list)

    def add(self, kind: str, xml: str, name: str = "") -> str:
        """A part below ``word/`` to which the document relates."""
        self._put(kind, xml, name or kind)
        return self._relate(kind, f"{name or kind}.xml")

    def add_media(self, name: str, content: bytes) -> str:
        """A picture file."""
        self.parts[f"word/media/{name}"] = content
        return self._relate("image", f"media/{name}")

    def _put(self, kind: str, xml: str, name: str) -> None:
        self.parts[f"word/{name}.xml"] = (HEAD + xml).encode()
        self.types[f"/word/{name}.xml"] = TYPES[kind]

    def _relate(self, kind: str, target: str) -> str:
        self.relations.append((kind, target))
        return f"rId{len(self.relations)}"

    def file(self, document: str, properties: Mapping[str, str]) -> bytes:
        """The bytes of the file with ``word/document.xml`` and its core properties."""
        self._put("document", document, "document")
        related = [(f"{_R}/{kind}", target) for kind, target in self.relations]
        self.parts["word/_rels/document.xml.rels"] = _relations(related)
        self.parts["docProps/core.xml"] = _core(properties)
        self.parts["docProps/app.xml"] = _APP
        self.parts["_rels/.rels"] = _relations(
            [
                (f"{_R}/officeDocument", "word/document.xml"),
                (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
                (f"{_R}/extended-properties", "docProps/app.xml"),
            ]
        )
        names = sorted(self.parts)
        return _zipped({"[Content_Types].xml": self._types()} | {n: self.parts[n] for n in names})

    def _types(self) -> bytes:
        known = {
            "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
            "/docProps/app.xml": (
                "application/vnd.openxmlformats-officedocument.extended-properties+xml"
            ),
        }
        defaults = (
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            ("xml", "application/xml"),
            ("png", "image/png"),
            ("svg", "image/svg+xml"),
        )
        inner = "".join(f'<Default Extension="{e}" ContentType="{t}"/>' for e, t in defaults)
        inner += "".join(
            f'<Override PartName="{name}" ContentType="{type_}"/>'
            for name, type_ in sorted((self.types | known).items())
        )
        return f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">{inner}</Types>'.encode()


def _relations(related: list[tuple[str, str]]) -> bytes:
    inner = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(related, start=1)
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'.encode()


def _core(properties: Mapping[str, str]) -> bytes:
    """Title, subject, creator and the like; no times, since the same text is the same file."""
    prefix = {"category": "cp", "version": "cp"}
    inner = "".join(
        f"<{prefix.get(name, 'dc')}:{name}>{plain(value)}</{prefix.get(name, 'dc')}:{name}>"
        for name, value in properties.items()
        if value
    )
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{inner}</cp:coreProperties>'
    ).encode()


_APP = (
    f'{HEAD}<Properties xmlns="{_SCHEMAS}/officeDocument/2006/extended-properties">'
    "<Application>Mingzhang</Application></Properties>"
).encode()


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, content, compresslevel=COMPRESSION)
    return target.getvalue()
