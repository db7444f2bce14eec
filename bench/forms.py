"""Every number of real forms changed by a little in turn: how many raise a new finding?

Typed amounts, percentages, scores and counts are raised, then lowered, by one unit of their last
printed digit or a hundredth of their value, whichever is more; so is the first number of each
target and actual value.  The rules see the forms as they were entered, with their text; those
that escape are listed by form and entry.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from multiprocessing import Pool

from disclosures.core.rules.base import Severity
from performance.core.forms import Form
from performance.core.sheet import Sheet
from performance.core.wording import words_of
from tests.performance.examples import DOCUMENTS, real_book
from tests.performance.real import sheets_of

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_VALUES = ("target", "actual", "y_target", "lt_target")
#: One number: document, sheet, path, what it is.
Place = tuple[str, str, str, str]


def main() -> None:
    """Spoil every number of the three documents; one line a kind, then what escaped."""
    places = [place for document in DOCUMENTS for place in numbers(document)]
    escaped: Counter[str] = Counter()
    with Pool(min(2, os.cpu_count() or 1)) as pool:
        for kind in ("amount", "rate", "score", "people", "indicator"):
            own = [p for p in places if p[3] == kind]
            for sign in (1, -1):
                seen = pool.starmap(found, [(p, sign) for p in own], chunksize=8)
                share = sum(seen) / len(own) if own else 0
                way = "raised" if sign > 0 else "lowered"
                print(f"{len(own)} {kind}s {way}, {sum(seen)} found: {share:.1%}", flush=True)
                escaped.update(named(p) for p, ok in zip(own, seen, strict=True) if not ok)
    total = 2 * len(places)
    print(f"all: {total - escaped.total()} of {total} found: {1 - escaped.total() / total:.1%}")
    for name, count in escaped.most_common():
        print(f"- escaped: {count} × {name}")


def numbers(document: str) -> Iterator[Place]:
    """Every number that is typed in a document's forms."""
    kinds = {"money": "amount", "percent": "rate", "score": "score", "whole": "people"}
    for sheet in sheets_of(document):
        for path, text in sheet.fields.items():
            entry = sheet.form.entry(path)
            if entry is None or not _NUMBER.search(text):
                continue
            if entry.type in kinds:
                yield document, sheet.key, path, kinds[entry.type]
            elif entry.key in _VALUES and len(text) < 20:
                yield document, sheet.key, path, "indicator"


def found(place: Place, sign: int) -> bool:
    """Whether changing one number raises an error or warning that was not there."""
    document, key, path, _ = place
    sheet = _sheet(document, key)
    text = spoilt(sheet[path], sign)
    before, after = findings(document, {}), findings(document, {key: {path: text}})
    return bool(after - before)


_CLEAN: dict[str, Counter[str]] = {}


def findings(document: str, changes: dict[str, dict[str, str]]) -> Counter[str]:
    """Errors and warnings, by what they say."""
    if not changes and document in _CLEAN:
        return _CLEAN[document]
    said = Counter(
        f"{f.code} {f.table} {f.cells} {f.message}"
        for f in real_book(document, changes).findings
        if f.severity is not Severity.INFO
    )
    if not changes:
        _CLEAN[document] = said
    return said


def spoilt(text: str, sign: int) -> str:
    """The text with its first number changed; never below zero."""
    match = _NUMBER.search(text)
    assert match is not None
    places = len(match[0].partition(".")[2])
    number = Fraction(match[0])
    step = max(Fraction(1, 10**places), number / 100)
    changed = max(Fraction(0), number + sign * step)
    if changed == number:
        changed = number + step
    shown = f"{float(changed):.{places}f}"
    return text[: match.start()] + shown + text[match.end() :]


def named(place: Place) -> str:
    """The form and the entry, whatever the row."""
    sheet = _sheet(place[0], place[1])
    return f"{sheet.form.id} {_words(sheet.form, place[2])}"


def _words(form: Form, path: str) -> str:
    return re.sub(r"第\d+行 ", "", words_of(form, path))


def _sheet(document: str, key: str) -> Sheet:
    return next(s for s in sheets_of(document) if s.key == key)


if __name__ == "__main__":
    main()
