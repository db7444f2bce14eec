"""The example workbooks of forms: loaded once, and printed from the command line."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from disclosures.core.document import from_json
from disclosures.models import Disclosure, Sheet
from performance.chapter import CHAPTER
from tests.performance.real import BAZHONG, HUAIHUA, LUZHOU, sheets_of

EXAMPLES = Path(settings.BASE_DIR, "examples")


@pytest.mark.parametrize("document", [LUZHOU, BAZHONG, HUAIHUA])
def test_the_example_workbook_holds_the_real_forms(document: str) -> None:
    (path,) = EXAMPLES.rglob(f"{document}-performance.xlsx")
    sheets, errors = CHAPTER.read(path.read_bytes(), path.name)
    assert errors == ()
    assert sheets == {s.key: dict(s.fields) for s in sheets_of(document)}


@pytest.mark.django_db
def test_the_forms_of_examples_are_loaded_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "examples").mkdir()
    for name in (f"{LUZHOU}.xlsx", f"{LUZHOU}-performance.xlsx"):
        (tmp_path / "examples" / name).write_bytes((EXAMPLES / name).read_bytes())
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)
    told = StringIO()
    call_command("load_examples", stdout=told)
    call_command("load_examples", stdout=told)
    assert told.getvalue().splitlines()[1:] == [
        "luzhou-2020-final-performance.xlsx：载入 5 张绩效表",
        "luzhou-2020-final.xlsx：已载入",
        "luzhou-2020-final-performance.xlsx：已载入",
    ]
    disclosure = Disclosure.objects.get(version__gt=0)
    assert {s.key: s.fields for s in Sheet.objects.filter(disclosure=disclosure)} == {
        s.key: dict(s.fields) for s in sheets_of(LUZHOU)
    }


def test_the_command_line_prints_the_forms_that_it_is_given(tmp_path: Path) -> None:
    call_command(
        "render",
        str(EXAMPLES / f"{LUZHOU}.xlsx"),
        "--document",
        "--draft",
        performance=EXAMPLES / f"{LUZHOU}-performance.xlsx",
        out=tmp_path,
        stdout=StringIO(),
    )
    (written,) = tmp_path.glob("*.json")
    document = from_json(written.read_text("utf-8"))
    assert [form.subject for form in document.forms] == [s.subject for s in sheets_of(LUZHOU)]


def test_a_workbook_that_is_none_of_forms_is_refused_on_the_command_line(tmp_path: Path) -> None:
    wrong = tmp_path / "a.xlsx"
    wrong.write_bytes(b"%PDF")
    with pytest.raises(CommandError, match="PDF"):
        call_command(
            "render",
            str(EXAMPLES / f"{LUZHOU}.xlsx"),
            performance=wrong,
            out=tmp_path,
            stdout=StringIO(),
        )
