"""The sheet 基本信息: whose figures these are, of which year and kind, in which unit."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field

from disclosures.core.codes import fold
from disclosures.core.facts import LABELS, Kind, Measure
from disclosures.core.facts_sheets import BASIC_ITEMS, NEEDED_ITEMS
from disclosures.core.forms import FormSet
from disclosures.core.money import Unit
from disclosures.data import form_set, form_set_ids
from disclosures.importing.cells import Sheet, Value, a1
from disclosures.importing.facts_header import plain_name
from disclosures.importing.facts_values import Bad, Unreadable, describe, text_of
from disclosures.importing.report import Report
from disclosures.importing.synonyms import SYNONYMS

_UNIT = re.compile(r"(?:(?:金额)?单位:)?(?:人民币)?(元|万元)(?:\(.*\))?")
_YEAR = re.compile(r"(20\d\d)(?:\.0)?(?:年度?)?")


@dataclass
class Basics:
    """What 基本信息 says; where it says nothing usable, what the other sheets are read by."""

    department: str = ""
    department_code: str = ""
    year: int = 0
    kind: Kind = Kind.FINAL
    form_set: str = ""
    unit: Unit = Unit.WAN
    notes: list[str] = field(default_factory=list)

    @property
    def main_measure(self) -> Measure:
        """The 口径 that the disclosure itself is about."""
        return Measure.FINAL if self.kind is Kind.FINAL else Measure.INITIAL


def read_basics(sheet: Sheet, report: Report) -> Basics:
    """The basics; every trouble is reported."""
    reader = _Reader(sheet, report)
    basics = Basics(
        department=reader.text("部门名称"),
        department_code=reader.text("部门编码"),
        year=reader.year(),
        kind=reader.kind(),
        form_set=reader.form_set(),
        unit=reader.money_unit(),
        notes=reader.notes,
    )
    reader.judge_form_set(basics)
    return basics


class _Reader:
    """Answers by item, each from the cell right of the item's name."""

    def __init__(self, sheet: Sheet, report: Report) -> None:
        self._sheet, self._report = sheet, report
        self.notes: list[str] = []
        self._found: dict[str, tuple[str, Value | Unreadable]] = {}
        for number, row in enumerate(sheet.rows()):
            self._take_row(number, row)
        for item in NEEDED_ITEMS:
            if item not in self._found:
                report.error(sheet.name, "", f"没有“{item}”一项，请照填报工作簿的原样保留")

    def _take_row(self, number: int, row: list[Value]) -> None:
        for place in range(min(len(row), 4)):
            item = plain_name(row[place])
            if item not in BASIC_ITEMS:
                continue
            position = (number, place + 1)
            value: Value | Unreadable = row[place + 1] if place + 1 < len(row) else ""
            if not self._sheet.formulas.get(position, True):
                value = Unreadable("是公式，但文件里没有计算结果")
            elif position in self._sheet.faults:
                value = Unreadable(f"现为错误值 {self._sheet.faults[position]}")
            cell = a1(*position)
            if item == "备注":
                self.notes += [str(value).strip()] if value != "" else []
            elif item in self._found:
                first = self._found[item][0]
                self._report.error(self._sheet.name, cell, f"“{item}”与 {first} 重复")
            else:
                self._found[item] = (cell, value)
            return

    def _error(self, item: str, text: str, expected: str = "") -> None:
        cell = self._found[item][0] if item in self._found else ""
        self._report.error(self._sheet.name, cell, f"{item}{text}", expected)

    def text(self, item: str) -> str:
        """The answer as text; "" and an error where it cannot be."""
        value = self._found.get(item, ("", ""))[1]
        try:
            text = " ".join(text_of(value).split())
        except Bad as bad:
            self._error(item, bad.found, bad.expected)
            return ""
        if not text and item in NEEDED_ITEMS and item in self._found:
            self._error(item, "没有填")
        return text

    def year(self) -> int:
        """The year, 0 where there is none."""
        value = self._found.get("年度", ("", ""))[1]
        if isinstance(value, dt.date):
            if (value.month, value.day) == (1, 1):
                return value.year
            self._error("年度", describe(value), "四位年份，如 2023")
            return 0
        text = unicodedata.normalize("NFKC", self.text("年度")).replace(" ", "")
        found = _YEAR.fullmatch(text)
        if text and not found:
            self._error("年度", describe(text), "四位年份，如 2023")
        return int(found.group(1)) if found else 0

    def kind(self) -> Kind:
        """预算 or 决算."""
        text = self.text("类别")
        labels = {label: key for key, label in LABELS["kind"].items()} | SYNONYMS["kind"]
        key = labels.get(fold(text))
        if text and key is None:
            self._error("类别", describe(text), "“预算”或“决算”")
        return Kind(key or Kind.FINAL)

    def money_unit(self) -> Unit:
        """元 or 万元."""
        text = fold(self.text("金额单位"))
        found = _UNIT.fullmatch(text)
        if text and not found:
            self._error("金额单位", describe(text), "“元”或“万元”")
        return Unit(found.group(1)) if found else Unit.WAN

    def form_set(self) -> str:
        """The id of the form set, "" where there is none."""
        text = self.text("表样")
        given = text.split(" ")[0].split("（")[0].lower()
        if given in form_set_ids():
            return given
        named = [i for i in form_set_ids() if fold(form_set(i, 2022).name) == fold(text)]
        if named:
            return named[0]
        if text:
            self._error("表样", describe(text), "、".join(form_set_ids()) + " 之一")
        return ""

    def judge_form_set(self, basics: Basics) -> None:
        """Whether the form set is for this kind and year."""
        if not basics.form_set or not basics.year:
            return
        forms = form_set(basics.form_set, basics.year)
        if forms.kind != basics.kind:
            kinds = LABELS["kind"]
            text = f"是{kinds[forms.kind]}的表样，类别却是{kinds[basics.kind]}"
            self._error("表样", text)
        if not _in_years(forms, basics.year):
            cell = self._found["表样"][0]
            text = f"表样“{forms.name}”不是为 {basics.year} 年度准备的，请核对"
            self._report.note(self._sheet.name, cell, text)


def _in_years(forms: FormSet, year: int) -> bool:
    first, last = forms.years
    return (first is None or first <= year) and (last is None or year <= last)
