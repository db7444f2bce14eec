"""A workbook is shown before it is taken in: what it changes, what is wrong, who may decide."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from disclosures.actions import Seen, save_book
from disclosures.actions.proposals import confirm, data_of
from disclosures.assemble import facts_of, filed_tables_of
from disclosures.core.document import tables_of
from disclosures.core.facts import Facts
from disclosures.core.narrative import Written
from disclosures.core.workflow import Role, State
from disclosures.models import Disclosure, JournalEntry, Person, Proposal, SourceFile, Writing
from disclosures.pipeline import Book, take_in
from disclosures.render.facts_xlsx import facts_xlsx
from disclosures.render.tables_xlsx import tables_xlsx
from disclosures.views import imports
from tests.core.rules.builders import as_filed
from tests.factories import answers, small_disclosure, small_facts
from tests.portal.course import now
from tests.portal.people import Crew, actor, browser_of, crew_of, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(crew: Crew) -> Client:
    """The clerk's browser."""
    return browser_of(crew.clerk)


def changed_facts() -> Facts:
    """One amount other, one row new, one removed."""
    facts = small_facts().facts
    new = replace(facts[2], project="新项目", amount=3_000_000)
    return small_facts(facts=(replace(facts[0], amount=11_000_000), *facts[2:], new))


def upload(
    client: Client, disclosure: Disclosure, data: bytes, name: str = "填报.xlsx"
) -> HttpResponse:
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("import", args=[disclosure.pk]), {"file": file})


def proposed(client: Client, disclosure: Disclosure, facts: Facts | None = None) -> Proposal:
    answer = upload(client, disclosure, facts_xlsx(facts or changed_facts()))
    assert answer.status_code == 302, answer.content.decode()
    return Proposal.objects.latest("pk")


def page(client: Client, proposal: Proposal, status: int = 200, **query: str) -> str:
    answer = client.get(reverse("import-preview", args=[proposal.pk]), query)
    assert answer.status_code == status
    return answer.content.decode()


def decide(
    client: Client,
    proposal: Proposal,
    version: int,
    decision: str = "confirm",
    state: str = "draft",
) -> HttpResponse:
    fields = {"decision": decision, "version": version, "state": state}
    return client.post(reverse("import-decide", args=[proposal.pk]), fields)


def stated(facts: Facts) -> set[object]:
    return {replace(f, place="") for f in facts.facts}


# -- what is shown ----------------------------------------------------------------------------


def test_nothing_is_written_before_it_is_confirmed(client: Client, disclosure: Disclosure) -> None:
    before = facts_of(disclosure)
    made = proposed(client, disclosure)
    assert (made.decision, made.version, made.person.name) == ("waiting", 1, "王芳")
    assert facts_of(now(disclosure)) == before
    assert now(disclosure).version == 1
    data = data_of(made.source)
    assert hashlib.sha256(data).hexdigest() == made.source.sha256
    assert JournalEntry.objects.filter(action="import").count() == 0


def test_the_preview_tells_new_changed_removed_and_how_much_stays(
    client: Client, disclosure: Disclosure
) -> None:
    shown = page(client, proposed(client, disclosure), ledger="expenditure")
    counts = re.findall(r"<b>(\d+)</b> (新增|修改|删除|不变)", shown)
    assert counts == [("1", "新增"), ("1", "修改"), ("1", "删除"), ("12", "不变")]
    assert "<del>100,000.00</del>" in shown
    assert "<ins>110,000.00</ins>" in shown
    assert "+10,000.00" in shown
    rows = re.findall(r'<span class="tag \w+">(\w+)</span></td>\s*<th scope="row">([^<]+)', shown)
    assert [kind for kind, _ in rows] == ["新增", "删除", "修改"]  # largest amounts first
    assert rows[0][1].strip() == (
        "局机关 · 决算 · 一般公共预算 · 2080102 一般行政管理事务 · 项目支出 · 30201 办公费 · 新项目"
    )


def test_the_preview_tells_which_texts_are_new_or_otherwise(
    client: Client, disclosure: Disclosure
) -> None:
    Writing.objects.filter(disclosure=disclosure).delete()
    Writing.objects.create(disclosure=disclosure, kind="text", key="duties", text="旧")
    Writing.objects.create(disclosure=disclosure, kind="text", key="organisation", text="同")
    brought = Written(
        texts={"duties": "新", "organisation": "同"},
        reasons={"totals.total.reason": "没有上年数，不必写"},
        attachments={"1": "自评报告"},
    )
    answer = upload(client, disclosure, facts_xlsx(changed_facts(), written=brought))
    assert answer.status_code == 302, answer.content.decode()
    shown = page(client, Proposal.objects.latest("pk")).partition('id="texts"')[2]
    counts = re.findall(r"<b>(\d+)</b> (新增|修改|不变)", shown)
    assert counts == [("2", "新增"), ("1", "修改"), ("1", "不变")]
    assert "<p>新增：一、收入支出决算总体情况说明（变动原因）、附件 1。</p>" in shown
    assert "<p>修改：（一）主要职能（正文）。</p>" in shown


def test_a_workbook_without_texts_leaves_them_and_one_with_texts_takes_none_away(
    client: Client, disclosure: Disclosure
) -> None:
    Writing.objects.filter(disclosure=disclosure).delete()
    Writing.objects.create(disclosure=disclosure, kind="text", key="duties", text="旧")
    Writing.objects.create(disclosure=disclosure, kind="text", key="organisation", text="同")
    decide(client, proposed(client, disclosure), 1)
    assert written(disclosure) == {"duties": "旧", "organisation": "同"}
    brought = facts_xlsx(changed_facts(), written=Written(texts={"duties": "新"}))
    upload(client, disclosure, brought)
    decide(client, Proposal.objects.latest("pk"), 2)
    assert written(disclosure) == {"duties": "新", "organisation": "同"}
    entry = JournalEntry.objects.filter(action="import").latest("pk")
    assert (entry.before["writings"], entry.after["writings"]) == (
        {"text:duties": "旧"}, {"text:duties": "新"},
    )  # fmt: skip


def test_texts_alone_are_worth_an_import(client: Client, disclosure: Disclosure) -> None:
    same = facts_xlsx(small_facts(), written=Written(texts={"duties": "职责"}))
    upload(client, disclosure, same)
    shown = page(client, Proposal.objects.latest("pk"))
    assert "确认导入" in shown
    assert "与现在的内容一致" not in shown
    decide(client, Proposal.objects.latest("pk"), 1)
    upload(client, disclosure, same)
    assert "与现在的内容一致" in page(client, Proposal.objects.latest("pk"))


def test_the_workbook_that_goes_out_brings_the_texts_and_asks_for_the_others(
    client: Client, disclosure: Disclosure
) -> None:
    Writing.objects.filter(disclosure=disclosure).delete()
    Writing.objects.create(disclosure=disclosure, kind="text", key="duties", text="职责\n二")
    data = client.get(reverse("workbook", args=[disclosure.pk])).content
    book = openpyxl.load_workbook(io.BytesIO(data))
    rows = {(r[0].value, r[1].value): r[3].value for r in book["文字"].iter_rows(min_row=3)}
    assert rows["正文", "duties"] == "职责\n二"
    asked = [key for key, text in rows.items() if text is None]
    assert asked == [("正文", key) for key in ("achievements", "organisation", "performance")]
    back = take_in(data, "填报.xlsx").book
    assert back is not None
    assert back.written == Written(texts={"duties": "职责\n二"})


def written(disclosure: Disclosure) -> dict[str, str]:
    return dict(Writing.objects.filter(disclosure=disclosure).values_list("key", "text"))


def test_the_preview_tells_what_the_rules_will_say(client: Client, disclosure: Disclosure) -> None:
    shown = page(client, proposed(client, disclosure))
    facts = changed_facts()
    counts = Book.of_facts(facts, answers(facts)).counts
    assert counts["error"] > 0
    assert f"<b>{counts['error']}</b> 错误" in shown


def test_a_workbook_that_says_the_same_need_not_be_taken(
    client: Client, disclosure: Disclosure
) -> None:
    shown = page(client, proposed(client, disclosure, small_facts()))
    assert "工作簿与现在的内容一致" in shown
    assert "确认导入" not in shown


def test_many_changes_come_in_pages(client: Client, disclosure: Disclosure) -> None:
    facts = small_facts().facts
    many = tuple(replace(facts[2], project=f"项目{n}", amount=n) for n in range(1, 121))
    made = proposed(client, disclosure, small_facts(facts=(*facts, *many)))
    first, last = page(client, made), page(client, made, page="3")
    assert (first.count("<tr>\n    <td>"), last.count("<tr>\n    <td>")) == (50, 20)
    assert "第 1 / 3 页，共 120 处" in first
    assert "项目120" in first
    assert "项目120" not in last


def test_a_preview_takes_as_many_queries_for_many_changes_as_for_one(
    client: Client, disclosure: Disclosure, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    facts = small_facts().facts
    many = tuple(replace(facts[2], project=f"项目{n}", amount=n) for n in range(1, 500))
    made = proposed(client, disclosure, small_facts(facts=(*facts, *many)))
    with django_assert_max_num_queries(32):
        page(client, made)


# -- deciding ---------------------------------------------------------------------------------


def test_confirmed_it_is_entered_and_the_journal_names_the_file(
    client: Client, disclosure: Disclosure
) -> None:
    made = proposed(client, disclosure)
    answer = decide(client, made, 1)
    assert (answer.status_code, answer.url) == (302, disclosure.get_absolute_url())
    here = now(disclosure)
    assert here.version == 2
    assert stated(facts_of(here)) == stated(changed_facts())
    deed = JournalEntry.objects.get(action="import")
    assert (deed.who, deed.version, deed.after["sha256"]) == ("王芳", 2, made.source.sha256)
    assert (deed.after["file"], deed.after["proposal"]) == ("填报.xlsx", made.pk)
    made.refresh_from_db()
    assert made.decision == "confirmed"
    assert "已确认" in page(client, made)


def test_a_second_confirmation_does_nothing(client: Client, disclosure: Disclosure) -> None:
    made = proposed(client, disclosure)
    for _ in range(2):
        assert decide(client, made, 1).status_code == 302
    assert now(disclosure).version == 2
    assert JournalEntry.objects.filter(action="import").count() == 1


def test_dropped_it_is_kept_and_cannot_be_confirmed(client: Client, disclosure: Disclosure) -> None:
    made = proposed(client, disclosure)
    for _ in range(2):
        assert decide(client, made, 1, "drop").status_code == 302
    assert decide(client, made, 1).status_code == 409
    assert now(disclosure).version == 1
    assert SourceFile.objects.filter(pk=made.source_id).exists()
    assert "已放弃" in client.get(reverse("import", args=[disclosure.pk])).content.decode()


def test_who_was_slower_is_shown_the_changes_to_what_stands_now(
    client: Client, disclosure: Disclosure
) -> None:
    made = proposed(client, disclosure)
    other = small_facts(facts=small_facts().facts[:-1])
    save_book(book=Book.of_facts(other), disclosure=disclosure)
    answer = decide(client, made, 1)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "有了变动，还没有导入" in shown
    assert 'name="version" value="2"' in shown
    assert stated(facts_of(now(disclosure))) == stated(other)
    assert decide(client, made, 2).status_code == 302
    assert stated(facts_of(now(disclosure))) == stated(changed_facts())


def test_an_old_preview_says_that_it_is_compared_with_what_stands_now(
    client: Client, disclosure: Disclosure
) -> None:
    made = proposed(client, disclosure)
    save_book(book=Book.of_facts(small_facts()), disclosure=disclosure)
    assert "有了变动" in page(client, made)


@pytest.mark.parametrize("state", [s for s in State if s not in (State.DRAFT, State.RETURNED)])
def test_what_is_handed_in_is_not_replaced(
    client: Client, disclosure: Disclosure, state: State
) -> None:
    made = proposed(client, disclosure)
    Disclosure.objects.update(state=state)
    assert "确认导入</button>" not in page(client, made)
    for seen in ("draft", str(state)):
        assert decide(client, made, 1, state=seen).status_code == 409
    assert upload(client, disclosure, facts_xlsx(changed_facts())).status_code == 409
    assert (now(disclosure).version, Proposal.objects.count()) == (1, 1)


# -- what is wrong ----------------------------------------------------------------------------


def spoilt() -> bytes:
    """Two amounts that are none and a unit that there is not."""
    book = openpyxl.load_workbook(io.BytesIO(facts_xlsx(changed_facts())))
    sheet = book["支出"]
    head = {cell.value: cell.column for cell in sheet[2]}
    sheet.cell(3, head["金额"]).value = "十万"
    sheet.cell(4, head["金额"]).value = "—？"
    sheet.cell(3, head["单位编码"]).value = "999"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_all_errors_stand_by_sheet_and_cell_and_nothing_can_be_confirmed(
    client: Client, disclosure: Disclosure
) -> None:
    assert upload(client, disclosure, spoilt()).status_code == 302
    made = Proposal.objects.get()
    shown = page(client, made)
    intake = take_in(spoilt(), "x.xlsx")
    assert len(intake.errors) >= 3
    assert f"{len(intake.errors)} 处不对，没有导入" in shown
    for error in intake.errors:
        assert f'<th scope="row">{error.cell}</th>' in shown
    assert "确认导入</button>" not in shown
    assert decide(client, made, 1).status_code == 409
    assert now(disclosure).version == 1


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"department": "别的局", "department_code": "702"}, "不是“某市某局”的"),
        ({"year": 2020}, "工作簿填的是2020年决算，这里要的是2021年决算"),
    ],
)
def test_a_workbook_of_somebody_else_or_another_year_is_wrong(
    client: Client, disclosure: Disclosure, other: dict[str, object], said: str
) -> None:
    made = proposed(client, disclosure, replace(changed_facts(), **other))  # type: ignore[arg-type]
    assert said in page(client, made)
    assert decide(client, made, 1).status_code == 409


HOSTILE = {
    "no workbook.xlsx": b"MZ\x90\x00 not a workbook",
    "empty.xlsx": b"",
    "page.xlsx": b"<html><script>alert(1)</script></html>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_workbook_is_refused_in_words_and_not_kept(
    client: Client, disclosure: Disclosure, name: str
) -> None:
    answer = upload(client, disclosure, HOSTILE[name], name)
    assert answer.status_code in (302, 422)
    assert 'role="alert"' in answer.content.decode()
    assert (SourceFile.objects.count(), Proposal.objects.count()) == (0, 0)


def test_without_a_file_the_page_says_so(client: Client, disclosure: Disclosure) -> None:
    answer = client.post(reverse("import", args=[disclosure.pk]))
    assert answer.status_code == 422
    assert "请先选择文件" in answer.content.decode()


def test_a_file_that_is_too_large_is_refused(
    client: Client, disclosure: Disclosure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("disclosures.views.imports.MAX_FILE", 100)
    answer = upload(client, disclosure, facts_xlsx(changed_facts()))
    assert (answer.status_code, SourceFile.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd.xlsx",
        "a\\b\\表.xlsx",
        "x" * 300 + ".xlsx",
        "<b>粗</b>.xlsx",
        "\u202e表.xlsx",
    ],
)
def test_names_of_files_do_no_harm(client: Client, disclosure: Disclosure, name: str) -> None:
    answer = upload(client, disclosure, facts_xlsx(changed_facts()), name)
    assert answer.status_code == 302
    source = SourceFile.objects.get()
    assert re.fullmatch(r"sources/\d{4}/\d\d/[0-9a-f]{64}\.xlsx", source.file.name)
    assert "/" not in source.name
    assert len(source.name) <= 255
    assert "<b>粗" not in page(client, Proposal.objects.get())
    got = client.get(reverse("source", args=[source.pk]))
    assert got.headers["Content-Disposition"].startswith("attachment")


def test_texts_of_a_workbook_are_shown_as_texts(client: Client, disclosure: Disclosure) -> None:
    facts = small_facts()
    evil = replace(facts.facts[2], project="<script>alert(1)</script>", amount=5)
    shown = page(client, proposed(client, disclosure, small_facts(facts=(*facts.facts, evil))))
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


def test_a_file_that_the_storage_has_lost_is_told_and_nothing_happens(
    client: Client, disclosure: Disclosure
) -> None:
    made = proposed(client, disclosure)
    imports._read.cache_clear()  # an earlier test may have read the same bytes under this key
    made.source.file.storage.delete(made.source.file.name)
    assert "原文件现在读不出来" in page(client, made)
    assert decide(client, made, 1).status_code == 409
    assert client.get(reverse("source", args=[made.source_id])).status_code == 404
    assert now(disclosure).version == 1


# -- printed tables ---------------------------------------------------------------------------


def test_printed_tables_are_compared_cell_by_cell(client: Client, disclosure: Disclosure) -> None:
    tables = Book.of_facts(changed_facts()).tables
    answer = upload(client, disclosure, tables_xlsx(tables_of(tables)), "2021年公开表.xlsx")
    assert answer.status_code == 302
    made = Proposal.objects.get()
    shown = page(client, made, ledger="general")
    assert "工作簿与现在的填报方式不同" in shown
    assert re.search(r"<del>10\.00 万元</del>|<del>12\.00 万元</del>", shown)
    assert decide(client, made, 1).status_code == 302
    here = now(disclosure)
    assert (here.origin, here.version) == ("filed", 2)
    assert filed_tables_of(here).get("general") is not None


def test_tables_for_which_there_is_another_disclosure_are_sent_there(
    client: Client, disclosure: Disclosure
) -> None:
    tables = Book.of_facts(small_facts()).tables
    twin = Disclosure.objects.create(
        organisation=disclosure.organisation, year=2021, kind="final", origin="filed",
        form_set=disclosure.form_set, version=0,
    )  # fmt: skip
    upload(client, disclosure, tables_xlsx(tables_of(tables)), "2021年公开表.xlsx")
    made = Proposal.objects.get()
    assert "请在那一份里导入" in page(client, made)
    assert decide(client, made, 1).status_code == 409
    assert (
        upload(client, twin, tables_xlsx(tables_of(tables)), "2021年公开表.xlsx").status_code == 302
    )
    assert decide(client, Proposal.objects.latest("pk"), 0).status_code == 302
    assert now(twin).version == 1


def test_filed_tables_again_show_only_the_cell_that_differs(db: None) -> None:
    filed = save_book(book=Book.of_tables(as_filed(Book.of_facts(small_facts()).tables)))
    browser = browser_of(crew_of(filed).clerk)
    upload(
        browser,
        filed,
        tables_xlsx(tables_of(Book.of_facts(small_facts()).tables)),
        "2021年公开表.xlsx",
    )
    assert "工作簿与现在的内容一致" in page(browser, Proposal.objects.get())


# -- who may ----------------------------------------------------------------------------------


def people(disclosure: Disclosure, crew: Crew) -> Iterator[tuple[str, Person, int]]:
    """Everybody, and the answer to what only a clerk may do."""
    for role in ("signatory", "reviewer", "observer", "administrator"):
        yield role, getattr(crew, role), 403
    stranger = small_disclosure(replace(small_facts(), department="另一局", department_code="9"))
    yield "stranger", somebody("s", "外人", Role.CLERK, stranger.organisation), 404


def test_only_a_clerk_of_the_organisation_uploads_and_decides(
    client: Client, disclosure: Disclosure, crew: Crew
) -> None:
    made = proposed(client, disclosure)
    for role, person, status in people(disclosure, crew):
        other = browser_of(person)
        assert upload(other, disclosure, facts_xlsx(changed_facts())).status_code == status, role
        for decision in ("confirm", "drop"):
            assert decide(other, made, 1, decision).status_code == status, role
        seen = 200 if status == 403 else 404
        for name, pk in (
            ("import", disclosure.pk), ("import-preview", made.pk), ("source", made.source_id),
            ("workbook", disclosure.pk),
        ):  # fmt: skip
            assert other.get(reverse(name, args=[pk])).status_code == seen, (role, name)
        if seen == 200:
            assert (
                "<button>上传并预览"
                not in other.get(reverse("import", args=[disclosure.pk])).content.decode()
            )
            assert "确认导入</button>" not in page(other, made)
    assert now(disclosure).version == 1
    assert Proposal.objects.count() == 1


def test_who_is_not_signed_in_is_led_to_sign_in(client: Client, disclosure: Disclosure) -> None:
    made = proposed(client, disclosure)
    stranger = Client()
    for name, pk in (("import", disclosure.pk), ("import-preview", made.pk),
                     ("source", made.source_id), ("workbook", disclosure.pk)):  # fmt: skip
        answer = stranger.get(reverse(name, args=[pk]))
        assert (answer.status_code, "/account/" in answer.url) == (302, True)
    assert decide(stranger, made, 1).status_code == 401
    assert now(disclosure).version == 1


def test_a_confirmation_is_checked_by_the_action_and_not_by_the_page_alone(
    client: Client, disclosure: Disclosure, crew: Crew
) -> None:
    made = proposed(client, disclosure)
    done = confirm(proposal=made, seen=Seen("draft", 1), by=actor(crew.clerk))
    assert done.disclosure is not None
    assert done.disclosure.version == 2


# -- the workbook that goes out ---------------------------------------------------------------


def test_the_workbook_of_what_is_entered_comes_back_as_it_went_out(
    client: Client, disclosure: Disclosure
) -> None:
    answer = client.get(reverse("workbook", args=[disclosure.pk]))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    upload(client, disclosure, answer.content)
    assert "工作簿与现在的内容一致" in page(client, Proposal.objects.get())


def test_before_anything_is_entered_there_is_a_prefilled_workbook(
    client: Client, disclosure: Disclosure
) -> None:
    fresh = Disclosure.objects.create(
        organisation=disclosure.organisation, year=2022, kind="final", origin="facts",
        form_set="sichuan-final-2020", version=0,
    )  # fmt: skip
    data = client.get(reverse("workbook", args=[fresh.pk])).content
    basics = openpyxl.load_workbook(io.BytesIO(data))["基本信息"]
    values = {row[0].value: row[1].value for row in basics.iter_rows(min_row=3)}
    assert (values["部门名称"], values["部门编码"], values["年度"]) == ("某市某局", "701", "2022")
    upload(client, fresh, data)
    assert "处不对" not in page(client, Proposal.objects.get())


def test_a_real_workbook_of_a_real_department(client: Client, disclosure: Disclosure) -> None:
    path = Path(settings.BASE_DIR, "examples", "luzhou-2020-final.xlsx")
    book = take_in(path.read_bytes(), path.name).book
    assert book is not None
    empty = replace(book.facts, facts=(), units=())
    real = small_disclosure(empty)
    browser = browser_of(crew_of(real).clerk)
    upload(browser, real, path.read_bytes(), path.name)
    made = Proposal.objects.get()
    shown = page(browser, made, ledger="expenditure")
    rows = sum(f.of == "expenditure" for f in book.facts.facts)
    assert f"新增 {rows}" in shown
    assert decide(browser, made, 1).status_code == 302
    assert stated(facts_of(now(real))) == stated(book.facts)
