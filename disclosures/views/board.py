"""The board of a season: who has begun, who is late, what waits; and the same as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from tablib import Dataset

from disclosures import board
from disclosures.exchange.files import FORMATS, as_file
from disclosures.models import Season
from disclosures.permissions import regions_followed_by
from disclosures.views.answers import READ, only, person_of, signed_in

#: Departments on a page.
A_PAGE = 25
MOST_TEXT = 100
HEADERS = (
    "部门编码", "部门", "单位编码", "单位", "进度", "逾期", "版本", "错误", "警告",
    "报送时间", "更新时间",
)  # fmt: skip


@dataclass(frozen=True)
class Chip:
    """A link that shows the organisations of one stage."""

    stage: str
    label: str
    count: int
    chosen: bool


@only(*READ)
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """The seasons that the person follows; who follows one only is led to its board."""
    regions = regions_followed_by(person_of(request))
    if not regions.exists():
        raise Http404
    found = Season.objects.filter(region__in=regions).select_related("region")
    seasons = list(found.annotate(**_totals()).order_by("-year", "kind", "pk"))
    if len(seasons) == 1:
        return redirect("season-board", seasons[0].pk)
    return render(request, "review/seasons.html", {"seasons": seasons})


def _totals() -> dict[str, Count]:
    within = {"reported": board.REPORTED, "done": board.DONE}
    counts = {
        name: Count("disclosures", filter=Q(disclosures__state__in=states))
        for name, states in within.items()
    }
    return {"all": Count("disclosures"), **counts}


@only(*READ)
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The board of one season; ``?stage=`` and ``?q=`` choose organisations."""
    season, asked, today = _season(request, pk), _asked(request), timezone.localdate()
    pages = Paginator(board.departments_of(season, asked, today), A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    counts = board.tally(season, today)
    context = {
        "season": season,
        "asked": asked,
        "pages": shown,
        "lines": board.lines(season, asked, today, list(shown)),
        "tally": counts,
        "chips": list(_chips(counts, asked)),
        "left": (season.deadline - today).days,
        "over": (today - season.deadline).days,
    }
    return render(request, "review/board.html", context)


@only(*READ)
@signed_in
def file(request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
    """What the board shows, all pages of it, as .xlsx or .csv."""
    if suffix not in FORMATS:
        raise Http404
    season = _season(request, pk)
    dataset = Dataset(headers=HEADERS)
    for row in board.asked_for(season, _asked(request), timezone.localdate()):
        dataset.append(_values(row))
    headers = {"Content-Type": FORMATS[suffix], "Cache-Control": "no-store"}
    response = HttpResponse(as_file(dataset, "进度", suffix), headers=headers)
    response["Content-Disposition"] = f'attachment; filename="board-{season.pk}.{suffix}"'
    return response


def _season(request: HttpRequest, pk: int) -> Season:
    regions = regions_followed_by(person_of(request))
    return get_object_or_404(Season.objects.select_related("region"), pk=pk, region__in=regions)


def _asked(request: HttpRequest) -> board.Asked:
    stage = request.GET.get("stage", "")
    text = request.GET.get("q", "").replace("\x00", "").strip()[:MOST_TEXT]
    return board.Asked(stage if stage in board.LABELS else "", text)


def _chips(counts: board.Tally, asked: board.Asked) -> Iterator[Chip]:
    yield Chip("", "全部", counts.all, not asked.stage)
    if counts.late:
        yield Chip(board.LATE, board.LABELS[board.LATE], counts.late, asked.stage == board.LATE)
    if counts.unpublished:
        chosen = asked.stage == board.UNPUBLISHED
        label = board.LABELS[board.UNPUBLISHED]
        yield Chip(board.UNPUBLISHED, label, counts.unpublished, chosen)
    for stage, label in board.STAGES.items():
        if counts.counts[stage] or asked.stage == stage:
            yield Chip(stage, label, counts.counts[stage], asked.stage == stage)


def _values(row: board.Row) -> tuple[str, ...]:
    own = (row.code, row.name) if row.unit else ("", "")
    counted = (str(row.errors), str(row.warnings)) if row.version and row.checked else ("", "")
    return (
        row.department_code,
        row.department_name,
        *own,
        row.label,
        "是" if row.late else "",
        str(row.version or ""),
        *counted,
        _time(row.submitted_at),
        _time(row.changed_at) if row.version else "",
    )


def _time(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""
