"""Cover and contents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from disclosures.render.docx.even import even
from disclosures.render.docx.pages import TEXT, section
from disclosures.render.docx.text import FIELD_END, field_begin, link, paragraph, run
from disclosures.render.measure import breaks, em

#: Headings of three levels, and what has the outline level of one; with links, no page numbers
#: on the web.
CODE = r'TOC \o "1-3" \h \z \u'
DEEPEST = 3
#: What stands above the first line of the cover, and the height of its page, in pt.
ABOVE, TALL = 156.0, 630.0
#: Letters and line of the cover's styles in pt, with the room above: who, what, foot.
WHO, WHAT, FOOT = (24.0, 36.0, 0.0), (32.0, 45.0, 16.0), (16.0, 28.95, 0.0)


class Entry(NamedTuple):
    """A line of the contents and the bookmark that it leads to; ``level`` from 1."""

    level: int
    text: str
    anchor: str


def cover_xml(lines: Sequence[str], foot: Sequence[str]) -> str:
    """The first page: who, what, and at its foot version and day; it has no number."""
    found, filled = [], ABOVE
    for number, text in enumerate(lines):
        last = number == len(lines) - 1
        look = "" if number else f'<w:spacing w:before="{round(ABOVE * 20)}"/>'
        size = (WHAT if last else WHO)[0]
        look += even(text, TEXT.room / 20 / size, size)
        found.append(paragraph("Title" if last else "Subtitle", run(text), look=look))
        filled += _tall(text, WHAT if last else WHO)
    filled += sum(_tall(text, FOOT) for text in foot)
    for number, text in enumerate(foot):
        down = max(round((TALL - filled) * 20), 0)
        look = "" if number else f'<w:spacing w:before="{down}"/>'
        found.append(paragraph("CoverFoot", run(text), look=look))
    ends = section(TEXT)
    found[-1:] = [found[-1].replace("</w:pPr>", ends + "</w:pPr>", 1)]
    return "".join(found)


def _tall(text: str, look: tuple[float, float, float]) -> float:
    size, line, above = look
    return breaks(em(text), TEXT.room / 20 / size) * line + above


def contents_xml(title: str, entries: Sequence[Entry], references: str) -> str:
    """The contents as a field with its entries.

    Page numbers are known to nobody before the file is opened, and no wrong ones are printed:
    updating the field adds them.
    """
    listed = [e for e in entries if e.level <= DEEPEST]
    spaced = "　".join(title) if len(title) == 2 else title
    found = [paragraph("TOCHeading", run(spaced))]
    for number, entry in enumerate(listed):
        begin = "" if number else field_begin(CODE)
        end = FIELD_END if number == len(listed) - 1 else ""
        inner = link(entry.anchor, run(entry.text))
        found.append(paragraph(f"TOC{entry.level}", begin, inner, end))
    ends = section(TEXT, references=references, numbers='w:fmt="lowerRoman" w:start="1"')
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        "<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>"
        f"{''.join(found)}</w:sdtContent></w:sdt>{paragraph('SectionEnd', look=ends)}"
    )
