"""The page of the chapter: all sheets of a disclosure, and what makes, orders and removes them."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from disclosures.core.chapters import Fields, form_address, unit_of
from disclosures.core.rules.base import SEVERITY_LABELS, Severity
from disclosures.models import Disclosure
from disclosures.pipeline import Book
from disclosures.views.answers import READ, actor_of, deed, only, signed_in, visible
from performance import actions
from performance.core.book import PerformanceBook
from performance.core.carry import UNITS
from performance.core.completeness import filled_of
from performance.core.forms import Form
from performance.views.books import chapter_of, why_closed

A_PAGE = 50
#: The most forms that one press of a button adds.
MOST = 1000


@dataclass(frozen=True, kw_only=True)
class Line:
    """One sheet in the list; ``seen`` names what stood in it when the list was shown."""

    key: str
    form: str
    name: str
    subject: str
    place: int
    unit: str
    filled: int
    wanted: int
    counts: tuple[tuple[str, str, int], ...]
    score: str
    seen: str
    own: bool

    @property
    def percent(self) -> int:
        """How much is filled in."""
        return 100 * self.filled // self.wanted if self.wanted else 100


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A form that the form set uses: how many sheets there are, which projects have none yet."""

    form: Form
    count: int
    missing: list[str]


@only(*READ, "POST")
@signed_in
@deed
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the sheets; ``?form=``, ``?find=`` and ``?only=`` narrow.  POST: ``do`` something."""
    disclosure, book, found = chapter_of(request, pk)
    if request.method == "POST":
        return _do(request, disclosure, found)
    lines = list(_lines(book, found))
    chosen = list(_chosen(request, lines))
    closed = why_closed(request, disclosure)
    context: dict[str, Any] = {
        "disclosure": disclosure,
        "closed": closed,
        "lines": (pages := Paginator(chosen, A_PAGE).get_page(request.GET.get("page"))),
        "pages": pages,
        "all": len(lines),
        "chosen": len(chosen),
        "offers": offers_of(found),
        "projects": found.ledger.projects(),
        "asked": {n: request.GET.get(n, "")[:80] for n in ("form", "find", "only")},
        "undo": request.GET.get("gone", ""),
        "sources": [] if closed else actions.sources_of(disclosure, actor_of(request)),
        "unused": not found.use.get("forms"),
    }
    return render(request, "performance/sheets.html", context)


def offers_of(found: PerformanceBook) -> list[Offer]:
    """The forms that may be added."""
    projects = found.ledger.projects()
    offers = []
    for form_id in found.use.get("forms", ()):
        form = found.forms.get(form_id)
        if form is None:
            continue
        own = [s for s in found.sheets if s.form.id == form_id]
        there = {name for s in own for name in (s.project, s.subject)}
        missing = [p for p in projects if p not in there] if form.about == "project" else []
        offers.append(Offer(form=form, count=len(own), missing=missing))
    return offers


def _lines(book: Book, found: PerformanceBook) -> Iterator[Line]:
    spoken: dict[str, Counter[str]] = {}
    for finding in book.findings:
        spoken.setdefault(finding.table, Counter())[str(finding.severity)] += 1
    for place, sheet in enumerate(found.sheets, start=1):
        values = found.values[sheet.key]
        counts = spoken.get(form_address(sheet.key, "").table, Counter())
        filled, wanted = filled_of(sheet, values)
        score = values.get("total.score")
        yield Line(
            key=sheet.key,
            form=sheet.form.id,
            name=sheet.form.name,
            subject=sheet.subject,
            place=place,
            unit=next((v.text for p in UNITS if (v := values.get(p)) and v.text), ""),
            filled=filled,
            wanted=wanted,
            counts=tuple(
                (str(s), SEVERITY_LABELS[s], n) for s in Severity if (n := counts[str(s)])
            ),
            score=score.text if score else "",
            seen=digest(sheet.fields),
            own=unit_of(sheet.key) is None,
        )


def digest(fields: Fields) -> str:
    """Names what stands in a sheet, so that nobody removes what they have not seen."""
    plain = json.dumps(dict(fields), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def _chosen(request: HttpRequest, lines: Iterable[Line]) -> Iterator[Line]:
    form, find = request.GET.get("form", ""), request.GET.get("find", "").strip()
    only_ = request.GET.get("only", "")
    for line in lines:
        severities = {key for key, _, _ in line.counts}
        if form and line.form != form:
            continue
        if find and find not in f"{line.subject} {line.unit} {line.name}":
            continue
        if only_ == "open" and line.filled == line.wanted:
            continue
        if only_ in ("error", "warning") and only_ not in severities:
            continue
        yield line


# -- deeds ------------------------------------------------------------------------------------


def _do(request: HttpRequest, disclosure: Disclosure, found: PerformanceBook) -> HttpResponse:
    said, _, rest = request.POST.get("do", "").partition(":")
    if said == "add":
        return _add(request, disclosure, found)
    if said == "all":
        return _add_all(request, disclosure, found)
    if said == "copy":
        made = actions.copy(disclosure=disclosure, key=rest, by=actor_of(request))
        if made:
            messages.success(request, "已复制，请改项目名称。")
            return redirect("performance-sheet", disclosure.pk, made)
        messages.error(request, "这张表已经不在了，没有复制。")
    elif said == "carry":
        _carry(request, disclosure, rest)
    elif said in ("up", "down"):
        _move(request, disclosure, found, rest, -1 if said == "up" else 1)
    elif said == "remove":
        return _remove(request, disclosure, rest.split(":", 1))
    elif said == "remove-chosen":
        return _remove(request, disclosure, *(c.split(":", 1) for c in request.POST.getlist("of")))
    elif said == "undo":
        _undo(request, disclosure, rest)
    return redirect("performance", disclosure.pk)


def _add(request: HttpRequest, disclosure: Disclosure, found: PerformanceBook) -> HttpResponse:
    form_id = request.POST.get("form", "")
    typed = request.POST.get("project", "").strip()[:200]
    form = found.forms.get(form_id)
    name = typed if form is not None and form.about == "project" else ""
    if form is not None and form.about == "project" and not name:
        messages.error(request, f"“{form.name}”按项目填写：请选择或填写项目名称。没有添加。")
        return redirect("performance", disclosure.pk)
    fields = actions.blank(
        form_id, name, disclosure.organisation.name, in_ledger=name in found.ledger.projects()
    )
    [key] = actions.add(disclosure=disclosure, sheets=[fields], by=actor_of(request))
    messages.success(request, "已添加。")
    return redirect("performance-sheet", disclosure.pk, key)


def _add_all(request: HttpRequest, disclosure: Disclosure, found: PerformanceBook) -> HttpResponse:
    form_id = request.POST.get("all-form", "")
    offer = next((o for o in offers_of(found) if o.form.id == form_id), None)
    if offer is None or not offer.missing:
        messages.info(request, "填报数据中的项目都已有这种表，没有添加。")
        return redirect("performance", disclosure.pk)
    unit = disclosure.organisation.name
    sheets = [actions.blank(form_id, name, unit) for name in offer.missing[:MOST]]
    made = actions.add(disclosure=disclosure, sheets=sheets, by=actor_of(request))
    messages.success(request, f"已为 {len(made)} 个项目各添加一张“{offer.form.name}”。")
    return redirect("performance", disclosure.pk)


def _carry(request: HttpRequest, disclosure: Disclosure, source: str) -> None:
    number = int(source) if source.isascii() and source.isdecimal() and len(source) < 12 else -1
    made = actions.carry(
        disclosure=disclosure, source=visible(request, number), by=actor_of(request)
    )
    messages.success(request, f"已沿用 {len(made)} 张表的目标和指标，请填写完成情况。")


def _move(
    request: HttpRequest, disclosure: Disclosure, found: PerformanceBook, key: str, step: int
) -> None:
    """Exchange a sheet with its neighbour of the same form."""
    keys = [s.key for s in found.sheets]
    if key not in keys:
        return
    at = keys.index(key)
    to = at + step
    if not 0 <= to < len(keys) or found.sheets[to].form.id != found.sheets[at].form.id:
        return
    keys[at], keys[to] = keys[to], keys[at]
    own = [k for k in keys if unit_of(k) is None]
    done = actions.put_in_order(disclosure=disclosure, keys=own, by=actor_of(request))
    if not done.done:
        messages.error(request, "别人刚调整过次序，没有改动，请再看一下。")


def _remove(request: HttpRequest, disclosure: Disclosure, *chosen: list[str]) -> HttpResponse:
    there = actions.stored(disclosure)
    named = [(c[0], c[1]) for c in chosen if len(c) == 2 and c[0] in there]
    if any(digest(there[key]) != seen for key, seen in named):
        messages.error(request, "有的表在您打开本页之后又改过，没有删除，请看过再删。")
        return redirect("performance", disclosure.pk)
    if not named:
        messages.info(request, "没有选中要删除的表。")
        return redirect("performance", disclosure.pk)
    seen = {key: there[key] for key, _ in named}
    done = actions.remove(disclosure=disclosure, seen=seen, by=actor_of(request))
    if not done.done:
        messages.error(request, "有的表刚被改过，没有删除，请看过再删。")
        return redirect("performance", disclosure.pk)
    messages.success(request, f"已删除 {len(named)} 张表，可以撤销。")
    return redirect(f"{request.path}?gone={done.disclosure.version}")


def _undo(request: HttpRequest, disclosure: Disclosure, version: str) -> None:
    number = int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else -1
    try:
        done = actions.restore(disclosure=disclosure, version=number, by=actor_of(request))
    except LookupError as error:
        messages.error(request, f"{error}。")
        return
    if done.done:
        messages.success(request, "删除的表已经恢复。")
    else:
        messages.error(request, "这些表已经恢复过，没有改动。")
