"""1,000 single changes of the generated texts of the examples: how many the rules find."""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path

from bench.measure import table, timed
from bench.spoilt import KINDS, Site, choose, sites
from disclosures.core.document import Document
from disclosures.core.narrative import Written
from disclosures.core.reading import check_text, evidence_of
from disclosures.data import economic
from disclosures.narration import Narration
from disclosures.pipeline import take_in

EXAMPLES = Path(__file__).parents[1] / "examples"
NAMES = {
    "luzhou-2020-final": "Luzhou 2020",
    "huaihua-2023-final": "Huaihua 2023",
    "bazhong-2022-budget-facts": "Bazhong 2022",
}
CHANGES, SEED = 1_000, 20


def narration(name: str) -> Narration:
    """The text of an example, with what people wrote."""
    path = EXAMPLES / f"{name}.xlsx"
    book = take_in(path.read_bytes(), path.name).book
    assert book is not None
    return book.narration


def plain_text(document: Document) -> str:
    """A Document as a text file has it."""
    lines = list(document.cover)
    for part in document.parts:
        lines.append(f"{part.number} {part.title}")
        for section in part.walk():
            lines += [section.heading, *(p.text for p in section.paragraphs)]
        if part.id == "terms":
            lines += [f"{t.number}{t.name}：{t.meaning}" for t in document.glossary]
        if part.id == "attachments":
            lines += [line for a in document.attachments for line in (a.title, *a.paragraphs)]
    return "\n\n".join(lines)


def found(given: Narration, text: str) -> set[tuple[str, str, str]]:
    """(code, message, quote) of all that the rules find in a text, notes aside."""
    evidence = evidence_of(text, given.plain, given.material, economic())
    findings = (f for f in check_text(evidence) if f.severity != "info")
    return {(f.code, f.message, f.quote) for f in findings}


def own_words(written: Written) -> list[str]:
    """What people wrote, line by line, as it stands in the text."""
    lines = (line for _, _, text in written.pieces for line in text.splitlines())
    return [line.strip().rstrip("。；;.") for line in lines if line.strip()]


def main() -> None:
    """As many changes in each document, each kind as likely as the others."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CHANGES
    chance = random.Random(SEED)
    tried, hit, missed = Counter[tuple[str, str]](), Counter[tuple[str, str]](), list[str]()
    given = {name: narration(name) for name in NAMES}
    texts = {name: plain_text(n.document) for name, n in given.items()}
    clean = {name: found(given[name], texts[name]) for name in NAMES}
    places = {name: _places(given[name], texts[name]) for name in NAMES}
    for number in range(count):
        name = list(NAMES)[number % len(NAMES)]
        site, spoilt = choose(chance, texts[name], places[name])
        tried[name, site.kind] += 1
        if found(given[name], spoilt) - clean[name]:
            hit[name, site.kind] += 1
        else:
            missed.append(f"{name} {site.kind}: …{spoilt[site.start - 30 : site.end + 20]!r}")
    heads = ("text", "places", "findings before", *KINDS)
    rows = [
        (
            NAMES[name],
            f"{len(places[name]):,}",
            str(len(clean[name])),
            *(f"{hit[name, k]} of {tried[name, k]}" for k in KINDS),
        )
        for name in NAMES
    ]
    table(f"{hit.total():,} of {tried.total():,} changes found", rows, heads)
    once = timed("check", lambda: found(given["luzhou-2020-final"], texts["luzhou-2020-final"]))
    print(f"\none reading of the Luzhou text: {once.seconds:.2f} s")
    print("\n".join(missed))


def _places(given: Narration, text: str) -> list[Site]:
    year = given.material.tables.year
    return list(sites(text, year - 1, own_words(given.written)))


if __name__ == "__main__":
    main()
