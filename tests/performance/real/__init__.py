"""The real forms, entered: ``sheets_of("luzhou-2020-final")``.  See README.md."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from performance.core.sheet import Sheet, rows_as_fields
from performance.data import form

HERE = Path(__file__).parent
LUZHOU, BAZHONG, HUAIHUA = "luzhou-2020-final", "bazhong-2022-budget", "huaihua-2023-final"
WORDS = {
    LUZHOU: {"year": "2020", "last_year": "2019"},
    BAZHONG: {"year": "2022", "last_year": "2021", "city": "巴中市", "level": "市级"},
    HUAIHUA: {"year": "2023", "last_year": "2022"},
}


@cache
def entered(document: str) -> tuple[Mapping[str, Any], ...]:
    """What a document's file says of each sheet, in the order of the document."""
    return tuple(yaml.safe_load((HERE / f"{document}.yaml").read_text("utf-8")))


@cache
def sheets_of(document: str) -> tuple[Sheet, ...]:
    """The document's sheets, in its order."""
    return tuple(_sheet(said, document) for said in entered(document))


def _sheet(said: Mapping[str, Any], document: str) -> Sheet:
    own = form(said["form"])
    fields = {"form": own.id, **said["fields"]}
    for name in own.listed:
        fields |= rows_as_fields(name, said.get(name, []))

    return Sheet(said["key"], own, fields, WORDS[document])
