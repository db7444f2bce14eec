"""Pages: their size and margins, sections, headers and footers, settings."""

from __future__ import annotations

from typing import NamedTuple

from disclosures.render.docx.package import NAMESPACES, Package
from disclosures.render.docx.text import FIELD_END, field_begin, paragraph, run

#: The sides of A4, and a millimetre, in twips.
LONG, SHORT, MM = 16838, 11906, 1440 / 25.4


class Layout(NamedTuple):
    """A kind of page; margins in mm, ``header`` and ``footer`` from the edge of the paper."""

    left: float
    right: float
    top: float
    bottom: float
    header: float
    footer: float
    landscape: bool = False

    @property
    def room(self) -> int:
        """The width of the printable area in twips."""
        return round((LONG if self.landscape else SHORT) - (self.left + self.right) * MM)

    @property
    def tall(self) -> int:
        """Its height in twips."""
        return round((SHORT if self.landscape else LONG) - (self.top + self.bottom) * MM)


#: Text by GB/T 9704—2012; tables have smaller margins, the same as in the PDF.
TEXT = Layout(28, 26, 37, 35, 22, 22)
UPRIGHT = Layout(16, 16, 15, 17, 7.5, 7)
ACROSS = UPRIGHT._replace(landscape=True)


def references(package: Package, title: str, draft: bool) -> str:
    """Headers with the title, footers with the page number at the outer edge, as a section that
    begins with them refers to them; later ones go on with them.
    """
    mark = run("草稿", bold=True) + run("　") if draft else ""
    head = paragraph("Header", mark, run(title))
    number = run("— ") + field_begin("PAGE") + run("1") + FIELD_END + run(" —")
    inset = '<w:ind w:leftChars="100" w:left="280" w:rightChars="100" w:right="280"/>'
    right = paragraph("Footer", number, look=inset)
    left = paragraph("FooterLeft", number, look=inset)
    found = []
    for kind, place, inner in (
        ("header", "default", head),
        ("header", "even", head),
        ("footer", "default", right),
        ("footer", "even", left),
    ):
        tag = "hdr" if kind == "header" else "ftr"
        name = f"{kind}{1 if place == 'default' else 2}"
        xml = f"<w:{tag} {NAMESPACES}>{inner}</w:{tag}>"
        id_ = package.add(kind, xml, name)
        found.append(f'<w:{kind}Reference w:type="{place}" r:id="{id_}"/>')
    return "".join(found)


def section(layout: Layout, *, references: str = "", numbers: str = "") -> str:
    """The properties of a section; ``numbers`` are the attributes of its page numbers."""
    wide, tall = (LONG, SHORT) if layout.landscape else (SHORT, LONG)
    turned = ' w:orient="landscape"' if layout.landscape else ""
    left, right, top, bottom, header, footer = (round(n * MM) for n in layout[:6])
    return (
        f'<w:sectPr>{references}<w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{wide}" w:h="{tall}"{turned}/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" '
        f'w:header="{header}" w:footer="{footer}" w:gutter="0"/>'
        f"{f'<w:pgNumType {numbers}/>' if numbers else ''}</w:sectPr>"
    )


def settings_xml() -> str:
    """``word/settings.xml``: odd and even pages differ; no field is updated on opening."""
    return (
        f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="640"/>'
        '<w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="zh-CN" w:eastAsia="zh-CN"/></w:settings>'
    )
