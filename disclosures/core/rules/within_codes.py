"""表内, what stands in rows: negative amounts, codes and their names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from disclosures.core.codes import Classification, Code, CodeTrouble, Trouble, bare, fold
from disclosures.core.forms import CODE, LINE, Line, TableForm
from disclosures.core.rules.base import Evidence, Problem, Rule, Severity
from disclosures.core.rules.relations import relations
from disclosures.core.rules.sums import money, row_label
from disclosures.core.tables import Address, Row, Table

GROUP = "表内"

# -- negative amounts -------------------------------------------------------------------------


def negative_amounts(evidence: Evidence) -> Iterator[Problem]:
    """IN-027: each negative amount once, where it arises and not in the totals above it."""
    seen: dict[tuple[str, int], list[tuple[Table, Row, Address]]] = {}
    for table in evidence.tables.tables:
        for row, address in _negatives(table):
            key = _stands_for(row), row.amount(address.column)
            seen.setdefault(key, []).append((table, row, address))
    for (_, amount), places in seen.items():
        table, row, _ = places[0]
        yield Problem(
            table=table.role,
            cells=tuple(address for *_, address in places),
            found=amount,
            text=f"“{row_label(table, row)}”为负数：{money(amount, table)}",
        )


def _stands_for(row: Row) -> str:
    return "/".join(row.dims.values()) or row.key


def _negatives(table: Table) -> Iterator[tuple[Row, Address]]:
    below = {
        table.address(row, column): row
        for row in table.rows
        for column, cell in row.cells.items()
        if cell.amount < 0 and column in table.form.column
    }
    if not below:
        return
    sums = {r.total for r in relations(table) if any(p in below for p in r.parts)}
    yield from ((row, address) for address, row in below.items() if address not in sums)


# -- codes and names --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Printed:
    """A code as a table prints it, with the name beside it; ``dimension`` function or econ."""

    dimension: str
    code: str
    name: str


def codes_and_names(evidence: Evidence) -> Iterator[Problem]:
    """IN-028."""
    known = {"function": _functions(evidence), "econ": evidence.economic}
    for printed, cells in _printed_codes(evidence).items():
        codes = known[printed.dimension]
        trouble = codes.check(printed.code, printed.name, evidence.year)
        if trouble is not None:
            yield _code_problem(printed, cells, trouble, codes, evidence.year)
    for table in evidence.tables.tables:
        if table.filed:
            yield from _labels(table, evidence)


def _functions(evidence: Evidence) -> Classification:
    local = evidence.facts.local_codes if evidence.facts else ()
    return evidence.functions.with_local(Code(c.code, c.name, local=True) for c in local)


def _printed_codes(evidence: Evidence) -> dict[Printed, list[Address]]:
    """Every code printed, and all the cells where it stands."""
    found: dict[Printed, list[Address]] = {}
    for table in evidence.tables.tables:
        for dimension in ("function", "econ"):
            column = _name_column(table.form, dimension)
            for row in table.rows if column else ():
                if code := row.code(dimension):
                    printed = Printed(dimension, code, row.texts.get(column, ""))
                    found.setdefault(printed, []).append(table.address(row, column))
    return found


def _name_column(form: TableForm, dimension: str) -> str:
    """The column in which a table that unfolds prints the names of a dimension's codes."""
    shows = (show for level in form.levels for show in level.show)
    return next((column for column, source in shows if source == f"{dimension}.name"), "")


def _code_problem(
    printed: Printed,
    cells: Sequence[Address],
    trouble: CodeTrouble,
    codes: Classification,
    year: int,
) -> Problem:
    sure = _is_sure(printed, trouble, codes, year)
    return Problem(
        table=cells[0].table,
        cells=tuple(cells),
        text=_trouble_text(printed, trouble, codes.title),
        severity=Severity.ERROR if sure else Severity.WARNING,
    )


#: The last year whose new codes the classifications hold.
KNOWN_UNTIL = 2023


def _is_sure(printed: Printed, trouble: CodeTrouble, codes: Classification, year: int) -> bool:
    """Whether the trouble is an error: our lists are partly from memory, and not complete."""
    code = codes.get(printed.code)
    match trouble.trouble:
        case Trouble.LOCAL | Trouble.FORMER_NAME:
            return False
        case Trouble.UNKNOWN:
            return _is_listed_in_full(printed.code[:3], codes, year)
        case Trouble.WRONG_YEAR:
            return code is not None and (code.verified or bool(trouble.expected))
        case _:
            return code is not None and code.verified


def _is_listed_in_full(class_code: str, codes: Classification, year: int) -> bool:
    """Whether a code that is not in the list does not exist.

    True for a 类 that does not exist, and for a 类 of which the list holds the deepest level
    (项, or 款 that documents bear out), up to the last year known.
    """
    if class_code not in codes:
        return True
    below = [c for c in codes if c.code.startswith(class_code) and c.code != class_code]
    deep = any(len(c.code) == 7 for c in below) or all(c.verified for c in below)
    return bool(below) and deep and year <= KNOWN_UNTIL


def _trouble_text(printed: Printed, trouble: CodeTrouble, title: str) -> str:
    label = f"{printed.code} {printed.name}".strip()
    match trouble.trouble:
        case Trouble.UNKNOWN:
            return f"{title}中没有编码 {label}"
        case Trouble.LOCAL:
            return f"{label} 不在{title}中，但所属款存在，可能是本地增设的项"
        case Trouble.WRONG_YEAR:
            heir = f"，应改用 {trouble.expected}" if trouble.expected else ""
            return f"{label} 在本年度不使用{heir}"
        case Trouble.FORMER_NAME:
            return f"{label} 是旧名称，本年度名称为“{trouble.expected}”"
        case _:
            return f"编码 {printed.code} 的名称应为“{trouble.expected}”，现为“{printed.name}”"


#: Tables whose function labels rule B-013 judges.
NAMED_BY_B013 = ("budget-overview", "budget-fiscal")


def _labels(table: Table, evidence: Evidence) -> Iterator[Problem]:
    """Fixed lines whose printed label or code is not the form's."""
    for block in table.form.blocks:
        for line in block.lines:
            row = table.get(line.key) if line.key else None
            if row is None or (table.role in NAMED_BY_B013 and line.key.startswith("exp.func.")):
                continue
            for column, wanted in _line_texts(table.form, block.columns, line):
                printed = row.texts.get(column, "")
                if printed and not _same_label(printed, wanted, line, evidence):
                    yield Problem(
                        table=table.role,
                        cells=(table.address(row, column),),
                        text=f"表样的固定行为“{wanted}”，现印为“{printed.strip()}”",
                        severity=Severity.WARNING,
                    )


def _line_texts(form: TableForm, columns: tuple[str, ...], line: Line) -> Iterator[tuple[str, str]]:
    """(column, text) that the form prints for a fixed line: its label, and its code if any."""
    if line.span:
        yield line.span[0], line.label
        return
    for column in columns:
        kind = form.column[column].type
        if kind == CODE and line.code:
            yield column, line.code
        elif kind not in (CODE, LINE) and not form.column[column].numeric:
            yield column, line.label


def _same_label(printed: str, wanted: str, line: Line, evidence: Evidence) -> bool:
    """Equal in wording, a closing total of whatever name, or another name of the line's code."""
    if _words(printed) == _words(wanted) or (line.role == "total" and printed.endswith("计")):
        return True
    function = line.query.only("function") if line.query else ""
    code = evidence.functions.get(function) or evidence.economic.get(line.code)
    return code is not None and (
        code.is_named(printed, evidence.year) or bare(printed) == bare(code.name)
    )


def _words(label: str) -> str:
    """A label without spaces, list number, 其中 and the like; 与 and 和 are one word."""
    return re.sub(r"^(其中|加|减):", "", fold(label)).replace("与", "和")


WITHIN_CODES: tuple[Rule, ...] = (
    Rule(
        code="IN-027",
        group=GROUP,
        severity=Severity.WARNING,
        statement="金额一般不为负；出现负数须有说明",
        basis="通行填报口径：只有冲销、调整等少数情形出现负数",
        fix="确认是否冲销或调整形成；确属负数的，写明原因；误填的，改正",
        roles=("*",),
        check=negative_amounts,
    ),
    Rule(
        code="IN-028",
        group=GROUP,
        severity=Severity.ERROR,
        statement="科目编码必须在当年有效的科目表中，名称与编码一致；固定行的名称与表样一致",
        basis="当年《政府收支分类科目》、部门预算支出经济分类科目",
        fix="按当年科目册改正编码或名称；本地增设的项级科目，先登记再使用",
        roles=("*",),
        check=codes_and_names,
    ),
)
