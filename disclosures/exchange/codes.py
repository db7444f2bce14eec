"""Code lists: the classifications of the release, and what organisations add to them.

Classifications are data files of a release: a revised list is compared, never written here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from import_export.fields import Field
from tablib import Dataset

from disclosures.core.codes import LEVELS, Classification, Code
from disclosures.core.facts import LABELS
from disclosures.exchange.base import Objection, Planned
from disclosures.exchange.listing import Value
from disclosures.exchange.trees import in_region
from disclosures.exchange.widgets import CountWidget, TextWidget
from disclosures.importing.facts_values import Bad
from disclosures.models import LocalCodeRow, Organisation

_FIRST, _LAST = 1990, 2100


@dataclass
class Entry:
    """One code as a list tells it; years are None where they do not limit."""

    code: str = ""
    name: str = ""
    first_year: int | None = None
    last_year: int | None = None
    successor: str = ""

    @classmethod
    def of(cls, code: Code) -> Entry:
        """The code as it stands in the classification."""
        return cls(code.code, code.name, code.first_year, code.last_year, code.successor)


class CodeResource(Planned[Entry]):
    """A classification beside a revised list of it."""

    key: ClassVar[str] = "编码"

    code = Field("code", "编码", TextWidget(7))
    name = Field("name", "名称", TextWidget(200))
    first_year = Field("first_year", "启用年度", CountWidget())
    last_year = Field("last_year", "停用年度", CountWidget())
    successor = Field("successor", "接续科目", TextWidget(7, filled=False))

    class Meta(Planned.Meta):
        import_id_fields = ("code",)
        store_instance = True

    def __init__(self, classification: Classification) -> None:
        super().__init__()
        self._classification = classification

    def export_all(self) -> Dataset:
        """Every code of every year, by code."""
        return self.export([Entry.of(code) for code in self._classification])

    def iter_queryset(self, queryset: list[Entry]) -> Iterator[Entry]:
        yield from queryset

    def prepare(self, dataset: Dataset) -> None:
        self._entries = {code.code: Entry.of(code) for code in self._classification}
        asked = [text for text in dataset["编码"] if isinstance(text, str)]
        self._codes = set(self._entries) | set(asked)
        self._seen: dict[str, int] = {}

    def known(self, row: Mapping[str, Value]) -> Entry | None:
        return self._entries.get(str(row["编码"]))

    def init_instance(self, row: object = None) -> Entry:
        return Entry()

    def objections(
        self, instance: Entry, row: Mapping[str, Value], number: int
    ) -> Iterator[Objection]:
        code = instance.code
        if code and (not code.isdecimal() or len(code) not in LEVELS):
            yield "编码", Bad(f"现为“{code}”", "3、5 或 7 位数字")
        elif code and len(code) > 3 and code[:-2] not in self._codes:
            yield "编码", Bad(f"没有上级科目 {code[:-2]}")
        if code in self._seen:
            yield "编码", Bad(f"与第 {self._seen[code]} 行重复", "每个科目一行")
        self._seen.setdefault(code, number)
        if "名称" not in row and code not in self._entries:
            yield "名称", Bad("没有这一栏，新科目须有名称")
        for column, year in (("启用年度", instance.first_year), ("停用年度", instance.last_year)):
            if year is not None and not _FIRST <= year <= _LAST:
                yield column, Bad(f"现为 {year}", "四位年份")
        if instance.successor and instance.successor not in self._codes:
            yield "接续科目", Bad(f"没有科目 {instance.successor}")

    def name_of(self, instance: Entry) -> str:
        return f"{instance.code} {instance.name}".strip()


LOCAL = ("组织编码", "组织", "年度", "类别", "科目编码", "科目名称")


def local_codes(region: Organisation) -> Dataset:
    """The codes that organisations of the region added in their disclosures."""
    rows = LocalCodeRow.objects.filter(disclosure__organisation__in=in_region(region))
    values: Any = rows.order_by(
        "disclosure__organisation__code", "-disclosure__year", "code"
    ).values_list(
        "disclosure__organisation__code",
        "disclosure__organisation__name",
        "disclosure__year",
        "disclosure__kind",
        "code",
        "name",
    )
    dataset = Dataset(headers=list(LOCAL))
    for code, name, year, kind, item, label in values:
        dataset.append((code, name, str(year), LABELS["kind"][kind], item, label))
    return dataset
