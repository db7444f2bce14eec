"""What everybody may read, and for how long: pages, files, caches, tombstones."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from disclosures.actions import Seen, publish, withdraw
from disclosures.models import Disclosure, Job, Publication, Rendition
from tests.portal.course import approved, corrected, now, published, warned
from tests.portal.people import Crew, actor, browser_of

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 x"
WHY = "含<b>个人信息</b>"


@pytest.fixture
def disclosure(db: None) -> Disclosure:
    return warned()


@pytest.fixture
def stranger() -> Client:
    """Somebody who never signed in."""
    return Client()


def made(publication: Publication) -> Rendition:
    """A file of the publication, as a worker makes it."""
    job = Job.objects.get(publication=publication)
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)
    digest = hashlib.sha256(PDF).hexdigest()
    found = Rendition(job=job, kind="pdf", name="决算.pdf", sha256=digest, size=len(PDF))
    found.file.save("x.pdf", ContentFile(PDF))
    return found


def addresses(publication: Publication) -> dict[str, str]:
    """Everything that a publication has."""
    return {
        "page": reverse("publication", args=[publication.pk]),
        "json": reverse("publication-json", args=[publication.pk]),
        "pdf": reverse("publication-file", args=[publication.pk, "pdf"]),
    }


def read_before(page: str) -> str:
    """What the page says of the publication before its text begins."""
    return page.partition("<main")[2].partition('class="reading"')[0]


def statuses(client: Client, publication: Publication) -> dict[str, int]:
    return {name: client.get(url).status_code for name, url in addresses(publication).items()}


def test_what_is_approved_and_not_published_is_nobodys_to_read(
    disclosure: Disclosure, crew: Crew, stranger: Client
) -> None:
    here = approved(disclosure, crew)
    frozen = Publication.objects.get(disclosure=here)
    made(frozen)
    for client in (stranger, browser_of(crew.reviewer)):
        assert statuses(client, frozen) == {"page": 404, "json": 404, "pdf": 404}
    assert "还没有公开的预决算" in stranger.get(reverse("public")).content.decode()


def test_the_page_says_all_of_a_publication(
    disclosure: Disclosure, crew: Crew, stranger: Client
) -> None:
    published(disclosure, crew)
    frozen = Publication.objects.get()
    file = made(frozen)
    page = stranger.get(reverse("publication", args=[frozen.pk])).content.decode()
    for said in (
        frozen.title, "第1版", frozen.sha256, frozen.rules, file.sha256, "单位负责人 李强",
        "财政审核人 张敏", "经审核，同意公开", "四川省部门决算", "已核实", "收入支出决算总表",
    ):  # fmt: skip
        assert said in page, said
    assert "更正" not in read_before(page)


@pytest.mark.parametrize(
    ("state", "said"),
    [("waiting", "文件正在生成"), ("running", "文件正在生成"), ("failed", "文件暂时没有生成")],
)
def test_without_its_files_the_page_says_so_and_can_be_read(
    disclosure: Disclosure, crew: Crew, stranger: Client, state: str, said: str
) -> None:
    published(disclosure, crew)
    frozen = Publication.objects.get()
    Job.objects.update(state=state, error="OSError: /secret")
    answer = stranger.get(reverse("publication", args=[frozen.pk]))
    assert said in answer.content.decode()
    assert "/secret" not in answer.content.decode()
    assert statuses(stranger, frozen) == {"page": 200, "json": 200, "pdf": 404}


def test_the_json_is_byte_for_byte_what_was_signed(
    disclosure: Disclosure, crew: Crew, stranger: Client
) -> None:
    published(disclosure, crew)
    frozen = Publication.objects.get()
    answer = stranger.get(reverse("publication-json", args=[frozen.pk]))
    assert hashlib.sha256(answer.content).hexdigest() == frozen.sha256
    assert json.loads(answer.content)["title"] == frozen.title
    assert answer["ETag"] == f'"{frozen.sha256}"'


@pytest.mark.parametrize("what", ["json", "pdf"])
def test_content_may_be_kept_for_minutes_and_asked_for_again_for_nothing(
    disclosure: Disclosure, crew: Crew, stranger: Client, what: str
) -> None:
    published(disclosure, crew)
    frozen = Publication.objects.get()
    made(frozen)
    url = addresses(frozen)[what]
    first = stranger.get(url)
    assert first["Cache-Control"] == "public, max-age=300, must-revalidate"
    assert not first.has_header("Vary")
    assert not first.cookies
    again = stranger.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    withdraw(disclosure=now(disclosure), numbers=[1], why=WHY, by=actor(crew.reviewer))
    gone = stranger.get(url, headers={"If-None-Match": first["ETag"]})
    assert gone.status_code == 410


def test_a_page_is_the_same_for_everybody_and_asks_for_no_session(
    disclosure: Disclosure, crew: Crew, stranger: Client
) -> None:
    published(disclosure, crew)
    for url in (reverse("public"), addresses(Publication.objects.get())["page"]):
        answer = stranger.get(url)
        assert answer["Cache-Control"] == "public, max-age=0, s-maxage=60, must-revalidate"
        assert answer["Vary"] == "Accept-Encoding"
        assert not answer.cookies
        assert answer.content == browser_of(crew.reviewer).get(url).content
        assert stranger.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_a_forged_kind_or_number_is_not_found(
    disclosure: Disclosure, crew: Crew, stranger: Client
) -> None:
    published(disclosure, crew)
    frozen = Publication.objects.get()
    made(frozen)
    for name in ("document.exe", "facts.xlsx", "document.PDF", "document2.pdf", "pdf"):
        url = reverse("publication-file", args=[frozen.pk, "pdf"]).replace("document.pdf", name)
        assert stranger.get(url).status_code == 404
    other = Publication(pk=frozen.pk + 1)
    assert statuses(stranger, other) == {"page": 404, "json": 404, "pdf": 404}
    for url in addresses(frozen).values():
        assert stranger.post(url).status_code == 405


def test_the_file_of_a_version_that_is_not_frozen_is_not_served(
    disclosure: Disclosure, crew: Crew, stranger: Client
) -> None:
    published(disclosure, crew)
    frozen = Publication.objects.get()
    draft = Job.objects.create(disclosure=disclosure, version=1, draft=True, state="done")
    Rendition.objects.create(job=draft, kind="pdf", name="x", file="x", sha256="0" * 64, size=1)
    assert statuses(stranger, frozen)["pdf"] == 404


def test_a_withdrawn_version_leaves_a_tombstone_with_reason_and_day(
    disclosure: Disclosure, crew: Crew, stranger: Client
) -> None:
    here = published(disclosure, crew)
    frozen = Publication.objects.get()
    made(frozen)
    withdraw(disclosure=here, numbers=[1], why=WHY, by=actor(crew.reviewer))
    assert statuses(stranger, frozen) == {"page": 410, "json": 410, "pdf": 410}
    page = stranger.get(reverse("publication", args=[frozen.pk])).content.decode()
    assert "这一版已经撤回" in page
    assert "含&lt;b&gt;个人信息&lt;/b&gt;" in page
    assert "2080101" not in page
    assert frozen.title not in stranger.get(reverse("public")).content.decode()


def test_an_old_version_stays_readable_under_a_banner(
    disclosure: Disclosure, crew: Crew, stranger: Client
) -> None:
    here = corrected(published(disclosure, crew), crew)
    first, second = Publication.objects.order_by("number")
    before = stranger.get(reverse("publication", args=[first.pk])).content.decode()
    assert "更正" not in read_before(before)
    publish(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))
    old = stranger.get(reverse("publication", args=[first.pk])).content.decode()
    assert "这一版已被" in old
    assert f'href="{reverse("publication", args=[second.pk])}"' in old
    assert "更正内容：主要职能的表述" in old
    new = stranger.get(reverse("publication", args=[second.pk])).content.decode()
    assert "本版更正了什么" in new
    assert "表述有误" in new
    listed = stranger.get(reverse("public")).content.decode()
    assert reverse("publication", args=[second.pk]) in listed
    assert reverse("publication", args=[first.pk]) not in listed


def test_the_difference_is_shown_while_both_versions_are_public(
    disclosure: Disclosure, crew: Crew, stranger: Client
) -> None:
    here, by = corrected(published(disclosure, crew), crew), actor(crew.reviewer)
    first, second = Publication.objects.order_by("number")
    url = reverse("publication-changes", args=[second.pk])
    assert stranger.get(url).status_code == 404
    publish(disclosure=here, seen=Seen.of(here), by=by)
    page = stranger.get(url).content.decode()
    assert "<ins>另有一项职能。</ins>" in page
    assert stranger.get(url, {"from": "1"}).content.decode() == page
    assert stranger.get(url, {"from": "7"}).status_code == 404
    assert stranger.get(reverse("publication-changes", args=[first.pk])).status_code == 404
    withdraw(disclosure=now(here), numbers=[1], why=WHY, by=by)
    assert stranger.get(url).status_code == 404
    new = stranger.get(reverse("publication", args=[second.pk])).content.decode()
    assert url not in new
    withdraw(disclosure=now(here), numbers=[2], why=WHY, by=by)
    assert stranger.get(url).status_code == 410


def test_the_list_is_searched_by_name_year_and_kind(
    disclosure: Disclosure, crew: Crew, stranger: Client
) -> None:
    published(disclosure, crew)

    def found(**asked: str) -> bool:
        page = stranger.get(reverse("public"), asked).content.decode()
        return reverse("publication", args=[Publication.objects.get().pk]) in page

    for asked in ({}, {"q": "某局"}, {"q": "某市 决算"}, {"year": "2021", "kind": "final"}):
        assert found(**asked), asked
    for asked in ({"q": "教育"}, {"year": "2020"}, {"kind": "budget"}):
        assert not found(**asked), asked
    for nonsense in ({"year": "x"}, {"kind": "x"}, {"page": "99"}, {"q": "\x00"}):
        assert found(**nonsense), nonsense


def test_strangers_are_led_to_what_is_public(stranger: Client, crew: Crew) -> None:
    answer = stranger.get(reverse("listing"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("public"))
    assert browser_of(crew.clerk).get(reverse("listing")).status_code == 200
    rules = stranger.get(reverse("rules")).content.decode()
    assert f'<a href="{reverse("public")}">公开列表</a>' in rules
