"""What figures are made of as rows for CSV: lines of the ledger, and which figure adds what."""

from __future__ import annotations

from collections.abc import Iterator

from disclosures.core.document import Document, LedgerLine
from disclosures.core.document.line_words import KINDS
from disclosures.core.money import Unit, exact, show

#: Fields whose codes have words, which stand in a column of their own.
CODES = (
    "unit", "measure", "fund", "category", "nature", "function", "spend", "econ", "sangong",
    "method", "source", "money_year",
)  # fmt: skip
TEXTS = ("project", "item", "name", "uom")
ABOUT = ("department", "year", "kind")
LINES = (
    "line", "of", "of_name",
    *(column for code in CODES for column in (code, f"{code}_name")),
    *TEXTS, "amount", "quantity", *ABOUT,
)  # fmt: skip
_CALLED = {
    "unit": "单位", "measure": "口径", "fund": "资金", "category": "收入类别",
    "nature": "结转结余性质", "function": "功能科目", "spend": "支出性质", "econ": "经济科目",
    "sangong": "“三公”经费项目",
    "method": "采购方式", "source": "采购资金来源", "money_year": "资金年度",
}  # fmt: skip
LINE_TITLES = {
    "line": "明细的编号", "of": "明细的种类", "of_name": "种类的名称",
    **{code: f"{name}的编码" for code, name in _CALLED.items()},
    **{f"{code}_name": name for code, name in _CALLED.items()},
    "project": "项目", "item": "采购品目", "name": "指标", "uom": "计量单位", "amount": "金额",
    "quantity": "数量", "department": "部门", "year": "年度", "kind": "文件种类",
}  # fmt: skip
ORIGINS = ("table", "row", "column", "part_row", "part_column", "line")
ORIGIN_TITLES = {
    "table": "表的标识", "row": "行的标识", "column": "列的标识", "part_row": "所加之数的行",
    "part_column": "所加之数的列", "line": "所加明细的编号",
}  # fmt: skip
#: Kinds that state a quantity.
_COUNTED = frozenset({"count", "purchase_line"})


def line_rows(document: Document) -> Iterator[list[str]]:
    """``LINES``, then every line of the ledger, in its order; amounts in 元, to the 分."""
    yield list(LINES)
    about = [document.department, str(document.year), document.kind]
    for line in document.ledger.by_number.values():
        yield [*_said(document, line), *_numbers(line), *about]


def _said(document: Document, line: LedgerLine) -> Iterator[str]:
    yield from (str(line.number), line.of, KINDS[line.of])
    for field in CODES:
        code = line.codes.get(field, "")
        yield code
        yield document.ledger.word(field, code) if code else ""
    yield from (line.codes.get(field, "") for field in TEXTS)


def _numbers(line: LedgerLine) -> tuple[str, str]:
    """Its amount (of a purchase line the price) and its quantity, where its kind has them."""
    amount = "" if line.of == "count" else show(line.amount, Unit.YUAN, grouped=False)
    return amount, exact(line.quantity, Unit.YUAN) if line.of in _COUNTED else ""


def origin_rows(document: Document) -> Iterator[list[str]]:
    """``ORIGINS``, then every figure with each figure of its table, or line, that it adds."""
    yield list(ORIGINS)
    for origins in document.origins:
        makings = document.makings(origins.table)
        for number in sorted({*makings.parts, *makings.lines}):
            at = list(makings.address(number))
            for part in makings.parts.get(number, ()):
                _, row, column = makings.address(part)
                yield [*at, row, column, ""]
            for line in makings.lines.get(number, ()):
                yield [*at, "", "", str(line)]
