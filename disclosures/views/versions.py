"""The versions of a disclosure, and any two of them side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosures.baselines import book_at
from disclosures.core.document.changes import paragraph_changes
from disclosures.core.workflow import Action
from disclosures.models import Disclosure, JournalEntry
from disclosures.pipeline import Book
from disclosures.versions import Content, content_at
from disclosures.views.answers import READ, only, signed_in, visible
from disclosures.views.previews import preview_context, preview_of_facts
from disclosures.views.review_changes import changes_context
from disclosures.views.sheet_changes import sheet_changes

#: Deeds on a page of the list.
A_PAGE = 200
#: What makes a version step by step, and is folded between the milestones.
EDITS = (Action.ENTER, Action.EXPLAIN, Action.WRITE)
#: What leaves the figures and the state as they are.
ASIDE = (Action.VIEW, Action.REQUEST_FILES, Action.REMARK, Action.ANSWER, Action.RESOLVE)
PARTS = {
    "tables": "附表金额",
    "text": "情况说明",
    "forms": "绩效表",
    "rows": "填报数据",
    "reasons": "原因说明",
}
LEFT_RIGHT = ("left", "right")


@dataclass(frozen=True)
class Step:
    """A milestone, or the edits between two of them (the newest first)."""

    deeds: tuple[JournalEntry, ...]
    milestone: bool

    @property
    def first(self) -> JournalEntry:
        """The oldest of its deeds."""
        return self.deeds[-1]

    @property
    def last(self) -> JournalEntry:
        """The newest of its deeds."""
        return self.deeds[0]

    @property
    def who(self) -> str:
        """Everyone who did something, by name."""
        return "、".join(dict.fromkeys(deed.who for deed in self.deeds))


@dataclass(frozen=True)
class ReasonChange:
    """A reason that is new, gone or worded otherwise; empty where there was none."""

    code: str
    message: str
    before: str
    after: str


@only(*READ)
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who made which version, when and why: milestones, and edits folded between them."""
    disclosure = visible(request, pk)
    deeds = JournalEntry.objects.filter(disclosure=disclosure).exclude(action__in=ASIDE)
    found = deeds.annotate(file=KT("after__file")).defer("before", "after").order_by("-pk")
    pages = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    steps = list(_steps(pages))
    marked = [step.last.version for step in steps if step.milestone]
    context = {
        "disclosure": disclosure,
        "steps": steps,
        "pages": pages,
        "left": next((v for v in marked if v < disclosure.version), disclosure.version - 1),
        "right": disclosure.version,
    }
    return render(request, "review/versions.html", context)


def _steps(deeds: Iterable[JournalEntry]) -> Iterator[Step]:
    edits: list[JournalEntry] = []
    for deed in deeds:
        if deed.action in EDITS:
            edits.append(deed)
            continue
        if edits:
            yield Step(tuple(edits), milestone=False)
            edits = []
        yield Step((deed,), milestone=True)
    if edits:
        yield Step(tuple(edits), milestone=False)


@only(*READ)
@signed_in
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions side by side: tables, text, forms, rows, or reasons (``?part=``)."""
    disclosure = visible(request, pk)
    left, right = (_number(request, name) for name in LEFT_RIGHT)
    part = request.GET.get("part", "")
    context: dict[str, Any] = {
        "disclosure": disclosure,
        "left": left,
        "right": right,
        "parts": PARTS,
        "part": part if part in PARTS else "tables",
        "left_name": f"第{left}版",
        "right_name": f"第{right}版",
        "hidden": [("left", left), ("right", right), ("part", "tables")],
    }
    try:
        context |= _compared(request, context["part"], disclosure, left, right)
    except LookupError as missing:
        context["missing"] = missing.args[0]
        return render(request, "review/compare.html", context, status=404)
    return render(request, "review/compare.html", context)


def _number(request: HttpRequest, name: str) -> int:
    """A version from the address; −1, which none has, where it names none."""
    text = request.GET.get(name, "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _compared(
    request: HttpRequest, part: str, disclosure: Disclosure, left: int, right: int
) -> dict[str, Any]:
    """What is different.  LookupError where one of the versions cannot be told."""
    if part == "reasons":
        contents = content_at(disclosure, left), content_at(disclosure, right)
        return {"reasons": list(_reasons(*contents))}
    old, new = book_at(disclosure, left), book_at(disclosure, right)
    if part == "text":
        return {"paragraphs": paragraph_changes(old.document, new.document)}
    if part == "forms":
        return {"changed_forms": sheet_changes(old.chapters, new.chapters)}
    if part == "rows":
        return _rows(request, old, new)
    return changes_context(request, old.tables, new.tables)


def _rows(request: HttpRequest, old: Book, new: Book) -> dict[str, Any]:
    if old.filed or new.filed:
        return {"no_rows": True}
    query = "".join(f"{name}={_number(request, name)}&" for name in LEFT_RIGHT)
    return preview_context(request, preview_of_facts(old.facts, new.facts), f"{query}part=rows&")


def _reasons(before: Content, after: Content) -> Iterator[ReasonChange]:
    for key in dict.fromkeys((*before.reasons, *after.reasons)):
        old, new = before.reasons.get(key), after.reasons.get(key)
        said = new or old
        if old != new and said is not None:
            texts = (reason["text"] if reason else "" for reason in (old, new))
            yield ReasonChange(said["code"], said["message"], *texts)
