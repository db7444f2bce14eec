"""Header rows of printed tables, matched to a form's columns by the path of their labels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from disclosures.core.codes import Classification
from disclosures.core.forms import CODE, Column, TableForm
from disclosures.importing.cells import Position
from disclosures.importing.grid import Grid, one_line

Path = tuple[str, ...]

DEEPEST = 7
#: How many rows below the title a header may begin.
FARTHEST = 12
_AMOUNT_WORDS = frozenset({"金额", "决算数", "预算数", "本年金额"})
#: A total within a group is 合计 in one form and 小计 in another.
_TOTAL_WORDS = frozenset({"合计", "小计"})
_FUND = re.compile(r"^(一般公共|政府性基金|国有资本经营)(?:预算)?(?:财政)?(?:拨款)?(?:资金)?$")
_OTHER_WORDS = (
    ("代码", "编码"),
    ("费用", "费"),
    ("运行维护", "运行"),
    ("结转结余", "结转和结余"),
    ("附属单位缴款", "附属单位上缴收入"),
)
_LEVEL_WORDS = frozenset({"类", "款", "项"})
_NUMBER = re.compile(r"[\d.,\-]+")
_LANE = re.compile(r"\(?\d{1,3}\)?(?:[=＝][\d+\-*()=…~.]+)?")


@dataclass(frozen=True)
class Header:
    """A header that was recognised.

    ``top`` is its first row and ``body`` the first row below it; ``columns`` gives for each leaf
    column of the form the columns of the sheet (a code may be split over several).
    ``extra`` are labelled columns that the form does not have: (column of the sheet, label).
    """

    top: int
    body: int
    columns: Mapping[str, tuple[int, ...]]
    extra: tuple[tuple[int, str], ...]
    score: float

    def missing(self, form: TableForm) -> tuple[Column, ...]:
        """The form's columns that the sheet does not have."""
        return tuple(c for c in form.columns if c.id not in self.columns)


@dataclass(frozen=True)
class _Group:
    """Neighbouring columns of the sheet under one header cell."""

    columns: tuple[int, ...]
    path: Path
    label: str


@lru_cache(maxsize=65536)
def fold_label(text: str) -> str:
    """A header label for comparison: no spaces, years, leading codes; one of synonyms."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    text = re.sub(r"[“”\"'‘’、:：]", "", text)
    text = re.sub(r"^\d{3,7}(?=[^\d年])", "", text)
    text = re.sub(r"^20\d\d年度?", "", text) or text
    text = re.sub(r"^(?:总计|共计|合计数)$", "合计", text)
    text = _FUND.sub(r"\1预算", text)
    for other, usual in _OTHER_WORDS:
        text = text.replace(other, usual)
    return text


@lru_cache(maxsize=65536)
def bare_label(text: str) -> str:
    """A folded label without its brackets: 科目编码(类款项) → 科目编码."""
    return re.sub(r"\([^()]*\)", "", fold_label(text)) or fold_label(text)


# -- what the form expects --------------------------------------------------------------------


def leaf_paths(
    form: TableForm, economic: Classification, year: int
) -> Mapping[str, tuple[Path, ...]]:
    """For each column the paths of folded labels under which it may be printed."""
    paths: dict[str, tuple[Path, ...]] = {}
    for position, column in enumerate(form.columns):
        above = [h for h in form.headings if h.column <= position < h.column + h.columns]
        labels = [fold_label(h.label) for h in sorted(above, key=lambda h: h.row)]
        names = _other_names(column, economic, year)
        paths[column.id] = tuple((*labels[:-1], last) for last in (labels[-1], *names))
    return paths


def _other_names(column: Column, economic: Classification, year: int) -> list[str]:
    """Aliases and former names of the economic code that a column stands for."""
    code = economic.get(column.query.only("econ")) if column.query else None
    if code is None or fold_label(column.label) != fold_label(code.name_in(year)):
        return []
    return [fold_label(n) for n in (*code.aliases, *(f.name for f in code.former))]


def expected_labels(form: TableForm) -> str:
    """The labels of the columns as a person reads them, for messages."""
    labels = list(dict.fromkeys(one_line(c.label) for c in form.columns))
    shown = "、".join(labels[:14])
    return f"{shown}等 {len(form.columns)} 列" if len(labels) > 14 else shown


# -- what the sheet has -----------------------------------------------------------------------


def find_header(
    grid: Grid, form: TableForm, first: int, end: int, economic: Classification, year: int
) -> Header | None:
    """The best header between rows ``first`` and ``end``, or None where none will do."""
    likeness = _Likeness(form, leaf_paths(form, economic, year))
    best: Header | None = None
    for top in _likely_tops(grid, first, min(end, first + FARTHEST), likeness.words):
        for depth in range(1, min(DEEPEST, end - top) + 1):
            found = _match(grid, form, likeness, top, top + depth)
            if best is None or found.score > best.score:
                best = found
    return best if best and _recognised(form, best) else None


def _likely_tops(grid: Grid, first: int, last: int, words: set[str]) -> list[int]:
    hits = {r: sum(bare_label(t) in words for _, t in grid.texts(r)) for r in range(first, last)}
    return [r for r, count in hits.items() if count][:3]


def _recognised(form: TableForm, header: Header) -> bool:
    """Whether the columns that tell rows apart, and enough of the amounts, were found."""
    numeric = [c for c in form.columns if c.numeric]
    found = [c for c in numeric if c.id in header.columns]
    enough = 1 if form.wide else (len(numeric) + 1) // 2
    return len(found) >= enough and all(
        any(column in header.columns for column in group) for group in _telling(form)
    )


def _telling(form: TableForm) -> list[list[str]]:
    """Groups of columns of which one at least must be there to tell what a row is."""
    if form.blocks:
        return [
            [c for c in b.columns if form.column[c].type in ("text", CODE)] for b in form.blocks
        ]
    if not form.levels:
        return []
    levels = [[column for column, source in level.show] for level in form.levels if level.show]
    return [level for level in levels if level]


def _match(grid: Grid, form: TableForm, likeness: _Likeness, top: int, body: int) -> Header:
    groups = _groups(grid, top, body)
    pairs = [
        (-score, n, g)
        for g, group in enumerate(groups)
        for n, score in likeness.of(group.path).items()
    ]
    columns: dict[str, tuple[int, ...]] = {}
    taken: set[int] = set()
    total = 0.0
    for score, n, g in sorted(pairs):
        column_id = form.columns[n].id
        if g not in taken and column_id not in columns:
            taken.add(g)
            columns[column_id] = groups[g].columns
            total -= score
    extra = tuple(
        (group.columns[0], group.label)
        for g, group in enumerate(groups)
        if g not in taken and group.label
    )
    score = total - 15 * len(extra) - 0.5 * (body - top)
    return Header(top, body, _widened(form, columns, groups), extra, score)


class _Likeness:
    """How well printed paths say the columns of a form; each path is weighed once."""

    def __init__(self, form: TableForm, paths: Mapping[str, tuple[Path, ...]]) -> None:
        self.words = {bare_label(w) for options in paths.values() for path in options for w in path}
        self._leaves = [(n, c, p) for n, c in enumerate(form.columns) for p in paths[c.id]]
        self._by_label: dict[str, list[tuple[int, Column, Path]]] = {}
        for leaf in self._leaves:
            self._by_label.setdefault(bare_label(leaf[2][-1]), []).append(leaf)
        self._known: dict[Path, dict[int, float]] = {}

    def of(self, path: Path) -> Mapping[int, float]:
        """Positions of the columns that a path may say, with a score from 0 to 100."""
        if path not in self._known:
            self._known[path] = self._weigh(path)
        return self._known[path]

    def _weigh(self, path: Path) -> dict[int, float]:
        if not path or _NUMBER.fullmatch(path[-1]):
            return {}
        scores: dict[int, float] = {}
        for n, column, leaf in self._candidates(tuple(map(bare_label, path))):
            score = _score(path, leaf, column)
            if score > scores.get(n, 0):
                scores[n] = score
        return scores

    def _candidates(self, path: Path) -> list[tuple[int, Column, Path]]:
        """The leaves of the same last label; a total may say its group or another's total."""
        labels = {path[-1]}
        if path[-1] in _TOTAL_WORDS:
            labels |= {*_TOTAL_WORDS, *path[-2:-1]}
        return [leaf for w in sorted(labels) for leaf in self._by_label.get(w, [])] or self._leaves


def _score(path: Path, leaf: Path, column: Column) -> float:
    """How well a printed path says a leaf, from 0 (not at all) to 100."""
    if path == leaf:
        return 100
    path, leaf = tuple(map(bare_label, path)), tuple(map(bare_label, leaf))
    if path == leaf:
        return 97
    if path[:-1] == leaf[:-1] and {path[-1], leaf[-1]} == _TOTAL_WORDS:
        return 93
    if path[:-1] == leaf and path[-1] in _TOTAL_WORDS:
        return 92
    joined, wanted = "".join(path), "".join(leaf)
    if joined == wanted:
        return 95
    if path[-1] == leaf[-1]:
        common = len(set(path[:-1]) & set(leaf[:-1]))
        return 70 + 20 * common / max(len(path), len(leaf), 1)
    telling = len(path[-1]) > 2 or path[-1] in _TOTAL_WORDS
    if joined.endswith(wanted) or (telling and wanted.endswith(joined)):
        return 60
    if path[-1] in _AMOUNT_WORDS and leaf[-1] in _AMOUNT_WORDS:
        return 50 + 5 * len(set(path[:-1]) & set(leaf[:-1]))
    if not column.numeric and (path[-1] in leaf[-1] or leaf[-1] in path[-1]):
        return 40
    return 0


def _groups(grid: Grid, top: int, body: int) -> list[_Group]:
    cells = _label_cells(grid, top, body)
    groups: list[_Group] = []
    previous: Position | None = None
    for column in range(grid.width):
        seen = list(dict.fromkeys(cells[row][column] for row in range(top, body)))
        named = [p for p in seen if grid.text(*p) and not _is_level_word(grid.text(*p))]
        if named and named[-1] == previous:
            last = groups[-1]
            groups[-1] = _Group((*last.columns, column), last.path, last.label)
            continue
        previous = named[-1] if named else None
        labels = [grid.text(*p) for p in named]
        path = tuple(fold_label(label) for label in labels)
        groups.append(_Group((column,), path, one_line(labels[-1]) if labels else ""))
    return groups


def _is_level_word(text: str) -> bool:
    return fold_label(text) in _LEVEL_WORDS


def _label_cells(grid: Grid, top: int, body: int) -> dict[int, list[Position]]:
    """For each header cell the cell whose label it shows.

    A blank that is not merged belongs to its left neighbour where both have the same label above
    and something stands below: that is how headers look when merging got lost.
    """
    cells: dict[int, list[Position]] = {}
    for row in range(top, body):
        line: list[Position] = []
        for column in range(grid.width):
            place = grid.origin(row, column)
            if column and place == (row, column) and not grid.text(row, column):
                below = any(grid.filled(r, column) for r in range(row + 1, body))
                same = all(cells[r][column] == cells[r][column - 1] for r in range(top, row))
                if below and same and grid.text(*line[-1]):
                    place = line[-1]
            line.append(place)
        cells[row] = line
    return cells


def _widened(
    form: TableForm,
    columns: Mapping[str, tuple[int, ...]],
    groups: Sequence[_Group],
) -> dict[str, tuple[int, ...]]:
    """Code columns with the unlabelled columns to their right (类, 款, 项 side by side)."""
    unlabelled = {g.columns[0] for g in groups if not g.path}
    widened = dict(columns)
    for column in form.columns:
        if column.type == CODE and column.id in columns:
            cells = list(columns[column.id])
            while cells[-1] + 1 in unlabelled:
                cells.append(cells[-1] + 1)
            widened[column.id] = tuple(cells)
    return widened


# -- the rows between header and body ---------------------------------------------------------


def skip_lanes(grid: Grid, form: TableForm, header: Header, end: int) -> int:
    """The first row of the body: below the header, 类款项 and 栏次 rows and blank rows."""
    row = header.body
    while row < end and (grid.blank(row) or is_lane_row(grid, form, header, row)):
        row += 1
    return row


def is_lane_row(grid: Grid, form: TableForm, header: Header, row: int) -> bool:
    """Whether a row numbers the columns (栏次) or only says 类, 款, 项."""
    texts = [(c, fold_label(t)) for c, t in grid.texts(row)]
    words = [(c, t) for c, t in texts if not _LANE.fullmatch(t)]
    if any(t not in _LEVEL_WORDS and t not in {"栏次", "行次", "栏目"} for _, t in words):
        return False
    if words:
        return True
    numbers = [t for _, t in texts]
    lanes = {c: form.column[i].lane for i, cs in header.columns.items() for c in cs[:1]}
    as_form = all(lanes.get(c) == t for c, t in texts)
    in_order = numbers == [str(n + 1) for n in range(len(numbers))] and len(numbers) > 2
    return bool(texts) and (as_form or in_order) and form.lane_row
