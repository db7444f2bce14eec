"""Codes by year: unknown ones, wrong years, former names, local additions."""

from __future__ import annotations

import pytest

from disclosures.core.codes import Classification, Code, CodeTrouble, FormerName, Trouble
from disclosures.data import economic, functions

CODES = Classification(
    "科目",
    [
        Code("208", "社会保障和就业支出"),
        Code("20899", "其他社会保障和就业支出"),
        Code("2089901", "其他社会保障和就业支出", last_year=2020, successor="2089999"),
        Code("2089999", "其他社会保障和就业支出", first_year=2021),
        Code("210", "卫生健康支出", former=(FormerName("医疗卫生与计划生育支出", 2018),)),
        Code("30239", "其他交通费用", aliases=("公务交通补贴",)),
    ],
)


@pytest.mark.parametrize(
    ("code", "name", "year", "trouble"),
    [
        ("208", "社会保障和就业支出", 2022, None),
        ("208", "社会保障和就业支出（人社）", 2022, None),
        ("30239", "公务交通补贴", 2022, None),
        ("999", "没有的类", 2022, CodeTrouble(Trouble.UNKNOWN, "")),
        ("2089950", "本级专项", 2022, CodeTrouble(Trouble.LOCAL, "")),
        (
            "2089901",
            "其他社会保障和就业支出",
            2022,
            CodeTrouble(Trouble.WRONG_YEAR, "2089999 其他社会保障和就业支出"),
        ),
        (
            "210",
            "医疗卫生与计划生育支出",
            2022,
            CodeTrouble(Trouble.FORMER_NAME, "卫生健康支出"),
        ),
        ("210", "医疗卫生与计划生育支出", 2018, None),
        ("208", "208 社会保障和就业支出", 2022, None),
        ("208", "[208]社会保障和就业支出", 2022, None),
        ("208", "教育支出", 2022, CodeTrouble(Trouble.OTHER_NAME, "社会保障和就业支出")),
    ],
)
def test_a_code_is_judged_by_its_year_and_name(
    code: str, name: str, year: int, trouble: CodeTrouble | None
) -> None:
    assert CODES.check(code, name, year) == trouble


def test_an_organisation_adds_an_item_under_a_known_group() -> None:
    own = CODES.with_local([Code("2089950", "本级专项", local=True)])
    assert own.check("2089950", "本级专项", 2022) is None
    assert "2089950" not in CODES


def test_a_name_finds_its_code_also_by_a_former_name() -> None:
    assert CODES.by_name("九、医疗卫生与计划生育支出", 2022) == CODES.get("210")
    assert CODES.by_name("没有这个名称", 2022) is None


def test_the_data_files_hold_the_whole_classifications() -> None:
    levels = [sum(len(c.code) == size for c in functions()) for size in (3, 5, 7)]
    assert levels == [30, 160, 690]
    assert sum(1 for _ in economic()) == 110
    assert functions().name("207", 2018) == "文化体育与传媒支出"
    assert functions().name("207", 2020) == "文化旅游体育与传媒支出"


def test_every_code_has_its_parent() -> None:
    for codes in (functions(), economic()):
        orphans = [c.code for c in codes if len(c.code) > 3 and c.code[:-2] not in codes]
        assert orphans == []
