"""The bureau's office: organisations, people, code lists; previews and who may see them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from disclosures.core.workflow import Role
from disclosures.models import JournalEntry, LocalCodeRow, Membership, Organisation, Person
from tests.portal.office_pages import address, hidden, text
from tests.portal.tree import disclosure_of, member

pytestmark = pytest.mark.django_db

#: What is listed, imported and exported.
KINDS = ("organisations", "people")


@pytest.fixture
def bureau(tree: dict[str, Organisation]) -> Person:
    return member("liuyang", Role.ADMINISTRATOR, of=tree["甲市"])


@pytest.fixture
def office(client: Client, bureau: Person) -> Client:
    client.force_login(bureau)
    return client


def csv_file(*rows: str, name: str = "名单.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join(rows).encode())


def lists(tree: dict[str, Organisation]) -> list[str]:
    """Every address of the office that all of the bureau read."""
    return [
        address(tree, "seasons"),
        address(tree, "season-open"),
        address(tree, "organisations"),
        address(tree, "organisations-file", "xlsx"),
        address(tree, "people"),
        address(tree, "people-file", "csv"),
        address(tree, "journal"),
        address(tree, "codes"),
        address(tree, "codes-compare", "function"),
        address(tree, "codes-file", "economic", "xlsx"),
        address(tree, "codes-file", "local", "csv"),
    ]


def forms(tree: dict[str, Organisation], person: Person) -> list[str]:
    """The addresses of forms that are the administrators' alone."""
    return [
        address(tree, "organisation-add"),
        address(tree, "organisation", tree["财政局"].pk),
        address(tree, "import", "organisations"),
        address(tree, "person-add"),
        address(tree, "person", person.pk),
        address(tree, "import", "people"),
    ]


def administration(tree: dict[str, Organisation], person: Person) -> list[str]:
    """Every address at which an administrator alone acts."""
    return [
        *forms(tree, person),
        address(tree, "organisation-remove", tree["信息中心"].pk),
        address(tree, "organisation-adopt", tree["财政局"].pk),
        address(tree, "password", person.pk),
        address(tree, "invitation", person.pk),
        address(tree, "invitations"),
        *(address(tree, view, what) for view in ("confirm", "drop") for what in KINDS),
    ]


def all_addresses(tree: dict[str, Organisation], person: Person) -> list[str]:
    """Every address of the office that is read."""
    return [*lists(tree), *forms(tree, person)]


def all_deeds(tree: dict[str, Organisation], person: Person) -> list[str]:
    """Every address of the office that takes a deed."""
    return [
        address(tree, "season-open"),
        address(tree, "season-confirm"),
        *administration(tree, person),
        address(tree, "codes-compare", "function"),
    ]


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        (Role.ADMINISTRATOR, "甲市", 200),
        (Role.OBSERVER, "甲市", 404),
        (Role.CLERK, "财政局", 404),
        (Role.SIGNATORY, "财政局", 404),
        (Role.REVIEWER, "乙市", 404),
        (Role.ADMINISTRATOR, "乙市", 404),
        (Role.ADMINISTRATOR, "财政局", 404),
    ],
)
def test_only_the_bureau_sees_its_office(
    tree: dict[str, Organisation], client: Client, role: Role, place: str, status: int
) -> None:
    wang = member("wang", Role.CLERK, of=tree["财政局"])
    client.force_login(member("某人", role, of=tree[place]))
    for page in all_addresses(tree, wang):
        assert client.get(page).status_code == status, page
    if status == 404:
        for deed in all_deeds(tree, wang):
            assert client.post(deed, {}).status_code == 404, deed
        assert not JournalEntry.objects.exists()


def test_a_reviewer_looks_at_lists_and_leaves_people_and_organisations_alone(
    tree: dict[str, Organisation], client: Client
) -> None:
    wang = member("wang", Role.CLERK, of=tree["财政局"])
    before = (Organisation.objects.count(), Membership.objects.count() + 1, wang.password)
    client.force_login(member("zhangmin", Role.REVIEWER, of=tree["甲市"]))
    for page in lists(tree):
        assert client.get(page).status_code == 200, page
    for page in forms(tree, wang):
        assert client.get(page).status_code == 403, page
    forged = person_form(("reviewer", "甲市")) | organisation(parent=tree["甲市"].pk)
    for deed in administration(tree, wang):
        answer = client.post(deed, forged)
        assert answer.status_code == 403, deed
        assert "由甲市的管理员办理" in text(answer)
    wang.refresh_from_db()
    after = (Organisation.objects.count(), Membership.objects.count(), wang.password)
    assert after == before
    assert not JournalEntry.objects.exists()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMINISTRATOR])
def test_what_one_may_not_do_is_not_offered(
    tree: dict[str, Organisation], client: Client, role: Role
) -> None:
    wang = member("wang", Role.CLERK, of=tree["财政局"])
    wang.email = "wang@example.org"
    wang.set_unusable_password()
    wang.save()
    client.force_login(member("某人", role, of=tree["甲市"]))
    shown = "".join(client.get(address(tree, name)).content.decode() for name in KINDS)
    offered = {page for page in administration(tree, wang) if f'"{page}"' in shown}
    here = {*forms(tree, wang), address(tree, "invitations")}
    assert offered == (here if role is Role.ADMINISTRATOR else set())
    assert {"财政局", "预算所", "wang@example.org"} <= set(re.split(r"[\s<>]+", shown))


def test_a_stranger_is_led_to_sign_in(tree: dict[str, Organisation], client: Client) -> None:
    wang = member("wang", Role.CLERK, of=tree["财政局"])
    for page in all_addresses(tree, wang):
        answer = client.get(page)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (
            302,
            reverse("account_login"),
        )
    for deed in all_deeds(tree, wang):
        answer = client.post(deed, {})
        assert answer.status_code == 401
        assert "登录" in text(answer)
    assert not JournalEntry.objects.exists()


def test_an_organisation_is_no_region(tree: dict[str, Organisation], client: Client) -> None:
    client.force_login(member("x", Role.ADMINISTRATOR, of=tree["财政局"]))
    page = reverse("office-organisations", args=[tree["财政局"].pk])
    assert client.get(page).status_code == 404
    assert client.get(reverse("office")).status_code == 404


def test_who_acts_for_two_regions_chooses(tree: dict[str, Organisation], office: Client) -> None:
    assert office.get(reverse("office"))["Location"] == address(tree, "seasons")
    person = Person.objects.get(username="liuyang")
    Membership.objects.create(person=person, organisation=tree["乙市"], role=Role.REVIEWER)
    page = office.get(reverse("office"))
    assert "甲市" in text(page)
    assert "乙市" in text(page)


# --- Organisations ------------------------------------------------------------------------------


def test_the_tree_is_shown_and_searched(tree: dict[str, Organisation], office: Client) -> None:
    page = text(office.get(address(tree, "organisations")))
    assert "2 个部门，3 个单位" in page
    assert "乙市财政局" not in page
    found = text(office.get(address(tree, "organisations"), {"q": "中学"}))
    assert "找到 2 个" in found
    assert "财政局" not in found
    assert "第一中学" in found


def test_the_tree_takes_the_same_queries_however_large(
    tree: dict[str, Organisation],
    office: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    Organisation.objects.bulk_create(
        Organisation(name=f"{n}所", code=f"8{n:03}", level="unit", parent=tree["教育局"])
        for n in range(300)
    )
    for page in ("organisations", "season-open", "people"):
        with django_assert_max_num_queries(12):
            assert office.get(address(tree, page)).status_code == 200


def organisation(**changes: object) -> dict[str, object]:
    return {
        "code": "709",
        "name": "水利局",
        "nature": "",
        "establishment": "",
        "staff": "",
    } | changes


def test_a_department_and_a_unit_are_added(tree: dict[str, Organisation], office: Client) -> None:
    region, add = tree["甲市"], address(tree, "organisation-add")
    answer = office.post(add, organisation(parent=region.pk, nature="administrative", staff="7"))
    assert answer["Location"] == address(tree, "organisations")
    made = Organisation.objects.get(code="709")
    assert (made.level, made.parent, made.nature, made.staff) == (
        "department",
        region,
        "administrative",
        7,
    )
    office.post(add, organisation(parent=made.pk, code="709001", name="水利站"))
    unit = Organisation.objects.get(code="709001")
    assert (unit.level, unit.parent) == ("unit", made)
    entry = JournalEntry.objects.order_by("pk").first()
    assert entry is not None
    assert (entry.action, entry.organisation, entry.who, entry.before) == (
        "change_orgs",
        region,
        "liuyang",
        {},
    )
    assert entry.after["name"] == "水利局"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": ""}, "请填编码"),
        ({"name": ""}, "请填名称"),
        ({"code": "701"}, "编码 701 已是“财政局”的编码"),
        ({"staff": "-1"}, "应为不小于 0 的整数"),
        ({"staff": "很多"}, "应为不小于 0 的整数"),
        ({"parent": "999999"}, "请从列表中选择上级"),
    ],
)
def test_what_is_wrong_with_an_organisation_is_told(
    tree: dict[str, Organisation], office: Client, changes: dict[str, object], said: str
) -> None:
    values = organisation(parent=tree["甲市"].pk) | changes
    page = office.post(address(tree, "organisation-add"), values)
    assert page.status_code == 200
    assert said in text(page)
    assert Organisation.objects.count() == len(tree)
    assert not JournalEntry.objects.exists()


def change(office: Client, page: str, **changes: object) -> HttpResponse:
    """Open a form, change some fields, send it."""
    answer = office.get(page)
    form: Any = answer.context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    return office.post(page, values | {"seen": hidden(answer, "seen")} | changes)


def test_an_organisation_is_changed_and_the_journal_tells_both(
    tree: dict[str, Organisation], office: Client
) -> None:
    page = address(tree, "organisation", tree["第一中学"].pk)
    change(office, page, parent=tree["财政局"].pk, name="第一初级中学")
    moved = Organisation.objects.get(pk=tree["第一中学"].pk)
    assert (moved.name, moved.parent) == ("第一初级中学", tree["财政局"])
    entry = JournalEntry.objects.get()
    assert (entry.before["name"], entry.after["name"]) == ("第一中学", "第一初级中学")
    change(office, page)
    assert JournalEntry.objects.count() == 1


def test_a_department_with_units_stays_a_department(
    tree: dict[str, Organisation], office: Client
) -> None:
    page = address(tree, "organisation", tree["教育局"].pk)
    assert "下面还有单位，不能改为单位" in text(change(office, page, parent=tree["财政局"].pk))


def test_a_lost_race_shows_both_and_the_person_decides(
    tree: dict[str, Organisation], office: Client
) -> None:
    page = address(tree, "organisation", tree["教育局"].pk)
    values = {"parent": tree["甲市"].pk, "code": "704", "name": "我的名称"}
    seen = hidden(office.get(page), "seen")
    Organisation.objects.filter(pk=tree["教育局"].pk).update(name="别人的名称")
    lost = office.post(page, values | {"seen": seen})
    assert lost.status_code == 409
    assert "别人的名称" in text(lost)
    assert "我的名称" in lost.content.decode()
    assert Organisation.objects.get(pk=tree["教育局"].pk).name == "别人的名称"
    assert office.post(page, values | {"seen": hidden(lost, "seen")}).status_code == 302
    assert Organisation.objects.get(pk=tree["教育局"].pk).name == "我的名称"


@pytest.mark.parametrize("seen", ["", "forged", "e30:1:x"])
def test_a_forged_form_changes_nothing(
    tree: dict[str, Organisation], office: Client, seen: str
) -> None:
    page = address(tree, "organisation", tree["教育局"].pk)
    values = {"parent": tree["甲市"].pk, "code": "704", "name": "改名", "seen": seen}
    assert office.post(page, values).status_code == 409
    assert Organisation.objects.get(pk=tree["教育局"].pk).name == "教育局"


def test_organisations_of_another_region_are_out_of_reach(
    tree: dict[str, Organisation], office: Client
) -> None:
    for name in ("乙市财政局", "乙市", "甲市"):
        for view in ("organisation", "organisation-remove"):
            page = address(tree, view, tree[name].pk)
            assert office.post(page, {"name": "x"}).status_code == 404


def test_only_what_nothing_depends_on_is_deleted(
    tree: dict[str, Organisation], office: Client
) -> None:
    disclosure_of(tree["第一中学"])
    member("wang", Role.CLERK, of=tree["第一中学"])
    for name, said in (
        ("第一中学", "有 1 份公开材料；有 1 个任职"),
        ("财政局", "下面有 2 个单位"),
    ):
        page = office.post(address(tree, "organisation-remove", tree[name].pk), follow=True)
        assert said in text(page)
    office.post(address(tree, "organisation-remove", tree["信息中心"].pk))
    left = Organisation.objects.values_list("name", flat=True)
    assert set(tree) - set(left) == {"信息中心"}
    assert JournalEntry.objects.get().before["name"] == "信息中心"


# --- Import -------------------------------------------------------------------------------------

ROWS = ("编码,名称", "701,市财政局", "801,水利局", "801001,水利站")


def preview(
    office: Client, tree: dict[str, Organisation], *rows: str, what: str = "organisations"
) -> Any:
    return office.post(address(tree, "import", what), {"file": csv_file(*rows)})


def ticket_of(page: Any) -> dict[str, str]:
    return {name: hidden(page, name) for name in ("ticket", "fingerprint")}


def test_an_import_is_shown_then_done_once(tree: dict[str, Organisation], office: Client) -> None:
    page = preview(office, tree, *ROWS)
    told = re.sub(r"\s+", " ", text(page))
    assert "0 错误 2 新增 1 修改 0 不变" in told
    assert "701 市财政局名称财政局市财政局" in told
    assert Organisation.objects.count() == len(tree)
    done = office.post(address(tree, "confirm", "organisations"), ticket_of(page), follow=True)
    assert "组织已导入：新增 2，修改 1，不变 0。" in text(done)
    assert Organisation.objects.get(code="801001").parent.name == "水利局"
    entry = JournalEntry.objects.get()
    assert entry.after["new"] == ["801 水利局", "801001 水利站"]
    assert entry.after["changed"] == {"701 市财政局": {"名称": ["财政局", "市财政局"]}}
    again = office.post(address(tree, "confirm", "organisations"), ticket_of(page))
    assert again.status_code == 409
    assert "这份预览已经办理" in text(again)
    assert JournalEntry.objects.count() == 1


def test_what_changed_meanwhile_is_shown_again(
    tree: dict[str, Organisation], office: Client
) -> None:
    page = preview(office, tree, *ROWS)
    Organisation.objects.filter(pk=tree["财政局"].pk).update(name="甲市财政局")
    stale = office.post(address(tree, "confirm", "organisations"), ticket_of(page))
    assert stale.status_code == 409
    assert "预览之后数据有了变化" in text(stale)
    assert "甲市财政局" in text(stale)
    assert not JournalEntry.objects.exists()
    office.post(address(tree, "confirm", "organisations"), ticket_of(stale))
    assert Organisation.objects.get(pk=tree["财政局"].pk).name == "市财政局"


def test_a_dropped_import_cannot_be_confirmed(
    tree: dict[str, Organisation], office: Client
) -> None:
    page = preview(office, tree, *ROWS)
    office.post(address(tree, "drop", "organisations"), ticket_of(page))
    answer = office.post(address(tree, "confirm", "organisations"), ticket_of(page))
    assert answer.status_code == 409
    assert Organisation.objects.count() == len(tree)


def test_a_ticket_counts_for_one_person_one_region_and_one_purpose(
    tree: dict[str, Organisation], office: Client, bureau: Person
) -> None:
    page = preview(office, tree, *ROWS)
    Membership.objects.create(person=bureau, organisation=tree["乙市"], role=Role.ADMINISTRATOR)
    elsewhere = reverse("office-confirm", args=[tree["乙市"].pk, "organisations"])
    assert office.post(elsewhere, ticket_of(page)).status_code == 409
    assert office.post(address(tree, "confirm", "people"), ticket_of(page)).status_code == 409
    assert office.post(address(tree, "confirm", "organisations"), {"ticket": "x"}).status_code == (
        409
    )
    office.force_login(member("zhao", Role.ADMINISTRATOR, of=tree["甲市"]))
    confirm = address(tree, "confirm", "organisations")
    assert office.post(confirm, ticket_of(page)).status_code == 409
    assert Organisation.objects.count() == len(tree)


def test_a_list_with_errors_cannot_be_confirmed(
    tree: dict[str, Organisation], office: Client
) -> None:
    page = preview(office, tree, *ROWS, "802,")
    assert "CSV!B5" in text(page)
    assert "1 错误" in re.sub(r"\s+", " ", text(page))
    assert 'name="ticket"' not in page.content.decode()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.xlsx", b"%PDF-1.7", "PDF 文件"),
        ("x.exe", b"MZ", "只接受"),
        ("x.csv", b"", "文件是空的"),
        ("x.csv", b"a,b", "没有找到表头"),
        ("<script>.csv", b"a,b", "没有找到表头"),
    ],
)
def test_a_hostile_file_is_refused_in_words(
    tree: dict[str, Organisation], office: Client, name: str, data: bytes, said: str
) -> None:
    file = SimpleUploadedFile(name, data)
    page = office.post(address(tree, "import", "organisations"), {"file": file})
    assert page.status_code == 200
    assert said in text(page)


def test_markup_in_a_list_stays_text(tree: dict[str, Organisation], office: Client) -> None:
    page = preview(office, tree, "编码,名称", "801,<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)" in page.content.decode()
    assert "<script>alert" not in page.content.decode()


def test_there_is_nothing_else_to_import(tree: dict[str, Organisation], office: Client) -> None:
    for view in ("import", "confirm", "drop"):
        assert office.post(address(tree, view, "seasons"), {}).status_code == 404
    assert office.get(address(tree, "organisations-file", "pdf")).status_code == 404


def test_files_go_out(tree: dict[str, Organisation], office: Client) -> None:
    answer = office.get(address(tree, "organisations-file", "csv"))
    assert answer["Content-Disposition"] == 'attachment; filename="organisations.csv"'
    assert answer.content.decode("utf-8-sig").splitlines()[1] == "701,财政局,部门,700,,,"
    book = office.get(address(tree, "people-file", "xlsx"))
    assert book.content.startswith(b"PK")


def test_the_journal_tells_what_was_changed(tree: dict[str, Organisation], office: Client) -> None:
    change(office, address(tree, "organisation", tree["教育局"].pk), name="教体局")
    office.post(address(tree, "confirm", "organisations"), ticket_of(preview(office, tree, *ROWS)))
    said = text(office.get(address(tree, "journal")))
    assert "名称：教育局 → 教体局" in said
    assert "701 市财政局 名称：财政局 → 市财政局" in said
    assert "新增：801 水利局、801001 水利站" in said


# --- People -------------------------------------------------------------------------------------


def person_form(*roles: tuple[str, str], start: int = 0, **changes: object) -> dict[str, object]:
    values: dict[str, object] = {
        "username": "wang",
        "name": "王芳",
        "email": "wang@example.gov.cn",
        "is_active": "on",
        "roles-TOTAL_FORMS": len(roles),
        "roles-INITIAL_FORMS": start,
    }
    for number, (role, place) in enumerate(roles):
        values |= {f"roles-{number}-role": role, f"roles-{number}-place": place}
    return values | changes


def held(person: Person) -> list[tuple[str, str]]:
    return sorted(person.memberships.values_list("organisation__name", "role"))


def test_a_person_is_added_with_roles(tree: dict[str, Organisation], office: Client) -> None:
    roles = (("clerk", "702 预算所"), ("clerk", "信息中心"), ("signatory", "701"), ("", ""))
    page = office.post(address(tree, "person-add"), person_form(*roles), follow=True)
    wang = Person.objects.get(username="wang")
    assert (wang.name, wang.email, wang.is_active) == ("王芳", "wang@example.gov.cn", True)
    assert not wang.has_usable_password()
    assert held(wang) == [("信息中心", "clerk"), ("财政局", "signatory"), ("预算所", "clerk")]
    assert "已保存：王芳" in text(page)
    entry = JournalEntry.objects.get()
    assert (entry.action, entry.organisation) == ("change_people", tree["甲市"])
    assert entry.after["username"] == "wang"
    assert "password" not in str(entry.after)


def test_duties_that_are_better_apart_are_pointed_out(
    tree: dict[str, Organisation], office: Client
) -> None:
    roles = (("clerk", "701"), ("signatory", "701"), ("reviewer", "甲市"))
    page = text(office.post(address(tree, "person-add"), person_form(*roles), follow=True))
    assert "王芳在财政局兼任填报人和单位负责人：本人填报的，本人不能签署。" in page
    assert "王芳兼任财政审核人和财政局的填报人、单位负责人：本人经手的，本人不能通过。" in page


def test_who_makes_accounts_had_better_not_approve(
    tree: dict[str, Organisation], office: Client
) -> None:
    roles = (("administrator", "甲市"), ("reviewer", "甲市"))
    page = text(office.post(address(tree, "person-add"), person_form(*roles), follow=True))
    assert "王芳兼任财政审核人和管理员：既能设立账号又能审核通过，宜由两人分任。" in page
    page = text(office.get(address(tree, "person", Person.objects.get(username="liuyang").pk)))
    assert "宜由两人分任" not in page


@pytest.mark.parametrize(
    ("roles", "changes", "said"),
    [
        ([("clerk", "甲市")], {}, "填报人不能设在地区，应设在部门或单位"),
        ([("reviewer", "701")], {}, "财政审核人不能设在部门，应设在地区"),
        ([("administrator", "702")], {}, "管理员不能设在单位，应设在地区"),
        ([("clerk", "乙市财政局")], {}, "没有编码或名称是“乙市财政局”的组织"),
        ([("clerk", "")], {}, "请填组织的编码或名称"),
        ([("", "701")], {}, "请选择角色"),
        ([("king", "701")], {}, "king"),
        ([], {}, "至少一个角色"),
        ([("clerk", "701")], {"username": ""}, "请填用户名"),
        ([("clerk", "701")], {"username": "a b"}, "用户名由文字、数字"),
        ([("clerk", "701")], {"username": "liuyang"}, "这个用户名已有人使用"),
        ([("clerk", "701")], {"username": "ＬiuYang"}, "这个用户名已有人使用"),
        ([("clerk", "701")], {"email": "wang"}, "请填电子邮箱地址"),
    ],
)
def test_what_is_wrong_with_a_person_is_told(
    tree: dict[str, Organisation],
    office: Client,
    roles: list[tuple[str, str]],
    changes: dict[str, object],
    said: str,
) -> None:
    page = office.post(address(tree, "person-add"), person_form(*roles, **changes))
    assert page.status_code == 200
    assert said in text(page)
    assert Person.objects.count() == 1


def test_roles_are_changed_and_a_person_is_stopped(
    tree: dict[str, Organisation], office: Client
) -> None:
    wang = member("wang", Role.CLERK, Role.OBSERVER, of=tree["财政局"])
    page = address(tree, "person", wang.pk)
    seen = hidden(office.get(page), "seen")
    roles = (("clerk", "701"), ("observer", "701"), ("signatory", "704"))
    values = person_form(*roles, start=2, seen=seen) | {"roles-0-DELETE": "on", "is_active": ""}
    office.post(page, values)
    wang.refresh_from_db()
    assert held(wang) == [("教育局", "signatory"), ("财政局", "observer")]
    assert not wang.is_active
    entry = JournalEntry.objects.get()
    assert (entry.before["is_active"], entry.after["is_active"]) == (True, False)


def test_a_race_for_a_person_is_lost_openly(tree: dict[str, Organisation], office: Client) -> None:
    wang = member("wang", Role.CLERK, of=tree["财政局"])
    page = address(tree, "person", wang.pk)
    seen = hidden(office.get(page), "seen")
    Membership.objects.create(person=wang, organisation=tree["教育局"], role=Role.OBSERVER)
    values = person_form(("clerk", "701"), seen=seen, name="改名")
    lost = office.post(page, values)
    assert lost.status_code == 409
    assert "教育局 查看人" in re.sub(r"\d+ (?=教)", "", text(lost))
    assert 'value="改名"' in lost.content.decode()
    assert held(wang) == [("教育局", "observer"), ("财政局", "clerk")]


def test_nobody_changes_their_own_roles(
    tree: dict[str, Organisation], office: Client, bureau: Person
) -> None:
    page = address(tree, "person", bureau.pk)
    seen = hidden(office.get(page), "seen")
    same = {"username": "liuyang", "name": "liuyang", "email": "", "seen": seen}
    roles = (("administrator", "甲市"), ("clerk", "701"))
    said = text(office.post(page, person_form(*roles, **same)))
    assert "不能修改自己的角色" in said
    said = text(office.post(page, person_form(roles[0], **same, is_active="")))
    assert "不能停用自己" in said
    assert held(bureau) == [("甲市", "administrator")]


def test_who_also_serves_elsewhere_keeps_name_and_password(
    tree: dict[str, Organisation], office: Client
) -> None:
    both = member("both", Role.CLERK, of=tree["财政局"])
    Membership.objects.create(person=both, organisation=tree["乙市财政局"], role=Role.CLERK)
    page = address(tree, "person", both.pk)
    seen = hidden(office.get(page), "seen")
    same = {"username": "both", "email": "", "seen": seen}
    refused = office.post(page, person_form(("clerk", "704"), name="改名", **same))
    assert "此人另在其他地区任职" in text(refused)
    for view in ("password", "invitation"):
        both.email = "both@example.gov.cn"
        both.save()
        assert office.post(address(tree, view, both.pk)).status_code == 403
    seen = hidden(office.get(page), "seen")
    same = {"username": "both", "email": both.email, "seen": seen, "name": "both"}
    office.post(page, person_form(("clerk", "704"), **same))
    assert held(both) == [("乙市财政局", "clerk"), ("教育局", "clerk")]
    assert mail.outbox == []


def test_people_of_another_region_are_out_of_reach(
    tree: dict[str, Organisation], office: Client
) -> None:
    yi = member("yi", Role.CLERK, of=tree["乙市财政局"])
    root = Person.objects.create_superuser("root", name="根", password="x")
    for person in (yi, root):
        for view in ("person", "password", "invitation"):
            assert office.post(address(tree, view, person.pk), {}).status_code == 404


def test_people_are_listed_and_filtered(tree: dict[str, Organisation], office: Client) -> None:
    member("wang", Role.CLERK, of=tree["预算所"])
    member("li", Role.SIGNATORY, of=tree["财政局"])
    member("yi", Role.CLERK, of=tree["乙市财政局"])
    Person.objects.filter(username="li").update(is_active=False)

    def names(**asked: str) -> list[str]:
        page: Any = office.get(address(tree, "people"), asked)
        return [person.username for person, _ in page.context["rows"]]

    assert names() == ["li", "liuyang", "wang"]
    assert names(q="预算") == ["wang"]
    assert names(q="an") == ["wang"] or names(q="wan") == ["wang"]
    assert names(role="signatory") == ["li"]
    assert names(active="no") == ["li"]
    assert names(role="clerk", active="no") == []


def test_a_password_is_shown_once_and_works(tree: dict[str, Organisation], office: Client) -> None:
    wang = member("wang", Role.CLERK, of=tree["财政局"])
    page = office.post(address(tree, "password", wang.pk))
    found = re.search(r"<code>(\w{14})</code>", page.content.decode())
    assert found
    assert page["Cache-Control"] == "no-store"
    wang.refresh_from_db()
    assert wang.check_password(found[1])
    assert found[1] not in str(JournalEntry.objects.values_list("before", "after"))
    assert found[1] not in office.get(address(tree, "person", wang.pk)).content.decode()


def test_an_invitation_is_mailed_and_counts_once(
    tree: dict[str, Organisation], office: Client, client: Client
) -> None:
    roles = (("clerk", "701"),)
    office.post(address(tree, "person-add"), person_form(*roles))
    office.post(address(tree, "invitations"))
    assert [letter.to for letter in mail.outbox] == [["wang@example.gov.cn"]]
    link = re.search(r"http://testserver(\S+)", str(mail.outbox[0].body))
    assert link
    visitor = Client()
    assert "王芳，您的用户名是" in text(visitor.get(link[1]))
    weak = {"new_password1": "12345", "new_password2": "12345"}
    assert "密码" in text(visitor.post(link[1], weak))
    good = {"new_password1": "长长的一个口令2026", "new_password2": "长长的一个口令2026"}
    answer = visitor.post(link[1], good)
    assert "密码已设置" in text(answer)
    assert good["new_password1"] not in answer.content.decode()
    wang = Person.objects.get(username="wang")
    assert wang.check_password("长长的一个口令2026")
    for answer in (
        visitor.get(link[1]),
        visitor.post(link[1], good),
        visitor.get(f"{link[1][:-4]}/"),
    ):
        assert answer.status_code == 404
    assert JournalEntry.objects.filter(after__invited=["wang"]).exists()


def test_who_has_no_address_is_not_invited(tree: dict[str, Organisation], office: Client) -> None:
    wang = member("wang", Role.CLERK, of=tree["财政局"])
    page = office.post(address(tree, "invitation", wang.pk), follow=True)
    assert "没有发出：没有电子邮箱：wang" in text(page)
    assert mail.outbox == []


def test_people_come_in_by_a_list(tree: dict[str, Organisation], office: Client) -> None:
    rows = ("用户名,姓名,填报人,单位负责人", "wang,王芳,701,701", "li,李娜,702,")
    page = preview(office, tree, *rows, what="people")
    assert "王芳在财政局兼任填报人和单位负责人" in text(page)
    done = office.post(address(tree, "confirm", "people"), ticket_of(page), follow=True)
    assert "人员已导入：新增 2，修改 0，不变 0。" in text(done)
    assert held(Person.objects.get(username="li")) == [("预算所", "clerk")]
    assert office.post(address(tree, "confirm", "people"), ticket_of(page)).status_code == 409


# --- Code lists ---------------------------------------------------------------------------------


def test_a_revised_code_list_is_compared_and_not_written(
    tree: dict[str, Organisation], office: Client
) -> None:
    mine = office.get(address(tree, "codes-file", "function", "csv")).content.decode("utf-8-sig")
    lines = mine.splitlines()
    assert lines[0] == "编码,名称,启用年度,停用年度,接续科目"
    compare = address(tree, "codes-compare", "function")
    same = text(office.post(compare, {"file": csv_file(*lines)}))
    assert f"0 错误 0 新增 0 修改 {len(lines) - 1} 不变" in re.sub(r"\s+", " ", same)
    rows = ("编码,名称", "201,一般公共服务开支", "2019901,新科目", "9990101,无上级")
    told = re.sub(r"\s+", " ", text(office.post(compare, {"file": csv_file(*rows)})))
    assert "1 错误" in told
    assert "没有上级科目 99901" in told
    assert "201 一般公共服务开支名称一般公共服务支出一般公共服务开支" in told
    assert office.get(address(tree, "codes-compare", "income")).status_code == 404


def test_codes_of_organisations_are_listed(tree: dict[str, Organisation], office: Client) -> None:
    for name in ("财政局", "乙市财政局"):
        LocalCodeRow.objects.create(
            disclosure=disclosure_of(tree[name]), position=1, code="2010198", name=f"{name}专项"
        )
    assert "财政局专项" in text(office.get(address(tree, "codes")))
    listed = office.get(address(tree, "codes-file", "local", "csv")).content.decode("utf-8-sig")
    assert listed.splitlines() == [
        "组织编码,组织,年度,类别,科目编码,科目名称",
        "701,财政局,2021,决算,2010198,财政局专项",
    ]
