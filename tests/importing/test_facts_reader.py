"""The facts workbook read: what is understood, and every error by its cell."""

from __future__ import annotations

import datetime as dt

import pytest

from disclosures.core.facts import (
    Balance,
    Count,
    Expenditure,
    Facts,
    Income,
    Indicator,
    Kind,
    LocalCode,
    Purchase,
    PurchaseLine,
    Sangong,
    UnitInfo,
)
from disclosures.importing.cells import Merge, Value
from disclosures.importing.facts_reader import is_facts_workbook
from disclosures.importing.messages import Message
from disclosures.importing.report import MOST_ERRORS
from tests.importing import books
from tests.importing.books import BASICS, SPENDING_HEADER, UNITS, book, header, spending

LINE = Expenditure(
    unit="701001",
    measure="final",
    fund="gp",
    function="2080101",
    spend="basic",
    econ="30101",
    amount=12_500_000,
    place="支出!K2",
)


def lines(*rows: list[Value]) -> list[list[Value]]:
    return [list(SPENDING_HEADER), *rows]


def spent(*rows: list[Value]) -> tuple[object, ...]:
    reading = books.read(book(支出=lines(*rows)))
    assert reading.facts is not None, list(map(str, reading.errors))
    return reading.facts.facts


def basics(**answers: Value) -> list[list[Value]]:
    given = dict(BASICS) | answers  # type: ignore[arg-type]
    return [[item, value] for item, value in given.items()]


# -- what is understood ---------------------------------------------------------------------------


def test_a_right_workbook_gives_facts_with_their_places() -> None:
    reading = books.read(book())
    assert reading.errors == ()
    assert reading.facts == Facts(
        department="某某局",
        department_code="701",
        year=2023,
        kind=Kind.FINAL,
        form_set="hunan-final-2023",
        units=(UnitInfo(code="701001", name="某某局机关", nature="administrative"),),
        facts=(LINE,),
    )


def test_every_kind_of_fact_is_read() -> None:
    unit = "701001"
    reading = books.read(
        book(
            支出=lines(),
            收入=[header("收入"), [unit, "决算", "其他收入", "2080101", "", 1.0, "注"]],
            结转结余=[
                header("结转结余"),
                [unit, "决算", "单位资金", "年末结转和结余", "", "", "", 2.0, ""],
            ],
            三公经费=[
                header("三公经费"),
                [unit, "年初预算", "一般公共预算", "公务接待费", 3.0, ""],
            ],
            采购=[
                header("采购"),
                [unit, "政府采购", "网", "服务器", 8.0, "台", 2.0, "其他收入安排", 4.0, ""],
                [unit, "政府采购", "网", "服务器", "", "", "", "事业收入安排", 5.0, ""],
                [unit, "购买服务", "云", "租用", 1.5, "", "", "", "", ""],
            ],
            指标=[header("指标"), [unit, "决算", "机关运行经费", 6.0, ""]],
            实物量=[header("实物量"), [unit, "轿车", 7.0, ""]],
        )
    )
    assert reading.facts is not None, reading.errors
    line = {"unit": unit, "method": "purchase", "project": "网", "item": "服务器"}
    assert reading.facts.facts == (
        Income(
            unit=unit, measure="final", category="other", function="2080101", amount=1_000_000,
            note="注", place="收入!F2",
        ),
        Balance(
            unit=unit, measure="final", fund="own", nature="closing", amount=2_000_000,
            place="结转结余!H2",
        ),
        Sangong(
            unit=unit, measure="initial", fund="gp", item="reception", amount=3_000_000,
            place="三公经费!E2",
        ),
        PurchaseLine(**line, qty=800, uom="台", price=2_000_000, place="采购!I2"),
        Purchase(**line, source="other", amount=4_000_000, place="采购!I2"),
        Purchase(**line, source="business", amount=5_000_000, place="采购!I3"),
        PurchaseLine(
            unit=unit, method="service", project="云", item="租用", qty=150, place="采购!I4"
        ),
        Indicator(
            unit=unit, measure="final", name="机关运行经费", amount=6_000_000, place="指标!D2"
        ),
        Count(unit=unit, name="轿车", number=700, place="实物量!C2"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        (12.5, 12_500_000),
        ("1,234.50", 1_234_500_000),
        ("１２．５", 12_500_000),
        (" 12.5 ", 12_500_000),
        ("(12.5)", -12_500_000),
        ("（12.5）", -12_500_000),
        ("-", 0),
        ("—", 0),
        (0.0, 0),
        ("125000元", 12_500_000),
        (0.000001, 1),
        ("99999999999.99", 99_999_999_999_990_000),
    ],
)
def test_amounts_as_people_write_them(written: Value, fen: int) -> None:
    (line,) = spent(spending(金额=written))
    assert isinstance(line, Expenditure)
    assert line.amount == fen


def test_amounts_in_yuan() -> None:
    reading = books.read(book(基本信息=basics(金额单位="元")))
    assert reading.facts
    assert reading.facts.facts[0].amount == 1250  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "code",
    [2080101.0, "2080101.0", "２０８０１０１", " 2080101 ", "208 01 01", "2080101 行政运行",
     "2080101-行政运行", "'2080101"],
)  # fmt: skip
def test_codes_as_people_write_them(code: Value) -> None:
    assert spent(spending(功能科目编码=code, 单位编码=701001.0)) == (LINE,)


@pytest.mark.parametrize(
    ("header", "label"),
    [
        ("资金", "一般公共预算财政拨款"),
        ("资金", " 一般公共 预算 "),
        ("口径", "决算数"),
        ("支出性质", "基本"),
        ("资金年度", ""),
        ("资金年度", "本年"),
        ("单位编码", "某某局机关"),
        ("单位编码", "701001 某某局机关"),
    ],
)
def test_other_words_for_the_same(header: str, label: str) -> None:
    assert spent(spending(**{header: label})) == (LINE,)


def test_columns_in_any_order_and_further_ones_beside() -> None:
    names = [*reversed(SPENDING_HEADER), "经办人"]
    values = [*reversed(spending()), "甲"]
    workbook = book(支出=[["支出表"], [], names, values])
    assert books.notes(workbook) == ["支出!M3：多出的“经办人”一栏，已忽略"]
    facts = books.read(workbook).facts
    assert facts
    assert [f.place for f in facts.facts] == ["支出!B4"]


def test_headers_may_tell_more_than_the_name() -> None:
    names = [name if name != "金额" else "* 金额（万元）" for name in SPENDING_HEADER]
    assert books.notes(book(支出=[names, spending()])) == []


def test_columns_that_may_be_missing() -> None:
    optional = ("功能科目名称", "经济科目名称", "资金年度", "备注")
    kept = [n for n, name in enumerate(SPENDING_HEADER) if name not in optional]
    rows = [[row[n] for n in kept] for row in (SPENDING_HEADER, spending())]
    facts = books.read(book(支出=rows)).facts
    assert facts
    assert facts.facts[0].amount == LINE.amount  # type: ignore[union-attr]


def test_own_codes_below_a_known_group() -> None:
    row = spending(功能科目编码="2080179", 功能科目名称="本地事务")
    reading = books.read(book(支出=lines(row, spending())))
    assert reading.facts
    assert reading.facts.local_codes == (LocalCode(code="2080179", name="本地事务"),)
    assert list(map(str, reading.notes)) == [
        "支出!D2：科目表里没有 2080179，按本地自设科目“本地事务”读入"
    ]


def test_own_codes_can_be_declared() -> None:
    own = [header("自设科目"), ["2080179", "本地事务", ""]]
    row = spending(功能科目编码="2080179", 功能科目名称="")
    reading = books.read(book(自设科目=own, 支出=lines(row)))
    assert reading.facts
    assert reading.facts.local_codes == (LocalCode(code="2080179", name="本地事务"),)
    assert reading.notes == ()


def test_rows_of_other_measures_may_be_coarse() -> None:
    coarse = spending(
        口径="上年决算", 功能科目编码="", 功能科目名称="", 支出性质="", 经济科目编码="302",
        经济科目名称="",
    )  # fmt: skip
    (line,) = spent(coarse)
    assert isinstance(line, Expenditure)
    assert (line.function, line.spend, line.econ) == ("", "", "302")


def test_notes_of_the_basics_are_kept() -> None:
    rows = [*BASICS, ["备注", "甲"], ["备注", ""], ["备注", "乙"]]
    facts = books.read(book(基本信息=rows)).facts
    assert facts
    assert facts.notes == ("甲", "乙")


def test_a_facts_workbook_is_told_from_others() -> None:
    assert is_facts_workbook(book())
    assert not is_facts_workbook(books.Workbook("xlsx", (books.sheet("收入决算表", [["a"]]),)))


# -- notes ----------------------------------------------------------------------------------------


def test_names_that_differ_from_the_code_are_told_once() -> None:
    rows = [
        spending(功能科目名称="行政事务", 项目名称=str(n), 支出性质="项目支出") for n in range(3)
    ]
    assert books.notes(book(支出=lines(*rows))) == [
        "支出!D2：名称“行政事务”与编码 2080101（行政运行）不一致，以编码为准（共 3 处）"
    ]


def test_formulas_are_told() -> None:
    workbook = books.changed(book(), "支出", formulas={(1, 10): True, (0, 3): True})
    assert books.notes(workbook) == ["支出!K2：K2是公式，已取缓存值"]


def test_merged_cells_downwards_hold_for_all_rows() -> None:
    second = spending(单位编码="", 资金="", 经济科目编码="30102", 经济科目名称="", 金额="")
    workbook = book(支出=lines(spending(), second))
    merged = (Merge(1, 0, 2, 0), Merge(1, 2, 2, 2), Merge(1, 10, 2, 10))
    said = books.errors(books.changed(workbook, "支出", merged=merged))
    assert said == ["支出!K3：没有填；应为金额（为零的填 0）"]
    second[10] = 1.0
    workbook = book(支出=lines(spending(), second))
    facts = books.read(books.changed(workbook, "支出", merged=merged[:2])).facts
    assert facts
    assert [f.unit for f in facts.facts] == ["701001", "701001"]
    assert books.notes(books.changed(workbook, "支出", merged=merged[:2])) == [
        "支出!A2:A3：A2:A3、C2:C3是合并单元格：文字向下合并的，各行按同一内容读；其余只读左上角"
    ]


def test_blank_rows_hidden_sheets_and_others_are_told() -> None:
    rows = lines(spending(), [], [], spending(经济科目编码="30102", 经济科目名称=""), [], [])
    workbook = books.changed(book(支出=rows, 草稿=[["a"]]), "支出", hidden=True)
    assert books.notes(workbook) == [
        "支出：是隐藏的工作表，照样读入",
        "草稿：不是填报表，已忽略",
        "支出：中间有 2 个空行，已跳过",
    ]


def test_values_below_a_blank_header_are_told() -> None:
    assert books.notes(book(支出=lines([*spending(), "甲"]))) == ["支出!M2：M 列没有表头，已忽略"]


def test_amounts_finer_than_a_fen_are_told() -> None:
    assert books.notes(book(支出=lines(spending(金额=0.0000015)))) == [
        "支出：第 2 行起有 1 个金额细于 1 分，已四舍五入到分"
    ]
    assert books.notes(book(支出=lines(spending(金额=0.1 + 0.2)))) == []


def test_rows_without_a_number_state_nothing() -> None:
    counts = [header("实物量"), ["701001", "轿车", "", ""], ["701001", "越野车", "-", ""]]
    workbook = book(实物量=counts)
    assert books.notes(workbook) == ["实物量：1 行没有填数，按没有这一项处理"]
    facts = books.read(workbook).facts
    assert facts
    assert [f.number for f in facts.facts if isinstance(f, Count)] == [0]


# -- errors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"金额": "abc"}, "支出!K2：现为“abc”；应为金额，单位万元，如 1,234.50"),
        ({"金额": ""}, "支出!K2：没有填；应为金额（为零的填 0）"),
        ({"金额": True}, "支出!K2：现为逻辑值 TRUE；应为金额，单位万元，如 1,234.50"),
        (
            {"金额": dt.date(2023, 1, 2)},
            "支出!K2：现为日期 2023-01-02；应为金额，单位万元，如 1,234.50",
        ),
        ({"金额": 1e30}, "支出!K2：金额过大；应为金额，单位万元，如 1,234.50"),
        (
            {"功能科目编码": "2089"},
            "支出!D2：现为“2089”，有 4 位；应为支出功能分类科目的编码（3、5、7 位，见“科目”表）",
        ),
        (
            {"功能科目编码": "9990101"},
            "支出!D2：现为“9990101”，支出功能分类科目里没有；"
            "应为支出功能分类科目的编码（3、5、7 位，见“科目”表）",
        ),
        (
            {"功能科目编码": "医疗保障管理事务"},
            "支出!D2：现为“医疗保障管理事务”；应为编码 21015（医疗保障管理事务）",
        ),
        ({"功能科目编码": ""}, "支出!D2：没有填；应为 7 位项级编码"),
        ({"功能科目编码": "20801"}, "支出!D2：只有 5 位；应为 7 位项级编码"),
        (
            {"功能科目编码": "2080179", "功能科目名称": ""},
            "支出!D2：科目表里没有“2080179”；如是自设科目，请在功能科目名称栏写名称",
        ),
        (
            {"经济科目编码": "301"},
            "支出!G2：只到类级（3 位）；应为 5 位款级编码（确实没有的可不填）",
        ),
        (
            {"经济科目编码": "30188"},
            "支出!G2：现为“30188”，部门预算支出经济分类科目里没有；"
            "应为部门预算支出经济分类科目的编码（3、5 位，见“科目”表）",
        ),
        (
            {"单位编码": "701009"},
            "支出!A2：现为“701009”，“单位”表里没有这个单位；应为“单位”表中的单位编码（701001）",
        ),
        ({"单位编码": "合计"}, "支出!A2：是合计行：合计由系统计算，请删去这一行"),
        ({"单位编码": ""}, "支出!A2：没有填；应为“单位”表中的单位编码（701001）"),
        ({"口径": "快报"}, "支出!B2：现为“快报”；应为年初预算、全年预算、决算、上年决算 之一"),
        (
            {"资金": ""},
            "支出!C2：没有填；应为一般公共预算、政府性基金预算、国有资本经营预算、"
            "财政专户管理资金、单位资金 之一",
        ),
        ({"支出性质": "经营支出"}, "支出!F2：财政拨款不能用于“经营支出”；应为基本支出或项目支出"),
        ({"支出性质": "项目支出"}, "支出!I2：项目支出没有写项目名称；应为项目名称"),
        (
            {"支出性质": ""},
            "支出!F2：没有填；应为基本支出、项目支出、上缴上级支出、经营支出、"
            "对附属单位补助支出 之一",
        ),
        ({"项目名称": "长" * 201}, "支出!I2：有 201 个字；应为 200 个字以内"),
        ({"项目名称": dt.date(2023, 1, 2)}, "支出!I2：现为日期 2023-01-02；应为文字"),
    ],
)  # fmt: skip
def test_an_error_names_cell_finding_and_expectation(changes: dict[str, Value], said: str) -> None:
    assert books.errors(book(支出=lines(spending(**changes)))) == [said]


def test_all_errors_come_at_once_and_nothing_is_taken() -> None:
    workbook = book(
        基本信息=basics(年度="今年"),
        单位=[*UNITS, ["701001", "又一个", "行政"]],
        支出=lines(spending(金额="甲", 口径="乙"), spending(金额="丙")),
        收入=[header("收入"), ["701001", "决算", "丁", "", "", 1.0, ""]],
    )
    reading = books.read(workbook)
    assert reading.facts is None
    assert [m.place for m in reading.errors] == [
        "基本信息!B4", "单位!A3", "支出!B2", "支出!K2", "支出!K3", "收入!C2",
    ]  # fmt: skip


def test_a_line_stated_twice_names_both_cells() -> None:
    assert books.errors(book(支出=lines(spending(), spending(金额=9.0)))) == [
        "支出!K3：与 K2 重复（各项编码和名称都相同），请合为一行，或改正其中一行"
    ]


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("收入", ["701001", "决算", "其他收入", "2080101", "", 1.0, ""]),
        ("结转结余", ["701001", "决算", "单位资金", "年末结转和结余", "", "", "", 2.0, ""]),
        ("三公经费", ["701001", "年初预算", "一般公共预算", "公务接待费", 3.0, ""]),
        ("采购", ["701001", "政府采购", "网", "服", 8.0, "台", 2.0, "其他收入安排", 4.0, ""]),
        ("指标", ["701001", "决算", "机关运行经费", 6.0, ""]),
        ("实物量", ["701001", "轿车", 7.0, ""]),
        ("单位", ["701001", "某某局", "", "", "", ""]),
        ("自设科目", ["2080179", "本地事务", ""]),
    ],
)
def test_every_sheet_states_a_thing_once(name: str, row: list[Value]) -> None:
    (said,) = books.errors(book({name: [header(name), row, row]}))
    assert "重复" in said
    assert said.startswith(f"{name}!")


def test_lines_of_one_purchase_agree() -> None:
    row: list[Value] = ["701001", "政府采购", "网", "服", 8.0, "台", 2.0, "其他收入安排", 4.0, ""]
    other = [*row[:4], 9.0, *row[5:7], "事业收入安排", 4.0, ""]
    assert books.errors(book(采购=[header("采购"), row, other])) == [
        "采购!E3：数量、单位或单价与第 2 行不同，而项目和品目相同，请照抄"
    ]
    unpaid = [*row[:7], "", 4.0, ""]
    assert books.errors(book(采购=[header("采购"), unpaid])) == [
        "采购!H2：没有填资金来源；应为资金来源"
    ]


def test_final_income_needs_its_function() -> None:
    row: list[Value] = ["701001", "决算", "其他收入", "208", "", 1.0, ""]
    assert books.errors(book(收入=[header("收入"), row])) == [
        "收入!D2：现为“208”，只到类；应为 7 位项级编码"
    ]


def test_counts_are_numbers_of_things() -> None:
    rows: list[list[Value]] = [
        ["701001", "轿车", "3辆", ""], ["701001", "越野车", -1.0, ""],
        ["701001", "其他用车", dt.date(2023, 1, 1), ""],
    ]  # fmt: skip
    assert books.errors(book(实物量=[header("实物量"), *rows])) == [
        "实物量!C2：现为“3辆”；应为数量，如 12",
        "实物量!C3：现为数字 -1；应为不小于 0 的数量",
        "实物量!C4：现为日期 2023-01-01；应为数量，如 12",
    ]
    staff = [["单位编码", "单位名称", "编制数"], ["701001", "某某局", 1.5]]
    assert books.errors(book(单位=staff)) == ["单位!C2：现为数字 1.5；应为整数"]


def test_formulas_without_a_result_and_error_values() -> None:
    workbook = book(支出=lines(spending(金额=""), spending(金额="", 项目名称="甲")))
    workbook = books.changed(workbook, "支出", formulas={(1, 10): False}, faults={(2, 10): "#REF!"})
    assert books.errors(workbook) == [
        "支出!K2：是公式，但文件里没有计算结果（用 Excel 或 WPS 打开并保存即可）；"
        "应为金额，单位万元，如 1,234.50",
        "支出!K3：现为错误值 #REF!；应为金额，单位万元，如 1,234.50",
    ]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"部门名称": ""}, "基本信息!B2：部门名称没有填"),
        ({"年度": "23"}, "基本信息!B4：年度现为“23”；应为四位年份，如 2023"),
        (
            {"年度": dt.date(2023, 3, 1)},
            "基本信息!B4：年度现为日期 2023-03-01；应为四位年份，如 2023",
        ),
        ({"类别": "快报"}, "基本信息!B5：类别现为“快报”；应为“预算”或“决算”"),
        ({"类别": "预算"}, "基本信息!B6：表样是决算的表样，类别却是预算"),
        ({"金额单位": "亿元"}, "基本信息!B7：金额单位现为“亿元”；应为“元”或“万元”"),
    ],
)
def test_errors_of_the_basics(answers: dict[str, Value], said: str) -> None:
    assert books.errors(book(基本信息=basics(**answers), 支出=lines()))[0] == said


def test_basics_as_people_write_them() -> None:
    answers: dict[str, Value] = {"年度": "2023年度", "类别": "部门决算", "金额单位": "人民币万元"}
    assert books.read(book(基本信息=basics(**answers))).errors == ()


@pytest.mark.parametrize(
    "answers",
    [
        {"年度": dt.date(2023, 1, 1)},
        {"金额单位": "单位：万元"},
        {"金额单位": "万元（保留两位小数）"},
        {"表样": "湖南省部门决算公开表（9张）"},
    ],
)
def test_basics_may_be_worded_otherwise(answers: dict[str, Value]) -> None:
    found = books.read(book(基本信息=basics(**answers))).facts
    assert found is not None
    assert (found.year, found.form_set) == (2023, "hunan-final-2023")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"单位编码": "合　计", "金额": 12.5}, "是合计行，已略过（合计由系统计算）"),
        ({"功能科目名称": "合计", "金额": 12.5}, "是合计行，已略过（合计由系统计算）"),
        ({"单位编码": "填表人：张三"}, "不是数据行，已略过"),
        ({"单位编码": "注：以上为决算数"}, "不是数据行，已略过"),
    ],
)
def test_totals_and_signatures_below_the_lines_are_no_facts(
    row: dict[str, Value], said: str
) -> None:
    below: list[Value] = [row.get(h, "") for h in SPENDING_HEADER]
    assert books.notes(book(支出=lines(spending(), below))) == [f"支出!3：{said}"]


def test_a_project_without_a_name_is_told_once() -> None:
    rows = [spending(支出性质="项目支出"), spending(支出性质="项目支出")]
    assert books.errors(book(支出=lines(*rows))) == [
        "支出!I2：项目支出没有写项目名称；应为项目名称",
        "支出!I3：项目支出没有写项目名称；应为项目名称",
    ]


def test_an_unknown_form_set_lists_the_known_ones() -> None:
    (said,) = books.errors(book(基本信息=basics(表样="甲")))
    assert said.startswith("基本信息!B6：表样现为“甲”；应为 bazhong-budget-2022、")


def test_missing_items_sheets_and_columns() -> None:
    assert books.errors(book(基本信息=BASICS[:-1])) == [
        "基本信息：没有“金额单位”一项，请照填报工作簿的原样保留"
    ]
    workbook = book()
    without = books.Workbook("xlsx", tuple(s for s in workbook.sheets if s.name != "支出"))
    assert books.errors(without) == ["支出：没有这张工作表，请照填报工作簿的原样保留"]
    cut = [[v for n, v in enumerate(row) if n not in (0, 10)] for row in lines(spending())]
    assert books.errors(book(支出=cut)) == [
        "支出!1：表头缺少“单位编码”一栏",
        "支出!1：表头缺少“金额”一栏",
    ]
    assert books.errors(book(单位=[*UNITS[:1]])) == ["单位：至少要填一个单位"]


def test_a_sheet_under_another_name_is_an_error() -> None:
    cars = [header("实物量"), ["701001", "轿车", 2.0, ""]]
    assert books.errors(book({"实物数量": cars})) == [
        "实物数量：像是“实物量”表而名称不同，没有读；应为工作表名称“实物量”"
    ]


def test_a_copy_of_a_sheet_is_told_and_not_read() -> None:
    copied = book({"支出 (2)": lines(spending(金额=99.0))}, 支出=lines(spending()))
    sheets = (copied.sheets[-1], *copied.sheets[:-1])
    reading = books.read(books.Workbook("xlsx", sheets))
    assert list(map(str, reading.notes)) == ["支出 (2)：“支出”已读另一张，这张已忽略"]
    assert reading.facts is not None
    assert [f.place for f in reading.facts.facts] == ["支出!K2"]


def test_a_sheet_without_header() -> None:
    (said,) = books.errors(book(支出=[["甲", "乙"]]))
    assert said.startswith("支出：前 10 行里没有找到表头，请把各栏名称写在一行里：单位编码、")


def test_a_header_below_the_tenth_row_is_not_found() -> None:
    assert books.errors(book(支出=[["甲"]] * 10 + lines(spending())))


def test_a_column_named_twice() -> None:
    names = [*SPENDING_HEADER, "金额"]
    assert books.errors(book(支出=[names, [*spending(), 1.0]])) == ["支出!M1：“金额”一栏与 K1 重复"]


def test_a_header_in_another_money_unit() -> None:
    names = [name if name != "金额" else "金额（元）" for name in SPENDING_HEADER]
    assert books.errors(book(支出=[names, spending()])) == [
        "支出!1：表头写的是元，基本信息里的金额单位却是万元"
    ]


def test_endless_errors_are_cut_short() -> None:
    rows = [spending(金额="甲", 项目名称=str(n)) for n in range(MOST_ERRORS + 5)]
    reading = books.read(book(支出=lines(*rows)))
    assert len(reading.errors) == MOST_ERRORS + 1
    assert reading.errors[-1] == Message("", "", "另有 5 处错误，改正以上各处后再看")
