"""What docs/verifying.md says to whoever verifies a publication is what works."""

from __future__ import annotations

import ast
import io
import json
import re
import runpy
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from disclosures.core.document import Document, check_code, from_json, to_json
from disclosures.pipeline import take_in
from disclosures.render.imprint import Imprint
from disclosures.renditions import document_files

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "verifying.md").read_text()
SCRIPT = ROOT / "verify" / "verify.py"
VERIFY = runpy.run_path(str(SCRIPT))
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


def run(data: bytes, folder: Path, *arguments: str) -> tuple[int, str]:
    """What the script says of a file, and how it ends; it never fails otherwise."""
    (folder / "file").write_bytes(data)
    told = io.StringIO()
    with redirect_stdout(told):
        ended = VERIFY["main"]([str(folder / "file"), *arguments])
    return ended, told.getvalue()


def rezipped(files: Mapping[str, bytes], *more: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, data in [*files.items(), *more]:
            made.writestr(name, data)
    return target.getvalue()


def unzipped(archive: bytes) -> dict[str, bytes]:
    given = zipfile.ZipFile(io.BytesIO(archive))
    return {name: given.read(name) for name in given.namelist()}


def changed(archive: bytes, suffix: str, old: bytes, new: bytes, *, sums: bool) -> bytes:
    """The archive with a file forged; with ``sums`` the sums beside it are forged as well."""
    files = unzipped(archive)
    name = next(n for n in files if n.endswith(suffix))
    forged = files[name].replace(old, new)
    assert forged != files[name]
    was, now = (sha256(data).hexdigest().encode() for data in (files[name], forged))
    files[name] = forged
    if sums:
        for listed in ("SHA256SUMS", "manifest.json", "datapackage.json"):
            if listed in files:
                files[listed] = files[listed].replace(was, now)
    return rezipped(files)


@pytest.fixture(scope="module")
def text() -> bytes:
    return to_json(document()).encode()


@pytest.fixture(scope="module")
def package(archive: bytes) -> bytes:
    return next(d for name, d in unzipped(archive).items() if name.endswith("数据包.zip"))


CODE = check_code(to_json(from_json(SAMPLE.read_text())))
ADDED = "重新相加：这一份没有附下级数据\n"
AGREES = f"校验码：相符 {CODE}\n{ADDED}结论：相符\n"


def test_what_was_published_agrees_in_every_form(
    archive: bytes, package: bytes, text: bytes, tmp_path: Path
) -> None:
    listed = f"清单：相符（{len(unzipped(archive)) - 2} 个文件）\n"
    inner = f"清单：相符（{len(unzipped(package)) - 2} 个文件）\n"
    assert run(text, tmp_path, CODE) == (0, f"文件种类：固定文本（JSON）\n{AGREES}")
    assert run(package, tmp_path, CODE) == (0, f"文件种类：数据包\n{inner}{AGREES}")
    assert run(archive, tmp_path, CODE) == (
        0,
        f"文件种类：全部文件\n{listed}{inner}数据包里的固定文本：相符\n{AGREES}",
    )


def test_the_code_is_taken_as_it_is_printed_and_answers_come_in_english(
    text: bytes, tmp_path: Path
) -> None:
    printed = Imprint(sha256=CODE).code.upper()
    told = run(text, tmp_path, "--en", *printed.split())
    assert told == (
        0,
        f"Kind of file: canonical JSON\nCheck code: agrees {CODE}\n"
        "Added up again: nothing to add up is given\nResult: all agrees\n",
    )


def test_without_a_code_nothing_is_said_to_agree(text: bytes, tmp_path: Path) -> None:
    ended, told = run(text, tmp_path)
    assert ended == 2
    assert f"没有可比的校验码。这份文件的是：\n  {CODE}\n" in told
    assert told.endswith("结论：无法判断\n")


def test_another_code_differs(text: bytes, tmp_path: Path) -> None:
    ended, told = run(text, tmp_path, "0" * 64)
    assert (ended, f"校验码：不符\n  文件的  {CODE}\n  公开的  {'0' * 64}\n" in told) == (1, True)


@pytest.mark.parametrize("sums", [False, True])
@pytest.mark.parametrize("suffix", ["决算.json", "数据包.zip", ".pdf"])
def test_a_file_that_was_changed_is_found(
    archive: bytes, tmp_path: Path, suffix: str, sums: bool
) -> None:
    """Who forges the sums as well still does not agree with the check code, if the text says
    something else; a forged PDF is seen by the sums alone."""
    old, new = {"决算.json": (b"2021", b"2031"), ".pdf": (b"%PDF", b"%PDG")}.get(
        suffix, (b"tables/", b"tabels/")
    )
    ended, told = run(changed(archive, suffix, old, new, sums=sums), tmp_path, CODE)
    assert ended == (0 if (suffix, sums) == (".pdf", True) else 1)
    assert ("的内容与清单不一致" in told) == (not sums)


def test_a_data_package_that_was_changed_is_found(package: bytes, tmp_path: Path) -> None:
    for suffix, old, new in (("facts.csv", b"0", b"1"), ("document.json", b"2021", b"2031")):
        ended, told = run(changed(package, suffix, old, new, sums=False), tmp_path, CODE)
        assert (ended, f"不符：{suffix} 的内容与清单不一致" in told) == (1, True)
    ended, told = run(
        changed(package, "document.json", b"2021", b"2031", sums=True), tmp_path, CODE
    )
    assert (ended, "不符：document.json" in told, "校验码：不符" in told) == (1, False, True)


def test_what_is_missing_or_added_or_twice_there_is_found(package: bytes, tmp_path: Path) -> None:
    files = unzipped(package)
    fewer = {name: data for name, data in files.items() if name != "facts.csv"}
    assert "不符：清单里的 facts.csv 不在压缩包里" in run(rezipped(fewer), tmp_path, CODE)[1]
    more = rezipped(files, ("贴士.txt", b"x"))
    assert "不符：贴士.txt 不在清单里" in run(more, tmp_path, CODE)[1]
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = rezipped(files, ("document.json", b"{}"))
    ended, told = run(twice, tmp_path, CODE)
    assert (ended, "不符：document.json 在压缩包里有两份" in told) == (1, True)


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/x", "C:/x", "a\\..\\x"])
def test_what_would_be_unpacked_elsewhere_is_found(
    package: bytes, tmp_path: Path, name: str
) -> None:
    ended, told = run(rezipped(unzipped(package), (name, b"x")), tmp_path, CODE)
    assert (ended, "会被解压到目录之外" in told) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_was_not_downloaded_whole_or_is_something_else_is_undecided(
    archive: bytes, text: bytes, tmp_path: Path
) -> None:
    for data in (archive[: len(archive) // 2], text[:-9], b"", b"[]", b"1", b"PK", rezipped({})):
        ended, told = run(data, tmp_path, CODE)
        assert (ended, told.splitlines()[-1]) == (2, "结论：无法判断"), data[:20]


def test_it_runs_by_itself_and_exits_with_its_result(text: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(text)
    command = [sys.executable, "-I", str(SCRIPT)]
    for name, code, ends in (("a.json", CODE, 0), ("a.json", "0" * 64, 1), ("b.json", CODE, 2)):
        told = subprocess.run([*command, name, code], cwd=tmp_path, capture_output=True)
        assert (told.returncode, told.stderr) == (ends, b"")


def test_a_damaged_archive_differs(archive: bytes, tmp_path: Path) -> None:
    at = archive.index(b"%PDF") if b"%PDF" in archive else 200
    damaged = archive[:at] + bytes(40) + archive[at + 40 :]
    ended, told = run(damaged, tmp_path, CODE)
    assert (ended, told.splitlines()[-1]) == (1, "结论：不符")


def test_names_cannot_steer_a_terminal(package: bytes, tmp_path: Path) -> None:
    told = run(rezipped(unzipped(package), ("x\x1b[2J", b"x")), tmp_path, CODE)[1]
    assert "不符：x?[2J 不在清单里" in told
    assert "\x1b" not in told


def test_the_code_is_fetched_from_the_page_of_a_publication(text: bytes, tmp_path: Path) -> None:
    answers = {
        "/public/1/document.json": (200, text),
        "/api/v1/publications/1": (200, json.dumps({"sha256": CODE}).encode()),
        "/public/2/document.json": (200, text.replace(b"2021", b"2031")),
        "/public/3/document.json": (410, b""),
        "/public/4/": (404, b""),
    }
    with serving(answers) as portal:
        for path in ("/public/1/", "/public/1/document.json", "/api/v1/publications/1"):
            assert run(text, tmp_path, "--from", portal + path)[0] == 0
        ended, told = run(text, tmp_path, "--from", f"{portal}/public/2/")
        assert (ended, "校验码：不符" in told) == (1, True)
        assert "已经撤回" in run(text, tmp_path, "--from", f"{portal}/public/3/")[1]
        assert run(text, tmp_path, "--from", f"{portal}/public/4/")[0] == 2
        assert run(text, tmp_path, "0" * 64, "--from", f"{portal}/public/1/")[0] == 1
    assert run(text, tmp_path, "--from", "file:///etc/passwd")[0] == 2


@contextmanager
def serving(answers: Mapping[str, tuple[int, bytes]]) -> Iterator[str]:
    class Portal(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answers.get(self.path, (404, b""))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Portal) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_it_is_python_as_old_as_it_says() -> None:
    ast.parse(SCRIPT.read_text(), feature_version=(3, 8))


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


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("luzhou-2020-final.xlsx", "重新相加：相符（非零的数 874 个，明细 224 行）"),
        ("huaihua-2023-final.xlsx", "重新相加：相符（非零的数 178 个，明细 111 行）"),
        ("bazhong-2022-budget-facts.xlsx", "重新相加：相符（非零的数 422 个，明细 164 行）"),
        ("bazhong-2022-budget.xlsx", "重新相加：各表是照印出的表填报的，没有下级数据"),
    ],
)
def test_every_figure_is_added_up_again_from_the_lines(
    name: str, said: str, tmp_path: Path
) -> None:
    book = take_in((ROOT / "examples" / name).read_bytes(), name).book
    assert book is not None
    text = to_json(book.document)
    ended, told = run(text.encode(), tmp_path, check_code(text))
    assert (ended, told.splitlines()[-2:]) == (0, [said, "结论：相符"])


def test_it_finds_a_line_that_was_changed(tmp_path: Path) -> None:
    name = "huaihua-2023-final.xlsx"
    book = take_in((ROOT / "examples" / name).read_bytes(), name).book
    assert book is not None
    text = json.loads(to_json(book.document))
    text["lines"][0]["rows"][0][1] += 1
    forged = json.dumps(text).encode()
    ended, told = run(forged, tmp_path, sha256(forged).hexdigest())
    assert (ended, "校验码：相符" in told, "重新相加：不符" in told) == (1, True, True)
