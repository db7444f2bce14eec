"""What the form of a sheet sends: the entries as they were shown, and as they are to be."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict

from performance.core.edits import next_number, numbers_of, order_text
from performance.core.library import Indicator, row_of
from performance.core.proposals import proposals_of
from performance.core.sheet import FORM, ORDER, PROJECT, Sheet


def texts_of(sent: object) -> dict[str, str]:
    """Paths and texts.  SuspiciousOperation for anything else."""
    if not isinstance(sent, dict) or not all(isinstance(t, str) for t in sent.values()):
        raise SuspiciousOperation("不是填写的内容")
    return {path: clean(text) for path, text in sent.items()}


def clean(text: str) -> str:
    """A text without signs that no person types, with lines as they are kept."""
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def seen_of(post: QueryDict) -> dict[str, str]:
    """What stood in the sheet when its form was shown."""
    try:
        return texts_of(json.loads(post.get("was", "{}")))
    except ValueError as error:
        raise SuspiciousOperation("不是填写的内容") from error


def wanted_of(
    sheet: Sheet, was: dict[str, str], post: QueryDict, known: Iterable[Indicator] = ()
) -> dict[str, str]:
    """What is to stand there: what was, and what is sent of it.

    Rows in which something is typed join their list; ``do`` moves, adds or removes one, or adds
    one of the indicators ``known``.
    """
    typed = {p: _text(post, p) for p in post if _is_entry(sheet, p)}
    typed |= {p: "" for p in post.getlist("ticks") if p not in typed and _is_entry(sheet, p)}
    now = {**was, **typed}
    for section in sheet.form.listed:
        if section in post:
            now[section] = order_text(_rows(section, str(post[section]), now))
    picked = clean(post.get("pick", ""))
    if post.get("do") == "pick" and picked:
        _pick(sheet, now, picked, known)
    else:
        _do(sheet, now, post.get("do", ""))
    return {p: t for p, t in now.items() if t or p in was}


def _is_entry(sheet: Sheet, path: str) -> bool:
    return path in (FORM, ORDER, PROJECT) or sheet.form.entry(path) is not None


def _text(post: QueryDict, path: str) -> str:
    return "；".join(filter(None, map(clean, post.getlist(path))))


def _rows(section: str, shown: str, now: dict[str, str]) -> list[int]:
    """The rows that were shown, then those in which something is typed."""
    there = numbers_of(shown)
    return there + sorted(_typed_rows(section, now) - set(there))


def _typed_rows(section: str, now: dict[str, str]) -> set[int]:
    parts = (path.split(".") for path, text in now.items() if text)
    return {int(p[1]) for p in parts if len(p) == 3 and p[0] == section and p[1].isdecimal()}


def _pick(sheet: Sheet, now: dict[str, str], text: str, known: Iterable[Indicator]) -> None:
    """One more row, with what was chosen."""
    if "indicators" not in sheet.form.listed:
        return
    number = next_number(now, "indicators")
    row = row_of(sheet.form, text, known)
    now |= {f"indicators.{number}.{key}": said for key, said in row.items()}
    now["indicators"] = order_text([*numbers_of(now.get("indicators", "")), number])


def _do(sheet: Sheet, now: dict[str, str], said: str) -> None:
    """A button: ``take:all``, ``take:indicators.3.score`` for scores proposed; ``add:indicators``,
    ``remove:indicators.3``, ``up:indicators.3``, ``down:indicators.3`` for rows.
    """
    deed, _, what = said.partition(":")
    if deed == "take":
        found = proposals_of(replace(sheet, fields=now))
        now |= found if what == "all" else {p: t for p, t in found.items() if p == what}
        return
    section, _, row = what.partition(".")
    if section not in sheet.form.listed:
        return
    order = numbers_of(now.get(section, ""))
    number = int(row) if row.isdecimal() and len(row) < 9 else 0
    if deed == "add":
        order.append(next_number(now, section))
    elif number in order:
        order = _moved(order, number, deed)
        if deed == "remove":
            now |= dict.fromkeys(_paths(now, section, number), "")
    now[section] = order_text(order)


def _moved(order: list[int], number: int, deed: str) -> list[int]:
    at = order.index(number)
    rest = [n for n in order if n != number]
    if deed == "remove":
        return rest
    to = at + {"up": -1, "down": 1}.get(deed, 0)
    return [*rest[: max(to, 0)], number, *rest[max(to, 0) :]]


def _paths(now: dict[str, str], section: str, number: int) -> Iterable[str]:
    return [path for path in now if path.startswith(f"{section}.{number}.")]
