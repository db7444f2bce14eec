"""What every test needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

from disclosures.models import JournalEntry, Publication, Release, Signature, Snapshot
from disclosures.models.append_only import allow_changes, refuse_changes


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
