"""The standard figures: from a Document's ``Chart`` to shapes, and from shapes to SVG and PNG.

``picture`` decides where everything stands, once, for page, print and Word alike; whoever draws
only follows the shapes.
"""

from __future__ import annotations

from disclosures.core.document import Chart
from disclosures.render.charts.bars import bars
from disclosures.render.charts.columns import columns
from disclosures.render.charts.pie import pie, readable
from disclosures.render.charts.shapes import WIDTH, Move, Path, Picture, Words
from disclosures.render.charts.svg import png, svg

__all__ = ["WIDTH", "Move", "Path", "Picture", "Words", "alt_text", "picture", "png", "svg"]


def picture(chart: Chart) -> Picture:
    """The shapes of a chart, without its caption; the same chart, the same shapes.

    ``column`` is drawn as columns on a zero line, ``pie`` as slices with labels beside them, or
    as a list of bars where slices could not be read (``pie.readable``).
    """
    if chart.kind == "column":
        return columns(chart)
    return pie(chart) if readable(chart.points) else bars(chart)


def alt_text(chart: Chart) -> str:
    """What a chart shows, in words, for who cannot see it."""
    said = (
        p.label + p.shown + chart.unit + (f"，占{p.share}" if p.share else "") for p in chart.points
    )
    return f"{chart.caption}：{'；'.join(said)}。"
