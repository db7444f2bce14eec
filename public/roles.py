"""Which tables a database role must be able to read to serve the public site, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.apps import apps
from django.db import connection

from public.models import READS


def readable() -> list[str]:
    """The tables of the public site, and those of publications."""
    own = [model._meta.db_table for model in apps.get_app_config("public").get_models()]
    return sorted({*own, *(model._meta.db_table for model in READS)})


def grants(role: str) -> Iterator[str]:
    """SQL for PostgreSQL.  ValueError for a name that is not plain."""
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", role):
        raise ValueError("角色名只能含小写字母、数字和下划线，并以字母或下划线开头")
    tables = ", ".join(connection.ops.quote_name(name) for name in readable())
    yield f"CREATE ROLE {role} LOGIN"
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"GRANT SELECT ON {tables} TO {role}"
