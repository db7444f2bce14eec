"""Base facts: what an organisation states once, and everything else is derived from.

All amounts are integers of 分.  Grains and fields: ``base_fact_model`` of the domain tables.
A dimension that the source does not give is an empty string, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar


class Kind(StrEnum):
    """Kind of disclosure 类别."""

    BUDGET = "budget"
    FINAL = "final"


class Measure(StrEnum):
    """口径: which of a year's several figures an amount is."""

    INITIAL = "initial"
    FULL_YEAR = "full_year"
    FINAL = "final"
    PRIOR = "prior"


class Fund(StrEnum):
    """资金. The first three are fiscal appropriations 财政拨款."""

    GENERAL = "gp"
    GOVERNMENT = "gf"
    CAPITAL = "sc"
    SPECIAL = "fz"
    OWN = "own"


class Spend(StrEnum):
    """支出性质."""

    BASIC = "basic"
    PROJECT = "project"
    REMITTED = "remitted"
    OPERATING = "operating"
    GRANTED = "granted"


class Nature(StrEnum):
    """What a balance fact is 结转结余性质."""

    OPENING = "opening"
    CLOSING = "closing"
    NONFISCAL_USED = "nonfiscal_used"
    DISTRIBUTED = "distributed"
    ADJUSTMENT = "adjustment"


#: The Chinese word of every key, as clerks see it in sheets and pages.
LABELS: dict[str, dict[str, str]] = {
    "kind": {"budget": "预算", "final": "决算"},
    "measure": {
        "initial": "年初预算",
        "full_year": "全年预算",
        "final": "决算",
        "prior": "上年决算",
    },
    "fund": {
        "gp": "一般公共预算",
        "gf": "政府性基金预算",
        "sc": "国有资本经营预算",
        "fz": "财政专户管理资金",
        "own": "单位资金",
    },
    "spend": {
        "basic": "基本支出",
        "project": "项目支出",
        "remitted": "上缴上级支出",
        "operating": "经营支出",
        "granted": "对附属单位补助支出",
    },
    "category": {
        "gp": "一般公共预算财政拨款",
        "gf": "政府性基金预算财政拨款",
        "sc": "国有资本经营预算财政拨款",
        "special_account": "财政专户管理资金",
        "superior_subsidy": "上级补助收入",
        "business": "事业收入",
        "operating": "经营收入",
        "subsidiary_remit": "附属单位上缴收入",
        "other": "其他收入",
    },
    "nature": {
        "opening": "年初结转和结余",
        "closing": "年末结转和结余",
        "nonfiscal_used": "使用非财政拨款结余",
        "distributed": "结余分配",
        "adjustment": "年初调整",
    },
    "sangong": {
        "abroad": "因公出国（境）费",
        "car_buy": "公务用车购置费",
        "car_run": "公务用车运行维护费",
        "reception": "公务接待费",
    },
    "method": {"purchase": "政府采购", "service": "购买服务"},
    "source": {
        "appropriation": "一般公共预算经费拨款（补助）",
        "nontax": "一般公共预算非税收入安排",
        "government_fund": "政府性基金安排",
        "special_account": "纳入专户管理的资金安排",
        "superior": "上级补助收入安排",
        "subordinate": "下级上缴收入安排",
        "carried": "结转结余资金安排",
        "business": "事业收入安排",
        "other": "其他收入安排",
    },
    "money_year": {"current": "当年", "carried": "结转"},
    "wrote": {
        "text": "正文",
        "reason": "变动原因",
        "meaning": "名词解释",
        "wording": "改写的句子",
        "attachment": "附件",
    },
    "unit_nature": {"administrative": "行政", "civil": "参公", "public": "事业", "other": "其他"},
}

FISCAL = (Fund.GENERAL, Fund.GOVERNMENT, Fund.CAPITAL)
#: The note of a row that takes off what units of one department paid each other.
ELIMINATION = "内部往来抵销"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expenditure:
    """One line of spending: unit, measure, fund, function 项, nature, economic 款, project."""

    of: ClassVar[str] = "expenditure"
    unit: str
    measure: str
    fund: str
    function: str
    spend: str
    econ: str = ""
    project: str = ""
    money_year: str = "current"
    amount: int = 0
    note: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Income:
    """One line of income: unit × measure × category × function 项."""

    of: ClassVar[str] = "income"
    unit: str
    measure: str
    category: str
    function: str = ""
    amount: int = 0
    note: str = ""
    place: str = ""

    @property
    def fund(self) -> str:
        """The fund that the category belongs to."""
        if self.category in FISCAL:
            return self.category
        return Fund.SPECIAL if self.category == "special_account" else Fund.OWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Carried or left-over money: unit × fund × nature × function."""

    of: ClassVar[str] = "balance"
    money_year: ClassVar[str] = "current"
    unit: str
    measure: str
    fund: str
    nature: str
    function: str = ""
    spend: str = ""
    amount: int = 0
    note: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sangong:
    """The budget side of the three public expenses; the final side comes from spending."""

    of: ClassVar[str] = "sangong"
    unit: str
    measure: str
    fund: str
    item: str
    amount: int = 0
    note: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseLine:
    """What is bought: quantity (hundredths), unit of measure and price (分) of one purchase."""

    of: ClassVar[str] = "purchase_line"
    unit: str
    method: str
    project: str
    item: str
    qty: int = 0
    uom: str = ""
    price: int = 0
    note: str = ""
    place: str = ""


#: What tells one purchase line from another; the rest is the same in all that pays for it.
PURCHASE_LINE = ("unit", "method", "project", "item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """With which money a purchase line is paid."""

    of: ClassVar[str] = "purchase"
    unit: str
    method: str
    project: str
    item: str
    source: str
    amount: int = 0
    note: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """Another amount that a disclosure tells, e.g. 机关运行经费."""

    of: ClassVar[str] = "indicator"
    unit: str
    measure: str
    name: str
    amount: int = 0
    note: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number of things (hundredths), e.g. 公务用车保有量."""

    of: ClassVar[str] = "count"
    unit: str
    name: str
    number: int = 0
    note: str = ""
    place: str = ""


Fact = Expenditure | Income | Balance | Sangong | PurchaseLine | Purchase | Indicator | Count


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitInfo:
    """A unit 单位 of the department."""

    code: str
    name: str
    nature: str = "other"
    establishment: int | None = None
    staff: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalCode:
    """A 项 code that an organisation adds under a known 款."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything one department states for one disclosure."""

    department: str
    department_code: str
    year: int
    kind: Kind
    form_set: str
    units: tuple[UnitInfo, ...] = ()
    facts: tuple[Fact, ...] = ()
    local_codes: tuple[LocalCode, ...] = ()
    notes: tuple[str, ...] = field(default=())
