"""A Document → Word: the same text, figures and tables as everywhere, in native styles and tables.

Sections of pages: cover, contents (Roman numbers), then text and tables by turns, tables on
pages of their own with smaller margins, landscape where the form says so.
"""

from __future__ import annotations

from collections.abc import Callable

from disclosures.core.document import Document
from disclosures.render.docx import pages
from disclosures.render.docx.contents import contents_xml, cover_xml
from disclosures.render.docx.package import NAMESPACES, Package
from disclosures.render.docx.story import Story
from disclosures.render.docx.styles import font_table_xml, styles_xml
from disclosures.render.docx.tables import KEEP, small_table
from disclosures.render.docx.text import run
from disclosures.render.imprint import HOW, SIGNATURE_HEADS, SIGNATURES, TITLE, UNSIGNED, Imprint
from disclosures.render.steps import steps_of

#: step, steps done, all steps
Progress = Callable[[str, int, int], None]

EXPLANATIONS = "原因说明"
#: The columns of the imprint, and those of its signatures, in twips.
TOLD, SIGNED = (2400, 6440), (1700, 1500, 2000, 3640)


def document_docx(
    document: Document, imprint: Imprint, *, draft: bool, progress: Progress
) -> bytes:
    """The whole document as .docx; ``progress`` is called before each part and each table.

    A draft says so on every page.  The same document and imprint give the same bytes.
    """
    return _Whole(document, imprint, draft or imprint.draft, progress).file()


class _Whole:
    """One document while it is written."""

    def __init__(
        self, document: Document, imprint: Imprint, draft: bool, progress: Progress
    ) -> None:
        self.document, self.imprint, self.draft, self.progress = document, imprint, draft, progress
        self.done, self.all = 0, steps_of(document)
        self.package = Package()
        self.story = Story(document, self.package, self._step)

    def _step(self, name: str) -> None:
        self.progress(name, self.done, self.all)
        self.done += 1

    def file(self) -> bytes:
        """The bytes."""
        document, story, package = self.document, self.story, self.package
        story.parts()
        self._explanations()
        self._step(TITLE)
        self._imprint()
        self._step("封面和目录")
        body = story.finished()
        references = pages.references(package, document.title, self.draft)
        foot = [text for text in (self.imprint.number, self.imprint.published_on) if text]
        front = cover_xml(document.cover or (document.title,), foot)
        front += contents_xml(document.contents, story.entries, references)
        package.add("styles", styles_xml(story.looks.used))
        package.add("settings", pages.settings_xml())
        package.add("fontTable", font_table_xml())
        whole = f"<w:document {NAMESPACES}><w:body>{front}{body}</w:body></w:document>"
        return package.file(whole, self._properties())

    def _properties(self) -> dict[str, str]:
        document, sha256 = self.document, self.imprint.sha256
        return {
            "title": document.title + ("（草稿）" if self.draft else ""),
            "subject": document.title.removeprefix(document.department),
            "creator": document.department,
            "description": f"校验码（SHA-256）：{sha256}" if sha256 else "",
            "language": "zh-CN",
        }

    def _explanations(self) -> None:
        """The warnings that stand, and the reasons given."""
        if not self.document.explanations:
            return
        self.story.begin(EXPLANATIONS)
        for told in self.document.explanations:
            text = f"{told.code} {told.finding}"
            self.story.runs(run(text, bold=True), look=KEEP)
            self.story.runs(run(f"原因：{told.reason}"))

    def _imprint(self) -> None:
        """版本与校验: which version this is, who signed it, how to check it."""
        story, imprint = self.story, self.imprint
        story.begin(TITLE)
        rows = list(imprint.rows)
        if rows:
            story.body.append(small_table(rows, TOLD, "ll", story.looks, head=False, size=12))
        if imprint.signatures:
            story.runs(run(SIGNATURES, bold=True), look=KEEP + '<w:spacing w:before="240"/>')
            signed = [SIGNATURE_HEADS, *(s.cells for s in imprint.signatures)]
            story.body.append(small_table(signed, SIGNED, "llll", story.looks, size=12))
        elif self.draft:
            story.say(UNSIGNED)
        if imprint.sha256:
            story.say(HOW)
