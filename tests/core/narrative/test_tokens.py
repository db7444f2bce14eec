"""Sentences as people edit them: chips for slots, there and back."""

from __future__ import annotations

import pytest

from disclosures.core.narrative import TemplateError, build, read_template, reworded
from disclosures.core.narrative.template import Slot
from disclosures.core.narrative.tokens import Tokens, unfolded
from disclosures.core.narrative.write import Writer
from disclosures.data import outline, outline_ids
from tests.core.narrative import makers

SICHUAN = outline("sichuan-final")
TOKENS = Tokens(SICHUAN)


@pytest.mark.parametrize("name", outline_ids())
def test_every_sentence_of_every_outline_comes_back_as_it_was(name: str) -> None:
    plan = outline(name)
    sentences = [s.template for h in plan.walk() for p in h.passages for s in p.sentences]
    for template in sentences:
        tokens = Tokens(plan)
        back = tokens.template(tokens.text(read_template(template)))
        assert read_template(back) == read_template(template)
    for listing in plan.lists.values():
        tokens = Tokens(plan, item=True)
        back = tokens.template(tokens.text(read_template(listing.item)))
        assert read_template(back) == read_template(listing.item)


@pytest.mark.parametrize("name", outline_ids())
def test_no_two_chips_are_called_alike(name: str) -> None:
    for item in (False, True):
        tokens = Tokens(outline(name), item=item)
        labels = [chip.label for chip in tokens.chips(lambda slot: True)]
        assert len(labels) == len(set(labels))


@pytest.mark.parametrize(
    ("text", "template"),
    [
        ("总计〔收、支总计〕。", "总计{total}。"),
        ("〔收、支总计·增减率〕", "{total:rate}"),
        ("〔收、支总计·比上年：增加/减少〕", "{total:dir/增加/减少}"),
        ("〔国内公务接待（人次）〕", "{home_people}"),
        ("〔年份〕年［，原因是〔收、支总计·增减原因〕］", "{year}年[，原因是{total:reason}]"),
        ("［〔收、支总计·增减额〕｜持平］", "[{total:delta}|持平]"),
        ("财预〔2016〕143号", "财预〔2016〕143号"),
        ("{total:delta}和{别的}[1]|", r"{total:delta}和\{别的\}\[1\]\|"),
        (r"\［照写\］", "［照写］"),
    ],
)
def test_what_a_person_types_is_a_template(text: str, template: str) -> None:
    assert TOKENS.template(text) == template


def test_all_unknown_chips_are_told_at_once() -> None:
    with pytest.raises(TemplateError) as told:
        TOKENS.template("〔收总计〕和〔收、支总计·比例〕，〔收总计〕")
    assert str(told.value) == "不认识 〔收总计〕、〔收、支总计·比例〕，请从“插入数据”中选"


def test_an_open_bracket_is_told_with_its_place() -> None:
    with pytest.raises(TemplateError, match="没有配对"):
        TOKENS.template("甲［乙")


def test_a_sentence_unfolds_to_what_it_says_now_and_keeps_what_waits_for_a_reason() -> None:
    writer = Writer(SICHUAN, makers.final())

    def can(slot: Slot) -> bool:
        return writer.can_say(slot, "totals")

    nodes = read_template(
        "[与上年相比{total:dir/增加/减少}{total:delta}[，原因是{total:reason}]|持平{total:same}]。"
        "[没有{total:zero}|有{total:some}]"
    )
    found, conditions = unfolded(nodes, can)
    assert TOKENS.text(found) == (
        "与上年相比〔收、支总计·比上年：增加/减少〕〔收、支总计·增减额〕"
        "［，原因是〔收、支总计·增减原因〕］。有"
    )
    assert conditions == (Slot("total", "some"),)


def test_a_wording_that_has_nothing_to_say_gives_way_to_the_outlines_own() -> None:
    own = reworded(SICHUAN, {"totals.total": "同上年{total:same}一样。"})
    assert makers.text(build(own, makers.final()).document, "totals").startswith(
        "2020年度收、支总计335.05万元。"
    )


def test_the_sentence_of_the_items_of_a_list_can_be_reworded() -> None:
    own = reworded(SICHUAN, {"spending_kinds": "{name}共{it}"})
    assert "基本支出共" in makers.text(build(own, makers.final()).document, "spendings")
