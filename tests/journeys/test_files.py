"""From a workbook to downloaded files, with a real worker and a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from disclosures.actions import request_files
from disclosures.models import Job, Rendition
from tests.factories import observer
from tests.journeys.conftest import Worker, imported, sign_in, wait_for

pytestmark = pytest.mark.journey
EXAMPLE = "luzhou-2020-final.xlsx"


def test_a_reader_follows_an_amount_to_its_facts_and_takes_the_files_home(
    worker: Worker, browser: Chrome, live_server: LiveServer
) -> None:
    sign_in(browser, live_server, observer())
    imported(EXAMPLE)
    browser.get(live_server.url + reverse("listing"))
    browser.find_element(By.LINK_TEXT, "泸州市人力资源和社会保障局").click()
    browser.find_element(By.PARTIAL_LINK_TEXT, "一般公共预算财政拨款支出决算表").click()

    cell = browser.find_element(By.CSS_SELECTOR, '[data-at="general/total/c1"]')
    assert cell.text == "6,216.24"
    cell.send_keys(Keys.ENTER)
    wait_for(lambda: "由以下单元格相加" in origin(browser))
    browser.find_element(By.CSS_SELECTOR, '#origin [data-at="general/total/c2"]').click()
    wait_for(lambda: "208 社会保障和就业支出 · 本年支出 基本支出" in origin(browser))

    browser.find_element(By.CSS_SELECTOR, "#files button").click()
    wait_for(lambda: Job.objects.filter(state="done").exists(), log=worker.log)
    wait_for(lambda: len(browser.find_elements(By.CSS_SELECTOR, "#files a.file")) == 4)
    assert [r.kind for r in Rendition.objects.all()] == ["pdf", "docx", "xlsx", "facts"]
    pdf = Rendition.objects.get(kind="pdf").file.read()
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) == Rendition.objects.get(kind="pdf").size


def origin(browser: Chrome) -> str:
    return browser.find_element(By.ID, "origin").text


def test_a_killed_worker_leaves_no_half_file_and_the_next_one_finishes(worker: Worker) -> None:
    job = request_files(disclosure=imported(EXAMPLE), draft=False)
    wait_for(lambda: Job.objects.filter(pk=job.pk, done_steps__gt=0).exists(), log=worker.log)
    worker.kill()
    assert not Rendition.objects.exists()
    worker.start()
    wait_for(lambda: Job.objects.filter(pk=job.pk, state="done").exists(), log=worker.log)
    folder = Path(settings.VAR, "files", "renditions", str(job.pk))
    sizes = {r.file.name.rpartition("/")[2]: r.size for r in Rendition.objects.all()}
    assert {p.name: p.stat().st_size for p in folder.iterdir()} == sizes
    assert Job.objects.get(pk=job.pk).attempts == 2


def test_a_job_asked_for_while_no_worker_runs_is_done_when_one_comes(worker: Worker) -> None:
    worker.kill()
    job = request_files(disclosure=imported(EXAMPLE), draft=False)
    worker.start()
    wait_for(lambda: Job.objects.filter(pk=job.pk, state="done").exists(), log=worker.log)
