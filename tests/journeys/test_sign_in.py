"""Signing in with a real browser: in and out, the second factor, and what was typed too late."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from disclosures.models import Disclosure, Job, Person
from tests.factories import observed, observer, small_disclosure
from tests.journeys.conftest import look_at, wait_for
from tests.journeys.everyone import usable

pytestmark = pytest.mark.journey

GOOD = "Qingming-2026-jiesuan"


@pytest.fixture
def person(live_server: LiveServer) -> Person:
    found = observer()
    found.set_password(GOOD)
    found.email = "kan@example.cn"
    found.save()
    return found


@pytest.fixture
def disclosure(person: Person) -> Disclosure:
    return observed(small_disclosure())


def type_in(browser: Chrome, name: str, text: str) -> None:
    field = browser.find_element(By.NAME, name)
    field.clear()
    field.send_keys(text)


def sign_in(browser: Chrome, person: Person, password: str = GOOD) -> None:
    """On the page of signing in, by the keyboard alone."""
    type_in(browser, "login", person.username)
    browser.switch_to.active_element.send_keys(Keys.TAB)
    browser.switch_to.active_element.send_keys(password, Keys.ENTER)


def press(browser: Chrome, text: str) -> None:
    browser.find_element(By.XPATH, f"//main//*[self::a or self::button][.='{text}']").click()


def heading(browser: Chrome) -> str:
    return str(browser.execute_script("return document.querySelector('h1')?.innerText ?? ''"))


def sound(browser: Chrome, live_server: LiveServer) -> None:
    """The page as it is can be read and used by everyone, wide and narrow."""
    for width in (1440, 390):
        look_at(browser, width)
        usable(browser, (browser.current_url, width))


def secret_on(browser: Chrome) -> str:
    return browser.find_element(By.CSS_SELECTOR, "code.secret").text


def code_of(secret: str, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def test_in_by_the_keyboard_back_to_the_page_and_out_again(
    browser: Chrome, live_server: LiveServer, person: Person, disclosure: Disclosure
) -> None:
    asked = live_server.url + reverse("table", args=[disclosure.pk, "general"])
    browser.get(asked)
    assert heading(browser) == "登录"
    sound(browser, live_server)
    sign_in(browser, person, "wrong")
    wait_for(lambda: "用户名或密码不正确" in browser.page_source)
    sound(browser, live_server)
    sign_in(browser, person)
    wait_for(lambda: browser.current_url == asked)
    summary = browser.find_element(By.CSS_SELECTOR, ".who > summary")
    assert summary.text == person.name
    summary.send_keys(Keys.ENTER)
    sound(browser, live_server)
    summary.send_keys(Keys.ESCAPE)
    assert not browser.find_element(By.CSS_SELECTOR, ".who button").is_displayed()
    summary.send_keys(Keys.ENTER)
    browser.find_element(By.CSS_SELECTOR, ".who button").send_keys(Keys.ENTER)
    wait_for(lambda: browser.find_elements(By.CSS_SELECTOR, ".foot a[rel=nofollow]"))
    browser.get(asked)
    assert heading(browser) == "登录"


def test_the_second_factor_from_setting_it_up_to_a_recovery_code(
    browser: Chrome, live_server: LiveServer, person: Person
) -> None:
    browser.get(live_server.url + reverse("mfa_index"))
    sign_in(browser, person)
    wait_for(lambda: heading(browser) == "两步验证")
    sound(browser, live_server)
    press(browser, "启用")
    wait_for(lambda: heading(browser) == "启用两步验证")
    picture = browser.find_element(By.CSS_SELECTOR, "img.qr")
    assert browser.execute_script("return arguments[0].naturalWidth", picture) > 0
    sound(browser, live_server)
    secret = secret_on(browser)
    type_in(browser, "code", "000000" + Keys.ENTER)
    wait_for(lambda: "验证码不正确" in browser.page_source)
    sound(browser, live_server)
    assert secret_on(browser) == secret
    type_in(browser, "code", code_of(secret) + Keys.ENTER)
    wait_for(lambda: heading(browser) == "恢复码")
    sound(browser, live_server)
    codes = [e.text for e in browser.find_elements(By.CSS_SELECTOR, ".codes code")]
    assert len(codes) == 10
    browser.delete_all_cookies()
    browser.get(live_server.url + reverse("account"))
    sign_in(browser, person)
    wait_for(lambda: "恢复码" in browser.page_source and heading(browser) == "两步验证")
    sound(browser, live_server)
    type_in(browser, "code", codes[0] + Keys.ENTER)
    wait_for(lambda: heading(browser) == "我的账号")
    sound(browser, live_server)


def pages() -> Iterator[tuple[str, str]]:
    yield "account_change_password", "修改密码"
    yield "account_logout", "退出登录"
    yield "usersessions_list", "登录的设备"
    yield "signed-in", "已经登录"
    yield "account_reauthenticate", "请再确认一次"


def open_pages() -> Iterator[tuple[str, str]]:
    yield "account_reset_password", "重设密码"
    yield "account_reset_password_done", "请查收邮件"
    yield "account_reset_password_from_key_done", "密码已经重设"
    yield "account_inactive", "账号已停用"
    yield "socialaccount_login_cancelled", "已经取消"
    yield "socialaccount_login_error", "没有登录成功"


def test_all_other_pages_can_be_read_and_used_by_everyone(
    browser: Chrome, live_server: LiveServer, person: Person
) -> None:
    for name, title in open_pages():
        browser.get(live_server.url + reverse(name))
        assert heading(browser) == title
        sound(browser, live_server)
    browser.get(live_server.url + reverse("account"))
    sign_in(browser, person)
    wait_for(lambda: heading(browser) == "我的账号")
    for name, title in pages():
        browser.get(live_server.url + reverse(name))
        assert heading(browser) == title
        sound(browser, live_server)


def sign_in_beside(browser: Chrome, person: Person) -> None:
    """In the window that has just been opened, which is then closed."""
    page = browser.current_window_handle
    wait_for(lambda: len(browser.window_handles) == 2)
    (beside,) = set(browser.window_handles) - {page}
    browser.switch_to.window(beside)
    sign_in(browser, person)
    wait_for(lambda: heading(browser) == "已经登录")
    browser.close()
    browser.switch_to.window(page)


def test_what_is_asked_too_late_is_said_over_the_page_and_works_after_signing_in_beside_it(
    browser: Chrome, live_server: LiveServer, person: Person, disclosure: Disclosure
) -> None:
    browser.get(live_server.url + disclosure.get_absolute_url())
    sign_in(browser, person)
    wait_for(lambda: browser.find_elements(By.CSS_SELECTOR, "#files button"))
    Session.objects.all().delete()
    browser.find_element(By.CSS_SELECTOR, "#files button").click()
    wait_for(lambda: "已经过期" in browser.find_element(By.ID, "again").text)
    sound(browser, live_server)
    browser.find_element(By.CSS_SELECTOR, "#again a").click()
    sign_in_beside(browser, person)
    assert not Job.objects.exists()
    browser.find_element(By.CSS_SELECTOR, "#files button").click()
    wait_for(lambda: browser.find_elements(By.CSS_SELECTOR, "#files .busy"))
    assert browser.find_element(By.ID, "again").text == ""
    assert Job.objects.count() == 1


def test_without_scripts_what_was_sent_is_handed_back_and_can_be_sent_again(
    plain_browser: Chrome, live_server: LiveServer, person: Person, disclosure: Disclosure
) -> None:
    browser = plain_browser
    browser.get(live_server.url + disclosure.get_absolute_url())
    sign_in(browser, person)
    wait_for(lambda: browser.find_elements(By.CSS_SELECTOR, "#files button"))
    Session.objects.all().delete()
    browser.find_element(By.CSS_SELECTOR, "#files button").click()
    wait_for(lambda: heading(browser) == "还没有保存")
    press(browser, "在新窗口登录")
    sign_in_beside(browser, person)
    assert not Job.objects.exists()
    press(browser, "重试")
    wait_for(lambda: browser.current_url.endswith(disclosure.get_absolute_url()))
    assert Job.objects.count() == 1
