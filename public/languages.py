"""Chinese first; the same pages in English below ``/en/``."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import gettext

from public.core.said import Said

ENGLISH, CHINESE = "en", "zh-hans"
#: Before the name and the address of the English page.
PREFIX = "en-"
NUMBER = re.compile(r"\d+")


def in_english(patterns: list[URLPattern]) -> list[URLPattern]:
    """The same pages below ``en/``, with names of their own."""
    return [
        path(
            f"en/{one.pattern}",
            _speaking(one.callback),
            one.default_args,
            name=f"{PREFIX}{one.name}",
        )
        for one in patterns
    ]


def address(name: str, *args: Any) -> str:
    """The address of a page in the language that is spoken; content has one for both."""
    return _address(name, args, spoken_english())


@lru_cache(maxsize=4096)
def _address(name: str, args: tuple[Any, ...], english: bool) -> str:
    if english:
        try:
            return reverse(f"{PREFIX}{name}", args=args)
        except NoReverseMatch:
            pass
    return reverse(name, args=args)


def spoken_english() -> bool:
    """Whether this page is an English one."""
    return translation.get_language() == ENGLISH


def said(text: object) -> str:
    """A text of the interface in the language that is spoken; as it is where it has no other.

    Numbers in a text that was kept whole stand as ``{}`` in what is translated.
    """
    if not text or not spoken_english():
        return str(text)
    if isinstance(text, Said):
        return _said_again(text)
    plain = str(text)
    told = gettext(plain)
    if told != plain:
        return told
    pattern = NUMBER.sub("{}", plain)
    told = gettext(pattern)
    return told.format(*NUMBER.findall(plain)) if told != pattern else plain


def _said_again(text: Said) -> str:
    if text.items:
        return gettext(text.pattern).join(map(said, text.items))
    parts = {k: said(v) if isinstance(v, str) else v for k, v in text.parts.items()}
    return gettext(text.pattern).format(**parts)


def other(path_: str) -> str:
    """The address of the same page in the other language."""
    return path_.removeprefix("/en") if path_.startswith("/en/") else f"/en{path_}"


def _speaking(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def speaking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(ENGLISH):
            return view(request, *args, **kwargs)

    return speaking
