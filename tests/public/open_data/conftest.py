"""What the tests of open data need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.public.open_data.shelf import Shelf, stocked


@pytest.fixture(scope="package")
def shelf(django_db_setup: None, django_db_blocker: Any) -> Iterator[Shelf]:
    """A public site, made once for all of them: what a test changes is undone after it."""
    with django_db_blocker.unblock(), stocked() as found:
        yield found
