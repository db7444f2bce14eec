"""The grid: typing, pasting, undoing, and two clerks in one ledger, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from selenium.common.exceptions import (
    NoAlertPresentException,
    UnexpectedAlertPresentException,
)
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By

from disclosures.core.money import Unit
from disclosures.core.workflow import Role
from disclosures.importing.line import LineReader
from disclosures.models import Disclosure, ExpenditureRow, Person
from tests.factories import small_disclosure
from tests.importing.ground import GROUND
from tests.journeys.conftest import chromium, look_at, sign_in, wait_for
from tests.journeys.everyone import usable, violations
from tests.journeys.hands import press
from tests.portal.people import crew_of, somebody

pytestmark = pytest.mark.journey


@pytest.fixture
def disclosure(transactional_db: None) -> Disclosure:
    return small_disclosure()


@pytest.fixture
def clerk(disclosure: Disclosure) -> Person:
    return crew_of(disclosure).clerk


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Chrome]:
    """Another browser, of somebody else."""
    found = chromium(tmp_path / "second")
    yield found
    found.quit()


class Grid:
    """A ledger open in a browser."""

    def __init__(self, browser: Chrome, server: LiveServer, disclosure: Disclosure) -> None:
        self.browser, self._server, self._disclosure = browser, server, disclosure

    def open(self, name: str = "expenditure", hash_: str = "") -> Grid:
        path = reverse("ledger", args=[self._disclosure.pk, name])
        self.browser.get(self._server.url + path + hash_)
        return self.ready()

    def ready(self) -> Grid:
        wait_for(lambda: self.run("return document.getElementById('grid').dataset.ready"), 20)
        return self

    def run(self, script: str, *arguments: Any) -> Any:
        return self.browser.execute_script(script, *arguments)

    def state(self) -> str:
        return str(self.run("return document.getElementById('state')?.dataset.state"))

    def text(self, css: str) -> str:
        found = self.browser.find_elements(By.CSS_SELECTOR, css)
        return str(found[0].get_attribute("textContent")) if found else ""

    def judged(self) -> str:
        """The version that the findings shown are of."""
        return str(self.run("return document.getElementById('findings-list').dataset.version"))

    def saved(self) -> None:
        wait_for(lambda: self.state() == "saved", 15, lambda: self.state() + self.text("#troubles"))

    def cell(self, row: str, field: str) -> Any:
        css = f"#{row} [tabulator-field='{field}']" if row else "#none"
        return self.browser.find_element(By.CSS_SELECTOR, css)

    def pick(self, position: int, field: str) -> None:
        cell = self.cell(f"row-{position}", field)
        self.run("arguments[0].scrollIntoView({block: 'nearest', inline: 'center'})", cell)
        cell.click()

    def pick_new(self, field: str = "unit") -> None:
        cell = self.browser.find_elements(
            By.CSS_SELECTOR, f".tabulator-row.new [tabulator-field='{field}']"
        )[-1]
        self.run("arguments[0].scrollIntoView({block: 'nearest', inline: 'center'})", cell)
        cell.click()

    def press(self, *keys: str) -> None:
        press(self.browser, *keys)

    def command(self, key: str) -> None:
        keys = ActionChains(self.browser).key_down(Keys.CONTROL)
        keys.send_keys(key).key_up(Keys.CONTROL).perform()

    def paste(self, text: str) -> None:
        """What the browser does when a block comes from Excel."""
        self.run(
            "const data = new DataTransfer(); data.setData('text/plain', arguments[0]);"
            "document.activeElement.dispatchEvent(new ClipboardEvent('paste',"
            " {clipboardData: data, bubbles: true, cancelable: true}));",
            text,
        )

    def copy(self) -> str:
        return str(
            self.run(
                "const data = new DataTransfer();"
                "document.activeElement.dispatchEvent(new ClipboardEvent('copy',"
                " {clipboardData: data, bubbles: true, cancelable: true}));"
                "return data.getData('text/plain');"
            )
        )


@pytest.fixture
def grid(browser: Chrome, live_server: LiveServer, disclosure: Disclosure, clerk: Person) -> Grid:
    sign_in(browser, live_server, clerk)
    return Grid(browser, live_server, disclosure).open()


def amounts(disclosure: Disclosure) -> dict[int, int]:
    rows = ExpenditureRow.objects.filter(disclosure=disclosure)
    return dict(rows.order_by("position").values_list("position", "amount"))


def test_a_figure_is_typed_and_saved_and_the_findings_follow(
    grid: Grid, disclosure: Disclosure
) -> None:
    wait_for(lambda: "错误" in grid.text("#counts"), 15)
    grid.pick(1, "amount")
    grid.press("123456.78", Keys.ENTER)
    wait_for(lambda: amounts(disclosure)[1] == 12_345_678, 15)
    grid.saved()
    wait_for(lambda: grid.text("#version") == "2", 15)
    wait_for(
        lambda: grid.run("return document.getElementById('findings-list').dataset.version") == "2"
    )
    assert grid.cell("row-1", "amount").text == "123,456.78"
    assert "183,456.78" in grid.text("#totals")
    assert "错误" in grid.text("#findings-list")


def test_a_block_from_excel_fills_rows_and_adds_what_is_more(
    grid: Grid, disclosure: Disclosure
) -> None:
    grid.pick_new()
    line = (
        "701001\t决算\t一般公共预算\t2080102\t一般行政管理事务\t项目支出\t30201\t办公费"
        '\t{}\t当年\t{}\t"两\n行"'
    )
    lines = [line.format(f"项目{n}", f"{n},000.00") for n in range(1, 41)]
    grid.paste("\r\n".join(lines) + "\r\n")
    wait_for(lambda: len(amounts(disclosure)) == 43, 15)
    grid.saved()
    rows = ExpenditureRow.objects.filter(disclosure=disclosure, project="项目40")
    assert rows.get().note == "两\n行"
    assert rows.get().amount == 4_000_000
    grid.command("z")
    wait_for(lambda: len(amounts(disclosure)) == 3, 15)
    grid.command("y")
    wait_for(lambda: len(amounts(disclosure)) == 43, 15)
    grid.saved()


def test_what_is_typed_is_undone_and_done_again(grid: Grid, disclosure: Disclosure) -> None:
    grid.pick(1, "amount")
    grid.press("5", Keys.ENTER)
    wait_for(lambda: amounts(disclosure)[1] == 500, 15)
    grid.saved()
    grid.command("z")
    wait_for(lambda: amounts(disclosure)[1] == 10_000_000, 15)
    grid.saved()
    grid.command("y")
    wait_for(lambda: amounts(disclosure)[1] == 500, 15)


def test_rows_are_removed_and_brought_back(grid: Grid, disclosure: Disclosure) -> None:
    grid.pick(2, "note")
    grid.browser.find_element(By.XPATH, "//button[text()='删除所选行']").click()
    wait_for(lambda: list(amounts(disclosure)) == [1, 3], 15)
    grid.saved()
    grid.browser.find_element(By.XPATH, "//button[text()='撤销']").click()
    wait_for(lambda: list(amounts(disclosure)) == [1, 2, 3], 15)


def test_a_faulty_cell_is_told_beside_it_and_holds_up_nothing_else(
    grid: Grid, disclosure: Disclosure
) -> None:
    grid.pick(1, "function")
    grid.press("2080191", Keys.ENTER)
    grid.pick(2, "amount")
    grid.press("7", Keys.ENTER)
    wait_for(lambda: amounts(disclosure)[2] == 700, 15)
    wait_for(lambda: grid.state() == "faulty", 15)
    assert "科目表" in grid.text("#troubles") or "分类科目里没有" in grid.text("#troubles")
    assert "faulty" in grid.cell("row-1", "function").get_attribute("class")
    grid.pick(1, "function")
    grid.press("2080101", Keys.ENTER)
    grid.saved()
    assert grid.text("#troubles") == ""


def test_two_clerks_choose_between_their_values(
    grid: Grid, second: Chrome, live_server: LiveServer, disclosure: Disclosure
) -> None:
    other = somebody("zhoumin", "周敏", Role.CLERK, disclosure.organisation)
    sign_in(second, live_server, other)
    theirs = Grid(second, live_server, disclosure).open()
    theirs.pick(1, "amount")
    theirs.press("7", Keys.ENTER)
    wait_for(lambda: amounts(disclosure)[1] == 700, 15)
    grid.pick(1, "amount")
    grid.press("8", Keys.ENTER)
    wait_for(lambda: grid.state() == "clash", 15)
    assert amounts(disclosure)[1] == 700
    said = grid.text("#troubles .clash")
    assert "对方 7.00" in said
    assert "您的 8.00" in said
    grid.browser.find_element(By.XPATH, "//button[text()='用我的']").click()
    wait_for(lambda: amounts(disclosure)[1] == 800, 15)
    grid.saved()
    theirs.run("window.dispatchEvent(new Event('focus'))")
    wait_for(lambda: theirs.cell("row-1", "amount").text == "8.00", 25)
    assert "王芳" in theirs.text("#others")


def test_what_is_typed_while_the_server_is_away_is_kept(grid: Grid, disclosure: Disclosure) -> None:
    grid.browser.execute_cdp_cmd("Network.enable", {})
    away = {"latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    grid.browser.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": True, **away})
    grid.pick(1, "amount")
    grid.press("9", Keys.ENTER)
    wait_for(lambda: grid.state() == "offline", 15)
    back = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    grid.browser.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": False, **back})
    wait_for(lambda: amounts(disclosure)[1] == 900, 30)
    grid.saved()


def test_what_was_never_saved_is_offered_again(
    grid: Grid, disclosure: Disclosure, clerk: Person, live_server: LiveServer
) -> None:
    grid.browser.delete_all_cookies()
    grid.pick(1, "amount")
    grid.press("9", Keys.ENTER)
    wait_for(lambda: grid.state() == "signed-out", 15)
    assert amounts(disclosure)[1] == 10_000_000
    _leave(grid, live_server, clerk)
    grid.open()
    wait_for(lambda: "1 行没有保存" in grid.text("#kept"), 15)
    grid.browser.find_element(By.XPATH, "//button[text()='恢复']").click()
    wait_for(lambda: amounts(disclosure)[1] == 900, 15)


def _leave(grid: Grid, live_server: LiveServer, clerk: Person) -> None:
    """Leave the page, whatever it asks."""
    with suppress(UnexpectedAlertPresentException):
        grid.browser.get(f"{live_server.url}/healthz")
    with suppress(NoAlertPresentException):
        grid.browser.switch_to.alert.accept()
    sign_in(grid.browser, live_server, clerk)


def test_the_keyboard_alone_fills_in_a_row(grid: Grid, disclosure: Disclosure) -> None:
    ActionChains(grid.browser).key_down(Keys.CONTROL).key_up(Keys.CONTROL).perform()
    for _ in range(80):
        grid.press(Keys.TAB)
        if grid.run("return document.activeElement.classList.contains('tabulator-tableholder')"):
            break
    else:
        raise AssertionError("the grid was not reached")
    keys = ActionChains(grid.browser).key_down(Keys.CONTROL)
    keys.send_keys(Keys.END).key_up(Keys.CONTROL).perform()
    grid.press(Keys.HOME)
    for text in ("701001", "决算", "一般公共预算", "2080102"):
        grid.press(text, Keys.TAB)
    grid.press(Keys.TAB)  # the name of the code is not typed
    for text in ("项目支出", "30201"):
        grid.press(text, Keys.TAB)
    grid.press(Keys.TAB, "新项目", Keys.TAB, Keys.TAB, "1,234.5", Keys.ENTER)
    rows = ExpenditureRow.objects.filter(disclosure=disclosure, project="新项目")
    wait_for(rows.exists, 15, lambda: grid.state() + grid.text("#where") + grid.text("#troubles"))
    assert rows.get().amount == 123_450
    grid.saved()
    grid.press(Keys.F2)
    grid.press("9", Keys.ESCAPE)
    assert not grid.browser.find_elements(By.CSS_SELECTOR, ".tabulator-editing")
    grid.press(Keys.ESCAPE, Keys.TAB)
    inside = "return document.getElementById('grid').contains(document.activeElement)"
    assert not grid.run(inside)


def test_codes_are_found_by_their_names_and_choices_by_their_beginnings(
    grid: Grid, disclosure: Disclosure
) -> None:
    grid.pick(1, "econ")
    grid.press("津贴补贴", Keys.ENTER)
    row = ExpenditureRow.objects.filter(disclosure=disclosure, position=1)
    wait_for(lambda: row.get().econ == "30102", 15)
    grid.pick(3, "spend")
    grid.press("基本", Keys.ENTER)
    wait_for(lambda: ExpenditureRow.objects.get(position=3).spend == "basic", 15)


def test_a_block_is_copied_and_totals_follow_the_filter(grid: Grid) -> None:
    grid.pick(1, "amount")
    ActionChains(grid.browser).key_down(Keys.SHIFT).send_keys(Keys.ARROW_DOWN).key_up(
        Keys.SHIFT
    ).perform()
    assert grid.copy() == "100000.00\n20000.00"
    box = grid.browser.find_element(By.CSS_SELECTOR, "[aria-label='筛选经济科目编码']")
    box.send_keys("30201")
    wait_for(lambda: "筛选出 1 行" in grid.text("#totals"), 10)
    assert "40,000.00" in grid.text("#totals")
    assert "160,000.00" in grid.text("#totals")
    grid.browser.find_element(By.XPATH, "//button[text()='清除筛选']").click()
    wait_for(lambda: "筛选出" not in grid.text("#totals"), 10)


def test_amounts_are_shown_and_typed_in_ten_thousands_and_that_is_remembered(
    grid: Grid, disclosure: Disclosure
) -> None:
    grid.run(
        "const money = document.getElementById('money'); money.value = '万元';"
        "money.dispatchEvent(new Event('change'))"
    )
    wait_for(lambda: grid.cell("row-1", "amount").text == "10.00", 10)
    grid.pick(1, "amount")
    grid.press("1.2345", Keys.ENTER)
    wait_for(lambda: amounts(disclosure)[1] == 1_234_500, 15)
    grid.saved()
    grid.open()
    assert grid.cell("row-1", "amount").text == "1.2345"


def test_a_finding_leads_to_its_row(grid: Grid) -> None:
    grid.pick(1, "amount")
    grid.press("5", Keys.ENTER)
    grid.saved()
    found = (By.CSS_SELECTOR, "#findings-list a[data-row]")
    wait_for(lambda: grid.browser.find_elements(*found), 15)
    link = grid.browser.find_elements(*found)[0]
    row = link.get_attribute("data-row")
    link.click()
    wait_for(lambda: f"第 {row} 行 金额" in grid.text("#where"), 10)
    grid.browser.get("about:blank")
    grid.open(hash_="#row-3")
    wait_for(lambda: "第 3 行 金额" in grid.text("#where"), 10)


@pytest.mark.parametrize("width", [1440, 390])
def test_every_ledger_can_be_read_and_used_by_everyone(grid: Grid, width: int) -> None:
    grid.browser.set_script_timeout(120)
    look_at(grid.browser, width)
    for name in ("expenditure", "unit", "purchase", "balance"):
        grid.open(name)
        wait_for(lambda: grid.text("#findings-list") != "", 15)
        usable(grid.browser, name)


def test_five_thousand_lines_are_scrolled_and_edited(
    browser: Chrome, live_server: LiveServer, disclosure: Disclosure, clerk: Person
) -> None:
    rows = [
        ExpenditureRow(
            disclosure=disclosure, position=n, unit="701001", measure="final", fund="gp",
            function="2080102", spend="project", econ="30201", project=f"项目{n}", amount=n,
            money_year="current",
        )
        for n in range(10, 5010)
    ]  # fmt: skip
    ExpenditureRow.objects.bulk_create(rows)
    sign_in(browser, live_server, clerk)
    grid = Grid(browser, live_server, disclosure).open()
    keys = ActionChains(browser).key_down(Keys.CONTROL)
    grid.pick(1, "amount")
    keys.send_keys(Keys.END).key_up(Keys.CONTROL).perform()
    grid.press(Keys.ARROW_UP)
    wait_for(lambda: "第 5009 行" in grid.text("#where"), 10)
    assert len(browser.find_elements(By.CSS_SELECTOR, ".tabulator-row")) < 200
    wait_for(lambda: browser.find_elements(By.ID, "row-5009"), 10)
    grid.pick(5009, "amount")
    grid.press("77", Keys.ENTER)
    wait_for(lambda: ExpenditureRow.objects.get(position=5009).amount == 7_700, 15)
    grid.saved()
    wait_for(
        lambda: grid.run("return document.getElementById('findings-list').dataset.version") == "2"
    )
    assert "共 5003 行" in grid.text("#totals")


def test_without_a_script_the_form_does_the_same(
    plain_browser: Chrome, live_server: LiveServer, disclosure: Disclosure, clerk: Person
) -> None:
    sign_in(plain_browser, live_server, clerk)
    path = live_server.url + reverse("ledger", args=[disclosure.pk, "expenditure"])
    plain_browser.get(path)
    box = plain_browser.find_element(By.NAME, "1.amount")
    assert box.get_attribute("value") == "100,000.00"
    box.clear()
    box.send_keys("五")
    box.submit()
    wait_for(lambda: "还没有保存" in plain_browser.page_source, 15)
    box = plain_browser.find_element(By.NAME, "1.amount")
    assert box.get_attribute("value") == "五"
    box.clear()
    box.send_keys("5")
    box.submit()
    wait_for(lambda: amounts(disclosure)[1] == 500, 15)
    wait_for(lambda: "已保存 1 行" in plain_browser.page_source, 15)
    plain_browser.find_element(By.NAME, "undo").click()
    wait_for(lambda: amounts(disclosure)[1] == 10_000_000, 15)


def test_who_looks_on_sees_a_grid_that_does_not_change(
    browser: Chrome, live_server: LiveServer, disclosure: Disclosure
) -> None:
    looker = somebody("looker", "陈静", Role.OBSERVER, disclosure.organisation)
    sign_in(browser, live_server, looker)
    grid = Grid(browser, live_server, disclosure).open()
    assert "不是这里的填报人" in browser.find_element(By.TAG_NAME, "main").text
    grid.pick(1, "amount")
    grid.press("5", Keys.ENTER)
    assert not browser.find_elements(By.CSS_SELECTOR, ".tabulator-editing")
    assert amounts(disclosure)[1] == 10_000_000


AMOUNTS = (
    "1,234.50", "１２３４．５", "1.2E+5", "1e-2", "12万元", "12.3456 万元", "1.2345678万元", "¥5",
    "(5)", "-0.01", "-", "—", "0", "", "1.234", "1,23", "=1+1", "abc", ".5", "5.", "+7", "1e3",
    "12345678901234", "-1,234,567.89", "1.20E-1", "0.1E+1", "无", "/", "1 234", "(1.2万元)",
)  # fmt: skip


def test_the_page_reads_amounts_as_the_server_does(grid: Grid) -> None:
    found = grid.run(
        "return arguments[0].map((text) => [false, true].map((wan) => {"
        " const fen = Values.fen(text, wan);"
        " return typeof fen === 'bigint' ? String(fen) : null; }))",
        list(AMOUNTS),
    )
    readers = [LineReader("sangong", replace(GROUND, money=unit)) for unit in Unit]
    for text, told in zip(AMOUNTS, found, strict=True):
        for reader, fen in zip(readers, told, strict=True):
            line = reader.read({"amount": text})
            wrong = [fault for fault in line.faults if fault.field == "amount"]
            assert (None if wrong else str(line.values["amount"])) == fen, text


def test_what_is_being_typed_can_be_read_by_everyone(grid: Grid) -> None:
    grid.browser.set_script_timeout(120)
    grid.pick(1, "amount")
    grid.press("1.234", Keys.ENTER)
    wait_for(lambda: grid.state() == "faulty", 15)
    grid.pick(2, "econ")
    grid.press("差旅")
    wait_for(lambda: grid.text("#offer [aria-selected=true]") == "30211 差旅费", 10)
    assert violations(grid.browser) == []
    grid.press(Keys.ENTER)
    row = ExpenditureRow.objects.filter(position=2)
    wait_for(lambda: row.get().econ == "30211", 15)
