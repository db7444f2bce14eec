"""The journal as people read it: in words, filtered, paged, and as a file."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from disclosures.actions import Seen, explain, open_season, record, remark, unsign
from disclosures.actions.journal import SYSTEM
from disclosures.core.workflow import Action, BureauAction, Role, State
from disclosures.journal.export import lines
from disclosures.journal.reading import of_season
from disclosures.journal.telling import lines_of
from disclosures.models import Disclosure, JournalEntry, Organisation, Season
from tests.factories import small_disclosure
from tests.portal.people import Crew, actor, browser_of, crew_of, somebody
from tests.portal.region import season_of
from tests.portal.tree import disclosure_of

pytestmark = pytest.mark.django_db


def told(before: object, after: object, names: dict[int, str] | None = None) -> list[str]:
    return list(lines_of(JournalEntry(before=before, after=after), names or {}))


def test_a_changed_cell_is_told_by_ledger_row_and_column() -> None:
    before = {"expenditure": {"12": {"amount": 10_000, "fund": "gp", "project": ""}}}
    after = {"expenditure": {"12": {"amount": 20_000, "fund": "gf", "project": "道路"}}}
    assert told({"ledger": before}, {"ledger": after, "highest": {"expenditure": 12}}) == [
        "支出 第12行 资金：一般公共预算 → 政府性基金预算",
        "支出 第12行 项目名称：（空） → 道路",
        "支出 第12行 金额：100.00 → 200.00 元",
    ]


def test_rows_that_come_and_go_are_told_whole() -> None:
    row = {
        "position": 3, "via": "", "unit": "701001", "note": "", "name": "公务用车保有量",
        "number": 2250,
    }  # fmt: skip
    unit = {
        "unit": "701001",
        "name": "局机关",
        "nature": "civil",
        "establishment": None,
        "staff": 20,
    }
    before = {"count": {"3": row}, "unit": {"1": None}}
    after = {"count": {"3": None}, "unit": {"1": unit}}
    assert told({"ledger": before}, {"ledger": after}) == [
        "单位 第1行 新增：单位编码 701001，单位名称 局机关，单位性质 参公，实有人数 20",
        "实物量 第3行 删除：单位编码 701001，指标 公务用车保有量，数量 22.5",
    ]


def test_rows_are_told_in_their_order() -> None:
    rows = {str(n): {"note": "乙"} for n in (10, 9, 2)}
    was = {position: {"note": "甲"} for position in rows}
    assert told({"ledger": {"income": was}}, {"ledger": {"income": rows}}) == [
        f"收入 第{n}行 备注：甲 → 乙" for n in (2, 9, 10)
    ]


def test_an_import_is_told_with_its_file_hash_and_rows() -> None:
    before = {"version": 1, "form_set": "sichuan-final-2020", "rows": {"支出": 3, "收入": 2}}
    after = {
        "version": 2, "form_set": "sichuan-final-2022", "rows": {"支出": 5}, "file": "填报.xlsx",
        "sha256": "ab" * 32,
    }  # fmt: skip
    assert told(before, after) == [
        "表样：四川省部门决算公开表（14张） → 四川省部门决算公开表（13张）",
        "文件：填报.xlsx",
        f"SHA-256：{'ab' * 32}",
        "支出：3 行 → 5 行",
        "收入：2 行 → 0 行",
    ]


def test_reasons_are_told_with_what_they_are_for() -> None:
    was = {"code": "W-1", "message": "比上年增长 50%", "text": "新增人员"}
    assert told({"reasons": {"k": was}}, {"reasons": {"k": None}}) == [
        "W-1（比上年增长 50%）原因：新增人员 → （空）"
    ]
    assert told({"reasons": {"k": None}}, {"reasons": {"k": was}}) == [
        "W-1（比上年增长 50%）原因：（空） → 新增人员"
    ]


def test_deeds_of_the_bureau_are_told() -> None:
    names = {7: "财政局", 9: "甲市"}
    assert told({"deadline": "2022-08-20"}, {"deadline": "2022-08-25"}) == [
        "报送截止日期：2022-08-20 → 2022-08-25"
    ]
    assert told({"name": "财政", "parent_id": 9}, {"name": "财政局", "parent_id": 9}, names) == [
        "名称：财政 → 财政局"
    ]
    assert told({}, {"username": "wf", "roles": [["clerk", 7], ["clerk", 8]]}, names) == [
        "用户名：wf",
        "任职：财政局 填报人、组织 8 填报人",
    ]
    changed = {"财政局": {"编制数": ["", "20"]}}
    assert told({}, {"file": "组织.xlsx", "new": ["教育局"], "changed": changed}) == [
        "文件：组织.xlsx",
        "新增：教育局",
        "财政局 编制数：（空） → 20",
    ]
    assert told({}, {"organisations": 3, "there_before": 1, "added": ["教育局", "财政局"]}) == [
        "参加：3 家",
        "其中原有材料：1 家",
        "加入：教育局、财政局",
    ]


def test_a_beginning_and_a_consolidation_are_told() -> None:
    begun = {"begun_from": {"source": 3, "name": "财政局2020年决算", "version": 4}}
    assert told({}, begun) == ["沿用：财政局2020年决算 第4版"]
    unit = {"organisation": 1, "disclosure": 2, "version": 3, "state": "handed_up"}
    flow = {"flow": "granted", "measure": "final", "proposed": 300, "amount": 250, "note": "零头"}
    after = {
        "rows": {"支出": 7},
        "highest": {"expenditure": 9},
        "units": [unit | {"code": "701001", "name": "预算所"}],
        "left_out": [{"code": "701002", "name": "信息中心"}],
        "eliminated": [flow, flow | {"amount": 300, "note": ""}],
    }
    assert told({}, after) == [
        "支出：7 行",
        "汇总 701001 预算所：第3版（已报部门）",
        "未汇总 701002 信息中心",
        "抵销 对附属单位补助支出 ↔ 上级补助收入 决算：2.50 元（建议 3.00 元），零头",
        "抵销 对附属单位补助支出 ↔ 上级补助收入 决算：3.00 元",
    ]


def test_what_nobody_foresaw_is_told_all_the_same() -> None:
    assert told({}, {"strange": [1, 2], "flag": True, "none": None}) == [
        "flag：是",
        "strange：1、2",
    ]


def test_the_page_tells_who_when_from_where_what_and_why(
    disclosure: Disclosure, crew: Crew
) -> None:
    disclosure.state = State.SUBMITTED
    disclosure.save()
    by = actor(crew.reviewer)
    disclosure.state = State.RETURNED
    record(
        by=by, action=Action.RETURN, disclosure=disclosure, was=State.SUBMITTED, why="<合计>有误"
    )
    page = browser_of(crew.clerk).get(reverse("journal", args=[disclosure.pk])).content.decode()
    for text in (
        "<b>张敏</b> 退回",
        "已提交 → 已退回",
        "来自 192.0.2.10",
        "第1版",
        "原因：&lt;合计&gt;有误",
        "<b>系统</b> 填报",
        "<li>支出：3 行</li>",
    ):
        assert text in page, text


def test_a_deed_with_thousands_of_changes_unfolds(disclosure: Disclosure, crew: Crew) -> None:
    rows = {str(n): {"note": "新"} for n in range(1, 1001)}
    was = {position: {"note": ""} for position in rows}
    record(
        by=SYSTEM,
        action=Action.ENTER,
        disclosure=disclosure,
        before={"ledger": {"income": was}},
        after={"ledger": {"income": rows}},
    )
    page = browser_of(crew.clerk).get(reverse("journal", args=[disclosure.pk])).content.decode()
    assert "另有 994 处变动" in page
    assert "第300行" in page
    assert "第301行" not in page
    assert "其余 700 处" in page


def test_entries_are_sifted_by_person_action_and_day(disclosure: Disclosure, crew: Crew) -> None:
    for by, action in ((crew.clerk, Action.SUBMIT), (crew.reviewer, Action.RETURN)):
        record(by=actor(by), action=action, disclosure=disclosure)
    client, address = browser_of(crew.observer), reverse("journal", args=[disclosure.pk])

    def found(**asked: str) -> list[str]:
        answer = client.get(address, asked)
        return [one.entry.action for one in answer.context["told"]]

    assert found() == ["return", "submit", "enter"]
    assert found(who="王芳") == ["submit"]
    assert found(action="return") == ["return"]
    assert found(who="王芳", action="return") == []
    assert found(day=str(timezone.localdate())) == ["return", "submit", "enter"]
    assert found(day="2020-01-01") == []
    assert found(day="irgendwann") == ["return", "submit", "enter"]


def test_the_page_takes_the_same_queries_however_long_the_journal_is(
    disclosure: Disclosure, crew: Crew, tree: dict[str, Organisation]
) -> None:
    season = opened(tree)
    reviewer = somebody("r", "张敏", Role.REVIEWER, tree["甲市"])
    own = season.disclosures.all()
    pages = [
        (browser_of(crew.clerk), reverse("journal", args=[disclosure.pk]), [disclosure]),
        (browser_of(reviewer), reverse("season-journal", args=[season.pk]), list(own)),
    ]
    for client, address, disclosures in pages:

        def queries(client: Client = client, address: str = address) -> int:
            with CaptureQueriesContext(connection) as done:
                assert client.get(address).status_code == 200
            return len(done)

        queries()
        few = queries()
        for n in range(40):
            record(by=SYSTEM, action=Action.ENTER, disclosure=disclosures[n % len(disclosures)])
        assert queries() == few


def test_what_a_deed_changed_is_compared_with_the_version_before(disclosure: Disclosure) -> None:
    reasons = {"k": {"code": "W-1", "message": "偏大", "text": "已核实"}}
    here = small_disclosure()
    assert here == disclosure
    crew = crew_of(here)
    explain(disclosure=here, reasons=reasons, seen=Seen.of(here), by=actor(crew.clerk))
    client = browser_of(crew.clerk)
    answer = client.get(reverse("journal", args=[here.pk]))
    address = reverse("compare", args=[here.pk])
    assert [one.compare for one in answer.context["told"]] == [
        f"{address}?left=2&right=3&part=reasons",
        f"{address}?left=1&right=2&part=tables",
        "",
    ]
    for one in answer.context["told"][:2]:
        assert client.get(one.compare).status_code == 200


@pytest.mark.parametrize("role", [Role.CLERK, Role.REVIEWER, Role.OBSERVER])
def test_nobody_reads_the_journal_of_others(
    disclosure: Disclosure, crew: Crew, tree: dict[str, Organisation], role: Role
) -> None:
    stranger = somebody("stranger", "外人", role, tree["乙市财政局"])
    address = reverse("journal", args=[disclosure.pk])
    assert browser_of(stranger).get(address).status_code == 404
    assert Client().get(address)["Location"].split("?")[1] == f"next={address}"
    for person in (crew.clerk, crew.signatory, crew.reviewer, crew.observer, crew.administrator):
        assert browser_of(person).get(address).status_code == 200


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        (Role.REVIEWER, "甲市", 200),
        (Role.ADMINISTRATOR, "甲市", 200),
        (Role.OBSERVER, "甲市", 404),
        (Role.REVIEWER, "乙市", 404),
        (Role.CLERK, "财政局", 404),
        (Role.ADMINISTRATOR, "财政局", 404),
    ],
)
def test_the_journal_of_a_season_is_for_its_bureau(
    tree: dict[str, Organisation], role: Role, place: str, status: int
) -> None:
    season = opened(tree)
    client = browser_of(somebody("x", "某人", role, tree[place]))
    assert client.get(reverse("season-journal", args=[season.pk])).status_code == status
    for suffix in ("csv", "jsonl"):
        address = reverse("season-journal-file", args=[season.pk, suffix])
        assert client.get(address).status_code == status
    assert client.get(f"/seasons/{season.pk}/journal.exe").status_code == 404


def opened(tree: dict[str, Organisation]) -> Season:
    asked = [tree["财政局"], tree["教育局"]]
    return open_season(season=season_of(tree["甲市"]), organisations=asked)


@pytest.fixture
def season(tree: dict[str, Organisation]) -> Season:
    """A season with deeds of every kind, and others beside it."""
    season = opened(tree)
    own = season.disclosures.get(organisation__name="财政局")
    clerk = somebody("wangfang", "王芳", Role.CLERK, tree["财政局"])
    own.version = 1
    record(
        by=actor(clerk),
        action=Action.ENTER,
        disclosure=own,
        before={"ledger": {"expenditure": {"1": {"amount": 100, "note": ""}}}},
        after={"ledger": {"expenditure": {"1": {"amount": 250, "note": "=1+1"}}}},
    )
    own.state = State.DRAFT
    record(by=actor(clerk), action=Action.UNSIGN, disclosure=own, was=State.SIGNED, why="=有误")
    record(by=SYSTEM, action=Action.ENTER, disclosure=disclosure_of(tree["财政局"], 2020))
    for name in ("甲市", "教育局", "乙市"):
        JournalEntry.objects.create(
            who="系统",
            place="命令行",
            action=BureauAction.CHANGE_ORGANISATIONS,
            organisation=tree[name],
            after={"name": name},
        )
    return season


def times(entries: list[JournalEntry]) -> list[str]:
    return [f"{timezone.localtime(e.at):%Y-%m-%d %H:%M:%S}" for e in entries]


def of_the_season() -> list[JournalEntry]:
    all_ = list(JournalEntry.objects.order_by("pk"))
    return [*all_[:3], *all_[4:6]]


def test_the_command_writes_the_journal_of_a_season_as_csv(season: Season) -> None:
    out = io.StringIO()
    call_command("journal", str(season.pk), stdout=out)
    entries = of_the_season()
    pk, at = [e.pk for e in entries], times(entries)
    title = "甲市2021年部门决算公开"
    assert out.getvalue() == (
        "\ufeff序号,时间,姓名,用户名,来自,操作,填报任务,单位编码,单位,年度,类别,版本,原状态,新状态,原因,变动\r\n"
        f"{pk[0]},{at[0]},系统,,命令行,发起填报任务,{title},,,,,,,,,"
        '"开始日期：2022-07-01\n报送截止日期：2022-08-20\n公开截止日期：2022-09-20\n'
        '参加：2 家\n其中原有材料：0 家"\r\n'
        f"{pk[1]},{at[1]},王芳,wangfang,192.0.2.10,填报,{title},701,财政局,2021,决算,1,填报中,填报中,,"
        '"支出 第1行 金额：1.00 → 2.50 元\n支出 第1行 备注：（空） → =1+1"\r\n'
        f"{pk[2]},{at[2]},王芳,wangfang,192.0.2.10,撤销签署,{title},701,财政局,2021,决算,1,"
        "已签署,填报中,'=有误,\r\n"
        f"{pk[3]},{at[3]},系统,,命令行,维护组织,,700,甲市,,,,,,,名称：甲市\r\n"
        f"{pk[4]},{at[4]},系统,,命令行,维护组织,,704,教育局,,,,,,,名称：教育局\r\n"
    )


def test_the_command_writes_json_lines_with_everything(season: Season, tmp_path: Path) -> None:
    target, said = tmp_path / "journal.jsonl", io.StringIO()
    call_command("journal", str(season), out=target, format="jsonl", stdout=said)
    assert said.getvalue() == f"已导出 5 条操作记录：{target}\n"
    assert list(tmp_path.iterdir()) == [target]
    read = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    entries = of_the_season()
    own = season.disclosures.get(organisation__name="财政局")
    assert read[1] == {
        "id": entries[1].pk,
        "at": timezone.localtime(entries[1].at).isoformat(),
        "who": "王芳",
        "username": "wangfang",
        "place": "192.0.2.10",
        "action": "enter",
        "season": season.pk,
        "disclosure": own.pk,
        "organisation": {"code": "701", "name": "财政局"},
        "year": 2021,
        "kind": "final",
        "version": 1,
        "state_before": "draft",
        "state_after": "draft",
        "why": "",
        "before": {"ledger": {"expenditure": {"1": {"amount": 100, "note": ""}}}},
        "after": {"ledger": {"expenditure": {"1": {"amount": 250, "note": "=1+1"}}}},
    }
    assert [line["id"] for line in read] == [e.pk for e in entries]
    assert read[0]["season"] == season.pk
    assert read[3]["organisation"] == {"code": "700", "name": "甲市"}


def test_the_command_writes_all_there_is(season: Season) -> None:
    out = io.StringIO()
    call_command("journal", all=True, stdout=out)
    rows = list(csv.reader(io.StringIO(out.getvalue())))
    assert [int(row[0]) for row in rows[1:]] == [e.pk for e in JournalEntry.objects.order_by("pk")]


def test_the_command_names_the_seasons_there_are(season: Season, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as error:
        call_command("journal", "乙市")
    assert str(error.value) == (
        f"没有填报任务“乙市”。现有：\n  {season.pk}  甲市2021年部门决算公开"
    )
    with pytest.raises(CommandError, match="不能写入"):
        call_command("journal", all=True, out=tmp_path / "nowhere" / "x.csv")
    with pytest.raises(CommandError):
        call_command("journal")


def test_the_download_is_what_the_command_writes(season: Season) -> None:
    client = browser_of(somebody("r", "张敏", Role.REVIEWER, season.region))
    for suffix in ("csv", "jsonl"):
        out = io.StringIO()
        call_command("journal", str(season.pk), format=suffix, stdout=out)
        answer = client.get(reverse("season-journal-file", args=[season.pk, suffix]))
        assert answer.getvalue().decode() == out.getvalue()  # type: ignore[attr-defined]
        assert answer["Content-Disposition"] == (
            f'attachment; filename="journal-{season.pk}.{suffix}"'
        )


def test_many_changes_are_cut_in_csv(season: Season) -> None:
    own = season.disclosures.first()
    assert own is not None
    rows = {str(n): {"note": "新"} for n in range(1, 251)}
    was = {position: {"note": ""} for position in rows}
    record(
        by=SYSTEM,
        action=Action.ENTER,
        disclosure=own,
        before={"ledger": {"income": was}},
        after={"ledger": {"income": rows}},
    )
    out = io.StringIO()
    call_command("journal", str(season.pk), stdout=out)
    assert out.getvalue().endswith(
        '第200行 备注：（空） → 新\n……另有 50 处，见 JSON Lines 文件"\r\n'
    )


def test_a_long_journal_is_written_a_part_at_a_time(season: Season) -> None:
    own = season.disclosures.first()
    changes = {"ledger": {"income": {"1": {"note": "长" * 500}}}}

    def peak(count: int) -> int:
        JournalEntry.objects.bulk_create(
            JournalEntry(who="x", place="x", action="enter", disclosure=own, after=changes)
            for _ in range(count)
        )
        tracemalloc.start()
        for _ in lines(of_season(season), "jsonl"):
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    short = peak(1000)
    assert peak(3000) < 1.3 * short


def test_real_deeds_can_be_read(disclosure: Disclosure, crew: Crew) -> None:
    """What the actions write is what the pages tell."""
    reasons = {"k": {"code": "W-1", "message": "偏大", "text": "已核实"}}
    explain(disclosure=disclosure, reasons=reasons, seen=Seen.of(disclosure), by=actor(crew.clerk))
    Disclosure.objects.update(state=State.SUBMITTED)
    values = {"at": "general/total/c1", "subject": "合计", "shown": "16.00", "text": "请核对"}
    made = remark(disclosure=disclosure, by=actor(crew.reviewer), **values)
    Disclosure.objects.update(state=State.SIGNED)
    here = Disclosure.objects.get()
    unsign(disclosure=here, seen=Seen.of(here), why="有误", by=actor(crew.clerk))
    assert [(e.action, list(lines_of(e, {}))) for e in JournalEntry.objects.order_by("pk")][1:] == [
        ("explain", ["W-1（偏大）原因：（空） → 已核实"]),
        (
            "remark",
            [f"批注编号：{made.pk}", "对象：合计", "内容：请核对"],
        ),
        ("unsign", []),
    ]
