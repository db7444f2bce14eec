"""Do all links of a static copy lead somewhere?  Files, anchors, what lists of addresses say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from public.export.settle import needs_server, place

LINK = re.compile(r'\s(?:href|src|action)="([^"]*)"')
ID = re.compile(r'\sid="([^"]*)"')
LINKED_DATA = re.compile(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', re.DOTALL)
ELSEWHERE = frozenset({"mailto", "tel", "data", "urn"})
#: Files other than pages that list addresses of the site.
LISTS = frozenset({".xml", ".atom", ".jsonld", ".rdf", ".ttl"})
SEARCH = ("/search/", "/en/search/")


class Check:
    """The links of a static copy; ``portal`` begins the addresses that are the site's own."""

    def __init__(self, folder: Path, portal: str) -> None:
        self.folder, self.portal = folder, portal
        self.files = self.links = 0
        self._ids = lru_cache(maxsize=256)(self._read_ids)
        self._own = re.compile(re.escape(portal) + r"/[^\s\"'<>,;]*")

    def troubles(self) -> Iterator[str]:
        """“file: link: what is wrong”, for every link that leads nowhere."""
        for path in sorted(self.folder.rglob("*")):
            if path.suffix == ".html":
                found = self._of_page(path.read_text())
            elif path.suffix in LISTS:
                found = iter(self._own.findall(path.read_text()))
            else:
                continue
            self.files += 1
            yield from self._wrong(path.relative_to(self.folder).as_posix(), found)

    def _of_page(self, text: str) -> Iterator[str]:
        for href in LINK.findall(text):
            yield unescape(href)
        for data in LINKED_DATA.findall(text):
            yield from self._named(json.loads(data))

    def _named(self, value: Any) -> Iterator[str]:
        """The addresses of the site that linked data names."""
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list):
            for one in value:
                yield from self._named(one)
        elif isinstance(value, str) and value.startswith(f"{self.portal}/"):
            yield value

    def _wrong(self, file: str, links: Iterator[str]) -> Iterator[str]:
        at = "/" + file.removesuffix("index.html")
        for link in links:
            self.links += 1
            wrong = self._fault(urljoin(at, link))
            if wrong:
                yield f"{file}: {link}: {wrong}"

    def _fault(self, address: str) -> str:
        """What is wrong with an address; empty if nothing is, or it is not ours to tell."""
        live = address.startswith(f"{self.portal}/") or address == self.portal
        parts = urlsplit(address.removeprefix(self.portal) if live else address)
        if parts.scheme in ELSEWHERE or parts.netloc:
            return ""
        if live and (needs_server(parts.path) or parts.query):
            return ""
        if live:  # what linked data names may be a part of what a page tells, and no anchor
            parts = parts._replace(fragment="")
        if parts.query and parts.path not in SEARCH:
            return "没有服务器能答这个查询"
        return self._missing(parts)

    def _missing(self, parts: SplitResult) -> str:
        file = unquote(place(parts.path))
        if not (self.folder / file).is_file():
            return "没有这个文件"
        if parts.fragment and unquote(parts.fragment) not in self._ids(file):
            return "没有这个锚点"
        return ""

    def _read_ids(self, file: str) -> frozenset[str]:
        return frozenset(map(unescape, ID.findall((self.folder / file).read_text())))
