"""Finished Documents in any number, without a database: for benchmarks.

``documents(300_000)`` yields as many, the first of them at once.  A base of Documents is made as
for the demonstration (about a third of a second each; ``departments`` and ``years`` say how many),
and comes again under the names of other invented counties::

    for made in documents(30_000, departments=10, years=4):
        Publication(title=made.title, content=zlib.compress(made.text.encode()), …)

Each is a Document of its own in canonical JSON, about 200 kB (35 kB compressed): read it with
``from_json``, its check code is ``check_code(made.text)``.  Amounts come again with each county,
names do not.  Nothing here saves: who measures a database saves what it needs, in the way that is
quickest for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from disclosures.core.document import to_json
from disclosures.core.facts import Kind
from portal.county.books import entered
from portal.county.course import Course
from portal.county.plan import COUNTY, SEED, county, most

#: Counties are called 演示安宁县, 演示安和县 …: every pair of these.
SYLLABLES = "安宁永和清平长乐新兴广德文昌武定南康西宁北辰东明中山上林"
DAY = date(2026, 11, 30)


@dataclass(frozen=True, slots=True)
class Made:
    """One Document: whose it is (name, code, county), of which year and kind, and its JSON."""

    county: str
    organisation: str
    code: str
    year: int
    kind: Kind
    title: str
    text: str


def documents(
    count: int, *, seed: int = SEED, departments: int | None = None, years: int = 4
) -> Iterator[Made]:
    """So many Documents, a county after the other; the same seed gives the same."""
    base: list[Made] = []
    for made in islice(_base(seed, departments or most(), years), count):
        base.append(made)
        yield made
    names = _names()
    left = count - len(base)
    while left > 0:
        name, number = next(names)
        for made in base[:left]:
            yield _as_of(made, name, number)
        left -= len(base)


def _base(seed: int, departments: int, years: int) -> Iterator[Made]:
    plan = county(seed, departments=departments, years=years, today=DAY)
    for department in plan.departments:
        course = Course(department)
        for kind, of in ((Kind.BUDGET, plan.budgets), (Kind.FINAL, plan.accounts)):
            for year in of:
                document = entered(course, year, kind).book.document
                yield Made(
                    county=COUNTY,
                    organisation=department.name,
                    code=department.code,
                    year=year,
                    kind=kind,
                    title=document.title,
                    text=to_json(document),
                )


def _as_of(made: Made, name: str, number: int) -> Made:
    """The same under the name of another county.

    Names are values of the JSON, never keys, so that what comes out is canonical again.
    """
    return Made(
        county=name,
        organisation=made.organisation.replace(COUNTY, name),
        code=f"{number:04d}{made.code}",
        year=made.year,
        kind=made.kind,
        title=made.title.replace(COUNTY, name),
        text=made.text.replace(COUNTY, name),
    )


def _names() -> Iterator[tuple[str, int]]:
    """Names of counties without end, each with its number: after all pairs come triples."""
    number, words = 0, list(SYLLABLES)
    while True:
        words = [word + syllable for word in words for syllable in SYLLABLES]
        for word in words:
            number += 1
            yield f"演示{word}县", number
