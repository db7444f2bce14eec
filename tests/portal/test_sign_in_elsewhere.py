"""Signing in by OpenID Connect, with a small provider of our own that really answers."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.test import Client, override_settings

from disclosures.models import Membership, Person
from portal.environment import openid_connect

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.guarded")]

START, BACK = "/account/oidc/sso/login/", "/account/oidc/sso/login/callback/"


class Provider(ThreadingHTTPServer):
    """Says of everybody who comes what ``claims`` hold, and checks what the portal sends."""

    claims: dict[str, Any]
    others: dict[str, Any] | None = None
    challenge = ""
    broken = False

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def id_token(self) -> str:
        stated = {"iss": self.issuer, "aud": "mingzhang", "exp": time.time() + 60}
        return jwt.encode({**stated, "iat": time.time(), **self.claims}, "k" * 32, "HS256")


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        at = self.server.issuer
        if self.path == "/.well-known/openid-configuration":
            self._answer(
                {
                    "issuer": at,
                    "authorization_endpoint": f"{at}/authorize",
                    "token_endpoint": f"{at}/token",
                    "userinfo_endpoint": f"{at}/userinfo",
                    "jwks_uri": f"{at}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        else:
            assert self.headers["Authorization"] == "Bearer opened"
            self._answer(self.server.others or self.server.claims)

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        verifier = sent.get("code_verifier", [""])[0]
        digest = hashlib.sha256(verifier.encode()).digest()
        proven = base64.urlsafe_b64encode(digest).decode().rstrip("=") == self.server.challenge
        known = (sent["client_id"], sent["client_secret"]) == (["mingzhang"], ["told"])
        if self.server.broken or not (proven and known and sent["code"] == ["given"]):
            self._answer({"error": "invalid_grant"}, 400)
        else:
            token = {"access_token": "opened", "token_type": "Bearer"}
            self._answer({**token, "id_token": self.server.id_token()})

    def _answer(self, value: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = Provider(("127.0.0.1", 0), Answers)
    server.claims = {"sub": "u-1", "preferred_username": "zhang", "email": "zhang@example.cn"}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    known = openid_connect(
        issuer=server.issuer, client="mingzhang", secret="told", name="政务统一认证"
    )
    with override_settings(SOCIALACCOUNT_PROVIDERS=known):
        yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def zhang() -> Person:
    return Person.objects.create_user("zhang", "zhang@example.cn", name="张会计")


def through(provider: Provider, client: Client | None = None, then: str = "/guarded/") -> Any:
    """Out to the provider and back with its code; the portal's answer."""
    client = client or Client()
    out = client.get(START, {"next": then})
    assert out.status_code == 302
    asked = parse_qs(urlsplit(out["Location"]).query)
    assert asked["client_id"] == ["mingzhang"]
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]
    assert asked["code_challenge_method"] == ["S256"]
    provider.challenge = asked["code_challenge"][0]
    return client.get(BACK, {"code": "given", "state": asked["state"][0]})


def test_the_page_offers_it_only_where_it_is_configured(provider: Provider) -> None:
    assert "用政务统一认证登录" in Client().get("/account/login/").content.decode()
    with override_settings(SOCIALACCOUNT_PROVIDERS={}):
        assert "政务统一认证" not in Client().get("/account/login/").content.decode()
        assert Client().get(START).status_code == 404


def test_it_leads_back_to_the_page_that_was_asked_for(provider: Provider, zhang: Person) -> None:
    client = Client()
    page = client.get("/account/login/", {"next": "/guarded/?at=c1"}).content.decode()
    assert "/account/oidc/sso/login/?" in page
    assert "next=%2Fguarded%2F%3Fat%3Dc1" in page
    assert through(provider, client, "/guarded/?at=c1")["Location"] == "/guarded/?at=c1"
    assert client.get("/guarded/").content.decode() == "张会计"


@pytest.mark.parametrize(
    "claims",
    [
        {"preferred_username": "Zhang"},
        {"email": "ZHANG@example.cn"},
        {"email": "zhang@example.cn", "email_verified": True},
        {"preferred_username": "zhang", "email": "other@example.cn"},
    ],
)
def test_a_person_is_found_by_user_name_or_mail(
    provider: Provider, zhang: Person, claims: dict[str, Any]
) -> None:
    provider.claims = {"sub": "u-1", **claims}
    assert through(provider)["Location"] == "/guarded/"
    assert SocialAccount.objects.get().user == zhang


@pytest.mark.parametrize(
    "claims",
    [
        {"preferred_username": "li", "email": "li@example.cn"},
        {"preferred_username": ""},
        {"email": "zhang@example.cn", "email_verified": False},
        {"email": "zhang@example.cn", "email_verified": "yes"},
        {"name": "张会计"},
        {},
    ],
)
def test_who_is_not_found_gets_a_page_that_says_so_and_nothing_is_made(
    provider: Provider, zhang: Person, claims: dict[str, Any]
) -> None:
    provider.claims = {"sub": "u-1", **claims}
    client = Client()
    answer = through(provider, client)
    assert answer.status_code == 403
    assert "没有与它对应的账号" in answer.content.decode()
    assert client.get("/guarded/").status_code == 302
    assert (Person.objects.count(), SocialAccount.objects.count()) == (1, 0)


def test_two_people_who_match_are_told_from_each_other_by_nobody(
    provider: Provider, zhang: Person
) -> None:
    Person.objects.create_user("li", "zhang@example.cn", name="李审核")
    assert through(provider).status_code == 403


def test_afterwards_the_identity_counts_and_not_the_name(provider: Provider, zhang: Person) -> None:
    through(provider)
    Person.objects.create_user("li", "li@example.cn", name="李审核")
    provider.claims = {"sub": "u-1", "preferred_username": "li", "email": "li@example.cn"}
    client = Client()
    through(provider, client)
    assert client.get("/guarded/").content.decode() == "张会计"


def test_a_second_identity_by_the_same_name_does_not_take_the_account_over(
    provider: Provider, zhang: Person
) -> None:
    through(provider)
    provider.claims = {**provider.claims, "sub": "u-2"}
    assert through(provider).status_code == 403


def test_only_the_ways_of_finding_that_are_set_count(provider: Provider, zhang: Person) -> None:
    provider.claims = {"sub": "u-1", "email": "zhang@example.cn"}
    with override_settings(OIDC_MATCH=["username"]):
        assert through(provider).status_code == 403


def test_it_gives_nobody_a_role(provider: Provider, zhang: Person) -> None:
    provider.claims = {**provider.claims, "groups": ["administrators"], "role": "reviewer"}
    through(provider)
    assert not Membership.objects.exists()
    zhang.refresh_from_db()
    assert (zhang.is_staff, zhang.is_superuser) == (False, False)


def test_the_second_factor_is_asked_for_here_too(provider: Provider, zhang: Person) -> None:
    TOTP.activate(zhang, "JBSWY3DPEHPK3PXP")
    client = Client()
    assert through(provider, client)["Location"].startswith("/account/2fa/authenticate/")
    assert client.get("/guarded/").status_code == 302


def test_an_account_out_of_use_does_not_open(provider: Provider, zhang: Person) -> None:
    Person.objects.update(is_active=False)
    client = Client()
    assert through(provider, client)["Location"] == "/account/inactive/"
    assert client.get("/guarded/").status_code == 302


def test_an_answer_that_nobody_asked_for_is_refused(provider: Provider, zhang: Person) -> None:
    client = Client()
    answer = client.get(BACK, {"code": "given", "state": "made-up"})
    assert answer.status_code == 401
    assert "没有登录成功" in answer.content.decode()
    assert client.get("/guarded/").status_code == 302


def test_a_provider_that_fails_is_told_politely(provider: Provider, zhang: Person) -> None:
    provider.broken = True
    answer = through(provider)
    assert answer.status_code == 401
    assert "没有登录成功" in answer.content.decode()


def test_a_token_for_somebody_else_is_refused(provider: Provider, zhang: Person) -> None:
    provider.claims = {**provider.claims, "aud": "another-client"}
    assert through(provider).status_code == 401


def test_user_info_about_somebody_else_is_refused(provider: Provider, zhang: Person) -> None:
    client = Client()
    provider.others = {**provider.claims, "sub": "u-9"}
    assert through(provider, client)["Location"] == "/account/oidc/error/"
    assert client.get("/guarded/").status_code == 302
    assert not SocialAccount.objects.exists()


def test_one_is_not_led_to_another_site(provider: Provider, zhang: Person) -> None:
    answer = through(provider, then="https://evil.example/")
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith("//")
