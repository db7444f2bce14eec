"""Single changes of sound texts: every one of them is found.

``CORRUPTIONS`` in the environment gives another number of changes than the default.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from functools import cache

import pytest

from bench.spoilt import Site, choose, sites
from disclosures.core.narrative import Material, build
from disclosures.core.reading import check_text, evidence_of
from disclosures.data import economic, outline_for
from tests.core.narrative import makers

CHANGES = int(os.environ.get("CORRUPTIONS", "100"))
SEED = 20


@cache
def texts() -> tuple[tuple[Material, str], ...]:
    given = [makers.answered(makers.final(f)) for f in makers.FORM_SETS if "final" in f]
    given.append(makers.answered(makers.budget()))
    return tuple(
        (m, makers.plain_text(build(outline_for(m.tables.form_set.id), m).document)) for m in given
    )


def found(material: Material, text: str) -> set[tuple[str, str, str]]:
    plan = outline_for(material.tables.form_set.id)
    evidence = evidence_of(text, plan, material, economic())
    return {(f.code, f.message, f.quote) for f in check_text(evidence)}


def changes() -> Iterator[tuple[int, Site, str]]:
    chance = random.Random(SEED)
    for number in range(CHANGES):
        which = number % len(texts())
        material, text = texts()[which]
        site, spoilt = choose(chance, text, sites(text, material.tables.year - 1))
        yield which, site, spoilt


@pytest.mark.parametrize("which", range(5))
def test_the_texts_are_sound_before(which: int) -> None:
    assert found(*texts()[which]) == set()


def test_every_change_is_found() -> None:
    missed = []
    for which, site, spoilt in changes():
        if not found(texts()[which][0], spoilt):
            missed.append((site.kind, spoilt[site.start - 30 : site.end + 10]))
    assert missed == []
