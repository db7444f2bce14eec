"""The pages of the bureau's office: where they are, and what they say."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse

from disclosures.models import Organisation


def address(tree: dict[str, Organisation], name: str, *more: object) -> str:
    """A page of 甲市's office."""
    return reverse(f"office-{name}", args=[tree["甲市"].pk, *more])


def text(page: Any) -> str:
    """What the page says, without its marks."""
    return re.sub(r"<[^>]+>", "", page.content.decode())


def hidden(page: Any, name: str) -> str:
    """The value of a hidden field of the page's forms."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found, name
    return found[1]
