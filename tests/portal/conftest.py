"""What the tests of the portal need."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import observer


@pytest.fixture
def reader(db: None) -> Client:
    """The browser of somebody who is signed in and looks on."""
    found = Client()
    found.force_login(observer())
    return found
