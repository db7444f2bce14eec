"""A resource of django-import-export whose import is planned, shown, and then done as shown.

Differences to the library's habit: a run that is a rehearsal writes nothing at all; every wrong
cell is told with its place, all at once; rows are found without a query of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Generic, TypeVar

from django.core.exceptions import ValidationError
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import Result, RowResult
from tablib import Dataset

from disclosures.exchange.listing import Listing, Upload, read_listing
from disclosures.exchange.plan import CHANGED, NEW, Change, Line, Plan
from disclosures.importing.facts_values import Bad
from disclosures.importing.refusals import Refused
from disclosures.importing.report import Report

T = TypeVar("T")
#: A column and what is wrong with its cell.
Objection = tuple[str, Bad]


class Planned(Resource, Generic[T]):
    """What organisations, people and codes have in common.

    A subclass names its ``key`` column, finds instances (``known``), and says what else is wrong
    with a row (``objections``).
    """

    key: ClassVar[str]

    class Meta:
        use_bulk = True
        batch_size = None  # all at the end
        instance_loader_class = BaseInstanceLoader
        skip_diff = True  # the library compares copies of instances; here cells are compared
        report_skipped = True

    def __init__(self) -> None:
        super().__init__()
        self._listing = Listing("", Dataset(), (), {})
        self._report = Report()
        self._columns = self.get_import_fields()
        self._is_new = self._wrong = False
        self._compared: tuple[tuple[str, str], ...] = ()
        self._new: list[T] = []
        self._changed: list[T] = []

    # -- what subclasses say ---------------------------------------------------------------------

    def prepare(self, dataset: Dataset) -> None:
        """Read whatever the rows will be compared with, in a few queries."""

    def known(self, row: Mapping[str, Any]) -> T | None:
        """What the row speaks of, or None where it is new."""
        raise NotImplementedError

    def name_of(self, instance: T) -> str:
        """What a preview calls it."""
        raise NotImplementedError

    def objections(self, instance: T, row: Mapping[str, Any], number: int) -> Iterator[Objection]:
        """What is wrong with a row as a whole; ``number`` is its line in the file."""
        yield from ()

    def warnings(self) -> tuple[str, ...]:
        """What is permitted, and worth a second look."""
        return ()

    # -- planning and doing ----------------------------------------------------------------------

    def plan(self, upload: Upload) -> Plan:
        """What the import of the file would do.  Nothing is written."""
        self._report = Report()
        try:
            self._listing = read_listing(upload, self.get_diff_headers(), self.key)
        except Refused as refused:
            return Plan(refused=str(refused))
        self._report.errors.extend(self._listing.errors)
        result = self._rehearse()
        lines = tuple(self._lines(result))
        return Plan(
            lines=lines,
            unchanged=sum(row.import_type == RowResult.IMPORT_TYPE_SKIP for row in result.rows),
            errors=self._report.all_errors(),
            warnings=self.warnings(),
            columns=tuple(self.get_diff_headers()),
        )

    def carry_out(self) -> None:
        """Write what was planned, in the transaction in which it was planned."""
        self.write_new(self._new)
        self.write_changed(self._changed)

    def _rehearse(self) -> Result:
        dry_run, raise_errors, using_transactions, collect = True, False, False, False
        result = self.import_data_inner(
            self._listing.dataset, dry_run, raise_errors, using_transactions, collect
        )
        for error in [*result.base_errors, *(e for row in result.rows for e in row.errors)]:
            raise error.error
        return result

    def _lines(self, result: Result) -> Iterator[Line]:
        kinds = {RowResult.IMPORT_TYPE_NEW: NEW, RowResult.IMPORT_TYPE_UPDATE: CHANGED}
        headers = self.get_diff_headers()
        for number, row in zip(self._listing.lines, result.rows, strict=False):
            if row.import_type in kinds:
                pairs = zip(headers, row.diff, strict=True)
                changes = tuple(Change(head, old, new) for head, (old, new) in pairs if old != new)
                yield Line(number, kinds[row.import_type], self.name_of(row.instance), changes)

    # -- hooks of the library --------------------------------------------------------------------

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        self.prepare(dataset)

    def get_instance(self, instance_loader: object, row: Mapping[str, Any]) -> T | None:
        return self.known(row)

    def after_init_instance(self, instance: T, new: bool, *args: object, **kwargs: object) -> None:
        self._is_new = new

    def import_instance(self, instance: T, row: Mapping[str, Any], **kwargs: Any) -> None:
        self._wrong = False
        number = self._listing.lines[kwargs["row_number"] - 1]
        before = [""] * len(self._columns) if self._is_new else self._cells(instance)
        for field in self._columns:
            try:
                self.import_field(field, instance, row, **kwargs)
            except Bad as bad:
                self._object(number, (field.column_name, bad))
        for objection in self.objections(instance, row, number):
            self._object(number, objection)
        if self._wrong:
            raise ValidationError("")
        self._compared = tuple(zip(before, self._cells(instance), strict=True))

    def _cells(self, instance: T) -> list[str]:
        """What a file would tell of the instance."""
        return [field.export(instance) for field in self._columns]

    def skip_row(self, instance: T, original: None, row: object, errors: object = None) -> bool:
        return not errors and all(old == new for old, new in self._compared)

    def after_import_row(self, row: object, row_result: RowResult, **kwargs: Any) -> None:
        row_result.diff = self._compared

    def _object(self, number: int, objection: Objection) -> None:
        column, bad = objection
        self._wrong = True
        cell = self._listing.cell(number, column) or f"第{number}行"
        self._report.error(self._listing.sheet, cell, f"{column}：{bad.found}", bad.expected)

    def bulk_create(self, *args: object, **kwargs: object) -> None:
        self._new = list(self.create_instances)

    def bulk_update(self, *args: object, **kwargs: object) -> None:
        self._changed = list(self.update_instances)

    def bulk_delete(self, *args: object, **kwargs: object) -> None:
        """A file that leaves something out does not remove it."""

    def write_new(self, instances: list[T]) -> None:
        """Save what is new, in a few queries."""
        raise NotImplementedError

    def write_changed(self, instances: list[T]) -> None:
        """Save what is changed, in a few queries."""
        raise NotImplementedError
