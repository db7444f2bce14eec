"""The second factor: set up by anybody, demanded of some, never to be gone around."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from disclosures.core.workflow import Role
from disclosures.models import Organisation, Person
from tests.portal.tree import member

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.guarded")]

GOOD = "Qingming-2026-jiesuan"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _demanded_of_reviewers() -> Iterator[None]:
    with override_settings(SECOND_FACTOR="reviewers"):
        yield


@pytest.fixture
def client() -> Client:
    """A browser in which nobody is signed in."""
    return Client()


@pytest.fixture
def region() -> Organisation:
    return Organisation.objects.create(name="甲市", code="700", level="region")


def person(region: Organisation, username: str, *roles: Role) -> Person:
    found = member(username, *roles, of=region)
    found.email = f"{username}@example.cn"
    found.set_password(GOOD)
    found.save()
    return found


@pytest.fixture
def reviewer(region: Organisation) -> Person:
    return person(region, "li", Role.REVIEWER)


@pytest.fixture
def clerk(region: Organisation) -> Person:
    return person(region, "zhang", Role.CLERK)


def code_of(secret: str = SECRET, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def with_factor(found: Person) -> list[str]:
    """Gives the second factor; the recovery codes."""
    TOTP.activate(found, SECRET)
    return RecoveryCodes.activate(found).generate_codes()


def sign_in(client: Client, username: str, **more: str) -> Any:
    address = reverse("account_login")
    return client.post(address, {"login": username, "password": GOOD, **more})


def give(client: Client, code: str) -> Any:
    return client.post(reverse("mfa_authenticate"), {"code": code})


# --- Set up by anybody -----------------------------------------------------------------------


def set_up(client: Client, **query: str) -> Any:
    """Through the page: the secret from it, the first code, and where that leads."""
    page = client.get(reverse("mfa_activate_totp"), query).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    secret = re.search('<code class="secret">([A-Z2-7]+)</code>', page)
    assert secret is not None
    return client.post(reverse("mfa_activate_totp"), {"code": code_of(secret[1])})


@pytest.mark.django_db(transaction=True)
def test_a_clerk_may_set_it_up_and_is_then_asked_for_it(client: Client, clerk: Person) -> None:
    sign_in(client, "zhang")
    assert set_up(client)["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert len(re.findall(r"<li><code>\d{8}</code>", codes)) == 10
    assert "两步验证已经启用" in mail.outbox[-1].subject
    other = Client()
    led = sign_in(other, "zhang", next="/guarded/?a=1")
    assert led["Location"].startswith(reverse("mfa_authenticate"))
    assert other.get("/guarded/").status_code == 302


def test_the_code_leads_to_the_page_that_was_asked_for(client: Client, clerk: Person) -> None:
    with_factor(clerk)
    sign_in(client, "zhang", next="/guarded/?a=1")
    assert give(client, code_of())["Location"] == "/guarded/?a=1"
    assert client.get("/guarded/").status_code == 200


@pytest.mark.parametrize("wrong", ["000000", "", "abc", "1" * 400])
def test_a_wrong_code_does_not_open(client: Client, clerk: Person, wrong: str) -> None:
    with_factor(clerk)
    sign_in(client, "zhang")
    assert give(client, wrong).status_code == 200
    assert client.get("/guarded/").status_code == 302


def test_five_wrong_codes_lock(client: Client, clerk: Person) -> None:
    with_factor(clerk)
    sign_in(client, "zhang")
    for _ in range(5):
        assert "验证码不正确" in give(client, "000000").content.decode()
    assert "失败次数过多" in give(client, code_of()).content.decode()
    other = Client()
    sign_in(other, "zhang")
    assert "失败次数过多" in give(other, code_of()).content.decode()


def test_after_five_minutes_the_password_is_asked_for_again(
    client: Client, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, "zhang")
    later = time.time() + 301
    for module in ("portal.signin.adapters", "allauth.account.internal.flows.reauthentication"):
        monkeypatch.setattr(f"{module}.time.time", lambda: later)
    for address in ("mfa_activate_totp", "mfa_generate_recovery_codes"):
        led = client.get(reverse(address))
        assert led["Location"].startswith(reverse("account_reauthenticate")), address
    page = client.get(led["Location"]).content.decode()
    assert "请再确认一次" in page
    asked = reverse("mfa_activate_totp")
    sent = {"password": GOOD, "next": asked}
    assert client.post(reverse("account_reauthenticate"), sent)["Location"] == asked
    assert client.get(asked).status_code == 200


def test_pages_of_an_account_are_kept_by_no_cache(client: Client, clerk: Person) -> None:
    with_factor(clerk)
    sign_in(client, "zhang")
    give(client, code_of())
    for name in ("mfa_view_recovery_codes", "mfa_download_recovery_codes", "account"):
        assert "no-store" in client.get(reverse(name))["Cache-Control"], name


# --- Codes count once ------------------------------------------------------------------------


def opens(found: Person, code: str) -> bool:
    client = Client()
    sign_in(client, found.username)
    return bool(give(client, code).status_code == 302)


def test_a_code_of_the_app_opens_once(clerk: Person) -> None:
    with_factor(clerk)
    code = code_of()
    assert [opens(clerk, code), opens(clerk, code)] == [True, False]


def test_a_used_code_stays_used_when_the_cache_is_lost(clerk: Person) -> None:
    from django.core.cache import cache

    with_factor(clerk)
    code = code_of()
    assert opens(clerk, code)
    cache.clear()
    assert not opens(clerk, code)


def test_a_code_before_a_used_one_is_worn_out_too(clerk: Person) -> None:
    with_factor(clerk)
    earlier = code_of(step=-1)
    assert opens(clerk, code_of())
    assert not opens(clerk, earlier)


def test_the_code_of_the_set_up_does_not_open_a_second_session(
    client: Client, clerk: Person
) -> None:
    sign_in(client, "zhang")
    client.get(reverse("mfa_activate_totp"))
    code = code_of(client.session["mfa.totp.secret"])
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    assert not opens(clerk, code)


def test_a_recovery_code_opens_once_and_the_others_stay(clerk: Person) -> None:
    first, second, *_ = with_factor(clerk)
    assert [opens(clerk, first), opens(clerk, first), opens(clerk, second)] == [True, False, True]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_the_same_code_sent_four_times_at_once_opens_once(clerk: Person, kind: str) -> None:
    codes = with_factor(clerk)
    clients = [Client() for _ in range(4)]
    for client in clients:
        sign_in(client, "zhang")
    code = code_of() if kind == "app" else codes[0]

    def at_once(client: Client) -> int:
        try:
            return int(give(client, code).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(at_once, clients))
    assert sorted(answers) == [200, 200, 200, 302]


def test_new_recovery_codes_end_the_old_ones(client: Client, clerk: Person) -> None:
    old = with_factor(clerk)
    sign_in(client, "zhang")
    give(client, code_of())
    assert client.post(reverse("mfa_generate_recovery_codes")).status_code == 302
    assert not opens(clerk, old[0])


# --- Demanded --------------------------------------------------------------------------------


def test_a_reviewer_is_led_to_set_it_up_and_back(client: Client, reviewer: Person) -> None:
    sign_in(client, "li")
    led = client.get("/guarded/?at=c1")
    assert led["Location"] == "/account/2fa/totp/activate/?next=%2Fguarded%2F%3Fat%3Dc1"
    assert "按规定" in client.get(led["Location"]).content.decode()
    done = set_up(client)
    page = client.get(done["Location"]).content.decode()
    assert '<a class="file go" href="/guarded/?at=c1">' in page
    assert client.get("/guarded/?at=c1").status_code == 200


WAYS: list[tuple[str, dict[str, Any]]] = [
    ("get", {}),
    ("head", {}),
    ("post", {"data": {"amount": "1"}}),
    ("post", {"data": {"amount": "1"}, "headers": {"HX-Request": "true"}}),
    ("post", {"data": "{}", "content_type": "application/json"}),
    ("get", {"headers": {"HX-Request": "true"}}),
    ("get", {"headers": {"Accept": "application/json"}}),
    ("put", {"data": "{}", "content_type": "application/json"}),
    ("delete", {}),
    ("options", {}),
]


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMINISTRATOR])
@pytest.mark.parametrize(("method", "more"), WAYS)
def test_no_request_reaches_a_page_without_it(
    client: Client, region: Organisation, role: Role, method: str, more: dict[str, Any]
) -> None:
    person(region, "wang", role)
    sign_in(client, "wang")
    for address in ("/guarded/", "/", "/rules/", "/disclosures/1/", "/guarded/?/account/"):
        answer = getattr(client, method)(address, **more)
        assert answer.status_code in (302, 403), address
        assert b"wang" not in answer.content.replace(b"<summary>wang</summary>", b"")


def test_what_was_sent_is_handed_back(client: Client, reviewer: Person) -> None:
    sign_in(client, "li")
    answer = client.post("/guarded/", {"amount": ["1.00", "2.00"]})
    assert (answer.status_code, answer["Sign-In"]) == (403, "set-up")
    page = answer.content.decode()
    assert page.count('<input type="hidden" name="amount"') == 2
    assert "在新窗口启用两步验证" in page


def test_a_password_alone_does_not_let_a_reviewer_who_has_it_pass(
    client: Client, reviewer: Person
) -> None:
    with_factor(reviewer)
    sign_in(client, "li")
    assert client.get("/guarded/")["Location"].startswith("/account/login/")
    assert client.get(reverse("mfa_index")).status_code == 302
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert client.post(reverse("mfa_activate_totp"), {"code": "1"}).status_code == 302
    assert Authenticator.objects.filter(user=reviewer).count() == 2


def test_a_session_from_before_the_set_up_must_show_it(reviewer: Person) -> None:
    here, there = Client(), Client()
    sign_in(here, "li")
    sign_in(there, "li")
    set_up(here)
    assert here.get("/guarded/").status_code == 200
    led = there.get("/guarded/")
    assert led["Location"] == "/account/2fa/reauthenticate/?next=%2Fguarded%2F"
    (own,) = Authenticator.objects.filter(user=reviewer, type="totp")
    asked = {"code": code_of(own.data["secret"], step=1), "next": "/guarded/"}
    assert there.post(led["Location"], asked)["Location"] == "/guarded/"
    assert there.get("/guarded/").status_code == 200


def test_without_it_again_everything_is_closed_again(client: Client, reviewer: Person) -> None:
    with_factor(reviewer)
    sign_in(client, "li")
    give(client, code_of())
    assert client.get("/guarded/").status_code == 200
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert client.get("/guarded/")["Location"].startswith("/account/2fa/totp/activate/")


def test_a_clerk_works_without_it_unless_all_must(client: Client, clerk: Person) -> None:
    sign_in(client, "zhang")
    assert client.get("/guarded/").status_code == 200
    with override_settings(SECOND_FACTOR="all"):
        assert client.get("/guarded/")["Location"].startswith("/account/2fa/totp/activate/")


def test_where_it_is_left_to_everybody_a_reviewer_works_without(
    client: Client, reviewer: Person
) -> None:
    sign_in(client, "li")
    with override_settings(SECOND_FACTOR="optional"):
        assert client.get("/guarded/").status_code == 200


def test_one_who_becomes_a_reviewer_needs_it_from_the_next_request(
    client: Client, clerk: Person, region: Organisation
) -> None:
    sign_in(client, "zhang")
    assert client.get("/guarded/").status_code == 200
    clerk.memberships.create(organisation=region, role=Role.REVIEWER)
    assert client.get("/guarded/").status_code == 302


def test_who_is_not_signed_in_reads_what_is_open(client: Client) -> None:
    assert client.get("/rules/").status_code == 200
