"""Somebody from the street: finds a department, reads, follows a figure down to its lines."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By

from disclosures.models import Disclosure
from public import index
from public.models import Paper
from tests.journeys.conftest import look_at, wait_for
from tests.journeys.everyone import too_small, too_wide, violations
from tests.journeys.hands import press
from tests.portal.course import published, warned
from tests.portal.people import crew_of
from tests.public.walking import addresses

pytestmark = pytest.mark.journey


@pytest.fixture
def here(transactional_db: None) -> Disclosure:
    """An account that is public and read by the worker."""
    disclosure = warned()
    found = published(disclosure, crew_of(disclosure))
    index.catch_up()
    return found


def walk_to(browser: Chrome, part: str, most: int = 90) -> None:
    """With the Tab key to the first link whose address has that part, and Enter."""
    for _ in range(most):
        press(browser, Keys.TAB)
        href = browser.switch_to.active_element.get_attribute("href") or ""
        if part in href:
            return enter(browser)
    raise AssertionError(f"no link to {part} within {most} tabs of {browser.current_url}")


def enter(browser: Chrome) -> None:
    """Press Enter, and wait until another address is there."""
    before = browser.current_url
    press(browser, Keys.ENTER)
    wait_for(lambda: browser.current_url != before)


@pytest.mark.parametrize("width", [1440, 390])
def test_from_the_search_to_the_lines_of_a_figure_by_keyboard_without_javascript(
    plain_browser: Chrome, live_server: LiveServer, here: Disclosure, width: int
) -> None:
    browser = plain_browser
    look_at(browser, width)
    browser.get(f"{live_server.url}/")
    assert browser.switch_to.active_element.get_attribute("name") == "q"
    press(browser, here.organisation.name, Keys.ENTER)
    wait_for(lambda: "search" in browser.current_url)
    walk_to(browser, f"/departments/{here.organisation_id}/")
    if not browser.current_url.endswith(f"/{here.year}/"):
        walk_to(browser, f"/{here.year}/")
    assert "本年支出" in browser.find_element(By.TAG_NAME, "main").text
    walk_to(browser, f"/public/{Paper.objects.get().pk}/")
    assert here.organisation.name in browser.find_element(By.TAG_NAME, "h1").text
    browser.get(f"{browser.current_url}tables/expenditure/")
    walk_to(browser, "made/#made-total/c1")
    told = browser.find_element(By.CSS_SELECTOR, ".of:target").text
    assert "合计" in told
    assert "＝" in told or "相加" in told or "由" in told
    walk_to(browser, "#made-208")
    assert browser.find_element(By.CSS_SELECTOR, ".of:target").text


def pages(client: Client) -> Iterator[str]:
    """Every public page that can be read now, in both languages."""
    for name, address in addresses():
        answer = client.get(address)
        html = answer["Content-Type"].startswith("text/html")
        if answer.status_code == 200 and html and not name.startswith("api"):
            yield address


@pytest.mark.parametrize("width", [1440, 390])
def test_every_public_page_can_be_read_and_used_by_everyone(
    browser: Chrome, live_server: LiveServer, here: Disclosure, width: int
) -> None:
    browser.set_script_timeout(120)
    look_at(browser, width)
    wrong: dict[str, object] = {}
    found = list(pages(Client()))
    for address in found:
        browser.get(live_server.url + address)
        said = [*violations(browser), *too_small(browser)]
        if too_wide(browser):
            said.append("too wide")
        if said:
            wrong[address] = said
    assert wrong == {}, json.dumps(wrong, ensure_ascii=False, indent=1)
    assert len(found) >= 40
