"""What a form reckons by itself: amounts of the ledger, sums, rates, scores, lists.

A form's file says how, in ``derive`` of an entry:

``{ledger: final, funds: fiscal}``  the project's amount in that measure (initial, full_year, final,
                                    prior); of a form about the whole that of all spending.
                                    ``funds`` (all, fiscal, other, or a list of funds), ``spend``,
                                    ``econ`` (beginnings of codes), ``money_year`` (current,
                                    carried) and ``kind`` (special: projects that have a sheet of
                                    goals; running: the others) narrow it.  ``named: name`` takes
                                    the project that the entry ``name`` of the same row names.
``{sangong: car_run, ledger: final}``  one of the three public expenses as its table tells it
                                    (abroad, car_buy, car_run, reception; measures as above)
``{people: establishment}``         编制数 of all units; ``staff``: people in post
``{sum: [path, …]}``                the sum of other entries, as far as any of them is there;
                                    ``list.*.entry`` stands for that entry of every row
``{ratio: [path, path]}``           the first in percent of the second, two decimals; nothing
                                    where one is missing or the second is zero
``{score: {weight: path, rate: path}}``  weight × rate, at most the weight, two decimals
``{total: score}``                  the scores (weights) of the money row and of all indicators
``{list: projects, ledger: initial, kind: special}``  "项目甲8万元，项目乙9.5万元"; ``by: unit``
                                    begins anew, numbered, with each unit
``{list: econ, ledger: initial, spend: [basic], econ: ["302"]}``  "办公费40.2万元、水费5.81万元。"
``{text: "10"}``                    words that always stand there
``else: {…}``                       another way where the first has nothing to say

In every path and text ``{key}`` stands for the entry's own key and ``{line}`` for the key of its
line (in a list, the number of its row).  ``ledger`` and ``funds`` may be mappings by the entry's
key, ``spend``, ``econ``, ``money_year``, ``kind`` and ``sangong`` by its line's; where the key is
not in it the entry is not reckoned.  So one declaration serves all columns and lines::

    {ledger: {last_final: prior, budget: full_year, final: final}, sangong: {car_run: car_run, …}}

What was typed stands: it is never replaced, but a rule compares it with what is reckoned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from disclosures.core.document import Source
from disclosures.core.money import round_half_up
from performance.core.forms import Entry
from performance.core.ledger import Found, Ledger
from performance.core.numbers import read_number, show_number
from performance.core.sheet import Sheet
from performance.core.values import Value, Values

Derive = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: its path, section, line (or row) and what is declared of it."""

    path: str
    section: str
    line: str
    entry: Entry

    def fill(self, text: str) -> str:
        """The text with the keys of this place in it."""
        return text.replace("{key}", self.entry.key).replace("{line}", self.line)

    def pick(self, derive: Derive, name: str) -> Any:
        """What a declaration says here: itself, or of a mapping what it holds for this place."""
        said = derive[name]
        if isinstance(said, Mapping):
            return said.get(self.entry.key if name in ("ledger", "funds") else self.line)
        return self.fill(said) if isinstance(said, str) else said


def values_of(sheet: Sheet, ledger: Ledger) -> Values:
    """Everything that stands in a sheet, by path; what is typed before what is reckoned."""
    return Reckoning(sheet, ledger).values()


def typed(sheet: Sheet, path: str, entry: Entry) -> Value | None:
    """What a person typed there; None where nothing is."""
    text = sheet[path]
    if not text:
        return None
    return Value(text=text, amount=read_number(text, entry.type) if entry.numeric else None)


def reckoned(sheet: Sheet, ledger: Ledger, path: str) -> Value | None:
    """What the form reckons there, whether or not something is typed; None where it does not."""
    return Reckoning(sheet, ledger).reckoned(path)


def _paths(sheet: Sheet) -> Iterator[str]:
    yield from sheet.form.fixed
    for name, rows in sheet.rows.items():
        for row in rows:
            yield from map(row.path, sheet.form.listed[name])


@dataclass(frozen=True)
class Reckoning:
    """The entries of one sheet, each reckoned when it is asked for."""

    sheet: Sheet
    ledger: Ledger
    _known: dict[str, Value | None] = field(default_factory=dict)

    def values(self) -> Values:
        """Everything that stands in the sheet, by path."""
        found = ((path, self.value(path)) for path in _paths(self.sheet))
        return {path: value for path, value in found if value is not None}

    def value(self, path: str) -> Value | None:
        """What stands at a path: typed, else reckoned."""
        entry = self.sheet.form.entry(path)
        return (typed(self.sheet, path, entry) or self.reckoned(path)) if entry else None

    def reckoned(self, path: str) -> Value | None:
        """What the form reckons there, whether or not something is typed."""
        if path not in self._known:
            self._known[path] = None  # an entry that is reckoned from itself has no value
            place = self._place(path)
            if place is not None and place.entry.derive:
                self._known[path] = self._by(place.entry.derive, place)
        return self._known[path]

    def amount(self, path: str) -> int | None:
        """The number at a path."""
        value = self.value(path)
        return value.amount if value else None

    def ways(self, path: str) -> Iterator[tuple[str, Value]]:
        """What each way of its declaration gives by itself, after the way's name."""
        place = self._place(path)
        derive: Derive = place.entry.derive if place else {}
        while place is not None and derive:
            for name, way in _WAYS.items():
                if name in derive:
                    value = way(self, derive, place)
                    if value is not None:
                        yield name, value
                    break
            derive = derive.get("else", {})

    def parts(self, path: str) -> tuple[Value, ...]:
        """What its sum adds up, as far as it is there."""
        place = self._place(path)
        derive: Derive = place.entry.derive if place else {}
        while place is not None and derive:
            if "sum" in derive or "total" in derive:
                return tuple(v for p in self._summed(derive, place) if (v := self.value(p)))
            derive = derive.get("else", {})
        return ()

    def _summed(self, derive: Derive, place: Place) -> Iterator[str]:
        key = derive.get("total")
        paths = (f"money.total.{key}", f"indicators.*.{key}") if key else derive["sum"]
        for path in paths:
            yield from self._each(place.fill(path))

    def _place(self, path: str) -> Place | None:
        entry = self.sheet.form.entry(path)
        if entry is None:
            return None
        section, *between = path.split(".")[:-1]
        return Place(path, section, between[0] if between else "", entry)

    def _by(self, derive: Derive, place: Place) -> Value | None:
        way = next((w for name, w in _WAYS.items() if name in derive), None)
        value = way(self, derive, place) if way else None
        if value is None and "else" in derive:
            return self._by(derive["else"], place)
        return value

    def _ledger(self, derive: Derive, place: Place) -> Value | None:
        project = self._project(derive, place)
        narrowing = {n: place.pick(derive, n) for n in _NARROWING if n in derive}
        measure = place.pick(derive, "ledger")
        if project is None or not measure or None in narrowing.values():
            return None
        found = self.ledger.amount(measure, project=project, **narrowing)
        plain = not narrowing or narrowing == {"funds": "all"}
        return _money(found, zero="0.00" if plain else "")

    def _project(self, derive: Derive, place: Place) -> str | None:
        """The project that is meant: empty for all of them, None where there is none."""
        if "named" in derive:
            return self.sheet[place.path.rpartition(".")[0] + "." + derive["named"]] or None
        if self.sheet.form.about == "project":
            return self.sheet.project or None
        return ""

    def _sangong(self, derive: Derive, place: Place) -> Value | None:
        item, measure = place.pick(derive, "sangong"), place.pick(derive, "ledger")
        return _money(self.ledger.sangong(item, measure)) if item and measure else None

    def _people(self, derive: Derive, place: Place) -> Value | None:
        number = self.ledger.people(place.pick(derive, "people"))
        if number is None:
            return None
        return Value(text=show_number(number, "whole"), amount=number, derived=True, how=_TAKEN)

    def _sum(self, derive: Derive, place: Place) -> Value | None:
        parts = [v for p in self._summed(derive, place) if (v := self.value(p)) is not None]
        amounts = [v.amount for v in parts if v.amount is not None]
        if not amounts:
            return None
        total = sum(amounts)
        shown = total or any(v.text for v in parts)  # blanks come to a blank, not to 0.00
        text = show_number(total, place.entry.type) if shown else ""
        sources = tuple(s for v in parts for s in v.sources)
        return Value(text=text, amount=total, derived=True, how="各项相加", sources=sources)

    def _each(self, path: str) -> Iterator[str]:
        name, star, key = path.partition(".*.")
        if not star:
            yield path
        for row in self.sheet.rows.get(name, ()) if star else ():
            yield row.path(key)

    def _ratio(self, derive: Derive, place: Place) -> Value | None:
        top, base = (self.amount(place.fill(path)) for path in derive["ratio"])
        if top is None or not base:
            return None
        rate = (
            round_half_up(top * 10_000, base) if base > 0 else round_half_up(-top * 10_000, -base)
        )
        return Value(text=show_number(rate, "percent"), amount=rate, derived=True, how="两项相除")

    def _score(self, derive: Derive, place: Place) -> Value | None:
        said = derive["score"]
        weight, rate = (self.amount(place.fill(said[name])) for name in ("weight", "rate"))
        if weight is None or rate is None:
            return None
        score = round_half_up(weight * max(0, min(rate, 10_000)), 10_000)
        how = "分值乘执行率，不超过分值"
        return Value(text=show_number(score, "score"), amount=score, derived=True, how=how)

    def _list(self, derive: Derive, place: Place) -> Value | None:
        measure = place.pick(derive, "ledger")
        narrowing = {n: place.pick(derive, n) for n in ("spend", "econ", "kind") if n in derive}
        if not measure or None in narrowing.values():
            return None
        if derive["list"] == "econ":
            spend, econ = narrowing.get("spend", ()), narrowing.get("econ", ())
            text = _named(self.ledger.by_econ(measure, spend, econ), "、", "。")
        else:
            text = self._projects(measure, narrowing.get("kind", ""), derive.get("by", ""))
        return Value(text=text, derived=True, how=_TAKEN) if text else None

    def _projects(self, measure: str, kind: str, by: str) -> str:
        if by != "unit":
            return _named(self.ledger.by_project(measure, kind), "，")
        told = (
            (name, _named(self.ledger.by_project(measure, kind, code), "、"))
            for code, name in self.ledger.units()
        )
        parts = [f"{name}：{text}" for name, text in told if text]
        return "；".join(f"（{n}）{part}" for n, part in enumerate(parts, start=1))

    def _text(self, derive: Derive, place: Place) -> Value | None:
        text = place.fill(str(derive["text"]))
        amount = read_number(text, place.entry.type) if place.entry.numeric else None
        return Value(text=text, amount=amount, derived=True, how="表样规定")


_NARROWING = ("funds", "spend", "econ", "money_year", "kind")
_TAKEN = "取自填报数据"
#: In the order in which a declaration is understood: a list and the three public expenses also
#: say ``ledger``.
_WAYS: dict[str, Callable[[Reckoning, Derive, Place], Value | None]] = {
    "list": Reckoning._list,
    "sangong": Reckoning._sangong,
    "ledger": Reckoning._ledger,
    "people": Reckoning._people,
    "sum": Reckoning._sum,
    "total": Reckoning._sum,
    "ratio": Reckoning._ratio,
    "score": Reckoning._score,
    "text": Reckoning._text,
}


def _money(found: Found | None, zero: str = "") -> Value | None:
    if found is None:
        return None
    amount, facts = found
    return Value(
        text=show_number(amount, "money") if amount else zero,
        amount=amount,
        derived=True,
        how=_TAKEN,
        sources=(Source(amount=amount, facts=facts),),
    )


def _named(parts: Iterable[tuple[str, int, tuple[int, ...]]], between: str, end: str = "") -> str:
    """办公费40.2万元、印刷费8.04万元: each with its amount, without zeros at the end."""
    told = [f"{name}{_trimmed(amount)}万元" for name, amount, _ in parts if amount]
    return between.join(told) + end if told else ""


def _trimmed(amount: int) -> str:
    return show_number(amount, "money").rstrip("0").rstrip(".")
