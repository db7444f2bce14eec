"""What people wrote, and the text that is made with it."""

from __future__ import annotations

from disclosures.core.document import Attachment
from disclosures.core.narrative import Written
from disclosures.narration import Narration, narrate
from tests.core.narrative import makers

SICHUAN = "sichuan-final-2020"


def told(written: Written) -> Narration:
    """The text of a sound department with that written for it."""
    given = makers.final(SICHUAN)
    return narrate(given.tables, given.functions, written)


def codes(narration: Narration) -> dict[str, str]:
    return {f.code: f.message for f in narration.findings}


def test_pieces_come_out_as_they_went_in() -> None:
    pieces = (("text", "duties", "拟订规划。"), ("reason", "totals.total.reason", "增人"))
    assert Written.of(pieces).pieces == pieces


def test_an_empty_piece_counts_only_where_it_leaves_a_sentence_out() -> None:
    found = Written.of([("text", "duties", " "), ("wording", "totals.change", "")])
    assert found.pieces == (("wording", "totals.change", ""),)


def test_attachments_stand_in_the_order_of_their_numbers() -> None:
    found = Written.of([("attachment", "10", "乙\n第一段"), ("attachment", "2", "甲")])
    assert found.attached() == (
        Attachment(number="附件1", title="甲"),
        Attachment(number="附件2", title="乙", paragraphs=("第一段",)),
    )
    assert Written.of([("attachment", "1", "甲")]).attached()[0].number == "附件"


def test_what_is_asked_and_not_written_is_an_error() -> None:
    without = told(Written())
    assert codes(without)["N-043"] == "“预算绩效管理情况”还没有写"
    keys = [a.key for a in without.asked if a.wanted == "text"]
    written = told(Written(texts=dict.fromkeys(keys, "已经写明。")))
    assert "N-043" not in codes(written)


def test_terms_that_only_have_a_name_are_told_once() -> None:
    without = told(Written())
    wanted = [a.key for a in without.asked if a.wanted == "meaning" and not a.given]
    assert wanted
    assert codes(without)["N-044"].startswith(f"{len(wanted)} 个科目只有名称：")
    explained = told(Written(meanings=dict.fromkeys(wanted, "反映有关支出。")))
    assert "N-044" not in codes(explained)


def test_a_wording_of_ones_own_takes_the_place_of_the_sentence() -> None:
    found = told(Written(wordings={"totals.total": "全年收、支总计为{total}。"}))
    text = found.document.by_id["totals"].text
    assert text.startswith("全年收、支总计为335.05万元。")
    assert found.refused == {}


def test_a_wording_that_does_not_fit_is_left_out_and_told() -> None:
    wrong = {"totals.total": "总计{totale}。", "gone.away": "不在了。"}
    found = told(Written(wordings={**wrong, "incomes.kinds": "本年收入合计{income}。"}))
    assert set(found.refused) == set(wrong)
    assert found.document.by_id["totals"].text.startswith("2020年度收、支总计335.05万元。")
    assert found.document.by_id["incomes"].text == "本年收入合计326.20万元。"
    assert [f.section for f in found.findings if f.code == "N-045"] == ["totals", "gone"]
