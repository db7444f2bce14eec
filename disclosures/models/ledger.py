"""The ledger: base facts as rows, one model for each kind of fact.

Field names are those of ``core.facts``; ``assemble`` translates both ways.
"""

from __future__ import annotations

from django.db import models

from disclosures.core.facts import LABELS
from disclosures.models.parties import Disclosure


def _choice(name: str, label: str) -> models.CharField[str, str]:
    return models.CharField(label, max_length=20, choices=list(LABELS[name].items()))


class LedgerRow(models.Model):
    """What every row of a ledger has.

    ``position`` is the row's number for good: it names the row in the journal and in pages, rows
    stand in its order, and a removed row's number is not given to another one.
    """

    class Via(models.TextChoices):
        """How the row came in; all but entered rows are remade by the next consolidation."""

        ENTERED = "", "本级填报"
        UNIT = "unit", "下级汇总"
        ELIMINATION = "elimination", "内部抵销"

    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField("行号")
    via = models.CharField("来路", max_length=12, choices=Via, default=Via.ENTERED, blank=True)
    unit = models.CharField("单位编码", max_length=32)
    note = models.CharField("备注", max_length=1000, blank=True)

    class Meta:
        abstract = True
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "position"], name="%(class)s_position")
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.position}"


class ExpenditureRow(LedgerRow):
    """支出."""

    measure = _choice("measure", "口径")
    fund = _choice("fund", "资金")
    function = models.CharField("功能科目编码", max_length=7, blank=True)
    spend = _choice("spend", "支出性质")
    econ = models.CharField("经济科目编码", max_length=5, blank=True)
    project = models.CharField("项目名称", max_length=200, blank=True)
    money_year = _choice("money_year", "资金年度")
    amount = models.BigIntegerField("金额（分）")

    class Meta(LedgerRow.Meta):
        verbose_name = verbose_name_plural = "支出"


class IncomeRow(LedgerRow):
    """收入."""

    measure = _choice("measure", "口径")
    category = _choice("category", "收入类别")
    function = models.CharField("功能科目编码", max_length=7, blank=True)
    amount = models.BigIntegerField("金额（分）")

    class Meta(LedgerRow.Meta):
        verbose_name = verbose_name_plural = "收入"


class BalanceRow(LedgerRow):
    """结转结余."""

    measure = _choice("measure", "口径")
    fund = _choice("fund", "资金")
    nature = _choice("nature", "性质")
    function = models.CharField("功能科目编码", max_length=7, blank=True)
    spend = models.CharField("支出性质", max_length=20, blank=True)
    amount = models.BigIntegerField("金额（分）")

    class Meta(LedgerRow.Meta):
        verbose_name = verbose_name_plural = "结转结余"


class SangongRow(LedgerRow):
    """“三公”经费预算数."""

    measure = _choice("measure", "口径")
    fund = _choice("fund", "资金")
    item = _choice("sangong", "项目")
    amount = models.BigIntegerField("金额（分）")

    class Meta(LedgerRow.Meta):
        verbose_name = verbose_name_plural = "“三公”经费"


class PurchaseRow(LedgerRow):
    """政府采购与购买服务: one row for each purchase line and source of money."""

    method = _choice("method", "采购方式")
    project = models.CharField("项目名称", max_length=200)
    item = models.CharField("品目", max_length=200)
    qty = models.BigIntegerField("数量（百分之一）", default=0)
    uom = models.CharField("计量单位", max_length=20, blank=True)
    price = models.BigIntegerField("单价（分）", default=0)
    source = _choice("source", "资金来源")
    amount = models.BigIntegerField("金额（分）")

    class Meta(LedgerRow.Meta):
        verbose_name = verbose_name_plural = "采购"


class IndicatorRow(LedgerRow):
    """其他金额指标, e.g. 机关运行经费."""

    measure = _choice("measure", "口径")
    name = models.CharField("指标", max_length=100)
    amount = models.BigIntegerField("金额（分）")

    class Meta(LedgerRow.Meta):
        verbose_name = verbose_name_plural = "指标"


class CountRow(LedgerRow):
    """实物量, e.g. 公务用车保有量."""

    name = models.CharField("指标", max_length=100)
    number = models.BigIntegerField("数量（百分之一）")

    class Meta(LedgerRow.Meta):
        verbose_name = verbose_name_plural = "实物量"


class UnitRow(LedgerRow):
    """A unit 单位 of the department; ``unit`` is its code."""

    name = models.CharField("单位名称", max_length=200)
    nature = _choice("unit_nature", "单位性质")
    establishment = models.PositiveIntegerField("编制数", null=True)
    staff = models.PositiveIntegerField("实有人数", null=True)

    class Meta(LedgerRow.Meta):
        verbose_name = verbose_name_plural = "单位"


class LocalCodeRow(LedgerRow):
    """A 项 code that the organisation adds; ``unit`` is empty."""

    code = models.CharField("科目编码", max_length=7)
    name = models.CharField("科目名称", max_length=200)

    class Meta(LedgerRow.Meta):
        verbose_name = verbose_name_plural = "自设科目"


#: Every kind of ledger row by its name in addresses and in the journal, in the order of the
#: workbook's sheets.
LEDGERS: dict[str, type[LedgerRow]] = {
    "unit": UnitRow,
    "expenditure": ExpenditureRow,
    "income": IncomeRow,
    "balance": BalanceRow,
    "sangong": SangongRow,
    "purchase": PurchaseRow,
    "indicator": IndicatorRow,
    "count": CountRow,
    "local_code": LocalCodeRow,
}
LEDGER: tuple[type[LedgerRow], ...] = tuple(LEDGERS.values())
