"""Chapters: what another app adds to a disclosure, as disclosures sees it.

A chapter's sheets are entered, kept in versions, signed and reviewed as ledgers are; what they
mean is the chapter's own.  Which there are says ``settings.CHAPTERS``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from disclosures.core.document import Document
from disclosures.core.facts import Facts
from disclosures.core.rules.base import Finding, Goal
from disclosures.core.rules.catalogue import Entry
from disclosures.core.tables import Address, Tables

#: What stands in one sheet: path → text as typed; an empty text is no entry.
Fields = Mapping[str, str]
#: The sheets of one chapter by key (letters, digits, "-" and ".").
Sheets = Mapping[str, Fields]

#: The path at which a sheet that came from a unit names the unit's code.
UNIT = "unit"
_FORM = "form:"
_UNIT = re.compile(r"unit-(\d+)\.")


@dataclass(frozen=True)
class Ground:
    """What a chapter stands on: the disclosure's tables, its facts where they are stated, and
    its text, which is written when it is asked for; None where nobody was asked for one."""

    tables: Tables
    facts: Facts | None = None
    text: Callable[[], Document | None] = lambda: None


class Added(Protocol):
    """A chapter of one disclosure."""

    @property
    def findings(self) -> Sequence[Finding]:
        """What its rules find; the cells are ``form_address``es."""

    @property
    def goals(self) -> tuple[Goal, ...]:
        """Amounts that the rules of tables compare with theirs."""

    @property
    def texts(self) -> Iterable[tuple[str, str]]:
        """Every text that people wrote, after the words that say where it stands."""

    def shown(self, key: str, path: str) -> str:
        """What stands in a sheet at a path; empty where nothing does."""

    def join(self, document: Document) -> Document:
        """The document with what the chapter adds."""


class Chapter(Protocol):
    """One entry of ``settings.CHAPTERS``.  ``label`` is what people call it; ``naming`` are the
    paths from which ``title`` and ``words`` are made."""

    name: str
    label: str
    naming: tuple[str, ...]

    @property
    def rules(self) -> Sequence[Entry]:
        """Its rules, as the catalogue shows them."""

    def open(self, sheets: Sheets, ground: Ground) -> Added:
        """The chapter of one disclosure."""

    def refused(self, key: str, fields: Fields) -> Iterable[str]:
        """Why a sheet cannot be kept: what is no part of its form.  Each in one sentence."""

    def title(self, fields: Fields) -> str:
        """What a sheet is called, e.g. 项目支出绩效自评表 人事考试工作经费."""

    def words(self, fields: Fields, path: str) -> str:
        """What a path of the sheet is called, e.g. 绩效指标 第3行 预期指标值."""

    def read(self, data: bytes, filename: str) -> tuple[Sheets, tuple[str, ...]]:
        """The sheets of a workbook by the keys that they have there or get, and what is wrong.

        Raises Refused (see ``importing.guard``) for a file that is no harmless workbook.
        """

    def address(self, disclosure: int, key: str, path: str = "") -> str:
        """The page that shows a sheet, at that path; without a key the page of the chapter."""


def unit_key(organisation: int, key: str) -> str:
    """The key of a unit's sheet in the disclosure of its department."""
    return f"unit-{organisation}.{key}"


def unit_of(key: str) -> int | None:
    """The unit that a department's sheet came from; None for its own."""
    found = _UNIT.match(key)
    return int(found[1]) if found else None


def form_address(key: str, path: str) -> Address:
    """Where something stands in a form of a chapter, as findings and remarks name it."""
    return Address(_FORM + key, path, "value")


def of_form(address: Address) -> tuple[str, str] | None:
    """The key and path that ``form_address`` named; None for a cell of a table."""
    if not address.table.startswith(_FORM):
        return None
    return address.table.removeprefix(_FORM), address.row
