"""The static copy of the site: the live pages as files, all links of which lead somewhere."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from disclosures.actions import Seen, publish, withdraw
from disclosures.models import Disclosure, Job, Publication, Rendition
from public import index
from public.export import Export
from public.export.folder import Folder
from public.export.links import Check
from public.export.settle import led, place, settled
from public.models import Paper
from public.routes import EVERYTHING, of_body, of_everything, of_publication
from tests.factories import small_disclosure
from tests.portal.course import corrected, now, published, warned
from tests.portal.people import Crew, actor, crew_of

PORTAL = "https://portal.example.cn"
PDF = b"%PDF-1.7 x" * 9000
DESK = re.compile(r' <a rel="nofollow" href="/desk/">[^<]*</a>')


@pytest.fixture(autouse=True)
def _at(settings: Settings) -> None:
    settings.PORTAL_URL = PORTAL


@dataclass
class Site:
    """A disclosure whose second version corrects the first, and has a file; its people."""

    disclosure: Disclosure
    crew: Crew
    first: Publication
    second: Publication


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """Two disclosures are public, one of them was corrected; made once for all tests here."""
    with django_db_blocker.unblock(), transaction.atomic():
        disclosure = warned()
        crew, other = crew_of(disclosure), small_disclosure()
        published(other, crew_of(other))
        second = corrected(published(disclosure, crew), crew)
        publish(disclosure=second, seen=Seen.of(second), by=actor(crew.reviewer))
        versions = Publication.objects.filter(disclosure=disclosure).order_by("number")
        given_a_file(versions[1])
        index.catch_up()
        yield Site(now(second), crew, *versions)
        transaction.set_rollback(True)


@pytest.fixture
def site(laid: Site, db: None) -> Site:
    """The same, for one test to change."""
    return laid


def given_a_file(publication: Publication) -> None:
    job = Job.objects.get(publication=publication)
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)
    digest = hashlib.sha256(PDF).hexdigest()
    made = Rendition(job=job, kind="pdf", name="决算.pdf", sha256=digest, size=len(PDF))
    made.file.save("x.pdf", ContentFile(PDF))


def export(folder: Path) -> str:
    """What the command tells last: how much was written, and that all links lead somewhere."""
    told = io.StringIO()
    call_command("export_site", str(folder), stdout=told)
    return re.sub(r"^\d+ / \d+\n", "", told.getvalue(), flags=re.MULTILINE)


def files(folder: Path) -> dict[str, str]:
    """Every file that a reader may get, with its SHA-256."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".export")
    }


def addresses() -> Iterator[tuple[str, str]]:
    """Every address of the site that a static copy has."""
    for paper in Paper.objects.all():
        yield from of_publication(paper)
        yield from of_body(paper.body)
    for name in EVERYTHING:
        yield from of_everything(name)


def live(client: Client, address: str, query: str) -> bytes:
    answer = client.get(f"{address}?{query}" if query else address)
    assert answer.status_code in (200, 410), address
    return b"".join(answer)


@pytest.mark.django_db
def test_the_copy_is_the_live_site_and_all_its_links_lead_somewhere(
    site: Site, tmp_path: Path, client: Client
) -> None:
    second = site.second
    folder = tmp_path / "site"

    told = export(folder)
    made = files(folder)
    assert told.startswith(f"写入 {len(made)} 个文件，未变 0 个，删除 0 个\n检查了 ")
    assert told.endswith(" 个链接，都通\n")

    counted = 0
    for address, query in set(addresses()):
        alive, copy = live(client, address, query), (folder / place(address, query)).read_bytes()
        counted += 1
        if not copy.startswith(b"<!doctype html>"):
            assert copy == alive, address
            continue
        assert copy.decode() == settled(alive.decode(), address, query, PORTAL), address
        if f"/public/{second.pk}/" in address and not query:
            told = DESK.sub("", alive.decode()).replace('href="/api/', f'href="{PORTAL}/api/')
            assert copy.decode() == told, address
    apart = {"404.html", "en/404.html", "search-index.json", "_headers", "_gone.map"}
    apart |= {f"static/{name}" for name in ("site.css", "site.js", "site-search.js", "icon.svg")}
    assert len(made) == counted + len(apart)
    assert set(made) >= apart
    assert (folder / f"public/{second.pk}/files/document.pdf").read_bytes() == PDF
    assert (folder / f"public/{second.pk}/changes/from-1/index.html").is_file()

    the_search_page_offers_the_registers_and_looks_through_names(folder)

    assert export(folder).startswith(f"写入 0 个文件，未变 {len(made)} 个，删除 0 个\n")
    assert files(folder) == made


@pytest.mark.django_db
def test_what_is_withdrawn_leaves_a_tombstone_and_nothing_else(site: Site, tmp_path: Path) -> None:
    first, second = site.first, site.second
    export(tmp_path)
    assert (tmp_path / "_gone.map").read_text() == ""
    before = files(tmp_path)
    by = actor(site.crew.reviewer)
    withdraw(disclosure=site.disclosure, numbers=[2], why="含个人信息", by=by)
    index.catch_up()

    told = export(tmp_path)
    now_there = files(tmp_path)
    for language in ("", "en/"):
        below = f"{language}public/{second.pk}/"
        assert [name for name in now_there if name.startswith(below)] == [f"{below}index.html"]
        assert "含个人信息" in (tmp_path / below / "index.html").read_text()
    assert (tmp_path / "_gone.map").read_text() == f"{second.pk} 1;\n"
    assert f"删除 {len(before.keys() - now_there.keys())} 个" in told
    assert f"public/{first.pk}/index.html" in now_there
    left = [p for p in tmp_path.rglob("*") if p.is_dir() and not any(p.iterdir())]
    assert left == []


@pytest.mark.django_db
def test_what_changes_while_it_is_copied_is_in_the_copy(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below, runs = f"public/{site.second.pk}/", []

    def rest(self: Export) -> None:
        runs.append(files(tmp_path))
        if len(runs) == 1:  # the first pass has copied it already
            by = actor(site.crew.reviewer)
            withdraw(disclosure=site.disclosure, numbers=[2], why="误发", by=by)
        last(self)

    last = Export._rest
    monkeypatch.setattr(Export, "_rest", rest)
    told = export(tmp_path)

    assert f"{below}tables/expenditure/index.html" in runs[0]
    assert [name for name in files(tmp_path) if name.startswith(below)] == [f"{below}index.html"]
    assert (len(runs), "都通" in told) == (2, True)


def written(path: Path, parts: dict[str, list[str]], *, cut: bool = False) -> Folder:
    """A folder to which every part writes its files; ``cut``: the run does not come to its end."""
    folder = Folder(path)
    for part, names in parts.items():
        for name in names:
            folder.write(name, [name.encode()], part)
        if not cut:
            folder.finish(part, "1")
    if not cut:
        folder.finish_all()
    folder.close()
    return folder


def test_what_was_cut_short_is_made_whole_and_leaves_nothing_behind(tmp_path: Path) -> None:
    written(tmp_path, {"p1": ["a/index.html", "b/c"]}, cut=True)
    assert files(tmp_path).keys() == {"a/index.html", "b/c"}
    again = written(tmp_path, {"p1": ["a/index.html", "d"], "p2": ["e"]})
    assert (again.written, again.same, again.removed) == (2, 1, 1)
    assert files(tmp_path).keys() == {"a/index.html", "d", "e"}
    assert not (tmp_path / "b").exists()


def test_what_was_spoilt_is_mended(tmp_path: Path) -> None:
    written(tmp_path, {"p1": ["a", "b", "c"]})
    (tmp_path / "a").write_text("x")
    (tmp_path / "b").unlink()
    folder = Folder(tmp_path)
    assert not folder.stands("p1", "1")
    folder.close()
    again = written(tmp_path, {"p1": ["a", "b", "c"]})
    assert (again.written, again.same) == (2, 1)
    assert [(tmp_path / name).read_text() for name in "abc"] == ["a", "b", "c"]


def test_a_part_stands_while_its_mark_is_the_same(tmp_path: Path) -> None:
    written(tmp_path, {"p1": ["a"], "p2": ["b"]})
    folder = Folder(tmp_path)
    assert (folder.stands("p1", "1"), folder.stands("p2", "2")) == (True, False)
    folder.finish_all()
    folder.close()
    assert files(tmp_path).keys() == {"a"}


def test_a_folder_of_somebody_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("x")
    with pytest.raises(CommandError, match="里有别的文件"):
        export(tmp_path)
    assert files(tmp_path).keys() == {"diary.txt"}


def test_files_of_others_in_the_folder_stay(tmp_path: Path) -> None:
    written(tmp_path, {"p1": ["a/b"]})
    (tmp_path / "a/diary.txt").write_text("x")
    written(tmp_path, {})
    assert files(tmp_path).keys() == {"a/diary.txt"}


def test_two_exports_do_not_write_the_same_folder(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with pytest.raises(CommandError, match="另一次导出正在写"):
        call_command("export_site", str(tmp_path))
    folder.close()


def the_search_page_offers_the_registers_and_looks_through_names(folder: Path) -> None:
    page = (folder / "en/search/index.html").read_text()
    assert '<script src="/static/site-search.js" defer></script>' in page
    assert 'href="/en/departments/"' in page.partition('<section id="still"')[2]
    names = json.loads((folder / "search-index.json").read_text())
    paper = Paper.objects.filter(current=True, number=2).get()
    row = [paper.title, "", f"/public/{paper.pk}/", paper.year, paper.kind]
    assert row in names
    assert [paper.body.name, "", f"/departments/{paper.body_id}/", 0, ""] in names


@pytest.mark.parametrize(
    ("href", "leads"),
    [
        ("#top", "#top"),
        ("https://example.org/x", "https://example.org/x"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("/departments/", "/departments/"),
        ("tables/a/#t", "tables/a/#t"),
        ("/rules/", f"{PORTAL}/rules/"),
        ("/public/4/changes/?from=1", "/public/4/changes/from-1/"),
        ("?page=3", "/public/page-3/"),
        ("?page=1", "/public/"),
        ("?q=x&page=2", f"{PORTAL}/public/?q=x&page=2"),
        ("/search/?q=x", "/search/?q=x"),
    ],
)
def test_links_of_the_copy(href: str, leads: str) -> None:
    assert led(href, "/public/", "/public/", PORTAL) == leads


def test_links_of_a_page_that_moved_down_lead_where_they_led() -> None:
    at = "/public/page-2/"
    assert led("4/#t", "/public/", at, PORTAL) == "/public/4/#t"
    assert led("#t", "/public/", at, PORTAL) == "#t"


def test_a_form_that_no_file_answers_gives_way_to_a_way_on() -> None:
    page = '<form action="/departments/"><input name="a"></form>'
    made = settled(page, "/departments/", "", PORTAL)
    assert "<form" not in made
    assert f'href="{PORTAL}/departments/"' in made
    listing = settled('<form class="sieve"><input name="q"></form>', "/en/public/", "", PORTAL)
    assert listing == '<form action="/en/search/" class="sieve"><input name="q"></form>'


def test_the_check_finds_links_that_lead_nowhere(tmp_path: Path) -> None:
    data = json.dumps({"url": f"{PORTAL}/public/9/", "same": [f"{PORTAL}/public/#data"]})
    (tmp_path / "public").mkdir()
    (tmp_path / "public/index.html").write_text(
        '<p id="a"></p><a href="#a"></a><a href="#b"></a><a href="../"></a><a href="2/"></a>'
        '<img src="/static/x.png"><form action="/search/"></form><a href="?x=1"></a>'
        f'<script type="application/ld+json">{data}</script>'
        f'<a href="{PORTAL}/rules/"></a><a href="https://example.org/"></a>'
    )
    (tmp_path / "sitemap.xml").write_text(f"<loc>{PORTAL}/public/</loc><loc>{PORTAL}/money/</loc>")
    assert list(Check(tmp_path, PORTAL).troubles()) == [
        "public/index.html: #b: 没有这个锚点",
        "public/index.html: ../: 没有这个文件",
        "public/index.html: 2/: 没有这个文件",
        "public/index.html: /static/x.png: 没有这个文件",
        "public/index.html: /search/: 没有这个文件",
        "public/index.html: ?x=1: 没有服务器能答这个查询",
        f"public/index.html: {PORTAL}/public/9/: 没有这个文件",
        f"sitemap.xml: {PORTAL}/money/: 没有这个文件",
    ]
