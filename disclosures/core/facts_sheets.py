"""The facts workbook 填报工作簿: its sheets and columns, declared once for writer and reader.

Amounts are in the unit that the sheet 基本信息 states.  Header names are what counts: columns may
stand in any order, and others beside them are ignored.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from disclosures.core.facts import LABELS


class Holds(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    NOTE = "note"
    CHOICE = "choice"
    UNIT = "unit"
    FUNCTION = "function"
    ECON = "econ"
    AMOUNT = "amount"
    NUMBER = "number"
    COUNT = "count"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    ``field`` is the fact's field ("" for a name that only explains a code).  ``needed``: the
    header must be there; ``filled``: no cell may be blank.  ``choices`` names a group of LABELS,
    of which ``only`` leaves some; ``default`` stands for a blank; ``ideas`` are offered.
    """

    header: str
    field: str
    holds: Holds = Holds.TEXT
    needed: bool = True
    filled: bool = False
    choices: str = ""
    only: tuple[str, ...] = ()
    default: str = ""
    ideas: tuple[str, ...] = ()
    width: float = 14
    hint: str = ""

    @property
    def keys(self) -> dict[str, str]:
        """Key → label of the values that a choice may have."""
        group = LABELS.get(self.choices, {})
        return {key: label for key, label in group.items() if not self.only or key in self.only}


@dataclass(frozen=True, slots=True)
class FactSheet:
    """One sheet.  ``blank_amounts``: a row without its amount states nothing and is skipped."""

    name: str
    columns: tuple[Column, ...]
    about: str
    needed: bool = False
    blank_amounts: bool = False

    def column(self, field: str) -> Column:
        """The column of a field.  KeyError where there is none."""
        for column in self.columns:
            if column.field == field:
                return column
        raise KeyError(field)


GUIDE, BASICS, CODES, LISTS = "填写说明", "基本信息", "科目", "_选项"
HEADER_REACH = 10

#: 基本信息: what is asked → the field of the answer.
BASIC_ITEMS: dict[str, str] = {
    "部门名称": "department",
    "部门编码": "department_code",
    "年度": "year",
    "类别": "kind",
    "表样": "form_set",
    "金额单位": "money_unit",
    "备注": "note",
}
NEEDED_ITEMS = ("部门名称", "年度", "类别", "表样", "金额单位")

AMOUNT_IDEAS = (
    "机关运行经费",
    "政府采购货物支出",
    "政府采购工程支出",
    "政府采购服务支出",
    "授予中小企业合同金额",
    "授予小微企业合同金额",
    "国内公务接待费",
    "外事接待费",
    "购置轿车金额",
    "购置越野车金额",
    "购置载客汽车金额",
)
COUNT_IDEAS = (
    "因公出国（境）团组数",
    "因公出国（境）人次",
    "公务用车购置数",
    "购置轿车数",
    "购置越野车数",
    "购置载客汽车数",
    "公务用车保有量",
    "轿车",
    "越野车",
    "载客汽车",
    "国内接待批次",
    "国内接待人次",
    "外事接待批次",
    "外事接待人次",
    "主要领导干部用车",
    "机要通信用车",
    "应急保障用车",
    "执法执勤用车",
    "特种专业技术用车",
    "离退休干部用车",
    "其他用车",
    "单价50万元以上通用设备",
    "单价100万元以上专用设备",
)

_UNIT = Column("单位编码", "unit", Holds.UNIT, filled=True, width=12, hint="见“单位”表")
_FUNCTION = Column(
    "功能科目编码",
    "function",
    Holds.FUNCTION,
    width=14,
    hint="7 位项级编码，可从下拉表选；编码见“科目”表",
)
_FUNCTION_NAME = Column(
    "功能科目名称", "", needed=False, width=26, hint="可不填；自设科目必须填名称"
)
_AMOUNT = Column("金额", "amount", Holds.AMOUNT, filled=True, width=16)
_NOTE = Column("备注", "note", Holds.NOTE, needed=False, width=36)


def _measure(*only: str) -> Column:
    return Column("口径", "measure", Holds.CHOICE, True, True, "measure", only, width=11)


def _choice(header: str, field: str, choices: str, *, filled: bool = True) -> Column:
    longest = max(map(len, LABELS[choices].values()))
    return Column(header, field, Holds.CHOICE, True, filled, choices, width=longest * 2 + 3)


UNITS = FactSheet(
    "单位",
    (
        Column("单位编码", "code", filled=True, width=12, hint="同一部门内不重复"),
        Column("单位名称", "name", filled=True, width=36),
        Column(
            "单位性质",
            "nature",
            Holds.CHOICE,
            needed=False,
            choices="unit_nature",
            default="other",
            hint="机关运行经费按行政、参公单位计算",
        ),
        Column("编制数", "establishment", Holds.COUNT, needed=False, width=10),
        Column("实有人数", "staff", Holds.COUNT, needed=False, width=10, hint="年末实有人数"),
        _NOTE,
    ),
    "本部门的各预算单位，一个单位一行。",
    needed=True,
)
EXPENDITURE = FactSheet(
    "支出",
    (
        _UNIT,
        _measure(),
        _choice("资金", "fund", "fund"),
        _FUNCTION,
        _FUNCTION_NAME,
        _choice("支出性质", "spend", "spend", filled=False),
        Column(
            "经济科目编码",
            "econ",
            Holds.ECON,
            width=14,
            hint="5 位款级编码；确实没有的可不填",
        ),
        Column("经济科目名称", "", needed=False, width=22),
        Column("项目名称", "project", width=32, hint="项目支出必填"),
        Column(
            "资金年度",
            "money_year",
            Holds.CHOICE,
            needed=False,
            choices="money_year",
            default="current",
            width=10,
            hint="不填为当年",
        ),
        _AMOUNT,
        _NOTE,
    ),
    "每个单位、资金、科目、项目的支出，一行一个金额；不要填合计行。",
    needed=True,
)
INCOME = FactSheet(
    "收入",
    (
        _UNIT,
        _measure(),
        _choice("收入类别", "category", "category"),
        _FUNCTION,
        _FUNCTION_NAME,
        _AMOUNT,
        _NOTE,
    ),
    "每个单位、收入类别、科目的收入，一行一个金额；不要填合计行。",
    needed=True,
)
BALANCE = FactSheet(
    "结转结余",
    (
        _UNIT,
        _measure(),
        _choice("资金", "fund", "fund"),
        _choice("性质", "nature", "nature"),
        _FUNCTION,
        _FUNCTION_NAME,
        _choice("支出性质", "spend", "spend", filled=False),
        _AMOUNT,
        _NOTE,
    ),
    "年初、年末结转和结余，使用非财政拨款结余，结余分配。没有的不填。",
)
SANGONG = FactSheet(
    "三公经费",
    (
        _UNIT,
        _measure("initial", "full_year"),
        _choice("资金", "fund", "fund"),
        _choice("项目", "item", "sangong"),
        _AMOUNT,
        _NOTE,
    ),
    "“三公”经费的预算数。决算数由支出推出，不在这里填。",
    blank_amounts=True,
)
PURCHASE = FactSheet(
    "采购",
    (
        _UNIT,
        _choice("采购方式", "method", "method"),
        Column("项目名称", "project", filled=True, width=32),
        Column("采购品目", "item", filled=True, width=26),
        Column("采购数量", "qty", Holds.NUMBER, needed=False, width=10),
        Column("计量单位", "uom", needed=False, width=10),
        Column("单价", "price", Holds.AMOUNT, needed=False, width=14),
        _choice("资金来源", "source", "source", filled=False),
        Column("金额", "amount", Holds.AMOUNT, width=16),
        _NOTE,
    ),
    "政府采购和购买服务。同一品目有几种资金来源的，一种来源一行，数量和单价照抄。",
)
INDICATOR = FactSheet(
    "指标",
    (
        _UNIT,
        _measure(),
        Column("指标", "name", filled=True, ideas=AMOUNT_IDEAS, width=30),
        _AMOUNT,
        _NOTE,
    ),
    "机关运行经费、政府采购等其他金额。",
    blank_amounts=True,
)
COUNT = FactSheet(
    "实物量",
    (
        _UNIT,
        Column("指标", "name", filled=True, ideas=COUNT_IDEAS, width=30),
        Column("数量", "number", Holds.NUMBER, filled=True, width=12),
        _NOTE,
    ),
    "车辆、接待、出国、设备等的数量。",
    blank_amounts=True,
)
LOCAL = FactSheet(
    "自设科目",
    (
        Column("科目编码", "code", filled=True, hint="7 位，前 5 位是已有的款"),
        Column("科目名称", "name", filled=True, width=36),
        _NOTE,
    ),
    "本地在已有的款下自设的项级功能科目。没有的不填。",
)

#: In the order of the workbook.
SHEETS = (UNITS, EXPENDITURE, INCOME, BALANCE, SANGONG, PURCHASE, INDICATOR, COUNT, LOCAL)

#: A cell of a spreadsheet holds so many characters; a text that is longer continues in the next
#: row, whose key says so.
CELL = 32_767
CONTINUED = "（续）"
#: Texts that people write.  Apart from the facts: a workbook without this sheet says nothing
#: about them, and one with it takes nothing away.
TEXTS = FactSheet(
    "文字",
    (
        _choice("类别", "kind", "wrote"),
        Column("位置", "key", filled=True, width=30, hint="系统给的标识，照抄，不要改"),
        Column("说明", "", Holds.NOTE, needed=False, width=44, hint="这一处要写什么；系统不读"),
        Column(
            "内容",
            "text",
            Holds.LONG,
            width=100,
            hint=f"分段用换行（Alt+Enter）；一格写不下的，接着写在下一行，位置后加“{CONTINUED}”",
        ),
    ),
    "决算、预算说明里要由人来写的文字，一处一行。空着的表示还没有写，不会删去系统里已有的文字。",
)
