"""Attachments of a text: added, changed, removed and put in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from disclosures import actions
from disclosures.actions.writing import Piece
from disclosures.core.narrative import Wrote
from disclosures.models import Disclosure, Writing
from disclosures.pipeline import Book
from disclosures.views.answers import actor_of, deed, only, signed_in, visible


@dataclass(frozen=True)
class Attached:
    """An attachment as it is edited; ``was`` is its text as saved, ``key`` its number."""

    key: str
    number: str
    title: str
    body: str
    was: str
    theirs: str | None = None
    error: str = ""
    first: bool = False
    last: bool = False


def attached_of(book: Book) -> list[Attached]:
    """All attachments that people write, in their order; those of chapters stand after them."""
    texts = book.written.attachments if book.written else {}
    keys = sorted(texts, key=_order)
    numbers = [a.number for a in book.document.attachments[: len(keys)]]
    return [
        replace(_split(key, number, texts[key]), first=key == keys[0], last=key == keys[-1])
        for key, number in zip(keys, numbers, strict=True)
    ]


def _split(key: str, number: str, text: str) -> Attached:
    title, _, body = text.strip().partition("\n")
    return Attached(key, number, title.strip(), body.strip("\n"), text)


def _order(key: str) -> tuple[int, str]:
    return (int(key) if key.isdecimal() else 1_000_000, key)


@only("POST")
@signed_in
@deed
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Add, save, remove or move an attachment."""
    disclosure = visible(request, pk)
    what = request.POST.get("deed", "")
    texts = _texts(disclosure)
    pieces = _pieces(request, what, texts)
    for _ in range(3):
        done = actions.write(disclosure=disclosure, pieces=pieces, by=actor_of(request))
        if done.done or what != "add":
            break
        pieces = _pieces(request, what, _texts(disclosure))  # another took the number
    if not done.done:
        theirs = done.overtaken[0].theirs
        context = {
            "disclosure": disclosure,
            "typed": _typed(request),
            "theirs": theirs,
            "key": request.POST.get("key", ""),
            "what": what,
        }
        return render(request, "narrative/attachment_clash.html", context, status=409)
    messages.success(request, _DONE[what])
    return redirect(reverse("narrative", args=[pk]) + "#part-attachments")


_DONE = {
    "add": "附件已添加。",
    "save": "附件已保存。",
    "remove": "附件已删除。",
    "up": "附件已上移。",
    "down": "附件已下移。",
}


def _texts(disclosure: Disclosure) -> dict[str, str]:
    rows = Writing.objects.filter(disclosure=disclosure, kind=Wrote.ATTACHMENT)
    return dict(rows.values_list("key", "text"))


def _typed(request: HttpRequest) -> str:
    """Title and body as one text."""
    title = " ".join(request.POST.get("title", "").split())
    body = request.POST.get("text", "").replace("\x00", "").replace("\r\n", "\n").strip()
    return f"{title}\n{body}".strip()


def _pieces(request: HttpRequest, what: str, texts: dict[str, str]) -> Sequence[Piece]:
    key = request.POST.get("key", "")
    was = request.POST.get("was", "").replace("\r\n", "\n")
    if what in ("add", "save") and not request.POST.get("title", "").strip():
        raise ValidationError("请写附件的标题")
    if what == "add":
        number = max((int(k) for k in texts if k.isdecimal()), default=0) + 1
        return [Piece(Wrote.ATTACHMENT, str(number), None, _typed(request))]
    if what == "save":
        return [Piece(Wrote.ATTACHMENT, key, was, _typed(request))]
    if what == "remove":
        return [Piece(Wrote.ATTACHMENT, key, was, None)]
    if what not in ("up", "down") or key not in texts:
        raise ValidationError("没有这个附件：可能已被删除")
    return _swapped(texts, key, was, -1 if what == "up" else 1)


def _swapped(texts: dict[str, str], key: str, was: str, step: int) -> Sequence[Piece]:
    """The texts of two neighbours change places."""
    keys = sorted(texts, key=_order)
    place = keys.index(key) + step
    if not 0 <= place < len(keys):
        return []
    other = keys[place]
    return [
        Piece(Wrote.ATTACHMENT, key, was, texts[other]),
        Piece(Wrote.ATTACHMENT, other, texts[other], texts[key]),
    ]
