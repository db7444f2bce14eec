"""What is spent by code as tables and pictures, one for each extent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from public.core.map import Map, Part, maps
from public.core.spent import Row, Tree
from public.spending import Names


@dataclass(frozen=True)
class Shown:
    """A line of a table: what it is, where it leads, its amounts, its share and how deep it is."""

    code: str
    name: str
    href: str
    row: Row
    bar: float
    depth: int = 0


@dataclass(frozen=True)
class Told:
    """What is spent of one extent: its name and how far it goes, its lines and pictures."""

    extent: str
    label: str
    note: str
    tree: Tree
    rows: list[Shown]
    maps: tuple[Map, ...]
    departments: int = 0


def one_extent(
    extent: str, tree: Tree, rows: list[Shown], parts: list[Shown], count: int = 0
) -> Told:
    """``rows`` are the lines of the table, ``parts`` the tiles, ``count`` the departments."""
    label, note = extent_told(extent)
    pictures = maps([Part(s.name, s.row.amounts.total, s.href, s.code) for s in parts], _("其余"))
    return Told(extent, label, note, tree, rows, pictures, count)


def lines_of(
    rows: Iterable[Row], names: Names, links: Mapping[str, str], *, tree: bool = False
) -> list[Shown]:
    """Lines with bars; of a whole ``tree`` each as deep as its code is."""
    rows = list(rows)
    most = max((row.amounts.total for row in rows), default=0)
    return [
        Shown(
            code=row.code,
            name=names[row.code],
            href=links[row.code],
            row=row,
            bar=round(100 * max(row.amounts.total, 0) / most, 2) if most > 0 else 0,
            depth=len(row.code) // 2 if tree else 0,
        )
        for row in rows
    ]


def extent_told(extent: str) -> tuple[str, str]:
    """What an extent is called, and how far it tells of what is spent."""
    told = {
        "all": (_("全部支出"), _("全部支出，由支出决算表（预算为支出总表）的项级科目加总。")),
        "fiscal": (
            _("财政拨款支出"),
            _("表样按经济分类公开财政拨款支出，基本支出和项目支出都在内；其他资金的支出没有按经济分类公开。"),
        ),
        "basic": (
            _("一般公共预算基本支出"),
            _("表样只按经济分类公开一般公共预算的基本支出；项目支出没有按经济分类公开，不在这里。"),
        ),
    }  # fmt: skip
    return told[extent]
