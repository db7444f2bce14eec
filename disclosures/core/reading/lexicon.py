"""What a section can speak of, by the names that texts use for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from disclosures.core.codes import Classification
from disclosures.core.document import Source
from disclosures.core.narrative.amounts import Amounts
from disclosures.core.narrative.material import Value
from disclosures.core.narrative.template import read_template, slots
from disclosures.core.narrative.values import Heading, Listing
from disclosures.core.reading.figures import COUNTS

_ITEM = re.compile(
    r"(?P<upper>[^，。；：、\d]*)（类）(?P<group>[^，。；：]*?)（款）(?P<item>.*?)（项）"
)
#: From here on two names are taken for the same name misspelt.
_ALIKE = 0.6
_COUNTS = frozenset(COUNTS)
#: Marks a name that stands after its figure: 对12个项目编制了绩效目标.
AFTER = "~"


@dataclass(frozen=True, slots=True)
class Entry:
    """A value, the list it is an item of, and its name as it should stand."""

    value: Value
    listing: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found in a text; ``trouble`` says what is wrong with the name it bears there."""

    entry: Entry
    start: int
    end: int
    trouble: str = ""


class Lexicon:
    """The names of one section: of the measures and lists in its sentences, and below it."""

    def __init__(self, heading: Heading, amounts: Amounts, economic: Classification) -> None:
        self._amounts = amounts
        self._economic = economic
        self.lists: list[str] = []
        measures = list(dict.fromkeys(self._mentioned(heading)))
        self.measures = [m for m in measures if amounts.value(m).this is not None]
        self._names: list[tuple[str, Entry]] = []
        wholes = self._wholes()
        for name in self.measures:
            value = amounts.value(name)
            if value.whole is None and name in wholes:
                value = replace(value, whole=wholes[name])
            self._names += [(_even(n), Entry(value)) for n in value.names]
        for key in dict.fromkeys(self.lists):
            self._add(amounts.outline.lists[key])
        self._names.sort(key=lambda n: -len(n[0]))
        self.items = [e for e in self._all(dict.fromkeys(self.lists)) if "group" in e.value.words]

    def _mentioned(self, heading: Heading) -> Iterator[str]:
        """The measures of its templates; the lists are noted on the way."""
        templates = [s.template for h in heading.walk() for p in h.passages for s in p.sentences]
        each = [p.each for h in heading.walk() for p in h.passages if p.each]
        self.lists += each
        for template in templates:
            for slot in slots(read_template(template)):
                if slot.name == "list":
                    self.lists.append(slot.form)
                    yield from self._amounts.outline.lists[slot.form].measures
                elif slot.name in self._amounts.outline.measures:
                    yield slot.name
                    yield from filter(None, [self._amounts.outline.measures[slot.name].whole])

    def _wholes(self) -> dict[str, Source | None]:
        """What the measures of a list are shares of, where the list says it."""
        found = (self._amounts.outline.lists[key] for key in self.lists)
        return {
            m: self._amounts.value(one.whole).this
            for one in found
            if one.whole
            for m in one.measures
        }

    def _all(self, lists: Iterable[str]) -> Iterator[Entry]:
        for key in lists:
            listing = self._amounts.outline.lists[key]
            if listing.source in ("rows", "facts"):
                for value in self._amounts.items(key):
                    yield Entry(value, key)

    def _add(self, listing: Listing) -> None:
        if listing.source == "measures" or listing.digits == 7:
            return
        for value in self._amounts.items(listing.id):
            for name in self._called(listing, value):
                self._names.append((_even(name), Entry(value, listing.id)))

    def _called(self, listing: Listing, value: Value) -> Iterator[str]:
        name = value.names[0]
        yield name
        if listing.dim == "econ":
            code = self._economic.get(value.key)
            yield from code.aliases if code else ()
        elif len(name) > 4 and name.endswith("支出"):
            yield name.removesuffix("支出")

    def owner(self, entry: Entry) -> str:
        """The measure that must have been told before this one, if any."""
        measure = self._amounts.outline.measures.get(entry.value.key)
        return measure.of if measure else ""

    # -- looking up -----------------------------------------------------------------------------

    def find(self, lead: str, unit: str = "", tail: str = "", counted: str = "") -> Hit | None:
        """The entry that the end of a text names, if any; ``unit`` tells things apart that are
        counted, and ``counted``, the measure of which kinds are told.  Some things are named after
        their figure: in ``tail``."""
        items = list(_ITEM.finditer(lead))
        if items and self.items:
            return self._item(items[-1])
        for name, entry in self._names:
            if name.startswith(AFTER) and tail.startswith(name.removeprefix(AFTER)):
                trouble = "" if self._fits(entry.value, unit) else _unit(entry)
                return Hit(entry, 0, 0, trouble)
        hit = self._last(lead, lambda v: self._fits(v, unit) and self._kind_of(v, counted))
        if hit is None and unit in _COUNTS:
            hit = self._last(lead, lambda v: bool(v.unit) and self._kind_of(v, counted))
            return replace(hit, trouble=_unit(hit.entry)) if hit else None
        return hit

    def sibling(self, hit: Hit, unit: str) -> Hit | None:
        """What is told in another unit under the same name: 批次 after which come 人次."""
        names, owner = set(hit.entry.value.names), self.owner(hit.entry)
        for _, entry in self._names:
            fits = self._fits(entry.value, unit) and self.owner(entry) == owner
            if fits and names & {*entry.value.names}:
                return replace(hit, entry=entry, trouble="")
        return None

    def _kind_of(self, value: Value, counted: str) -> bool:
        """Whether it is no kind of anything, or one of what was counted before it."""
        measure = self._amounts.outline.measures.get(value.key)
        return measure is None or measure.of in ("", counted)

    def _last(self, lead: str, fits: Callable[[Value], bool]) -> Hit | None:
        """The name that ends last, the longest of these."""
        best: Hit | None = None
        for name, entry in self._names:
            at = lead.rfind(name)
            if at < 0 or not fits(entry.value):
                continue
            hit = Hit(entry, at, at + len(name))
            if best is None or (hit.end, hit.end - hit.start) > (best.end, best.end - best.start):
                best = hit
        return best

    @staticmethod
    def _fits(value: Value, unit: str) -> bool:
        """Money is named for money; a count for its own unit, or for one that none here has."""
        if unit in _COUNTS:
            return bool(value.unit) and (value.unit == unit or _loose(value.unit, unit))
        return not value.unit

    def _item(self, match: re.Match[str]) -> Hit | None:
        """The function item, by its name and that of its group; misspelt names are told."""
        group, item = _even(match["group"]), _even(match["item"])
        best = max(self.items, key=lambda e: _alike(e, group, item))
        if _alike(best, group, item) < _ALIKE * 2:
            return None
        words = best.value.words
        wrong = [
            f"“{said}”应为“{right}”"
            for said, right in ((group, words["group"]), (item, words["name"]))
            if said != _even(right)
        ]
        upper = _even(match["upper"]).lstrip(".、．").removesuffix("支出")
        if upper != _even(words["class"]).removesuffix("支出"):
            wrong.insert(0, f"“{match['upper'].lstrip('.、．')}”应为“{words['class']}”")
        return Hit(best, match.start(), match.end(), "，".join(wrong))


def _unit(entry: Entry) -> str:
    return f"单位应为“{entry.value.unit}”"


def _alike(entry: Entry, group: str, item: str) -> float:
    words = entry.value.words
    return _ratio(_even(words["name"]), item) * 1.5 + _ratio(_even(words["group"]), group) * 0.5


def _ratio(one: str, other: str) -> float:
    return 1.0 if one == other else SequenceMatcher(None, one, other).ratio() * 0.95


def _even(name: str) -> str:
    return name.replace("(", "（").replace(")", "）").replace(" ", "")


def _loose(unit: str, said: str) -> bool:
    """Units that people use for one another."""
    groups = (("个", "次", "批", "批次"), ("人次", "人"), ("个", "项"), ("台（套）", "台套"))
    return any(unit in g and said in g for g in groups)
