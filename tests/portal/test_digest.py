"""Mails: one for each person, when there was quiet, once, and again after a failure."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils import timezone

from disclosures import tasks
from disclosures.core.workflow import Role
from disclosures.models import Disclosure, Notice, Organisation, Person
from disclosures.notices.mail import AHEAD, digest, send_round
from tests.factories import small_disclosure
from tests.portal.people import somebody
from tests.portal.tree import plant

pytestmark = pytest.mark.django_db


class Trouble(EmailBackend):
    """A mail server that refuses as long as ``failure`` is set."""

    failure: Exception | None = None
    tried: list[str] = []

    def send_messages(self, messages: list[EmailMultiAlternatives]) -> int:
        type(self).tried += [address for message in messages for address in message.to]
        if self.failure:
            raise self.failure
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def _settings(settings: object) -> None:
    settings.PORTAL_URL = "https://portal.example.cn"  # type: ignore[attr-defined]


@pytest.fixture
def trouble(settings: object) -> Iterator[type[Trouble]]:
    settings.EMAIL_BACKEND = f"{__name__}.Trouble"  # type: ignore[attr-defined]
    Trouble.failure, Trouble.tried = None, []
    yield Trouble
    Trouble.failure = None


@pytest.fixture
def clerk() -> Person:
    return somebody("wangfang", "王芳", Role.CLERK, plant()["财政局"])


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def notice(person: Person, text: str, age: float = 20, kind: str = "approved") -> Notice:
    """A notice so many minutes old."""
    made = Notice.objects.create(person=person, kind=kind, once=f"{text}/{age}", text=text)
    Notice.objects.filter(pk=made.pk).update(at=timezone.now() - minutes(age))
    made.refresh_from_db()
    return made


def later(by: timedelta) -> None:
    """Let time pass for all notices."""
    for one in Notice.objects.all():
        one.at -= by
        one.mailed_at = one.mailed_at and one.mailed_at - by
        one.save(update_fields=["at", "mailed_at"])


def subjects() -> list[str]:
    return [message.subject for message in mail.outbox]


def test_one_mail_gathers_what_happened(clerk: Person) -> None:
    first = notice(clerk, "财政局2021年决算被张敏退回，请修改后重新报送\n原因：差 1,234.56 元")
    second = notice(clerk, "财政局2021年决算有 2 条新批注\n张敏：<合计> 16.00 有误", 1)
    assert send_round() == 1
    (sent,) = mail.outbox
    assert (sent.subject, sent.to) == ("【明账】您有 2 条新通知", ["wangfang@example.org"])
    times = [timezone.localtime(n.at).strftime("%-m月%-d日 %H:%M") for n in (first, second)]
    assert sent.body == (
        "王芳，您好：\n\n"
        "您在“明账”部门预决算公开系统有 2 条新通知：\n\n"
        "1. 财政局2021年决算被张敏退回，请修改后重新报送\n"
        f"   {times[0]}\n"
        f"   https://portal.example.cn/notices/{first.pk}/\n\n"
        "2. 财政局2021年决算有 2 条新批注\n"
        f"   {times[1]}\n"
        f"   https://portal.example.cn/notices/{second.pk}/\n\n"
        "全部通知：https://portal.example.cn/notices/\n\n"
        "打开链接需要登录。这是系统自动发送的邮件，请不要回复。\n"
    )
    assert send_round() == 0


def test_the_same_as_html_with_everything_escaped(clerk: Person) -> None:
    one = notice(clerk, "<b>财政局</b>2021年决算已提交，请审核")
    made = digest(clerk, [one])
    ((html, kind),) = made.alternatives
    at = timezone.localtime(one.at).strftime("%-m月%-d日 %H:%M")
    assert kind == "text/html"
    assert html == (
        '<!doctype html>\n<html lang="zh-CN">\n'
        '<head><meta charset="utf-8"><title>明账</title></head>\n<body>\n'
        "<p>王芳，您好：</p>\n<p>您在“明账”部门预决算公开系统有 1 条新通知：</p>\n<ol>\n"
        f'<li><a href="https://portal.example.cn/notices/{one.pk}/">'
        "&lt;b&gt;财政局&lt;/b&gt;2021年决算已提交，请审核</a>"
        f"<br><small>{at}</small></li>\n</ol>\n"
        '<p><a href="https://portal.example.cn/notices/">全部通知</a></p>\n'
        "<p><small>打开链接需要登录。这是系统自动发送的邮件，请不要回复。</small></p>\n"
        "</body>\n</html>\n"
    )
    assert made.message()["Message-ID"] == f"<notices.{one.pk}.{one.pk}.1@portal.example.cn>"
    assert made.message()["Auto-Submitted"] == "auto-generated"
    assert made.subject == "【明账】<b>财政局</b>2021年决算已提交，请审核"


def test_many_notices_are_cut_short(clerk: Person) -> None:
    for n in range(25):
        notice(clerk, f"第{n}条", 30 - n)
    send_round()
    (sent,) = mail.outbox
    assert "20. 第19条" in sent.body
    assert "第20条" not in sent.body
    assert "\n另有 5 条，请登录后查看。\n" in sent.body
    assert not Notice.objects.filter(mailed_at=None).exists()


@pytest.mark.parametrize(
    ("kind", "once", "age", "sent"),
    [
        ("approved", "x", 14, 0),
        ("approved", "x", 16, 1),
        ("returned", "x", 0, 1),
        ("deadline_near", "deadline/1/20220820/1", 0, 1),
        ("deadline_near", "deadline/1/20220820/3", 0, 0),
        ("approved", "x", 3 * 24 * 60 + 1, 0),
    ],
)
def test_mails_wait_for_quiet_unless_it_cannot_wait(
    clerk: Person, kind: str, once: str, age: float, sent: int
) -> None:
    made = notice(clerk, "x", age, kind)
    Notice.objects.filter(pk=made.pk).update(once=once)
    tasks.send_mails()
    assert len(mail.outbox) == sent


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}])
def test_who_cannot_be_reached_gets_none(clerk: Person, change: dict[str, object]) -> None:
    notice(clerk, "x")
    Person.objects.filter(pk=clerk.pk).update(**change)
    assert send_round() == 0
    assert Notice.objects.get().mailed_at is None


def test_what_was_read_in_the_portal_is_not_mailed(clerk: Person) -> None:
    notice(clerk, "读过的")
    Notice.objects.update(seen_at=timezone.now())
    assert send_round() == 0


def test_an_address_that_is_refused_does_not_keep_others_waiting(
    clerk: Person, trouble: type[Trouble], caplog: pytest.LogCaptureFixture
) -> None:
    other = somebody("b", "李强", Role.CLERK, Organisation.objects.get(name="财政局"))
    notice(clerk, "x")
    notice(other, "y")
    trouble.failure = smtplib.SMTPRecipientsRefused({})
    assert send_round() == 0
    assert trouble.tried == ["wangfang@example.org", "b@example.org"]
    assert f"a mail to person {clerk.pk} is tried again later" in caplog.text


def test_a_server_that_is_down_ends_the_round_and_pauses_grow(
    clerk: Person, trouble: type[Trouble], caplog: pytest.LogCaptureFixture
) -> None:
    notice(clerk, "财政局2021年决算已提交，请审核", 16)
    trouble.failure = ConnectionRefusedError()
    send_round()
    assert "mail server out of reach" in caplog.text
    send_round()
    later(minutes(15))
    send_round()
    assert len(trouble.tried) == 1
    later(minutes(2))
    send_round()
    assert len(trouble.tried) == 2
    later(minutes(31))
    send_round()
    assert len(trouble.tried) == 2
    later(minutes(3))
    trouble.failure = None
    assert send_round() == 1
    assert subjects() == ["【明账】财政局2021年决算已提交，请审核"]
    assert Notice.objects.get().mailed_at <= timezone.now()
    assert send_round() == 0


def test_a_mail_is_given_up_after_days(
    clerk: Person, trouble: type[Trouble], caplog: pytest.LogCaptureFixture
) -> None:
    notice(clerk, "x", 2 * 24 * 60)
    trouble.failure = smtplib.SMTPRecipientsRefused({})
    with caplog.at_level(logging.ERROR):
        send_round()
    assert f"a mail to person {clerk.pk} is given up" in caplog.text
    trouble.failure = None
    for _ in range(4):
        later(timedelta(days=1))
        assert send_round() == 0


def test_a_worker_that_died_while_sending_is_made_up_for(clerk: Person) -> None:
    notice(clerk, "x")
    Notice.objects.update(mailed_at=timezone.now() + AHEAD + minutes(5))
    assert send_round() == 0
    later(minutes(6))
    assert send_round() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_every_mail_once() -> None:
    disclosure: Disclosure = small_disclosure()
    own = disclosure.organisation
    people = [somebody(f"p{n}", f"第{n}人", Role.CLERK, own) for n in range(12)]
    for person in people:
        notice(person, "一")
        notice(person, "二")
    start, counts = Barrier(3), []

    def work() -> None:
        start.wait()
        try:
            counts.append(send_round())
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 12
    assert sorted(address for m in mail.outbox for address in m.to) == sorted(
        person.email for person in people
    )
    assert {message.subject for message in mail.outbox} == {"【明账】您有 2 条新通知"}
