"""The sheet 文字 of the facts workbook: written, read back, and wrong in every way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.core.facts import LABELS
from disclosures.core.facts_sheets import CELL, CONTINUED
from disclosures.core.narrative import Ask, Wanted, Written
from disclosures.importing.cells import Value
from disclosures.importing.guard import open_workbook
from disclosures.pipeline import Book, take_in
from disclosures.render.facts_xlsx import facts_xlsx
from tests.importing.books import Rows, book, errors, read
from tests.importing.test_facts_workbook import BLANK

HEADER: list[Value] = ["类别", "位置", "说明", "内容"]


def texts(*rows: list[Value]) -> Rows:
    return [HEADER, *rows]


def notes(*rows: list[Value]) -> list[str]:
    found = read(book(文字=texts(*rows)))
    assert found.errors == ()
    return [str(note) for note in found.notes if note.sheet == "文字"]


def written(*rows: list[Value]) -> Written | None:
    found = read(book(文字=texts(*rows)))
    assert found.errors == (), list(map(str, found.errors))
    return found.written


def again(given: Written, asked: tuple[Ask, ...] = ()) -> Written | None:
    """Written into a workbook and read back."""
    intake = take_in(facts_xlsx(BLANK, written=given, asked=asked), "填报.xlsx")
    assert intake.book is not None, list(map(str, intake.errors))
    return intake.book.written


# -- reading --------------------------------------------------------------------------------------


def test_a_workbook_without_the_sheet_says_nothing_of_texts() -> None:
    assert read(book()).written is None
    assert read(book(文字=texts())).written == Written()


def test_each_row_is_one_text_and_the_explanation_is_not_read() -> None:
    found = written(
        ["正文", "duties", "写职责", "第一段。\r\n第二段。"],
        ["变动原因", "totals.total.reason", "", "项目减少"],
        ["名词解释", "2080106", 12.0, "指就业管理"],
        ["附件", "1", "", "自评报告\n一、概况"],
        ["正文", "offices", "还没有写", ""],
    )
    assert found == Written(
        texts={"duties": "第一段。\n第二段。"},
        reasons={"totals.total.reason": "项目减少"},
        meanings={"2080106": "指就业管理"},
        attachments={"1": "自评报告\n一、概况"},
    )


def test_a_text_goes_on_in_the_next_row() -> None:
    found = written(["正文", "duties", "", "前半"], ["正文", "duties（续）", "", "后半"],
                    ["正文", "duties (续2)", "", "。"])  # fmt: skip
    assert found == Written(texts={"duties": "前半后半。"})


def test_every_trouble_is_told_by_its_cell() -> None:
    rows = texts(
        ["说明文字", "duties", "", "甲"],
        ["正文", "", "", "乙"],
        ["正文", "offices", "", "丙"],
        ["正文", "offices", "", "丁"],
        ["正文", "units（续）", "", "戊"],
        ["正文", "results", "", "己" * (CELL + 1)],
    )
    labels = "、".join(LABELS["wrote"].values())
    assert errors(book(文字=rows)) == [
        f"文字!A2：现为“说明文字”；应为{labels} 之一",
        "文字!B3：没有填；应为文字",
        "文字!B5：与 B4 重复：同一处文字只写一次，请合为一行；"
        f"一格写不下的接在下一行，位置后加“{CONTINUED}”",
        "文字!B6：现为“units（续）”，而上一行不是同一处文字；应为接在“units”的下一行",
        f"文字!D7：这一格有 {CELL + 1} 个字；应为 {CELL} 个字以内",
    ]


def test_a_text_of_more_than_fifty_thousand_characters_is_too_long() -> None:
    half = "字" * 25_000
    rows = texts(["正文", "duties", "", half], ["正文", "duties（续）", "", half + "。"])
    told = errors(book(文字=rows))
    assert told == ["文字!D3：这一处共有 50001 个字；应为 50000 个字以内"]


def test_a_place_that_is_still_empty_may_be_filled_in_another_row() -> None:
    found = written(["正文", "duties", "", ""], ["正文", "duties", "", "职责"])
    assert found == Written(texts={"duties": "职责"})


def test_places_that_the_outline_does_not_have_are_told_but_kept() -> None:
    told = "照样保存，但不会印出"
    rows: list[list[Value]] = [
        ["正文", "achievements", "", "四川才有"],
        ["变动原因", "nowhere.total.reason", "", "无"],
        ["名词解释", "9999999", "", "无"],
        ["改写的句子", "totals.nothing", "", "无"],
        ["附件", "甲", "", "无"],
        ["正文", "reception_use", "", "工作交流"],
        ["变动原因", "general_items.2080106.why", "", "有"],
        ["改写的句子", "totals.total", "", "有"],
    ]
    assert notes(*rows) == [
        f"文字!B2：本表样的说明里没有“正文 achievements”这一处，{told}",
        f"文字!B3：本表样的说明里没有“变动原因 nowhere.total.reason”这一处，{told}",
        f"文字!B4：本表样的说明里没有“名词解释 9999999”这一处，{told}",
        f"文字!B5：本表样的说明里没有“改写的句子 totals.nothing”这一处，{told}",
        f"文字!B6：本表样的说明里没有“附件 甲”这一处，{told}",
    ]
    found = written(*rows)
    assert found is not None
    assert len(found.pieces) == len(rows)


def test_the_sheet_under_another_name_is_an_error() -> None:
    told = errors(book({"文字说明": texts(["正文", "duties", "", "甲"])}))
    assert told == ["文字说明：像是“文字”表而名称不同，没有读；应为工作表名称“文字”"]


# -- writing --------------------------------------------------------------------------------------

_TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1)
_LINES = st.lists(_TEXTS, min_size=1, max_size=4).map("\n".join).filter(str.strip)


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from(["duties", "offices", "events"]), _LINES), _LINES)
def test_any_texts_come_back_as_they_were(found: dict[str, str], meaning: str) -> None:
    given = Written(texts=found, meanings={"2080106": meaning})
    assert again(given) == given


@pytest.mark.parametrize("sign", ["字", "😀", "a\n"])
def test_long_texts_come_back_whole(sign: str) -> None:
    given = Written(texts={"duties": sign * (49_000 // len(sign))}, attachments={"1": "短"})
    assert again(given) == given


def test_all_that_is_asked_has_a_row_with_its_explanation() -> None:
    asked = (
        Ask(key="duties", wanted=Wanted.TEXT, section="duties", subject="部门职责",
            heading="一、部门职责"),
        Ask(key="totals.total.reason", wanted=Wanted.REASON, section="totals",
            subject="收、支总计", heading="一、收入支出决算总体情况说明"),
        Ask(key="2080106", wanted=Wanted.MEANING, section="", subject="就业管理事务"),
    )  # fmt: skip
    given = Written(texts={"duties": "职责"}, attachments={"1": "报告"})
    data = facts_xlsx(BLANK, written=given, asked=asked)
    (sheet,) = [s for s in open_workbook(data, "填报.xlsx").sheets if s.name == "文字"]
    _, *rows = [[*map(str, row[:4])] for row in sheet.rows()][1:]
    assert rows == [
        ["正文", "duties", "一、部门职责：写“部门职责”，可分段", "职责"],
        ["变动原因", "totals.total.reason",
         "一、收入支出决算总体情况说明：“收、支总计”与上年相比变动较大，写主要原因，接在“主要原因是”之后",
         ""],
        ["名词解释", "2080106", "名词解释：写“就业管理事务”的含义", ""],
        ["附件", "1", "附件，第一行是标题；位置是附件的序号", "报告"],
    ]  # fmt: skip
    assert again(given, asked) == given


def test_a_blank_workbook_asks_for_every_text_of_its_outline() -> None:
    asked = Book.of_facts(BLANK).narration.asked
    data = facts_xlsx(BLANK, asked=asked)
    intake = take_in(data, "填报.xlsx")
    assert intake.book is not None
    assert intake.book.written == Written()
    missing = [f.message for f in intake.book.findings if f.code == "N-043"]
    assert missing == [f"“{a.subject}”还没有写" for a in asked if a.wanted == Wanted.TEXT]


def test_texts_of_a_workbook_count_before_those_there_were() -> None:
    old = Written(texts={"duties": "旧", "offices": "旧"}, last_text="上年")
    new = Written(texts={"duties": "新"}, reasons={"totals.total.reason": "因"})
    assert new.over(old) == Written(
        texts={"duties": "新", "offices": "旧"},
        reasons={"totals.total.reason": "因"},
        last_text="上年",
    )
