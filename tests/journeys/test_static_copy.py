"""A static copy of the site, handed out by a server that knows nothing but files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.core.management import call_command
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By

from public import index
from public.models import Paper
from tests.journeys.conftest import look_at, wait_for
from tests.portal.course import published, warned
from tests.portal.people import crew_of

pytestmark = pytest.mark.journey


class Quiet(SimpleHTTPRequestHandler):
    """Without a line for every request."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def copy(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """Its address: one account is public."""
    disclosure = warned()
    published(disclosure, crew_of(disclosure))
    index.catch_up()
    folder = tmp_path / "copy"
    call_command("export_site", str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_its_search_looks_through_the_names(browser: Chrome, copy: str) -> None:
    paper = Paper.objects.select_related("body").get()
    look_at(browser, 390)
    browser.get(f"{copy}/")

    def found() -> list[str]:
        return [link.text for link in browser.find_elements(By.CSS_SELECTOR, "#still li a")]

    browser.find_element(By.ID, "find").send_keys(paper.body.name[:3], Keys.ENTER)
    wait_for(found)
    assert found() == [paper.body.name, paper.title]
    assert browser.find_element(By.ID, "q").get_attribute("value") == paper.body.name[:3]
    first = browser.find_element(By.CSS_SELECTOR, "#still li a")
    assert first.location["y"] < 844  # seen without scrolling, on a phone
    browser.find_element(By.LINK_TEXT, paper.title).click()
    wait_for(lambda: browser.current_url == f"{copy}/public/{paper.pk}/")

    browser.get(f"{copy}/search/?q=鳄鱼")
    wait_for(lambda: "没有找到" in browser.find_element(By.ID, "still").text)
