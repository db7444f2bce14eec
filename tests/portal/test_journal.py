"""The journal: every write leaves an entry, and the database refuses to change one."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.urls import reverse

from disclosures.actions import Actor, import_workbook, record, request_files
from disclosures.core.narrative import Written
from disclosures.core.workflow import Action, Role, State
from disclosures.models import Disclosure, JournalEntry, Organisation
from tests.factories import clerk, observer, small_disclosure

pytestmark = pytest.mark.django_db

TABLE = "disclosures_journalentry"
EXAMPLE = "luzhou-2020-final.xlsx"
FIELDS = ("who", "place", "action", "version", "state_before", "state_after", "why")


def newest() -> JournalEntry:
    found = JournalEntry.objects.first()
    assert found is not None
    return found


def test_saving_tells_how_many_rows_there_were_and_are() -> None:
    small_disclosure(written=Written())
    assert newest().before == {}
    small_disclosure(written=Written())
    rows = {
        "支出": 3, "收入": 2, "结转结余": 1, "“三公”经费": 1, "指标": 1, "实物量": 1,
        "单位": 2, "采购": 2, "自设科目": 1,
    }  # fmt: skip
    stated = {"form_set": "sichuan-final-2020", "rows": rows}
    assert newest().before == {"version": 1, **stated}
    assert newest().after == {"version": 2, **stated}
    assert [getattr(newest(), name) for name in FIELDS] == [
        "系统", "命令行", "enter", 2, "draft", "draft", "",
    ]  # fmt: skip


def test_saving_tells_which_texts_are_new_or_otherwise() -> None:
    small_disclosure(written=Written(texts={"duties": "职责"}))
    assert newest().after["writings"] == {"text:duties": "职责"}
    small_disclosure(written=Written(texts={"duties": "新的职责", "organisation": "机构"}))
    assert newest().before["writings"] == {"text:duties": "职责", "text:organisation": None}
    assert newest().after["writings"] == {"text:duties": "新的职责", "text:organisation": "机构"}


def test_an_import_is_one_entry_that_names_the_file() -> None:
    data = Path(settings.BASE_DIR, "examples", EXAMPLE).read_bytes()
    person = clerk()
    own = Organisation.objects.create(name="泸州市人力资源和社会保障局", code="305")
    person.memberships.create(organisation=own, role=Role.CLERK)
    by = Actor(person.name, "10.0.0.8", person)
    done = import_workbook(data=data, filename=EXAMPLE, by=by)
    entry = JournalEntry.objects.get()
    assert (entry.person, entry.who, entry.place) == (person, "王芳", "10.0.0.8")
    assert (entry.action, entry.disclosure) == ("import", done.disclosure)
    assert entry.after["file"] == EXAMPLE
    assert entry.after["sha256"] == hashlib.sha256(data).hexdigest()


def test_a_refused_workbook_leaves_no_entry() -> None:
    import_workbook(data=b"not a workbook", filename="x.xlsx")
    assert not JournalEntry.objects.exists()


def test_files_are_entered_once_however_often_they_are_asked_for() -> None:
    disclosure = small_disclosure()
    job = request_files(disclosure=disclosure, draft=True)
    request_files(disclosure=disclosure, draft=True)
    entry = JournalEntry.objects.get(action="request_files")
    assert (entry.version, entry.after) == (1, {"job": job.pk, "draft": True})


def test_a_request_is_entered_with_its_person_and_address(reader: Client) -> None:
    disclosure = small_disclosure()
    reader.post(reverse("files", args=[disclosure.pk]), REMOTE_ADDR="192.0.2.7")
    told = (newest().action, newest().place, newest().person, newest().who)
    assert told == ("request_files", "192.0.2.7", observer(), "陈静")


def test_who_is_not_signed_in_is_led_to_sign_in(client: Client) -> None:
    address = reverse("files", args=[small_disclosure().pk])
    assert client.get(address)["Location"].split("?")[1] == f"next={address}"
    assert client.post(address).status_code == 401
    assert newest().action == "enter"


def test_a_change_of_state_is_entered_with_its_reason() -> None:
    disclosure, person = small_disclosure(), clerk()
    disclosure.state = State.RETURNED
    by = Actor(person.name, "10.0.0.8", person)
    record(by=by, action=Action.RETURN, disclosure=disclosure, was=State.SUBMITTED, why="第3表有误")
    assert [getattr(newest(), name) for name in FIELDS] == [
        "王芳", "10.0.0.8", "return", 1, "submitted", "returned", "第3表有误",
    ]  # fmt: skip


def kept() -> list[dict[str, object]]:
    return list(JournalEntry.objects.values())


def by_save() -> None:
    entry = newest()
    entry.why = "改写"
    entry.save()


def by_insert_over_the_old() -> None:
    entry = newest()
    entry.why = "改写"
    entry.save(force_insert=True)


ORM = [
    by_save,
    by_insert_over_the_old,
    lambda: JournalEntry.objects.update(why="改写"),
    lambda: JournalEntry.objects.bulk_update([newest()], ["why"]),
    lambda: newest().delete(),
    lambda: JournalEntry.objects.all().delete(),
]
SQL = {
    "any": [
        f"UPDATE {TABLE} SET why = 'x'",
        f"UPDATE {TABLE} SET id = id + 1000",
        f"DELETE FROM {TABLE}",
        f"INSERT INTO {TABLE} SELECT * FROM {TABLE} WHERE true "
        "ON CONFLICT (id) DO UPDATE SET why = 'x'",
    ],
    "sqlite": [
        f"UPDATE OR REPLACE {TABLE} SET why = 'x'",
        f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE}",
        f"REPLACE INTO {TABLE} SELECT * FROM {TABLE}",
    ],
    "postgresql": [
        f"TRUNCATE {TABLE}",
        f"TRUNCATE {TABLE} CASCADE",
        "TRUNCATE disclosures_disclosure CASCADE",
        f"SET LOCAL session_replication_role = replica; DELETE FROM {TABLE}",
        f"WITH gone AS (DELETE FROM {TABLE} RETURNING 1) SELECT * FROM gone",
    ],
}


@pytest.mark.parametrize("change", ORM)
def test_the_orm_cannot_change_the_journal(change: object) -> None:
    small_disclosure()
    before = kept()
    with pytest.raises(IntegrityError), transaction.atomic():
        change()  # type: ignore[operator]
    assert kept() == before


@pytest.mark.parametrize(("vendor", "sql"), [(v, sql) for v, them in SQL.items() for sql in them])
def test_sql_cannot_change_the_journal(vendor: str, sql: str) -> None:
    if vendor not in ("any", connection.vendor):
        pytest.skip(f"only {vendor} knows this statement")
    small_disclosure()
    connection.check_constraints()  # or PostgreSQL refuses TRUNCATE for what is not yet checked
    before = kept()
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert kept() == before


def test_a_disclosure_with_a_journal_cannot_be_deleted() -> None:
    with pytest.raises(models.ProtectedError):
        small_disclosure().delete()
    assert Disclosure.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", [1, 2])
def test_between_tests_the_journal_is_emptied_and_guarded_again(attempt: int) -> None:
    assert not JournalEntry.objects.exists()
    small_disclosure()
    with pytest.raises(IntegrityError):
        JournalEntry.objects.all().delete()
