"""A facts workbook 填报工作簿 → facts: all of it, or nothing and every error by its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from disclosures.core import facts_sheets as declared
from disclosures.core.codes import Classification, Code
from disclosures.core.facts import (
    Balance,
    Count,
    Fact,
    Facts,
    Income,
    Indicator,
    Kind,
    LocalCode,
    Sangong,
    UnitInfo,
)
from disclosures.core.facts_sheets import Column, FactSheet, Holds
from disclosures.core.narrative import Written
from disclosures.importing.cells import Sheet, Workbook
from disclosures.importing.facts_basics import Basics, read_basics
from disclosures.importing.facts_header import find_sheet, looks_like, plain_name
from disclosures.importing.facts_judge import CodeNames, FunctionLevel, Once, judge_function
from disclosures.importing.facts_rows import Reader, Row, SheetRows
from disclosures.importing.facts_spending import read_expenditures, read_purchases
from disclosures.importing.facts_texts import read_texts, text_readers
from disclosures.importing.facts_values import (
    AmountReader,
    ChoiceReader,
    CodeReader,
    CountReader,
    NumberReader,
    TextReader,
    UnitReader,
    unit_code,
)
from disclosures.importing.messages import Message
from disclosures.importing.report import Report

_OWN_SHEETS = {declared.GUIDE, declared.BASICS, declared.CODES, declared.LISTS}


@dataclass(frozen=True)
class Reading:
    """Facts, or None and the errors that kept the workbook from being taken.

    ``written`` are the texts of the sheet 文字; None where the workbook has no such sheet.
    """

    facts: Facts | None
    errors: tuple[Message, ...]
    notes: tuple[Message, ...] = ()
    written: Written | None = None


def is_facts_workbook(workbook: Workbook) -> bool:
    """Whether it has the sheet 基本信息 and a sheet of facts."""
    facts = any(find_sheet(workbook.sheets, s.name) for s in declared.SHEETS)
    return facts and find_sheet(workbook.sheets, declared.BASICS) is not None


def read_facts(workbook: Workbook, functions: Classification, economic: Classification) -> Reading:
    """The facts of a workbook with amounts in 分, each with its place (支出!K17).

    Nothing is half-taken: with a single error there are no facts.  Codes are judged by the
    classifications; 项 codes unknown below a known 款 become the organisation's own.
    """
    report = Report()
    reader = _WorkbookReader(workbook, functions, economic, report)
    facts, written = reader.read(), reader.read_written()
    errors = report.all_errors()
    if errors:
        return Reading(None, errors, tuple(report.notes))
    return Reading(facts, errors, tuple(report.notes), written)


class _WorkbookReader:
    """Sheet by sheet; basics, units and own codes first, since the others refer to them."""

    def __init__(
        self,
        workbook: Workbook,
        functions: Classification,
        economic: Classification,
        report: Report,
    ) -> None:
        self._sheets, self._report = workbook.sheets, report
        self._functions, self._economic = functions, economic
        self._units: dict[str, UnitInfo] = {}

    def read(self) -> Facts:
        self._tell_sheets()
        basics = self._read_basics()
        self._year, self._money, self._kind = basics.year, basics.unit, basics.kind
        self._main = basics.main_measure
        self._form_set = basics.form_set
        own = self._read_local_codes()
        self._names = CodeNames(self._functions, self._economic, basics.year, own)
        self._read_units()
        facts = tuple(self._read_facts())
        if not facts and not self._report.errors:
            self._report.note("", "", "工作簿里还没有金额")
        self._names.tell(self._report)
        return Facts(
            department=basics.department,
            department_code=basics.department_code,
            year=basics.year,
            kind=basics.kind,
            form_set=basics.form_set,
            units=tuple(self._units.values()),
            facts=facts,
            local_codes=self._names.local_codes,
            notes=tuple(basics.notes),
        )

    def read_written(self) -> Written | None:
        """What people wrote, after ``read``; None without the sheet."""
        found = find_sheet(self._sheets, declared.TEXTS.name)
        if found is None:
            return None
        rows = SheetRows(found, declared.TEXTS, self._report)
        own = (Code(c.code, c.name, local=True) for c in self._names.local_codes)
        lines = rows.read(text_readers())
        return read_texts(rows, lines, self._form_set, self._functions.with_local(own))

    def _tell_sheets(self) -> None:
        ours = {plain_name(s.name): s for s in (*declared.SHEETS, declared.TEXTS)}
        own = {plain_name(name) for name in _OWN_SHEETS}
        for sheet in self._sheets:
            name = plain_name(sheet.name)
            if name in ours and sheet.hidden:
                self._report.note(sheet.name, "", "是隐藏的工作表，照样读入")
            elif name not in ours and name not in own:
                self._tell_other(sheet)
            elif name in ours and sheet is not find_sheet(self._sheets, ours[name].name):
                self._report.note(sheet.name, "", f"“{ours[name].name}”已读另一张，这张已忽略")
        for wanted in declared.SHEETS:
            if find_sheet(self._sheets, wanted.name) is None and wanted.needed:
                self._report.error(wanted.name, "", "没有这张工作表，请照填报工作簿的原样保留")

    def _tell_other(self, sheet: Sheet) -> None:
        """A sheet that is none of ours; an error where it is one of ours under another name."""
        every = (*declared.SHEETS, declared.TEXTS)
        absent = (s for s in every if find_sheet(self._sheets, s.name) is None)
        like = next((s for s in absent if not sheet.hidden and looks_like(sheet, s)), None)
        if like:
            text = f"像是“{like.name}”表而名称不同，没有读"
            self._report.error(sheet.name, "", text, f"工作表名称“{like.name}”")
        else:
            text = "是隐藏的工作表，已忽略" if sheet.hidden else "不是填报表，已忽略"
            self._report.note(sheet.name, "", text)

    def _read_basics(self) -> Basics:
        sheet = find_sheet(self._sheets, declared.BASICS)
        if sheet is None:
            self._report.error(declared.BASICS, "", "没有这张工作表")
            return Basics()
        return read_basics(sheet, self._report)

    def _rows(self, sheet: FactSheet) -> tuple[SheetRows, Iterator[Row]] | None:
        found = find_sheet(self._sheets, sheet.name)
        if found is None:
            return None
        rows = SheetRows(found, sheet, self._report)
        self._judge_money_unit(found, rows)
        return rows, rows.read({c.header: self._reader(c) for c in sheet.columns})

    def _judge_money_unit(self, sheet: Sheet, rows: SheetRows) -> None:
        stated = rows.header.money_unit if rows.header else ""
        if stated and stated != self._money.value:
            text = f"表头写的是{stated}，基本信息里的金额单位却是{self._money.value}"
            self._report.error(sheet.name, str((rows.header.row if rows.header else 0) + 1), text)

    def _reader(self, column: Column) -> Reader:
        makers: dict[Holds, Callable[[], Reader]] = {
            Holds.TEXT: lambda: TextReader(filled=column.filled),
            Holds.NOTE: lambda: TextReader(lines=True, longest=1000),
            Holds.CHOICE: lambda: ChoiceReader(column),
            Holds.UNIT: lambda: UnitReader({u.code: u.name for u in self._units.values()}),
            Holds.FUNCTION: lambda: CodeReader(self._functions, (3, 5, 7), self._year),
            Holds.ECON: lambda: CodeReader(self._economic, (3, 5), self._year),
            Holds.AMOUNT: lambda: AmountReader(self._money),
            Holds.NUMBER: NumberReader,
            Holds.COUNT: CountReader,
        }
        return makers[column.holds]()

    # -- sheets ---------------------------------------------------------------------------------

    def _read_local_codes(self) -> list[LocalCode]:
        found = self._rows(declared.LOCAL)
        codes: list[LocalCode] = []
        if not found:
            return codes
        rows, values = found
        once = Once(rows, "code")
        for row in values:
            code, name, _ = row.values
            code = unit_code(code)
            if len(code) != 7 or not code.isdigit() or code[:5] not in self._functions:
                rows.error(row.number, "code", f"现为“{code}”", "7 位编码，前 5 位是已有的款")
            elif code in self._functions:
                rows.error(row.number, "code", f"“{code}”是已有的科目，不用自设")
            elif once.first(row.number, (code,)):
                codes.append(LocalCode(code=code, name=name))
        return codes

    def _read_units(self) -> None:
        found = self._rows(declared.UNITS)
        if not found:
            return
        rows, values = found
        before = len(self._report.errors)
        once = Once(rows, "code")
        for row in values:
            code, name, nature, establishment, staff, note = row.values
            code = unit_code(code)
            if once.first(row.number, (code,)):
                self._units[code] = UnitInfo(
                    code=code,
                    name=name,
                    nature=nature,
                    establishment=establishment,
                    staff=staff,
                    note=note,
                )
        if len(self._report.errors) > before:
            self._units = {}
        elif not self._units:
            self._report.error(rows.name, "", "至少要填一个单位")

    def _read_facts(self) -> Iterator[Fact]:
        if found := self._rows(declared.EXPENDITURE):
            yield from read_expenditures(*found, self._names, self._main)
        yield from self._read_income()
        yield from self._read_balances()
        yield from self._read_sangong()
        if found := self._rows(declared.PURCHASE):
            yield from read_purchases(*found)
        yield from self._read_indicators()
        yield from self._read_counts()

    def _read_income(self) -> Iterator[Fact]:
        found = self._rows(declared.INCOME)
        if not found:
            return
        rows, values = found
        once, place = Once(rows, "amount"), rows.place("amount")
        # A budget often prints income without functions; a final account never does.
        whole = FunctionLevel(self._main if self._kind is Kind.FINAL else None)
        for row in values:
            unit, measure, category, function, name, amount, note = row.values
            self._names.judge(rows, row.number, function, name)
            fits = judge_function(rows, row.number, whole, measure, function)
            key = (unit, measure, category, function)
            if once.filled(row.number, amount) & once.first(row.number, key) & fits:
                yield Income(
                    unit=unit,
                    measure=measure,
                    category=category,
                    function=function,
                    amount=amount,
                    note=note,
                    place=f"{place}{row.number}",
                )

    def _read_balances(self) -> Iterator[Fact]:
        found = self._rows(declared.BALANCE)
        if not found:
            return
        rows, values = found
        once, place = Once(rows, "amount"), rows.place("amount")
        for row in values:
            unit, measure, fund, nature, function, name, spend, amount, note = row.values
            self._names.judge(rows, row.number, function, name)
            key = (unit, measure, fund, nature, function, spend)
            if once.filled(row.number, amount) & once.first(row.number, key):
                yield Balance(
                    unit=unit,
                    measure=measure,
                    fund=fund,
                    nature=nature,
                    function=function,
                    spend=spend,
                    amount=amount,
                    note=note,
                    place=f"{place}{row.number}",
                )

    def _read_sangong(self) -> Iterator[Fact]:
        for rows, row, once in self._stated_rows(declared.SANGONG, "amount", 4):
            unit, measure, fund, item, amount, note = row.values
            if once.first(row.number, (unit, measure, fund, item)):
                place = f"{rows.place('amount')}{row.number}"
                yield Sangong(
                    unit=unit,
                    measure=measure,
                    fund=fund,
                    item=item,
                    amount=amount,
                    note=note,
                    place=place,
                )

    def _read_indicators(self) -> Iterator[Fact]:
        for rows, row, once in self._stated_rows(declared.INDICATOR, "amount", 3):
            unit, measure, name, amount, note = row.values
            if once.first(row.number, (unit, measure, name)):
                place = f"{rows.place('amount')}{row.number}"
                yield Indicator(
                    unit=unit, measure=measure, name=name, amount=amount, note=note, place=place
                )

    def _read_counts(self) -> Iterator[Fact]:
        for rows, row, once in self._stated_rows(declared.COUNT, "number", 2):
            unit, name, number, note = row.values
            if once.first(row.number, (unit, name)):
                place = f"{rows.place('number')}{row.number}"
                yield Count(unit=unit, name=name, number=number, note=note, place=place)

    def _stated_rows(
        self, sheet: FactSheet, field: str, amount: int
    ) -> Iterator[tuple[SheetRows, Row, Once]]:
        """Rows whose amount (at that position) is stated; the others are counted in a note."""
        found = self._rows(sheet)
        if not found:
            return
        rows, values = found
        once, blank = Once(rows, field), 0
        for row in values:
            if row.values[amount] is None:
                blank += 1
                continue
            yield rows, row, once
        if blank:
            self._report.note(rows.name, "", f"{blank} 行没有填数，按没有这一项处理")
