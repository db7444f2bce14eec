"""What is entered comes back: facts → rows → facts, tables → JSON → tables, all or nothing."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from disclosures import bulk
from disclosures.actions import NotNow, import_workbook, save_book
from disclosures.assemble import facts_of, filed_tables_of
from disclosures.core.facts import Fact, Facts
from disclosures.core.workflow import STATE_LABELS, State
from disclosures.models import Disclosure, ExpenditureRow, Organisation, SourceFile
from disclosures.pipeline import Book
from tests.core.rules.builders import as_filed
from tests.factories import small_disclosure, small_facts

pytestmark = pytest.mark.django_db
ROW = (
    "unit", "note", "measure", "fund", "function", "spend", "econ", "project", "money_year",
    "amount",
)  # fmt: skip


def plain(facts: Facts) -> tuple[Facts, set[Fact]]:
    """Facts without their places, as a set: the ledger keeps the order within each kind only."""
    return replace(facts, facts=()), {replace(f, place="") for f in facts.facts}


def test_facts_come_back_from_the_ledger_as_they_were() -> None:
    assert plain(facts_of(small_disclosure())) == plain(small_facts())


def test_filed_tables_come_back_as_they_were() -> None:
    book = Book.of_tables(as_filed(Book.of_facts(small_facts()).tables))
    disclosure = save_book(book=book)
    assert disclosure.origin == Disclosure.Origin.FILED
    assert filed_tables_of(disclosure).tables == book.tables.tables


def test_a_second_import_replaces_the_first_and_counts_the_version() -> None:
    first = small_disclosure()
    fewer = replace(small_facts(), facts=small_facts().facts[:1])
    second = small_disclosure(fewer)
    assert (second.pk, second.version) == (first.pk, 2)
    assert ExpenditureRow.objects.filter(disclosure=first).count() == 1


def test_a_refused_workbook_leaves_nothing_behind() -> None:
    done = import_workbook(data=b"not a workbook", filename="x.xlsx")
    assert done.disclosure is None
    assert len(done.intake.errors) == 1
    assert Disclosure.objects.count() == Organisation.objects.count() == 0
    assert SourceFile.objects.count() == 0


@pytest.mark.parametrize("state", State)
def test_only_what_is_open_is_replaced(state: State) -> None:
    disclosure = small_disclosure()
    Disclosure.objects.update(state=state)
    fewer = replace(small_facts(), facts=())
    if state in (State.DRAFT, State.RETURNED):
        assert small_disclosure(fewer).version == 2
    else:
        with pytest.raises(NotNow, match=f"某市某局2021年决算{STATE_LABELS[state]}，不能填报"):
            small_disclosure(fewer)
        disclosure.refresh_from_db()
        assert (disclosure.version, disclosure.state) == (1, state)
        assert plain(facts_of(disclosure)) == plain(small_facts())


def test_the_command_says_that_a_workbook_comes_too_late() -> None:
    path = Path(settings.BASE_DIR, "examples", "huaihua-2023-final.xlsx")
    told = StringIO()
    call_command("import_workbook", path, stdout=told)
    assert told.getvalue() == f"{path.name}：已导入 怀化市就业服务中心2023年决算\n"
    Disclosure.objects.update(state=State.SUBMITTED)
    with pytest.raises(CommandError, match="1 个工作簿没有导入"):
        call_command("import_workbook", path, stderr=told)
    assert "没有导入，怀化市就业服务中心2023年决算已提交，不能导入工作簿" in told.getvalue()
    assert SourceFile.objects.count() == 1


def test_rows_go_in_together_or_not_at_all() -> None:
    disclosure = small_disclosure()
    row = ExpenditureRow.objects.values(*ROW).first()
    good = {**(row or {}), "disclosure_id": disclosure.pk, "via": "", "position": 98}
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(ExpenditureRow, [good, {**good, "position": 99, "amount": None}])
    assert ExpenditureRow.objects.filter(disclosure=disclosure).count() == 3
    bulk.insert(ExpenditureRow, [good])
    assert ExpenditureRow.objects.filter(disclosure=disclosure).count() == 4


def test_one_disclosure_for_an_organisation_year_kind_and_origin() -> None:
    disclosure = small_disclosure()
    with pytest.raises(IntegrityError):
        Disclosure.objects.create(
            organisation=disclosure.organisation,
            year=disclosure.year,
            kind=disclosure.kind,
            origin=disclosure.origin,
            form_set=disclosure.form_set,
        )
