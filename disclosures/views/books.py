"""The checked tables of a disclosure, kept between requests while nothing was entered anew."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.http import HttpRequest

from disclosures.assemble import book_of
from disclosures.models import Disclosure
from disclosures.pipeline import Book
from disclosures.views.answers import visible


def disclosure_and_book(request: HttpRequest, pk: int) -> tuple[Disclosure, Book]:
    """The disclosure and its tables; 404 where the person may not see it."""
    disclosure = visible(request, pk)
    return disclosure, book_of_version(disclosure)


def book_of_version(disclosure: Disclosure) -> Book:
    """The checked tables of what is entered now."""
    season = disclosure.season
    outline = season.outline_version if season else 0
    return _book(disclosure.pk, disclosure.version, disclosure.changed_at, outline)


@lru_cache(maxsize=32)
def _book(pk: int, version: int, changed_at: datetime, outline: int) -> Book:
    book = book_of(Disclosure.objects.select_related("organisation", "season").get(pk=pk))
    _ = book.findings
    return book
