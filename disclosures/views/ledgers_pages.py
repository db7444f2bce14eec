"""The ledgers as pages: which rows and columns each shows, and what is to be known around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404

from disclosures.actions.ledger import first_units
from disclosures.assemble import columns_of as stored_columns_of
from disclosures.core.facts import Kind
from disclosures.core.facts_sheets import COUNT_IDEAS, Column, Holds
from disclosures.core.money import Unit, show
from disclosures.data import economic, functions
from disclosures.importing.line import SHEETS, columns_of, texts_of
from disclosures.models import LEDGERS, Disclosure, LedgerRow, LocalCodeRow, UnitRow

#: Counts that speak of things owned; the others speak of the year's doings.
ASSETS = tuple(
    name for name in COUNT_IDEAS
    if name.endswith(("车", "汽车", "设备", "保有量"))
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """A ledger, or those rows of it whose ``field`` is among ``values`` (``out``: is not).

    ``summed``: its amounts of the disclosure's own 口径 may be added up.
    """

    name: str
    title: str
    ledger: str
    field: str = ""
    values: tuple[str, ...] = ()
    out: bool = False
    summed: bool = False
    about: str = ""

    @property
    def model(self) -> type[LedgerRow]:
        """The rows' model."""
        return LEDGERS[self.ledger]

    @property
    def fixed(self) -> dict[str, str]:
        """The field that all rows of the page have alike, with its text."""
        return {self.field: self.values[0]} if len(self.values) == 1 and not self.out else {}

    @property
    def ideas(self) -> tuple[str, ...]:
        """The names offered on this page, where it is chosen by names."""
        return self.values if self.field == "name" and not self.out else ()

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The columns that are typed in, by field."""
        return {f: c for f, c in columns_of(self.ledger).items() if f not in self.fixed}

    @property
    def where(self) -> Q:
        """Which rows of the ledger it shows."""
        if not self.field:
            return Q()
        chosen = Q(**{f"{self.field}__in": self.values})
        return ~chosen if self.out else chosen

    def holds(self, texts: Mapping[str, str]) -> bool:
        """Whether it shows a row of those texts."""
        return not self.field or (texts[self.field] in self.values) != self.out

    def rows(self, disclosure: Disclosure) -> QuerySet[LedgerRow]:
        """Its rows, in order."""
        found = self.model._default_manager.filter(self.where, disclosure=disclosure)
        return found.order_by("position")


PAGES: dict[str, Page] = {
    page.name: page
    for page in (
        Page("expenditure", "支出", "expenditure", summed=True),
        Page(
            "project", "项目", "expenditure", "spend", ("project",), summed=True,
            about="项目支出，一行一个金额；也列在“支出”里。",
        ),
        Page("income", "收入", "income", summed=True),
        Page("balance", "结转结余", "balance"),
        Page("sangong", "“三公”经费", "sangong"),
        Page(
            "count", "实物量", "count", "name", ASSETS, out=True,
            about="出国团组、购车、接待等的数量。没有的不填。",
        ),
        Page(
            "asset", "资产", "count", "name", ASSETS,
            about="车辆和大型设备的数量。没有的不填。",
        ),
        Page(
            "purchase", "政府采购", "purchase", "method", ("purchase",), summed=True,
            about="同一品目有几种资金来源的，一种来源一行，数量和单价照抄。",
        ),
        Page(
            "service", "购买服务", "purchase", "method", ("service",), summed=True,
            about="同一品目有几种资金来源的，一种来源一行，数量和单价照抄。",
        ),
        Page("indicator", "其他指标", "indicator"),
        Page("unit", "人员与单位", "unit"),
        Page("local_code", "自设科目", "local_code"),
    )
}  # fmt: skip


def page_named(name: str) -> Page:
    """The page of that name; 404 where there is none."""
    if name not in PAGES:
        raise Http404("没有这个台账")
    return PAGES[name]


def page_of(ledger: str, texts: Mapping[str, str] | None = None) -> Page:
    """The page that shows a ledger, or a row of it."""
    own = [page for page in PAGES.values() if page.ledger == ledger]
    return next((page for page in own if texts and page.holds(texts)), own[0])


@dataclass(frozen=True)
class Tab:
    """A page in the list of ledgers; ``total`` is in 万元, "" where none makes sense."""

    page: Page
    rows: int
    total: str


def tabs_of(disclosure: Disclosure) -> list[Tab]:
    """All pages with their rows and totals, in as many queries as there are ledgers."""
    told: dict[str, Any] = {}
    measure = "final" if disclosure.kind == Kind.FINAL else "initial"
    for ledger, model in LEDGERS.items():
        asked: dict[str, Any] = {}
        for page in (p for p in PAGES.values() if p.ledger == ledger):
            asked[f"{page.name}_rows"] = Count("pk", filter=page.where)
            if page.summed:
                own = Q(measure=measure) if "measure" in stored_columns_of(model) else Q()
                asked[f"{page.name}_total"] = Sum("amount", filter=page.where & own)
        told |= model._default_manager.filter(disclosure=disclosure).aggregate(**asked)
    return [
        Tab(page, told[f"{page.name}_rows"], _wan(told.get(f"{page.name}_total")))
        for page in PAGES.values()
    ]


def _wan(fen: int | None) -> str:
    return show(fen, Unit.WAN) if fen else ""


def units_of(disclosure: Disclosure) -> dict[str, str]:
    """Code → name of the units; those that it would begin with where nothing is entered."""
    if not disclosure.version:
        return {unit["unit"]: unit["name"] for unit in first_units(disclosure)}
    rows = UnitRow.objects.filter(disclosure=disclosure).order_by("position")
    return dict(rows.values_list("unit", "name"))


def lists_of(page: Page, disclosure: Disclosure) -> dict[str, list[tuple[str, str]]]:
    """What is offered in a column, by its field: texts with what they mean."""
    offered: dict[str, list[tuple[str, str]]] = {}
    for name, column in page.columns.items():
        if column.choices:
            offered[name] = list(column.keys.items())
        elif column.holds is Holds.UNIT:
            offered[name] = list(units_of(disclosure).items())
        elif column.holds is Holds.FUNCTION:
            local = LocalCodeRow.objects.filter(disclosure=disclosure)
            own = [
                (code, f"{called}（自设）") for code, called in local.values_list("code", "name")
            ]
            offered[name] = sorted([*_codes(functions(), 7, disclosure.year), *own])
        elif column.holds is Holds.ECON:
            offered[name] = _codes(economic(), 5, disclosure.year)
        elif column.ideas:
            ideas = page.ideas or [i for i in column.ideas if not page.out or i not in page.values]
            offered[name] = [(idea, "") for idea in ideas]
    return offered


def _codes(codes: Any, length: int, year: int) -> list[tuple[str, str]]:
    return [(c.code, c.name_in(year)) for c in codes.valid(year) if len(c.code) == length]


def about(page: Page) -> str:
    """What belongs on the page."""
    return page.about or SHEETS[page.ledger].about


def texts_of_row(page: Page, row: LedgerRow) -> dict[str, str]:
    """The texts of a row of the page."""
    return texts_of(page.ledger, vars(row))
