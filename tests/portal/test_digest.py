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
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from disclosures import tasks
from disclosures.core.workflow import Role
from disclosures.models import Disclosure, Notice, Organisation, Person
from disclosures.notices import mail as sending
from disclosures.notices.mail import digest, send_round
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
        one.mail_after = one.mail_after and one.mail_after - by
        one.save(update_fields=["at", "mail_after"])


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
        "打开链接需要登录。不想收邮件，可在通知页面下方关闭。"
        "这是系统自动发送的邮件，请不要回复。\n"
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
        "<p><small>打开链接需要登录。不想收邮件，可在通知页面下方关闭。"
        "这是系统自动发送的邮件，请不要回复。</small></p>\n"
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


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}, {"mails": False}])
def test_who_cannot_be_reached_or_wants_none_gets_none(
    clerk: Person, change: dict[str, object]
) -> None:
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
    assert len(trouble.tried) == 1
    for pause in (1, 2, 4):
        tried = len(trouble.tried)
        later(minutes(pause - 0.5))
        send_round()
        assert len(trouble.tried) == tried
        later(minutes(0.5))
        send_round()
        assert len(trouble.tried) == tried + 1
    later(minutes(8))
    trouble.failure = None
    assert send_round() == 1
    assert subjects() == ["【明账】财政局2021年决算已提交，请审核"]
    assert Notice.objects.get().mailed_at is not None
    assert send_round() == 0


def test_no_pause_is_longer_than_the_longest(clerk: Person, trouble: type[Trouble]) -> None:
    notice(clerk, "x")
    Notice.objects.update(mail_tries=40)
    trouble.failure = ConnectionRefusedError()
    send_round()
    later(sending.LONGEST_PAUSE)
    trouble.failure = None
    assert send_round() == 1


def test_a_server_that_is_down_keeps_nobody_else_waiting(
    clerk: Person, trouble: type[Trouble]
) -> None:
    other = somebody("b", "李强", Role.CLERK, Organisation.objects.get(name="财政局"))
    notice(clerk, "x")
    notice(other, "y")
    trouble.failure = ConnectionRefusedError()
    send_round()
    assert trouble.tried == ["wangfang@example.org"]
    waiting = Notice.objects.get(person=other)
    assert (waiting.mail_after, waiting.mail_tries) == (None, 0)
    trouble.failure = None
    assert send_round() == 1
    assert [message.to for message in mail.outbox] == [["b@example.org"]]


def test_a_slow_server_does_not_hold_a_round_up(
    clerk: Person, trouble: type[Trouble], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock jumps while the first mail is sent; the claim of the second is given back."""
    notice(clerk, "x")
    notice(somebody("b", "李强", Role.CLERK, Organisation.objects.get(name="财政局")), "y")
    clock = timezone.now
    send = trouble.send_messages

    def slowly(self: Trouble, messages: list[EmailMultiAlternatives]) -> int:
        monkeypatch.setattr(timezone, "now", lambda: clock() + sending.ROUND)
        return send(self, messages)

    monkeypatch.setattr(trouble, "send_messages", slowly)
    assert send_round() == 1
    assert Notice.objects.get(mailed_at=None).mail_after is None


def test_a_mail_is_given_up_after_days(
    clerk: Person, trouble: type[Trouble], caplog: pytest.LogCaptureFixture
) -> None:
    notice(clerk, "x", 3 * 24 * 60 - 0.5)
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
    assert len(sending._claim()) == 1
    assert send_round() == 0
    later(sending.LEASE)
    assert send_round() == 1


@pytest.mark.parametrize("failure", [None, smtplib.SMTPRecipientsRefused({})])
def test_who_was_slower_than_the_claim_lasts_leaves_it_to_the_next_worker(
    clerk: Person,
    trouble: type[Trouble],
    monkeypatch: pytest.MonkeyPatch,
    failure: Exception | None,
) -> None:
    notice(clerk, "x")
    trouble.failure = failure
    theirs, send = timezone.now() + minutes(9), trouble.send_messages

    def while_another_takes_it(self: Trouble, messages: list[EmailMultiAlternatives]) -> int:
        Notice.objects.update(mail_after=theirs)
        return send(self, messages)

    monkeypatch.setattr(trouble, "send_messages", while_another_takes_it)
    send_round()
    found = Notice.objects.get()
    assert (found.mail_after, found.mail_tries, found.mailed_at) == (theirs, 0, None)


def crowd(count: int) -> None:
    """So many people, each with a notice that is due."""
    people = Person.objects.bulk_create(
        Person(username=f"p{n}", name=f"第{n}人", email=f"p{n}@example.org") for n in range(count)
    )
    Notice.objects.bulk_create(
        Notice(person=person, kind="approved", once="x", text="x") for person in people
    )
    Notice.objects.update(at=timezone.now() - minutes(20))


def test_a_mail_costs_one_query_and_a_batch_a_few(
    db: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    crowd(300)
    with django_assert_max_num_queries(300 + 7 * 4):
        assert send_round() == 300


def test_what_waits_is_found_by_its_index(db: None) -> None:
    crowd(30)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # of a small table it would read all
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = sending._due(timezone.now()).explain()
    assert "notice_unmailed" in plan


@pytest.mark.django_db(transaction=True)
def test_what_another_worker_left_does_not_go_out_before_its_time() -> None:
    clerk = somebody("wangfang", "王芳", Role.CLERK, plant()["财政局"])
    due = notice(clerk, "一")
    notice(clerk, "二", 1)
    found: list[object] = []

    def work() -> None:
        try:
            found.append(sending._claim())
        finally:
            connection.close()

    slower = Thread(target=work)
    with transaction.atomic():
        Notice.objects.filter(pk=due.pk).update(mail_after=timezone.now() + minutes(5))
        slower.start()
        slower.join(1)  # it waits for this transaction
    slower.join()
    assert found == [[]]


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_time_send_every_mail_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "BATCH", 2)
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
