"""The checked tables of a disclosure, kept between requests while nothing was entered anew."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.shortcuts import get_object_or_404

from disclosures.assemble import book_of
from disclosures.models import Disclosure
from disclosures.pipeline import Book


def disclosure_and_book(pk: int) -> tuple[Disclosure, Book]:
    """The disclosure and its tables; 404 where there is none."""
    disclosure = get_object_or_404(Disclosure.objects.select_related("organisation"), pk=pk)
    return disclosure, _book(pk, disclosure.version, disclosure.changed_at)


@lru_cache(maxsize=32)
def _book(pk: int, version: int, changed_at: datetime) -> Book:
    book = book_of(Disclosure.objects.select_related("organisation").get(pk=pk))
    _ = book.findings
    return book
