"""What every test needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

from disclosures.models import JournalEntry, Publication, Release, Signature, Snapshot
from disclosures.models.append_only import allow_changes, refuse_changes
from public.held import HELD

#: What a test asks for that touches the database, by itself or through a process that it starts.
TOUCHING = {"db", "transactional_db", "django_db_reset_sequences", "live_server", "server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--touching-database``: what CI runs on the second database."""
    parser.addoption(
        "--touching-database",
        action="store_true",
        help="leave out the tests that touch no database: they were run with the first one",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what touches no database, where that is asked for."""
    if not config.getoption("--touching-database"):
        return
    left_out = [item for item in items if not _touches(item)]
    items[:] = [item for item in items if _touches(item)]
    config.hook.pytest_deselected(items=left_out)


def _touches(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("journey")
    return bool(marked or fixtures & TOUCHING or "house" in item.path.parts)


@pytest.fixture(scope="session", autouse=True)
def _guarded_tables_are_emptied_between_tests() -> Iterator[None]:
    """After a test with transactions of its own all tables are emptied, the guarded ones too."""
    flush = BaseDatabaseOperations.execute_sql_flush
    guarded = (JournalEntry, Signature, Snapshot, Publication, Release)
    tables = [model._meta.db_table for model in guarded]

    def without_triggers(self: BaseDatabaseOperations, sql_list: Any) -> None:
        for table in tables:
            allow_changes(connection, table)
        flush(self, sql_list)
        for table in tables:
            refuse_changes(connection, table)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", without_triggers)
        yield


@pytest.fixture(autouse=True)
def _no_page_is_held_from_another_test() -> None:
    """Each test's database is rolled back, which no number of a scope tells."""
    HELD.clear()
