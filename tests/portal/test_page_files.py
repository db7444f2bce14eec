"""The files of a disclosure on its page: asked for, watched, downloaded, asked for again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from disclosures import publishing
from disclosures.actions import request_files
from disclosures.models import Disclosure, Job
from disclosures.renditions import File

pytestmark = pytest.mark.django_db


def files(reader: Client, disclosure: Disclosure, method: str = "get") -> str:
    """The files of a disclosure as the script of the page asks for them."""
    url = reverse("files", args=[disclosure.pk])
    response = getattr(reader, method)(url, headers={"HX-Request": "true"})
    assert response.status_code == 200
    return str(response.content.decode())


def test_files_are_asked_for_watched_and_downloaded(
    reader: Client, disclosure: Disclosure, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "生成文件" in files(reader, disclosure)
    assert 'hx-trigger="every 1s"' in files(reader, disclosure, "post")
    monkeypatch.setattr(
        publishing, "files_of", lambda *a, **k: [File("pdf", "pdf", "公开表.pdf", b"%PDF")]
    )
    job = Job.objects.get()
    publishing.run(job.pk)
    assert "PDF 文档" in files(reader, disclosure)
    rendition = job.renditions.get()
    answer = reader.get(reverse("download", args=[rendition.pk]))
    assert answer.getvalue() == b"%PDF"
    assert answer.headers["ETag"] == f'"{rendition.sha256}"'
    assert "%E5%85%AC%E5%BC%80%E8%A1%A8.pdf" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("OSError: [Errno 28] /srv/files", "文件读写出错（OSError），详情已记入日志。"),
        ("KeyError: 'a'", "系统内部出错（KeyError），详情已记入日志。"),
        ("多次尝试均未完成，请联系运维人员", "多次尝试均未完成，请联系运维人员"),
    ],
)
def test_a_job_that_failed_says_why_and_can_be_asked_for_again(
    reader: Client, disclosure: Disclosure, error: str, told: str
) -> None:
    job = request_files(disclosure=disclosure, draft=False)
    Job.objects.update(state=Job.State.FAILED, error=error)
    page = reader.get(disclosure.get_absolute_url()).content.decode()
    assert f"<b>生成失败：</b>{told}</p>" in page
    assert '<button class="quiet">重试</button>' in page
    assert 'hx-trigger="every 1s"' in files(reader, disclosure, "post")
    assert Job.objects.exclude(pk=job.pk).get().state == Job.State.WAITING


def test_a_job_that_no_worker_takes_says_so(reader: Client, disclosure: Disclosure) -> None:
    request_files(disclosure=disclosure, draft=False)
    assert "尚无处理程序接手" not in files(reader, disclosure)
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    assert "尚无处理程序接手" in files(reader, disclosure)


def test_a_job_that_runs_shows_its_step(reader: Client, disclosure: Disclosure) -> None:
    request_files(disclosure=disclosure, draft=False)
    Job.objects.update(state=Job.State.RUNNING, step="PDF：收入决算表", done_steps=2, all_steps=17)
    page = files(reader, disclosure)
    assert "正在生成：PDF：收入决算表" in page
    assert '<progress max="17" value="2">11%</progress>' in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_javascript_asking_for_files_returns_to_the_page(
    reader: Client, disclosure: Disclosure, method: str
) -> None:
    answer = getattr(reader, method)(reverse("files", args=[disclosure.pk]))
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        reverse("disclosure", args=[disclosure.pk]),
    )


def test_asking_for_files_takes_the_form_s_own_token(disclosure: Disclosure) -> None:
    careful = Client(enforce_csrf_checks=True)
    answer = careful.post(reverse("files", args=[disclosure.pk]))
    assert answer.status_code == 403
    assert "页面已经过期" in answer.content.decode()
