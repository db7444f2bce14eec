"""Sums of what departments spend by code; one query each, from the index of ``Spending`` alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from disclosures import data
from public.core.spent import LEVELS, Amounts, Tree
from public.models import Paper, Spending

#: What is added up: 分 in all, and of them basic and project spending.
SUMS = {f"sum_{name}": Sum(name) for name in ("total", "basic", "project")}


@dataclass(frozen=True)
class Asked:
    """Whose spending: all departments of a year and kind, or those of one region."""

    year: int
    kind: str
    region: int | None = None

    def spendings(self, scheme: str, code: str = "") -> QuerySet[Spending]:
        """The rows, of one code and what is beneath it.  Departments alone: their amounts hold
        those of their units.
        """
        rows = Spending.objects.filter(whole=True, year=self.year, kind=self.kind, scheme=scheme)
        if self.region is not None:
            rows = rows.filter(region_id=self.region)
        # A range and not a prefix: every database finds it by its index.
        return rows.filter(code__gte=code, code__lt=f"{code}:") if code else rows

    def papers(self) -> QuerySet[Paper]:
        """The current papers of the departments."""
        rows = Paper.objects.filter(
            current=True, year=self.year, kind=self.kind, body__parent=None
        ).order_by()
        return rows if self.region is None else rows.filter(body__region_id=self.region)

    def trees(self, scheme: str, code: str = "") -> dict[str, Tree]:
        """Extent → sums by code: different extents must not be added to each other."""
        rows: Any = self.spendings(scheme, code).values("extent", "code")
        rows = rows.annotate(**SUMS).order_by()
        found: dict[str, dict[str, Amounts]] = {}
        for row in rows:
            amounts = Amounts(row["sum_total"], row["sum_basic"], row["sum_project"])
            found.setdefault(row["extent"], {})[row["code"]] = amounts
        return {extent: Tree(found[extent]) for extent in Spending.Extent.values if extent in found}

    def departments(self, scheme: str) -> dict[str, int]:
        """Extent → how many departments tell of it."""
        rows = self.spendings(scheme).values("extent").annotate(count=Count("body", distinct=True))
        return {row["extent"]: row["count"] for row in rows.order_by()}


def tree_of(paper: Paper, scheme: str) -> tuple[str, Tree]:
    """Extent and sums of one paper."""
    rows = list(Spending.objects.filter(paper=paper, scheme=scheme))
    finest = {row.code: Amounts(row.total, row.basic, row.project) for row in rows}
    return (rows[0].extent if rows else ""), Tree(finest)


def over_years(
    pairs: Iterable[tuple[int, str]], scheme: str, code: str
) -> dict[tuple[int, str, str], Amounts]:
    """Year, kind and extent → what departments spend by a code."""
    each = Q(pk__in=[])
    for year, kind in pairs:  # one by one: so each is found by the index
        each |= Q(year=year, kind=kind, scheme=scheme, code__gte=code, code__lt=f"{code}:")
    rows: Any = Spending.objects.filter(each, whole=True).values("year", "kind", "extent")
    return {
        (row["year"], row["kind"], row["extent"]): Amounts(
            row["sum_total"], row["sum_basic"], row["sum_project"]
        )
        for row in rows.annotate(**SUMS).order_by("-year", "kind", "extent")
    }


class Names:
    """What codes are called in a year; those that only a place knows, as its papers call them."""

    def __init__(self, scheme: str, year: int, own: QuerySet[Spending], codes: Iterable[str]):
        self.year = year
        functions = scheme == Spending.Scheme.FUNCTION
        self.known = data.functions() if functions else data.economic()
        unknown = [code for code in codes if code not in self.known]
        rows = own.filter(code__in=unknown).order_by("code").values_list("code", "name")
        self.local = {code: name for code, name in rows if name} if unknown else {}

    def __getitem__(self, code: str) -> str:
        return self.local.get(code) or self.known.name(code, self.year)


def levels(code: str) -> list[str]:
    """The codes above a code, and itself."""
    return [code[:size] for size in LEVELS if size <= len(code)]


#: Departments that spend by a code, a page of them.
A_PAGE = 100


def spenders(rows: QuerySet[Spending]) -> QuerySet[Any, Any]:
    """Departments and what they spend, the largest first."""
    sums = rows.values("body").annotate(sum=Sum("total")).order_by("-sum", "body")
    return sums.filter(~Q(sum=0))
