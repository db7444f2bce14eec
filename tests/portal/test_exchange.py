"""Organisations and people as files: what a preview tells, and that nothing else is done."""

from __future__ import annotations

import io

import pytest
from pytest_django import DjangoAssertNumQueries

from disclosures.core.workflow import Role
from disclosures.exchange.files import as_file
from disclosures.exchange.listing import Upload
from disclosures.exchange.organisations import OrganisationResource
from disclosures.exchange.people import PersonResource
from disclosures.exchange.plan import Plan
from disclosures.models import Membership, Organisation, Person
from tests.portal.tree import member

pytestmark = pytest.mark.django_db

HEADS = "编码,名称,层级,上级编码,单位性质,编制数,实有人数"


def csv_of(*rows: str, heads: str = HEADS) -> Upload:
    return Upload("组织.csv", "\n".join((heads, *rows)).encode())


def organisations(tree: dict[str, Organisation], upload: Upload, *, do: bool = False) -> Plan:
    resource = OrganisationResource(tree["甲市"])
    plan = resource.plan(upload)
    if do:
        assert plan.sound, plan.errors
        resource.carry_out()
    return plan


def told(plan: Plan) -> list[str]:
    return [str(error) for error in plan.errors]


def changes(plan: Plan) -> dict[str, list[tuple[str, str, str]]]:
    return {
        f"{line.kind} {line.name}": [(c.column, c.old, c.new) for c in line.changes]
        for line in plan.lines
    }


def test_what_goes_out_comes_back_without_a_change(tree: dict[str, Organisation]) -> None:
    tree["财政局"].establishment = 30
    tree["财政局"].nature = "administrative"
    tree["财政局"].save()
    list_ = OrganisationResource(tree["甲市"]).export_all()
    assert list_.headers == HEADS.split(",")
    assert [row[:4] for row in list_] == [
        ("701", "财政局", "部门", "700"),
        ("702", "预算所", "单位", "701"),
        ("703", "信息中心", "单位", "701"),
        ("704", "教育局", "部门", "700"),
        ("705", "第一中学", "单位", "704"),
    ]
    for suffix in ("xlsx", "csv"):
        plan = organisations(tree, Upload(f"x.{suffix}", as_file(list_, "组织", suffix)))
        assert (plan.lines, plan.unchanged, told(plan)) == ((), 5, [])


def test_new_changed_and_unchanged_rows(tree: dict[str, Organisation]) -> None:
    upload = csv_of(
        "706001,水利站,单位,706,事业,12,10",
        "701,市财政局,部门,700,行政,40,",
        "706,水利局,部门,,行政,20,18",
        "704,教育局,部门,,,,",
        "705,第一中学,单位,706,,,",
    )
    plan = organisations(tree, upload)
    assert changes(plan) == {
        "new 706001 水利站": [
            ("编码", "", "706001"),
            ("名称", "", "水利站"),
            ("层级", "", "单位"),
            ("上级编码", "", "706"),
            ("单位性质", "", "事业"),
            ("编制数", "", "12"),
            ("实有人数", "", "10"),
        ],
        "changed 701 市财政局": [
            ("名称", "财政局", "市财政局"),
            ("单位性质", "", "行政"),
            ("编制数", "", "40"),
        ],
        "new 706 水利局": [
            ("编码", "", "706"),
            ("名称", "", "水利局"),
            ("层级", "", "部门"),
            ("上级编码", "", "700"),
            ("单位性质", "", "行政"),
            ("编制数", "", "20"),
            ("实有人数", "", "18"),
        ],
        "changed 705 第一中学": [("上级编码", "704", "706")],
    }
    assert plan.unchanged == 1
    assert [line.number for line in plan.lines] == [2, 3, 4, 6]
    assert Organisation.objects.count() == len(tree)
    assert organisations(tree, upload, do=True).fingerprint == plan.fingerprint
    station = Organisation.objects.get(code="706001")
    assert (station.parent.name, station.parent.parent) == ("水利局", tree["甲市"])
    assert (station.level, station.nature, station.establishment, station.staff) == (
        "unit",
        "public",
        12,
        10,
    )
    assert Organisation.objects.get(pk=tree["第一中学"].pk).parent.name == "水利局"
    again = organisations(tree, upload)
    assert (again.lines, again.unchanged) == ((), 5)
    assert again.fingerprint != plan.fingerprint


def test_codes_and_names_are_enough(tree: dict[str, Organisation]) -> None:
    upload = csv_of("801,交通局", "801001,公路站", "801002,车辆站", "701,财政局", heads="编码,名称")
    plan = organisations(tree, upload, do=True)
    assert [(line.kind, line.name) for line in plan.lines] == [
        ("new", "801 交通局"),
        ("new", "801001 公路站"),
        ("new", "801002 车辆站"),
    ]
    assert plan.unchanged == 1
    below = Organisation.objects.filter(parent__code="801", level="unit")
    assert sorted(below.values_list("name", flat=True)) == ["公路站", "车辆站"]


def test_all_errors_are_told_at_once_with_their_places(tree: dict[str, Organisation]) -> None:
    upload = csv_of(
        ",无编码局,部门,,,,",
        "801,,部门,,,,",
        "802,某局,处室,,,,",
        "803,某站,单位,999,,,",
        "804,某局,部门,701,,,",
        "805,某局,部门,,公司,-3,3.5",
        "701,财政局,部门,,,,",
        "701,财政局又,部门,,,,",
        "900,乙市财政局,单位,,,,",
    )
    plan = organisations(tree, upload)
    assert told(plan) == [
        "CSV!A2：编码：没有填；应为新组织须有编码",
        "CSV!B3：名称：没有填",
        "CSV!C4：层级：现为“处室”；应为部门、单位 之一",
        "CSV!D5：上级编码：没有编码是“999”的部门；应为单位所属部门的编码",
        "CSV!D6：上级编码：现为“701”；应为 700（部门的上级是地区）",
        "CSV!E7：单位性质：现为“公司”；应为行政、参公、事业、其他 之一",
        "CSV!F7：编制数：现为“-3”；应为不小于 0 的整数",
        "CSV!G7：实有人数：现为“3.5”；应为不小于 0 的整数",
        "CSV!A9：编码：与第 8 行重复；应为每个组织一行",
        "CSV!D10：上级编码：没有填；应为单位所属部门的编码",
    ]
    assert not plan.sound


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("组织.csv", b"a,b\n1,2\n", "没有找到表头"),
        ("组织.csv", b"\x00\x01\x02", "文件不是文本"),
        ("组织.csv", b"", "没有找到表头"),
        ("组织.csv", HEADS.encode() + b"\n1,a" * 10_020, "超过 10,000 行"),
        ("组织.csv", b"x" * (9 << 20), "超过 8 MiB"),
        ("组织.xlsx", b"PK\x03\x04nothing", "已损坏"),
        ("组织.xlsx", b"%PDF-1.7", "PDF 文件"),
        ("组织.xlsm", b"PK\x03\x04", "启用宏"),
        ("组织.txt", b"", "只接受"),
    ],
)
def test_a_file_that_is_no_list_is_refused(
    tree: dict[str, Organisation], name: str, data: bytes, said: str
) -> None:
    plan = organisations(tree, Upload(name, data))
    assert said in plan.refused
    assert not plan.sound


def test_unknown_and_doubled_columns_are_told(tree: dict[str, Organisation]) -> None:
    plan = organisations(tree, csv_of("801,某局,x,又", heads="编码,名称,电话,名称"))
    assert told(plan) == [
        "CSV!C1：不认识栏目“电话”；应为编码、名称、层级、上级编码、单位性质、编制数、实有人数 之一",
        "CSV!D1：栏目“名称”重复；应为每个栏目一列",
    ]


def test_a_text_file_of_an_older_excel_is_read(tree: dict[str, Organisation]) -> None:
    data = "编码,名称\n801,交通局\n".encode("gb18030")
    plan = organisations(tree, Upload("组织.CSV", data))
    assert changes(plan)["new 801 交通局"][1] == ("名称", "", "交通局")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_no_formula_leaves_and_the_name_comes_back(
    tree: dict[str, Organisation], name: str
) -> None:
    from openpyxl import load_workbook

    Organisation.objects.filter(pk=tree["财政局"].pk).update(name=name)
    list_ = OrganisationResource(tree["甲市"]).export_all()
    book = load_workbook(io.BytesIO(as_file(list_, "组织", "xlsx")))
    cell = book.active["B2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (name, "s", True)
    text = as_file(list_, "组织", "csv").decode("utf-8-sig")
    assert f"701,'{name}," in text
    for suffix in ("xlsx", "csv"):
        plan = organisations(tree, Upload(f"x.{suffix}", as_file(list_, "组织", suffix)))
        assert (plan.lines, plan.unchanged) == ((), 5)


def test_thousands_of_rows_take_few_queries(
    tree: dict[str, Organisation], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [f"{n},{n}局,部门,,行政,{n},{n}" for n in range(1000, 1300)]
    rows += [
        f"{n}{u:03},{n}站{u},单位,{n},事业,9,9" for n in range(1000, 1300) for u in range(1, 10)
    ]
    upload = csv_of(*rows)
    with django_assert_max_num_queries(1):
        organisations(tree, upload)
    with django_assert_max_num_queries(60):  # SQLite takes about 100 rows a statement
        plan = organisations(tree, upload, do=True)
    assert len(plan.new) == 3000
    changed = csv_of(*(row.replace("站", "所") for row in rows))
    with django_assert_max_num_queries(60):
        plan = organisations(tree, changed, do=True)
    assert (len(plan.changed), plan.unchanged) == (2700, 300)
    assert Organisation.objects.filter(name__endswith="所9").count() == 300


PEOPLE = "用户名,姓名,电子邮箱,状态,填报人,单位负责人,财政审核人,查看人,管理员"


def people(
    tree: dict[str, Organisation], upload: Upload, *, do: bool = False, by: Person | None = None
) -> Plan:
    resource = PersonResource(tree["甲市"], by)
    plan = resource.plan(upload)
    if do:
        assert plan.sound, plan.errors
        resource.carry_out()
    return plan


def test_people_go_out_and_come_back(tree: dict[str, Organisation]) -> None:
    member("wang", Role.CLERK, Role.SIGNATORY, of=tree["财政局"])
    member("zhao", Role.REVIEWER, of=tree["甲市"])
    member("yi", Role.CLERK, of=tree["乙市财政局"])
    list_ = PersonResource(tree["甲市"]).export_all()
    assert list(list_) == [
        ("wang", "wang", "", "在用", "701", "701", "", "", ""),
        ("zhao", "zhao", "", "在用", "", "", "700", "", ""),
    ]
    for suffix in ("xlsx", "csv"):
        plan = people(tree, Upload(f"x.{suffix}", as_file(list_, "人员", suffix)))
        assert (plan.lines, plan.unchanged, told(plan)) == ((), 2, [])
        assert plan.warnings == ("wang在财政局兼任填报人和单位负责人：本人填报的，本人不能签署",)


def test_people_are_made_and_their_roles_changed(tree: dict[str, Organisation]) -> None:
    wang = member("wang", Role.CLERK, of=tree["财政局"])
    upload = csv_of(
        "wang,王芳,wang@example.gov.cn,在用,702、703,,,,",
        "li,李娜,,停用,,教育局,,701,",
        heads=PEOPLE,
    )
    plan = people(tree, upload, do=True)
    assert changes(plan) == {
        "changed wang 王芳": [
            ("姓名", "wang", "王芳"),
            ("电子邮箱", "", "wang@example.gov.cn"),
            ("填报人", "701", "702、703"),
        ],
        "new li 李娜": [
            ("用户名", "", "li"),
            ("姓名", "", "李娜"),
            ("状态", "", "停用"),
            ("单位负责人", "", "704"),
            ("查看人", "", "701"),
        ],
    }
    held = Membership.objects.filter(person=wang).values_list("organisation__name", "role")
    assert sorted(held) == [("信息中心", "clerk"), ("预算所", "clerk")]
    li = Person.objects.get(username="li")
    assert (li.is_active, li.has_usable_password()) == (False, False)
    assert sorted(li.memberships.values_list("organisation__name", "role")) == [
        ("教育局", "signatory"),
        ("财政局", "observer"),
    ]


def test_what_is_wrong_with_people_is_told(tree: dict[str, Organisation]) -> None:
    member("yi", Role.CLERK, of=tree["乙市财政局"])
    both = member("both", Role.CLERK, of=tree["财政局"])
    Membership.objects.create(person=both, organisation=tree["乙市财政局"], role=Role.CLERK)
    self = member("self", Role.ADMINISTRATOR, of=tree["甲市"])
    upload = csv_of(
        "yi,乙,,,701,,,,",
        "a b,甲,,,701,,,,",
        "c,丙,not-a-mail,,700,701,701,,",
        "d,丁,,离职,999,,,,",
        "e,戊,,,,,,,",
        "both,改名,,,701,,,,",
        "self,self,,停用,701,,,,",
        heads=PEOPLE,
    )
    plan = people(tree, upload, by=self)
    assert told(plan) == [
        "CSV!A2：用户名：“yi”已有人使用（不分大小写）；应为另一个用户名",
        "CSV!A3：用户名：现为“a b”；应为文字、数字和 @ . + - _",
        "CSV!C4：电子邮箱：现为“not-a-mail”；应为电子邮箱地址，如 wang@example.gov.cn",
        "CSV!E4：填报人：填报人不能设在地区；应为部门或单位",
        "CSV!G4：财政审核人：财政审核人不能设在部门；应为地区",
        "CSV!D5：状态：现为“离职”；应为在用、停用 之一",
        "CSV!E5：填报人：没有编码或名称是“999”的组织；应为本地区已有组织的编码",
        "CSV!A5：用户名：没有任何角色；应为至少一个角色；不再使用的账号请写“停用”",
        "CSV!A6：用户名：没有任何角色；应为至少一个角色；不再使用的账号请写“停用”",
        "CSV!B7：姓名：此人另在其他地区任职，姓名、邮箱和状态不能由本地区修改",
        "CSV!A8：用户名：不能修改自己的角色；应为请另一位管理员修改",
        "CSV!D8：状态：不能停用自己",
    ]


def test_hundreds_of_people_take_few_queries(
    tree: dict[str, Organisation], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [f"u{n},某{n},,,701,702,,," for n in range(1000)]
    with django_assert_max_num_queries(5):
        people(tree, csv_of(*rows, heads=PEOPLE))
    with django_assert_max_num_queries(50):
        people(tree, csv_of(*rows, heads=PEOPLE), do=True)
    moved = [row.replace(",701,", ",703,") for row in rows]
    with django_assert_max_num_queries(50):
        plan = people(tree, csv_of(*moved, heads=PEOPLE), do=True)
    assert len(plan.changed) == 1000
    assert Membership.objects.filter(organisation=tree["信息中心"]).count() == 1000


def test_names_at_sign_in_differ_in_more_than_case_and_width(
    tree: dict[str, Organisation],
) -> None:
    member("wang", Role.CLERK, of=tree["财政局"])
    same = people(tree, csv_of("ｗａｎｇ,wang,,,701,,,,", heads=PEOPLE))
    assert (same.lines, same.unchanged) == ((), 1)
    alike = people(
        tree, csv_of("WANG,王,,,701,,,,", "Li,李,,,701,,,,", "li,李,,,701,,,,", heads=PEOPLE)
    )
    assert told(alike) == [
        "CSV!A2：用户名：“WANG”已有人使用（不分大小写）；应为另一个用户名",
        "CSV!A4：用户名：与第 3 行重复；应为每人一行",
    ]
    people(tree, csv_of("ｌｉ,李,,,701,,,,", heads=PEOPLE), do=True)
    assert Person.objects.filter(username="li").exists()
