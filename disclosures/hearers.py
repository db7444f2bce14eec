"""Who is told when something of a disclosure was made public, withdrawn, or got its files.

An explicit list, ``settings.HEARERS``: functions of a disclosure's key, called in the transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string


def tell(disclosure_id: int) -> None:
    """Tell all of them."""
    for hear in _hearers():
        hear(disclosure_id)


@cache
def _hearers() -> tuple[Callable[[int], None], ...]:
    return tuple(import_string(path) for path in settings.HEARERS)
