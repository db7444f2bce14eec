"""Signing in and out: the way there and back, the lock, passwords, sessions, mails."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.http import urlencode

from disclosures.models import JournalEntry, Person
from portal.signin.tasks import sweep_out
from tests.factories import observed, observer, small_disclosure

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.guarded")]

GOOD = "Qingming-2026-jiesuan"


@pytest.fixture
def client() -> Client:
    """A browser in which nobody is signed in."""
    return Client()


@pytest.fixture
def clerk() -> Person:
    return Person.objects.create_user("zhang", "zhang@example.cn", GOOD, name="张会计")


def sign_in(client: Client, name: str = "zhang", password: str = GOOD, **query: str) -> Any:
    address = reverse("account_login") + ("?" + urlencode(query) if query else "")
    return client.post(address, {"login": name, "password": password, **query})


def is_signed_in(client: Client) -> bool:
    return client.get("/guarded/").status_code == 200


# --- There and back --------------------------------------------------------------------------


def test_one_is_led_to_sign_in_and_back_to_exactly_that_address(
    client: Client, clerk: Person
) -> None:
    asked = "/guarded/?at=general/2080101/c1&name=某市"
    led = client.get(asked)
    assert led.status_code == 302
    assert led["Location"].startswith("/account/login/?next=")
    page = client.get(led["Location"]).content.decode()
    hidden = re.search('name="next" value="([^"]+)"', page)
    assert hidden is not None
    back = sign_in(client, next=hidden[1].replace("&amp;", "&"))
    assert back.status_code == 302
    assert client.get(back["Location"]).content.decode() == "张会计"
    assert back["Location"] == client.get(asked).wsgi_request.get_full_path()


@pytest.mark.parametrize("name", ["zhang", "ZHANG", "zhang@example.cn", " zhang "])
def test_one_signs_in_by_user_name_or_mail(client: Client, clerk: Person, name: str) -> None:
    assert sign_in(client, name).status_code == 302
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "http://localhost/",  # another host that is served is another site all the same
    ],
)
def test_nobody_is_led_to_another_site(client: Client, clerk: Person, elsewhere: str) -> None:
    first = sign_in(client, next=elsewhere)
    assert first["Location"] == reverse("listing") or first["Location"].startswith("/desk")
    already = client.get(reverse("account_login"), {"next": elsewhere})
    assert already["Location"] == first["Location"]
    out = client.post(reverse("account_logout"), {"next": elsewhere})
    assert out["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_look_alike(client: Client, clerk: Person) -> None:
    said = [
        re.findall('role="alert"><p>(.*?)</p>', sign_in(client, name, "wrong").content.decode())
        for name in ("zhang", "nobody")
    ]
    assert said == [["用户名或密码不正确"], ["用户名或密码不正确"]]


def test_nobody_can_sign_up(client: Client) -> None:
    for address in ("signup/", "3rdparty/signup/", "oidc/signup/", "email/", "login/code/"):
        assert client.get(f"/account/{address}").status_code == 404


def test_an_account_out_of_use_does_not_open(client: Client, clerk: Person) -> None:
    Person.objects.update(is_active=False)
    answer = sign_in(client)
    assert answer["Location"] == reverse("account_inactive")
    assert "已经停用" in client.get(answer["Location"]).content.decode()
    assert not is_signed_in(client)


def test_signing_out_ends_the_session_for_good(client: Client, clerk: Person) -> None:
    sign_in(client)
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)
    client.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert not is_signed_in(client)


def test_signing_out_needs_a_post(client: Client, clerk: Person) -> None:
    sign_in(client)
    assert "确定要退出登录吗" in client.get(reverse("account_logout")).content.decode()
    assert is_signed_in(client)


# --- The lock --------------------------------------------------------------------------------


def fail(client: Client, times: int, name: str = "zhang") -> None:
    for _ in range(times):
        assert sign_in(client, name, "wrong").status_code == 200


def test_after_five_failures_even_the_right_password_does_not_open(
    client: Client, clerk: Person
) -> None:
    fail(client, 5)
    answer = sign_in(client)
    assert "失败次数过多" in answer.content.decode()
    assert not is_signed_in(client)


def test_four_failures_do_not_lock(client: Client, clerk: Person) -> None:
    fail(client, 4)
    sign_in(client)
    assert is_signed_in(client)


def test_the_lock_holds_by_any_name_host_browser_and_address(clerk: Person) -> None:
    fail(Client(), 2, "zhang")
    fail(Client(headers={"user-agent": "other"}), 1, "Zhang")
    fail(Client(REMOTE_ADDR="192.0.2.7"), 1, "zhang@example.cn")
    fail(Client(SERVER_NAME="localhost"), 1, "ZHANG@example.cn")
    for name in ("zhang", "zhang@example.cn"):
        assert "失败次数过多" in sign_in(Client(), name).content.decode()


def test_others_are_not_locked_out_with_them(client: Client, clerk: Person) -> None:
    Person.objects.create_user("li", "li@example.cn", GOOD, name="李审核")
    fail(client, 6)
    sign_in(client, "li")
    assert is_signed_in(client)


def test_the_lock_opens_by_itself_after_a_quarter_of_an_hour(
    client: Client, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(client, 5)
    began = time.time()
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: began + 14 * 60)
    assert "失败次数过多" in sign_in(client).content.decode()
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: began + 15 * 60 + 1)
    sign_in(client)
    assert is_signed_in(client)


def test_one_address_cannot_try_without_end(clerk: Person) -> None:
    client = Client()
    for number in range(60):
        sign_in(client, f"somebody{number}", "wrong")
    assert "失败次数过多" in sign_in(client).content.decode()
    other = Client(REMOTE_ADDR="192.0.2.9")
    sign_in(other)
    assert is_signed_in(other)


@pytest.mark.django_db(transaction=True)
def test_many_attempts_at_once_are_no_more_than_five(clerk: Person) -> None:
    def attempt(number: int) -> bool:
        try:
            page = sign_in(Client(), "zhang", f"wrong-{number}").content.decode()
            return "用户名或密码不正确" in page
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        tried = sum(pool.map(attempt, range(16)))
    assert 1 <= tried <= 5


def test_the_log_tells_who_came_and_who_failed_but_nothing_that_was_typed(
    client: Client, clerk: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "portal.signin")
    sign_in(client, GOOD, "x")  # a password in the wrong field
    fail(client, 5)
    sign_in(client)
    other = Person.objects.create_user("li", "li@example.cn", GOOD, name="李审核")
    sign_in(client, "li")
    assert [line.getMessage() for line in caplog.records if line.name.startswith("portal")] == [
        "sign-in failed: an unknown name, from 127.0.0.1",
        *[f"sign-in failed: person:{clerk.pk}, from 127.0.0.1"] * 5,
        f"sign-in refused: person:{clerk.pk} is locked, from 127.0.0.1",
        f"signed in: person:{other.pk}, from 127.0.0.1",
    ]


FAIL = """
import sys, django
django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS.append("testserver")
from django.test import Client
for _ in range(int(sys.argv[1])):
    answer = Client().post("/account/login/", {"login": "zhang", "password": "wrong"})
    assert answer.status_code == 200, answer
"""


@pytest.mark.django_db(transaction=True)
def test_failures_in_other_processes_count_and_outlast_them(clerk: Person) -> None:
    import os

    from tests.journeys.conftest import database_url

    environment = {**os.environ, "DATABASE_URL": database_url()}
    for times in ("3", "2"):
        done = subprocess.run(
            [sys.executable, "-c", FAIL, times],
            env=environment | {"DJANGO_SETTINGS_MODULE": "portal.settings"},
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
    assert "失败次数过多" in sign_in(Client()).content.decode()


# --- Passwords -------------------------------------------------------------------------------


@pytest.mark.parametrize("weak", ["Ab1-x", "password123456", "1234567890123", "zhang@example.cn"])
def test_a_weak_password_is_refused(client: Client, clerk: Person, weak: str) -> None:
    client.force_login(clerk)
    page = client.post(
        reverse("account_change_password"),
        {"oldpassword": GOOD, "password1": weak, "password2": weak},
    )
    assert page.status_code == 200
    assert 'class="errorlist"' in page.content.decode()
    clerk.refresh_from_db()
    assert clerk.check_password(GOOD)


def test_a_changed_password_ends_all_other_sessions(clerk: Person) -> None:
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    done = here.post(
        reverse("account_change_password"),
        {"oldpassword": GOOD, "password1": "Baolu-2027-huli", "password2": "Baolu-2027-huli"},
    )
    assert done.status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert "密码已经修改" in mail.outbox[-1].subject


def test_a_forgotten_password_is_set_anew_by_mail_once(client: Client, clerk: Person) -> None:
    there = Client()
    sign_in(there)
    client.post(reverse("account_reset_password"), {"email": "Zhang@example.cn"})
    (sent,) = mail.outbox
    assert sent.subject == "【明账】重设密码"
    assert sent.to == ["zhang@example.cn"]
    assert "您的用户名是 zhang" in sent.body
    found = re.search(r"http://testserver(/account/password/reset/key/\S+)", sent.body)
    assert found is not None
    form = client.get(found[1], follow=True)
    address = form.redirect_chain[-1][0]
    new = {"password1": "Baolu-2027-huli", "password2": "Baolu-2027-huli"}
    done = client.post(address, new, follow=True)
    assert "密码已经重设" in done.content.decode()
    assert not is_signed_in(there)
    assert not is_signed_in(client)
    sign_in(client, password="Baolu-2027-huli")
    assert is_signed_in(client)
    assert "链接已经失效" in Client().get(found[1], follow=True).content.decode()


def test_an_unknown_address_is_answered_alike_and_gets_no_mail(client: Client) -> None:
    done = client.post(reverse("account_reset_password"), {"email": "nobody@example.cn"})
    assert done["Location"] == reverse("account_reset_password_done")
    assert mail.outbox == []


# --- Sessions end ----------------------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    now = [time.time()]
    monkeypatch.setattr("portal.signin.sessions.time.time", lambda: now[0])

    def forward(seconds: float) -> None:
        now[0] += seconds

    return forward


def test_a_session_ends_after_an_hour_without_a_request(
    client: Client, clerk: Person, clock: Any
) -> None:
    sign_in(client)
    clock(59 * 60)
    assert is_signed_in(client)
    clock(59 * 60)
    assert is_signed_in(client)
    clock(61 * 60)
    led = client.get("/guarded/?at=c1", follow=True)
    assert "登录已经过期" in led.content.decode()
    assert led.redirect_chain[0][0] == "/account/login/?next=/guarded/%3Fat%3Dc1"


def test_a_session_ends_after_a_working_day_however_busy(
    client: Client, clerk: Person, clock: Any
) -> None:
    sign_in(client)
    for _ in range(24):
        assert is_signed_in(client)
        clock(30 * 60)
    clock(1)
    assert not is_signed_in(client)


def test_one_sees_where_one_is_signed_in_and_ends_the_others(clerk: Person) -> None:
    here = Client(headers={"user-agent": "Firefox"})
    there = Client(headers={"user-agent": "<b>Phone"}, REMOTE_ADDR="192.0.2.7")
    sign_in(here)
    sign_in(there)
    stranger = Client(REMOTE_ADDR="192.0.2.66")
    Person.objects.create_user("li", "li@example.cn", GOOD, name="李审核")
    sign_in(stranger, "li")
    page = here.get(reverse("usersessions_list")).content.decode()
    assert page.count("<li>") == 2
    assert "来自 192.0.2.7" in page
    assert "&lt;b&gt;Phone" in page
    assert here.post(reverse("usersessions_list")).status_code == 302
    assert [is_signed_in(one) for one in (here, there, stranger)] == [True, False, True]


def test_a_session_without_a_stamp_is_none(client: Client, clerk: Person) -> None:
    client.force_login(clerk)
    session = client.session
    del session["signin.began"]
    session.save()
    assert not is_signed_in(client)


def test_at_night_what_has_run_out_is_swept_away_and_nothing_else(
    client: Client, clerk: Person
) -> None:
    fail(Client(), 5)
    Person.objects.create_user("li", "li@example.cn", GOOD, name="李审核")
    sign_in(client, "li")
    ended = Client()
    sign_in(ended, "li")
    Session.objects.filter(pk=ended.session.session_key).update(expire_date="2020-01-01T00:00Z")
    cache.set("long-ago", 1, timeout=-1)
    cache.set("still", 1)
    sweep_out()
    sweep_out()
    assert is_signed_in(client)
    assert Session.objects.filter(pk=client.session.session_key).exists()
    assert not Session.objects.filter(expire_date__year=2020).exists()
    assert cache.get("still") == 1
    assert "失败次数过多" in sign_in(Client()).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache_entries WHERE cache_key LIKE '%long-ago'")
        assert cursor.fetchone() == (0,)


def test_the_cookie_is_forgotten_with_the_browser_and_unread_by_scripts(
    client: Client, clerk: Person
) -> None:
    sign_in(client)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"], cookie["httponly"]) == ("", "", True)
    assert cookie["samesite"] == "Lax"


# --- What was typed when the session had ended -----------------------------------------------


def test_a_form_sent_too_late_is_handed_back_with_all_that_was_typed(
    client: Client, clerk: Person
) -> None:
    sent = {"amount": ["1.00", '2"<b>'], "csrfmiddlewaretoken": "old"}
    answer = client.post("/guarded/?at=c1", sent)
    assert answer.status_code == 401
    assert answer["Sign-In"] == "sign-in"
    page = answer.content.decode()
    assert '<input type="hidden" name="amount" value="1.00">' in page
    assert '<input type="hidden" name="amount" value="2&quot;&lt;b&gt;">' in page
    assert 'action="/guarded/?at=c1"' in page
    assert '"old"' not in page
    assert 'href="/account/login/?next=%2Faccount%2Fsigned-in%2F" target="_blank"' in page


def test_htmx_gets_a_fragment_and_a_script_gets_json(client: Client) -> None:
    fragment = client.post("/guarded/", {"amount": "1"}, headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["Sign-In"]) == (401, "sign-in")
    assert "<html" not in fragment.content.decode()
    assert "在新窗口登录" in fragment.content.decode()
    for answer in (
        client.get("/guarded/", headers={"Accept": "application/json, */*"}),
        client.get("/guarded/", headers={"Accept": "*/*", "Sec-Fetch-Dest": "empty"}),
        client.post("/guarded/", "{}", content_type="application/json"),
    ):
        assert answer.status_code == 401
        assert answer.json()["sign_in"] == "/account/login/?next=%2Faccount%2Fsigned-in%2F"


def test_a_page_that_was_open_before_signing_in_again_can_still_send(clerk: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk)
    token = {"csrfmiddlewaretoken": "x" * 64}
    same = client.post("/guarded/", token, headers={"Sec-Fetch-Site": "same-origin"})
    assert same.status_code == 200
    for site in ("same-site", "cross-site", "none", ""):
        assert client.post("/guarded/", token, headers={"Sec-Fetch-Site": site}).status_code == 403
    assert client.post("/guarded/", token).status_code == 403


def test_a_browser_that_asks_for_a_page_is_led(client: Client) -> None:
    accepts = "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8"
    led = client.get("/guarded/", headers={"Accept": accepts, "Sec-Fetch-Dest": "document"})
    assert led.status_code == 302


def test_too_many_requests_are_answered_with_a_page(clerk: Person) -> None:
    with override_settings(ACCOUNT_RATE_LIMITS={"login": "1/m/ip"}):
        sign_in(Client())
        answer = sign_in(Client())
    assert answer.status_code == 429
    assert "请求太多" in answer.content.decode()


# --- Proxies ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "1.2.3.4", "127.0.0.1"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "1.2.3.4:5555", "1.2.3.4"),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
        (1, "2001:DB8:0::1", "2001:db8::1"),
        (1, "<script>", "127.0.0.1"),
    ],
)
def test_the_address_is_what_the_outermost_trusted_proxy_saw(
    client: Client, proxies: int, forwarded: str, address: str
) -> None:
    with override_settings(TRUSTED_PROXIES=proxies):
        answer = client.get("/guarded/", headers={"X-Forwarded-For": forwarded})
    assert answer.wsgi_request.META["REMOTE_ADDR"] == address


def test_the_journal_has_the_address_that_the_trusted_proxy_saw(client: Client) -> None:
    disclosure = observed(small_disclosure())
    client.force_login(observer())
    with override_settings(TRUSTED_PROXIES=1):
        client.post(
            reverse("files", args=[disclosure.pk]),
            headers={"X-Forwarded-For": "6.6.6.6, 192.0.2.30"},
        )
    assert JournalEntry.objects.latest("pk").place == "192.0.2.30"


# --- The head of every page ------------------------------------------------------------------


def test_the_head_names_who_is_signed_in(client: Client, clerk: Person) -> None:
    assert (
        'href="/account/login/?next=/rules/%3Fa%3D1"'
        in client.get("/rules/", {"a": "1"}).content.decode()
    )
    sign_in(client)
    page = client.get("/rules/").content.decode()
    assert "<summary>张会计</summary>" in page
    assert "退出登录" in page


def test_mails_go_into_files_by_default(clerk: Person, tmp_path: Path) -> None:
    backend = "django.core.mail.backends.filebased.EmailBackend"
    with override_settings(EMAIL_BACKEND=backend, EMAIL_FILE_PATH=str(tmp_path)):
        Client().post(reverse("account_reset_password"), {"email": "zhang@example.cn"})
    (letter,) = tmp_path.iterdir()
    assert "zhang@example.cn" in letter.read_text()
