"""Which addresses the pages have that tell where the money goes; see ``public.routes``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from public.core.spent import LEVELS
from public.models import Body, Paper, Project, Spending
from public.spending import A_PAGE, Asked, spenders
from public.views import execution, projects, sangong


class Wanted(NamedTuple):
    """What is asked of a route: its arguments, and a query that the site itself links to."""

    args: tuple[object, ...] = ()
    query: str = ""


def once() -> list[Wanted]:
    """A route without arguments."""
    return [Wanted()]


def turns(rows: int, by: int) -> range:
    """The numbers of the pages of a list that follow its first one."""
    return range(2, -(-rows // by) + 1)


# -- by code ----------------------------------------------------------------------------------


def _asked() -> Iterator[Asked]:
    """Every year and kind, of all departments and then of each region."""
    papers = Paper.objects.filter(current=True, body__parent=None).order_by()
    regions = Body.objects.filter(parent=None).exclude(region_id=None).order_by()
    keys = set(regions.values_list("region_id", flat=True).distinct())
    found = sorted(key for key in keys if key is not None)
    for year, kind in sorted(set(papers.values_list("year", "kind").distinct())):
        for region in (None, *found):
            yield Asked(year, kind, region)


def _codes(asked: Asked, scheme: str) -> list[str]:
    """Every code of which something is spent, and those above it."""
    rows = asked.spendings(scheme).order_by().values_list("code", flat=True).distinct()
    return sorted({code[:size] for code in rows for size in LEVELS if size <= len(code)})


def _of(asked: Asked, *rest: object) -> Wanted:
    own = (asked.year, asked.kind) if asked.region is None else (
        asked.year, asked.kind, asked.region)  # fmt: skip
    return Wanted((*own, *rest))


def _years(asked: Asked) -> Iterator[Wanted]:
    yield _of(asked)


def _schemes(asked: Asked) -> Iterator[Wanted]:
    for scheme in Spending.Scheme.values:
        yield _of(asked, scheme)


def _by_code(asked: Asked) -> Iterator[Wanted]:
    for scheme in Spending.Scheme.values:
        for code in _codes(asked, scheme):
            yield _of(asked, scheme, code)


def _by_code_turned(asked: Asked) -> Iterator[Wanted]:
    if asked.papers().count() <= A_PAGE:
        return
    for scheme in Spending.Scheme.values:
        for code in _codes(asked, scheme):
            rows = spenders(asked.spendings(scheme, code)).count()
            for number in turns(rows, A_PAGE):
                yield _of(asked, scheme, code, number)


def _over_years() -> Iterator[Wanted]:
    every = [asked for asked in _asked() if asked.region is None]
    for scheme in Spending.Scheme.values:
        for code in sorted({code for asked in every for code in _codes(asked, scheme)}):
            yield Wanted((scheme, code))


_Each = Callable[[Asked], Iterable[Wanted]]


def _everywhere(each: _Each) -> Callable[[], Iterator[Wanted]]:
    return lambda: (one for asked in _asked() if asked.region is None for one in each(asked))


def _in_regions(each: _Each) -> Callable[[], Iterator[Wanted]]:
    return lambda: (one for asked in _asked() if asked.region is not None for one in each(asked))


_BY_CODE: dict[str, _Each] = {
    "money-year": _years,
    "money-by": _schemes,
    "money-code": _by_code,
    "money-code-page": _by_code_turned,
}


# -- lists of departments ---------------------------------------------------------------------


def _execution() -> list[int]:
    rows = Paper.objects.filter(current=True, body__parent=None, spending__isnull=False)
    return sorted(set(rows.order_by().values_list("year", flat=True)))


def _execution_turned() -> Iterator[Wanted]:
    for year in _execution():
        papers = Paper.objects.filter(
            current=True, body__parent=None, spending__isnull=False, year=year
        )
        of_kind = [papers.filter(kind=kind).values("body") for kind in ("budget", "final")]
        both = Body.objects.filter(pk__in=of_kind[0]).filter(pk__in=of_kind[1]).count()
        for order in execution.ORDERS:
            for number in turns(both, execution.A_PAGE):
                yield Wanted((year, order, number))


def _sangong() -> list[int]:
    rows = Paper.objects.filter(current=True, body__parent=None, sangong__isnull=False)
    return sorted(set(rows.order_by().values_list("year", flat=True)))


def _sangong_turned() -> Iterator[Wanted]:
    for year in _sangong():
        papers = Paper.objects.filter(
            current=True, body__parent=None, sangong__isnull=False, year=year
        )
        rows = papers.filter(kind="final").count() or papers.count()
        for order in sangong.ORDERS:
            for number in turns(rows, sangong.A_PAGE):
                yield Wanted((year, order, number))


def _ordered(years: Callable[[], list[int]], orders: Iterable[str]) -> Iterator[Wanted]:
    for year in years():
        for order in orders:
            yield Wanted((year, order))


# -- projects ---------------------------------------------------------------------------------


def _pairs() -> list[tuple[int, str]]:
    rows = Project.objects.filter(whole=True).order_by()
    return sorted(set(rows.values_list("year", "kind").distinct()))


def _project_years() -> Iterator[Wanted]:
    for year in sorted({year for year, _kind in _pairs()}):
        yield Wanted((year,))


def _project_kinds() -> Iterator[Wanted]:
    for pair in _pairs():
        yield Wanted(pair)


def _projects_turned() -> Iterator[Wanted]:
    for year, kind in _pairs():
        rows = Project.objects.filter(whole=True, year=year, kind=kind).count()
        for number in turns(rows, projects.A_PAGE):
            yield Wanted((year, kind, number))


def _projects() -> Iterator[Wanted]:
    rows = Project.objects.filter(paper__current=True).order_by("pk")
    for disclosure, key in rows.values_list("paper__disclosure_id", "key").iterator():
        yield Wanted((disclosure, key))


MONEY: dict[str, Callable[[], Iterable[Wanted]]] = {
    "money": once,
    "money-over": _over_years,
    **{name: _everywhere(each) for name, each in _BY_CODE.items()},
    **{f"{name}-in": _in_regions(each) for name, each in _BY_CODE.items()},
    "execution": lambda: [Wanted((year,)) for year in _execution()],
    "execution-by": lambda: _ordered(_execution, execution.ORDERS),
    "execution-by-page": _execution_turned,
    "sangong": once,
    "sangong-year": lambda: [Wanted((year,)) for year in _sangong()],
    "sangong-by": lambda: _ordered(_sangong, sangong.ORDERS),
    "sangong-by-page": _sangong_turned,
    "projects": once,
    "projects-year": _project_years,
    "projects-kind": _project_kinds,
    "projects-page": _projects_turned,
    "project": _projects,
    "compare": once,
}


# -- for each body ----------------------------------------------------------------------------


def money_of(body: Body) -> Iterator[Wanted]:
    """Every year of which a body has a current paper."""
    rows = Paper.objects.filter(body=body, current=True).order_by()
    for year in sorted(set(rows.values_list("year", flat=True))):
        yield Wanted((body.pk, year))


def money_of_kinds(body: Body) -> Iterator[Wanted]:
    """Every current paper of a body, by year and kind."""
    rows = Paper.objects.filter(body=body, current=True).order_by()
    for year, kind in sorted(set(rows.values_list("year", "kind"))):
        yield Wanted((body.pk, year, kind))
