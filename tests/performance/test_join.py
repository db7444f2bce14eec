"""Where sheets stand in the document: the account of projects, forms and reports."""

from __future__ import annotations

from dataclasses import replace

from disclosures.core.chapters import Ground, Sheets
from disclosures.core.document import (
    Attachment,
    Document,
    Figure,
    FormPlace,
    Paragraph,
    Part,
    Section,
    TablePlace,
    Text,
    from_json,
    to_json,
)
from disclosures.core.facts import Expenditure
from disclosures.pipeline import Book
from performance.chapter import CHAPTER
from performance.core.book import PerformanceBook
from performance.data import use_of
from tests.factories import small_facts

PROJECT = {
    "form": "PF-A",
    "order": "1",
    "project": "业务经费",
    "head.project_name": "业务经费",
    "money.budget_total": "5",
    "summary.effect": "完成了全部培训。",
    "summary.measures": "加强管理",
}
REPORT = {
    "form": "PF-R2",
    "head.project_name": "业务经费",
    "project": "业务经费",
    "basic.text": "项目于年初立项。\n由机关实施。",
}


def chapter(sheets: Sheets, form_set: str = "") -> PerformanceBook:
    facts = small_facts()
    book = CHAPTER.open(sheets, Ground(tables=Book.of_facts(facts).tables, facts=facts))
    return replace(book, use=use_of(form_set)) if form_set else book


def document(**more: object) -> Document:
    inner = Section(id="performance", number="（四）", title="预算绩效管理情况")
    outer = Section(id="others", number="十、", title="其他", sections=(inner,))
    values: dict[str, object] = {
        "kind": "final",
        "year": 2021,
        "department": "某局",
        "title": "某局2021年度部门决算",
        "form_set": "sichuan-final-2020",
        "outline": "x",
        "parts": (
            Part(id="account", number="第二部分", title="说明", sections=(outer,)),
            Part(id="tables", number="第五部分", title="附表", blocks=(TablePlace(role="a"),)),
        ),
    }
    return Document(**{**values, **more})  # type: ignore[arg-type]


def test_the_account_of_projects_and_the_forms_stand_in_a_section_of_their_own() -> None:
    joined = chapter({"a": PROJECT}).join(document())
    section = joined.by_id["performance.forms"]
    assert section.heading == "1. 项目绩效目标完成情况"
    assert [b.kind for b in section.blocks] == ["paragraph", "paragraph", "form"]
    assert section.text.splitlines() == [
        "本部门在2021年度部门决算中反映“业务经费”等1个项目绩效目标实际完成情况。",
        "（1）业务经费项目绩效目标完成情况综述。项目全年预算数5.00万元，执行数为4.00万元，"
        "完成预算的80.00%。通过项目实施，完成了全部培训。下一步改进措施：加强管理。",
    ]
    assert from_json(to_json(joined)) == joined


def test_where_people_wrote_the_account_themselves_the_forms_follow_it() -> None:
    said = Text("（1）业务经费项目绩效目标完成情况综述。……")
    written = Paragraph(id="w", spans=(said,), origin="written")
    inner = Section(id="performance", number="（四）", title="绩效", blocks=(written,))
    part = Part(id="account", number="第二部分", title="说明", sections=(inner,))
    joined = chapter({"a": PROJECT}).join(document(parts=(part,)))
    assert joined.by_id["performance"].blocks == (written, FormPlace(id="a"))
    assert joined.by_id["performance"].sections == ()


def test_the_figures_of_the_account_are_bound_to_the_facts() -> None:
    joined = chapter({"a": PROJECT}).join(document())
    told = joined.by_id["performance.forms"].blocks[1]
    assert isinstance(told, Paragraph)
    figures = {s.slot: s for s in told.spans if isinstance(s, Figure)}
    assert {name: f.value for name, f in figures.items()} == {
        "budget": 5_000_000,
        "executed": 4_000_000,
        "rate": 8000,
    }
    facts = small_facts().facts
    (position,) = figures["executed"].sources[0].facts
    spent = facts[position]
    assert isinstance(spent, Expenditure)
    assert spent.project == "业务经费"


def test_a_project_without_amounts_is_told_without_them() -> None:
    typed = {"form": "PF-A", "head.project_name": "新项目", "summary.problems": "无"}
    joined = chapter({"a": typed}).join(document())
    assert joined.by_id["performance.forms"].text.splitlines()[1] == (
        "（1）新项目项目绩效目标完成情况综述。发现的主要问题：无。"
    )


def test_a_report_is_an_attachment_and_its_sentences_are_reckoned() -> None:
    first = Attachment(number="附件", title="名单")
    joined = chapter({"a": REPORT}).join(document(attachments=(first,)))
    assert [(a.number, a.title) for a in joined.attachments] == [
        ("附件1", "名单"),
        ("附件2", "业务经费项目2021年绩效评价报告"),
    ]
    said = joined.attachments[1].paragraphs
    assert said[:4] == (
        "一、项目概况",
        "（一）项目基本情况。",
        "项目于年初立项。",
        "由机关实施。",
    )
    assert joined.forms == ()


def test_forms_without_a_section_are_attached_after_the_report_that_they_belong_to() -> None:
    whole = {"form": "PF-R1", "conclusion.text": "较好"}
    own = chapter({"a": PROJECT, "b": whole})
    joined = replace(own, use={"forms": ["PF-A", "PF-R1"]}).join(document())
    assert [(a.title, a.forms) for a in joined.attachments] == [
        ("某市某局2021年部门整体支出绩效评价报告", ()),
        ("项目支出绩效自评表", ("a",)),
    ]


def test_forms_may_stand_after_the_tables() -> None:
    own = replace(chapter({"a": PROJECT}), use={"forms": ["PF-A"], "after_tables": True})
    assert own.join(document()).parts[1].blocks == (TablePlace(role="a"), FormPlace(id="a"))


def test_a_chapter_without_sheets_changes_nothing() -> None:
    assert chapter({}).join(document()) == document()


def test_a_sheet_of_a_unit_takes_what_the_ledger_states_of_that_unit() -> None:
    whole = {"form": "PF-R1"}
    values = chapter({"a": whole, "b": {**whole, "unit": "701002"}}).values
    told = {key: values[key]["spending.total"].text for key in ("a", "b")}
    assert told == {"a": "16.00", "b": "2.00"}
