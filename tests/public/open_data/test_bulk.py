"""All of a year in one file: what it holds, when it is made, and when it is not handed out."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from frictionless import Package, system

from disclosures.models import Rendition
from disclosures.render.data.rows import fact_rows
from public import bulk
from public.kept import bump
from public.models import Bulk, Paper, Spending
from tests.public.open_data.shelf import SECRET, TAKEN_BACK, Shelf

pytestmark = pytest.mark.django_db

YEAR = "/data/2021.zip"


@pytest.fixture
def made(shelf: Shelf) -> Iterator[Bulk]:
    """The file of the year."""
    assert bulk.due() == [2021]
    assert bulk.make(2021)
    found = Bulk.objects.get(year=2021)
    yield found
    default_storage.delete(found.file.name)


def content(answer: object) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def sheet(data: bytes, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return list(csv.DictReader(io.StringIO(package.read(name).decode("utf-8-sig"))))


def test_the_package_is_valid_and_holds_every_current_figure_alone(
    shelf: Shelf, made: Bulk, tmp_path: Path
) -> None:
    data = content(Client().get(YEAR))
    assert (hashlib.sha256(data).hexdigest(), len(data)) == (made.sha256, made.size)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        package.extractall(tmp_path)
        names = package.namelist()
    with system.use_context(trusted=True):
        report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["resourceName", "type", "note"])
    assert names == sorted(
        ["README.md", "datapackage.json"]
        + [f"{n}.csv" for n in ("facts", "lines", "projects", "publications", "spending")]
    )
    papers = sheet(data, "publications.csv")
    assert [(p["id"], p["income"]) for p in papers] == [(str(shelf.new.pk), "260000.00")]
    head, *facts = fact_rows(shelf.new.publication.document)
    told = [[row[n] for n in head] for row in sheet(data, "facts.csv")]
    assert [[c.lstrip("'") for c in row] for row in told] == facts
    spent = sheet(data, "spending.csv")
    assert len(spent) == Spending.objects.count()
    functions = [float(row["total"]) for row in spent if row["scheme"] == "function"]
    assert sum(functions) == 260_000
    assert [p["name"] for p in sheet(data, "projects.csv")] == ["业务经费"]
    everything = "".join(p.read_text() for p in tmp_path.iterdir())
    assert SECRET not in everything
    assert TAKEN_BACK not in everything


def test_the_same_papers_are_not_packed_twice_and_give_the_same_bytes(
    shelf: Shelf, made: Bulk
) -> None:
    assert bulk.due() == []
    Bulk.objects.update(made_at=timezone.now() - bulk.REST)
    assert bulk.due() == [2021]  # having made it moved what is public
    assert not bulk.make(2021)
    assert bulk.due() == []
    Bulk.objects.update(papers="", number=0)
    assert bulk.make(2021)
    assert Bulk.objects.get().sha256 == made.sha256


def test_it_says_the_same_whether_data_packages_are_there_or_not(shelf: Shelf, made: Bulk) -> None:
    with_packages = content(Client().get(YEAR))
    Rendition.objects.filter(kind="data").update(file="nothing.zip")
    Bulk.objects.update(papers="")
    assert bulk.make(2021)
    assert content(Client().get(YEAR)) == with_packages


def test_only_one_worker_makes_a_year_and_a_dead_one_is_followed(shelf: Shelf, made: Bulk) -> None:
    bump()
    Bulk.objects.update(lease=timezone.now() + bulk.LEASE, papers="")
    assert bulk.due() == []
    assert not bulk.make(2021)
    Bulk.objects.update(lease=timezone.now())
    assert bulk.make(2021)


def test_a_file_that_holds_what_was_withdrawn_is_not_handed_out(shelf: Shelf, made: Bulk) -> None:
    assert Client().get(YEAR).status_code == 200
    Paper.objects.filter(pk=shelf.new.pk).update(withdrawn_at=timezone.now(), current=False)
    bump()
    assert Client().get(YEAR).status_code == 404
    assert Client().get("/api/v1/bulk").json()["items"] == []
    assert YEAR not in Client().get("/data/").content.decode()
    name = made.file.name
    assert bulk.make(2021)
    assert not Bulk.objects.exists()
    assert not default_storage.exists(name)


def test_a_file_that_is_known_is_not_sent_again(shelf: Shelf, made: Bulk) -> None:
    first = Client().get(YEAR)
    content(first)
    assert first["ETag"] == f'"{made.sha256}"'
    assert first["Access-Control-Allow-Origin"] == "*"
    assert Client().get(YEAR, headers={"If-None-Match": first["ETag"]}).status_code == 304
    for nothing in ("/data/1999.zip", f"/data/{'9' * 30}.zip"):
        assert Client().get(nothing).status_code == 404
