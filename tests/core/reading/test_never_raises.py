"""No text makes reading or a rule of texts raise, or take more than its length's worth."""

from __future__ import annotations

import random

import pytest

from disclosures.core.narrative import build
from disclosures.core.reading import check_text, evidence_of
from disclosures.data import economic, outline_for
from tests.core.narrative import makers

HEAD = "第二部分 2020年度部门决算情况说明\n一、收入支出决算总体情况说明\n"
ODD = (
    "", "。", "下属二级单位1个，其中行政单位1个，" * 300, "1" * 5000, "1," * 3000, "原因是" * 1000,
    "占" * 2000 + "%", "（款）（类）" * 500, "预算数1万元，" * 500, "{" * 2000, "第二部分" * 500,
    "收、支总计-0.00万元，占-0%，完成预算%，减少万元", "收、支总计１２．３万元", "\x00\u200b\ufeff",
)  # fmt: skip


@pytest.mark.parametrize("body", ODD, ids=range(len(ODD)))
def test_an_odd_text_is_judged_without_error(body: str) -> None:
    given = makers.final()
    plan = outline_for(given.tables.form_set.id)
    text = f"{HEAD}{body}\n第四部分 附件\n{body}"
    check_text(evidence_of(text, plan, given, economic()))


@pytest.mark.parametrize("form", makers.FORM_SETS)
def test_a_torn_text_is_judged_without_error(form: str) -> None:
    given = makers.budget() if "budget" in form else makers.final(form)
    plan = outline_for(form)
    text = makers.plain_text(build(plan, given).document)
    chance = random.Random(7)
    for _ in range(12):
        start, size = chance.randrange(len(text)), chance.randrange(200)
        text = text[:start] + text[start + size :]
        check_text(evidence_of(text, plan, given, economic()))
