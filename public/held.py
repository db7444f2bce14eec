"""Finished pages that this process served lately: it need only ask whether they still stand.

Most of what a kept page costs is to fetch it.  A page in memory is compared with the number of its
scope at every request, so that it is as true as one from the database.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Page:
    """A finished page: true as long as ``number`` is that of its ``scope``; ``body`` is gzip."""

    scope: str
    number: int
    etag: str
    headers: dict[str, str]
    body: bytes


class Held:
    """Pages by address; beyond ``most`` bytes those go that nobody asked for the longest time."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, address: str) -> Page | None:
        """The page of an address, which may be out of date."""
        with self._lock:
            page = self._pages.get(address)
            if page is not None:
                self._pages.move_to_end(address)
            return page

    def put(self, address: str, page: Page) -> None:
        """Hold it instead of what was held for that address; not one that is too large."""
        with self._lock:
            self._drop(address)
            if len(page.body) > self.most // 8:
                return
            self._pages[address] = page
            self._size += len(page.body)
            while self._size > self.most:
                self._drop(next(iter(self._pages)))

    def clear(self) -> None:
        """Hold nothing."""
        with self._lock:
            self._pages.clear()
            self._size = 0

    def _drop(self, address: str) -> None:
        gone = self._pages.pop(address, None)
        if gone is not None:
            self._size -= len(gone.body)


HELD = Held(settings.HELD_MB * 2**20)
