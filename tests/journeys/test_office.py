"""The bureau's office in a browser: a season for 300 organisations, and every page for everyone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from tablib import Dataset

from disclosures.core.workflow import Role
from disclosures.exchange.files import as_file
from disclosures.models import Organisation, Person, Season
from tests.journeys.conftest import look_at, sign_in
from tests.journeys.everyone import usable
from tests.journeys.hands import another_page
from tests.portal.tree import disclosure_of, member, plant

pytestmark = pytest.mark.journey

#: Where pictures of the pages go; none are taken where it is not set.
PICTURES = os.environ.get("MINGZHANG_PICTURES", "")


@pytest.fixture
def tree(live_server: LiveServer) -> dict[str, Organisation]:
    return plant()


@pytest.fixture
def bureau(tree: dict[str, Organisation]) -> Person:
    return member("liuyang", Role.ADMINISTRATOR, of=tree["甲市"])


def workbook(path: Path, rows: list[tuple[str, ...]], heads: tuple[str, ...]) -> Path:
    dataset = Dataset(*rows, headers=heads)
    path.write_bytes(as_file(dataset, "名单", "xlsx"))
    return path


def press(browser: Chrome, words: str) -> None:
    """Press a button or link that leads to another page, and wait until it is there."""
    path = f"//main//button[contains(., '{words}')] | //main//a[contains(., '{words}')]"
    browser.execute_script("arguments[0].scrollIntoView()", browser.find_element(By.XPATH, path))
    with another_page(browser):
        browser.find_element(By.XPATH, path).click()


def fill(browser: Chrome, name: str, value: str) -> None:
    script = "document.querySelector(`main [name='${arguments[0]}']`).value = arguments[1]"
    browser.execute_script(script, name, value)


def main_text(browser: Chrome) -> str:
    return browser.find_element(By.TAG_NAME, "main").text


def sound(browser: Chrome, name: str, width: int) -> None:
    if PICTURES:
        whole = browser.execute_script("return document.documentElement.scrollHeight")
        look_at(browser, width)
        size = {"width": width, "height": min(whole, 2400), "deviceScaleFactor": 1}
        browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {**size, "mobile": width < 600}
        )
        browser.save_screenshot(str(Path(PICTURES, f"{name}-{width}.png")))
        look_at(browser, width)
    usable(browser, name)


def test_a_season_for_three_hundred_organisations_from_a_workbook(
    browser: Chrome, live_server: LiveServer, bureau: Person, tmp_path: Path
) -> None:
    rows = [(f"8{n:03}", f"第{n}局") for n in range(299)] + [("701", "财政局")]
    path = workbook(tmp_path / "名单.xlsx", rows, ("编码", "名称"))
    sign_in(browser, live_server, bureau)
    browser.get(live_server.url + reverse("office"))
    press(browser, "发起任务")
    fill(browser, "kind", "final")
    browser.execute_script("document.querySelector('#year').value = '2021'")
    press(browser, "更换")
    fill(browser, "opens_on", "2022-07-01")
    fill(browser, "deadline", "2022-08-20")
    browser.find_element(By.CSS_SELECTOR, "[name=who][value=file]").click()
    browser.find_element(By.ID, "file").send_keys(str(path))
    press(browser, "预览")
    assert "300 个，其中新增 299 个" in main_text(browser)
    assert not Season.objects.exists()
    press(browser, "确认发起")
    assert "300 个组织参加" in main_text(browser)
    assert Season.objects.get().disclosures.count() == 300
    press(browser, "进度表")
    assert "300" in main_text(browser)


def test_a_list_of_organisations_is_shown_before_it_is_taken_in(
    plain_browser: Chrome, live_server: LiveServer, bureau: Person, tmp_path: Path
) -> None:
    browser = plain_browser  # everything works without scripts
    rows = [("701", "市财政局"), ("801", "水利局"), ("801001", "水利站")]
    path = workbook(tmp_path / "名单.xlsx", rows, ("编码", "名称"))
    sign_in(browser, live_server, bureau)
    browser.get(live_server.url + reverse("office"))
    press(browser, "组织")
    press(browser, "导入")
    browser.find_element(By.NAME, "file").send_keys(str(path))
    press(browser, "预览")
    assert "市财政局" in main_text(browser)
    assert not Organisation.objects.filter(code="801").exists()
    press(browser, "确认导入")
    assert "新增 2，修改 1" in main_text(browser)
    assert Organisation.objects.get(code="801001").parent.name == "水利局"


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_of_the_office_can_be_read_and_used_by_everyone(
    browser: Chrome,
    live_server: LiveServer,
    tree: dict[str, Organisation],
    bureau: Person,
    tmp_path: Path,
    width: int,
) -> None:
    region = tree["甲市"].pk
    wang = member("wangfang", Role.CLERK, Role.SIGNATORY, of=tree["财政局"])
    disclosure_of(tree["教育局"])
    season = Season.objects.create(
        region=tree["甲市"], year=2020, kind="final", form_set="sichuan-final-2020",
        opens_on="2021-07-01", deadline="2021-08-20", publish_by="2021-09-20",
    )  # fmt: skip
    browser.set_script_timeout(120)
    sign_in(browser, live_server, bureau)
    look_at(browser, width)
    for name, args in (
        ("seasons", ()),
        ("season-open", ()),
        ("season-join", (season.pk,)),
        ("organisations", ()),
        ("organisation", (tree["财政局"].pk,)),
        ("organisation-add", ()),
        ("people", ()),
        ("person", (wang.pk,)),
        ("person-add", ()),
        ("import", ("organisations",)),
        ("import", ("people",)),
        ("codes", ()),
        ("journal", ()),
        ("codes-compare", ("function",)),
    ):
        browser.get(live_server.url + reverse(f"office-{name}", args=[region, *args]))
        sound(browser, f"{name}{args[0] if name == 'import' else ''}", width)
    previews(browser, live_server, region, width, tmp_path)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_reviewer_reads_what_administrators_keep(
    browser: Chrome,
    live_server: LiveServer,
    tree: dict[str, Organisation],
    tmp_path: Path,
    width: int,
) -> None:
    region = tree["甲市"].pk
    member("wangfang", Role.CLERK, Role.SIGNATORY, of=tree["财政局"])
    sign_in(browser, live_server, member("zhangmin", Role.REVIEWER, of=tree["甲市"]))
    look_at(browser, width)
    for page in ("organisations", "people", "organisation-add"):
        browser.get(live_server.url + reverse(f"office-{page}", args=[region]))
        sound(browser, f"{page}-reviewer", width)
    assert "由甲市的管理员办理" in main_text(browser)
    browser.get(live_server.url + reverse("office-season-open", args=[region]) + "?year=2021")
    path = workbook(tmp_path / "名单.xlsx", [("801", "水利局")], ("编码", "名称"))
    fill(browser, "opens_on", "2022-07-01")
    fill(browser, "deadline", "2022-08-20")
    browser.find_element(By.CSS_SELECTOR, "[name=who][value=file]").click()
    browser.find_element(By.ID, "file").send_keys(str(path))
    press(browser, "预览")
    assert "组织由甲市的管理员维护" in main_text(browser)
    assert not browser.find_elements(By.XPATH, "//main//button[contains(., '确认')]")
    sound(browser, "season-preview-reviewer", width)


@pytest.mark.parametrize("width", [1440, 390])
def test_departments_without_a_region_are_taken_in(
    browser: Chrome, live_server: LiveServer, width: int
) -> None:
    region = Organisation.objects.create(name="甲市", code="510500", level="region")
    Organisation.objects.create(name="教育局", code="704", parent=region)
    for name, code in (("水利局", "801"), ("教育局", "704"), ("甲市人民代表大会常务委员会", "")):
        disclosure_of(Organisation.objects.create(name=name, code=code))
    sign_in(browser, live_server, member("liuyang", Role.ADMINISTRATOR, of=region))
    look_at(browser, width)
    browser.get(live_server.url + reverse("office-organisations", args=[region.pk]))
    sound(browser, "homeless", width)
    press(browser, "并入 704 教育局")
    assert "已并入同名部门：教育局" in main_text(browser)
    press(browser, "归入甲市：801")
    assert "已归入：水利局" in main_text(browser)
    assert region.children.count() == 2
    assert Organisation.objects.get(code="704").disclosures.count() == 1


def previews(
    browser: Chrome, live_server: LiveServer, region: int, width: int, folder: Path
) -> None:
    """Pages that come after something was sent."""
    heads = ("编码", "名称", "层级", "编制数")
    right = [("701", "市财政局", "", "12"), ("801", "水利局", "部门", "5")]
    wrong = [*right, ("", "无编码局", "处室", "很多")]
    for name, rows in (("preview", right), ("preview-errors", wrong)):
        path = workbook(folder / f"{name}.xlsx", rows, heads)
        browser.get(live_server.url + reverse("office-import", args=[region, "organisations"]))
        browser.find_element(By.NAME, "file").send_keys(str(path))
        press(browser, "预览")
        sound(browser, name, width)
    browser.get(live_server.url + reverse("office-season-open", args=[region]) + "?year=2021")
    press(browser, "预览")
    sound(browser, "season-open-errors", width)
    fill(browser, "opens_on", "2022-07-01")
    fill(browser, "deadline", "2022-08-20")
    press(browser, "预览")
    sound(browser, "season-preview", width)
    press(browser, "确认发起")
    sound(browser, "season", width)
    wang = Person.objects.get(username="wangfang")
    browser.get(live_server.url + reverse("office-person", args=[region, wang.pk]))
    press(browser, "生成")
    sound(browser, "password", width)
    browser.get(live_server.url + reverse("office-organisation-add", args=[region]))
    press(browser, "保存")
    sound(browser, "organisation-errors", width)
