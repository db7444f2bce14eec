"""What was frozen is read, written again byte for byte, and printed by today's code."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from disclosures.core.document import SCHEMA, Document, from_json, to_json
from disclosures.render.imprint import Imprint
from disclosures.render.web import paper_html, plain_html
from disclosures.render.web_document import document_html
from disclosures.renditions import File, document_files
from tests.frozen.freeze import HERE, samples
from tests.render.pages import FIGURE, Pages

KINDS = ["pdf", "docx", "xlsx", "data", "json", "zip"]


@pytest.fixture(scope="module", params=samples(), ids=lambda path: path.stem)
def sample(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture(scope="module")
def document(sample: Path) -> Document:
    return from_json(sample.read_text())


@pytest.fixture(scope="module")
def raw(sample: Path) -> dict[str, Any]:
    """The same without the help of our code."""
    data: dict[str, Any] = json.loads(sample.read_text())
    return data


@pytest.fixture(scope="module")
def files(sample: Path, document: Document) -> dict[str, File]:
    made = document_files(document, Imprint(), text=sample.read_text(), progress=lambda *step: None)
    return {file.kind: file for file in made}


def printed(raw: dict[str, Any]) -> list[str]:
    """The figures of all tables, as printed."""
    cells = [c for t in raw["tables"] for line in t["lines"] for c in line["cells"]]
    return [c["text"] for c in cells if "amount" in c and "text" in c]


def test_no_sample_was_changed() -> None:
    check = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    told = subprocess.run(check, cwd=HERE, capture_output=True, text=True)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
    listed = [line.split("  ")[1] for line in (HERE / "SHA256SUMS").read_text().splitlines()]
    assert listed == [path.name for path in samples()]


def test_today_s_schema_has_samples_a_small_and_a_real_one() -> None:
    sizes = [p.stat().st_size for p in samples() if p.name.startswith(f"{SCHEMA}-")]
    assert len(sizes) >= 2
    assert max(sizes) < 200_000


def test_it_is_read_whole(document: Document, raw: dict[str, Any]) -> None:
    assert (document.title, document.schema) == (raw["title"], raw["schema"])
    assert [t.role for t in document.tables] == [t["role"] for t in raw["tables"]]
    assert sum(1 for t in document.tables for _ in t.figures) == sum(
        "amount" in c for t in raw["tables"] for line in t["lines"] for c in line["cells"]
    )


def test_it_is_written_again_byte_for_byte(sample: Path, document: Document) -> None:
    if document.schema == SCHEMA:
        assert to_json(document) == sample.read_text()


def test_every_format_is_made(files: dict[str, File], sample: Path, document: Document) -> None:
    assert list(files) == KINDS
    assert files["json"].data == sample.read_bytes()
    assert files["pdf"].name == f"{document.title}.pdf"
    package = zipfile.ZipFile(io.BytesIO(files["data"].data))
    assert package.read("document.json") == sample.read_bytes()


def test_every_figure_of_its_tables_is_printed(files: dict[str, File], raw: dict[str, Any]) -> None:
    expected = Counter(text for text in printed(raw) if FIGURE.fullmatch(text))
    assert sum(expected.values()) > 100
    assert expected - Pages.read(files["pdf"].data).figures == Counter()


def test_every_figure_of_its_tables_stands_in_the_workbook(
    files: dict[str, File], raw: dict[str, Any]
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"].data))
    cells = [c.value for page in book for row in page.iter_rows() for c in row]
    found = Counter(v for v in cells if isinstance(v, int | float))
    assert found == Counter(float(text.replace(",", "")) for text in printed(raw))


def test_every_figure_of_its_tables_stands_in_the_word_file(
    files: dict[str, File], raw: dict[str, Any]
) -> None:
    text = zipfile.ZipFile(io.BytesIO(files["docx"].data)).read("word/document.xml").decode()
    found = Counter(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", text))
    assert Counter(filter(None, printed(raw))) - found == Counter()


def test_every_figure_of_its_tables_is_a_fact(files: dict[str, File], raw: dict[str, Any]) -> None:
    package = zipfile.ZipFile(io.BytesIO(files["data"].data))
    facts = package.read("facts.csv").decode().splitlines()
    cells = [c for t in raw["tables"] for line in t["lines"] for c in line["cells"]]
    assert len(facts) - 1 == sum("amount" in c for c in cells)


def test_its_page_shows_it(document: Document, raw: dict[str, Any]) -> None:
    page = document_html(document)
    for table in document.tables:
        assert plain_html(table) in page
        assert len(paper_html(table)) != 1
    assert all(f">{text}<" in page for text in printed(raw))
