"""The page on which generated sentences are reworded, figures staying bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from disclosures import actions
from disclosures.actions import Actor
from disclosures.actions.writing import Piece, Rewritten
from disclosures.core.narrative import Wrote
from disclosures.core.workflow import Action
from disclosures.models import Disclosure
from disclosures.permissions import can
from disclosures.render.web_text import Marked, paragraph_html
from disclosures.views.answers import READ, actor_of, deed, only, person_of, signed_in
from disclosures.views.books import disclosure_and_book
from disclosures.views.narrative_chips import Chipper
from disclosures.views.narrative_wording import Editor, Preview, Wording


@only(*READ, "POST")
@signed_in
@deed
def sentences(request: HttpRequest, pk: int, section: str, number: int) -> HttpResponse:
    """The sentences of one passage of a section."""
    return _page(request, pk, section, number=number)


@only(*READ, "POST")
@signed_in
@deed
def listed(request: HttpRequest, pk: int, section: str, listing: str) -> HttpResponse:
    """The sentence of all items of a list."""
    return _page(request, pk, section, listing=listing)


def _page(
    request: HttpRequest, pk: int, section: str, number: int = 0, listing: str = ""
) -> HttpResponse:
    disclosure, book = disclosure_and_book(request, pk)
    _refuse(request, disclosure)
    if book.written is None:
        raise PermissionDenied("单位的文字由部门撰写")
    heading = book.narration.plain.by_id.get(section)
    passages = heading.passages if heading else ()
    known = any(p.each == listing for p in passages) if listing else 0 < number <= len(passages)
    if heading is None or not known or (number and not passages[number - 1].sentences):
        raise Http404("没有这一段")
    view = _View(request, disclosure, Editor(book, section, number, listing))
    if request.method == "POST":
        return view.post()
    return view.show(view.editor.wordings(whole=view.whole), {})


def _refuse(request: HttpRequest, disclosure: Disclosure) -> None:
    """NotNow, or PermissionDenied, as the deed itself says it."""
    if not can(person_of(request), Action.WRITE, disclosure):
        actions.write(disclosure=disclosure, pieces=[], by=actor_of(request))
        raise PermissionDenied


class _View:
    """One request about one passage."""

    def __init__(self, request: HttpRequest, disclosure: Disclosure, editor: Editor) -> None:
        self.request, self.disclosure, self.editor = request, disclosure, editor
        self.by: Actor = actor_of(request)
        self.whole = (request.POST or request.GET).get("whole") == "1"

    def post(self) -> HttpResponse:
        """Save, restore, or show how it would read."""
        given = {k: _even(str(v)) for k, v in self.request.POST.items()}
        wordings = self.editor.typed(given, whole=self.whole)
        what = given.get("deed", "")
        if what.startswith("restore-"):
            return self._restore(wordings, what.removeprefix("restore-"))
        judged, templates = self.editor.judged(wordings)
        wrong = any(w.error for w in judged)
        if what == "preview":
            return self._preview(judged, {} if wrong else templates)
        if wrong:
            return self.show(judged, {}, status=422)
        try:
            done = self._write(self.editor.pieces(judged, templates))
        except ValidationError as error:
            told = "；".join(error.messages)
            judged = [replace(w, error=told if w.id in templates else "") for w in judged]
            return self.show(judged, {}, status=422)
        if not done.done:
            return self.show(self._clashed(judged, done), templates, status=409)
        messages.success(self.request, "句子已保存。" if templates else "没有改动。")
        return redirect(self._back)

    def _restore(self, wordings: Sequence[Wording], key: str) -> HttpResponse:
        mine = [w for w in wordings if w.id == key and w.was is not None]
        done = self._write([Piece(Wrote.WORDING, w.id, w.was, None) for w in mine])
        if not done.done:
            return self.show(self._clashed(wordings, done), {}, status=409)
        messages.success(self.request, "已恢复自动生成的句子。")
        return redirect(self._back)

    def _write(self, pieces: Sequence[Piece]) -> Rewritten:
        return actions.write(disclosure=self.disclosure, pieces=pieces, by=self.by)

    @property
    def _back(self) -> str:
        page = reverse("narrative", args=[self.disclosure.pk])
        return f"{page}#section-{self.editor.section}"

    def _clashed(self, wordings: Sequence[Wording], done: Rewritten) -> list[Wording]:
        """The sentences with what others saved meanwhile; saving again replaces it knowingly."""
        found = {o.piece.key: o.theirs for o in done.overtaken}
        return [
            replace(w, was=found[w.id], theirs=self.editor.told(found[w.id]), clash=True)
            if w.id in found
            else w
            for w in wordings
        ]

    # -- answers ------------------------------------------------------------------------------

    def show(
        self, wordings: Sequence[Wording], templates: Mapping[str, str], status: int = 200
    ) -> HttpResponse:
        """The whole page."""
        context = {**self._context(wordings), **self._previewed(templates)}
        return render(self.request, "narrative/sentences.html", context, status=status)

    def _preview(self, judged: Sequence[Wording], templates: Mapping[str, str]) -> HttpResponse:
        context = {**self._context(judged), **self._previewed(templates)}
        if self.request.headers.get("HX-Request"):
            return render(self.request, "narrative/_preview.html", context)
        return render(self.request, "narrative/sentences.html", context)

    def _context(self, wordings: Sequence[Wording]) -> dict[str, Any]:
        section = self.editor.narration.document.by_id.get(self.editor.section)
        return {
            "disclosure": self.disclosure,
            "disclosure_pk": self.disclosure.pk,
            "form_set": self.editor.book.form_set,
            "heading": section.heading if section else "",
            "back": self._back,
            "wordings": wordings,
            "errors": [w for w in wordings if w.error],
            "chips": self.editor.chips(),
            "listing": self.editor.listing,
            "whole": self.whole,
        }

    def _previewed(self, templates: Mapping[str, str]) -> dict[str, Any]:
        preview = self.editor.preview(templates)
        return {"preview": preview, "preview_html": self._html(preview)}

    def _html(self, preview: Preview) -> list[str]:
        """Markup of ``render.web_text``, which escapes every text itself."""
        chips = Chipper(self.disclosure, self.editor.book)
        quoted = {f.quote: f for f in preview.findings if f.quote}
        found: list[str] = []
        for paragraph in preview.paragraphs:
            marks = [
                Marked(start, start + len(q), str(f.severity), f"{f.code} {f.message}")
                for q, f in quoted.items()
                if (start := paragraph.text.find(q)) >= 0
            ]
            found.append(mark_safe(paragraph_html(paragraph, chips, marks)))
        return found


def _even(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
