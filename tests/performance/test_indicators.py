"""What people type as target and as actual value, and how the one stands to the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.core.indicators import Operator, Outcome, compare, read, show


@pytest.mark.parametrize(
    ("text", "operator", "quantities"),
    [
        ("≥90%", "≥", ["90%"]),
        ("＞９０％", ">", ["90%"]),
        ("大于 95%", ">", ["95%"]),
        ("达到 90%对培训过程满意", "≥", ["90%"]),
        ("不低于1.1亿元", "≥", ["1.1亿元"]),
        ("200亿元以上", "≥", ["200亿元"]),
        ("控制在4.5%以内", "≤", ["4.5%"]),
        ("不超过10万元", "≤", ["10万元"]),
        ("规定时间10个工作日内", "≤", ["10日"]),
        ("小于5‰", "<", ["0.5%"]),
        ("1000 人", "=", ["1000人"]),
        ("40 项 10 万余人", "≥", ["40项", "10万人"]),
        ("分别达到204万人、14.35万人", "≥", ["204万人", "14.35万人"]),
        ("90-95%", "区间", ["90%", "95%"]),
        ("3.9万", "=", ["3.9万"]),
        ("效果明显", "定性", []),
        ("　≤", "≤", []),
        ("", "定性", []),
        ("9" * 5000, "定性", []),
    ],
)
def test_targets_are_read_as_people_type_them(
    text: str, operator: str, quantities: list[str]
) -> None:
    found = read(text)
    assert (found.operator.value, [show(q) for q in found.quantities]) == (operator, quantities)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020年12月31日前", "2020-12-31", "2020-12-31"),
        ("2020 年 5 月", "2020-05-01", "2020-05-31"),
        ("2023年12\n月31日", "2023-12-31", "2023-12-31"),
        ("2024.2.30", "2024-02-29", "2024-02-29"),
        ("2022年", "2022-01-01", "2022-12-31"),
    ],
)
def test_dates_are_read(text: str, first: str, last: str) -> None:
    period = read(text).period
    assert period is not None
    assert (str(period.first), str(period.last)) == (first, last)


@pytest.mark.parametrize(
    ("target", "actual", "outcome"),
    [
        ("≥90%", "92.97%", Outcome.BEYOND),
        ("≥90%", "89%", Outcome.MISSED),
        ("3人", "3人", Outcome.MET),
        ("900 人", "898 人", Outcome.MISSED),
        ("40 项 10 万余人", "41 项 78684 人", Outcome.MISSED),
        ("≥10项", "共完成12项、惠及300人", Outcome.BEYOND),
        ("控制在4.5%以内", "1.9%", Outcome.MET),
        ("≤10万元", "10.5万元", Outcome.MISSED),
        ("32.8万", "32.81万人", Outcome.BEYOND),
        ("≤20万", "19.76", Outcome.MET),
        ("429.77万元", "437.60", Outcome.BEYOND),
        ("达到 90%", ">90%", Outcome.MET),
        (">90%", "90%", Outcome.MISSED),
        ("90%~95%", "93%", Outcome.MET),
        ("90%~95%", "96%", Outcome.MISSED),
        ("2020年12月31日前", "2020年12月", Outcome.MET),
        ("2020年5月", "2020年6月2日", Outcome.MISSED),
        ("3人", "3%", Outcome.INCOMPARABLE),
        ("10万元", "95%", Outcome.INCOMPARABLE),
        ("2022年12月31日前", "100%", Outcome.INCOMPARABLE),
        ("招聘相应人才", "100%", Outcome.UNKNOWN),
        ("效果明显", "效果明显", Outcome.UNKNOWN),
        ("≤", "804.32", Outcome.UNKNOWN),
    ],
)
def test_an_actual_value_is_judged_by_its_target(
    target: str, actual: str, outcome: Outcome
) -> None:
    assert compare(read(target), read(actual)).outcome is outcome


def test_of_several_numbers_the_worst_decides_and_all_shares_are_told() -> None:
    found = compare(read("40项10万人"), read("41项78684人"))
    assert found.target is not None
    assert found.actual is not None
    assert (show(found.target), show(found.actual)) == ("10万人", "78684人")
    assert [float(s) for s in found.shares] == [1.025, 0.78684]


def test_a_cost_is_a_bound_and_not_a_goal() -> None:
    assert compare(read("42万元"), read("45.01万元"), capped=True).outcome is Outcome.MISSED
    assert compare(read("42万元"), read("40万元"), capped=True).outcome is Outcome.MET


def test_a_late_date_tells_the_days() -> None:
    assert compare(read("2020年12月31日前"), read("2021年1月10日")).days == 10


@given(st.text(), st.text(), st.booleans())
def test_nothing_that_is_typed_is_an_error(target: str, actual: str, capped: bool) -> None:
    found = read(target)
    assert isinstance(found.operator, Operator)
    assert compare(found, read(actual), capped=capped).outcome in Outcome


PIECES = st.lists(
    st.sampled_from(
        [*"≥≤><=-~、，万亿元%人次项年月日前余以内上0123456789.", "2020年", "不超过", "达到"]
    ),
    max_size=12,
).map("".join)


@given(PIECES, PIECES, st.booleans())
def test_nothing_that_looks_like_a_value_is_an_error(
    target: str, actual: str, capped: bool
) -> None:
    assert compare(read(target), read(actual), capped=capped).outcome in Outcome
