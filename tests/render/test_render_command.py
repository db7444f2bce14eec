"""``./run render``: a workbook in; what the rules found, and files, out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from disclosures.core.document import from_json
from disclosures.render.facts_xlsx import facts_xlsx
from tests.factories import small_facts
from tests.render.conftest import EXAMPLES

HUAIHUA = "怀化市就业服务中心2023年度部门决算"
TABLES = (".pdf", "公开表.xlsx", "填报工作簿.xlsx")
WHOLE = (".pdf", ".docx", "公开表.xlsx", "数据包.zip", ".json", "全部文件.zip")
SMALL = "某市某局2021年度部门决算"


def render(source: Path, out: Path, *options: str) -> str:
    told = io.StringIO()
    call_command("render", str(source), "--out", str(out), *options, stdout=told)
    return told.getvalue()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A workbook of figures without a text."""
    source = tmp_path / "small.xlsx"
    source.write_bytes(facts_xlsx(small_facts()))
    return source


def test_a_whole_document_is_given_every_format_in_one_go(tmp_path: Path) -> None:
    told = render(EXAMPLES / "huaihua-2023-final.xlsx", tmp_path, "--document")
    assert "  N-042  " in told
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(HUAIHUA + end for end in WHOLE)
    text = (tmp_path / f"{HUAIHUA}.json").read_text()
    assert from_json(text).title == HUAIHUA
    package = zipfile.ZipFile(tmp_path / f"{HUAIHUA}数据包.zip")
    assert package.read("document.json").decode() == text


def test_without_the_option_the_tables_alone_are_made(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    render(small, out)
    assert sorted(p.name for p in out.iterdir()) == sorted(SMALL + end for end in TABLES)


def test_a_text_that_is_missing_stops_a_document_but_not_a_draft(
    small: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with pytest.raises(CommandError, match="有错误，未生成文件"):
        render(small, out, "--document")
    assert not out.exists()
    told = render(small, out, "--document", "--draft")
    assert "  N-043  " in told
    assert sorted(p.name for p in out.iterdir()) == sorted(f"{SMALL}（草稿）{e}" for e in WHOLE)
