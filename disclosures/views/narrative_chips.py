"""What a bound figure of a text leads to, and what is told of it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from disclosures.core.document import Figure, Made, Role, Source
from disclosures.core.money import show, show_count
from disclosures.models import Disclosure
from disclosures.pipeline import Book
from disclosures.render.web_text import Chip, chip_of
from disclosures.views.ledgers_findings import facts_behind, row_address

_OF = {"this": "本年", "prior": "上年", "budget": "预算"}


class Chipper:
    """Makes the chips of one disclosure."""

    def __init__(self, disclosure: Disclosure, book: Book) -> None:
        self.disclosure, self.book = disclosure, book
        material = book.narration.material
        self.of = {"this": book.tables, "prior": material.prior, "budget": material.budget}

    def __call__(self, figure: Figure) -> Chip:
        """The chip of a figure."""
        return Chip(self._told(figure), self._href(figure))

    def _told(self, figure: Figure) -> str:
        name = self._name(figure.slot)
        kind = chip_of(figure).told.partition("（")[0]
        if figure.role is Role.AMOUNT and figure.made is Made.TAKEN:
            kind = _OF.get(figure.sources[0].of, "") if figure.sources else ""
        amounts = "；".join(self._amount(figure, n) for n in range(len(figure.sources)))
        return "，".join(filter(None, (name, kind, amounts)))

    def _amount(self, figure: Figure, number: int) -> str:
        source = figure.sources[number]
        counted = figure.role is Role.COUNT or figure.unit not in ("", "%", "万元", "元")
        unit = self.book.form_set.unit
        shown = show_count(source.amount) if counted else f"{show(source.amount, unit)}{unit.value}"
        ratio = figure.made is Made.RATIO and number == 1 and source.of == "this"
        return f"{'合计' if ratio else _OF.get(source.of, '')} {shown}"

    def _name(self, slot: str) -> str:
        """What a slot speaks of: a measure, or an item of a list."""
        head, _, key = slot.partition("@")
        key = key or head.partition(":")[0]
        measure = self.book.narration.outline.measures.get(key)
        if measure is not None:
            return measure.names[0].strip("~")
        if key.isdecimal():
            name = self.book.narration.material.functions.name(key, self.book.tables.year)
            return "" if name == key else name
        return ""

    def _href(self, figure: Figure) -> str:
        found = (self._source(source) for source in figure.sources)
        return next(filter(None, found), "")

    def _source(self, source: Source) -> str:
        """The page of the cell; of last year and the budget the row in which it is stated."""
        if source.of == "this" and source.cells:
            address = source.cells[0]
            if self.book.tables.cell(address) is not None:
                url = reverse("table", args=[self.disclosure.pk, address.table])
                return f"{url}?{urlencode({'at': str(address)})}#origin"
        tables = self.of.get(source.of)
        numbers = list(source.facts)
        if not numbers and tables is not None and not self.book.filed:
            numbers = facts_behind(tables, source.cells)
        if not numbers or self.book.filed or numbers[0] >= len(self.book.facts.facts):
            return ""
        return row_address(self.disclosure, self.book.facts.facts[numbers[0]].place)
