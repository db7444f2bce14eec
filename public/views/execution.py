"""Budget against final: what each department planned, what it spent."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from public.kept import EVERYTHING, kept
from public.languages import address
from public.models import Body, Paper
from public.views.answers import page, reads

A_PAGE = 100
#: How the list may be ordered.
ORDERS = {
    "highest": _("完成率从高到低"),
    "lowest": _("完成率从低到高"),
    "final": _("决算从多到少"),
    "budget": _("预算从多到少"),
}


@dataclass(frozen=True)
class Against:
    """A department's budget and final, in 分."""

    body: int
    budget: int
    final: int

    @property
    def rate(self) -> float | None:
        """What share of the budget the final is."""
        return self.final / self.budget if self.budget else None


@reads
@kept(EVERYTHING)
def execution(
    request: HttpRequest, year: int, order: str = "highest", number: int = 1
) -> HttpResponse:
    """Every department that published both, in one of the ``ORDERS``."""
    if order not in ORDERS:
        raise Http404("没有这种排列")
    both, alone = _against(year)
    if not both and not alone:
        raise Http404("没有这一年的材料")
    pages = Paginator(_ordered(both, order), A_PAGE)
    if not 1 <= number <= pages.num_pages:
        raise Http404("没有这一页")
    here = pages.page(number)
    bodies = Body.objects.in_bulk([one.body for one in here])
    budget, final = sum(one.budget for one in both), sum(one.final for one in both)
    context = {
        "year": year,
        "pages": here,
        "rows": [(bodies[one.body], one) for one in here],
        "all": Against(0, budget, final),
        "count": len(both),
        "alone": alone,
        "order": order,
        "orders": [(key, name, address("execution-by", year, key)) for key, name in ORDERS.items()],
        "turn": address("execution-by", year, order),
        "years": _years(),
        "section": "money",
    }
    return page(request, "public/execution.html", context)


def _against(year: int) -> tuple[list[Against], int]:
    """Departments with both, and how many have but one."""
    papers = Paper.objects.filter(
        current=True, year=year, body__parent=None, spending__isnull=False
    ).order_by()
    found: dict[int, dict[str, int]] = {}
    for body, kind, spending in papers.values_list("body_id", "kind", "spending"):
        found.setdefault(body, {})[kind] = spending or 0
    both = [Against(b, f["budget"], f["final"]) for b, f in found.items() if len(f) > 1]
    return both, len(found) - len(both)


def _ordered(rows: list[Against], order: str) -> list[Against]:
    """Without a rate come last, whichever way."""
    if order in ("final", "budget"):
        return sorted(rows, key=lambda one: (-getattr(one, order), one.body))
    sign = -1 if order == "highest" else 1
    return sorted(rows, key=lambda r: (r.rate is None, sign * (r.rate or 0), r.body))


def _years() -> list[int]:
    papers = Paper.objects.filter(current=True, body__parent=None).order_by()
    return sorted(set(papers.values_list("year", flat=True).distinct()), reverse=True)
