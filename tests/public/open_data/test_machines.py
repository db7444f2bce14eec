"""What the site tells machines: catalogue, datasets in pages, feeds, site maps."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import etree
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, URIRef
from rdflib.compare import isomorphic

from public import bulk
from public.core.citation import citation
from public.core.linked import in_page
from public.models import Bulk, Paper
from tests.public.open_data.shelf import SECRET, TAKEN_BACK, WHY, Shelf

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
MAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def text(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def local(address: str) -> str:
    """The path of an address of this site."""
    assert address.startswith(settings.PORTAL_URL + "/")
    return address.removeprefix(settings.PORTAL_URL).partition("#")[0]


def xml(path: str) -> Any:
    parser = etree.XMLParser(no_network=True, resolve_entities=False)
    return etree.fromstring(text(path).encode(), parser)


def datasets(page: str) -> list[dict[str, Any]]:
    """What a page says of its data."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    return [json.loads(one) for one in found]


@pytest.fixture
def packed(shelf: Shelf) -> Any:
    assert bulk.make(2021)
    found = Bulk.objects.get()
    yield found
    default_storage.delete(found.file.name)


@pytest.mark.parametrize("where", ["/data/catalog", "/data/2021/catalog"])
def test_the_catalogue_tells_what_dcat_asks_for_in_both_forms(packed: Bulk, where: str) -> None:
    graph = Graph().parse(data=text(f"{where}.jsonld"), format="json-ld")
    assert isomorphic(graph, Graph().parse(data=text(f"{where}.ttl"), format="turtle"))
    (catalog,) = graph.subjects(RDF.type, DCAT.Catalog)
    for wanted in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, FOAF.homepage):
        assert graph.value(catalog, wanted) is not None, wanted
    (dataset,) = graph.objects(catalog, DCAT.dataset)
    for wanted in (
        DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.issued, DCTERMS.temporal,
        DCAT.landingPage,
    ):  # fmt: skip
        assert graph.value(dataset, wanted) is not None, wanted
    files = list(graph.objects(dataset, DCAT.distribution))
    assert len(files) == (1 if where == "/data/catalog" else 2)
    for file in files:
        assert graph.value(file, DCAT.mediaType) is not None
        assert Client().get(local(str(graph.value(file, DCAT.downloadURL)))).status_code == 200


def test_the_catalogue_leads_to_that_of_each_year_and_to_the_api(packed: Bulk) -> None:
    graph = Graph().parse(data=text("/data/catalog.jsonld"), format="json-ld")
    (catalog,) = graph.subjects(RDF.type, DCAT.Catalog)
    (year,) = graph.objects(catalog, DCAT.catalog)
    assert local(str(year)) == "/data/2021/catalog.jsonld"
    assert Client().get(local(str(year)))["Content-Type"] == "application/ld+json; charset=utf-8"
    (service,) = graph.subjects(RDF.type, DCAT.DataService)
    for to in (DCAT.endpointURL, DCAT.endpointDescription):
        assert Client().get(local(str(graph.value(service, to)))).status_code == 200
    assert isinstance(service, URIRef)


def test_every_page_of_data_describes_it_for_search_engines(shelf: Shelf, packed: Bulk) -> None:
    (told,) = datasets(text(reverse("publication", args=[shelf.new.pk])))
    assert told["@type"] == "Dataset"
    assert (told["name"], told["creator"]["name"]) == (shelf.new.title, "某市某局")
    assert [one["encodingFormat"] for one in told["distribution"]] == [
        "application/json", "application/zip",
    ]  # fmt: skip
    assert told["distribution"][0]["sha256"] == shelf.new.sha256
    year = reverse("department-year", args=[shelf.new.body_id, 2021])
    (told,) = datasets(text(year))
    assert told["temporalCoverage"] == "2021-01-01/2021-12-31"
    assert len(told["distribution"]) == 2
    (catalogue,) = datasets(text("/data/"))
    assert catalogue["@type"] == "DataCatalog"
    assert catalogue["dataset"][0]["distribution"][0]["sha256"] == packed.sha256


def test_nothing_in_the_data_of_a_page_ends_its_element() -> None:
    harm = "</script><script>alert(1)</script><!-- & \u2028"
    told = in_page({"name": harm})
    assert not set("<>&\u2028") & set(told)
    assert json.loads(told) == {"name": harm}


def test_a_citation_is_written_as_gb_t_7714_says(shelf: Shelf) -> None:
    page = text(reverse("publication", args=[shelf.old.pk]))
    cited = citation(
        who="某市某局",
        title=shelf.old.title,
        number=1,
        day=timezone.localdate(shelf.old.published_at),
        address=f"{settings.PORTAL_URL}/public/{shelf.old.pk}/",
    )
    assert cited in page
    assert re.fullmatch(
        r"[^.]+\. [^.]+\[DB/OL\]\. \(\d{4}-\d\d-\d\d\)\[引用日期\]\. http\S+/\.", cited
    )


def test_the_feeds_are_atom_and_tell_what_is_new_and_what_was_put_right(shelf: Shelf) -> None:
    for name, count in (("publications", 2), ("corrections", 2)):
        path = f"/feeds/{name}.xml"
        assert Client().get(path)["Content-Type"] == "application/atom+xml; charset=utf-8"
        feed = xml(path)
        assert feed.tag == f"{ATOM}feed"
        for wanted in ("id", "title", "updated", "author"):
            assert len(feed.findall(ATOM + wanted)) == 1, wanted
        own = [e.get("href") for e in feed.findall(f"{ATOM}link") if e.get("rel") == "self"]
        assert [local(one) for one in own] == [path]
        entries = feed.findall(f"{ATOM}entry")
        assert len(entries) == count
        ids = [entry.findtext(f"{ATOM}id") for entry in entries]
        assert len(set(ids)) == count
        for entry in entries:
            for wanted in ("id", "title", "updated"):
                assert len(entry.findall(ATOM + wanted)) == 1, wanted
            link = entry.find(f"{ATOM}link").get("href")
            assert Client().get(local(link)).status_code in (200, 410)
    corrections = text("/feeds/corrections.xml")
    assert WHY in corrections
    assert "表述有误" in corrections
    assert TAKEN_BACK not in text("/feeds/publications.xml")


def test_what_xml_cannot_hold_breaks_no_feed(shelf: Shelf) -> None:
    Paper.objects.filter(pk=shelf.new.pk).update(why="a\x0b\x00b<&>\ufffe".replace("\x00", ""))
    assert "ab&amp;lt;&amp;amp;&amp;gt;" in text("/feeds/corrections.xml")


def test_the_site_map_leads_to_all_that_is_public_and_to_nothing_else(shelf: Shelf) -> None:
    robots = text("/robots.txt")
    assert f"Sitemap: {settings.PORTAL_URL}/sitemap.xml" in robots.splitlines()
    index = xml("/sitemap.xml")
    assert index.tag == f"{MAPS}sitemapindex"
    found = []
    for part in index.findall(f"{MAPS}sitemap"):
        urls = xml(local(part.findtext(f"{MAPS}loc")))
        assert urls.tag == f"{MAPS}urlset"
        assert 1 <= len(urls) <= 10_000
        found += [url.findtext(f"{MAPS}loc") for url in urls]
    assert len(set(found)) == len(found)
    for address in found:
        assert Client().get(local(address)).status_code == 200, address
    paths = {local(address) for address in found}
    for pk, there in ((shelf.new.pk, True), (shelf.old.pk, True), (shelf.gone.pk, False)):
        assert (reverse("publication", args=[pk]) in paths) is there
    assert reverse("publication", args=[shelf.approved.pk]) not in paths
    for nothing in ("pages-1", "publications-999", "x-0", f"years-{'9' * 30}"):
        assert Client().get(f"/sitemap-{nothing}.xml").status_code == 404


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_pages_for_people_explain_it_all(shelf: Shelf, packed: Bulk, language: str) -> None:
    page = text(f"{language}/data/")
    for said in (packed.sha256, "/data/2021.zip", "/data/catalog.ttl", "/feeds/corrections.xml"):
        assert said in page, said
    guide = text(f"{language}/data/api/")
    assert guide.count("<code>GET /api/v1/") == 14
    assert guide.count("<code>curl ") == 14
    assert guide.count("<details>") == 14
    assert "260000.00" in guide
    for anchor in re.findall(r'href="#([^"]+)"', guide):
        assert guide.count(f'id="{anchor}"') == 1, anchor
    for address in re.findall(r'<a href="(/api/v1/[^"]*)"', guide):
        assert Client().get(address.replace("&amp;", "&")).status_code == 200, address


def test_pages_announce_the_feeds_and_nothing_unpublished_is_told_to_machines(
    shelf: Shelf, packed: Bulk
) -> None:
    front = text("/")
    for name in ("publications", "corrections"):
        assert f'href="/feeds/{name}.xml"' in front
    parts = re.findall(r"/sitemap-[a-z]+-\d+\.xml", text("/sitemap.xml"))
    assert any("departments" in part for part in parts)
    for path in (
        "/data/", "/data/api/", "/data/catalog.jsonld", "/data/2021/catalog.jsonld",
        "/feeds/publications.xml", "/feeds/corrections.xml", *parts,
    ):  # fmt: skip
        assert SECRET not in text(path)
        assert shelf.approved.sha256 not in text(path)
