"""When something happened, where nobody says otherwise."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone


def moment() -> datetime:
    """Now.  A made-up past gives its own times instead: see ``portal.county``."""
    return timezone.now()
