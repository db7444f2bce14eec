"""Which addresses are those of the public site."""

from __future__ import annotations

#: The first words of its addresses; the home page is the empty one, English pages follow ``en``.
FIRST = frozenset(
    {
        "", "about", "api", "compare", "data", "departments", "en", "feeds", "glossary",
        "how-to-read", "money", "projects", "public", "quality", "robots.txt", "sangong",
        "search", "sitemap.xml",
    }
)  # fmt: skip


def is_public(path: str) -> bool:
    """Whether a path is one of the public site."""
    first = path.lstrip("/").partition("/")[0]
    return first in FIRST or first.startswith("sitemap-")
