"""A project through its year: its goal is entered and approved with the budget, its completion is
begun from it, filled in, scored, signed, reviewed by a remark on an entry, corrected, published.

And the page of a form in the hands of a clerk: typing, pasting, two people in one entry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select

from disclosures.assemble import book_of
from disclosures.core.facts import Expenditure, Facts, Income, Kind
from disclosures.core.rules.base import Severity
from disclosures.core.workflow import State
from disclosures.models import Disclosure, Person, Publication, Remark, Sheet
from tests.factories import small_disclosure, small_facts
from tests.journeys.conftest import Worker, look_at, sign_in, wait_for
from tests.journeys.everyone import usable
from tests.journeys.hands import press
from tests.performance.filling import TYPED, fields, filled, filling, with_sheet
from tests.portal import course
from tests.portal.people import Crew, crew_of

pytestmark = pytest.mark.journey

WIDTHS = (1440, 390)
YEAR = 2023
PROJECT = "业务经费"
#: Indicators as they are copied out of a worksheet: three levels, target, those of the year.
INDICATORS = """\
产出指标\t数量指标\t培训场次\t≥9场\t数量指标\t培训场次\t≥3场
效益指标\t社会效益\t政策知晓率\t≥80%\t社会效益\t政策知晓率\t≥80%
满意度指标\t服务对象满意度\t学员满意度\t≥90%\t服务对象满意度\t学员满意度\t≥90%
"""


def planned(measure: str) -> tuple[Expenditure | Income, ...]:
    found = (f for f in small_facts().facts if isinstance(f, Expenditure | Income))
    return tuple(replace(f, measure=measure) for f in found)


def budget_facts() -> Facts:
    return small_facts(
        year=YEAR, kind=Kind.BUDGET, form_set="bazhong-budget-2022", facts=planned("initial")
    )


def final_facts() -> Facts:
    facts = (*small_facts().facts, *planned("initial"), *planned("full_year"))
    return small_facts(year=YEAR, form_set="hunan-final-2023", facts=facts)


class Desk:
    """People at one browser, before the performance chapter of a disclosure."""

    def __init__(self, browser: Chrome, server: LiveServer, disclosure: Disclosure) -> None:
        self.browser, self.server, self.disclosure = browser, server, disclosure

    def opens(self, person: Person, route: str, *more: object) -> None:
        sign_in(self.browser, self.server, person)
        self.goes(route, *more)

    def goes(self, route: str, *more: object) -> None:
        self.browser.get(self.server.url + reverse(route, args=[self.disclosure.pk, *more]))

    def text(self) -> str:
        return self.browser.find_element(By.TAG_NAME, "main").text

    def reads(self, words: str) -> None:
        wait_for(lambda: words in self.text(), 60, lambda: f"no “{words}” in {self.text()}")

    def presses(self, css: str, until: str) -> None:
        self.browser.execute_script(
            "arguments[0].scrollIntoView({block: 'center'})", self.find(css)
        )
        self.find(css).click()
        self.reads(until)

    def find(self, css: str):  # type: ignore[no-untyped-def]
        return self.browser.find_element(By.CSS_SELECTOR, css)

    def types(self, path: str, text: str) -> None:
        entry = self.find(f"[data-at='{path}']")
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", entry)
        entry.click()
        self.browser.execute_script("arguments[0].setSelectionRange?.(1e6, 1e6)", entry)
        entry.send_keys(text)

    def says(self, path: str) -> str:
        return str(self.find(f"[data-at='{path}']").get_attribute("value"))

    def state(self) -> str:
        return str(self.find("#sheet-status .state").get_attribute("data-state"))

    def has(self, key: str, what: Callable[[dict[str, str]], bool]) -> None:
        """The server has it, and the page says so."""
        there = lambda: fields(self.disclosure, key)  # noqa: E731
        wait_for(lambda: what(there()), 20, lambda: f"{self.state()} {there()}")
        wait_for(lambda: self.state() == "saved", 20, self.state)

    def paste(self, text: str) -> None:
        self.browser.execute_script(
            "const data = new DataTransfer(); data.setData('text/plain', arguments[0]);"
            "document.activeElement.dispatchEvent(new ClipboardEvent('paste',"
            " {clipboardData: data, bubbles: true, cancelable: true}));",
            text,
        )

    def usable(self, page: str) -> None:
        for width in WIDTHS:
            look_at(self.browser, width)
            usable(self.browser, (page, width))
        look_at(self.browser, WIDTHS[0])

    def key(self) -> str:
        return str(Sheet.objects.get(disclosure=self.disclosure).key)


# -- the page of a form -----------------------------------------------------------------------


@pytest.fixture
def desk(browser: Chrome, live_server: LiveServer, transactional_db: None) -> Desk:
    return Desk(browser, live_server, small_disclosure())


def test_entries_save_as_one_goes_and_blocks_are_pasted(desk: Desk) -> None:
    crew = crew_of(desk.disclosure)
    desk.opens(crew.clerk, "performance")
    desk.usable("no sheets")
    with_sheet(desk.disclosure, crew.clerk, **{"money.exec_total": "4.01"})
    desk.goes("performance")
    desk.usable("sheets")
    desk.goes("performance-sheet", "PF-A.1")
    desk.usable("sheet")
    desk.types("indicators.3.l3", "新的指标")
    press(desk.browser, Keys.ENTER, "又一指标")
    desk.has("PF-A.1", lambda there: there["indicators"] == "1,2,3,4")
    desk.types("indicators.5.l3", "")
    desk.paste('甲\t≥1\t2\n"乙\n第二行"\t≥2\t3\n丙\t=3\t3\n')
    desk.has("PF-A.1", lambda there: there["indicators"] == "1,2,3,4,5,6,7")
    there = fields(desk.disclosure)
    assert [there[f"indicators.6.{key}"] for key in ("l3", "target", "actual")] == [
        "乙\n第二行", "≥2", "3",
    ]  # fmt: skip
    assert there["indicators.4.l3"] == "又一指标"
    desk.find("tr[data-row='indicators.2'] button[value^=up]").click()
    desk.has("PF-A.1", lambda there: there["indicators"] == "2,1,3,4,5,6,7")
    desk.find("tr[data-row='indicators.2'] button[value^=remove]").click()
    wait_for(lambda: fields(desk.disclosure)["indicators"] == "1,3,4,5,6,7", 20)
    desk.usable("sheet with rows")


def test_of_one_entry_both_texts_are_shown_and_one_is_chosen(desk: Desk) -> None:
    crew = crew_of(desk.disclosure)
    with_sheet(desk.disclosure, crew.clerk)
    desk.opens(crew.clerk, "performance-sheet", "PF-A.1")
    unit = {"head.budget_unit": TYPED["head.budget_unit"]}
    assert filled(
        desk.disclosure,
        crew.clerk,
        filling("PF-A.1", unit, {"head.budget_unit": "别人写的"}),
    ).done
    desk.types("head.budget_unit", "我写的")
    wait_for(lambda: desk.state() == "clash", 20, desk.state)
    desk.usable("clash")
    assert fields(desk.disclosure)["head.budget_unit"] == "别人写的"
    desk.presses("#sheet-clashes button", until="已保存")
    desk.has("PF-A.1", lambda there: there["head.budget_unit"] == "某市某局我写的")


def test_what_was_typed_while_nobody_was_signed_in_is_there_after_signing_in(desk: Desk) -> None:
    crew = crew_of(desk.disclosure)
    with_sheet(desk.disclosure, crew.clerk)
    desk.opens(crew.clerk, "performance-sheet", "PF-A.1")
    desk.browser.delete_cookie("sessionid")
    desk.types("head.budget_unit", "二科")
    wait_for(lambda: desk.state() == "signed-out", 20, desk.state)
    assert fields(desk.disclosure) == TYPED
    sign_in_beside(desk, crew.clerk)
    desk.has("PF-A.1", lambda there: there["head.budget_unit"] == "某市某局二科")


def sign_in_beside(desk: Desk, person: Person) -> None:
    """In another tab, while the page stays open."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    desk.browser.add_cookie({"name": name, "value": client.cookies[name].value, "path": "/"})


# -- a project's year -------------------------------------------------------------------------


def test_from_the_approved_goal_to_the_published_completion(
    browser: Chrome, live_server: LiveServer, worker: Worker
) -> None:
    browser.set_script_timeout(120)
    budget, final = small_disclosure(budget_facts()), small_disclosure(final_facts())
    crew = crew_of(final)
    set_a_goal(Desk(browser, live_server, budget), crew)
    desk = Desk(browser, live_server, final)
    begin_the_completion(desk, crew)
    fill_in_and_score(desk, crew)
    sign_and_submit(desk, crew)
    remark_and_return(desk, crew)
    answer_and_correct(desk, crew)
    sign_and_submit(desk, crew)
    approve_and_publish(desk, crew)
    everybody_reads(desk)


def without_errors(disclosure: Disclosure) -> Disclosure:
    """Checked, with nothing that stands in the way of a signature."""
    found = book_of(course.now(disclosure)).findings
    assert [f"{f.code} {f.message}" for f in found if f.severity == Severity.ERROR] == []
    return course.checked(disclosure)


def set_a_goal(desk: Desk, crew: Crew) -> None:
    desk.opens(crew.clerk, "performance")
    desk.presses("button[value=all]", until="已为 1 个项目各添加一张“项目支出绩效目标批复表”。")
    desk.goes("performance-sheet", desk.key())
    Select(desk.find("[data-at='head.attr']")).select_by_visible_text("延续项目")
    Select(desk.find("[data-at='head.term']")).select_by_visible_text("经常性")
    desk.find("[data-at='head.basis'] input[value=上级文件要求]").click()
    for path, text in {
        "head.impl": "办公室 王芳",
        "goal.goal_long": "持续办好培训",
        "goal.goal_year": "办好三场培训",
    }.items():
        desk.types(path, text)
    desk.types("indicators.1.l1", "")
    desk.paste(INDICATORS)
    desk.has(desk.key(), lambda there: there.get("indicators.3.y_target") == "≥90%")
    desk.usable("goal")
    approved = course.approved(without_errors(desk.disclosure), crew)
    assert approved.state == State.APPROVED


def begin_the_completion(desk: Desk, crew: Crew) -> None:
    desk.opens(crew.clerk, "performance")
    desk.reads("取自财政批复的第")
    desk.presses("button[value^=carry]", until="已沿用 1 张表的目标和指标，请填写完成情况。")
    desk.goes("performance-sheet", desk.key())
    assert desk.says("indicators.1.target") == "≥3场"
    assert desk.says("goal.goal_expected") == "办好三场培训"


def fill_in_and_score(desk: Desk, crew: Crew) -> None:
    for path, text in {
        "goal.goal_actual": "办了两场培训",
        "indicators.1.actual": "2场",
        "indicators.1.weight": "50",
        "indicators.1.reason": "一场因天气改期，已列入下年计划",
        "indicators.2.actual": "86%",
        "indicators.2.weight": "30",
        "indicators.3.actual": "95%",
        "indicators.3.weight": "10",
    }.items():
        desk.types(path, text)
    desk.has(desk.key(), lambda there: "indicators.3.weight" in there)
    button = "button[value='take:indicators.1.score']"
    wait_for(lambda: desk.find(button).is_displayed(), 20)
    assert desk.find(button).text.split() == ["采用建议", "33.33"]
    desk.find(button).click()
    desk.has(desk.key(), lambda there: there.get("indicators.1.score") == "33.33")
    desk.presses("button[value='take:all']", until="已保存，现在是第")
    there = fields(desk.disclosure, desk.key())
    assert [there[f"indicators.{n}.score"] for n in (1, 2, 3)] == ["33.33", "30", "10"]
    desk.usable("completion")
    course.reasoned(without_errors(desk.disclosure), crew)


def sign_and_submit(desk: Desk, crew: Crew) -> None:
    course.checked(desk.disclosure)
    desk.opens(crew.signatory, "sign")
    desk.reads("以上内容的 SHA-256")
    assert "项目支出绩效自评表" in desk.text()
    desk.find("#secrecy").click()
    desk.presses("#sign button", until="签署第")
    desk.opens(crew.clerk, "submit")
    desk.presses(".confirm button", until="待财政审核")


def remark_and_return(desk: Desk, crew: Crew) -> None:
    desk.opens(crew.reviewer, "performance-sheet", desk.key())
    desk.reads("材料已提交，现在只能查看。")
    desk.find("[data-at='indicators.1.reason'] a").click()
    desk.reads("对绩效指标 第1行 偏差原因分析及改进措施的批注")
    desk.usable("remark")
    desk.find("#remarks textarea").send_keys("请写明改期到何时")
    desk.presses("#remarks .pin button", until="已批注：")
    desk.goes("review")
    desk.find('textarea[name="why"]').send_keys("见批注")
    desk.presses('form[action$="/return/"] button', until="已退回")


def answer_and_correct(desk: Desk, crew: Crew) -> None:
    desk.opens(crew.clerk, "remarks")
    desk.presses(".pinned h3 a", until="批注")
    assert desk.browser.current_url.endswith(f"/performance/{desk.key()}/#indicators.1.reason")
    desk.types("indicators.1.reason", "（次年3月）")
    desk.has(desk.key(), lambda there: there["indicators.1.reason"].endswith("（次年3月）"))
    desk.find("#remarks details.write summary").click()
    desk.find("#remarks details.write textarea").send_keys("已写明")
    desk.presses("#remarks details.write button", until="已答复。")
    course.reasoned(without_errors(desk.disclosure), crew)


def approve_and_publish(desk: Desk, crew: Crew) -> None:
    desk.opens(crew.reviewer, "review")
    desk.reads("绩效表的变动 1 张")
    desk.reads("绩效指标 第1行 偏差原因分析及改进措施")
    desk.usable("review")
    desk.goes("remarks")
    desk.presses('form[action$="/resolve/"] button', until="批注已了结。")
    assert Remark.objects.get().resolved_by == crew.reviewer
    desk.goes("review")
    desk.presses('form[action$="/approve/"] button', until="已通过：")
    desk.goes("publish")
    desk.presses("form.confirm button", until="已公开。")


def everybody_reads(desk: Desk) -> None:
    desk.browser.delete_all_cookies()
    frozen = Publication.objects.get(disclosure=desk.disclosure)
    assert [form.subject for form in frozen.document.forms] == [PROJECT]
    for width in WIDTHS:
        look_at(desk.browser, width)
        desk.browser.get(desk.server.url + reverse("publication", args=[frozen.pk]))
        for words in (
            "项目支出绩效自评表",
            "培训场次",
            "一场因天气改期，已列入下年计划（次年3月）",
        ):
            assert words in desk.browser.page_source, words
        usable(desk.browser, ("publication", width))
