"""What the tests of the portal need."""

from __future__ import annotations

import pytest
from django.test import Client

from disclosures.models import Disclosure, Organisation
from tests.factories import observer, small_disclosure
from tests.portal.people import Crew, browser_of, crew_of
from tests.portal.tree import plant


@pytest.fixture
def reader(db: None) -> Client:
    """The browser of somebody who is signed in and looks on."""
    return browser_of(observer())


@pytest.fixture
def disclosure(db: None) -> Disclosure:
    """A small final account without findings, in draft."""
    return small_disclosure()


@pytest.fixture
def crew(disclosure: Disclosure) -> Crew:
    """Its people, one for each role."""
    return crew_of(disclosure)


@pytest.fixture
def tree(db: None) -> dict[str, Organisation]:
    """Two regions with departments and units, by name."""
    return plant()
