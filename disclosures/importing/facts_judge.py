"""What is judged of rows that could be read: said once, complete, codes and names that agree."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from disclosures.core.codes import Classification, Code, Trouble
from disclosures.core.facts import LocalCode, Measure
from disclosures.importing.facts_rows import SheetRows
from disclosures.importing.report import Report


class Once:
    """Sees that no key is stated twice in a sheet, and that amounts are there."""

    def __init__(self, rows: SheetRows, field: str) -> None:
        self._rows, self._field = rows, field
        self._seen: dict[Hashable, int] = {}

    def first(self, number: int, key: Hashable) -> bool:
        """Whether the key is new; otherwise an error names both cells."""
        earlier = self._seen.setdefault(key, number)
        if earlier == number:
            return True
        first = self._rows.cell(earlier, self._field)
        text = f"与 {first} 重复（各项编码和名称都相同），请合为一行，或改正其中一行"
        self._rows.error(number, self._field, text)
        return False

    def filled(self, number: int, amount: int | None) -> bool:
        """Whether there is an amount."""
        if amount is None:
            self._rows.error(number, self._field, "没有填", "金额（为零的填 0）")
        return amount is not None


@dataclass(frozen=True, slots=True)
class FunctionLevel:
    """The 口径 whose rows need a 项 code; None where none do."""

    measure: Measure | None


def judge_function(
    rows: SheetRows, number: int, level: FunctionLevel, measure: str, function: str
) -> bool:
    """Whether the function code is as deep as its 口径 needs."""
    if measure != level.measure or len(function) == 7:
        return True
    found = (
        f"现为“{function}”，只到{'类' if len(function) == 3 else '款'}" if function else "没有填"
    )
    rows.error(number, "function", found, "7 位项级编码")
    return False


@dataclass(slots=True)
class _Met:
    """A code and name met in a sheet: where first, how often, and what is to be said of it."""

    sheet: str
    cell: str
    text: str
    times: int = 1


class CodeNames:
    """Names beside codes: the code wins; names that differ and unknown 项 codes are told once."""

    def __init__(
        self, functions: Classification, economic: Classification, year: int, own: list[LocalCode]
    ) -> None:
        self._functions = functions.with_local(Code(c.code, c.name, local=True) for c in own)
        self._economic, self._year = economic, year
        self._own = {c.code: c.name for c in own}
        self._met: dict[tuple[str, str, str], _Met] = {}

    @property
    def local_codes(self) -> tuple[LocalCode, ...]:
        """The organisation's own 项 codes, declared ones first."""
        return tuple(LocalCode(code=code, name=name) for code, name in self._own.items())

    def judge(
        self, rows: SheetRows, number: int, code: str, name: str, field: str = "function"
    ) -> None:
        """Take note of a code and the name beside it (may be blank)."""
        if not code:
            return
        met = self._met.get((field, code, name))
        if met is None:
            self._meet(rows, number, field, code, name)
        else:
            met.times += 1

    def _meet(self, rows: SheetRows, number: int, field: str, code: str, name: str) -> None:
        codes = self._functions if field == "function" else self._economic
        trouble = codes.check(code, name, self._year) if self._year else None
        text = ""
        if code not in codes and code not in self._own:
            text = self._take_own(rows, number, code, name)
        elif trouble and trouble.trouble is Trouble.WRONG_YEAR:
            heir = f"，现为 {trouble.expected}" if trouble.expected else ""
            text = f"科目 {code} 不在 {self._year} 年度的科目表里{heir}"
        elif trouble and code not in self._own:
            former = "旧名称" if trouble.trouble is Trouble.FORMER_NAME else "名称"
            text = f"{former}“{name}”与编码 {code}（{trouble.expected}）不一致，以编码为准"
        self._met[field, code, name] = _Met(rows.name, rows.cell(number, field), text)

    def _take_own(self, rows: SheetRows, number: int, code: str, name: str) -> str:
        if not name:
            text = f"科目表里没有“{code}”；如是自设科目，请在功能科目名称栏写名称"
            rows.error(number, "function", text)
            return ""
        self._own[code] = name
        return f"科目表里没有 {code}，按本地自设科目“{name}”读入"

    def tell(self, report: Report) -> None:
        """The notes: one for each code and name, with the first cell and how many there are."""
        for met in self._met.values():
            if met.text:
                many = f"（共 {met.times} 处）" if met.times > 1 else ""
                report.note(met.sheet, met.cell, f"{met.text}{many}")
