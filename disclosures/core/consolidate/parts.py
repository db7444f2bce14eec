"""Which parts can be taken into a department's disclosure, and what they bring along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from disclosures.core.codes import fold
from disclosures.core.facts import (
    LABELS,
    Expenditure,
    Fact,
    Facts,
    Income,
    Kind,
    LocalCode,
    Measure,
    UnitInfo,
)


class Source(StrEnum):
    """Where a fact of a consolidated disclosure came from."""

    OWN = "own"
    UNIT = "unit"
    ELIMINATION = "elimination"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a fact came from: ``code`` and ``name`` of the unit (own rows and eliminations: of the
    unit whose row it is)."""

    source: Source
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a unit of the department has handed up."""

    code: str
    name: str
    facts: Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Own facts and the parts that are taken; ``refused`` are those that could not be.

    ``own_units`` are the codes of units of which the department states rows itself, ``names`` the
    name of every unit by code.
    """

    own: Facts
    parts: tuple[Part, ...]
    refused: tuple[Part, ...]
    own_units: frozenset[str]
    units: tuple[UnitInfo, ...]
    local_codes: tuple[LocalCode, ...]
    names: Mapping[str, str]
    problems: tuple[str, ...]


def main_measure(kind: Kind) -> Measure:
    """The 口径 that a disclosure of a kind is about."""
    return Measure.FINAL if kind is Kind.FINAL else Measure.INITIAL


def name_of(code: str, names: Mapping[str, str]) -> str:
    """The name of a unit; its code where it has none."""
    return names.get(code) or code


def take(own: Facts, parts: Sequence[Part], expected: Sequence[tuple[str, str]]) -> Taken:
    """Sorts the parts into those that fit the department's disclosure and those that do not.

    Parts come in the order of ``expected``, others after them as given.
    """
    rank = {code: n for n, (code, _) in enumerate(expected)}
    ordered = sorted(parts, key=lambda p: rank.get(p.code, len(rank)))
    gate = _Gate(own, expected)
    accepted = tuple(p for p in map(_with_units, ordered) if gate.lets_in(p))
    units = _units(own, accepted)
    local, conflicts = _local_codes(own, accepted)
    return Taken(
        own=own,
        parts=accepted,
        refused=tuple(gate.refused),
        own_units=frozenset(f.unit for f in own.facts),
        units=units,
        local_codes=local,
        names={own.department_code: own.department, **dict(expected)}
        | {p.code: p.name for p in ordered}
        | {u.code: u.name for u in units if u.name},
        problems=(*gate.problems, *conflicts),
    )


def pairs(taken: Taken) -> Iterator[tuple[Fact, Origin]]:
    """Every fact that is taken, and where it came from: own first, then part by part."""
    for fact in taken.own.facts:
        yield fact, Origin(source=Source.OWN, code=fact.unit, name=name_of(fact.unit, taken.names))
    for part in taken.parts:
        origin = Origin(source=Source.UNIT, code=part.code, name=part.name)
        yield from ((fact, origin) for fact in part.facts.facts)


def _with_units(part: Part) -> Part:
    """The part with every row under a unit: rows without one are the handing unit's."""
    facts = (f if f.unit else replace(f, unit=part.code) for f in part.facts.facts)
    return replace(part, facts=replace(part.facts, facts=tuple(facts)))


class _Gate:
    """Lets in one part after the other, and remembers whose rows are already there."""

    def __init__(self, own: Facts, expected: Sequence[tuple[str, str]]) -> None:
        self._own = own
        self._expected = dict(expected)
        self._holders = {f.unit: "本部门自行填报的数据" for f in own.facts}
        self._codes: set[str] = set()
        self.refused: list[Part] = []
        self.problems: list[str] = []

    def lets_in(self, part: Part) -> bool:
        """Whether the part is taken; if not, ``problems`` says why."""
        reasons = [*self._mismatches(part.facts), *self._collisions(part)]
        if reasons:
            self.refused.append(part)
            said = "；".join(reasons)
            self.problems.append(f"“{part.name}”（{part.code}）的数据没有并入：{said}")
            return False
        self._codes.add(part.code)
        self._holders |= {f.unit: f"“{part.name}”的数据" for f in part.facts.facts}
        return True

    def _mismatches(self, facts: Facts) -> Iterator[str]:
        own = self._own
        if facts.year != own.year:
            yield f"年度是 {facts.year}，本部门是 {own.year}"
        if facts.kind != own.kind:
            kinds = LABELS["kind"]
            yield f"类别是{kinds[facts.kind]}，本部门是{kinds[own.kind]}"
        elif facts.form_set != own.form_set:
            yield f"表样是 {facts.form_set}，本部门是 {own.form_set}"
        else:
            yield from _wrong_measures(facts)

    def _collisions(self, part: Part) -> Iterator[str]:
        if part.code in self._codes:
            yield "同一单位报来了两份数据，只并入前一份"
            return
        for unit in dict.fromkeys(f.unit for f in part.facts.facts):
            if unit in self._holders:
                yield f"单位编码 {unit} 与{self._holders[unit]}重复"
            elif unit != part.code and unit in self._expected:
                yield f"其中有单位 {unit}“{self._expected[unit]}”的数据，应由该单位自己填报"


def _wrong_measures(facts: Facts) -> Iterator[str]:
    main = main_measure(facts.kind)
    flows = [f.measure for f in facts.facts if isinstance(f, Expenditure | Income)]
    if flows and main not in flows:
        yield f"没有“{LABELS['measure'][main]}”口径的收支"
    measures = (getattr(f, "measure", str(main)) for f in facts.facts)
    for measure in dict.fromkeys(m for m in measures if m not in LABELS["measure"]):
        yield f"口径“{measure}”不是规定的口径"


def _units(own: Facts, parts: Sequence[Part]) -> tuple[UnitInfo, ...]:
    """One entry for each unit: from whoever states its rows, otherwise the first that names it."""
    stating: dict[str, UnitInfo] = {}
    naming: dict[str, UnitInfo] = {}
    for facts in (own, *(p.facts for p in parts)):
        rows = {f.unit for f in facts.facts}
        for unit in facts.units:
            naming.setdefault(unit.code, unit)
            if unit.code in rows:
                stating.setdefault(unit.code, unit)
    for part in parts:
        naming.setdefault(part.code, UnitInfo(code=part.code, name=part.name))
    return tuple(stating.get(code, unit) for code, unit in naming.items())


def _local_codes(
    own: Facts, parts: Sequence[Part]
) -> tuple[tuple[LocalCode, ...], tuple[str, ...]]:
    """Local codes once each, and a sentence for each that has two names."""
    first: dict[str, tuple[LocalCode, str]] = {}
    problems: dict[str, None] = {}
    sources = ((own.department, own), *((p.name, p.facts) for p in parts))
    for who, code in ((who, code) for who, facts in sources for code in facts.local_codes):
        known, whose = first.setdefault(code.code, (code, who))
        if fold(known.name) != fold(code.name):
            problems[
                f"自设科目 {code.code} 有两个名称：“{known.name}”（{whose}）"
                f"和“{code.name}”（{who}），请统一"
            ] = None
    return tuple(code for code, _ in first.values()), tuple(problems)
