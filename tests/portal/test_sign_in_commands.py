"""People from the command line: the first administrator, and ways back in."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.core.management import CommandError, call_command
from django.test import Client

from disclosures.models import JournalEntry, Membership, Organisation, Person

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.guarded")]

GOOD = "Qingming-2026-jiesuan"


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Any:
    def types(*words: str) -> None:
        given = iter(words)
        monkeypatch.setattr("getpass.getpass", lambda prompt: next(given))

    return types


@pytest.fixture
def region() -> Organisation:
    run("people", "region", "510500", "泸州市")
    return Organisation.objects.get()


@pytest.fixture
def first(region: Organisation, keyboard: Any) -> Person:
    keyboard(GOOD, GOOD)
    words = ("--name", "王管理", "--email", "wang@example.cn", "--role", "administrator")
    run("people", "add", "wang", *words, "--in", "510500")
    return Person.objects.get()


def opens(username: str, password: str = GOOD) -> bool:
    sent = {"login": username, "password": password}
    return bool(Client().post("/account/login/", sent).status_code == 302)


def test_an_empty_portal_gets_its_first_administrator(first: Person) -> None:
    assert opens("wang")
    (held,) = Membership.objects.all()
    assert str(held) == "泸州市 管理员 王管理"
    assert (first.is_staff, first.is_superuser) == (False, False)


def test_what_was_done_stands_in_the_journal_of_the_region_and_no_password(first: Person) -> None:
    told = [(e.action, e.who, e.after) for e in JournalEntry.objects.order_by("pk")]
    region = Organisation.objects.get()
    assert told == [
        ("change_orgs", "系统", {"code": "510500", "name": "泸州市"}),
        ("change_people", "系统", {"username": "wang", "roles": [["administrator", region.pk]]}),
        ("change_people", "系统", {"username": "wang", "password": "新设置"}),
    ]
    assert GOOD not in json.dumps([entry[2] for entry in told])


def test_a_made_password_is_shown_once_and_opens(first: Person) -> None:
    said = run("people", "password", "wang", "--generate")
    password = said.strip().rpartition("：")[2]
    assert len(password) == 14
    assert opens("wang", password)
    assert not opens("wang", GOOD)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ((GOOD, "other"), "两次输入的密码不同"),
        (("wang", "wang"), "密码"),
        (("", ""), "密码至少要有 10 个字符"),
    ],
)
def test_a_password_that_will_not_do_is_not_set(
    first: Person, keyboard: Any, typed: tuple[str, str], reason: str
) -> None:
    keyboard(*typed)
    with pytest.raises(CommandError, match=reason):
        run("people", "password", "wang")
    assert opens("wang")


def test_roles_come_and_go(first: Person) -> None:
    words = ("role", "wang", "--role", "reviewer", "--in", "泸州市")
    run("people", *words)
    run("people", *words)
    assert run("people", "list").splitlines() == [
        "wang  王管理  泸州市  管理员",
        "wang  王管理  泸州市  财政审核人",
    ]
    run("people", *words, "--remove")
    assert "财政审核人" not in run("people", "list", "--in", "510500")
    with pytest.raises(CommandError, match="此人没有这个任职"):
        run("people", *words, "--remove")


def test_an_account_out_of_use_does_not_open_until_it_is_back(first: Person) -> None:
    client = Client()
    client.post("/account/login/", {"login": "wang", "password": GOOD})
    run("people", "stop", "wang")
    assert client.get("/guarded/").status_code == 302
    assert "停用" in run("people", "list")
    run("people", "start", "wang")
    assert client.get("/guarded/").status_code == 200


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("password", "nobody"), "没有用户名为“nobody”的人员"),
        (("role", "wang", "--role", "clerk", "--in", "510500"), "填报人不能设在地区"),
        (("role", "wang", "--role", "clerk", "--in", "甲县"), "没有编码或名称为“甲县”的组织"),
        (("region", "510500", "泸州市"), "已经有编码为 510500 的地区"),
        (
            ("add", "Wang", "--name", "又一个", "--role", "observer", "--in", "510500"),
            "已有人使用",
        ),
        (("add", "li", "--name", "", "--role", "observer", "--in", "510500"), "不能为空|必填"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_done(
    first: Person, words: tuple[str, ...], reason: str
) -> None:
    before = JournalEntry.objects.count()
    with pytest.raises(CommandError, match=reason):
        run("people", *words)
    assert (Person.objects.count(), Membership.objects.count()) == (1, 1)
    assert JournalEntry.objects.count() == before


def test_a_lock_is_opened(first: Person) -> None:
    for _ in range(5):
        opens("wang@example.cn", "wrong")
    assert not opens("wang")
    assert run("sign_in", "unlock", "wang") == "王管理（wang）：已解除因多次失败的锁定\n"
    assert opens("wang")


def test_a_lost_phone_is_forgotten_and_a_wrong_link_is_cut(first: Person) -> None:
    TOTP.activate(first, "JBSWY3DPEHPK3PXP")
    SocialAccount.objects.create(user=first, provider="sso", uid="u-1")
    run("sign_in", "reset-second-factor", "wang")
    run("sign_in", "part", "wang")
    assert (Authenticator.objects.count(), SocialAccount.objects.count()) == (0, 0)
    assert JournalEntry.objects.first().after["sign_in"] == "与统一身份认证的身份分开"  # type: ignore[union-attr]
    with pytest.raises(CommandError, match="没有用户名为"):
        run("sign_in", "unlock", "nobody")
