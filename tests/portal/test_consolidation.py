"""Units hand up, and their department puts them together: everything in it, nothing twice."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disclosures.actions import Moved, NotNow, Seen, save_book
from disclosures.actions.consolidation import LeftOut, UnitsMoved, consolidate_units, put_together
from disclosures.actions.entries import import_workbook
from disclosures.assemble import book_of, facts_of
from disclosures.core.compare import compare
from disclosures.core.facts import ELIMINATION, Facts, UnitInfo
from disclosures.core.narrative import Written
from disclosures.core.workflow import Role, State
from disclosures.models import (
    LEDGER,
    Disclosure,
    Elimination,
    ExpenditureRow,
    JournalEntry,
    Organisation,
)
from disclosures.pipeline import Book
from disclosures.render.facts_xlsx import facts_xlsx
from disclosures.units import changed_units, missing_units, own_facts_of
from disclosures.versions import content_at, content_of
from tests.portal.consolidated import A, B, C, House, build, granted, of_unit, received, whole
from tests.portal.people import actor, browser_of, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return build()


@pytest.fixture
def client(house: House) -> Client:
    """The browser of the department's clerk."""
    return browser_of(house.clerk)


def content(book: Book) -> dict[str, dict[str, tuple[dict[str, str], dict[str, int]]]]:
    """What every row of every table says; projects may come in another order."""
    return {
        t.role: {r.key: (dict(r.texts), {c: r.cells[c].amount for c in r.cells}) for r in t.rows}
        for t in book.tables.tables
    }


def page(client: Client, house: House, status: int = 200) -> str:
    answer = client.get(reverse("consolidate", args=[house.disclosure.pk]))
    assert answer.status_code == status
    return answer.content.decode()


def fields_of(html: str) -> dict[str, object]:
    """What the form of a page would send."""
    _, _, form = html.partition('id="together"')
    found: dict[str, list[str]] = {}
    for tag in re.findall("<input[^>]*>", form):
        name, value = re.search('name="([^"]*)"', tag), re.search('value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag:
            found.setdefault(name[1], []).append(value[1] if value else "")
    return {name: values for name, values in found.items() if name != "csrfmiddlewaretoken"}


def send(client: Client, house: House, html: str, **more: object) -> HttpResponse:
    fields = {**fields_of(html), "step": "confirm", **more}
    return client.post(reverse("consolidate", args=[house.disclosure.pk]), fields)


# -- what comes out ---------------------------------------------------------------------------


def test_the_departments_tables_are_those_of_the_whole_workbook(house: House) -> None:
    done = house.consolidate()
    made, wanted = book_of(done), Book.of_facts(whole(), Written())
    assert compare(made.tables, wanted.tables).same
    assert content(made) == content(wanted)
    assert {f.key for f in made.findings} == {f.key for f in wanted.findings}
    assert (done.version, done.state, done.origin) == (1, "draft", "facts")


def test_own_figures_stay_where_they_are() -> None:
    """The first unit is the department's own; a second consolidation makes the rest anew."""
    house = build(entered=False)
    house.units.pop(A).delete()
    house.unit_clerk.memberships.all().delete()
    Organisation.objects.filter(code=A).delete()
    for code in (B, C):
        house.states(code, of_unit(code))
    own = replace(of_unit(A), department=whole().department, department_code="701")
    save_book(book=Book.of_facts(own), disclosure=house.now())
    before = list(ExpenditureRow.objects.filter(disclosure=house.disclosure).values())
    for version in (2, 3):
        assert house.consolidate().version == version
        rows = ExpenditureRow.objects.filter(disclosure=house.disclosure)
        assert list(rows.filter(via="").values()) == before
        assert content(book_of(house.now())) == content(Book.of_facts(whole()))
    used = [r["position"] for r in before]
    others = rows.exclude(via="").values_list("position", flat=True)
    brought = sum(f.of == "expenditure" and f.unit != A for f in whole().facts)
    assert min(others) == max(used) + brought + 1  # no number is given twice
    assert {f.unit for f in own_facts_of(house.now()).facts} == {A}


def test_the_journal_names_each_unit_with_its_version(house: House) -> None:
    house.states(B, of_unit(B))  # its second version
    house.consolidate()
    deed = JournalEntry.objects.get(disclosure=house.disclosure, action="consolidate")
    told = [(u["code"], u["name"], u["version"], u["state"]) for u in deed.after["units"]]
    assert told == [
        (A, "市人力资源和社会保障局机关", 1, "handed_up"),
        (B, "市社保局", 2, "handed_up"),
        (C, "市就业局", 1, "handed_up"),
    ]
    assert deed.after["left_out"] == []
    assert deed.after["rows"]["支出"] == 118


def test_every_version_can_be_told(house: House) -> None:
    contents = {0: content_of(house.now())}
    contents[1] = content_of(house.consolidate())
    house.states(B, of_unit(B, granted(B, 500)))
    contents[2] = content_of(house.consolidate())
    for version, stood in contents.items():
        assert content_at(house.now(), version) == stood
    rows = sum(len(kept) for kept in contents[2].ledger.values())
    assert rows == sum(len(kept) for kept in contents[1].ledger.values()) + 1


def test_whoever_consolidates_has_entered(house: House) -> None:
    from disclosures.core.workflow import Action
    from disclosures.permissions import can

    house.clerk.memberships.create(organisation=house.disclosure.organisation, role=Role.SIGNATORY)
    assert can(house.clerk, Action.SIGN, house.now())
    house.consolidate()
    assert not can(house.clerk, Action.SIGN, house.now())


# -- internal flows ---------------------------------------------------------------------------


@pytest.fixture
def flowing(house: House) -> House:
    """A grants B 500.00 元 and C 300.00; B says that it received 600.00."""
    house.states(A, of_unit(A, granted(A, 50_000), granted(A, 30_000)))
    house.states(B, of_unit(B, received(B, 60_000)))
    return house


def eliminated(house: House) -> list[int]:
    return [f.amount for f in facts_of(house.now()).facts if f.note == ELIMINATION]


def test_flows_are_eliminated_on_both_sides_and_the_rest_is_with_the_outside(
    flowing: House,
) -> None:
    flowing.consolidate()
    assert eliminated(flowing) == [-60_000, -60_000]
    kept = [f.amount for f in facts_of(flowing.now()).facts if getattr(f, "spend", "") == "granted"]
    assert sum(kept) == 20_000
    deed = JournalEntry.objects.get(disclosure=flowing.disclosure, action="consolidate")
    assert deed.after["eliminated"] == [
        {"flow": "granted", "measure": "initial", "proposed": 60_000, "amount": 60_000, "note": ""}
    ]
    assert not Elimination.objects.exists()  # what is proposed need not be decided


def test_the_page_shows_both_sides_and_takes_another_amount(client: Client, flowing: House) -> None:
    shown = page(client, flowing)
    assert "对附属单位补助支出 ↔ 上级补助收入（年初预算）" in shown
    assert "<b>市人力资源和社会保障局机关</b> <span>800.00</span>" in shown
    assert "<b>市社保局</b> <span>600.00</span>" in shown
    assert 'value="600.00"' in shown
    more = {"amount-granted-initial": "５００", "note-granted-initial": "100 元是市里拨的"}
    looked = send(client, flowing, shown, **more, step="look").content.decode()
    assert "抵销 500.00 元" in looked
    assert flowing.now().version == 0
    assert send(client, flowing, looked).status_code == 302
    assert eliminated(flowing) == [-50_000, -50_000]
    row = Elimination.objects.get()
    assert (row.flow, row.measure, row.amount, row.note) == (
        "granted", "initial", 50_000, "100 元是市里拨的",
    )  # fmt: skip
    assert 'value="500.00"' in page(client, flowing)


def test_all_errors_come_at_once_and_nothing_typed_is_lost(client: Client, flowing: House) -> None:
    flowing.states(C, of_unit(C, replace(granted(C, 7), spend="remitted")))
    typed = {
        "amount-granted-initial": "60万块", "amount-remitted-initial": "9",
        "note-granted-initial": "<b>说明</b>",
    }  # fmt: skip
    answer = send(client, flowing, page(client, flowing), **typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "有 2 处抵销金额要改" in html
    assert "应为金额" in html
    assert "不能大于两边中较小的一边 0.00 元" in html
    assert 'value="60万块"' in html
    assert "&lt;b&gt;说明" in html
    assert flowing.now().version == 0


@pytest.mark.parametrize("amount", [-1, 60_001])
def test_the_action_refuses_an_amount_that_cannot_be_eliminated(
    flowing: House, amount: int
) -> None:
    with pytest.raises(ValidationError):
        flowing.consolidate({("granted", "initial"): (amount, "")})
    assert flowing.now().version == 0


def test_eliminated_rows_go_with_the_flows(flowing: House) -> None:
    flowing.consolidate()
    flowing.states(A, of_unit(A))
    flowing.states(B, of_unit(B))
    assert flowing.consolidate().version == 2
    assert eliminated(flowing) == []
    assert content(book_of(flowing.now())) == content(Book.of_facts(whole()))


# -- units that are not there -----------------------------------------------------------------


def test_missing_units_are_shown_and_left_out_only_after_a_tick(
    client: Client, house: House
) -> None:
    house.state(State.RETURNED, C)
    assert [u.name for u in missing_units(house.now())] == [
        "市人力资源和社会保障局机关", "市社保局", "市就业局",
    ]  # fmt: skip
    shown = page(client, house)
    assert "还缺 1 个单位：</b>市就业局" in shown
    answer = send(client, house, shown)
    assert answer.status_code == 422
    assert "还缺这些单位：市就业局" in answer.content.decode()
    with pytest.raises(LeftOut):
        house.consolidate()
    assert house.now().version == 0
    assert send(client, house, shown, without="on").status_code == 302
    assert [u.name for u in missing_units(house.now())] == ["市就业局"]
    assert {f.unit for f in facts_of(house.now()).facts} == {A, B}
    deed = JournalEntry.objects.get(disclosure=house.disclosure, action="consolidate")
    assert deed.after["left_out"] == [{"code": C, "name": "市就业局"}]
    house.state(State.HANDED_UP, C)
    house.consolidate()
    assert missing_units(house.now()) == []


@pytest.mark.parametrize("state", State)
def test_what_counts_as_handed_up(house: House, state: State) -> None:
    house.state(state, C)
    handed = {"handed_up", "signed", "submitted", "approved", "published"}
    assert [u.code for u in put_together(house.now()).left_out] == ([] if state in handed else [C])


def test_a_unit_that_has_not_begun_is_missing_too() -> None:
    house = build(entered=False)
    for code in (A, B):
        house.states(code, of_unit(code))
    assert [u.code for u in put_together(house.now()).left_out] == [C]
    house.units[C].delete()
    assert [u.code for u in put_together(house.now()).left_out] == [C]


def test_a_code_that_comes_twice_is_refused_and_shown(client: Client, house: House) -> None:
    own = replace(
        of_unit(B), department=whole().department, department_code="701",
        units=(UnitInfo(code=B, name="本级"),),
    )  # fmt: skip
    save_book(book=Book.of_facts(own), disclosure=house.now())
    shown = page(client, house)
    assert f"单位编码 {B} 与本部门自行填报的数据重复" in shown
    assert "市社保局”（701002）的数据没有并入" in shown
    house.consolidate(without=True)
    rows = ExpenditureRow.objects.filter(disclosure=house.disclosure, unit=B)
    assert set(rows.values_list("via", flat=True)) == {""}


def test_later_changes_of_a_unit_are_told(client: Client, house: House) -> None:
    house.consolidate()
    assert changed_units(house.now()) == []
    assert "汇总后有变动" not in page(client, house)
    house.states(B, of_unit(B, granted(B, 5)), State.DRAFT)
    assert [u.code for u in changed_units(house.now())] == [B]
    shown = page(client, house)
    assert "汇总后有变动" in shown
    assert "市社保局：汇总的是第1版，现在是第2版、填报中" in shown


def test_every_page_of_the_department_says_which_units_are_missing_or_have_moved(
    client: Client, house: House
) -> None:
    def bar() -> str:
        shown = client.get(reverse("findings", args=[house.disclosure.pk])).content.decode()
        return "".join(re.findall('<p class="warning lacking">(.*?)</p>', shown))

    assert "还缺 3 个单位：</b>市人力资源和社会保障局机关、市社保局、市就业局。" in bar()
    house.state(State.RETURNED, C)
    house.consolidate(without=True)
    assert "还缺 1 个单位：</b>市就业局。" in bar()
    assert "汇总后有变动" not in bar()
    house.states(C, of_unit(C))
    house.consolidate()
    assert bar() == ""
    house.state(State.RETURNED, A)
    assert "汇总后有变动：</b>市人力资源和社会保障局机关。" in bar()


def test_where_no_unit_is_asked_the_department_is_without_none() -> None:
    house = build(entered=False)
    assert len(missing_units(house.now())) == 3
    Disclosure.objects.filter(organisation__level="unit").delete()
    assert missing_units(house.now()) == []


def test_a_department_without_units_has_nothing_to_consolidate(house: House) -> None:
    region = house.disclosure.organisation.parent
    lone = Organisation.objects.create(name="孤局", code="9", level="department", parent=region)
    disclosure = Disclosure.objects.create(
        organisation=lone, year=2022, kind="budget", form_set="bazhong-budget-2022",
        origin="facts", version=0,
    )  # fmt: skip
    browser = browser_of(somebody("lone", "孤", Role.CLERK, lone))
    answer = browser.get(reverse("consolidate", args=[disclosure.pk]))
    assert "没有下级单位" in answer.content.decode()
    assert missing_units(disclosure) == []


# -- who was slower ---------------------------------------------------------------------------


def test_a_unit_that_moved_meanwhile_is_shown_again_with_what_was_typed(
    client: Client, flowing: House
) -> None:
    shown = page(client, flowing)
    flowing.states(B, of_unit(B, received(B, 40_000)))
    answer = send(client, flowing, shown, **{"note-granted-initial": "核对过"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "这些单位的材料有了变动：市社保局" in html
    assert 'value="核对过"' in html
    assert flowing.now().version == 0
    html = html.replace('value="600.00"', 'value="400.00"')
    assert send(client, flowing, html).status_code == 302


def test_a_unit_that_was_returned_or_handed_up_meanwhile_is_seen(house: House) -> None:
    here = house.now()
    shown = {d.pk: Seen.of(house.unit(code)) for code, d in house.units.items()}

    def act() -> Disclosure:
        return consolidate_units(
            disclosure=here, seen=Seen.of(here), units_seen=shown, decided={}, without=True,
            by=actor(house.clerk),
        )  # fmt: skip

    house.state(State.RETURNED, C)
    with pytest.raises(UnitsMoved):
        act()
    del shown[house.units[C].pk]
    house.state(State.HANDED_UP, C)
    with pytest.raises(UnitsMoved):
        act()
    assert house.now().version == 0


def test_a_second_confirmation_does_nothing(client: Client, house: House) -> None:
    shown = page(client, house)
    assert [send(client, house, shown).status_code for _ in range(2)] == [302, 409]
    assert house.now().version == 1
    with pytest.raises(Moved):
        consolidate_units(
            disclosure=house.now(), seen=Seen("draft", 0), units_seen={}, decided={},
            without=True, by=actor(house.clerk),
        )  # fmt: skip


@pytest.mark.parametrize("state", [s for s in State if s not in (State.DRAFT, State.RETURNED)])
def test_what_is_handed_in_is_not_consolidated(client: Client, house: House, state: State) -> None:
    shown = page(client, house)
    Disclosure.objects.filter(pk=house.disclosure.pk).update(state=state)
    assert "确认汇总" not in page(client, house)
    assert send(client, house, shown, state=state).status_code == 409
    with pytest.raises(NotNow):
        house.consolidate()


# -- returning a unit -------------------------------------------------------------------------


def back(client: Client, house: House, code: str, **more: object) -> HttpResponse:
    unit = house.unit(code)
    url = reverse("consolidate-return", args=[house.disclosure.pk])
    return client.post(
        url,
        {
            "handed": unit.pk,
            "state": unit.state,
            "version": unit.version,
            "why": "数字不对",
            **more,
        },
    )


def test_a_unit_is_returned_with_a_reason(client: Client, house: House) -> None:
    assert "退回" in page(client, house)
    answer = back(client, house, B, why=" ")
    assert answer.status_code == 422
    assert "请写明退回“市社保局”的原因" in answer.content.decode()
    assert back(client, house, B).status_code == 302
    assert house.unit(B).state == "returned"
    deed = JournalEntry.objects.get(disclosure=house.units[B], action="return")
    assert (deed.who, deed.why) == ("王芳", "数字不对")
    assert back(client, house, B, state="handed_up").status_code == 409


def test_only_units_of_this_department_are_returned_from_here(client: Client, house: House) -> None:
    url = reverse("consolidate-return", args=[house.disclosure.pk])
    for handed in (house.disclosure.pk, 0, "", "x"):
        assert client.post(url, {"handed": handed, "why": "x"}).status_code == 404


# -- who may ----------------------------------------------------------------------------------


def test_only_the_departments_clerk_consolidates_and_returns(client: Client, house: House) -> None:
    shown = page(client, house)
    top = house.disclosure.organisation
    people = {
        somebody("sig", "李强", Role.SIGNATORY, top): 403,
        somebody("obs", "陈静", Role.OBSERVER, top): 403,
        somebody("rev", "张敏", Role.REVIEWER, top.parent): 403,  # type: ignore[arg-type]
        somebody("adm", "刘洋", Role.ADMINISTRATOR, top.parent): 403,  # type: ignore[arg-type]
        house.unit_clerk: 404,
    }
    for person, status in people.items():
        browser = browser_of(person)
        seen = browser.get(reverse("consolidate", args=[house.disclosure.pk]))
        assert seen.status_code == (200 if status == 403 else 404)
        assert "确认汇总" not in seen.content.decode()
        assert send(browser, house, shown).status_code == status, person
        assert back(browser, house, B).status_code == status, person
        with pytest.raises(PermissionDenied):
            house.consolidate(by=person)
    assert house.now().version == 0
    assert house.unit(B).state == "handed_up"


def test_a_unit_cannot_be_consolidated(house: House) -> None:
    unit = house.unit(A)
    browser = browser_of(house.unit_clerk)
    assert browser.get(reverse("consolidate", args=[unit.pk])).status_code == 404
    assert browser.post(reverse("consolidate", args=[unit.pk])).status_code == 404


def test_who_is_not_signed_in_is_led_to_sign_in(house: House) -> None:
    answer = Client().get(reverse("consolidate", args=[house.disclosure.pk]))
    assert (answer.status_code, "/account/" in answer.url) == (302, True)


# -- workbooks of a department ----------------------------------------------------------------


def with_own(house: House) -> Facts:
    """The department states one unit of its own beside those below."""
    facts = of_unit(A)
    own = tuple(replace(f, unit="701000") for f in facts.facts)
    units = (UnitInfo(code="701000", name="局本级"),)
    return replace(
        facts, department=whole().department, department_code="701", units=units, facts=own
    )


def test_a_workbook_replaces_what_is_the_departments_own_and_leaves_the_units(
    house: House,
) -> None:
    house.consolidate()
    own = with_own(house)
    done = import_workbook(
        data=facts_xlsx(own), filename="x.xlsx", disclosure=house.now(), by=actor(house.clerk)
    )
    assert done.disclosure is not None
    assert {f.unit for f in own_facts_of(house.now()).facts} == {"701000"}
    assert {f.unit for f in facts_of(house.now()).facts} == {"701000", A, B, C}
    assert missing_units(house.now()) == []
    for model in LEDGER:
        rows = list(model._default_manager.filter(disclosure=house.disclosure))
        assert [row.position for row in rows] == list(range(1, len(rows) + 1))


def test_the_workbook_that_goes_out_is_the_departments_own_and_comes_back(
    client: Client, house: House
) -> None:
    house.consolidate()
    save = import_workbook(
        data=facts_xlsx(with_own(house)), filename="x.xlsx", disclosure=house.now()
    )
    assert save.disclosure is not None
    data = client.get(reverse("workbook", args=[house.disclosure.pk])).content
    again = import_workbook(data=data, filename="y.xlsx", disclosure=house.now())
    assert again.disclosure is not None
    assert {f.unit for f in own_facts_of(house.now()).facts} == {"701000"}


def test_a_workbook_that_states_the_units_figures_again_is_refused(house: House) -> None:
    house.consolidate()
    done = import_workbook(
        data=facts_xlsx(whole()), filename="x.xlsx", disclosure=house.now(), by=actor(house.clerk)
    )
    assert done.disclosure is None
    (error,) = done.intake.errors
    assert "数据来自下级汇总" in error.text
    assert house.now().version == 1


# -- cost -------------------------------------------------------------------------------------


def test_the_page_takes_as_many_queries_for_many_units_as_for_few(
    client: Client, house: House
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            page(client, house)
        return len(found)

    few = queries()
    top = house.disclosure.organisation
    for number in range(12):
        code = f"7019{number:02}"
        unit = Organisation.objects.create(name=code, code=code, level="unit", parent=top)
        made = Disclosure.objects.create(
            organisation=unit, year=2022, kind="budget", form_set="bazhong-budget-2022",
            origin="facts", version=0,
        )  # fmt: skip
        facts = of_unit(C)
        own = tuple(replace(f, unit=code) for f in facts.facts)
        units = (UnitInfo(code=code, name=code),)
        stated = replace(facts, department=code, department_code=code, units=units, facts=own)
        save_book(book=Book.of_facts(stated), disclosure=made)
        Disclosure.objects.filter(pk=made.pk).update(state="handed_up")
    assert queries() == few
