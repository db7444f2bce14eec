"""The keyboard alone: to every figure, to what it is made of, and from table to table."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By

from disclosures.models import Disclosure
from tests.factories import observer
from tests.journeys.conftest import imported, sign_in, wait_for
from tests.journeys.hands import focused, press, tab_to_figure

pytestmark = pytest.mark.journey


@pytest.fixture
def final(transactional_db: None) -> Disclosure:
    return imported("luzhou-2020-final.xlsx")


def test_a_wide_table_is_one_stop_of_the_tab_key_and_arrows_move_in_it(
    browser: Chrome, live_server: LiveServer, final: Disclosure
) -> None:
    sign_in(browser, live_server, observer())
    browser.get(live_server.url + reverse("table", args=[final.pk, "general-detail"]))
    tab_to_figure(browser, "general-detail/total/c0")
    press(browser, Keys.ARROW_RIGHT, Keys.ARROW_DOWN)
    assert focused(browser) == "general-detail/201/e301"
    press(browser, Keys.END)
    assert focused(browser) == "general-detail/201/e39999"
    assert in_sight(browser)
    press(browser, Keys.HOME, Keys.ARROW_UP, Keys.ARROW_UP, Keys.ARROW_LEFT)
    assert focused(browser) == "general-detail/total/c0"
    ActionChains(browser).key_down(Keys.CONTROL).send_keys(Keys.END).key_up(Keys.CONTROL).perform()
    assert focused(browser).endswith("/e39999")
    assert in_sight(browser)
    press(browser, Keys.TAB)
    assert not focused(browser).startswith("general-detail/")


def in_sight(browser: Chrome) -> bool:
    """Whether the figure with the focus is not behind head or first columns, nor outside."""
    return bool(
        browser.execute_script(
            "const box = document.activeElement.getBoundingClientRect();"
            "const x = box.left + box.width / 2, y = box.top + box.height / 2;"
            "return document.activeElement.contains(document.elementFromPoint(x, y))"
        )
    )


def test_enter_shows_what_a_figure_is_made_of_and_escape_returns_to_it(
    browser: Chrome, live_server: LiveServer, final: Disclosure
) -> None:
    sign_in(browser, live_server, observer())
    browser.get(live_server.url + reverse("table", args=[final.pk, "general"]))
    tab_to_figure(browser, "general/total/c1")
    press(browser, Keys.ARROW_DOWN, Keys.ENTER)
    wait_for(lambda: focused(browser) == "201 一般公共服务支出 · 本年支出 合计")
    assert "?at=general%2F201%2Fc1" in browser.current_url
    press(browser, Keys.TAB)
    assert focused(browser).startswith("general/201/")  # the first cell that it adds
    press(browser, Keys.ESCAPE)
    assert focused(browser) == "general/201/c1"


def test_the_way_from_cell_to_cell_can_be_walked_back(
    browser: Chrome, live_server: LiveServer, final: Disclosure
) -> None:
    sign_in(browser, live_server, observer())
    browser.get(live_server.url + reverse("table", args=[final.pk, "general"]))
    browser.find_element(By.CSS_SELECTOR, '.amounts [data-at="general/total/c1"]').click()
    wait_for(lambda: picked(browser) == "general/total/c1" and "合计" in title(browser))
    wait_for(lambda: len(browser.find_elements(By.CSS_SELECTOR, "#origin li a")) > 1)
    browser.find_element(By.CSS_SELECTOR, '#origin [data-at="general/total/c2"]').click()
    wait_for(lambda: title(browser).endswith("基本支出"))
    assert picked(browser) == "general/total/c2"
    browser.back()
    wait_for(lambda: title(browser).endswith("本年支出 合计"))
    assert picked(browser) == "general/total/c1"


def title(browser: Chrome) -> str:
    return str(browser.execute_script("return document.querySelector('#origin h2').textContent"))


def picked(browser: Chrome) -> str:
    link = "document.querySelector('.picked a[aria-current=true]')"
    return str(browser.execute_script(f"return {link}?.dataset.at"))


def test_n_and_p_turn_to_the_next_table_and_back(
    browser: Chrome, live_server: LiveServer, final: Disclosure
) -> None:
    sign_in(browser, live_server, observer())
    browser.get(live_server.url + reverse("table", args=[final.pk, "income"]))
    press(browser, "n")
    wait_for(lambda: browser.current_url.endswith("/tables/expenditure/"))
    press(browser, "p")
    wait_for(lambda: browser.current_url.endswith("/tables/income/"))


def test_what_is_shown_is_also_said(
    browser: Chrome, live_server: LiveServer, final: Disclosure
) -> None:
    sign_in(browser, live_server, observer())
    browser.get(live_server.url + reverse("table", args=[final.pk, "general"]))
    said = browser.find_element(By.ID, "said")
    assert said.get_attribute("role") == "status"
    browser.find_element(By.CSS_SELECTOR, '.amounts [data-at="general/total/c1"]').click()
    wait_for(lambda: "合计" in (said.get_attribute("textContent") or ""))
    assert "6,216.24 万元" in (said.get_attribute("textContent") or "")
    browser.find_element(By.CSS_SELECTOR, "#files button").click()
    wait_for(lambda: "等待处理" in (said.get_attribute("textContent") or ""))
