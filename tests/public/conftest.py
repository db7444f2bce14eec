"""What the tests of the public site need."""

from __future__ import annotations

import pytest

from disclosures.models import Disclosure
from tests.portal.course import published, warned
from tests.portal.people import Crew, crew_of


@pytest.fixture
def disclosure(db: None) -> Disclosure:
    """A final account with all that must be written, in draft."""
    return warned()


@pytest.fixture
def crew(disclosure: Disclosure) -> Crew:
    """Its people, one for each role."""
    return crew_of(disclosure)


@pytest.fixture
def here(disclosure: Disclosure, crew: Crew) -> Disclosure:
    """The same, published."""
    return published(disclosure, crew)
