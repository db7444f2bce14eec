"""What a disclosure is told to have found in its texts."""

from __future__ import annotations

import pytest

from disclosures.readiness import standing_of
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
