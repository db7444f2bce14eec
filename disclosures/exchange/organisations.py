"""The departments and units of a region as a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from import_export.fields import Field
from tablib import Dataset

from disclosures.core.facts import LABELS
from disclosures.exchange.base import Objection, Planned
from disclosures.exchange.listing import Value
from disclosures.exchange.trees import in_region
from disclosures.exchange.widgets import ChoiceWidget, CountWidget, TextWidget
from disclosures.importing.facts_values import Bad
from disclosures.models import Organisation

LEVELS = {"department": "部门", "unit": "单位"}
#: level, code of what stands above
Stand = tuple[str, str]


class OrganisationResource(Planned[Organisation]):
    """One row for each; departments and their new units may come in one file in any order.

    Without level and parent's code a row is what is known by its code, or else a unit of the
    department whose code begins its own (701001 → 701), or else a department.
    """

    key: ClassVar[str] = "编码"

    code = Field("code", "编码", TextWidget(32, filled=False))
    name = Field("name", "名称", TextWidget(200))
    level = Field("level", "层级", ChoiceWidget(LEVELS))
    above = Field("above", "上级编码", TextWidget(32, filled=False))
    nature = Field("nature", "单位性质", ChoiceWidget(LABELS["unit_nature"], filled=False))
    establishment = Field("establishment", "编制数", CountWidget())
    staff = Field("staff", "实有人数", CountWidget())

    class Meta(Planned.Meta):
        import_id_fields = ("code",)
        store_instance = True

    def __init__(self, region: Organisation) -> None:
        super().__init__()
        self._region = region

    def export_all(self) -> Dataset:
        """All organisations of the region, each department before its units."""
        self._read_tree()
        return self.export(sorted(self._all, key=self._order))

    def asked(self) -> list[Organisation]:
        """The organisations that the rows of the file speak of, after ``carry_out``."""
        return list(self._seen_instances)

    # -- the tree as it is -----------------------------------------------------------------------

    def _read_tree(self) -> None:
        self._all = list(in_region(self._region))
        self._codes = {o.pk: o.code for o in self._all} | {self._region.pk: self._region.code}
        for one in self._all:
            one.above = self._codes[one.parent_id]  # type: ignore[attr-defined, index]
        self._departments = {o.code: o.pk for o in self._all if o.level == "department" and o.code}
        self._found: dict[tuple[str, ...], Organisation] = {}
        self._same_code: dict[str, list[Organisation]] = {}
        for one in self._all:
            key = one.code or f"\n{one.name}"
            self._found[one.level, _above(one), key] = one
            self._same_code.setdefault(one.code, []).append(one)

    def _order(self, one: Organisation) -> tuple[str, str, bool, str]:
        department = one.code if one.level == "department" else _above(one)
        name = one.name if one.level == "department" else ""
        return department, name if not department else "", one.level == "unit", one.code

    # -- where the rows of the file stand --------------------------------------------------------

    def prepare(self, dataset: Dataset) -> None:
        self._read_tree()
        self._seen: dict[tuple[str, ...], int] = {}
        self._seen_instances: list[Organisation] = []
        self._coming: set[str] = set(self._departments)
        rows = [dict(zip(dataset.headers, row, strict=True)) for row in dataset]
        stands: dict[int, Stand] = {}
        # Shorter codes first: departments before the units whose codes begin with theirs.
        for number in sorted(range(len(rows)), key=lambda n: len(_text(rows[n], "编码"))):
            stands[number] = stand = self._stand(rows[number])
            if stand[0] == "department" and _text(rows[number], "编码"):
                self._coming.add(_text(rows[number], "编码"))
        self._stands = stands
        self._claimed = {(*stands[n], _text(row, "编码")) for n, row in enumerate(rows)}

    def _stand(self, row: Mapping[str, Value]) -> Stand:
        code, above = _text(row, "编码"), _text(row, "上级编码")
        level = {label: key for key, label in LEVELS.items()}.get(_text(row, "层级"), "")
        same = [o for o in self._same_code.get(code, ()) if code and level in ("", o.level)]
        if not above and len(same) == 1:
            return same[0].level, _above(same[0])
        if not level and not above:
            level = "unit" if self._prefix(code) else "department"
        if not level:
            level = "department" if self._is_region(above) else "unit"
        if level == "department":
            return level, self._region.code if not above or self._is_region(above) else above
        return level, above or self._prefix(code)

    def _is_region(self, above: str) -> bool:
        return above in (self._region.code, self._region.name)

    def _prefix(self, code: str) -> str:
        """The longest code of a department that the code begins with."""
        starts = (code[:length] for length in range(len(code) - 1, 0, -1))
        return next((start for start in starts if start in self._coming), "")

    def before_import_row(self, row: dict[str, Value], **kwargs: Any) -> None:
        level, above = self._stands[kwargs["row_number"] - 1]
        if not row.get("层级"):
            row["层级"] = LEVELS[level]
        if not row.get("上级编码") or self._is_region(_text(row, "上级编码")):
            row["上级编码"] = above

    def known(self, row: Mapping[str, Value]) -> Organisation | None:
        level = {label: key for key, label in LEVELS.items()}.get(_text(row, "层级"), "")
        above, code = _text(row, "上级编码"), _text(row, "编码")
        without_code = self._found.get((level, above, f"\n{_text(row, '名称')}"))
        return self._found.get((level, above, code)) or self._moved(level, code) or without_code

    def _moved(self, level: str, code: str) -> Organisation | None:
        """The one unit of that code, if the file does not also speak of it in its old place."""
        same = [o for o in self._same_code.get(code, ()) if code and o.level == level == "unit"]
        if len(same) == 1 and (level, _above(same[0]), code) not in self._claimed:
            return same[0]
        return None

    def init_instance(self, row: object = None) -> Organisation:
        new = Organisation()
        new.above = ""  # type: ignore[attr-defined]
        return new

    def objections(
        self, instance: Organisation, row: Mapping[str, Value], number: int
    ) -> Iterator[Objection]:
        above = _above(instance)
        if not instance.code and instance._state.adding:
            yield "编码", Bad("没有填", "新组织须有编码")
        if not instance.name and "名称" not in row:
            yield "名称", Bad("没有这一栏，新组织须有名称")
        stays = not instance._state.adding and self._codes[instance.parent_id or 0] == above
        if instance.level == "unit" and above not in self._coming and not stays:
            found = f"没有编码是“{above}”的部门" if above else "没有填"
            yield "上级编码", Bad(found, "单位所属部门的编码")
        if instance.level == "department" and above != self._region.code:
            yield (
                "上级编码",
                Bad(f"现为“{above}”", f"{self._region.code or '空白'}（部门的上级是地区）"),
            )
        key = (instance.level, above, instance.code or f"\n{instance.name}")
        if key in self._seen:
            yield "编码", Bad(f"与第 {self._seen[key]} 行重复", "每个组织一行")
        self._seen.setdefault(key, number)
        self._seen_instances.append(instance)

    def name_of(self, instance: Organisation) -> str:
        return f"{instance.code} {instance.name}".strip()

    # -- writing ---------------------------------------------------------------------------------

    def write_new(self, instances: list[Organisation]) -> None:
        for level in LEVELS:
            chosen = [one for one in instances if one.level == level]
            self._place(chosen)
            made = Organisation.objects.bulk_create(chosen)
            if level == "department":
                self._departments |= {one.code: one.pk for one in made}

    def write_changed(self, instances: list[Organisation]) -> None:
        self._place(instances)
        names = ["parent", "code", "name", "level", "nature", "establishment", "staff"]
        Organisation.objects.bulk_create(
            instances, update_conflicts=True, unique_fields=["id"], update_fields=names
        )

    def _place(self, instances: list[Organisation]) -> None:
        for one in instances:
            below = one.level == "unit"
            # A unit whose department has no code stays where it is.
            if below and not _above(one):
                continue
            one.parent_id = self._departments[_above(one)] if below else self._region.pk


def _text(row: Mapping[str, Value], column: str) -> str:
    value = row.get(column, "")
    return value if isinstance(value, str) else ""


def _above(one: Organisation) -> str:
    return str(getattr(one, "above", ""))
