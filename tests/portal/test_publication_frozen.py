"""The database refuses to change publications and releases, whoever asks it and however."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.urls import NoReverseMatch, reverse

from disclosures.models import Publication, Release
from tests.portal.course import published, warned
from tests.portal.people import Crew, crew_of

pytestmark = pytest.mark.django_db

Model = type[Publication] | type[Release]
MODELS = (Publication, Release)


@pytest.fixture
def crew() -> Crew:
    """People of a disclosure that is public."""
    disclosure = warned()
    found = crew_of(disclosure)
    published(disclosure, found)
    return found


def kept() -> list[list[dict[str, Any]]]:
    return [list(model._default_manager.order_by("pk").values()) for model in MODELS]


def by_save(model: Model) -> None:
    found = model._default_manager.get()
    found.why = "改写"
    found.save()


def by_insert_over_the_old(model: Model) -> None:
    found = model._default_manager.get()
    found.why = "改写"
    found.save(force_insert=True)


def in_bulk(model: Model) -> None:
    found = model._default_manager.get()
    found.why = "改写"
    model._default_manager.bulk_update([found], ["why"])


ORM: list[Callable[[Model], object]] = [
    by_save,
    by_insert_over_the_old,
    in_bulk,
    lambda model: model._default_manager.update(why="改写"),
    lambda model: model._default_manager.get().delete(),
    lambda model: model._default_manager.all().delete(),
    lambda model: model._default_manager.all()._raw_delete(connection.alias),
]
SQL = {
    "any": [
        "UPDATE {table} SET why = 'x'",
        "UPDATE {table} SET id = id + 1000",
        "DELETE FROM {table}",
        "INSERT INTO {table} SELECT * FROM {table} WHERE true "
        "ON CONFLICT (id) DO UPDATE SET why = 'x'",
    ],
    "sqlite": [
        "UPDATE OR REPLACE {table} SET why = 'x'",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        "REPLACE INTO {table} SELECT * FROM {table}",
    ],
    "postgresql": [
        "TRUNCATE {table} CASCADE",
        "TRUNCATE disclosures_disclosure CASCADE",
        "SET LOCAL session_replication_role = replica; DELETE FROM {table}",
        "WITH gone AS (DELETE FROM {table} RETURNING 1) SELECT * FROM gone",
    ],
}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("change", ORM)
def test_the_orm_changes_nothing(
    crew: Crew, model: Model, change: Callable[[Model], object]
) -> None:
    before = kept()
    with pytest.raises((IntegrityError, models.ProtectedError)), transaction.atomic():
        change(model)
    assert kept() == before


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(("vendor", "sql"), [(v, sql) for v, them in SQL.items() for sql in them])
def test_sql_changes_nothing(crew: Crew, model: Model, vendor: str, sql: str) -> None:
    if vendor not in ("any", connection.vendor):
        pytest.skip(f"only {vendor} knows this statement")
    connection.check_constraints()  # or PostgreSQL refuses TRUNCATE for what is not yet checked
    before = kept()
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format(table=model._meta.db_table))
    assert kept() == before


def test_there_is_no_admin_by_which_it_could_be_changed() -> None:
    assert not apps.is_installed("django.contrib.admin")
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    with pytest.raises(NoReverseMatch):
        reverse("admin:index")


def test_a_disclosure_with_a_publication_cannot_be_deleted(crew: Crew) -> None:
    with pytest.raises(models.ProtectedError):
        Publication.objects.get().disclosure.delete()
    assert Publication.objects.count() == 1


def test_a_version_is_published_and_withdrawn_once_and_withdrawn_with_a_reason(crew: Crew) -> None:
    frozen = Publication.objects.get()
    for values in ({"deed": "published"}, {"deed": "withdrawn", "why": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Release.objects.create(publication=frozen, who="张敏", **values)
