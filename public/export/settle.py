"""A live page → the page of a static copy: the same but for what only a server can answer.

Links to the desk go, what else needs a server leads to the portal, queries that the site links to
become addresses, and a form that no file can answer gives way to a sentence with a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from public.addresses import is_public
from public.languages import CHINESE, ENGLISH, PREFIX
from public.routes import KEPT_QUERY, at_server

LINK = re.compile(r'(\s(?:href|src|action)=")([^"]*)(")')
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
ACTION = re.compile(r'\saction="([^"]*)"')
ANCHOR_OF_DESK = re.compile(r'\s*<a\b[^>]*\shref="/(?:desk|account)/[^"]*"[^>]*>.*?</a>', re.DOTALL)
PLAIN = re.compile(r"/(?:[\w.-]+/)*[\w.-]*")
HEAD_ENDS, MAIN_ENDS = "</head>", "</main>"


def place(address: str, query: str = "") -> str:
    """The path of the file that answers an address.

    ``/public/`` → ``public/index.html``; with ``page=2`` → ``public/page-2/index.html``.
    """
    path = moved(address, query).lstrip("/")
    return f"{path}index.html" if not path or path.endswith("/") else path


def moved(address: str, query: str) -> str:
    """The address that a static copy gives to an address with a query of ``KEPT_QUERY``."""
    if query in ("", "page=1"):
        return address
    return f"{address}{query.replace('=', '-')}/"


def settled(text: str, address: str, query: str, portal: str) -> str:
    """The page; ``portal`` is where the live site is, e.g. https://portal.example.cn."""
    text = ANCHOR_OF_DESK.sub("", text)
    text = FORM.sub(_form_of(address, portal), text)
    at = moved(address, query)

    def link(found: re.Match[str]) -> str:
        before, href, after = found.groups()
        return f"{before}{escape(led(unescape(href), address, at, portal))}{after}"

    text = LINK.sub(link, text)
    return _with_search(text, address) if _name(address) == "search" else text


def led(href: str, address: str, at: str, portal: str) -> str:
    """Where a link of the live page ``address`` leads in its static copy, which stands ``at``."""
    if PLAIN.fullmatch(href) and not needs_server(href):  # most are, on every page the same
        return href
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or href.startswith("#") or not href:
        return href
    there = urlsplit(urljoin(address, href))
    fragment = f"#{there.fragment}" if there.fragment else ""
    if needs_server(there.path):
        return f"{portal}{urljoin(address, href)}"
    if not there.query:
        return href if at == address or href.startswith("/") else f"{there.path}{fragment}"
    if re.fullmatch(KEPT_QUERY, there.query):
        return f"{moved(there.path, there.query)}{fragment}"
    if _name(there.path) == "search":
        return urljoin(address, href)
    return f"{portal}{urljoin(address, href)}"


@lru_cache(maxsize=4096)
def needs_server(path: str) -> bool:
    """Whether no static copy has this address."""
    if path.startswith("/static/"):
        return False
    return not is_public(path) or at_server(_name(path))


@lru_cache(maxsize=4096)
def _name(path: str) -> str:
    """The name of the route of an address in any language; empty if there is none."""
    try:
        return (resolve(path).url_name or "").removeprefix(PREFIX)
    except Resolver404:
        return ""


# -- what only a server can answer ------------------------------------------------------------


def _form_of(address: str, portal: str) -> Callable[[re.Match[str]], str]:
    def form(found: re.Match[str]) -> str:
        """The search form as it is: a script answers it.  A sieve of the list asks the search."""
        whole = found[0]
        action = ACTION.search(whole[: whole.index(">")])
        there = urljoin(address, unescape(action[1])) if action else address
        name = _name(urlsplit(there).path)
        if name == "search":
            return whole
        if name == "public":
            own = reverse("en-search" if address.startswith("/en/") else "search")
            return whole.replace("<form", f'<form action="{own}"', 1)
        return _fragment("form", address, {"there": f"{portal}{there}"})

    return form


def _with_search(text: str, address: str) -> str:
    """The page of the search, with the script that answers it and what there is without it."""
    text = text.replace(HEAD_ENDS, f"{_fragment('script', address)}{HEAD_ENDS}", 1)
    return text.replace(MAIN_ENDS, f"{_fragment('search', address)}{MAIN_ENDS}", 1)


def _fragment(name: str, address: str, context: dict[str, object] | None = None) -> str:
    with translation.override(ENGLISH if address.startswith("/en/") else CHINESE):
        return render_to_string(f"public/still/{name}.html", context)
