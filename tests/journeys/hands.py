"""What somebody at a keyboard does: press keys, walk with the Tab key, follow links."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By

from tests.journeys.conftest import wait_for


def press(browser: Chrome, *keys: str) -> None:
    """Those keys, one after the other, to whatever has the focus."""
    ActionChains(browser).send_keys(*keys).perform()


def focused(browser: Chrome) -> str:
    """The address of the figure that has the focus, or the text of whatever has it."""
    element = browser.switch_to.active_element
    return element.get_attribute("data-at") or element.text


def tab_to(browser: Chrome, css: str, most: int = 80) -> None:
    """Walk with the Tab key to what the selector means."""
    for _ in range(most):
        press(browser, Keys.TAB)
        if browser.execute_script("return document.activeElement.matches(arguments[0])", css):
            return
    raise AssertionError(f"{css} was not reached with {most} tabs")


def tab_to_figure(browser: Chrome, at: str, most: int = 60) -> None:
    """Walk with the Tab key to the figure at that address."""
    tab_to(browser, f'[data-at="{at}"]', most)


def follow(browser: Chrome, css: str) -> None:
    """Walk to a link or button, press Enter, and wait until another page is there."""
    tab_to(browser, css)
    with another_page(browser):
        press(browser, Keys.ENTER)


@contextmanager
def another_page(browser: Chrome) -> Iterator[None]:
    """What is done inside leads to another page; at the end that one is there."""
    browser.execute_script("document.documentElement.dataset.before = ''")
    yield
    wait_for(lambda: not browser.find_elements(By.CSS_SELECTOR, "html[data-before]"))
