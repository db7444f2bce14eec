"""A returned disclosure reaches its clerk: in the portal, by mail, and through the journal."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from disclosures.actions import Seen, remark, return_
from disclosures.models import Disclosure, Notice, Person
from disclosures.notices.mail import LEASE
from tests.journeys.conftest import (
    Worker,
    database_url,
    imported,
    look_at,
    sign_in,
    wait_for,
)
from tests.journeys.everyone import usable, violations
from tests.portal.course import now, submitted
from tests.portal.people import Crew, actor, crew_of

pytestmark = pytest.mark.journey


def remarked(disclosure: Disclosure, crew: Crew) -> Disclosure:
    """Submitted, and returned with a remark."""
    here = submitted(disclosure, crew)
    by = actor(crew.reviewer)
    said = {"at": "", "subject": "整份材料", "shown": "", "text": "请补充人员说明"}
    remark(disclosure=here, by=by, **said)
    return_(disclosure=here, seen=Seen.of(here), why="请补充人员说明", by=by)
    return now(here)


def test_a_returned_disclosure_tells_its_clerk(browser: Chrome, live_server: LiveServer) -> None:
    disclosure = imported("luzhou-2020-final.xlsx")
    crew = crew_of(disclosure)
    sign_in(browser, live_server, crew.clerk)
    browser.get(live_server.url + reverse("listing"))
    assert not browser.find_elements(By.CSS_SELECTOR, ".badge")
    remarked(disclosure, crew)
    browser.refresh()
    badge = browser.find_element(By.CSS_SELECTOR, ".badge")
    assert badge.text.split() == ["3", "条未读"]
    badge.click()
    newest = browser.find_element(By.CSS_SELECTOR, ".notices li")
    assert "被张敏退回，请修改后重新报送\n原因：请补充人员说明" in newest.text
    newest.find_element(By.TAG_NAME, "a").click()
    wait_for(lambda: browser.current_url.endswith(reverse("remarks", args=[disclosure.pk])))
    assert "请补充人员说明" in browser.find_element(By.TAG_NAME, "main").text
    assert browser.find_element(By.CSS_SELECTOR, ".badge").text.split()[0] == "2"
    browser.get(live_server.url + reverse("notices"))
    browser.find_element(By.CSS_SELECTOR, ".heading button").click()
    wait_for(lambda: not browser.find_elements(By.CSS_SELECTOR, ".badge"))
    assert not Notice.objects.filter(person=crew.clerk, seen_at=None).exists()


@pytest.fixture
def short_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that start after this let notices wait for two seconds."""
    monkeypatch.setenv("MINGZHANG_DIGEST", "2")


def test_a_worker_mails_everybody_once(short_digest: None, worker: Worker) -> None:
    worker.kill()
    disclosure = imported("luzhou-2020-final.xlsx")
    crew = crew_of(disclosure)
    folder = Path(settings.EMAIL_FILE_PATH)
    before = set(folder.glob("*"))
    remarked(disclosure, crew)

    def mails() -> str:
        return "\n".join(path.read_text("utf-8") for path in set(folder.glob("*")) - before)

    worker.start()
    everybody = (crew.clerk, crew.signatory, crew.reviewer)
    wait_for(lambda: all(p.email in mails() for p in everybody), log=worker.log)
    told = Notice.objects.filter(mailed_at__lte=timezone.now())
    wait_for(lambda: told.count() == Notice.objects.count(), log=worker.log)
    time.sleep(5)  # two more rounds, in which nothing goes out
    assert [mails().count(f"To: {person.email}\n") for person in everybody] == [1, 1, 1]
    for notice in told:
        assert mails().count(f"   http://localhost:8000/notices/{notice.pk}/\n") == 1


SENDING = """
import django
django.setup()
from disclosures.notices.mail import send_round
print(send_round())
"""


def sending(mails: Path, halt: str) -> subprocess.Popen[str]:
    """A process that sends what is due, with a server that halts."""
    here = {"DATABASE_URL": database_url(), "MAILS": str(mails), "HALT": halt}
    return subprocess.Popen(
        [sys.executable, "-c", SENDING],
        env={**os.environ, **here, "DJANGO_SETTINGS_MODULE": "tests.journeys.halting_settings"},
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(("halt", "twice"), [("before", 0), ("after", 1)])
def test_a_process_that_is_killed_while_it_sends_loses_no_mail(
    transactional_db: None, tmp_path: Path, halt: str, twice: int
) -> None:
    """Twice goes at most the mail that the server had and the database not yet: the same one."""
    people = Person.objects.bulk_create(
        Person(username=f"p{n}", name=f"第{n}人", email=f"p{n}@example.org") for n in range(8)
    )
    Notice.objects.bulk_create(
        Notice(person=person, kind="returned", once="x", text="x") for person in people
    )
    mails = tmp_path / "mails"
    mails.touch()
    dying = sending(mails, halt)
    assert dying.stdout is not None
    assert dying.stdout.readline() == "halted\n"
    dying.kill()
    dying.wait()
    assert Notice.objects.filter(mailed_at=None).count() == 6

    assert sending(mails, "never").communicate()[0] == "0\n"
    Notice.objects.update(mail_after=F("mail_after") - LEASE)  # the claim lapses
    assert sending(mails, "never").communicate()[0] == "6\n"
    assert sending(mails, "never").communicate()[0] == "0\n"
    sent = mails.read_text().splitlines()
    assert {line.split()[0] for line in sent} == {person.email for person in people}
    assert (len(set(sent)), len(sent)) == (8, 8 + twice)
    assert not Notice.objects.filter(mailed_at=None).exists()


@pytest.mark.parametrize("width", [1440, 390])
def test_notices_and_the_journal_can_be_read_by_everyone(
    browser: Chrome, live_server: LiveServer, width: int
) -> None:
    disclosure = imported("luzhou-2020-final.xlsx")
    crew = crew_of(disclosure)
    browser.set_script_timeout(120)
    look_at(browser, width)
    sign_in(browser, live_server, crew.clerk)
    empty = reverse("notices")
    journal = reverse("journal", args=[disclosure.pk])
    seen = [empty, journal]
    browser.get(live_server.url + empty)
    assert "还没有通知" in browser.find_element(By.TAG_NAME, "main").text
    assert violations(browser) == []
    remarked(disclosure, crew)
    seen += [f"{empty}?unread=1", f"{journal}?action=sign", f"{journal}?day=2000-01-01"]
    for page in seen:
        browser.get(live_server.url + page)
        usable(browser, page)
