"""What comes in as a whole: three units and their department put the Bazhong budget together."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from disclosures.actions.proposals import propose
from disclosures.assemble import book_of
from disclosures.core.compare import compare
from disclosures.core.workflow import Role, State
from disclosures.models import Disclosure, JournalEntry, Person, Proposal
from disclosures.pipeline import Book
from disclosures.render.facts_xlsx import facts_xlsx
from disclosures.units import missing_units
from tests.journeys.conftest import Worker, look_at, sign_in, wait_for
from tests.journeys.everyone import usable
from tests.portal.consolidated import A, B, C, House, build, granted, of_unit, received, whole
from tests.portal.people import actor, somebody

pytestmark = pytest.mark.journey
#: Where to put pictures of the pages; none are taken without it.
PICTURES = os.environ.get("MINGZHANG_PICTURES", "")


@pytest.fixture
def house(transactional_db: None) -> House:
    """The department and its units, in which nothing is entered."""
    return build(entered=False)


def clerk_of(house: House, code: str) -> Person:
    """A unit's own clerk."""
    if code == A:
        return house.unit_clerk
    return somebody(f"clerk-{code}", f"填报人{code[-1]}", Role.CLERK, house.unit(code).organisation)


def go(browser: Chrome, live_server: LiveServer, name: str, disclosure: Disclosure) -> None:
    browser.get(live_server.url + reverse(name, args=[disclosure.pk]))


def press(browser: Chrome, words: str) -> None:
    """The button of those words."""
    browser.find_element(By.XPATH, f"//main//button[normalize-space()='{words}']").click()


def text(browser: Chrome) -> str:
    """What the page says; nothing while it is just going away."""
    try:
        return browser.find_element(By.TAG_NAME, "main").text
    except (NoSuchElementException, StaleElementReferenceException):
        return ""


def bring(browser: Chrome, live_server: LiveServer, disclosure: Disclosure, file: Path) -> None:
    """Upload a workbook, look at the preview, confirm."""
    go(browser, live_server, "import", disclosure)
    browser.find_element(By.ID, "file").send_keys(str(file))
    press(browser, "上传并预览")
    wait_for(lambda: "改动明细" in text(browser))
    press(browser, "确认导入")
    wait_for(lambda: "已导入工作簿" in text(browser))


def explain(browser: Chrome, live_server: LiveServer, disclosure: Disclosure) -> None:
    """A reason for every warning."""
    go(browser, live_server, "reasons", disclosure)
    for area in browser.find_elements(By.CSS_SELECTOR, "form.reasons textarea"):
        area.send_keys("与上级下达的口径一致，已核实")
    press(browser, "保存全部原因")
    wait_for(lambda: "警告均已说明" in text(browser))


@pytest.mark.parametrize("script", [True, False])
def test_three_units_and_their_department_consolidate_the_budget(
    script: bool,
    worker: Worker,
    live_server: LiveServer,
    tmp_path: Path,
    house: House,
    request: pytest.FixtureRequest,
) -> None:
    browser: Chrome = request.getfixturevalue("browser" if script else "plain_browser")
    for code in (A, B, C):
        unit, file = house.unit(code), tmp_path / f"{code}.xlsx"
        file.write_bytes(facts_xlsx(of_unit(code)))
        sign_in(browser, live_server, clerk_of(house, code))
        bring(browser, live_server, unit, file)
        if code == C:
            break
        hand_up(browser, live_server, unit)
    assert [house.unit(code).state for code in (A, B, C)] == ["handed_up", "handed_up", "draft"]

    sign_in(browser, live_server, house.clerk)
    go(browser, live_server, "consolidate", house.now())
    assert "先不含这 1 个单位" in text(browser)
    assert "还缺 1 个单位：市就业局" in text(browser)
    press(browser, "确认汇总")
    wait_for(lambda: "还缺这些单位：市就业局" in text(browser))
    assert house.now().version == 0

    sign_in(browser, live_server, Person.objects.get(username=f"clerk-{C}"))
    hand_up(browser, live_server, house.unit(C))
    sign_in(browser, live_server, house.clerk)
    go(browser, live_server, "consolidate", house.now())
    shown = text(browser)
    assert "还缺 3 个单位" in shown  # nothing is in yet
    assert "先不含" not in shown  # and nobody would be left out
    total = sum(f.amount for f in whole().facts if f.of == "expenditure")
    assert f"{total / 100:,.2f}" in browser.find_element(By.CSS_SELECTOR, "tfoot .total").text
    press(browser, "确认汇总")
    wait_for(lambda: "已汇总，现在是第1版" in text(browser))
    assert compare(book_of(house.now()).tables, Book.of_facts(whole()).tables).same
    assert missing_units(house.now()) == []
    deed = JournalEntry.objects.get(action="consolidate")
    assert [unit["code"] for unit in deed.after["units"]] == [A, B, C]
    wait_for(lambda: house.now().checked, log=worker.log)

    browser.find_element(By.CSS_SELECTOR, ".send-back summary").click()
    browser.find_element(By.CSS_SELECTOR, ".send-back textarea").send_keys("请核对项目支出")
    browser.find_element(By.CSS_SELECTOR, ".send-back form button").click()
    wait_for(lambda: "汇总后有变动，请重新汇总" in text(browser))
    assert house.unit(A).state == "returned"


def hand_up(browser: Chrome, live_server: LiveServer, unit: Disclosure) -> None:
    explain(browser, live_server, unit)
    go(browser, live_server, "hand-up", unit)
    press(browser, "报送部门")
    wait_for(lambda: Disclosure.objects.get(pk=unit.pk).state == "handed_up")


# -- each page for everyone -------------------------------------------------------------------


@pytest.fixture
def flowing(transactional_db: None) -> House:
    """Two units pay each other, one is missing, one has moved since it was consolidated."""
    house = build()
    house.states(A, of_unit(A, granted(A, 80_000), replace(granted(A, 7), spend="remitted")))
    house.states(B, of_unit(B, received(B, 60_000)))
    house.consolidate()
    house.states(B, of_unit(B, received(B, 70_000)))
    house.state(State.RETURNED, C)
    return house


def proposal(house: House, data: bytes, name: str) -> Proposal:
    clerk = somebody(f"clerk-{C}", "填报人三", Role.CLERK, house.unit(C).organisation)
    return propose(disclosure=house.unit(C), data=data, filename=name, by=actor(clerk))


def spoilt() -> bytes:
    """A workbook of a unit that is not the one asked for, with units that are not there."""
    facts = of_unit(C)
    rows = tuple(replace(f, unit="999") if n % 5 == 0 else f for n, f in enumerate(facts.facts))
    return facts_xlsx(replace(facts, facts=rows))


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_can_be_read_and_used_by_everyone(
    browser: Chrome, live_server: LiveServer, flowing: House, width: int
) -> None:
    browser.set_script_timeout(120)
    facts = of_unit(C)
    changed = tuple(
        replace(f, amount=f.amount + 100_000 * n) if n % 3 == 0 and hasattr(f, "amount") else f
        for n, f in enumerate(facts.facts[5:])
    )
    good = proposal(flowing, facts_xlsx(replace(facts, facts=changed)), "就业局2022年填报.xlsx")
    clerk = good.person
    wrong = propose(
        disclosure=flowing.unit(C), data=spoilt(), filename="写错的.xlsx", by=actor(clerk)
    )
    next_year = Disclosure.objects.create(
        organisation=flowing.unit(C).organisation, year=2022, kind="final", origin="facts",
        form_set="sichuan-final-2022", version=0,
    )  # fmt: skip
    unit = flowing.unit(C).pk
    pages = {
        "import": (clerk, reverse("import", args=[unit])),
        "preview": (clerk, reverse("import-preview", args=[good.pk])),
        "wrong": (clerk, reverse("import-preview", args=[wrong.pk])),
        "begin": (clerk, reverse("begin", args=[next_year.pk])),
        "begin-chosen": (clerk, reverse("begin", args=[next_year.pk]) + f"?source={unit}"),
        "begin-nothing": (clerk, reverse("begin", args=[unit])),
        "consolidate": (flowing.clerk, reverse("consolidate", args=[flowing.disclosure.pk])),
    }
    look_at(browser, width)
    for name, (person, url) in pages.items():
        sign_in(browser, live_server, person)
        browser.get(live_server.url + url)
        usable(browser, name)
        take(browser, name, width)


def take(browser: Chrome, name: str, width: int) -> None:
    """A picture of the whole page, for whoever wants to look."""
    if PICTURES:
        height = browser.execute_script("return document.documentElement.scrollHeight")
        size = {"width": width, "height": min(height, 4000), "deviceScaleFactor": 1}
        phone = {"mobile": width < 600}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {**size, **phone})
        browser.save_screenshot(str(Path(PICTURES, f"{name}-{width}.png")))
        look_at(browser, width)
