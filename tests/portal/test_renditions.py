"""The files of what is entered, and of what was frozen: which, their names, what they say."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib

import pytest

from disclosures import publishing
from disclosures.actions import request_files
from disclosures.imprints import imprint_of
from disclosures.models import Disclosure, Job, Publication, Release
from disclosures.readiness import standing_of
from disclosures.render.imprint import Signature
from tests.factories import small_disclosure

pytestmark = pytest.mark.django_db

BOOK = (".pdf", ".docx", "公开表.xlsx", "填报工作簿.xlsx")
FROZEN = (".pdf", ".docx", "公开表.xlsx", "数据包.zip", ".json", "全部文件.zip")
SIGNED = {
    "role": "单位负责人",
    "who": "王芳",
    "at": "2021-09-10T09:30:00+08:00",
    "statement": "已经保密审查",
    "sha256": "0" * 64,
}


def frozen(disclosure: Disclosure, text: str = "", **more: object) -> Publication:
    standing = standing_of(disclosure)
    text = text or standing.json
    said = {"number": 1, "version": disclosure.version, "signatures": [SIGNED], **more}
    return Publication.objects.create(
        disclosure=disclosure,
        title=standing.document.title,
        content=zlib.compress(text.encode()),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        schema=1,
        form_set=standing.document.form_set,
        rules="a" * 64,
        **said,
    )


def made(job: Job) -> dict[str, bytes]:
    """The files of a finished job by name."""
    publishing.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    return {r.name: r.file.read() for r in job.renditions.all()}


def job_of(publication: Publication) -> Job:
    disclosure = publication.disclosure
    return Job.objects.create(
        disclosure=disclosure, version=publication.version, publication=publication
    )


def test_what_is_entered_is_given_files_to_work_with() -> None:
    disclosure = small_disclosure()
    title = standing_of(disclosure).document.title
    files = made(request_files(disclosure=disclosure, draft=True))
    assert sorted(files) == sorted(f"{title}（草稿）{end}" for end in BOOK)


def test_what_is_frozen_is_given_every_format_and_all_in_one() -> None:
    publication = frozen(small_disclosure())
    files = made(job_of(publication))
    assert sorted(files) == sorted(publication.title + end for end in FROZEN)
    whole = zipfile.ZipFile(io.BytesIO(files[f"{publication.title}全部文件.zip"]))
    manifest = json.loads(whole.read("manifest.json"))
    assert manifest["check_code"] == publication.sha256
    assert {f["name"]: f["sha256"] for f in manifest["files"]} == {
        name: hashlib.sha256(data).hexdigest()
        for name, data in files.items()
        if not name.endswith("全部文件.zip")
    }


def test_the_frozen_text_is_given_out_as_it_was_frozen_whatever_code_wrote_it() -> None:
    """A field that has its default was perhaps written out by other code."""
    disclosure = small_disclosure()
    data = json.loads(standing_of(disclosure).json)
    text = json.dumps({**data, "contents": "目录"}, ensure_ascii=False)
    assert text != standing_of(disclosure).json
    publication = frozen(disclosure, text)
    files = made(job_of(publication))
    assert files[f"{publication.title}.json"].decode() == text
    package = zipfile.ZipFile(io.BytesIO(files[f"{publication.title}数据包.zip"]))
    assert package.read("document.json").decode() == text
    assert publication.sha256 in package.read("README.md").decode().replace(" ", "")


def test_files_are_made_from_what_was_frozen_and_not_from_what_is_entered_now() -> None:
    disclosure = small_disclosure()
    publication = frozen(disclosure)
    Disclosure.objects.filter(pk=disclosure.pk).update(form_set="hunan-final-2023")
    before = publication.json
    files = made(job_of(publication))
    assert files[f"{publication.title}.json"].decode() == before


def test_progress_is_told_by_file_and_part_and_never_goes_back() -> None:
    publication = frozen(small_disclosure())
    told: list[tuple[str, int, int]] = []
    publishing.files_of(job_of(publication), lambda *step: told.append(step))
    done = [step[1] for step in told]
    assert done == sorted(done)
    assert {step[2] for step in told} == {done[-1]}
    assert told[-1][0] == "完成"
    assert {"PDF：收入决算表", "Word：收入决算表"} <= {step[0] for step in told}


def test_an_imprint_says_who_signed_when_it_was_released_and_what_it_corrects() -> None:
    disclosure = small_disclosure()
    first = frozen(disclosure)
    Release.objects.create(publication=first, deed="published", who="李明")
    second = frozen(disclosure, number=2, supersedes=first, why="支出总表漏列一项")
    day = first.releases.get().at.astimezone(publishing.timezone.get_current_timezone())
    shown = f"{day.year}年{day.month}月{day.day}日"
    assert imprint_of(first, first.document).published_on == shown
    imprint = imprint_of(second, second.document)
    assert dict(imprint.rows) == {
        "公开版次": "第2版",
        "填报版本": "第1次填报",
        "更正的版本": f"第1版，{shown}公开",
        "更正说明": "支出总表漏列一项",
        "表样": "四川省部门决算公开表（14张），sichuan-final-2020",
        "审核规则版本": "a" * 16,
        "校验码（SHA-256）": imprint.code,
    }
    assert imprint.signatures == (
        Signature(role="单位负责人", who="王芳", at="2021年9月10日", statement="已经保密审查"),
    )
