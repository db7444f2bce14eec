"""Canonical JSON of a Document: the same Document, the same bytes; and back, whole.

Keys are sorted, nothing is spaced, characters stand as themselves.  A field that has its default
value is left out, so that a field added later does not change what older documents say.
Amounts are whole numbers of any size; there is no floating point.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
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
        document: Document = _reader(Document)(data)
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

#: Makes a value of what JSON holds.
_Reader = Callable[[Any], Any]


@cache
def _reader(type_: Any) -> _Reader:
    """What reads a type: worked out once, since a document holds thousands of the same."""
    if type_ is Address:
        return lambda data: Address(*map(str, data))
    origin, args = get_origin(type_), get_args(type_)
    if origin is tuple:
        return _many(args[0]) if args[-1] is Ellipsis else _each(args)
    if origin in (Union, UnionType):
        return _one_of(tuple(a for a in args if a is not type(None)))
    if is_dataclass(type_):
        return _dataclass(type_)
    return type_ if issubclass(type_, StrEnum) else lambda data: _as(type_, data)


def _many(type_: Any) -> _Reader:
    plain = _ROWS.get(type_)
    if plain is None:
        read = _reader(type_)
        return lambda data: tuple(map(read, _as(list, data)))
    wanted = " 或 ".join(sorted(t.__name__ for t in plain))

    def row(data: Any) -> tuple[Any, ...]:
        if not plain.issuperset(map(type, _as(list, data))):
            raise TypeError(f"应为 {wanted}，现为 {data!r:.40}")
        return tuple(data)

    return row


def _each(types: tuple[Any, ...]) -> _Reader:
    readers = tuple(map(_reader, types))
    return lambda data: tuple(read(d) for read, d in zip(readers, _as(list, data), strict=True))


def _one_of(options: tuple[Any, ...]) -> _Reader:
    """Which of several types the data are of: by ``kind``, or by the fields that stand there."""

    def read(data: Any) -> Any:
        if data is None:
            return None
        if len(options) == 1:
            return _reader(options[0])(data)
        if "kind" in data:
            kind = data["kind"]
            return _reader(next(o for o in options if getattr(o, "kind", None) == kind))(data)
        return _reader(next(o for o in options if set(data) <= set(_hints(o))))(data)

    return read


def _dataclass(type_: Any) -> _Reader:
    readers: dict[str, _Reader] = {}

    def read(data: Any) -> Any:
        if not readers:  # at the first value: types may hold themselves
            readers.update({name: _reader(hint) for name, hint in _hints(type_).items()})
        if not _as(dict, data).keys() <= readers.keys():
            return _with_kind(type_, data, readers)
        return type_(**{name: readers[name](value) for name, value in data.items()})

    return read


def _with_kind(type_: Any, data: Mapping[str, Any], readers: Mapping[str, _Reader]) -> Any:
    unknown = data.keys() - readers.keys() - {"kind"}
    if unknown:
        raise ValueError(f"多出的项目 {sorted(unknown)}")
    return type_(**{k: readers[k](v) for k, v in data.items() if k in readers})


def _as(type_: type, data: Any) -> Any:
    if type(data) is not type_:
        raise TypeError(f"应为 {type_.__name__}，现为 {data!r:.40}")
    return data


@cache
def _hints(type_: Any) -> dict[str, Any]:
    names = {f.name for f in fields(type_)}
    return {k: v for k, v in get_type_hints(type_).items() if k in names}


def _tagged(type_: type) -> bool:
    return "kind" not in {f.name for f in fields(type_)}
