"""Many rows into one table at once: COPY on PostgreSQL, one prepared INSERT elsewhere.

Rows come from a reader that has validated them; the database's own constraints still hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models


def insert(model: type[models.Model], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert ``rows`` (field attname → value), all with the same fields, in the transaction."""
    if not rows:
        return
    fields = {f.attname: f.column or f.attname for f in model._meta.concrete_fields}
    names = tuple(rows[0])
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = ", ".join(quote(fields[name]) for name in names)
    values: Iterable[Any] = (tuple(row[name] for name in names) for row in rows)
    if connection.vendor == "postgresql":
        _copy(f"COPY {table} ({columns}) FROM STDIN", values)
    else:
        marks = ", ".join(["%s"] * len(names))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(values))


def _copy(statement: str, values: Iterable[tuple[object, ...]]) -> None:
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(statement) as copy,
    ):
        for row in values:
            copy.write_row(row)
