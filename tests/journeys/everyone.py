"""Whether a page can be read and used by everyone: axe, its width, the size of its controls."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from selenium.webdriver import Chrome

AXE = Path(settings.BASE_DIR, "node_modules", "axe-core", "axe.min.js")
RUN = """
const done = arguments[0];
axe.run(document, {resultTypes: ["violations"]}).then((result) => done(JSON.stringify(
  result.violations.map((v) => [v.id, v.help, v.nodes.map((n) => n.html).slice(0, 5)]))));
"""
#: Elements that one presses, lower or narrower than 44 px.
SMALL = """
return [...document.querySelectorAll("button, summary, .file, .step, .chip, .top a, .tabs a")]
  .filter((e) => e.checkVisibility())
  .map((e) => [e.textContent.trim(), e.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 44)
  .map(([text, box]) => `${text}: ${box.width} × ${box.height}`);
"""


def violations(browser: Chrome) -> list[Any]:
    """What axe finds: rule, what it asks for, and the first elements that break it."""
    browser.execute_script(AXE.read_text("utf-8"))
    return list(json.loads(browser.execute_async_script(RUN)))


def too_wide(browser: Chrome) -> bool:
    """Whether the page is wider than the window."""
    root = "document.documentElement"
    return bool(browser.execute_script(f"return {root}.scrollWidth > {root}.clientWidth"))


def too_small(browser: Chrome) -> list[str]:
    """Controls that a finger would miss, with their sizes."""
    return list(browser.execute_script(SMALL))


def usable(browser: Chrome, page: object) -> None:
    """Assert that everyone can read and use what is shown; ``page`` names it in the message."""
    found = [*violations(browser), *too_small(browser)]
    if too_wide(browser):
        found.append("wider than the window")
    assert not found, (page, found)
