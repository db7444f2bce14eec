"""What docs/verifying.md says to whoever verifies a publication is what works."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from disclosures.core.document import Document, check_code, from_json, to_json
from disclosures.pipeline import take_in
from disclosures.render.imprint import Imprint
from disclosures.renditions import document_files

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "verifying.md").read_text()
SAMPLE = ROOT / "tests" / "frozen" / "1-small.json"
NAME = "某局2020年度部门决算"


def block(language: str, beginning: str = "") -> str:
    found = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    return next(text for text in found if text.startswith(beginning))


def document() -> Document:
    return from_json(SAMPLE.read_text())


@pytest.fixture(scope="module")
def archive() -> bytes:
    files = document_files(document(), Imprint(), progress=lambda *step: None)
    return next(f.data for f in files if f.kind == "zip")


def verify(archive: bytes, code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "verify.py").write_text(block("python"))
    (folder / "files.zip").write_bytes(archive)
    command = [sys.executable, "-I", "verify.py", "files.zip", code]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def changed(archive: bytes, suffix: str, old: bytes, new: bytes, *, sums: bool) -> bytes:
    """The archive with a file forged; with ``sums`` the sums beside it are forged as well."""
    given = zipfile.ZipFile(io.BytesIO(archive))
    files = {name: given.read(name) for name in given.namelist()}
    name = next(n for n in files if n.endswith(suffix))
    forged = files[name].replace(old, new)
    assert forged != files[name]
    if sums:
        was, now = check_code(files[name].decode()), check_code(forged.decode())
        for listed in ("SHA256SUMS", "manifest.json"):
            files[listed] = files[listed].replace(was.encode(), now.encode())
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for other, data in files.items():
            made.writestr(other, forged if other == name else data)
    return target.getvalue()


def test_the_script_verifies_what_was_published(archive: bytes, tmp_path: Path) -> None:
    told = verify(archive, check_code(to_json(document())), tmp_path)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.endswith("清单：相符\n校验码：相符\n")


def test_it_takes_the_code_as_it_is_printed(archive: bytes, tmp_path: Path) -> None:
    printed = Imprint(sha256=check_code(to_json(document()))).code.upper()
    assert verify(archive, printed, tmp_path).returncode == 0


def test_it_finds_a_file_that_was_changed(archive: bytes, tmp_path: Path) -> None:
    code = check_code(to_json(document()))
    told = verify(changed(archive, "决算.json", b"2021", b"2031", sums=False), code, tmp_path)
    assert told.returncode == 1
    assert "清单：不符 " in told.stdout
    assert "校验码：不符" in told.stdout


def test_it_finds_a_text_that_was_changed_together_with_the_sums(
    archive: bytes, tmp_path: Path
) -> None:
    code = check_code(to_json(document()))
    told = verify(changed(archive, "决算.json", b"2021", b"2031", sums=True), code, tmp_path)
    assert told.returncode == 1
    assert told.stdout.endswith("清单：相符\n校验码：不符\n")


def test_the_commands_give_the_check_code(archive: bytes, tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(archive)).extractall(tmp_path)
    commands = block("sh").replace(NAME, document().title)
    told = subprocess.run(
        ["bash", "-e"], input=commands, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    code = check_code(to_json(document()))
    assert [line.split()[0] for line in told.stdout.splitlines()] == [code, code]


def test_the_guide_says_where_the_manifest_stands(archive: bytes) -> None:
    given = zipfile.ZipFile(io.BytesIO(archive))
    manifest = json.loads(given.read("manifest.json"))
    assert manifest["check_code"] == check_code(to_json(document()))
    assert "SHA256SUMS" in given.namelist()


def readd(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "readd.py").write_text(block("python", '"""python3 readd.py'))
    (folder / "document.json").write_text(text)
    command = [sys.executable, "-I", "readd.py", "document.json"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("luzhou-2020-final.xlsx", "非零的数 874 个，明细 224 行，加不出的 0 个\n"),
        ("huaihua-2023-final.xlsx", "非零的数 178 个，明细 111 行，加不出的 0 个\n"),
        ("bazhong-2022-budget-facts.xlsx", "非零的数 422 个，明细 164 行，加不出的 0 个\n"),
        ("bazhong-2022-budget.xlsx", "非零的数 422 个，明细 0 行，加不出的 422 个\n"),
    ],
)
def test_every_figure_is_added_up_again_from_the_lines(
    name: str, said: str, tmp_path: Path
) -> None:
    book = take_in((ROOT / "examples" / name).read_bytes(), name).book
    assert book is not None
    told = readd(to_json(book.document), tmp_path)
    assert (told.stdout, told.stderr) == (said, "")


def test_it_finds_a_line_that_was_changed(tmp_path: Path) -> None:
    name = "huaihua-2023-final.xlsx"
    book = take_in((ROOT / "examples" / name).read_bytes(), name).book
    assert book is not None
    text = json.loads(to_json(book.document))
    text["lines"][0]["rows"][0][1] += 1
    told = readd(json.dumps(text), tmp_path)
    assert (told.returncode, told.stderr) == (1, "")
    assert "加不出的 0 个" not in told.stdout
