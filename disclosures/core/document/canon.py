"""Canonical JSON of a Document: the same Document, the same bytes; and back, whole.

Keys are sorted, nothing is spaced, characters stand as themselves.  A field that has its default
value is left out, so that a field added later does not change what older documents say.
Amounts are whole numbers of any size; there is no floating point.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from hashlib import sha256
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from disclosures.core.document.values import SCHEMA, Document, DocumentError
from disclosures.core.tables import Address


def to_json(document: Document) -> str:
    """The canonical JSON text."""
    return json.dumps(
        {"schema": document.schema, **_object(document)},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )


def check_code(text: str) -> str:
    """The SHA-256 of a canonical JSON text, 64 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def from_json(text: str) -> Document:
    """The Document of a JSON text.  Raises DocumentError."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise DocumentError(f"不是 JSON：{error}") from None
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise DocumentError(f"文件版本不认识，应为 {SCHEMA}")
    try:
        document: Document = _value(Document, data)
    except (KeyError, TypeError, ValueError) as error:
        raise DocumentError(f"文件内容不完整：{error}") from None
    return document


_AS_THEY_ARE = frozenset({str, int, bool})
#: Values that stand for themselves; rows of nothing else are taken as a whole, being many.
_PLAIN = frozenset({int, str})
_ROWS: dict[Any, frozenset[type]] = {
    int: frozenset({int}),
    str: frozenset({str}),
    int | str: _PLAIN,
}


# -- out --------------------------------------------------------------------------------------


def _plain(value: Any) -> Any:
    if value is None or type(value) in _AS_THEY_ARE:
        return value
    if type(value) is tuple and _PLAIN.issuperset(map(type, value)):
        return value
    if isinstance(value, Address):
        return list(value)
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if isinstance(value, StrEnum):
        return value.value
    return _object(value) if is_dataclass(value) else value


def _object(value: Any) -> dict[str, Any]:
    kind: Any = type(value)
    said, parts = _parts(kind)
    found = dict(said)
    for name, default in parts:
        part = getattr(value, name)
        if default is MISSING or part != default:
            found[name] = _plain(part)
    return found


@cache
def _parts(type_: Any) -> tuple[Mapping[str, str], tuple[tuple[str, Any], ...]]:
    """What is always said of a type, and its fields with what each has by default."""
    said = {"kind": vars(type_)["kind"]} if "kind" in vars(type_) and _tagged(type_) else {}
    return said, tuple((f.name, f.default) for f in fields(type_))


# -- back -------------------------------------------------------------------------------------


def _value(type_: Any, data: Any) -> Any:
    if type_ is Address:
        return Address(*map(str, data))
    origin, args = get_origin(type_), get_args(type_)
    if origin is tuple:
        if args[-1] is Ellipsis:
            return _many(args[0], _as(list, data))
        return tuple(_value(t, d) for t, d in zip(args, _as(list, data), strict=True))
    if origin in (Union, UnionType):
        return None if data is None else _value(_choice(args, data), data)
    if is_dataclass(type_):
        return _read(type_, _as(dict, data))
    return type_(data) if issubclass(type_, StrEnum) else _as(type_, data)


def _many(type_: Any, data: list[Any]) -> tuple[Any, ...]:
    plain = _ROWS.get(type_)
    if plain is None:
        return tuple(_value(type_, d) for d in data)
    if not plain.issuperset(map(type, data)):
        raise TypeError(f"应为 {' 或 '.join(sorted(t.__name__ for t in plain))}，现为 {data!r:.40}")
    return tuple(data)


def _as(type_: type, data: Any) -> Any:
    if type(data) is not type_:
        raise TypeError(f"应为 {type_.__name__}，现为 {data!r:.40}")
    return data


def _read(type_: Any, data: Mapping[str, Any]) -> Any:
    hints = _hints(type_)
    unknown = set(data) - set(hints) - {"kind"}
    if unknown:
        raise ValueError(f"多出的项目 {sorted(unknown)}")
    return type_(**{k: _value(hints[k], v) for k, v in data.items() if k in hints})


@cache
def _hints(type_: Any) -> dict[str, Any]:
    names = {f.name for f in fields(type_)}
    return {k: v for k, v in get_type_hints(type_).items() if k in names}


def _choice(args: tuple[Any, ...], data: Any) -> Any:
    """Which of several types the data are of: by ``kind``, or by the fields that stand there."""
    options = [a for a in args if a is not type(None)]
    if len(options) == 1:
        return options[0]
    if "kind" in data:
        return next(o for o in options if getattr(o, "kind", None) == data["kind"])
    return next(o for o in options if set(data) <= set(_hints(o)))


def _tagged(type_: type) -> bool:
    return "kind" not in {f.name for f in fields(type_)}
