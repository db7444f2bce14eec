"""What people write for a document: texts, reasons, meanings, their own wording, attachments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from disclosures.core.document import Attachment
from disclosures.core.facts import LABELS


class Wrote(StrEnum):
    """What a piece of writing is."""

    TEXT = "text"
    REASON = "reason"
    MEANING = "meaning"
    WORDING = "wording"
    ATTACHMENT = "attachment"


WROTE_LABELS = LABELS["wrote"]
#: Characters of one piece, and of its key.
LONGEST, LONGEST_KEY = 50_000, 200


@dataclass(frozen=True, kw_only=True)
class Written:
    """All that people wrote for one document.

    ``texts`` by the key that asks for it, paragraphs apart by line ends; ``reasons`` by the key of
    the change; ``meanings`` by function code; ``wordings`` are templates by the sentence's id;
    ``attachments`` by a number of their own, the first line being the title.  ``last_text`` is
    what last year's document said, against which repetition is told.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)
    wordings: Mapping[str, str] = field(default_factory=dict)
    attachments: Mapping[str, str] = field(default_factory=dict)
    last_text: str = ""

    @classmethod
    def of(cls, pieces: Iterable[tuple[str, str, str]], last_text: str = "") -> Written:
        """From (kind, key, text).  Pieces without text count only as wordings."""
        found: dict[Wrote, dict[str, str]] = {kind: {} for kind in Wrote}
        for kind, key, text in pieces:
            if text.strip() or kind == Wrote.WORDING:
                found[Wrote(kind)][key] = text
        return cls(
            texts=found[Wrote.TEXT],
            reasons=found[Wrote.REASON],
            meanings=found[Wrote.MEANING],
            wordings=found[Wrote.WORDING],
            attachments=found[Wrote.ATTACHMENT],
            last_text=last_text,
        )

    @property
    def pieces(self) -> tuple[tuple[str, str, str], ...]:
        """(kind, key, text) of everything."""
        groups: tuple[tuple[Wrote, Mapping[str, str]], ...] = (
            (Wrote.TEXT, self.texts),
            (Wrote.REASON, self.reasons),
            (Wrote.MEANING, self.meanings),
            (Wrote.WORDING, self.wordings),
            (Wrote.ATTACHMENT, self.attachments),
        )
        return tuple(
            (str(kind), key, text) for kind, group in groups for key, text in group.items()
        )

    def over(self, other: Written) -> Written:
        """These pieces beside those of ``other``; for the same piece these count."""
        return Written.of((*other.pieces, *self.pieces), self.last_text or other.last_text)

    def attached(self) -> tuple[Attachment, ...]:
        """The attachments in the order of their numbers, numbered 附件1 …; one stays 附件."""
        texts = [self.attachments[key] for key in sorted(self.attachments, key=_in_order)]
        several = len(texts) > 1
        return tuple(
            _attachment(f"附件{number}" if several else "附件", text)
            for number, text in enumerate(texts, start=1)
        )


def _in_order(key: str) -> tuple[int, str]:
    return (int(key) if key.isdecimal() else 1_000_000, key)


def _attachment(number: str, text: str) -> Attachment:
    title, *lines = [line.strip() for line in text.splitlines() if line.strip()] or [""]
    return Attachment(number=number, title=title, paragraphs=tuple(lines))
