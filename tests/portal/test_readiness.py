"""What a disclosure is told to have found in its texts."""

from __future__ import annotations

import pytest

from disclosures.core.facts import Count, Indicator, Purchase, PurchaseLine
from disclosures.pipeline import Book
from disclosures.readiness import _texts, standing_of
from tests.core.rules import builders
from tests.core.rules.builders import HOME
from tests.portal.course import identity_number, noted, now, warned

pytestmark = pytest.mark.django_db


def test_the_words_around_personal_data_show_nothing_of_what_else_was_found() -> None:
    one, other = identity_number(), identity_number("11010519491231001")
    found = standing_of(now(noted(warned(), f"经办{one}和{other}两人"))).spotted
    assert [s.kind for s in found] == ["身份证号", "身份证号"]
    for spotted in found:
        assert one not in spotted.context
        assert other not in spotted.context
        assert spotted.masked in spotted.context
    first, second = (s.context for s in found)
    assert first.startswith("经办")
    assert first.endswith("*" * 11)
    assert second.startswith("*" * 11)
    assert second.endswith("两人")


def test_every_text_of_the_lines_that_are_published_is_looked_at() -> None:
    bought = {"unit": HOME, "method": "purchase", "project": "机房", "item": "服务器"}
    stated = builders.stated(
        builders.spend(
            "2080109", "30299", "2.00", spend="project", project="一卡通", measure="initial"
        ),
        PurchaseLine(**bought, qty=200, uom="台", price=100),
        Purchase(**bought, source="other", amount=200),
        Indicator(unit=HOME, measure="initial", name="机关运行经费", amount=5),
        Count(unit=HOME, name="公务用车保有量", number=100),
        form="bazhong-budget-2022",
        year=2022,
    )
    book = Book.of_facts(stated)
    lines = book.document.ledger.by_number.values()
    said = {line.codes.get(f, "") for line in lines for f in ("project", "item", "uom", "name")}
    said |= {word for field, _, word in book.document.words if field == "unit"}
    looked_at = " ".join(text for _, text in _texts(book, ())).split()
    assert said - {""} - set(looked_at) == set()
    assert {"一卡通", "服务器", "台"} < said
