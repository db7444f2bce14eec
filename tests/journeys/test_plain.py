"""Without JavaScript, and on paper."""

from __future__ import annotations

import base64
import shutil
import subprocess

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from disclosures.data import form_set
from tests.factories import observer
from tests.journeys.conftest import imported, sign_in, wait_for

pytestmark = pytest.mark.journey


def test_without_javascript_every_answer_is_a_page(
    plain_browser: Chrome, live_server: LiveServer
) -> None:
    sign_in(plain_browser, live_server, observer())
    browser = plain_browser
    budget = imported("bazhong-2022-budget.xlsx")
    browser.get(live_server.url + reverse("findings", args=[budget.pk]))
    browser.find_element(By.CSS_SELECTOR, ".finding.error .cells a").click()
    wait_for(lambda: "30,000.00 万元" in browser.page_source)
    assert browser.find_element(By.CSS_SELECTOR, "td.picked").text.endswith("30,000.00")
    browser.find_element(By.CSS_SELECTOR, '#origin a[href*="findings"]').click()
    wait_for(lambda: "全部校验结果" in browser.page_source)
    assert "F-001" in browser.find_element(By.CSS_SELECTOR, ".finding:target").text
    browser.find_element(By.CSS_SELECTOR, "#files button").click()
    wait_for(lambda: "等待处理" in browser.page_source)
    assert browser.find_element(By.LINK_TEXT, "刷新").is_displayed()


def printed(browser: Chrome) -> list[str]:
    """The text of each page that the browser prints."""
    program = shutil.which("pdftotext")
    if not program:
        pytest.skip("poppler-utils is not installed")
    asked = {"preferCSSPageSize": True, "printBackground": False}
    pdf = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", asked)["data"])
    done = subprocess.run([program, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def test_a_page_prints_its_table_and_nothing_of_the_desk(
    browser: Chrome, live_server: LiveServer
) -> None:
    sign_in(browser, live_server, observer())
    final = imported("luzhou-2020-final.xlsx")
    browser.get(live_server.url + reverse("table", args=[final.pk, "general"]))
    (sheet, *more) = printed(browser)
    assert "一般公共预算财政拨款支出决算表" in sheet
    assert "6,216.24" in sheet
    for other in ("上一张", "生成文件", "数从何来", "收入决算表\n"):
        assert other not in sheet
    assert len(more) <= 1


def test_a_wide_table_is_printed_whole(browser: Chrome, live_server: LiveServer) -> None:
    sign_in(browser, live_server, observer())
    final = imported("luzhou-2020-final.xlsx")
    browser.get(live_server.url + reverse("table", args=[final.pk, "general-detail"]))
    pages = printed(browser)
    form = form_set("sichuan-final-2020", 2020).by_role["general-detail"]
    words = {word for page in pages for word in page.split()}
    assert [c.lane for c in form.columns if c.lane and c.lane not in words] == []
    assert len(pages) <= 24
    assert all("科目名称" in page for page in pages)
