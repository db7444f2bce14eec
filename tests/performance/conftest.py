"""What the tests of performance need."""

from tests.portal.conftest import crew, disclosure, reader

__all__ = ["crew", "disclosure", "reader"]
