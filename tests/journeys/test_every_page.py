"""Every page of the portal, whoever it is for: axe finds nothing, nothing overflows.

The addresses are those of the portal itself: a page that is added is looked at without being named.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver import Chrome

from disclosures.models import Person
from tests.journeys.conftest import look_at, sign_in
from tests.journeys.everyone import too_small, too_wide, violations
from tests.portal.world import OWN, World, accounts, build, guarded

pytestmark = pytest.mark.journey


@pytest.fixture
def world(transactional_db: None) -> World:
    return build()


#: In whose address stands what: the role that has most to see there; the clerk elsewhere.
BEST = {
    "/office/": "administrator",
    "/board/": "reviewer",
    "/queue/": "reviewer",
    "/review/": "reviewer",
    "sign/": "signatory",
}


def pages(world: World) -> Iterator[tuple[str, Person]]:
    """The addresses that answer with a page, each with somebody who gets it."""
    people = {"clerk": world.crew.clerk} | vars(world.crew)
    clients = {role: Client() for role in people}
    for role, client in clients.items():
        client.force_login(people[role])
    addresses = [reverse(name) for name in sorted(OWN)] + [a for _, a in guarded(world)]
    for address in [*addresses, *accounts()]:
        best = [role for part, role in BEST.items() if part in address]
        for role in [*best, *people]:
            if is_page(clients[role], address):
                yield address, people[role]
                break


def is_page(client: Client, address: str) -> bool:
    answer = client.get(address)
    html = answer["Content-Type"].startswith("text/html")
    return answer.status_code == 200 and html and b"<html" in answer.getvalue()[:200]


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_can_be_read_and_used_by_everyone(
    browser: Chrome, live_server: LiveServer, world: World, width: int
) -> None:
    browser.set_script_timeout(120)
    look_at(browser, width)
    wrong: dict[str, object] = {}
    found = list(pages(world))
    for address, person in sorted(found, key=lambda one: one[1].pk):
        sign_in(browser, live_server, person)
        browser.get(live_server.url + address)
        said = [*violations(browser), *too_small(browser)]
        if too_wide(browser):
            said.append("too wide")
        if said:
            wrong[address] = said
    assert wrong == {}
    assert len(found) >= 45
