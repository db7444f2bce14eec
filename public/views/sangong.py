"""The three public expenses 三公: over the years, and across departments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from public.kept import EVERYTHING, kept
from public.languages import address
from public.models import KINDS, Paper
from public.views.answers import page, reads

A_PAGE = 100
ITEMS = {
    "abroad": _("因公出国（境）费"),
    "car_buy": _("公务用车购置费"),
    "car_run": _("公务用车运行维护费"),
    "reception": _("公务接待费"),
}
#: How the list of a year may be ordered; each is a column of ``Paper``.
ORDERS = {"sangong": _("合计"), **ITEMS, "sangong_budget": _("预算数")}


@dataclass(frozen=True)
class Total:
    """What all departments published of one year and kind, in 分.

    ``planned`` and ``spent`` are those of accounts that print a budget beside what was spent.
    """

    year: int
    kind: str
    count: int
    amounts: dict[str, int | None]
    planned: int | None = None
    spent: int | None = None
    last: int | None = None
    bar: float = 0

    @property
    def label(self) -> str:
        """Budget or final."""
        return str(dict(KINDS)[self.kind])

    @property
    def total(self) -> int | None:
        """All items together."""
        return self.amounts["sangong"]

    @property
    def items(self) -> list[int | None]:
        """The items, in the order of ``ITEMS``."""
        return [self.amounts[name] for name in ITEMS]

    @property
    def rate(self) -> float | None:
        """What share of the budget was spent."""
        return self.spent / self.planned if self.planned and self.spent is not None else None

    @property
    def change(self) -> float | None:
        """By how much it changed on the year before, as a share of that."""
        return None if not self.last or self.total is None else (self.total - self.last) / self.last

    @property
    def moved(self) -> float:
        """The same without a sign."""
        return abs(self.change or 0)

    @property
    def difference(self) -> int:
        """How much more or less than the year before, in 分 without a sign."""
        return abs((self.total or 0) - (self.last or 0))


@reads
@kept(EVERYTHING)
def years(request: HttpRequest) -> HttpResponse:
    """Year by year, budgets and finals, all departments together."""
    totals = _totals()
    newest = next((t for t in totals if t.kind == "final"), totals[0] if totals else None)
    context = {
        "kinds": [
            (label, rows)
            for key, label in reversed(KINDS)
            if (rows := [t for t in totals if t.kind == key])
        ],
        "newest": newest,
        "items": ITEMS.values(),
        "section": "sangong",
    }
    return page(request, "public/sangong.html", context)


@reads
@kept(EVERYTHING)
def year(request: HttpRequest, year: int, order: str = "sangong", number: int = 1) -> HttpResponse:
    """The departments of a year: of finals, or of budgets while there are no finals."""
    if order not in ORDERS:
        raise Http404("没有这种排列")
    totals = _totals()
    total = next((t for t in totals if t.year == year), None)
    if total is None:
        raise Http404("没有这一年的材料")
    column = F(order).desc(nulls_last=True)
    pages = Paginator(_papers(year, total.kind).order_by(column, "pk"), A_PAGE)
    if not 1 <= number <= pages.num_pages:
        raise Http404("没有这一页")
    here = pages.page(number)
    context = {
        "year": year,
        "total": total,
        "items": ITEMS.values(),
        "pages": here,
        "rows": _rows(list(here), year, total.kind),
        "order": order,
        "orders": [(key, name, address("sangong-by", year, key)) for key, name in ORDERS.items()],
        "turn": address("sangong-by", year, order),
        "years": sorted({t.year for t in totals}, reverse=True),
        "section": "sangong",
    }
    return page(request, "public/sangong_year.html", context)


def _papers(year: int, kind: str) -> Any:
    rows = Paper.objects.filter(
        current=True, year=year, kind=kind, body__parent=None, sangong__isnull=False
    )
    return rows.select_related("body")


def _rows(papers: list[Paper], year: int, kind: str) -> list[dict[str, Any]]:
    """Beside each the budget: the one that the account prints, else that of its own budget."""
    plans: dict[int, int | None] = {}
    if kind == "final":
        lacking = [p.body_id for p in papers if p.sangong_budget is None]
        rows = Paper.objects.filter(current=True, year=year, kind="budget", body__in=lacking)
        plans = dict(rows.order_by().values_list("body_id", "sangong"))
    found = []
    for paper in papers:
        own = paper.sangong_budget
        plan = plans.get(paper.body_id) if own is None else own
        rate = paper.sangong / plan if plan and paper.sangong is not None else None
        items = [getattr(paper, name) for name in ITEMS]
        found.append(
            {"paper": paper, "items": items, "plan": plan, "initial": own is None, "rate": rate}
        )
    return found


def _totals() -> list[Total]:
    """The newest first, the final before the budget; each with that of the year before."""
    papers: Any = Paper.objects.filter(current=True, body__parent=None, sangong__isnull=False)
    told = Q(sangong_budget__isnull=False)
    rows = (
        papers.order_by()
        .values("year", "kind")
        .annotate(
            count=Count("pk"),
            **{f"sum_{name}": Sum(name) for name in ("sangong", *ITEMS)},
            planned=Sum("sangong_budget"),
            spent=Sum("sangong", filter=told),
        )
    )
    found = {
        (row["year"], row["kind"]): Total(
            year=row["year"],
            kind=row["kind"],
            count=row["count"],
            amounts={name: row[f"sum_{name}"] for name in ("sangong", *ITEMS)},
            planned=row["planned"],
            spent=row["spent"],
        )
        for row in rows
    }
    most = max((t.total or 0 for t in found.values()), default=0)
    whole = [
        replace(
            one,
            last=before.total if (before := found.get((one.year - 1, one.kind))) else None,
            bar=round(100 * (one.total or 0) / most, 2) if most > 0 else 0,
        )
        for one in found.values()
    ]
    return sorted(whole, key=lambda t: (-t.year, t.kind != "final"))
