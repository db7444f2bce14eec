"""Titles and captions of printed tables: which table begins where, and what it says of itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from disclosures import data
from disclosures.core.codes import fold
from disclosures.core.forms import FormSet, TableForm
from disclosures.core.money import Unit
from disclosures.importing.grid import Grid, one_line

LONGEST_TITLE = 60
#: How much a form set that is not in force that year counts less: half a title.
OUT_OF_FORCE = 5
#: Words that belong to a title: where they stand before a known title, it is another table's.
_TITLE_WORDS = re.compile(r"财政|预算|拨款|基金|资本|收入|支出|项目|三公|决算|基本|一般公共")
_CODE = re.compile(r"(?:财决|预决算|部门)?(?:公开)?(?:附?表|附件)?\d{1,2}(?:-\d{1,2})?表?")
_PRINTED_CODE = re.compile(
    r"(?:财决)?公开\s*[\d一二三四五六七八九十]+(?:-\d+)?\s*表|附?表\s*\d+(?:-\d+)?|"
    r"公开表\s*\d+(?:-\d+)?|附件\s*\d+(?:-\d+)?"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年|部门|单位|预算|决算|财政)")
_YEAR_ALONE = re.compile(r"年[度份]:?(20[12]\d)")
_CHINESE_YEAR = re.compile(
    r"二[〇○零O0]([〇○零一二三四五六七八九O0])([〇○零一二三四五六七八九O0])年"
)
_DIGITS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys("○零O0", "0")
_UNIT = re.compile(r"(?:金额)?单位[:：]?(?:人民币)?(万元|元)")
_ORGANISATION = re.compile(
    r"(?:公开|编制|填报)?(?:部门|单位)(?:名称)?(?:[(（](?:部门|单位|公章|盖章)[)）])?[:：](.*)"
)


@dataclass(frozen=True)
class Heading:
    """A title found: where it stands, as printed, and the known title (folded) it is."""

    grid: Grid
    row: int
    column: int
    printed: str
    title: str


@dataclass(frozen=True)
class Place:
    """A table's place in a sheet: rows from ``first`` (above the title) up to ``end``."""

    heading: Heading
    first: int
    end: int


@dataclass(frozen=True)
class Caption:
    """What is printed around a title; ``unit`` is None where no unit is printed."""

    code: str = ""
    department: str = ""
    year: int | None = None
    unit: Unit | None = None


# -- titles -----------------------------------------------------------------------------------


def fold_title(text: str) -> str:
    """A title for comparison: one width, no spaces, quotes or final brackets; 单位 as 部门."""
    text = re.sub(r"[\s“”\"'‘’「」『』《》〈〉＂]", "", unicodedata.normalize("NFKC", text))
    text = re.sub(r"[“”\"'‘’]", "", text)
    text = re.sub(r"^附[件表]\d*(?:-\d+)*[:、.]", "", text)
    text = re.sub(r"(\((?!境)[^()]*\)|[:：].*)$", "", text)
    return text.replace("单位", "部门")


@cache
def known_titles() -> Mapping[str, frozenset[str]]:
    """Every title of every form set (folded) with the layouts that bear it."""
    found: dict[str, set[str]] = {}
    for form_set_id in data.form_set_ids():
        for form in data.form_set(form_set_id, 2022).tables:
            for title in titles_of(form):
                found.setdefault(title, set()).add(form.layout)
    return {title: frozenset(layouts) for title, layouts in found.items()}


def titles_of(form: TableForm) -> tuple[str, ...]:
    """The titles of a form, folded, with and without 部门 before them."""
    names = [fold_title(t) for t in (form.title, *form.aliases)]
    return tuple(dict.fromkeys(t for n in names for t in (n, n.removeprefix("部门"))))


def match_title(text: str) -> str | None:
    """The known title that a text ends with, the longest there is, or None.

    What stands before it may be a code, a year and an organisation, but no other word of titles.
    """
    folded = fold_title(text)
    for title in _by_length():
        if folded.endswith(title):
            before = folded.removesuffix(title)
            return None if _TITLE_WORDS.search(_organisation_only(before)) else title
    return None


@cache
def _by_length() -> tuple[str, ...]:
    return tuple(sorted(known_titles(), key=len, reverse=True))


def _organisation_only(before: str) -> str:
    """The part of a title's beginning that is neither year nor code nor an organisation's name."""
    before = re.sub(r"20\d\d年?度?", "", before)
    before = re.sub(r"\S*(?:财政局|财政厅|项目办|基金会|项目中心|收入中心)", "", before)
    return re.sub(r"^(?:决算|预算)?(?:公开)?(?:附?表|附件)?\d*表?", "", before)


def find_headings(grid: Grid) -> Iterator[Heading]:
    """The titles in a sheet from top to bottom; the sheet's own name where no cell bears one."""
    found = False
    for row in range(grid.height):
        for column, text in grid.texts(row):
            if not 4 <= len(text) <= LONGEST_TITLE:
                continue
            title = match_title(text)
            if title:
                found = True
                yield Heading(grid, row, column, one_line(text), title)
                break
    by_name = None if found else match_title(grid.name)
    if by_name:
        yield Heading(grid, -1, 0, grid.name, by_name)


def find_places(grid: Grid) -> list[Place]:
    """The tables of a sheet, each reaching to the caption of the next."""
    headings = list(find_headings(grid))
    starts = [_caption_start(grid, h.row) for h in headings]
    ends = [*starts[1:], grid.height][: len(starts)]
    return [Place(h, s, e) for h, s, e in zip(headings, starts, ends, strict=True)]


def _caption_start(grid: Grid, row: int) -> int:
    """The first row of the lines above a title that hold only its code (公开01表, 附件1)."""
    start = max(row, 0)
    while start > 0 and start > row - 3 and _only_codes(grid, start - 1):
        start -= 1
    return start


def _only_codes(grid: Grid, row: int) -> bool:
    texts = [fold(t) for _, t in grid.texts(row)]
    return bool(texts) and all(_PRINTED_CODE.fullmatch(t) for t in texts)


def looks_like_contents(places: Sequence[Place]) -> set[int]:
    """Positions of titles that stand in a list (a table of contents), not above a table."""
    close = [
        n for n, (one, two) in enumerate(pairwise(places)) if two.heading.row - one.heading.row <= 2
    ]
    return set(close) | {n + 1 for n in close if n + 2 == len(places) or n + 1 in close}


# -- captions ---------------------------------------------------------------------------------


def read_caption(place: Place, header_top: int) -> Caption:
    """What the rows around a title say, up to the header."""
    grid, code, department, unit = place.heading.grid, "", "", None
    texts = [(r, c, one_line(t)) for r in range(place.first, header_top) for c, t in grid.texts(r)]
    for row, column, text in texts:
        folded = unicodedata.normalize("NFKC", re.sub(r"\s", "", text))
        unit = unit or _unit(folded) or _unit_beside(grid, row, column, folded)
        code = code or _code(text, is_title=row == place.heading.row)
        department = department or _department(grid, row, column, text)
    year = next((y for _, _, t in texts if (y := year_in(t))), None)
    return Caption(code, department, year, unit)


def _unit(text: str) -> Unit | None:
    found = _UNIT.search(text)
    if found:
        return Unit(found.group(1))
    return Unit(text) if text in {"元", "万元"} else None


def _unit_beside(grid: Grid, row: int, column: int, text: str) -> Unit | None:
    if not re.fullmatch(r"(?:金额)?单位:?", text):
        return None
    return _unit(grid.text(row, column + 1))


def _code(text: str, *, is_title: bool) -> str:
    folded = unicodedata.normalize("NFKC", text)
    found = _PRINTED_CODE.search(folded) if is_title else _PRINTED_CODE.fullmatch(folded)
    return re.sub(r"\s", "", found.group()) if found else ""


def _department(grid: Grid, row: int, column: int, text: str) -> str:
    found = _ORGANISATION.match(re.sub(r"\s", "", text))
    if not found:
        return ""
    name = found.group(1) or next((t for c, t in grid.texts(row) if c > column), "")
    name = re.split(r"(?:金额)?单位[:：]|20\d\d年", name)[0]
    return "" if not name or _unit(name) or year_in(name) else one_line(name)


def year_in(text: str) -> int | None:
    """The year that a text names (2020年度, 二〇二〇年), or None."""
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    found = _YEAR.search(folded) or _YEAR_ALONE.fullmatch(folded)
    if found:
        return int(found.group(1))
    spelt = _CHINESE_YEAR.search(re.sub(r"\s", "", text))
    return 2000 + int("".join(_DIGITS[d] for d in spelt.groups())) if spelt else None


# -- which form set ---------------------------------------------------------------------------


def rank_form_sets(
    headings: Iterable[Heading], codes: Mapping[str, str], year: int
) -> list[tuple[float, str]]:
    """Form sets by how well the titles found fit, best first.

    ``codes`` are the table codes printed beside the titles found (folded title → code).
    """
    found = {h.title for h in headings}
    ranked = []
    for form_set_id in data.form_set_ids():
        form_set = data.form_set(form_set_id, year)
        score = _fit(form_set, found, codes)
        first, last = form_set.years
        in_force = (first is None or first <= year) and (last is None or year <= last)
        ranked.append((score if in_force else score - OUT_OF_FORCE, form_set_id))
    return sorted(ranked, key=lambda pair: -pair[0])


def _fit(form_set: FormSet, found: set[str], codes: Mapping[str, str]) -> float:
    """Ten for a title of the form set, one more for its code, three less for another's title.

    Of form sets that fit alike the one with fewer tables missing is the better.
    """
    score = 0.0
    for title in found:
        forms = [f for f in form_set.tables if title in titles_of(f)]
        score += 10 if forms else -3
        score += any(f.code and codes.get(title, "").endswith(f.code) for f in forms)
    missing = {f.role for f in form_set.tables} - _roles(form_set, found)
    return score - len(missing) / 10


def _roles(form_set: FormSet, found: set[str]) -> set[str]:
    return {f.role for f in form_set.tables if found & set(titles_of(f))}
