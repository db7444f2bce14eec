"""Nothing that is not published can be reached, and nothing else needs to be readable."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client

from disclosures.models import Disclosure, Publication
from public import index
from public.models import Paper
from public.roles import grants, readable
from tests.portal.course import approved, corrected
from tests.portal.people import Crew
from tests.public.walking import addresses

pytestmark = pytest.mark.django_db

ON_POSTGRESQL = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="roles are PostgreSQL's"
)
SECRET = "尚未公开的职能"


def test_what_is_approved_and_not_published_is_nowhere(
    disclosure: Disclosure, crew: Crew, client: Client
) -> None:
    approved(disclosure, crew)
    frozen = Publication.objects.get()
    index.catch_up()
    assert not Paper.objects.exists()
    for name, url in addresses(pk=frozen.pk):
        answer = client.get(url)
        said = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code < 500, (name, url)
        assert frozen.title.encode() not in said, (name, url)
        assert frozen.sha256.encode() not in said, (name, url)
        if re.search(r"public/\d|publications/\d", url):
            assert answer.status_code == 404, (name, url)


def test_a_correction_that_is_not_published_is_nowhere(
    here: Disclosure, crew: Crew, client: Client
) -> None:
    corrected(here, crew, more=SECRET)
    draft = Publication.objects.get(number=2)
    assert SECRET in draft.json
    index.catch_up()
    for name, url in addresses():
        answer = client.get(url)
        said = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code < 500, (name, url)
        assert SECRET.encode() not in said, (name, url)
        assert draft.sha256.encode() not in said, (name, url)


@ON_POSTGRESQL
def test_every_route_is_served_by_a_role_that_reads_publications_only(
    here: Disclosure, client: Client
) -> None:
    index.catch_up()
    walk = list(addresses())
    with connection.cursor() as cursor:
        for statement in grants("mingzhang_reader"):
            cursor.execute(statement)
        cursor.execute("SET LOCAL ROLE mingzhang_reader")
    found = {name: client.get(url).status_code for name, url in walk}
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("mingzhang_reader",)
        cursor.execute("RESET ROLE")
        cursor.execute("DROP OWNED BY mingzhang_reader")
        cursor.execute("DROP ROLE mingzhang_reader")
    assert found == {name: client.get(url).status_code for name, url in walk}
    assert list(found.values()).count(200) > len(found) / 2


def test_the_role_reads_neither_ledgers_nor_people() -> None:
    tables = readable()
    assert {"disclosures_publication", "public_paper"} <= set(tables)
    own = {"publication", "release", "job", "rendition"}
    assert {t.removeprefix("disclosures_") for t in tables if t.startswith("disclosures_")} == own


def test_the_name_of_a_role_is_no_sql() -> None:
    with pytest.raises(CommandError, match="角色名"):
        call_command("public_role", "x; DROP TABLE y")
