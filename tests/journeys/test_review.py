"""The reviewer's way: board, queue, a remark by the keyboard alone, return, answer, approval."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from disclosures.actions import answer, remark
from disclosures.core.workflow import State
from disclosures.models import Disclosure, Remark
from tests.journeys.conftest import imported, look_at, sign_in, wait_for
from tests.journeys.everyone import usable
from tests.journeys.hands import focused, press, tab_to, tab_to_figure
from tests.portal.course import now, submitted
from tests.portal.people import Crew, actor, crew_of
from tests.portal.region import season

pytestmark = pytest.mark.journey

AT = "general/2080106/c2"


@pytest.fixture
def lying(transactional_db: None) -> tuple[Disclosure, Crew]:
    """An example that was submitted to its region, and its people."""
    disclosure = imported("huaihua-2023-final.xlsx")
    crew = crew_of(disclosure)
    return submitted(disclosure, crew), crew


def send(field: WebElement) -> None:
    """Press the button of the field's form."""
    field.find_element(By.XPATH, "./ancestor::form").find_element(By.TAG_NAME, "button").click()


def text_of(browser: Chrome) -> str:
    """The page's text; nothing while another page is coming."""
    try:
        return browser.find_element(By.TAG_NAME, "main").text
    except WebDriverException:
        return ""


def test_a_remark_is_pinned_and_the_disclosure_returned_by_keyboard_alone(
    browser: Chrome, live_server: LiveServer, lying: tuple[Disclosure, Crew]
) -> None:
    here, crew = lying
    sign_in(browser, live_server, crew.reviewer)
    browser.get(live_server.url + reverse("queue"))
    press(browser, "j")
    assert "怀化市就业服务中心" in focused(browser)
    press(browser, "o")
    wait_for(lambda: browser.current_url.endswith(reverse("review", args=[here.pk])))
    tab_to(browser, 'a[href="#sheets"]')
    press(browser, Keys.ENTER)
    tab_to(browser, f'a[href="{reverse("table", args=[here.pk, "general"])}"]')
    press(browser, Keys.ENTER)
    wait_for(lambda: browser.current_url.endswith("/tables/general/"))
    tab_to_figure(browser, "general/total/c1")
    press(browser, Keys.ARROW_RIGHT, Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER)
    wait_for(lambda: "2080106" in focused(browser))
    tab_to(browser, '#origin textarea[name="text"]', most=5)
    press(browser, "请核对jko是否含一次性补助")
    press(browser, Keys.TAB, Keys.ENTER)
    wait_for(lambda: Remark.objects.exists())
    made = Remark.objects.get()
    assert (made.at, made.text) == (AT, "请核对jko是否含一次性补助")
    wait_for(lambda: browser.find_elements(By.CSS_SELECTOR, "td.remarked .sign.remark"))
    browser.get(live_server.url + reverse("review", args=[here.pk]))
    assert "还有批注没有了结" in text_of(browser)
    tab_to(browser, 'a[href="#decide"]')
    press(browser, Keys.ENTER)
    tab_to(browser, 'textarea[name="why"]')
    press(browser, "请核对就业管理事务", Keys.TAB, Keys.ENTER)
    wait_for(lambda: now(here).state == State.RETURNED)
    wait_for(lambda: "已退回：" in text_of(browser))


def test_single_letters_can_be_switched_off(
    browser: Chrome, live_server: LiveServer, lying: tuple[Disclosure, Crew]
) -> None:
    _, crew = lying
    sign_in(browser, live_server, crew.reviewer)
    address = live_server.url + reverse("queue")
    browser.get(address)
    browser.find_element(By.ID, "letters").click()
    browser.get(address)
    assert not browser.find_element(By.ID, "letters").is_selected()
    press(browser, "j")
    assert "怀化市就业服务中心" not in browser.switch_to.active_element.text.splitlines()[0:1]
    browser.find_element(By.ID, "letters").click()
    browser.find_element(By.ID, "q").send_keys("j")
    assert browser.switch_to.active_element.get_attribute("value") == "j"


def test_remark_answer_and_approval_without_script(
    plain_browser: Chrome, live_server: LiveServer, lying: tuple[Disclosure, Crew]
) -> None:
    browser, (here, crew) = plain_browser, lying
    table = reverse("table", args=[here.pk, "general"])
    sign_in(browser, live_server, crew.reviewer)
    browser.get(f"{live_server.url}{table}?at={AT}")
    field = browser.find_element(By.CSS_SELECTOR, "#origin textarea")
    field.send_keys("请核对")
    send(field)
    wait_for(lambda: "已批注" in text_of(browser))
    browser.get(live_server.url + reverse("review", args=[here.pk]))
    field = browser.find_element(By.NAME, "why")
    field.send_keys("请核对")
    send(field)
    wait_for(lambda: now(here).state == State.RETURNED)
    sign_in(browser, live_server, crew.clerk)
    browser.get(live_server.url + reverse("remarks", args=[here.pk]))
    browser.find_element(By.CSS_SELECTOR, "details.write summary").click()
    field = browser.find_element(By.CSS_SELECTOR, "details.write textarea")
    field.send_keys("已核对，无误")
    send(field)
    wait_for(lambda: "已答复。" in text_of(browser))
    again = submitted(here, crew)
    sign_in(browser, live_server, crew.reviewer)
    browser.get(live_server.url + reverse("remarks", args=[here.pk]))
    browser.find_element(By.XPATH, "//button[starts-with(., '了结')]").click()
    wait_for(lambda: "批注已了结" in text_of(browser))
    browser.get(live_server.url + reverse("review", args=[again.pk]))
    browser.find_element(By.XPATH, "//button[starts-with(., '通过')]").click()
    wait_for(lambda: "已通过：" in text_of(browser))
    assert now(here).state == State.APPROVED


def test_what_is_being_written_survives_a_look_at_another_figure(
    browser: Chrome, live_server: LiveServer, lying: tuple[Disclosure, Crew]
) -> None:
    here, crew = lying
    sign_in(browser, live_server, crew.reviewer)
    table = reverse("table", args=[here.pk, "general"])
    browser.get(f"{live_server.url}{table}?at={AT}")
    browser.find_element(By.CSS_SELECTOR, "#origin textarea").send_keys("写到一半")
    for at, said in (("general/208/c1", ""), (AT, "写到一半")):
        figure = browser.find_element(By.CSS_SELECTOR, f'[data-at="{at}"]')
        browser.execute_script("arguments[0].click()", figure)
        pinned = f'#origin input[name="at"][value="{at}"]'
        wait_for(lambda pinned=pinned: browser.find_elements(By.CSS_SELECTOR, pinned))
        field = browser.find_element(By.CSS_SELECTOR, "#origin .pin textarea")
        assert field.get_attribute("value") == said


def pages(here: Disclosure, board: int) -> Iterator[str]:
    """Each kind of page of the reviewer's side."""
    pk = here.pk
    yield reverse("season-board", args=[board])
    yield reverse("season-board", args=[board]) + "?q=就业"
    yield reverse("queue")
    yield reverse("review", args=[pk])
    yield reverse("review", args=[pk]) + "?against=last_year&table=general"
    yield reverse("review", args=[pk]) + "?against=budget"
    yield reverse("remarks", args=[pk])
    yield reverse("table", args=[pk, "general"]) + f"?at={AT}"
    yield reverse("versions", args=[pk])
    for part in ("tables", "rows", "reasons"):
        yield reverse("compare", args=[pk]) + f"?left=0&right={here.version}&part={part}"
    yield reverse("compare", args=[pk]) + "?left=9999&right=1"


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_can_be_read_and_used_by_everyone(
    browser: Chrome, live_server: LiveServer, lying: tuple[Disclosure, Crew], width: int
) -> None:
    here, crew = lying
    top = here.organisation.parent
    assert top is not None
    board = season(top, [here.organisation]).pk
    by = actor(crew.reviewer)
    made = remark(disclosure=here, at=AT, subject="就业管理事务", shown="1", text="问", by=by)
    answer(remark=made, text="补充", by=by)
    sign_in(browser, live_server, crew.reviewer)
    browser.set_script_timeout(120)
    look_at(browser, width)
    for page in pages(here, board):
        browser.get(live_server.url + page)
        usable(browser, page)
