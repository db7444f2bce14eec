"""What is different between the forms of two versions: which are new or gone, and which entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from disclosures.chapters import chapters
from disclosures.core.chapters import Chapter, Fields, Sheets

#: Chapters with their sheets, as a ``Book`` has them.
Chapters = tuple[tuple[Chapter, Sheets], ...]


@dataclass(frozen=True)
class EntryChange:
    """An entry that says something else; empty where nothing stood, or stands, there."""

    name: str
    before: str
    after: str
    path: str


@dataclass(frozen=True)
class SheetChange:
    """A form that is new, gone or filled in otherwise; ``chapter`` and ``key`` name it."""

    chapter: str
    key: str
    title: str
    kind: str
    entries: tuple[EntryChange, ...] = ()

    def url(self, disclosure: int) -> str:
        """Its page."""
        return chapters()[self.chapter].address(disclosure, self.key)


def sheet_changes(before: Chapters, after: Chapters) -> list[SheetChange]:
    """All of them, in the order in which the forms stand."""
    return list(_changes(dict(_named(before)), dict(_named(after))))


_Named = tuple[Chapter, Fields]


def _named(found: Chapters) -> Iterator[tuple[tuple[str, str], _Named]]:
    for chapter, sheets in found:
        for key, fields in sheets.items():
            yield (chapter.name, key), (chapter, fields)


def _changes(
    before: dict[tuple[str, str], _Named], after: dict[tuple[str, str], _Named]
) -> Iterator[SheetChange]:
    for name in dict.fromkeys((*after, *before)):
        old, new = before.get(name), after.get(name)
        chapter, fields = new or old or (None, {})
        if chapter is None or (old and new and old[1] == new[1]):
            continue
        kind = "新增" if old is None else "已删除" if new is None else ""
        entries = tuple(_entries(chapter, old[1], new[1])) if old and new else ()
        yield SheetChange(*name, chapter.title(fields), kind, entries)


def _entries(chapter: Chapter, before: Fields, after: Fields) -> Iterator[EntryChange]:
    for path in dict.fromkeys((*after, *before)):
        old, new = before.get(path, ""), after.get(path, "")
        if old != new:
            named = after if path in after else before
            yield EntryChange(chapter.words(named, path), old, new, path)
