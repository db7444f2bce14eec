"""Finished pages: served by one query, and never longer than they are true."""

from __future__ import annotations

import gzip
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from disclosures import publishing
from disclosures.actions import Seen, publish, withdraw
from disclosures.models import Disclosure, Job, Publication, Season
from disclosures.renditions import File
from public import index, kept
from public.held import HELD, Held, Page
from public.models import KeptPage, Paper
from tests.portal.course import corrected
from tests.portal.people import Crew, actor

pytestmark = pytest.mark.django_db


def url_of(publication: Publication) -> str:
    return reverse("publication", args=[publication.pk])


@pytest.mark.parametrize("elsewhere", [False, True], ids=["held", "kept"])
def test_the_second_reader_costs_one_query(
    here: Disclosure, client: Client, elsewhere: bool
) -> None:
    url = url_of(Publication.objects.get())
    first = client.get(url)
    if elsewhere:  # another process holds nothing of it
        HELD.clear()
    with CaptureQueriesContext(connection) as queries:
        second = client.get(url)
    assert len(queries) == 1
    assert second.content == first.content
    assert second["ETag"] == first["ETag"]
    assert second["Content-Security-Policy"] == first["Content-Security-Policy"]


def test_who_takes_it_zipped_gets_it_zipped(here: Disclosure, client: Client) -> None:
    url = url_of(Publication.objects.get())
    plain = client.get(url)
    for _ in range(2):
        zipped = client.get(url, headers={"accept-encoding": "gzip, br"})
        assert zipped["Content-Encoding"] == "gzip"
        assert gzip.decompress(zipped.content) == plain.content
        assert zipped["ETag"] != plain["ETag"]
    again = client.get(url, headers={"accept-encoding": "gzip", "if-none-match": zipped["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_page_tells_of_its_correction_and_of_its_withdrawal_at_once(
    here: Disclosure, crew: Crew, client: Client
) -> None:
    first = Publication.objects.get()
    assert "已被第2版更正" not in client.get(url_of(first)).content.decode()
    here = corrected(here, crew)
    publish(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))
    assert "已被第2版更正" in client.get(url_of(first)).content.decode()
    second = Publication.objects.get(number=2)
    assert client.get(url_of(second)).status_code == 200
    withdraw(disclosure=here, numbers=[2], why="误发", by=actor(crew.reviewer))
    assert client.get(url_of(second)).status_code == 410
    assert "已被第2版更正" not in client.get(url_of(first)).content.decode()


def test_a_page_tells_of_its_files_as_soon_as_they_are_made(
    here: Disclosure, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = url_of(Publication.objects.get())
    assert "文件正在生成" in client.get(url).content.decode()
    made = [File("pdf", "pdf", "某局.pdf", b"%PDF")]
    monkeypatch.setattr(publishing, "files_of", lambda job, progress: made)
    publishing.run(Job.objects.get(publication__isnull=False).pk)
    assert "document.pdf" in client.get(url).content.decode()


def test_who_may_not_write_serves_pages_all_the_same(
    here: Disclosure, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*args: object, **kwargs: object) -> None:
        raise DatabaseError("permission denied")

    monkeypatch.setattr(KeptPage.objects, "update_or_create", refused)
    assert client.get(url_of(Publication.objects.get())).status_code == 200
    assert not KeptPage.objects.exists()


def test_a_page_of_older_software_is_made_anew(here: Disclosure, client: Client) -> None:
    url = url_of(Publication.objects.get())
    client.get(url)
    HELD.clear()
    KeptPage.objects.update(code="older", body=gzip.compress(b"old"))
    assert client.get(url).content != b"old"
    assert KeptPage.objects.get(address=url).code == kept.code()


def test_questions_and_what_is_not_found_are_not_kept(here: Disclosure, client: Client) -> None:
    for url in (reverse("public") + "?q=x", "/public/999999/", "/public/none/"):
        client.get(url)
    assert not KeptPage.objects.exists()


def test_a_question_asked_again_is_answered_from_memory_while_it_is_true(
    here: Disclosure, crew: Crew, client: Client
) -> None:
    url = reverse("search") + "?q=决算"
    assert "<mark>" not in client.get(url).content.decode()
    index.catch_up()
    first = client.get(url)
    assert "<mark>决算</mark>" in first.content.decode()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).content == first.content
    assert len(queries) == 1
    withdraw(disclosure=here, numbers=[1], why="误发", by=actor(crew.reviewer))
    assert "<mark>" not in client.get(url).content.decode()


def test_a_page_in_two_forms_is_kept_in_one(here: Disclosure, client: Client) -> None:
    url = f"/api/v1/publications/{Publication.objects.get().pk}/tables"
    for _ in range(2):
        for accepted, media in (("text/csv", "text/csv"), ("*/*", "application/json")):
            answer = client.get(url, headers={"accept": accepted})
            assert answer["Content-Type"] == f"{media}; charset=utf-8"
            assert "Accept" in answer["Vary"]
    assert KeptPage.objects.get(address=url).headers["Content-Type"].startswith("application/json")
    padded = url.replace("publications/", "publications/0")
    assert client.get(padded).status_code == client.get(padded).status_code
    assert KeptPage.objects.filter(address__contains="/publications/").count() == 1


def test_memory_lets_go_of_what_nobody_asked_for_the_longest_time() -> None:
    held = Held(most=80)
    pages = [Page("all", 0, "x", {}, b"%10d" % n) for n in range(9)]
    for n, one in enumerate(pages[:8]):
        held.put(f"/{n}", one)
    assert held.get("/0") is pages[0]
    held.put("/8", pages[8])
    assert [n for n in range(9) if held.get(f"/{n}")] == [0, 2, 3, 4, 5, 6, 7, 8]
    held.put("/8", pages[0])
    held.put("/9", Page("all", 0, "x", {}, b"%11d" % 0))
    assert held.get("/8") is pages[0]
    assert held.get("/9") is None


def test_no_more_pages_stay_than_may(here: Disclosure, client: Client) -> None:
    urls = [url_of(Publication.objects.get()), reverse("public"), reverse("departments")]
    for url in urls:
        client.get(url)
    assert kept.clear_old(5) == 0
    assert kept.clear_old(2) == 1
    assert list(KeptPage.objects.values_list("address", flat=True)) != urls
    assert not KeptPage.objects.filter(address=urls[0]).exists()


def test_what_was_missed_is_caught_up(here: Disclosure) -> None:
    index.catch_up()
    before = Paper.objects.values().get()
    Paper.objects.all().delete()
    assert index.unheard() == [here.pk]
    assert index.catch_up() == 1
    assert Paper.objects.values().get() == before
    assert before["spending"]
    assert index.rebuild() == 1
    assert Paper.objects.values().get() == before


@pytest.mark.django_db(transaction=True)
def test_each_change_raises_the_numbers_of_its_scopes_and_of_everything() -> None:
    kept.bump()  # outside of any transaction, as a worker does
    kept.bump("p1", "b1")
    kept.bump("p1")
    assert [kept.number_of(s) for s in ("p1", "b1", "p2", kept.EVERYTHING)] == [2, 1, 0, 3]


def test_who_is_late_is_told_with_the_new_day(
    here: Disclosure, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on(day: date) -> None:
        """The worker sweeps on that day."""
        monkeypatch.setattr(timezone, "localdate", lambda at=None: local(at) if at else day)
        index.catch_up()

    local, today = timezone.localdate, timezone.localdate()
    season = Season.objects.create(
        region=here.organisation.parent, year=2031, kind="budget", opens_on=today,
        deadline=today, publish_by=today + timedelta(days=5),
    )  # fmt: skip
    Disclosure.objects.create(
        organisation=here.organisation, year=2031, kind="budget", form_set=here.form_set,
        origin="facts", season=season,
    )  # fmt: skip
    on(today)
    page = reverse("department", args=[here.organisation_id])
    waiting = client.get(page).content
    on(today + timedelta(days=5))
    assert client.get(page).content == waiting
    on(today + timedelta(days=6))
    late = client.get(page).content
    assert "逾期" in late.decode()
    assert "逾期" not in waiting.decode()
    number = kept.number_of(kept.EVERYTHING)
    on(today + timedelta(days=7))
    assert kept.number_of(kept.EVERYTHING) == number


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a file does not hang up")
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_is_opened_anew(client: Client) -> None:
    same = {"scope": "all", "number": kept.number_of("all"), "code": kept.code(), "etag": "x"}
    KeptPage.objects.create(address="/about/", body=gzip.compress(b"kept"), **same)
    assert connection.connection is not None
    connection.connection.close()
    assert client.get("/about/").content == b"kept"
