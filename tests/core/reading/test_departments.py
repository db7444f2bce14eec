"""Random departments, with what people write full of figures: no rule of texts speaks."""

from __future__ import annotations

from random import Random

import pytest

from disclosures.core.facts import Facts
from disclosures.core.narrative import Wanted, Written
from disclosures.core.rules.base import Severity
from disclosures.pipeline import Book
from tests.random_facts import random_facts

FORMS = {
    "sichuan-final-2020": 2020,
    "sichuan-final-2022": 2023,
    "hunan-final-2023": 2023,
    "national-final": 2023,
    "bazhong-budget-2022": 2022,
}
SAID = (
    "“{subject}”：全年培训{n}人次，投入{m}万元，完成率{p}%，同比增长{p}%；办理{n}件，比上年减少{n}件，"
    "惠及企业{n}家，就业率{p}%，超过目标{p}个百分点。"
)
REASON = "{subject}（{key}）新增项目{n}个、{m}万元，人员减少{n}人，占比{p}%"


def answered(facts: Facts, chance: Random) -> Written:
    """Every text and reason that is asked for, each with figures of its own."""
    texts, reasons = {}, {}
    for ask in Book.of_facts(facts, Written()).narration.asked:
        figures = {
            "n": chance.randint(1, 999),
            "m": chance.randint(1, 99_999) / 100,
            "p": chance.randint(1, 9_999) / 100,
        }
        if ask.wanted == Wanted.TEXT:
            texts[ask.key] = SAID.format(subject=ask.subject, **figures)
        elif ask.wanted != Wanted.MEANING:
            reasons[ask.key] = REASON.format(subject=ask.subject, key=ask.key, **figures)
    return Written(texts=texts, reasons=reasons)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(3))
def test_no_rule_of_texts_speaks(form: str, seed: int) -> None:
    facts = random_facts(seed, form, FORMS[form])
    book = Book.of_facts(facts, answered(facts, Random(seed)))
    found = [
        (f.code, f.message) for f in book.narration.findings if f.severity is not Severity.INFO
    ]
    assert len(book.narration.evidence.said) > 10
    assert found == []
