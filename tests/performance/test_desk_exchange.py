"""Workbooks of forms that go out and come in, and scores that are proposed."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from disclosures.models import Disclosure, JournalEntry, Sheet, SourceFile
from performance.core.derive import values_of
from performance.core.ledger import Ledger
from performance.core.library import named, row_of
from performance.core.proposals import proposals_of
from performance.core.sheet import Sheet as Filled
from performance.data import form, library
from performance.exchange import export_forms
from tests.performance.filling import TYPED, fields, filled, filling, with_sheet
from tests.portal.people import Crew, browser_of

pytestmark = pytest.mark.django_db

#: An entry as it stands in every form of these tests.
STOOD = {"goal.goal_actual": TYPED["goal.goal_actual"]}


@pytest.fixture
def clerk(crew: Crew) -> Client:
    return browser_of(crew.clerk)


def sheet_of(typed: dict[str, str], key: str = "PF-A.1") -> Filled:
    return Filled(key, form("PF-A"), typed)


def workbook(*sheets: Filled) -> SimpleUploadedFile:
    return SimpleUploadedFile(
        "绩效.xlsx", export_forms(sheets, {s.key: values_of(s, Ledger(None)) for s in sheets})
    )


def uploaded(client: Client, disclosure: Disclosure, file: SimpleUploadedFile) -> str:
    """The address of the preview."""
    address = reverse("performance-import", args=[disclosure.pk])
    answer = client.post(address, {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_forms_and_lists_go_out(disclosure: Disclosure, crew: Crew, clerk: Client) -> None:
    with_sheet(disclosure, crew.clerk)
    for what in ("forms", "list"):
        answer = clerk.get(reverse("performance-export", args=[disclosure.pk, what]))
        assert answer.content[:2] == b"PK"
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert clerk.get(reverse("performance-export", args=[disclosure.pk, "x"])).status_code == 404


def test_a_workbook_is_shown_confirmed_and_kept(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    with_sheet(disclosure, crew.clerk)
    changed = {**TYPED, "goal.goal_actual": "完成", "indicators.1.actual": "3场"}
    other = {**TYPED, "head.project_name": "另一项目"}
    other.pop("project")
    preview = uploaded(clerk, disclosure, workbook(sheet_of(changed), sheet_of(other, "PF-A.new")))
    page = clerk.get(preview)
    text = page.content.decode()
    assert "<b>年度目标完成情况 实际完成目标</b>：办了三场培训 → 完成" in text
    assert "确认导入 2 张表" in text
    assert fields(disclosure) == TYPED
    answer = clerk.post(preview, {"digest": page.context["plan"].digest})
    assert answer["Location"] == reverse("performance", args=[disclosure.pk])
    assert fields(disclosure) == changed
    assert sorted(
        s.fields["head.project_name"] for s in Sheet.objects.filter(disclosure=disclosure)
    ) == ["业务经费", "另一项目"]
    deed, source = JournalEntry.objects.order_by("-pk")[0], SourceFile.objects.get()
    assert (deed.action, deed.after["file"], deed.after["sha256"]) == (
        "import", "绩效.xlsx", source.sha256,
    )  # fmt: skip
    again = clerk.get(preview).content.decode()
    assert "工作簿与现在的内容一致，不必导入。" in again


@pytest.mark.parametrize("what", ["forms", "list"])
def test_what_went_out_and_was_not_touched_changes_nothing(
    disclosure: Disclosure, crew: Crew, clerk: Client, what: str
) -> None:
    with_sheet(disclosure, crew.clerk)
    out = clerk.get(reverse("performance-export", args=[disclosure.pk, what])).content
    text = clerk.get(uploaded(clerk, disclosure, SimpleUploadedFile("x.xlsx", out)))
    assert "工作簿与现在的内容一致，不必导入。" in text.content.decode()


def test_what_changed_after_the_preview_is_shown_again(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    with_sheet(disclosure, crew.clerk)
    preview = uploaded(clerk, disclosure, workbook(sheet_of({**TYPED, "goal.goal_actual": "完成"})))
    digest = clerk.get(preview).context["plan"].digest
    filled(disclosure, crew.clerk, filling("PF-A.1", STOOD, {"goal.goal_actual": "部分完成"}))
    answer = clerk.post(preview, {"digest": digest})
    assert answer.status_code == 409
    assert "预览之后，绩效表有了变动，没有导入。" in answer.content.decode()
    assert fields(disclosure)["goal.goal_actual"] == "部分完成"


def test_what_is_no_workbook_of_forms_is_told(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    address = reverse("performance-import", args=[disclosure.pk])
    assert "请先选择文件" in clerk.post(address).content.decode()
    bad = clerk.post(address, {"file": SimpleUploadedFile("x.xlsx", b"nonsense")})
    assert bad.status_code == 422
    assert SourceFile.objects.count() == 0


def test_who_may_not_enter_imports_nothing(disclosure: Disclosure, crew: Crew) -> None:
    with_sheet(disclosure, crew.clerk)
    file = workbook(sheet_of({**TYPED, "goal.goal_actual": "完成"}))
    preview = uploaded(browser_of(crew.clerk), disclosure, file)
    digest = browser_of(crew.clerk).get(preview).context["plan"].digest
    address = reverse("performance-import", args=[disclosure.pk])
    for person in (crew.signatory, crew.reviewer, crew.observer, crew.administrator):
        client = browser_of(person)
        assert client.post(address, {"file": file}).status_code == 403
        assert client.post(preview, {"digest": digest}).status_code == 403
    assert fields(disclosure) == TYPED


def test_scores_are_proposed_where_values_can_be_compared() -> None:
    rows = {
        "1": {"l2": "数量指标", "target": "≥10场", "actual": "8场", "weight": "10"},
        "2": {"l2": "质量指标", "target": "合格", "actual": "合格", "weight": "5"},
        "3": {"l2": "成本指标", "target": "≤10万元", "actual": "9万元", "weight": "5"},
        "4": {"l2": "数量指标", "target": "≥10场", "weight": "10"},
    }
    typed = {f"indicators.{n}.{key}": text for n, row in rows.items() for key, text in row.items()}
    sheet = Filled("x", form("PF-G"), {"form": "PF-G", "indicators": "1,2,3,4", **typed})
    found = proposals_of(sheet)
    assert (found["indicators.1.score"], found["indicators.3.score"]) == ("8", "5")
    assert "indicators.4.score" not in found
    assert proposals_of(sheet_of(TYPED)) == {}


def test_an_indicator_of_the_library_becomes_a_row(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    with_sheet(disclosure, crew.clerk)
    address = reverse("performance-sheet", args=[disclosure.pk, "PF-A.1"])
    page = clerk.get(address).content.decode()
    assert '<option value="数量指标 · 培训人次 · ≥100人次">' in page
    assert '<option value="数量指标 · 培训场次 · ≥3场">' in page
    for n, (text, row) in enumerate(
        (
            (
                "数量指标 · 培训人次 · ≥100人次",
                {"l1": "项目完成指标", "l2": "数量指标", "l3": "培训人次", "target": "≥100人次"},
            ),
            ("自己想的指标", {"l3": "自己想的指标"}),
        ),
        start=3,
    ):
        stood = fields(disclosure)
        sent = {"was": json.dumps(stood), "do": "pick", "pick": text}
        assert clerk.post(address, sent).status_code == 302
        there = fields(disclosure)
        order = ",".join(map(str, range(1, n + 1)))
        added = {f"indicators.{n}.{key}": said for key, said in row.items()}
        assert there == {**stood, "indicators": order, **added}


def test_every_indicator_of_the_library_has_its_place_in_every_form() -> None:
    for form_id in ("PF-A", "PF-B", "PF-C", "PF-D", "PF-F", "PF-G"):
        for indicator in library():
            row = row_of(form(form_id), named(indicator), library())
            assert row["l1"], (form_id, indicator)
            assert row.get("l3y", row["l3"]) == indicator[1]
