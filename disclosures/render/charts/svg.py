"""Shapes → SVG, and that → PNG where a program wants one beside it."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

import resvg_py

from disclosures.render.charts.shapes import INK, Path, Picture, Words, clean

#: The typeface of everything printed, and what stands in for it where it is not installed.
FAMILY = "Noto Serif CJK SC, Source Han Serif SC, SimSun, serif"


def svg(picture: Picture, *, alt: str) -> str:
    """An SVG that refers to nothing outside itself; ``alt`` says what the picture is.

    It carries no style sheet and no identifiers, so it may stand in a page with others.
    """
    width, height = f"{picture.width:g}", f"{picture.height:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}pt" height="{height}pt" role="img" font-family={quoteattr(FAMILY)} '
        f'fill="{INK}">'
        f"<title>{escape(clean(alt))}</title><desc>{escape(picture.data)}</desc>"
        f"{''.join(map(_shape, picture.shapes))}</svg>"
    )


def png(picture: Picture, scale: float) -> bytes:
    """A PNG on white of ``scale`` pixels a point."""
    drawing = svg(picture, alt="")
    width = round(picture.width * scale)
    return bytes(resvg_py.svg_to_bytes(drawing, width=width, dpi=96, background="#fff"))


def _shape(shape: Path | Words) -> str:
    return _path(shape) if isinstance(shape, Path) else _words(shape)


def _path(path: Path) -> str:
    moves = "".join(name + " ".join(f"{n:g}" for n in places) for name, places in path.moves)
    fill = f' fill="{path.fill or "none"}"'
    stroke = f' stroke="{path.stroke}" stroke-width="{path.width:g}"' if path.stroke else ""
    return f'<path d="{moves}"{fill}{stroke}/>'


def _words(words: Words) -> str:
    anchor = f' text-anchor="{words.anchor}"' if words.anchor != "start" else ""
    weight = ' font-weight="bold"' if words.bold else ""
    ink = f' fill="{words.ink}"' if words.ink != INK else ""
    return (
        f'<text x="{words.x:g}" y="{words.y:g}" font-size="{words.size:g}"{anchor}{weight}{ink}>'
        f"{escape(words.text)}</text>"
    )
