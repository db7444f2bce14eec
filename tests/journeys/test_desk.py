"""The desk by keyboard alone: reasons, signature, submission; each page for everyone."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By

from disclosures import publishing
from disclosures.core.workflow import State
from disclosures.models import Disclosure, Person, Signature
from disclosures.readiness import standing_of
from tests.journeys.conftest import look_at, sign_in, wait_for
from tests.journeys.everyone import usable
from tests.journeys.hands import follow, press, tab_to
from tests.portal.course import identity_number, noted, now, reasoned, signed, warned
from tests.portal.people import Crew, crew_of

pytestmark = pytest.mark.journey


@pytest.fixture
def disclosure(transactional_db: None) -> Disclosure:
    """One with a warning, and an identity number in a note."""
    return noted(warned(), f"经办人身份证{identity_number()}")


@pytest.fixture
def crew(disclosure: Disclosure) -> Crew:
    return crew_of(disclosure)


def home(browser: Chrome, live_server: LiveServer, person: Person) -> None:
    sign_in(browser, live_server, person)
    browser.get(live_server.url + reverse("desk"))


def test_from_the_reasons_to_the_bureau_by_keyboard(
    browser: Chrome, live_server: LiveServer, disclosure: Disclosure, crew: Crew
) -> None:
    home(browser, live_server, crew.clerk)
    assert "待说明原因" in browser.find_element(By.TAG_NAME, "main").text
    follow(browser, "a.first")
    assert browser.current_url.endswith(reverse("reasons", args=[disclosure.pk]))
    for words in ("本市自设科目", "经本人同意公开"):
        tab_to(browser, "textarea")
        press(browser, words)
    follow(browser, ".fast button")
    assert "原因已保存" in browser.find_element(By.CSS_SELECTOR, ".notice").text
    standing = standing_of(now(disclosure))
    assert not standing.unexplained
    assert not standing.uncleared
    publishing.check(disclosure.pk)

    home(browser, live_server, crew.signatory)
    follow(browser, "a.first")
    assert "收入支出决算总表" in browser.find_element(By.CSS_SELECTOR, ".whole").text
    tab_to(browser, "#secrecy", most=300)
    press(browser, Keys.SPACE)
    follow(browser, "#sign button")
    assert now(disclosure).state == State.SIGNED
    signature = Signature.objects.get()
    assert signature.sha256 in browser.find_element(By.CSS_SELECTOR, ".course").text

    home(browser, live_server, crew.clerk)
    follow(browser, "a.first")
    follow(browser, ".confirm button")
    assert now(disclosure).state == State.SUBMITTED
    assert "待财政审核" in browser.find_element(By.CSS_SELECTOR, ".course").text


def seen(browser: Chrome, live_server: LiveServer, person: Person, page: str) -> None:
    """The page can be read and used by everyone."""
    sign_in(browser, live_server, person)
    browser.get(live_server.url + page)
    usable(browser, page)


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_of_the_desk_can_be_read_and_used_by_everyone(
    browser: Chrome, live_server: LiveServer, disclosure: Disclosure, crew: Crew, width: int
) -> None:
    browser.set_script_timeout(120)
    look_at(browser, width)
    own = [disclosure.pk]
    nobody = Person.objects.create_user("nobody", name="无职")
    seen(browser, live_server, nobody, reverse("desk"))
    for person in (crew.clerk, crew.observer, crew.reviewer):
        seen(browser, live_server, person, reverse("desk"))
        seen(browser, live_server, person, reverse("reasons", args=own))
    seen(browser, live_server, crew.signatory, reverse("sign", args=own))
    seen(browser, live_server, crew.observer, reverse("sign", args=own))
    reasoned(disclosure, crew)
    seen(browser, live_server, crew.signatory, reverse("sign", args=own))
    seen(browser, live_server, crew.signatory, disclosure.get_absolute_url())
    signed(disclosure, crew)
    for route in ("submit", "unsign", "sign"):
        seen(browser, live_server, crew.signatory, reverse(route, args=own))
    seen(browser, live_server, crew.clerk, disclosure.get_absolute_url())


def test_without_javascript_a_reason_is_given_and_the_whole_is_signed(
    plain_browser: Chrome, live_server: LiveServer, disclosure: Disclosure, crew: Crew
) -> None:
    browser = plain_browser
    sign_in(browser, live_server, crew.clerk)
    browser.get(live_server.url + reverse("reasons", args=[disclosure.pk]))
    for box in browser.find_elements(By.CSS_SELECTOR, "textarea"):
        box.send_keys("已核实")
    browser.find_element(By.CSS_SELECTOR, ".fast button").click()
    wait_for(lambda: "原因已保存" in browser.page_source)
    sign_in(browser, live_server, crew.signatory)
    browser.get(live_server.url + reverse("sign", args=[disclosure.pk]))
    browser.find_element(By.ID, "secrecy").click()
    browser.find_element(By.CSS_SELECTOR, "#sign button").click()
    wait_for(lambda: "李强于" in browser.page_source)
    assert now(disclosure).state == State.SIGNED
