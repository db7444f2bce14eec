"""The bar of a disclosure, which stands on every page of it whoever wrote the page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template

from disclosures.models import Disclosure
from disclosures.releases import due_of
from disclosures.views.bar import bar_of
from disclosures.views.forms import FormLink
from disclosures.views.lines import Due, due_until

register = template.Library()


@register.simple_tag(takes_context=True)
def bar(context: dict[str, Any], disclosure: Disclosure) -> dict[str, Any]:
    """What the bar shows the person who asks for the page."""
    return bar_of(context["request"], disclosure)


@register.simple_tag
def form_url(link: FormLink, disclosure: int) -> str:
    """The page of a form's entry in a disclosure."""
    return link.url(disclosure)


@register.filter
def moment(text: str) -> datetime | None:
    """The moment that a frozen text tells (ISO 8601); None where it tells none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


@register.filter
def due_date(row: Any) -> date | None:
    """Until when a disclosure of ``releases.told`` must be public; None where nothing waits."""
    return due_of(row)


@register.filter
def public_by(on: date | None) -> Due | None:
    """The same with the days that are left, and in words."""
    return due_until(on)
