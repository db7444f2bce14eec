"""The chapters of this portal, from ``settings.CHAPTERS``, and their sheets in the database."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from disclosures.core.chapters import Chapter, Sheets
from disclosures.core.rules.catalogue import Entry
from disclosures.models import Disclosure, Sheet


@cache
def chapters() -> dict[str, Chapter]:
    """All chapters by name, in the order of the setting."""
    found: Iterable[Chapter] = (import_string(path) for path in settings.CHAPTERS)
    return {chapter.name: chapter for chapter in found}


def rules_of_chapters() -> tuple[Entry, ...]:
    """The rules of all chapters, as the catalogue shows them."""
    return tuple(rule for chapter in chapters().values() for rule in chapter.rules)


def sheets_of(disclosure: Disclosure) -> dict[str, dict[str, dict[str, str]]]:
    """All that stands in its sheets: chapter → key → path → text."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for sheet in Sheet.objects.filter(disclosure=disclosure):
        found.setdefault(sheet.chapter, {})[sheet.key] = sheet.fields
    return found


def with_chapters(
    sheets: dict[str, dict[str, dict[str, str]]],
) -> tuple[tuple[Chapter, Sheets], ...]:
    """The chapters that have sheets, each with these."""
    return tuple((c, sheets[name]) for name, c in chapters().items() if sheets.get(name))
