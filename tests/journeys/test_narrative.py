"""The text in a browser: saved as one goes, undone, reworded by keyboard; also without a script."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from disclosures.core.narrative import Written
from disclosures.models import Disclosure, Writing
from tests.factories import small_disclosure
from tests.journeys.conftest import look_at, sign_in, wait_for
from tests.journeys.everyone import too_small, too_wide, violations
from tests.journeys.hands import follow, press, tab_to
from tests.portal.people import Crew, crew_of

pytestmark = pytest.mark.journey


@pytest.fixture
def disclosure(transactional_db: None) -> Disclosure:
    """One in which nobody has written anything yet."""
    return small_disclosure(written=Written())


@pytest.fixture
def crew(disclosure: Disclosure) -> Crew:
    return crew_of(disclosure)


def said(disclosure: Disclosure, key: str) -> list[str]:
    rows = Writing.objects.filter(disclosure=disclosure, key=key)
    return list(rows.values_list("text", flat=True))


def field(browser: Chrome, key: str) -> WebElement:
    """The form of a field."""
    return browser.find_element(By.XPATH, f"//form[.//input[@name='key' and @value='{key}']]")


def missing(browser: Chrome) -> int:
    return len(browser.find_elements(By.CSS_SELECTOR, ".writing[data-missing]"))


def test_a_text_is_saved_when_one_leaves_it_and_the_document_follows(
    browser: Chrome, live_server: LiveServer, disclosure: Disclosure, crew: Crew
) -> None:
    sign_in(browser, live_server, crew.clerk)
    browser.get(live_server.url + reverse("narrative", args=[disclosure.pk]))
    before = missing(browser)
    browser.find_element(By.CSS_SELECTOR, "[data-jump=after]").click()
    press(browser, "管理全市就业。", Keys.TAB)
    wait_for(lambda: "已保存" in field(browser, "duties").text)
    assert said(disclosure, "duties") == ["管理全市就业。"]
    wait_for(lambda: f"还要写 {before - 1} 处" in browser.find_element(By.ID, "still").text)
    assert missing(browser) == before - 1
    assert browser.find_element(By.ID, "version").get_property("textContent") == "2"
    words = browser.find_element(By.ID, "words-duties.1")
    assert words.get_property("textContent") == "管理全市就业。"
    # Undo takes the words out of the field and out of the document.
    tab_to(browser, "[value=undo]")
    press(browser, Keys.ENTER)
    wait_for(lambda: not browser.find_elements(By.ID, "words-duties.1"))
    assert said(disclosure, "duties") == []
    assert field(browser, "duties").find_element(By.NAME, "text").get_property("value") == ""


def test_who_was_slower_sees_both_texts_in_place(
    browser: Chrome, live_server: LiveServer, disclosure: Disclosure, crew: Crew
) -> None:
    sign_in(browser, live_server, crew.clerk)
    browser.get(live_server.url + reverse("narrative", args=[disclosure.pk]))
    Writing.objects.create(disclosure=disclosure, kind="text", key="duties", text="对方所写")
    field(browser, "duties").find_element(By.NAME, "text").send_keys("我写的", Keys.TAB)
    wait_for(lambda: "没有保存" in field(browser, "duties").text)
    mine = field(browser, "duties")
    assert "对方所写" in mine.text
    assert mine.find_element(By.NAME, "text").get_property("value") == "我写的"
    assert said(disclosure, "duties") == ["对方所写"]
    mine.find_element(By.CSS_SELECTOR, "button.save").click()
    wait_for(lambda: said(disclosure, "duties") == ["我写的"])


def test_a_sentence_is_reworded_with_the_keyboard(
    browser: Chrome, live_server: LiveServer, disclosure: Disclosure, crew: Crew
) -> None:
    sign_in(browser, live_server, crew.clerk)
    address = reverse("narrative-sentences", args=[disclosure.pk, "totals", 1])
    browser.get(live_server.url + address)
    tab_to(browser, ".chip-part")
    assert "年份" in browser.switch_to.active_element.text
    press(browser, Keys.DELETE)
    press(browser, "全")
    source = browser.find_element(By.ID, "text-totals.total")
    assert source.get_property("value") == "全年度收、支总计〔收、支总计〕。"
    tab_to(browser, ".chip-part")
    actions = ActionChains(browser).key_down(Keys.ALT).send_keys(Keys.ARROW_LEFT)
    actions.key_up(Keys.ALT).perform()
    assert source.get_property("value") == "〔收、支总计〕全年度收、支总计。"
    wait_for(lambda: "16.00万元全年度收、支总计。" in preview(browser))
    browser.find_element(By.CSS_SELECTOR, ".palette summary").click()
    browser.find_element(By.ID, "sift").send_keys("收、支总计·预算")
    shown = [b for b in browser.find_elements(By.CSS_SELECTOR, "[data-chip]") if b.is_displayed()]
    assert len(shown) <= 1
    look_at(browser, 390)
    assert (violations(browser), too_wide(browser), too_small(browser)) == ([], False, [])
    look_at(browser, 1440)
    follow(browser, "button[value=save]")
    wait_for(lambda: "句子已保存" in browser.page_source)
    assert said(disclosure, "totals.total") == ["{total}全年度收、支总计。"]


def preview(browser: Chrome) -> str:
    return browser.find_element(By.ID, "preview").text


@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_can_be_used_by_everyone(
    browser: Chrome, live_server: LiveServer, disclosure: Disclosure, crew: Crew, width: int
) -> None:
    sign_in(browser, live_server, crew.clerk)
    look_at(browser, width)
    browser.get(live_server.url + reverse("narrative", args=[disclosure.pk]))
    assert (violations(browser), too_wide(browser), too_small(browser)) == ([], False, [])


def test_without_a_script_one_writes_rewords_and_restores(
    plain_browser: Chrome, live_server: LiveServer, disclosure: Disclosure, crew: Crew
) -> None:
    browser = plain_browser
    sign_in(browser, live_server, crew.clerk)
    browser.get(live_server.url + reverse("narrative", args=[disclosure.pk]))
    field(browser, "duties").find_element(By.NAME, "text").send_keys("管理就业。")
    field(browser, "duties").find_element(By.CSS_SELECTOR, "button.save").click()
    wait_for(lambda: said(disclosure, "duties") == ["管理就业。"])
    wait_for(lambda: "已保存" in browser.page_source)
    browser.find_element(By.CSS_SELECTOR, "#p-totals-1 a.tiny").click()
    wait_for(lambda: browser.find_elements(By.ID, "text-totals.total"))
    box = browser.find_element(By.ID, "text-totals.total")
    box.clear()
    box.send_keys("收支共〔收、支总计〕。")
    browser.find_element(By.CSS_SELECTOR, "button[value=save]").click()
    wait_for(lambda: said(disclosure, "totals.total") == ["收支共{total}。"])
    browser.get(live_server.url + reverse("narrative-sentences", args=[disclosure.pk, "totals", 1]))
    browser.find_element(By.CSS_SELECTOR, "button[value^=restore]").click()
    wait_for(lambda: said(disclosure, "totals.total") == [])
