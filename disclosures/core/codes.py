"""Classifications 科目 by year: function, economic and income codes, renames and successors."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

LEVELS = {3: "类", 5: "款", 7: "项"}


class Trouble(StrEnum):
    """What can be wrong with a code and the name printed beside it."""

    UNKNOWN = "unknown"
    LOCAL = "unknown_item_of_known_group"
    WRONG_YEAR = "wrong_year"
    FORMER_NAME = "former_name"
    OTHER_NAME = "other_name"


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that a code once had; ``last_year`` is None where it is not known."""

    name: str
    last_year: int | None


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a classification.  ``verified`` tells whether a real document bears it out."""

    code: str
    name: str
    first_year: int | None = None
    last_year: int | None = None
    former: tuple[FormerName, ...] = ()
    aliases: tuple[str, ...] = ()
    successor: str = ""
    side: str = ""
    sangong: str = ""
    verified: bool = False
    local: bool = False

    @property
    def level(self) -> str:
        """类, 款 or 项."""
        return LEVELS.get(len(self.code), "")

    def valid_in(self, year: int) -> bool:
        """Whether the code is in force in ``year``; an unknown bound does not limit."""
        after_start = self.first_year is None or self.first_year <= year
        before_end = self.last_year is None or year <= self.last_year
        return after_start and before_end

    def name_in(self, year: int) -> str:
        """The name that the code bears in ``year``."""
        if not self.former:
            return self.name
        dated = [f for f in self.former if f.last_year is not None and year <= f.last_year]
        return min(dated, key=lambda f: f.last_year or 0).name if dated else self.name

    def is_named(self, name: str, year: int) -> bool:
        """Whether ``name`` is this code's name or alias in ``year``.

        Brackets, spaces and the code itself before the name do not count.
        """
        name = re.sub(rf"^\[?{self.code}[\]\s_:：、.-]*(?=\D)", "", fold(name))
        given = fold(name)
        known = (self.name_in(year), *self.aliases)
        return any(given == fold(k) or bare(name) == bare(k) for k in known)

    def was_named(self, name: str) -> bool:
        """Whether ``name`` is the code's present name or one of its former names."""
        return bare(name) in {bare(self.name), *(bare(f.name) for f in self.former)}


@dataclass(frozen=True, slots=True)
class CodeTrouble:
    """One finding about a code: what is wrong, and what would be right."""

    trouble: Trouble
    expected: str


class Classification:
    """The codes of one classification, looked up by year."""

    def __init__(self, title: str, codes: Iterable[Code]) -> None:
        self.title = title
        self._codes: Mapping[str, Code] = {c.code: c for c in codes}

    def __iter__(self) -> Iterator[Code]:
        return iter(self._codes.values())

    def __contains__(self, code: str) -> bool:
        return code in self._codes

    def get(self, code: str) -> Code | None:
        """The code, whatever its years, or None."""
        return self._codes.get(code)

    def name(self, code: str, year: int) -> str:
        """The code's name in ``year``; the code itself where it is unknown."""
        found = self._codes.get(code)
        return found.name_in(year) if found else code

    def valid(self, year: int) -> tuple[Code, ...]:
        """All codes in force in ``year``, in order of code."""
        return tuple(sorted((c for c in self if c.valid_in(year)), key=lambda c: c.code))

    def children(self, code: str, year: int) -> tuple[Code, ...]:
        """The codes directly below ``code`` in ``year``."""
        size = len(code) + 2
        return tuple(c for c in self.valid(year) if len(c.code) == size and c.code[:-2] == code)

    def with_local(self, codes: Iterable[Code]) -> Classification:
        """This classification and an organisation's own 项 codes; a national code is kept."""
        extra = [c for c in codes if c.code not in self]
        return Classification(self.title, [*self, *extra])

    def by_name(self, name: str, year: int, *, within: str = "") -> Code | None:
        """The code of that name in ``year`` (names, aliases, then former names), if only one."""
        pool = [c for c in self.valid(year) if c.code.startswith(within)]
        named = [c for c in pool if c.is_named(name, year)]
        hits = named or [c for c in pool if c.was_named(name)]
        return hits[0] if len(hits) == 1 else None

    def check(self, code: str, name: str, year: int) -> CodeTrouble | None:
        """What is wrong with ``code`` printed beside ``name`` in ``year``; None if nothing."""
        found = self._codes.get(code)
        if found is None:
            known_parent = len(code) == 7 and code[:5] in self
            return CodeTrouble(Trouble.LOCAL if known_parent else Trouble.UNKNOWN, "")
        if not found.valid_in(year):
            heir = self._codes.get(found.successor)
            return CodeTrouble(Trouble.WRONG_YEAR, f"{heir.code} {heir.name}" if heir else "")
        if not name or found.is_named(name, year):
            return None
        trouble = Trouble.FORMER_NAME if found.was_named(name) else Trouble.OTHER_NAME
        return CodeTrouble(trouble, found.name_in(year))


def fold(name: str) -> str:
    """A name for comparison: one width of brackets and digits, no spaces, no list number."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", name))
    return re.sub(r"^[一二三四五六七八九十百]+、", "", text)


def bare(name: str) -> str:
    """``fold`` without a trailing bracket, e.g. 行政运行（人社） → 行政运行."""
    return re.sub(r"(?<=.)\([^()]*\)$", "", fold(name))
