"""Personal data is named wherever it stands, and nothing else is taken for it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from random import Random

import pytest
import python_calamine

from disclosures.core.personal_data import scan
from tests.random_facts import NAMES

HOME = Path(__file__).parents[2]
SHARED = HOME.parent / "shared" / "examples"
WORKBOOKS = sorted(
    p
    for folder in ("examples", "tests/importing/fixtures")
    for p in (HOME / folder).iterdir()
    if p.suffix in (".xlsx", ".xls", ".ods")
)
WIDE = str.maketrans("0123456789X-", "０１２３４５６７８９Ｘ－")

# Both check digits once more, by the words of the standards and not as the code has them.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def person(random: Random) -> str:
    region = random.choice(("110101", "510104", "511902", "430102", "659001", "820000"))
    day = f"{random.randint(1930, 2019)}{random.randint(1, 12):02d}{random.randint(1, 28):02d}"
    body = f"{region}{day}{random.randrange(1000):03d}"
    remainder = sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[remainder]


def card(random: Random, head: str, length: int) -> str:
    body = head + "".join(random.choices("0123456789", k=length - len(head) - 1))
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value // 10 + value % 10
    return f"{body}{-total % 10}"


def told(text: str) -> list[tuple[str, str, str]]:
    """Kind, place as written and masked."""
    return [(f.kind.value, text[f.start : f.end], f.masked) for f in scan(text)]


def grouped(digits: str, sizes: tuple[int, ...], mark: str) -> str:
    """The digits in groups of those sizes, the rest at the end."""
    groups, left = [], digits
    for size in sizes:
        groups.append(left[:size])
        left = left[size:]
    return mark.join(filter(None, (*groups, left)))


# -- what must be found -----------------------------------------------------------------------


def test_the_example_of_the_standard_is_an_identity_number() -> None:
    """Of the two in GB 11643-1999; the other one is of a person born in 1880."""
    assert told("身份证11010519491231002X，440524188001010014") == [
        ("id_card", "11010519491231002X", "1101**********002X")
    ]


@pytest.mark.parametrize("seed", range(60))
def test_identity_numbers_are_seen_through_blanks_hyphens_and_width(seed: int) -> None:
    random = Random(seed)
    number = person(random)
    hidden = f"{number[:4]}**********{number[-4:]}"
    cut = random.randint(1, 17)
    written = (
        number,
        number.lower(),
        number.translate(WIDE),
        grouped(number, (6, 8, 4), " "),
        grouped(number, (6, 4, 4, 4), "-"),
        grouped(number, (3, 3, 4, 4, 4), "\u3000"),
        grouped(number, (cut,), "\n"),
        " ".join(number),
        f"\u200b{number}",
    )
    for form in written:
        found = told(f"张三（身份证号：{form}）于2021年")
        assert found == [("id_card", form.lstrip("\u200b"), hidden)], form


@pytest.mark.parametrize("seed", range(60))
def test_an_identity_number_with_one_digit_changed_is_none(seed: int) -> None:
    random = Random(seed)
    number = person(random)
    place = random.randrange(17)
    other = random.choice([d for d in "0123456789" if d != number[place]])
    wrong = number[:place] + other + number[place + 1 :]
    assert [f for f in scan(wrong) if f.kind == "id_card"] == []


def test_the_older_identity_number_needs_a_day_that_there_is() -> None:
    assert told("旧号510101800229001。") == [("id_card", "510101800229001", "5101*******9001")]
    assert told("旧号510101810229001，510101801301001，990101800101001") == []


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("13800138000", "138****8000"),
        ("１３８００１３８０００", "138****8000"),
        ("138 0013 8000", "138****8000"),
        ("138-0013-8000", "138****8000"),
        ("138－0013—8000", "138****8000"),
        ("138 00138000", "138****8000"),
        ("86-13800138000", "138****8000"),
        ("8613800138000", "138****8000"),
        ("86 199 1234 5678", "199****5678"),
        ("1 9 9 1 2 3 4 5 6 7 8", "199****5678"),
    ],
)
def test_mobile_numbers(written: str, masked: str) -> None:
    assert told(f"联系人：李四{written}，") == [("mobile", written, masked)]


def test_each_of_several_numbers_is_named() -> None:
    text = "13800138000,13900139000、0817-5266666/15012345678"
    assert [(kind, place) for kind, place, _ in told(text)] == [
        ("mobile", "13800138000"),
        ("mobile", "13900139000"),
        ("landline", "0817-5266666"),
        ("mobile", "15012345678"),
    ]


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("0817-5266666", "0817-****666"),
        ("０８１７—５２６６６６６", "0817-****666"),
        ("0817 526 6666", "0817-****666"),
        ("(0817)5266666", "0817-****666"),
        ("（0817）5266666", "0817-****666"),
        ("08175266666", "0817-****666"),
        ("010-62345678", "010-*****678"),
        ("028-8652 1234", "028-*****234"),
        ("86-028-86521234", "028-*****234"),
        ("0817-5266666-8001", "0817-****666"),
        ("0817-5266666转801", "0817-****666"),
    ],
)
def test_landlines(written: str, masked: str) -> None:
    assert told(f"办公电话：{written}。") == [("landline", written, masked)]


def test_a_landline_without_area_code_is_one_where_it_is_called_so() -> None:
    assert told("联系电话：5266666") == [("landline", "5266666", "****666")]
    assert told("传真号码: 8652 1234") == [("landline", "8652 1234", "*****234")]
    assert told("电话费 2080101，编号5266666") == []


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(
    ("head", "length"),
    [("622848", 19), ("621700", 19), ("622588", 16), ("62", 17), ("62", 18), ("955880", 19),
     ("436742", 19), ("4392", 16), ("5187", 16), ("3568", 16)],
)  # fmt: skip
def test_bank_cards(head: str, length: int, seed: int) -> None:
    number = card(Random(seed), head, length)
    hidden = f"{number[:4]}{'*' * (length - 8)}{number[-4:]}"
    for form in (number, number.translate(WIDE), grouped(number, (4, 4, 4, 4), " "),
                 grouped(number, (6,), "-"), " ".join(number)):  # fmt: skip
        assert told(f"卡号{form}（某银行）") == [("bank_card", form, hidden)]


def test_a_bank_card_needs_its_check_digit_its_head_and_its_length() -> None:
    number = card(Random(1), "622848", 19)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert told(wrong) == []
    assert told(card(Random(1), "7228", 19)) == []
    assert told(card(Random(1), "4392", 17)) == []


@pytest.mark.parametrize(
    ("text", "place", "masked"),
    [
        ("家住幸福小区3栋2单元501室。", "幸福小区3栋2单元501室", "幸福小区*栋*单元***室"),
        ("住江阳区康城花园5号楼1单元12楼1203号", "江阳区康城花园5号楼1单元12楼1203号",
         "江阳区康城花园*号楼*单元**楼****号"),
        ("锦绣家园 6幢1102室", "6幢1102室", "*幢****室"),
        ("锦绣家园３－２－５０１", "锦绣家园３－２－５０１", "锦绣家园*-*-***"),
        ("位于巴州区柳树村五组12号", "巴州区柳树村五组12号", "巴州区柳树村*组**号"),
        ("红旗社区3社8号", "红旗社区3社8号", "红旗社区*社*号"),
        ("酒城大道三段17号附3号", "酒城大道三段17号附3号", "酒城大道三段**号附*号"),
        ("，人民路１２号，", "人民路１２号", "人民路**号"),
        ("住址：四川省巴中市巴州区江北大道", "四川省巴中市巴州区江北大道",
         "四川省巴中市巴州区江北大道"),
        ("家庭住址:清江镇白庙村3组", "清江镇白庙村3组", "清江镇白庙村*组"),
    ],
)  # fmt: skip
def test_home_addresses(text: str, place: str, masked: str) -> None:
    assert told(text) == [("address", place, masked)]


def test_a_number_beside_an_address_is_named_by_itself() -> None:
    assert [(kind, place) for kind, place, _ in told("13800138000人民路12号")] == [
        ("mobile", "13800138000"),
        ("address", "人民路12号"),
    ]


# -- what must not be ---------------------------------------------------------------------------

HARMLESS = (
    "2080101 2080199 2210201 2296002",
    "208 20801 2080101 701001 行政运行",
    "213 21301 2130101 221 22102 2210201",
    "1,234,567.89 12,345,678,901.23 -1,234.00",
    "13800138000.00",
    "收入13800138000元，支出13912345678 元，占15012345678%",
    "¥13800138000",
    "统一社会信用代码91510100MA61RKR7X3",
    "统一社会信用代码：115101000074612345",
    "2021-01-01 2022-12-31 2021年12月31日 20211231 2021.12.31",
    "2019 2020 2021 2022 2023 2024",
    "185 2023 2025",
    "150 20230101",
    "12.5%、13.8%、45.00%、0.13800138000",
    "1 2 3 4 5 6 7 8 9 10 11 12 13",
    "1 3 5 7 9 1 3 5 7 9 1 3 5 7 9 1 3 5 7 9 1 3",
    "川财〔2021〕12号 川人社函〔2016〕90号 人社办函[2023]55号 川办发〔2019〕8号",
    "项目编号N5101012022000123，合同号SC-2021-0817-5266666A",
    "139****8000 0817-****666 5101**********1234",
    "QQ群123456789 邮编637000 第20230001号",
    "400-810-8888 12345 12333",
    "某某路改造工程",
    "人民路12号小区改造项目",
    "滨江路3号桥维修",
    "清江镇白庙村3组道路硬化",
    "白庙村5组12号线电网改造",
    "某某街道办事处 某某路小学 某某村村民委员会 十里街社区卫生服务中心",
    "金口岸4号楼（1-7层）",
    "政务服务中心2号楼维修",
    "家庭住址变更登记、户籍所在地公共就业服务机构",
    "考室1180个，会议室、培训室、学术报告厅12个",
    "住在一起的家庭成员，现住人口12万",
    "轨道交通线路2号 思路一号",
)  # fmt: skip


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_is_left_alone(text: str) -> None:
    assert told(text) == []


def rows(path: Path) -> Iterator[str]:
    """Every cell of a workbook by itself, and every row as one text."""
    workbook = python_calamine.load_workbook(path)
    for name in workbook.sheet_names:
        for values in workbook.get_sheet_by_name(name).to_python():
            texts = [str(v) for v in values if v != ""]
            yield from texts
            yield " ".join(texts)
            yield "\t".join(texts)


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda p: p.name)
def test_published_workbooks_hold_no_personal_data(path: Path) -> None:
    texts = list(rows(path))
    assert len(texts) > 20
    assert [(t, told(t)) for t in texts if scan(t)] == []


@pytest.mark.parametrize("seed", range(20))
def test_figures_at_random_are_no_personal_data(seed: int) -> None:
    """Amounts, codes, years, shares and days in any order, as tables and sentences have them."""
    random = Random(seed)

    def one() -> str:
        amount = random.randrange(-(10**13), 10**13)
        return random.choice(
            (
                f"{amount / 100:,.2f}",
                f"{amount / 100:.2f}",
                f"{amount / 10**6:,.2f}万元",
                f"2{random.randrange(10**6):06d}",
                f"3{random.randrange(10**4):04d}",
                f"70{random.randrange(10):d}00{random.randrange(10):d}",
                f"{random.randint(2015, 2030)}",
                f"{random.randint(2015, 2030)}-{random.randint(1, 12):02d}-{random.randint(1, 28)}",
                f"{random.randrange(10**4) / 100:.2f}%",
                f"〔{random.randint(2015, 2030)}〕{random.randint(1, 999)}号",
                random.choice(NAMES),
            )
        )

    for mark in (" ", "，", "\n", "\t", "、"):
        text = mark.join(one() for _ in range(500))
        assert told(text) == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/examples is not here")
@pytest.mark.parametrize("path", sorted(SHARED.glob("*.txt")), ids=lambda p: p.name)
def test_published_documents_hold_no_personal_data(path: Path) -> None:
    """Their contact numbers were starred out when they were made anonymous."""
    text = path.read_text()
    assert len(text) > 10_000
    assert told(text) == []


HOSTILE = (
    *("1", "1 ", "111 ", "1380 ", "6222 0212 3456 ", "110101 19900101 ", "１", "\u200b1", "X"),
    *("(0817)", "0-", "路", "1栋1", "住址", "村1组", "路12号", "省", "住在路1-", "单元", "一"),
)


def test_a_megabyte_of_what_is_almost_personal_data_comes_to_an_end() -> None:
    each = 2**20 // len(HOSTILE)
    text = "。".join((piece * each)[:each] for piece in HOSTILE)
    assert len(text) > 1_000_000
    assert {f.kind for f in scan(text)} == {"address"}
    assert {text[f.start : f.end][-4:] for f in scan(text)} == {"路12号"}


def test_places_come_in_order_and_do_not_overlap() -> None:
    random = Random(7)
    pieces = [person(random), "13800138000", "0817-5266666", card(random, "622848", 19),
              "幸福小区3栋2单元501室", "人民路12号"]  # fmt: skip
    for _ in range(50):
        text = "，".join(random.choices(pieces, k=12))
        found = scan(text)
        edges = list(chain.from_iterable((f.start, f.end) for f in found))
        assert edges == sorted(edges)
        assert [text[f.start : f.end] for f in found] == text.split("，")
