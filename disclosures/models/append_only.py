"""Triggers that refuse the update and deletion of rows, whoever asks the database.

Only migrations use them.  SQLite drops a table's triggers when a later migration remakes the
table: such a migration ends with ``refuse_changes`` again.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

_MESSAGE = "{table} is append-only"
# INSERT OR REPLACE deletes without firing the trigger of deletion.
_SQLITE = (
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN {refuse} END",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {refuse} END",
    "CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
    "WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) BEGIN {refuse} END",
)
_POSTGRESQL = (
    "CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
    # Also where session_replication_role would pass other triggers over.
    "ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_change",
    "ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate",
)
_DROP = {
    "sqlite": (
        "DROP TRIGGER {table}_no_update",
        "DROP TRIGGER {table}_no_delete",
        "DROP TRIGGER {table}_no_replace",
    ),
    "postgresql": ("DROP FUNCTION {table}_refuse() CASCADE",),
}


def refuse_changes(connection: BaseDatabaseWrapper, table: str) -> None:
    """Let ``table`` be inserted into and read, and nothing else."""
    statements = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[connection.vendor]
    _run(connection, statements, table)


def allow_changes(connection: BaseDatabaseWrapper, table: str) -> None:
    """Undo ``refuse_changes``."""
    _run(connection, _DROP[connection.vendor], table)


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...], table: str) -> None:
    message = _MESSAGE.format(table=table)
    words = {"table": table, "message": message, "refuse": f"SELECT RAISE(ABORT, '{message}');"}
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(**words))
