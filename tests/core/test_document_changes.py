"""Two Documents side by side: which paragraphs and cells are different."""

from __future__ import annotations

from dataclasses import replace

import pytest

from disclosures.core.document import Attachment, Document, Explanation, Paragraph, Term, Text
from disclosures.core.document.changes import Changes, changes
from disclosures.core.document.pieces import Piece
from disclosures.core.narrative import build
from disclosures.core.tables import Address
from disclosures.data import outline
from disclosures.narration import narrate
from tests.core.narrative import makers
from tests.core.rules.builders import spend

PLAN = outline("sichuan-final")


def document(*extra: object, **texts: str) -> Document:
    found = makers.final("sichuan-final-2020", *extra, texts=texts)  # type: ignore[arg-type]
    text = build(PLAN, found).document
    printed = narrate(found.tables, found.functions).document.tables
    return replace(text, tables=printed)


def told(found: Changes) -> list[tuple[str, str, str, str]]:
    return [(c.kind, c.place, c.before, c.after) for c in found.paragraphs]


def test_the_same_document_has_no_changes() -> None:
    assert not changes(document(), document())


def test_a_paragraph_is_new_changed_or_gone() -> None:
    none, one, other = document(), document(duties="管理就业。"), document(duties="管理社保。")
    assert told(changes(none, one)) == [("added", "duties", "", "管理就业。")]
    assert told(changes(one, none)) == [("removed", "duties", "管理就业。", "")]
    (change,) = changes(one, other).paragraphs
    assert (change.id, change.heading, change.kind) == ("duties.1", "（一）主要职能", "changed")
    assert change.pieces == (
        (Piece("管理", True), Piece("就业", False), Piece("。", True)),
        (Piece("管理", True), Piece("社保", False), Piece("。", True)),
    )


def test_a_figure_that_moved_is_told_in_its_sentence_and_in_its_cells() -> None:
    found = changes(document(), document(spend("2080101", "30201", "1", project="", spend="basic")))
    assert {"general_total", "general_items"} <= {c.place for c in found.paragraphs}
    cell = next(c for c in found.cells if c.address == Address("general", "total", "c1"))
    assert (cell.table, cell.row, cell.column) == (
        "公开06表 一般公共预算财政拨款支出决算表", "合计", "合计"
    )  # fmt: skip
    assert float(cell.after.replace(",", "")) - float(
        cell.before.replace(",", "")
    ) == pytest.approx(1)


@pytest.mark.parametrize(
    ("field", "value", "place", "after"),
    [
        ("cover", ("2020年度", "某局"), "cover", "某局"),
        ("glossary", (Term(number="1.", name="甲", meaning="乙"),), "glossary", "甲：乙"),
        ("attachments", (Attachment(number="附件", title="报告"),), "attachments.1", "报告"),
        (
            "explanations",
            (Explanation(code="N-015", finding="减少", reason="压减"),),
            "explanations",
            "N-015 减少：压减",
        ),
    ],
)
def test_what_stands_outside_the_sections_is_compared_too(
    field: str, value: object, place: str, after: str
) -> None:
    before = replace(document(), cover=("2020年度",), glossary=())
    (change,) = changes(before, replace(before, **{field: value})).paragraphs  # type: ignore[arg-type]
    assert (change.place, change.after) == (place, after)


def test_a_section_with_another_title_is_told() -> None:
    before = document()
    part = before.parts[1]
    first = replace(part.sections[0], title="总体情况", blocks=part.sections[0].blocks)
    parts = (before.parts[0], replace(part, sections=(first, *part.sections[1:])))
    after = replace(before, parts=(*parts, *before.parts[2:]))
    assert told(changes(before, after)) == [
        ("changed", "totals", "收入支出决算总体情况说明", "总体情况")
    ]


def test_paragraphs_of_a_section_are_told_in_its_order() -> None:
    before = document()
    part = before.parts[1]
    more = Paragraph(id="totals.9", spans=(Text("补充一段。"),), origin="written")
    first = replace(part.sections[0], blocks=(*part.sections[0].blocks, more))
    parts = (before.parts[0], replace(part, sections=(first, *part.sections[1:])))
    after = replace(before, parts=(*parts, *before.parts[2:]))
    assert told(changes(before, after)) == [("added", "totals", "", "补充一段。")]
