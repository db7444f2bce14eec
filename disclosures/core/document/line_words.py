"""Lines of the ledger in words, for whoever reads a publication."""

from __future__ import annotations

from collections.abc import Iterator

from disclosures.core.document.origins import Ledger, LedgerLine
from disclosures.core.document.printed import PrintedColumn
from disclosures.core.forms import COUNT
from disclosures.core.money import Unit, show, show_count

#: What names a line, and what only says more of it, in the order in which it is read.
NAMING = (
    "unit", "nature", "category", "method", "function", "spend", "econ", "project", "sangong",
    "item", "name", "source",
)  # fmt: skip
SAYING = ("measure", "fund", "money_year")
#: Fields whose codes stand before their names.
CODED = frozenset({"function", "econ"})
#: What a line is, where its names do not tell it.
KINDS = {
    "income": "收入", "expenditure": "支出", "balance": "结转结余", "sangong": "“三公”经费",
    "purchase_line": "采购品目", "purchase": "采购资金", "indicator": "指标", "count": "实物量",
}  # fmt: skip
#: This goes without saying.
CURRENT = ("money_year", "current")


def name_of(ledger: Ledger, line: LedgerLine) -> str:
    """What a line is called; where there is only one unit, it goes without saying."""
    fields = NAMING if len(ledger.units) > 1 else NAMING[1:]
    return " · ".join(_words(ledger, line, fields)) or KINDS[line.of]


def more_of(ledger: Ledger, line: LedgerLine, *, numbered: bool = True) -> str:
    """What else it says: 口径, fund, and its number."""
    number = (f"明细 {line.number}",) if numbered else ()
    return " · ".join((*_words(ledger, line, SAYING), *number))


def only_unit(ledger: Ledger) -> str:
    """The name of the unit where there is only one."""
    units = ledger.units
    return ledger.word("unit", next(iter(units))) if len(units) == 1 else ""


def amount_of(line: LedgerLine, column: PrintedColumn) -> str:
    """What a column takes of it: so many things, or 元."""
    taken = line.taken(column)
    if column.type == COUNT:
        return show_count(taken) + line.codes.get("uom", "")
    return yuan(taken)


def yuan(fen: int) -> str:
    """元 to the 分, e.g. 1,234.50 元."""
    return f"{show(fen, Unit.YUAN)} 元"


def _words(ledger: Ledger, line: LedgerLine, fields: tuple[str, ...]) -> Iterator[str]:
    for field in fields:
        code = line.codes.get(field, "")
        if code and (field, code) != CURRENT:
            word = ledger.word(field, code)
            yield f"{code} {word}" if field in CODED and word != code else word
