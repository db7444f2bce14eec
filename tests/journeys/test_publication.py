"""From approval to the page that everybody reads, with a real worker: published, corrected at a
set time, withdrawn; every public page at both widths.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from disclosures.actions import write
from disclosures.actions.writing import Piece
from disclosures.core.narrative import Wrote
from disclosures.core.workflow import State
from disclosures.models import Disclosure, Job, JournalEntry, Person, Publication, Writing
from tests.journeys.conftest import Worker, imported, look_at, sign_in, wait_for
from tests.journeys.everyone import usable
from tests.portal.course import approved, checked, now, submitted
from tests.portal.people import Crew, actor, crew_of

pytestmark = pytest.mark.journey

WIDTHS = (1440, 390)


class Office:
    """People of the office, and the public, at one browser."""

    def __init__(self, browser: Chrome, server: LiveServer, disclosure: Disclosure) -> None:
        self.browser, self.server, self.disclosure = browser, server, disclosure

    def opens(self, person: Person, route: str) -> None:
        sign_in(self.browser, self.server, person)
        self.browser.get(self.server.url + reverse(route, args=[self.disclosure.pk]))

    def types(self, name: str, text: str) -> None:
        self.browser.find_element(By.NAME, name).send_keys(text)

    def presses(self, css: str, *, until: str) -> None:
        self.browser.find_element(By.CSS_SELECTOR, css).click()
        wait_for(lambda: until in self.text(), 60, self.text)

    def text(self) -> str:
        try:
            return self.browser.find_element(By.TAG_NAME, "main").text
        except WebDriverException:  # another page is coming
            return ""

    def stranger_reads(self, address: str, *said: str) -> None:
        """The page at both widths, without a session; everyone can use it."""
        self.browser.delete_all_cookies()
        for width in WIDTHS:
            look_at(self.browser, width)
            self.browser.get(self.server.url + address)
            for words in said:
                assert words in self.text(), (address, words, self.text()[:2000])
            usable(self.browser, (address, width))
        look_at(self.browser, WIDTHS[0])

    def page(self, number: int, route: str = "publication", *more: object) -> str:
        found = Publication.objects.get(disclosure=self.disclosure, number=number)
        return reverse(route, args=[found.pk, *more])


def test_from_approval_to_what_everybody_reads(
    browser: Chrome, live_server: LiveServer, worker: Worker
) -> None:
    browser.set_script_timeout(120)
    disclosure = checked(imported("luzhou-2020-final.xlsx"))
    crew = crew_of(disclosure)
    office = Office(browser, live_server, disclosure)
    office.stranger_reads(reverse("public"), "还没有公开的预决算")
    submitted(disclosure, crew)
    approve_and_publish(office, crew)
    files_can_be_had_and_checked(office, worker)
    correct_at_a_set_time(office, crew, worker)
    the_old_one_says_what_was_corrected(office)
    withdraw(office, crew)
    told = JournalEntry.objects.filter(action__in=("approve", "publish", "correct", "withdraw"))
    assert [(deed.who, deed.action, deed.place == "定时公开") for deed in reversed(told)] == [
        ("张敏", "approve", False),
        ("张敏", "publish", False),
        ("王芳", "correct", False),
        ("张敏", "approve", False),
        ("张敏", "publish", True),
        ("张敏", "withdraw", False),
    ]


def approve_and_publish(office: Office, crew: Crew) -> None:
    office.opens(crew.reviewer, "review")
    office.presses('form[action$="/approve/"] button', until="已通过：")
    office.opens(crew.reviewer, "publish")
    for width in WIDTHS:
        look_at(office.browser, width)
        usable(office.browser, ("publish", width))
    office.presses("form.confirm button", until="已公开。")
    office.stranger_reads(reverse("public"), office.disclosure.organisation.name)
    office.stranger_reads(office.page(1), "第1版", "版本与校验")


def files_can_be_had_and_checked(office: Office, worker: Worker) -> None:
    jobs = Job.objects.filter(publication__number=1)
    wait_for(lambda: jobs.get().state == Job.State.DONE, 400, worker.log)
    office.stranger_reads(office.page(1), "PDF 文档")
    for file in jobs.get().renditions.all():
        url = office.server.url + office.page(1, "publication-file", file.kind)
        assert hashlib.sha256(urlopen(url).read()).hexdigest() == file.sha256, file.kind
    frozen = Publication.objects.get(number=1)
    text = urlopen(office.server.url + office.page(1, "publication-json")).read()
    assert hashlib.sha256(text).hexdigest() == frozen.sha256


def correct_at_a_set_time(office: Office, crew: Crew, worker: Worker) -> None:
    office.opens(crew.clerk, "correct")
    usable(office.browser, "correct")
    office.types("what", "主要职能的表述")
    office.types("why", "机构改革后职能已调整")
    office.presses("form.confirm button", until="开始更正。")
    text = Writing.objects.filter(disclosure=office.disclosure, kind="text").order_by("key")[0]
    piece = Piece(Wrote.TEXT, text.key, text.text, text.text + "\n另按机构改革方案调整职能。")
    write(disclosure=now(office.disclosure), pieces=[piece], by=actor(crew.clerk))
    here = approved(checked(office.disclosure), crew)
    office.opens(crew.reviewer, "schedule")
    usable(office.browser, "schedule")
    at = timezone.localtime() + timedelta(hours=1)
    office.browser.execute_script(
        "document.getElementById('at').value = arguments[0]", at.strftime("%Y-%m-%dT%H:%M")
    )
    office.presses("form.confirm button", until="已定时公开。")
    Disclosure.objects.filter(pk=here.pk).update(publish_at=timezone.now())
    wait_for(lambda: now(here).state == State.PUBLISHED, 90, worker.log)


def the_old_one_says_what_was_corrected(office: Office) -> None:
    office.stranger_reads(office.page(1), "这一版已被第2版更正", "机构改革后职能已调整")
    office.stranger_reads(office.page(2), "本版更正了什么", "主要职能的表述")
    office.stranger_reads(office.page(2, "publication-changes"), "另按机构改革方案调整职能")


def withdraw(office: Office, crew: Crew) -> None:
    office.opens(crew.reviewer, "withdraw")
    usable(office.browser, "withdraw")
    office.types("why", "含不宜公开的内容")
    office.presses("form.confirm button", until="已撤回公开。")
    for number in (1, 2):
        office.stranger_reads(office.page(number), "这一版已经撤回", "含不宜公开的内容")
        with pytest.raises(HTTPError) as gone:
            urlopen(office.server.url + office.page(number, "publication-json"))
        assert gone.value.code == 410
    office.stranger_reads(reverse("public"), "还没有公开的预决算")
