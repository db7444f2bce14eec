"""The text of a season adapted without code: preview, all errors at once, journalled, undone."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from disclosures.assemble import book_of
from disclosures.core.workflow import Role
from disclosures.data import outline as outline_of
from disclosures.data import outline_for, outline_ids
from disclosures.models import Disclosure, JournalEntry, Season
from disclosures.views.office_outline_form import OutlineForm
from tests.portal.course import now
from tests.portal.people import Crew, browser_of
from tests.portal.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def office(world: World) -> Client:
    return browser_of(world.crew.reviewer)


def address(world: World) -> str:
    return f"/office/{world.season.region_id}/seasons/{world.season.pk}/outline/"


def form(page: str) -> dict[str, str]:
    """The fields of the large form as a browser sends them."""
    inside = page[page.index('class="outline-form"') :].partition("</form>")[0]
    found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', inside))
    found |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', inside))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)">(.*?)</select>', inside):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    for box in re.findall(r"<input type=\"checkbox\"[^>]*>", inside):
        name = re.search(r'name="([^"]+)"', box)
        if name and " checked" not in box:
            found.pop(name[1], None)
    return {k: html.unescape(v) for k, v in found.items()}


def send(office: Client, world: World, status: int = 200, **changed: str) -> str:
    given = form(office.get(address(world)).content.decode())
    given |= {name.replace("__", "-"): text for name, text in changed.items()}
    answer = office.post(address(world), given)
    assert answer.status_code == status, answer.content.decode()[:400]
    return html.unescape(answer.content.decode())


def season(world: World) -> Season:
    return Season.objects.get(pk=world.season.pk)


def says(world: World, section: str = "totals") -> str:
    here = Disclosure.objects.select_related("organisation", "season").get(pk=world.disclosure.pk)
    return book_of(here).document.by_id[section].text


@pytest.mark.parametrize("name", outline_ids())
def test_an_outline_that_nobody_touched_has_no_changes(name: str) -> None:
    plan = outline_of(name)
    plain = OutlineForm.of(plan, {})
    assert OutlineForm.read(plan, plain.values).changes() == {}


def test_changes_stand_in_the_form_again_as_they_were() -> None:
    plan = outline_for("sichuan-final-2020")
    changes: dict[str, Any] = {
        "titles": {"totals": "{year}年总体情况"},
        "sentences": {"totals.total": "收支{total}。", "totals.reason": ""},
        "lists": {"items": {"item": "{name}{it}。"}, "classes": {"zeros": "omit"}},
        "order": {"account": ["spendings", "totals", "incomes", *_rest(plan)]},
        "omit": ["capital"],
        "style": {"zero": "0.00", "even": False},
        "reasons": {"amount": "10", "percent": "5"},
    }
    back = OutlineForm.read(plan, OutlineForm.of(plan, changes).values)
    assert back.changes() == changes
    assert back.valid


def _rest(plan: Any) -> list[str]:
    account = next(p for p in plan.parts if p.id == "account")
    return [s.id for s in account.sections if s.id not in ("spendings", "totals", "incomes")]


def test_a_preview_shows_a_real_disclosure_and_saves_nothing(office: Client, world: World) -> None:
    page = send(
        office, world, deed="preview",
        **{"sentence__totals.total": "全年收支各〔收、支总计〕。"},
    )  # fmt: skip
    assert "预览：某市某局" in page
    assert "全年收支各" in re.sub(r"<[^>]+>", "", page)
    assert "保存这样的格式" in page
    assert season(world).outline == {}


def test_what_is_saved_counts_for_every_disclosure_and_is_journalled(
    office: Client, world: World
) -> None:
    send(
        office, world, 302, deed="save", why="本市统一",
        **{"sentence__totals.total": "全年收支各〔收、支总计〕。", "title__totals": "总体情况"},
    )  # fmt: skip
    kept = season(world)
    assert kept.outline == {
        "titles": {"totals": "总体情况"},
        "sentences": {"totals.total": "全年收支各{total}。"},
    }
    assert kept.outline_version == 1
    assert says(world).startswith("全年收支各16.00万元。")
    deed = JournalEntry.objects.filter(season=kept).first()
    assert deed is not None
    assert (deed.action, deed.why, deed.after["outline"]) == (
        "change_season", "本市统一", kept.outline
    )  # fmt: skip
    assert now(world.disclosure).checked_version == 0
    assert "标题 1 处、句式 1 处" in office.get(f"/seasons/{kept.pk}/journal/").content.decode()


def test_everything_that_is_wrong_is_told_at_once_and_kept(office: Client, world: World) -> None:
    page = send(
        office, world, 422, deed="save",
        **{
            "sentence__totals.total": "收支〔收总计〕。",
            "title__incomes": " ",
            "place__spendings": "最前",
            "reasons__percent": "十",
        },
    )  # fmt: skip
    assert "有 4 处须改正" in page
    for told in ("不认识 〔收总计〕", "标题不能空着", "次序请填正整数"):
        assert told in page
    assert form(page)["sentence-totals.total"] == "收支〔收总计〕。"
    assert season(world).outline_version == 0


def test_the_plain_outline_is_restored(office: Client, world: World) -> None:
    before = says(world)
    send(office, world, 302, deed="save", omit__capital="1")
    answer = office.post(address(world), {"deed": "reset", "seen": "1"})
    assert answer.status_code == 302
    assert (season(world).outline, season(world).outline_version) == ({}, 2)
    assert says(world) == before


def test_two_of_the_bureau_never_overwrite_each_other(office: Client, world: World) -> None:
    mine = form(office.get(address(world)).content.decode())
    send(office, world, 302, deed="save", title__totals="对方的标题")
    answer = office.post(address(world), {**mine, "title-totals": "我的标题", "deed": "save"})
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 409
    assert form(page)["title-totals"] == "我的标题"
    assert season(world).outline == {"titles": {"totals": "对方的标题"}}
    assert office.post(address(world), {**form(page), "deed": "save"}).status_code == 302
    assert season(world).outline == {"titles": {"totals": "我的标题"}}


def test_signed_disclosures_are_warned_of(office: Client, world: World) -> None:
    assert "已签署或已提交" not in office.get(address(world)).content.decode()
    Disclosure.objects.filter(pk=world.disclosure.pk).update(state="submitted")
    assert "1 份材料已签署或已提交" in office.get(address(world)).content.decode()


def test_a_season_in_which_nothing_is_entered_is_previewed_empty(
    office: Client, world: World
) -> None:
    Disclosure.objects.filter(pk=world.disclosure.pk).update(version=0)
    assert "预览：空表" in send(office, world, deed="preview", title__totals="总体")


@pytest.mark.parametrize("role", [Role.CLERK, Role.SIGNATORY, Role.OBSERVER])
def test_who_is_not_of_the_bureau_finds_nothing(role: Role, world: World) -> None:
    crew: Crew = world.crew
    client = browser_of(getattr(crew, role))
    assert client.get(address(world)).status_code == 404
    assert client.post(address(world), {"deed": "reset", "seen": "0"}).status_code == 404
    assert season(world).outline_version == 0
