"""What the templates of the public site need: amounts as people read them, links by language."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from disclosures.core.money import Unit, show
from public.languages import address, said, spoken_english

register = template.Library()

YI = 10_000 * 10_000 * 100
WAN = 10_000 * 100


@register.simple_tag
def at(name: str, *args: Any) -> str:
    """The address of a page in the language of this one."""
    return address(name, *args)


@register.filter
def wan(fen: int | str | None) -> str:
    """分 as 万元 to the hundredth, without the unit; a dash where nothing is known."""
    return show(fen, Unit.WAN, zero="0.00") if isinstance(fen, int) else "—"


@register.filter
def yuan(fen: int | str | None) -> str:
    """分 as 元 to the 分."""
    return show(fen, Unit.YUAN) if isinstance(fen, int) else "—"


@register.filter
def people(fen: int | str | None) -> SafeString | str:
    """An amount as people say it, 亿元 or 万元, with the exact one in 元 for who asks."""
    if not isinstance(fen, int):
        return "—"
    if spoken_english():
        exact = f"{show(fen, Unit.YUAN)} yuan"
        return format_html(
            '<data value="{}" title="{}">{}</data>', fen / 100, exact, in_millions(fen)
        )
    if abs(fen) >= YI:
        told, unit = number_format(round(fen / YI, 2), 2, force_grouping=True), "亿元"
    else:
        told, unit = show(fen, Unit.WAN, zero="0.00"), "万元"
    exact = f"{show(fen, Unit.YUAN)} 元"
    return format_html('<data value="{}" title="{}">{}</data> {}', fen / 100, exact, told, unit)


def in_millions(fen: int) -> str:
    """分 as English readers say an amount: ¥1.29 billion, ¥128.60 million, ¥45,300."""
    sign, yuan_ = "−" if fen < 0 else "", abs(fen) / 100
    for size, name in ((1e9, "billion"), (1e6, "million")):
        if yuan_ >= size:
            return f"{sign}¥{yuan_ / size:,.2f} {name}"
    return f"{sign}¥{yuan_:,.0f}" if yuan_ >= 100 else f"{sign}¥{yuan_:.2f}"


@register.filter
def much(fen: int | None) -> str:
    """An amount within a sentence: 万元 to the hundredth with the unit, in English as above."""
    if fen is None:
        return "—"
    return in_millions(fen) if spoken_english() else f"{show(fen, Unit.WAN)} 万元"


@register.filter(name="said")
def said_filter(text: object) -> str:
    """A word or sentence of the interface in the language of the page."""
    return said(text)


@register.filter
def percent(share: float | None) -> str:
    """A share of 1 as a percentage to the tenth; what is smaller than that to the hundredth."""
    if share is None:
        return "—"
    return f"{100 * share:.2f}%" if 0 < abs(share) < 0.001 else f"{100 * share:.1f}%"
