"""What a disclosure is held against: what was submitted before, last year, the budget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from django.db.models import Case, IntegerField, Value, When
from django.utils.timezone import localtime

from disclosures.core.chapters import Chapter, Sheets
from disclosures.core.derive import derive, prior_year
from disclosures.core.document import Document
from disclosures.core.facts import Expenditure, Facts, Income, Kind, Measure
from disclosures.core.forms import FormSet
from disclosures.core.tables import Tables
from disclosures.core.workflow import Action, State
from disclosures.data import economic
from disclosures.models import Disclosure, JournalEntry, Publication
from disclosures.pipeline import Book, codes_of
from disclosures.versions import content_at

SUBMISSION, LAST_YEAR, BUDGET = "submission", "last_year", "budget"
LABELS = {SUBMISSION: "与上次提交比", LAST_YEAR: "与上年比", BUDGET: "与预算比"}

#: Where it has not been submitted, or not again.
_WITH_ITS_OWNER = (State.DRAFT, State.RETURNED, State.HANDED_UP, State.SIGNED)
#: Of several disclosures of one year the furthest counts.
_FURTHEST = (State.PUBLISHED, State.APPROVED, State.SUBMITTED, State.SIGNED)


@dataclass(frozen=True)
class Baseline:
    """The tables before, or None; ``told`` says what they are, or why there are none.

    ``partial``: they do not state everything that the disclosure's own tables do; ``sketch``:
    they are figures within it, of which there may be totals and no details.
    ``version`` is theirs where they are the disclosure's own, ``source`` another disclosure.
    ``document`` is the whole text, where it can be held against this one; ``chapters`` are the
    sheets, where these are the disclosure's own.
    """

    told: str
    tables: Tables | None = None
    partial: bool = False
    sketch: bool = False
    version: int | None = None
    source: Disclosure | None = None
    document: Document | None = None
    chapters: tuple[tuple[Chapter, Sheets], ...] | None = None


def kinds_for(disclosure: Disclosure) -> list[str]:
    """What this one can be held against: a budget not against itself."""
    own_budget = disclosure.kind == Kind.BUDGET
    return [kind for kind in LABELS if not (kind == BUDGET and own_budget)]


def baseline(kind: str, disclosure: Disclosure, book: Book) -> Baseline:
    """What the disclosure, whose tables are in ``book``, is held against."""
    found: dict[str, Callable[[Disclosure, Book], Baseline]] = {
        SUBMISSION: _last_submission,
        LAST_YEAR: _last_year,
        BUDGET: _budget,
    }
    return found[kind](disclosure, book)


def book_at(disclosure: Disclosure, version: int) -> Book:
    """The tables of one of its versions, kept for a while.  LookupError where there is none."""
    season = disclosure.season
    outline = season.outline_version if season else 0
    return _book_at(disclosure.pk, version, disclosure.changed_at, outline)


@lru_cache(maxsize=16)
def _book_at(pk: int, version: int, changed_at: datetime, outline: int) -> Book:
    disclosure = Disclosure.objects.select_related("organisation", "season").get(pk=pk)
    return content_at(disclosure, version).book(disclosure)


def last_submission(disclosure: Disclosure) -> JournalEntry | None:
    """The submission before the one that lies there, or the last one where none lies there."""
    deeds = JournalEntry.objects.filter(disclosure=disclosure, action=Action.SUBMIT)
    found = list(deeds.order_by("-pk")[:2])
    before = found if disclosure.state in _WITH_ITS_OWNER else found[1:]
    return next(iter(before), None)


def _last_submission(disclosure: Disclosure, book: Book) -> Baseline:
    deed = last_submission(disclosure)
    if deed is None:
        return Baseline("没有更早的提交可比。")
    version = deed.version
    told = f"上次提交的第{version}版（{localtime(deed.at):%Y-%m-%d}）"
    try:
        found = book_at(disclosure, version)
    except LookupError as missing:
        return Baseline(f"{told}不能比较：{missing}。")
    document = found.document if found.written is not None else None
    return Baseline(told, found.tables, version=version, document=document, chapters=found.chapters)


def _last_year(disclosure: Disclosure, book: Book) -> Baseline:
    last = _other(disclosure, disclosure.year - 1, disclosure.kind)
    forms = book.tables.form_set
    if last is not None:
        found = _as_it_stands(last, forms, forms.measure)
        return replace(found, document=_text_of(last))
    prior = prior_year(forms, book.facts, codes_of(book.facts), economic())
    if prior is None:
        return Baseline("没有上年的公开材料，本年也没有填报上年决算数，不能比较。")
    told = "本年材料中填报的上年决算数（系统中没有上年的公开材料）"
    return Baseline(told, prior, partial=True, sketch=True)


def _text_of(other: Disclosure) -> Document | None:
    """What another disclosure published, or says as it stands; None where nobody wrote a text."""
    published = Publication.objects.filter(disclosure=other).first()
    if published is not None:
        return published.document
    found = book_at(other, other.version)
    return found.document if found.written is not None else None


def _budget(disclosure: Disclosure, book: Book) -> Baseline:
    planned = _other(disclosure, disclosure.year, Kind.BUDGET)
    forms = book.tables.form_set
    if planned is not None:
        return _as_it_stands(planned, forms, Measure.INITIAL)
    measure = _planned_measure(book.facts)
    if measure is None:
        return Baseline("没有本年的预算公开材料，决算中也没有填报预算数，不能比较。")
    word = "年初预算数" if measure == Measure.INITIAL else "全年预算数"
    told = f"本年材料中填报的{word}（系统中没有本年的预算公开材料）"
    tables = _derived(forms, book.facts, measure)
    return Baseline(told, tables, partial=True, sketch=True)


def _as_it_stands(other: Disclosure, forms: FormSet, measure: str) -> Baseline:
    """Another disclosure in the tables of ``forms``."""
    told = f"{other.year}年{other.get_kind_display()}"
    return Baseline(
        f"{told}（第{other.version}版，{other.get_state_display()}）",
        _in_forms(forms, book_at(other, other.version), measure),
        partial=True,
        source=other,
    )


def _other(disclosure: Disclosure, year: int, kind: str) -> Disclosure | None:
    """The organisation's disclosure of that year and kind: the furthest, facts before filed."""
    order = [When(state=state, then=Value(n)) for n, state in enumerate(_FURTHEST)]
    found = Disclosure.objects.filter(
        organisation=disclosure.organisation_id, year=year, kind=kind, version__gt=0
    ).select_related("organisation", "season")
    far = Case(*order, default=Value(len(order)), output_field=IntegerField())
    return found.order_by(far, "origin").first()


def _in_forms(forms: FormSet, book: Book, measure: str) -> Tables:
    """Another disclosure's figures in the tables of this one's form set."""
    if book.form_set.id == forms.id:
        return book.tables
    return _derived(forms, book.facts, measure)


def _derived(forms: FormSet, facts: Facts, measure: str) -> Tables:
    return derive(forms, facts, codes_of(facts), economic(), measure=measure)


def _planned_measure(facts: Facts) -> Measure | None:
    stated = {f.measure for f in facts.facts if isinstance(f, Expenditure | Income)}
    return next((m for m in (Measure.INITIAL, Measure.FULL_YEAR) if m in stated), None)
