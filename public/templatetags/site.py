"""What the templates of the public site need: amounts as people read them, links by language."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from disclosures.core.money import Unit, show
from public.languages import address

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
    if abs(fen) >= YI:
        said, unit = number_format(round(fen / YI, 2), 2, force_grouping=True), _("亿元")
    else:
        said, unit = show(fen, Unit.WAN, zero="0.00"), _("万元")
    exact = f"{show(fen, Unit.YUAN)} {_('元')}"
    return format_html('<data value="{}" title="{}">{}</data> {}', fen / 100, exact, said, unit)


@register.filter
def percent(share: float | None) -> str:
    """A share of 1 as a percentage to the tenth; what is smaller than that to the hundredth."""
    if share is None:
        return "—"
    return f"{100 * share:.2f}%" if 0 < abs(share) < 0.001 else f"{100 * share:.1f}%"
