"""Every page for everyone: axe finds nothing, nothing overflows, controls are large enough."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from disclosures.actions import request_files
from disclosures.models import Disclosure, Job
from tests.factories import observer
from tests.journeys.conftest import imported, look_at, sign_in, wait_for
from tests.journeys.everyone import usable, violations

pytestmark = pytest.mark.journey


def pages(final: Disclosure, budget: Disclosure) -> Iterator[str]:
    """Each kind of page: lists, tables of every shape, cells with and without findings."""
    yield reverse("listing")
    yield reverse("rules")
    yield "/nowhere/"
    for role in ("overview", "general-detail", "general-basic", "general-projects", "fund"):
        yield reverse("table", args=[final.pk, role])
    for role in ("budget-overview", "budget-projects", "budget-procurement", "budget-sangong"):
        yield reverse("table", args=[budget.pk, role])
    yield reverse("table", args=[final.pk, "general"]) + "?at=general/2080101/c2"
    yield reverse("table", args=[budget.pk, "budget-services"]) + "?at=budget-services/total/c1"
    yield reverse("findings", args=[budget.pk])
    yield reverse("findings", args=[final.pk])


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_can_be_read_and_used_by_everyone(
    browser: Chrome, live_server: LiveServer, width: int
) -> None:
    sign_in(browser, live_server, observer())
    browser.set_script_timeout(120)
    look_at(browser, width)
    examples = imported("luzhou-2020-final.xlsx"), imported("bazhong-2022-budget.xlsx")
    for page in pages(*examples):
        browser.get(live_server.url + page)
        usable(browser, page)


def test_axe_finds_what_is_wrong(browser: Chrome, live_server: LiveServer) -> None:
    sign_in(browser, live_server, observer())
    browser.get(live_server.url)
    browser.execute_script("document.documentElement.removeAttribute('lang')")
    browser.execute_script("document.querySelector('h1').style.color = '#ddd'")
    assert {found[0] for found in violations(browser)} == {"html-has-lang", "color-contrast"}


def test_an_empty_portal_and_a_refusal_can_be_read(
    browser: Chrome, live_server: LiveServer
) -> None:
    sign_in(browser, live_server, observer())
    look_at(browser, 390)
    for page, said in ((reverse("listing"), "还没有公开材料"), ("/files/1/", "没有找到这个页面")):
        browser.get(live_server.url + page)
        assert said in browser.find_element(By.TAG_NAME, "main").text
        assert violations(browser) == []


@pytest.mark.parametrize("state", ["waiting", "running", "failed"])
def test_every_state_of_the_files_can_be_read(
    browser: Chrome, live_server: LiveServer, state: str
) -> None:
    sign_in(browser, live_server, observer())
    disclosure = imported("huaihua-2023-final.xlsx")
    request_files(disclosure=disclosure, draft=False)
    Job.objects.update(state=state, step="PDF：收入决算表", done_steps=2, all_steps=9, error="满了")
    look_at(browser, 390)
    browser.get(live_server.url + disclosure.get_absolute_url())
    usable(browser, state)


def test_on_a_phone_the_list_of_tables_opens_on_demand(
    browser: Chrome, live_server: LiveServer
) -> None:
    sign_in(browser, live_server, observer())
    disclosure = imported("luzhou-2020-final.xlsx")
    look_at(browser, 390)
    browser.get(live_server.url + disclosure.get_absolute_url())
    tables = browser.find_element(By.ID, "tables")
    assert not tables.is_displayed()
    assert browser.find_element(By.CSS_SELECTOR, ".sheet").location["y"] < 844 / 2
    browser.find_element(By.CSS_SELECTOR, ".pick").click()
    assert tables.is_displayed()
    assert violations(browser) == []
    tables.find_element(By.PARTIAL_LINK_TEXT, "一般公共预算财政拨款支出决算表").click()
    wait_for(lambda: browser.current_url.endswith("/tables/general/"))


def test_on_a_phone_a_figure_stays_in_sight_beside_what_it_is_made_of(
    browser: Chrome, live_server: LiveServer
) -> None:
    sign_in(browser, live_server, observer())
    disclosure = imported("luzhou-2020-final.xlsx")
    look_at(browser, 390)
    browser.get(live_server.url + reverse("table", args=[disclosure.pk, "general"]))
    figure = browser.find_element(By.CSS_SELECTOR, '[data-at="general/2089901/c1"]')
    browser.execute_script("arguments[0].click()", figure)
    origin = browser.find_element(By.ID, "origin")
    wait_for(lambda: "2089901" in origin.text)
    box = "return arguments[0].getBoundingClientRect().%s"
    above, below = browser.execute_script(box % "top", origin), 844
    assert browser.execute_script(box % "bottom", figure) <= above < below
    origin.find_element(By.CSS_SELECTOR, ".close").click()
    assert browser.execute_script("return getComputedStyle(arguments[0]).position", origin) != (
        "fixed"
    )


@pytest.mark.parametrize(("width", "kept"), [(1440, ["code", "text"]), (390, ["text"])])
def test_names_stay_in_sight_while_a_wide_table_is_moved(
    browser: Chrome, live_server: LiveServer, width: int, kept: list[str]
) -> None:
    sign_in(browser, live_server, observer())
    disclosure = imported("luzhou-2020-final.xlsx")
    look_at(browser, width)
    browser.get(live_server.url + reverse("table", args=[disclosure.pk, "general-detail"]))
    found = browser.execute_script(
        "const frame = document.querySelector('.scroll'); frame.scrollLeft = 3000;"
        "const left = frame.getBoundingClientRect().left;"
        "return [...frame.querySelectorAll('tbody tr:nth-child(9) > .lead')]"
        "  .filter((e) => e.getBoundingClientRect().left >= left)"
        "  .map((e) => e.classList[0])"
    )
    assert found == kept
