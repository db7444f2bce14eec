"""The real forms of three published documents: every cell of theirs is printed, and no other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from disclosures.core.document import PrintedForm
from disclosures.importing.grid import Grid
from performance.chapter import CHAPTER
from performance.core.derive import typed
from performance.core.layout import printed_form
from performance.core.sheet import Sheet
from performance.core.values import Value
from performance.data import form, form_ids
from performance.exchange.by_label import read_labelled
from performance.exchange.found import Told
from tests.performance import reading
from tests.performance.reading import TEXTS, TextForm, plain
from tests.performance.real import BAZHONG, HUAIHUA, LUZHOU, entered, sheets_of

needs_texts = pytest.mark.skipif(not TEXTS.is_dir(), reason="../shared/examples is not here")
READ = {LUZHOU: reading.luzhou, BAZHONG: reading.bazhong, HUAIHUA: reading.huaihua}
#: Bazhong's forms differ in some of their words; these are printed as the official form has them.
VARIANTS = {
    "实施单位": "实施单位及责任人", "责任人": "", "来源": "",
    "中长期目标": "中长期目标(20**年-20**年)",
    "指标值(含数字及": "指标值(含数字及文字描述)", "指标值(含数字": "指标值(含数字及文字描述)",
    "指标值(含数字)": "指标值(含数字及文字描述)", "指标值(含数字及文": "指标值(含数字及文字描述)",
    "指标值(含数字及文字描": "指标值(含数字及文字描述)",
}  # fmt: skip
_SOURCE = re.compile(r"(合计|[1-5]\..*收入)([\d.]+万元)")


def typed_values(sheet: Sheet) -> dict[str, Value]:
    """What was typed, and nothing that is reckoned."""
    found = {p: typed(sheet, p, e) for p, e in sheet.form.fixed.items()}
    for name, keys in sheet.form.listed.items():
        for row in sheet.rows[name]:
            found |= {row.path(k): typed(sheet, row.path(k), e) for k, e in keys.items()}
    return {path: value for path, value in found.items() if value is not None}


@dataclass
class Compared:
    """What came of comparing forms with their texts."""

    equal: int = 0
    of: int = 0
    wrong: list[str] = field(default_factory=list)


class Comparison:
    """One form and its text, row by row; of the head of PF-D, whose rows differ, cell by cell."""

    def __init__(
        self, sheet: Sheet, text: TextForm, said: Mapping[str, Any], result: Compared
    ) -> None:
        self.sheet, self.text, self.said, self.result = sheet, text, said, result
        self.printed = printed_form(sheet, typed_values(sheet))
        self.loose = sheet.form.id == "PF-D"

    def run(self) -> None:
        self._lines()
        printed, rows = list(_rows(self.printed)), [self._cells(r) for r in self.text.rows]
        if self.loose:
            above = sum(1 for row in self.printed.rows if not self._listed(row.cells[0].at)) - 1
            head = next(n for n, row in enumerate(rows) if "绩效指标" in row)
            self._loosely(
                [c for r in rows[:head] for c in r], [c for r in printed[:above] for c in r]
            )
            lost = "一级指标" not in rows[head]
            rows, printed = rows[head:], printed[above + lost :]
        if len(rows) != len(printed):
            self.result.wrong.append(f"{self.sheet.key}: {len(rows)} rows, {len(printed)} printed")
        for row, own in zip(rows, printed, strict=False):
            self._row(row, own)

    def _listed(self, at: str) -> bool:
        return at.split(".")[0] == "indicators"

    def _lines(self) -> None:
        """The title, and the lines above and beneath."""
        self._count([plain(self.text.title)], [plain(self.printed.title)])
        if self.text.notes:
            lines = [self.printed.caption, *self.printed.notes]
            self._count(
                sorted(plain(n) for n in self.text.notes), sorted(plain(x) for x in lines if x)
            )

    def _cells(self, row: Sequence[str]) -> list[str]:
        cells = [plain(c) for c in row if plain(c)]
        return list(_as_the_form(cells)) if self.loose else cells

    def _row(self, row: Sequence[str], printed: Sequence[tuple[str, bool]]) -> None:
        """Every cell of the text stands in the row, in order; what begins there, in the text."""
        places = iter(printed)
        missing = [text for text in row if not any(text == own for own, _ in places)]
        more = Counter(own for own, begins in printed if begins) - Counter(row)
        if missing or more:
            self._count(sorted(row), sorted(own for own, begins in printed if begins))
        else:
            self.result.equal += len(row)
            self.result.of += len(row)

    def _loosely(self, cells: Sequence[str], printed: Sequence[tuple[str, bool]]) -> None:
        self._count(sorted(cells), sorted(text for text, begins in printed if begins))

    def _count(self, cells: Sequence[str], printed: Sequence[str]) -> None:
        """Without what the data file says the conversion lost, or set there twice."""
        here = Counter(cells) - Counter(self.said.get("extra", ()))
        there = Counter(printed) - Counter(self.said.get("lost", ()))
        common = here & there
        self.result.equal += common.total()
        self.result.of += here.total()
        if here != there:
            more, less = dict(here - common), dict(there - common)
            self.result.wrong.append(f"{self.sheet.key}: text {more}, printed {less}")


def _as_the_form(cells: Sequence[str]) -> Iterator[str]:
    """Bazhong's cells as the official form has them: its words, a label and an amount apart."""
    for before, cell in zip(["", *cells], cells, strict=False):
        source = _SOURCE.fullmatch(cell)
        if source:
            yield from source.groups()
        elif (before, cell) == ("服务对象", "满意度"):
            yield "服务对象满意度"
        elif cell != "服务对象" and VARIANTS.get(cell, cell):
            yield VARIANTS.get(cell, cell)


def _rows(printed: PrintedForm) -> Iterator[list[tuple[str, bool]]]:
    """Of each row the texts that stand in it, and whether they begin there."""
    for number in range(len(printed.rows)):
        cells = [
            (p.column, plain(p.cell.text), p.row == number)
            for p in printed.placed
            if p.row <= number < p.row + p.cell.rows
        ]
        yield [(text, begins) for _, text, begins in sorted(cells) if text]


def compared(document: str) -> Compared:
    result = Compared()
    texts = READ[document]()
    assert len(texts) == len(sheets_of(document))
    for sheet, text, said in zip(sheets_of(document), texts, entered(document), strict=True):
        Comparison(sheet, text, said, result).run()
    return result


@needs_texts
@pytest.mark.parametrize(("document", "cells"), [(LUZHOU, 432), (BAZHONG, 1618), (HUAIHUA, 1416)])
def test_every_cell_of_the_text_is_printed_and_no_other(document: str, cells: int) -> None:
    result = compared(document)
    assert result.wrong == []
    assert (result.equal, result.of) == (cells, cells)


@pytest.mark.parametrize("document", READ)
def test_what_was_entered_can_be_kept(document: str) -> None:
    assert [said for s in sheets_of(document) for said in CHAPTER.refused(s.key, s.fields)] == []


@needs_texts
@pytest.mark.parametrize(
    ("document", "found", "of"), [(LUZHOU, 334, 337), (BAZHONG, 857, 1027), (HUAIHUA, 1019, 1068)]
)
def test_the_texts_themselves_are_read_by_their_words(document: str, found: int, of: int) -> None:
    """As badly as their conversion left them: how much is read as it was entered by hand."""
    here = there = 0
    for sheet, text in zip(sheets_of(document), READ[document](), strict=True):
        read = Counter(_said(sheet, _by_words(text)))
        own = Counter(_said(sheet, sheet.fields))
        here, there = here + (own & read).total(), there + own.total()
    assert (here, there) == (found, of)


def _by_words(text: TextForm) -> Mapping[str, str]:
    before = [n for n in text.notes if n.startswith("填报单位")]
    after = [n for n in text.notes if not n.startswith("填报单位")]
    rows = [[text.title], *([n] for n in before), *map(list, text.rows), *([n] for n in after)]
    ticked = [[plain(c) if "input" in c else c for c in row] for row in rows]
    forms = {i: form(i) for i in form_ids()}
    (sheet,) = read_labelled(Grid(text.title, ticked), forms, Told())
    return sheet.fields


def _said(sheet: Sheet, fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each entry without the number of its row."""
    for path, text in fields.items():
        if path in sheet.form.fixed:
            yield path, plain(text)
        elif sheet.form.entry(path) is not None:
            section, _, key = path.split(".")
            yield f"{section}.{key}", plain(text)
