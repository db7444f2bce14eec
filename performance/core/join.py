"""Where sheets stand in the document: forms, the account of projects, and reports.

``uses.yaml`` says it for each form set: in a section of the text (``section``), after the tables
(``after_tables``), or else as attachments, those of the whole before those of projects.  Reports
are always attachments; a report takes the forms of what it is about after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from disclosures.core.document import (
    Attachment,
    Document,
    FormPlace,
    Part,
    PrintedForm,
    Section,
)
from disclosures.core.narrative.numbers import heading_number
from performance.core.layout import LaidRow, lay_out, printed_form, text_of
from performance.core.sheet import Sheet
from performance.core.summary import summary
from performance.core.values import Values

#: Words by which an account of projects is known.
ACCOUNT = "绩效目标完成情况综述"
#: Titles of the attachments that have no report, by what their forms are about.
_TITLES = {"whole": "部门整体支出绩效自评表", "project": "项目支出绩效自评表"}


@dataclass(frozen=True)
class Joiner:
    """Puts the sheets of one disclosure, in their order, into its document."""

    sheets: Sequence[Sheet]
    values: Mapping[str, Values]
    use: Mapping[str, Any]

    @property
    def forms(self) -> list[Sheet]:
        """The sheets that are printed as forms."""
        return [s for s in self.sheets if not s.form.report]

    @property
    def reports(self) -> list[Sheet]:
        """Those that are printed as texts."""
        return [s for s in self.sheets if s.form.report]

    @property
    def printed(self) -> tuple[PrintedForm, ...]:
        """The forms."""
        return tuple(printed_form(s, self.values[s.key]) for s in self.forms)

    def join(self, document: Document) -> Document:
        """The document with everything that is there."""
        document = replace(document, forms=document.forms + self.printed)
        groups: list[tuple[Sheet | None, list[Sheet]]] = [(report, []) for report in self.reports]
        section = self.use.get("section", "")
        if section in document.by_id:
            parts = tuple(
                replace(part, sections=tuple(self._in(s, section, 0) for s in part.sections))
                for part in document.parts
            )
            document = replace(document, parts=parts)
        elif self.use.get("after_tables"):
            places = tuple(FormPlace(id=s.key) for s in self.forms)
            document = replace(document, parts=tuple(_after_tables(document.parts, places)))
        else:
            groups = list(self._groups())
        added = tuple(self._attachment(report, forms) for report, forms in groups)
        return replace(document, attachments=numbered((*document.attachments, *added)))

    # -- in the text --------------------------------------------------------------------------

    def _in(self, here: Section, section: str, depth: int) -> Section:
        if here.id == section and self.forms:
            return self._with_forms(here, depth + 1)
        within = tuple(self._in(s, section, depth + 1) for s in here.sections)
        return replace(here, sections=within)

    def _with_forms(self, here: Section, depth: int) -> Section:
        """The account of each project and the forms in a section of their own, 1. 项目绩效目标
        完成情况; the forms alone where people have written the account themselves."""
        places = tuple(FormPlace(id=s.key) for s in self.forms)
        told = [s for s in self.forms if s.form.about == "project"]
        say = self.use.get("summary")
        if not say or not told or ACCOUNT in here.text:
            return replace(here, blocks=(*here.blocks, *places))
        own = Section(
            id=f"{here.id}.forms",
            number=heading_number(depth, len(here.sections) + 1),
            title=self.use["title"],
            blocks=(*summary(told, self.values, say), *places),
        )
        return replace(here, sections=(*here.sections, own))

    # -- attachments --------------------------------------------------------------------------

    def _groups(self) -> Iterator[tuple[Sheet | None, list[Sheet]]]:
        """What stands together: a report, if there is one, and the forms after it."""
        for abouts in (("whole",), ("project", "projects")):
            forms = [s for s in self.forms if s.form.about in abouts]
            reports: list[Sheet | None] = [s for s in self.reports if s.form.about in abouts]
            if forms and not reports:
                reports = [None]
            for number, report in enumerate(reports, start=1):
                yield report, forms if number == len(reports) else []

    def _attachment(self, report: Sheet | None, forms: Sequence[Sheet]) -> Attachment:
        title = report.worded(report.form.title) if report else _TITLES[forms[0].form.about]
        said = report_paragraphs(report, self.values[report.key]) if report else ()
        return Attachment(
            number="", title=title, paragraphs=tuple(said), forms=tuple(s.key for s in forms)
        )


def numbered(attachments: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
    """附件1, 附件2 …; one alone stays 附件."""
    several = len(attachments) > 1
    return tuple(
        replace(attachment, number=f"附件{number}" if several else "附件")
        for number, attachment in enumerate(attachments, start=1)
    )


def report_paragraphs(sheet: Sheet, values: Values) -> Iterator[str]:
    """The paragraphs of a report: headings, sentences that can be said, and what was written."""
    for row in lay_out(sheet, values):
        if not row.section.beside:
            yield from _said(row)


def _said(row: LaidRow) -> Iterator[str]:
    for cell in row.cells:
        if all(place.value.text for place in cell.places):
            yield from filter(None, map(str.strip, text_of(cell).splitlines()))


def _after_tables(parts: Sequence[Part], places: tuple[FormPlace, ...]) -> Iterator[Part]:
    holding = [p for p in parts if any(b.kind == "table" for b in p.blocks)] or list(parts)
    for part in parts:
        yield replace(part, blocks=(*part.blocks, *places)) if part is holding[-1] else part
