"""The whole way of a disclosure, by the keyboard alone: three faults in a workbook, each found by
its link and mended, signed, returned with a remark, answered, corrected, signed again, approved.

A file is chosen by its path: no script can work the system's own window for that.
"""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By

from disclosures.actions import SYSTEM, open_season
from disclosures.assemble import book_of
from disclosures.core.compare import compare
from disclosures.core.workflow import State
from disclosures.models import (
    Disclosure,
    ExpenditureRow,
    JournalEntry,
    Notice,
    Organisation,
    Person,
    Remark,
    Season,
    Signature,
    SourceFile,
)
from disclosures.pipeline import take_in
from disclosures.versions import content_at
from tests.journeys.conftest import Worker, sign_in, wait_for
from tests.journeys.hands import press
from tests.portal.people import Crew, crew_of

pytestmark = pytest.mark.journey

EXAMPLE = Path(settings.BASE_DIR, "examples", "luzhou-2020-final.xlsx")
#: Sheet, cell, what is planted: money of the wrong fund twice, income of the wrong kind.
PLANTED = (
    ("支出", "C8", "政府性基金预算"),
    ("支出", "C40", "国有资本经营预算"),
    ("收入", "C5", "其他收入"),
)
#: The rows of the ledger that the first two become.
FUND_ROW, CAPITAL_ROW = 6, 38
#: The cell of 财政拨款收入支出决算总表 to which the third is followed.
INCOME = "fiscal/income.gp/in.amt"


def spoilt(folder: Path) -> Path:
    book = openpyxl.load_workbook(EXAMPLE)
    for sheet, cell, wrong in PLANTED:
        book[sheet][cell].value = wrong
    path = folder / "填报.xlsx"
    book.save(path)
    return path


@pytest.fixture
def disclosure(transactional_db: None) -> Disclosure:
    """What the bureau has asked for: nothing is entered yet."""
    region = Organisation.objects.create(name="泸州市", code="5105", level="region")
    own = Organisation.objects.create(name="泸州市人力资源和社会保障局", code="305", parent=region)
    season = Season(
        region=region,
        year=2020,
        kind="final",
        form_set="sichuan-final-2020",
        opens_on=date(2021, 7, 1),
        deadline=date(2021, 8, 20),
        publish_by=date(2021, 9, 20),
    )
    open_season(season=season, organisations=[own], by=SYSTEM)
    return Disclosure.objects.select_related("organisation__parent").get()


class Hands:
    """Somebody at a keyboard."""

    def __init__(self, browser: Chrome, server: LiveServer, disclosure: Disclosure) -> None:
        self.browser, self.server, self.disclosure = browser, server, disclosure

    def sit_down(self, person: Person) -> None:
        """Sign in, at the desk."""
        sign_in(self.browser, self.server, person)
        self.browser.get(self.server.url + reverse("desk"))

    def press(self, *keys: str) -> None:
        press(self.browser, *keys)

    def tab_to(self, css: str, most: int = 150) -> None:
        """Walk with the Tab key to what the selector means."""
        matches = "return document.activeElement.matches(arguments[0])"
        in_grid = "return document.getElementById('grid')?.contains(document.activeElement)"
        for _ in range(most):
            if self.browser.execute_script(in_grid):
                self.press(Keys.ESCAPE)  # in the grid the Tab key goes from cell to cell
            self.press(Keys.TAB)
            if self.browser.execute_script(matches, css):
                return
        raise AssertionError(f"{css} was not reached with {most} tabs on {self.text()}")

    def follow(self, css: str, *, until: str, most: int = 150) -> None:
        """Go to a link or button, press Enter, wait for words of the next page."""
        self.tab_to(css, most)
        self.press(Keys.ENTER)
        self.reads(until)

    def go(self, route: str, *, until: str) -> None:
        """A page of the disclosure, by its place in the bar."""
        self.follow(f'nav.rooms a[href="{self.path(route)}"]', until=until)

    def path(self, route: str, *more: object) -> str:
        return reverse(route, args=[self.disclosure.pk, *more])

    def reads(self, words: str) -> None:
        wait_for(lambda: words in self.text(), 90, lambda: f"no “{words}” in: {self.text()}")

    def text(self) -> str:
        try:
            return self.browser.find_element(By.TAG_NAME, "main").text
        except WebDriverException:  # another page is coming
            return ""

    def now(self) -> Disclosure:
        return Disclosure.objects.select_related("organisation").get(pk=self.disclosure.pk)

    def bring(self, file: Path) -> None:
        """Choose a workbook and look at the preview."""
        self.browser.find_element(By.ID, "file").send_keys(str(file))
        self.follow("form.upload button", until="改动明细")

    def mend(self, row: int, fund: str) -> None:
        """From a finding beside the grid to its row; the fund is put right."""
        wait_for(lambda: self.browser.find_elements(By.CSS_SELECTOR, f'a[data-row="{row}"]'), 90)
        self.tab_to(f'#findings-list a[data-row="{row}"]')
        self.press(Keys.ENTER)
        wait_for(lambda: f"第 {row} 行" in self.where())
        for _ in range(12):
            if f"第 {row} 行 资金：" in self.where():
                break
            self.press(Keys.ARROW_LEFT)
        self.press(fund, Keys.ENTER)
        rows = ExpenditureRow.objects.filter(disclosure=self.disclosure, position=row)
        wait_for(lambda: rows.get().fund == "gp", 90, self.where)
        wait_for(lambda: not self.browser.find_elements(By.CSS_SELECTOR, f'a[data-row="{row}"]'))

    def where(self) -> str:
        found = self.browser.find_elements(By.ID, "where")
        return found[0].text if found else ""

    def sign(self) -> None:
        self.follow(f'a.first[href="{self.path("sign")}"]', until="以上内容的 SHA-256")
        self.tab_to("#secrecy", most=300)
        self.press(Keys.SPACE)
        self.follow("#sign button", until="签署第")

    def submit(self) -> None:
        self.follow(f'a.first[href="{self.path("submit")}"]', until="提交")
        self.follow(".confirm button", until="待财政审核")


def checked(hands: Hands, worker: Worker) -> None:
    """The worker has counted the findings of what stands now."""
    wait_for(lambda: hands.now().checked, log=worker.log)


def test_from_a_spoilt_workbook_to_approval(
    browser: Chrome,
    live_server: LiveServer,
    worker: Worker,
    disclosure: Disclosure,
    tmp_path: Path,
) -> None:
    hands, crew = Hands(browser, live_server, disclosure), crew_of(disclosure)
    file = spoilt(tmp_path)
    enter(hands, crew, file)
    find_by_links(hands)
    mend_two_in_the_grid(hands)
    mend_one_by_workbook(hands, tmp_path)
    checked(hands, worker)
    sign_and_submit(hands, crew)
    pin_and_return(hands, crew)
    answer_and_correct(hands, crew, worker)
    settle_and_approve(hands, crew)
    as_it_should_be(hands, file)


def enter(hands: Hands, crew: Crew, file: Path) -> None:
    hands.sit_down(crew.clerk)
    hands.follow(f'a[href="{hands.path("import")}"]', until="上传并预览")
    hands.bring(file)
    assert hands.now().version == 0
    hands.follow('form[data-busy="正在导入…"] button', until="已导入工作簿")
    assert hands.now().version == 1


def find_by_links(hands: Hands) -> None:
    """Each planted fault is behind a link of a finding."""
    hands.follow('.counts a[href*="findings"]', until="全部校验结果")
    for role in ("fund", "capital"):
        assert hands.browser.find_elements(By.CSS_SELECTOR, f'a[data-at^="{role}/total/"]'), role
    hands.tab_to(f'.findings a[data-at="{INCOME}"]')
    hands.press(Keys.ENTER)
    hands.reads("由以下基础数据构成")
    origin = hands.browser.find_element(By.ID, "origin").text
    assert "一般公共预算财政拨款" in origin
    assert "2059999" not in origin  # that one is planted elsewhere, and so it is missed here


def mend_two_in_the_grid(hands: Hands) -> None:
    hands.go("ledgers", until="共 160 行")
    hands.mend(FUND_ROW, "一般公共预算")
    hands.mend(CAPITAL_ROW, "一般公共预算")
    assert hands.now().version == 3


def mend_one_by_workbook(hands: Hands, folder: Path) -> None:
    """The workbook as it stands now is put right and brought back: one row changes."""
    from disclosures.render.facts_xlsx import facts_xlsx

    path = folder / "更正.xlsx"
    path.write_bytes(facts_xlsx(book_of(hands.now()).facts))
    book = openpyxl.load_workbook(path)
    sheet = book["收入"]
    wrong = [row for row in sheet.iter_rows() if any(cell.value == "其他收入" for cell in row)]
    assert len(wrong) == 1
    for cell in wrong[0]:
        if cell.value == "其他收入":
            cell.value = "一般公共预算财政拨款"
    book.save(path)
    hands.browser.get(hands.server.url + hands.path("import"))
    hands.bring(path)
    assert "其他收入" in hands.text()
    hands.follow('form[data-busy="正在导入…"] button', until="已导入工作簿")
    assert not book_of(hands.now()).has_errors


def sign_and_submit(hands: Hands, crew: Crew) -> None:
    hands.sit_down(crew.signatory)
    hands.sign()
    hands.sit_down(crew.clerk)
    hands.submit()
    assert hands.now().state == State.SUBMITTED


def pin_and_return(hands: Hands, crew: Crew) -> None:
    hands.sit_down(crew.reviewer)
    hands.follow(f'a.first[href="{hands.path("review")}"]', until="办理")
    hands.browser.get(hands.server.url + hands.path("table", "general") + "?at=general/total/c1")
    hands.tab_to('#origin textarea[name="text"]')
    hands.press("请核对水费", Keys.TAB, Keys.ENTER)
    wait_for(lambda: Remark.objects.exists())
    hands.browser.get(hands.server.url + hands.path("review"))
    decide(hands, 'textarea[name="why"]')
    hands.press("水费与上年差距较大", Keys.TAB, Keys.ENTER)
    hands.reads("已退回")
    assert hands.now().state == State.RETURNED


def decide(hands: Hands, css: str) -> None:
    """Skip what is read, to where it is decided."""
    hands.tab_to('a[href="#decide"]')
    hands.press(Keys.ENTER)
    hands.tab_to(css)


def answer_and_correct(hands: Hands, crew: Crew, worker: Worker) -> None:
    hands.sit_down(crew.clerk)
    assert Notice.objects.filter(person=crew.clerk, kind="returned").exists()
    hands.browser.get(hands.server.url + hands.path("remarks"))
    hands.reads("水费与上年差距较大")
    hands.tab_to("details.write summary")
    hands.press(Keys.ENTER)
    hands.tab_to('details.write textarea[name="text"]')
    hands.press("已更正为 0.21 万元", Keys.TAB, Keys.ENTER)
    hands.reads("已更正为 0.21 万元")
    correct(hands)
    checked(hands, worker)
    sign_and_submit(hands, crew)


def correct(hands: Hands) -> None:
    """100 元 were booked as 电费 and belong to 水费; no total moves, and no sentence."""
    for row, amount in ((FUND_ROW, "2100"), (FUND_ROW + 1, "54300")):
        hands.browser.get(f"{hands.server.url}{hands.path('ledger', 'expenditure')}#row-{row}")
        type_amount(hands, row, amount)


def type_amount(hands: Hands, row: int, amount: str) -> None:
    wait_for(lambda: f"第 {row} 行 金额" in hands.where())
    version = hands.now().version
    hands.press(amount, Keys.ENTER)
    wait_for(lambda: hands.now().version > version, 90, hands.where)


def settle_and_approve(hands: Hands, crew: Crew) -> None:
    hands.sit_down(crew.reviewer)
    hands.browser.get(hands.server.url + hands.path("review"))
    hands.reads("与上次提交比")
    hands.browser.get(hands.server.url + hands.path("remarks"))
    hands.tab_to('form[action$="/resolve/"] button')
    hands.press(Keys.ENTER)
    wait_for(lambda: Remark.objects.get().resolved_by == crew.reviewer)
    hands.browser.get(hands.server.url + hands.path("review"))
    decide(hands, 'form[action$="/approve/"] button')
    hands.press(Keys.ENTER)
    wait_for(lambda: hands.now().state == State.APPROVED, 90, hands.text)


def as_it_should_be(hands: Hands, file: Path) -> None:
    """What the database holds in the end, and how it came to be."""
    now = hands.now()
    true = take_in(EXAMPLE.read_bytes(), EXAMPLE.name).book
    assert true is not None
    found = compare(book_of(now).tables, true.tables)
    moved = {
        (code, d.left - d.right)
        for d in found.differences
        for code in ("30205", "30206")
        if code in (d.address.row, d.address.column.removeprefix("e"))
    }
    assert moved == {("30205", 1), ("30206", -1)}  # 0.01 万元, as it was corrected
    assert {abs(d.left - d.right) for d in found.differences} == {1}
    assert (found.left_only, found.right_only) == ((), ())
    deeds = JournalEntry.objects.filter(disclosure=now).order_by("pk")
    told = [(deed.who, deed.action) for deed in deeds if deed.action != "request_files"]
    assert told == [
        ("王芳", "import"),
        ("王芳", "enter"),
        ("王芳", "enter"),
        ("王芳", "import"),
        ("李强", "sign"),
        ("王芳", "submit"),
        ("张敏", "remark"),
        ("张敏", "return"),
        ("王芳", "answer"),
        ("王芳", "enter"),
        ("王芳", "enter"),
        ("李强", "sign"),
        ("王芳", "submit"),
        ("张敏", "resolve"),
        ("张敏", "approve"),
    ]
    assert Signature.objects.count() == 2
    first = SourceFile.objects.order_by("pk").first()
    assert first is not None
    assert first.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    funds = [content_at(now, v).ledger["expenditure"][FUND_ROW]["fund"] for v in (1, 2, 3)]
    assert funds == ["gf", "gp", "gp"]
