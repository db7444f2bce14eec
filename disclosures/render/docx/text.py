"""Paragraphs, runs and fields."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

#: What XML 1.0 cannot hold: controls, lone surrogates, non-characters.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS = re.compile("(\t|\r\n|\r|\n)")


def clean(text: str) -> str:
    """A text without what XML cannot hold."""
    return _FORBIDDEN.sub("", text)


def plain(text: str) -> str:
    """A text as the content of an element."""
    return escape(clean(text))


def attribute(text: str) -> str:
    """A text as an attribute's value, with its quotation marks."""
    return quoteattr(clean(text))


@lru_cache(maxsize=10_000)
def words(text: str) -> str:
    """The inside of a run: its text; line ends and tabs are elements."""
    return "".join(_piece(p) for p in _BREAKS.split(clean(text)) if p)


def _piece(piece: str) -> str:
    if piece == "\t":
        return "<w:tab/>"
    if piece in ("\r\n", "\r", "\n"):
        return "<w:br/>"
    keep = ' xml:space="preserve"' if piece != piece.strip() or "  " in piece else ""
    return f"<w:t{keep}>{escape(piece)}</w:t>"


def run(text: str, *, bold: bool = False) -> str:
    """Words in the look of their paragraph, or bold."""
    if not text:
        return ""
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f"<w:r>{look}{words(text)}</w:r>"


def paragraph(style: str, *inner: str, look: str = "") -> str:
    """A paragraph of runs; ``look`` are properties besides those of its style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{look}</w:pPr>{"".join(inner)}</w:p>'


def bookmark(name: str, number: int, inner: str) -> str:
    """What a hyperlink leads to."""
    return (
        f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'
    )


def link(name: str, inner: str) -> str:
    """Runs that lead to a bookmark."""
    return f'<w:hyperlink w:anchor="{name}" w:history="1">{inner}</w:hyperlink>'


def field_begin(code: str) -> str:
    """The code of a field, up to where its result begins."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
