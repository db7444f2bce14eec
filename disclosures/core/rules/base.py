"""What rules are made of: evidence in, findings out.

A rule is a value (``Rule``) whose ``check`` takes the evidence and yields ``Problem`` values; it
never raises.  ``run`` turns problems into findings, which carry the rule's code, statement and
fix.  Differences that rounding to the printed unit explains are notes (info), never errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from math import isqrt

from disclosures.core.codes import Classification
from disclosures.core.facts import Facts
from disclosures.core.money import exact, show
from disclosures.core.tables import Address, Table, Tables


class Severity(StrEnum):
    """error stops a signature; warning needs a written reason; info informs."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


SEVERITY_LABELS = {"error": "错误", "warning": "警告", "info": "提示"}
SEVERITY_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One "与上年相比" statement.  Amounts in 分, ``percent`` as printed ("-1.27"), or None.

    ``word`` is the direction word used (增加, 减少, 持平 …); ``scope`` what is compared;
    ``last_scope`` is set where last year's figure covers something else.
    """

    subject: str
    this: int
    last: int
    delta: int
    percent: str | None = None
    word: str = ""
    scope: str = ""
    last_scope: str = ""
    note: str = ""
    chart_last: int | None = None
    step: int = 1
    cells: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """The amounts of a performance form 绩效目标批复表 (分), as far as the tables repeat them.

    ``project`` is empty for the form of the whole department 整体支出; ``procurement`` is None
    where the form does not ask for it.
    """

    project: str
    fiscal: int
    other: int = 0
    procurement: int | None = 0
    aliases: tuple[str, ...] = ()
    step: int = 1


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """All that rules may look at.

    ``parts`` are the tables of the department's units where they are known one by one;
    ``adjustments`` explain a difference of opening balances (fund → 分, empty key for the total);
    ``contents`` are the titles of the printed table of contents, where there is one.
    """

    tables: Tables
    functions: Classification
    economic: Classification
    facts: Facts | None = None
    prior: Tables | None = None
    parts: tuple[Tables, ...] = ()
    eliminations: dict[Address, int] = field(default_factory=dict)
    adjustments: dict[str, int] = field(default_factory=dict)
    operating_cost: int | None = None
    comparisons: tuple[Comparison, ...] = ()
    goals: tuple[Goal, ...] = ()
    contents: tuple[str, ...] = ()

    @property
    def year(self) -> int:
        """The year of the disclosure."""
        return self.tables.year

    def having(self, *roles: str) -> Iterator[Table]:
        """The tables of those roles, as far as there are any."""
        return (t for role in roles if (t := self.tables.get(role)) is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One breach of a rule.  Amounts in 分; ``text`` is the whole sentence where amounts won't do.

    ``severity`` overrides the rule's own, e.g. info for a rounding difference.
    """

    table: str
    cells: tuple[Address, ...] = ()
    expected: int | None = None
    found: int | None = None
    text: str = ""
    severity: Severity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule's result, ready to be shown.  ``difference`` = found − expected, in 分."""

    code: str
    severity: Severity
    table: str
    cells: tuple[Address, ...]
    places: tuple[str, ...]
    expected: int | None
    found: int | None
    statement: str
    fix: str
    message: str

    @property
    def difference(self) -> int | None:
        """found − expected, in 分."""
        if self.expected is None or self.found is None:
            return None
        return self.found - self.expected

    @property
    def key(self) -> str:
        """Names the finding by rule, table and cells, whatever the amounts are; 32 hex digits."""
        named = "\n".join((self.code, self.table, *map(str, self.cells)))
        return sha256(named.encode()).hexdigest()[:32]


Check = Callable[[Evidence], Iterable[Problem]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the catalogue.  ``roles`` are the tables it speaks of ("*" for all)."""

    code: str
    group: str
    severity: Severity
    statement: str
    basis: str
    fix: str
    roles: tuple[str, ...]
    check: Check
    tolerance: str = ""


def run(rules: Sequence[Rule], evidence: Evidence) -> tuple[Finding, ...]:
    """All findings of the rules, errors first, then by table and code."""
    order = {t.role: n for n, t in enumerate(evidence.tables.tables)}
    found = [_finding(r, p, evidence.tables) for r in rules for p in r.check(evidence)]
    found.sort(key=lambda f: (SEVERITY_ORDER[f.severity], order.get(f.table, 99), f.code))
    return tuple(dict.fromkeys(found))


def _finding(rule: Rule, problem: Problem, tables: Tables) -> Finding:
    severity = problem.severity or rule.severity
    places = tuple(filter(None, (_place(tables, address) for address in problem.cells)))
    return Finding(
        code=rule.code,
        severity=severity,
        table=problem.table,
        cells=problem.cells,
        places=places,
        expected=problem.expected,
        found=problem.found,
        statement=rule.statement,
        fix=rule.fix,
        message=problem.text or _amounts(problem, tables),
    )


def _place(tables: Tables, address: Address) -> str:
    """Where a cell was read from; a text has no cell of its own, but its row has a place."""
    table = tables.get(address.table)
    row = table.get(address.row) if table else None
    cell = row.cells.get(address.column) if row else None
    return (cell.place if cell else "") or (row.place if row else "")


def _amounts(problem: Problem, tables: Tables) -> str:
    table = tables.get(problem.table)
    if table is None or problem.expected is None or problem.found is None:
        return ""
    unit = table.unit
    shown = show if table.filed else exact
    difference = problem.found - problem.expected
    note = "（四舍五入尾差）" if problem.severity is Severity.INFO else ""
    return (
        f"应为 {shown(problem.expected, unit)}，现为 {shown(problem.found, unit)}，"
        f"相差 {shown(difference, unit)} {unit.value}{note}"
    )


# -- arithmetic with tolerances ---------------------------------------------------------------


#: Beyond so many standard deviations rounding explains nothing any more: in less than one sum of
#: a hundred thousand.  As a fraction squared, 4.5² = 81/4.
_FAR = 81, 4


def slack(step: int, addends: int) -> int:
    """How far (分) rounding may carry a printed total from the sum of its printed addends.

    At most the tolerance SUM of rules.json: half a step for each figure, rounded up to a step.
    That is the worst case of all figures at once; with many addends a difference near it is no
    rounding, so it ends at 4.5 standard deviations of n + 1 rounding errors (each step/√12).
    Zero where amounts are exact (step 1), and where a total has a single addend, which is then
    the same fact printed twice.
    """
    if step <= 1 or addends <= 1:
        return 0
    square, quarters = _FAR
    likely = isqrt(square * (addends + 1) // (quarters * 12))
    return min((addends + 2) // 2, likely) * step


def judge(
    table: Table,
    cells: tuple[Address, ...],
    expected: int,
    found: int,
    *,
    tolerance: int = 0,
) -> Iterator[Problem]:
    """Nothing if equal; a rounding note within the tolerance; otherwise the rule's severity."""
    difference = abs(found - expected)
    if difference:
        severity = Severity.INFO if difference <= tolerance else None
        yield Problem(
            table=table.role, cells=cells, expected=expected, found=found, severity=severity
        )


def addends(values: Iterable[int]) -> int:
    """How many figures of a sum can carry a rounding: those that are not zero."""
    return sum(1 for v in values if v)


def sum_slack(step: int, parts: Sequence[int]) -> int:
    """``slack`` for these addends; one step for a single figure beside zeros.

    A printed 0.00 may stand for up to 49.99 元 (a little interest), which can carry the total
    over to the next step though only one other figure is printed.
    """
    if step > 1 and len(parts) > 1 and addends(parts) <= 1:
        return step
    return slack(step, addends(parts))


def judge_sum(
    table: Table, total: Address, found: int, parts: Sequence[int], cells: tuple[Address, ...] = ()
) -> Iterator[Problem]:
    """A total against the sum of its parts, within the rounding of the printed figures."""
    tolerance = sum_slack(table.step, parts)
    yield from judge(table, (total, *cells), sum(parts), found, tolerance=tolerance)
