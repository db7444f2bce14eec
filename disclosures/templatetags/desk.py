"""The bar of a disclosure, which stands on every page of it whoever wrote the page."""

from __future__ import annotations

from typing import Any

from django import template

from disclosures.models import Disclosure
from disclosures.views.bar import bar_of

register = template.Library()


@register.simple_tag(takes_context=True)
def bar(context: dict[str, Any], disclosure: Disclosure) -> dict[str, Any]:
    """What the bar shows the person who asks for the page."""
    return bar_of(context["request"], disclosure)
