"""The one entry of ``settings.CHAPTERS`` for performance."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from disclosures.core.chapters import UNIT, Fields, Ground, Sheets
from disclosures.core.rules.catalogue import Entry
from disclosures.data import economic
from performance.core.book import PerformanceBook, words_of
from performance.core.rules.catalogue import entries
from performance.core.sheet import FORM, ORDER, PROJECT, Sheet
from performance.data import form, form_ids, use_of
from performance.exchange import read_workbook

NAME = "performance"


class PerformanceChapter:
    """See ``disclosures.core.chapters.Chapter``."""

    name = NAME
    label = "绩效"
    naming = (FORM, PROJECT, "head.project_name")

    @property
    def rules(self) -> tuple[Entry, ...]:
        """Its rules, as the catalogue shows them."""
        return entries()

    def open(self, sheets: Sheets, ground: Ground) -> PerformanceBook:
        """The chapter of one disclosure."""
        forms = {form_id: form(form_id) for form_id in form_ids()}
        return PerformanceBook(sheets, ground, forms, use_of(ground.tables.form_set.id), economic())

    def refused(self, key: str, fields: Fields) -> Iterator[str]:
        """Why a sheet cannot be kept."""
        form_id = fields.get(FORM, "")
        if form_id not in form_ids():
            yield f"没有这种绩效表：{form_id[:40] or '（空）'}"
            return
        own = form(form_id)
        for path in fields:
            if path not in (FORM, ORDER, PROJECT, UNIT, *own.listed) and own.entry(path) is None:
                yield f"表中没有这一项：{path[:80]}"

    def read(self, data: bytes, filename: str) -> tuple[Sheets, tuple[str, ...]]:
        """The sheets of a workbook: one that was exported, or official forms filled elsewhere."""
        reading = read_workbook(data, filename, {i: form(i) for i in form_ids()})
        found: dict[str, Fields] = {}
        for number, sheet in enumerate(reading.sheets, 1):
            found[sheet.key or f"{sheet.form}.{number}"] = sheet.fields
        return found, tuple(map(str, reading.errors))

    def title(self, fields: Fields) -> str:
        """What a sheet is called."""
        form_id = fields.get(FORM, "")
        if form_id not in form_ids():
            return "绩效表"
        sheet = Sheet("", form(form_id), fields)
        return f"{sheet.form.name} {sheet.subject}".strip()

    def words(self, fields: Fields, path: str) -> str:
        """What a path of the sheet is called."""
        form_id = fields.get(FORM, "")
        known = {ORDER: "次序", PROJECT: "填报数据中的项目"}
        if path in known or form_id not in form_ids():
            return known.get(path, path)
        return words_of(Sheet("", form(form_id), fields), path)

    def address(self, disclosure: int, key: str, path: str = "") -> str:
        """The page of a sheet, at that path; without a key that of all sheets."""
        if not key:
            return reverse("performance", args=[disclosure])
        return reverse("performance-sheet", args=[disclosure, key]) + (f"#{path}" if path else "")


CHAPTER = PerformanceChapter()
