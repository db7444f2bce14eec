"""A sheet: one filled form.  What was typed stands in it as typed, by path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from disclosures.core.chapters import Fields
from performance.core.forms import Form

#: Paths that every sheet has beside those of its form: which form it is, its place among the
#: sheets (a whole number), and the project of the ledger that it is about.
FORM, ORDER, PROJECT = "form", "order", "project"


def _is_whole(text: str) -> bool:
    return text.isdecimal() and len(text) < 10


@dataclass(frozen=True)
class Row:
    """One row of a list: its number within the sheet, which never changes, and its entries."""

    section: str
    number: int
    values: Mapping[str, str]

    def path(self, key: str) -> str:
        """The path of one of its entries."""
        return f"{self.section}.{self.number}.{key}"

    def __getitem__(self, key: str) -> str:
        return self.values.get(key, "")


@dataclass(frozen=True)
class Sheet:
    """One filled form.  ``key`` names it within the disclosure, ``words`` fill those of the form
    that stand in braces (year, department …)."""

    key: str
    form: Form
    fields: Fields
    words: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, path: str) -> str:
        """What is typed at a path; empty where nothing is."""
        return self.fields.get(path, "")

    @property
    def project(self) -> str:
        """The project of the ledger, by its name; empty for 整体 and for one that has none."""
        return self[PROJECT]

    @property
    def subject(self) -> str:
        """What it is about: a project's name as the form prints it."""
        return self["head.project_name"] or self.project

    def worded(self, text: str) -> str:
        """Words of the form with what stands in braces filled in."""
        for name, word in {**self.words, "project_name": self.subject}.items():
            text = text.replace(f"{{{name}}}", word)
        return text

    @property
    def order(self) -> tuple[int, str]:
        """Where it stands among the sheets."""
        text = self[ORDER]
        return (int(text) if _is_whole(text) else 1_000_000, self.key)

    @cached_property
    def rows(self) -> dict[str, tuple[Row, ...]]:
        """The rows of each list, in the order that its path tells ("3,1,2")."""
        return {name: tuple(self._rows(name)) for name in self.form.listed}

    def _rows(self, section: str) -> Iterator[Row]:
        keys = self.form.listed[section]
        for text in self[section].split(","):
            if _is_whole(text):
                said = {k: v for k in keys if (v := self[f"{section}.{int(text)}.{k}"])}
                yield Row(section, int(text), said)

    @property
    def indicators(self) -> tuple[Row, ...]:
        """The rows of its indicators, each with its levels, also where they are not repeated."""
        return tuple(self._indicators())

    def _indicators(self) -> Iterator[Row]:
        l1 = l2 = ""
        for row in self.rows.get("indicators", ()):
            l1, l2 = (row["l1"] or l1), (row["l2"] or ("" if row["l1"] else l2))
            yield Row(row.section, row.number, {**row.values, "l1": l1, "l2": l2})


def rows_as_fields(section: str, rows: list[Mapping[str, str]]) -> dict[str, str]:
    """The paths of a list whose rows are given in order, numbered from 1."""
    found = {section: ",".join(str(n) for n in range(1, len(rows) + 1))} if rows else {}
    for number, row in enumerate(rows, start=1):
        found |= {f"{section}.{number}.{key}": text for key, text in row.items() if text}
    return found
