"""Books that were worked out lately: the same content is derived, written and judged once.

Every step asks for the same again: an entry is judged, its page shown, it is signed, submitted,
approved.  What a book says depends on its content alone, so that it is found by that, and never
by whose it is or which version: nothing has to be thrown away when something changes.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from threading import Lock
from typing import Any

from disclosures.pipeline import Book

#: At most so many books stay, and so many facts and forms in all of them.
BOOKS, LINES = 48, 8_000
#: A form weighs as much as so many facts.
FORM = 40

_shelf: OrderedDict[Any, Book] = OrderedDict()
_lock = Lock()


def shelved(book: Book) -> Book:
    """The same book, worked out as far as it was before; printed tables are not kept."""
    if book.stated is None:
        return book
    key = _content(book)
    with _lock:
        known = _shelf.pop(key, book)
        _shelf[key] = known
        while len(_shelf) > 1 and (
            len(_shelf) > BOOKS or sum(map(_weight, _shelf.values())) > LINES
        ):
            _shelf.popitem(last=False)
        return known


def _content(book: Book) -> Any:
    """All that a book is made of."""
    sheets = [(chapter.name, sheets) for chapter, sheets in book.chapters]
    told = json.dumps([book.changes, sheets], sort_keys=True, default=repr, ensure_ascii=False)
    return book.stated, repr(book.written), told


def _weight(book: Book) -> int:
    facts = len(book.stated.facts) if book.stated else 0
    return facts + FORM * sum(len(sheets) for _, sheets in book.chapters)
