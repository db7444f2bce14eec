"""The page of reasons: given singly and together, confirmed, kept when somebody was faster."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disclosures.actions import Seen, explain, save_book
from disclosures.core.rules import check
from disclosures.core.rules.base import Evidence, Finding
from disclosures.core.workflow import Role
from disclosures.models import Disclosure, Organisation, Reason
from disclosures.pipeline import Book
from disclosures.readiness import PERSONAL, standing_of
from tests.factories import small_facts
from tests.portal.course import (
    checked,
    identity_number,
    noted,
    now,
    reasoned,
    signed,
    warned,
    warned_facts,
)
from tests.portal.people import Crew, actor, browser_of, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def disclosure() -> Disclosure:
    return warned()


def address(disclosure: Disclosure) -> str:
    return reverse("reasons", args=[disclosure.pk])


def text(client: Client, disclosure: Disclosure) -> str:
    response = client.get(address(disclosure))
    assert response.status_code == 200
    return response.content.decode()


def boxes(page: str) -> dict[str, str]:
    """Every box of the form with what stands in it, and the hidden fields."""
    found = re.findall(r'<textarea id="[^"]*" name="([^"]*)"[^>]*>([^<]*)</textarea>', page)
    hidden = re.findall(r'<input type="hidden" name="(state|version)" value="([^"]*)"', page)
    return dict(found) | dict(hidden)


def save(client: Client, disclosure: Disclosure, fields: dict[str, str], status: int = 302) -> str:
    response = client.post(address(disclosure), fields)
    assert response.status_code == status
    return response.content.decode()


def told(disclosure: Disclosure) -> list[str]:
    return list(Reason.objects.filter(disclosure=disclosure).values_list("text", flat=True))


def several(disclosure: Disclosure, count: int) -> Disclosure:
    """The same with so many codes that only this place knows: as many warnings of one rule."""
    facts = warned_facts()
    more = []
    for number in range(count - 1):
        code = f"20801{80 + number}"
        more.append(replace(facts.facts[-2], function=code))
        more.append(replace(facts.facts[-1], function=code))
    book = Book.of_facts(replace(facts, facts=(*facts.facts, *more)))
    return checked(save_book(book=book, disclosure=disclosure))


def test_a_reason_is_given(disclosure: Disclosure, crew: Crew) -> None:
    client = browser_of(crew.clerk)
    page = text(client, disclosure)
    fields = boxes(page)
    (box,) = (name for name in fields if name.startswith("text-"))
    save(client, disclosure, {**fields, box: "本市自设科目"})
    assert told(disclosure) == ["本市自设科目"]
    assert not standing_of(now(disclosure)).unexplained
    page = text(client, disclosure)
    assert "警告均已说明" in page
    assert boxes(page)[box] == "本市自设科目"
    findings = browser_of(crew.observer).get(reverse("findings", args=[disclosure.pk]))
    assert "原因：本市自设科目" in findings.content.decode()


def test_one_reason_for_a_group_and_another_for_one_of_it(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = several(disclosure, 3)
    client = browser_of(crew.clerk)
    fields = boxes(text(client, here))
    own = [name for name in fields if name.startswith("text-")]
    (for_all,) = (name for name in fields if name.startswith("all-"))
    assert len(own) == 3
    save(client, here, {**fields, for_all: "本市自设科目", own[1]: "省里新设科目"})
    assert sorted(told(here)) == ["本市自设科目", "本市自设科目", "省里新设科目"]
    assert not standing_of(now(here)).unexplained


def test_an_emptied_box_takes_the_reason_back(disclosure: Disclosure, crew: Crew) -> None:
    here = reasoned(disclosure, crew)
    client = browser_of(crew.clerk)
    fields = boxes(text(client, here))
    save(client, here, {name: "" if "-" in name else value for name, value in fields.items()})
    assert told(here) == []


def test_what_is_saved_unchanged_is_no_new_version(disclosure: Disclosure, crew: Crew) -> None:
    here = reasoned(disclosure, crew)
    client = browser_of(crew.clerk)
    save(client, here, boxes(text(client, here)))
    assert now(here).version == here.version


def stale(disclosure: Disclosure, crew: Crew) -> Disclosure:
    """With a reason that was given when something else was found."""
    here = reasoned(disclosure, crew)
    (reason,) = Reason.objects.filter(disclosure=here)
    other = {"code": reason.code, "message": "当时的另一句话", "text": "当时的原因"}
    by = actor(crew.clerk)
    explain(disclosure=here, reasons={reason.key: other}, seen=Seen.of(here), by=by)
    return now(here)


def test_a_stale_reason_is_shown_and_counts_again_when_confirmed(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = stale(disclosure, crew)
    client = browser_of(crew.clerk)
    page = text(client, here)
    assert "数字已变，原因待确认" in page
    assert "当时的另一句话" in page
    fields = boxes(page)
    save(client, here, fields)
    assert standing_of(now(here)).unexplained
    (key,) = (name.removeprefix("text-") for name in fields if name.startswith("text-"))
    save(client, here, {**fields, f"keep-{key}": "1"})
    assert not standing_of(now(here)).unexplained
    assert told(here) == ["当时的原因"]


def test_a_stale_reason_written_anew_counts(disclosure: Disclosure, crew: Crew) -> None:
    here = stale(disclosure, crew)
    client = browser_of(crew.clerk)
    fields = boxes(text(client, here))
    (box,) = (name for name in fields if name.startswith("text-"))
    save(client, here, {**fields, box: "现在的原因"})
    assert not standing_of(now(here)).unexplained


def test_two_findings_in_one_place_have_one_reason(
    disclosure: Disclosure, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    def twice(evidence: Evidence) -> tuple[Finding, ...]:
        found = check(evidence)
        return tuple(f for one in found for f in (one, replace(one, message="还有一句")))

    monkeypatch.setattr("disclosures.pipeline.check", twice)
    monkeypatch.setattr("disclosures.shelf._shelf", OrderedDict())
    client = browser_of(crew.clerk)
    page = text(client, disclosure)
    assert page.count("；还有一句") == 1
    fields = boxes(page)
    (box,) = (name for name in fields if name.startswith("text-"))
    save(client, disclosure, {**fields, box: "一个原因"})
    assert not standing_of(now(disclosure)).unexplained
    findings = client.get(reverse("findings", args=[disclosure.pk])).content.decode()
    assert findings.count("原因：一个原因") == 2
    assert "原因待确认" not in findings


def test_personal_data_is_named_masked_and_justified(disclosure: Disclosure, crew: Crew) -> None:
    here = noted(reasoned(disclosure, crew), f"经办人身份证{identity_number()}请联系")
    client = browser_of(crew.clerk)
    page = text(client, here)
    assert "疑似" in page
    assert "经办人身份证" in page
    assert identity_number() not in page
    row = reverse("ledger", args=[here.pk, "expenditure"]) + "?row=1#row-1"
    assert f'href="{row}"' in page
    fields = boxes(page)
    (spotted,) = standing_of(here).uncleared
    save(client, here, {**fields, f"text-{spotted.key}": "经本人同意公开"})
    assert Reason.objects.get(code=PERSONAL).text == "经本人同意公开"
    assert not standing_of(now(here)).uncleared


def test_who_was_slower_keeps_what_was_typed_and_sees_what_changed(
    disclosure: Disclosure, crew: Crew
) -> None:
    client = browser_of(crew.clerk)
    fields = boxes(text(client, disclosure))
    (box,) = (name for name in fields if name.startswith("text-"))
    colleague = somebody("colleague", "赵磊", Role.CLERK, disclosure.organisation)
    save(browser_of(colleague), disclosure, {**fields, box: "赵磊的说法"})
    page = save(client, disclosure, {**fields, box: "王芳的说法"}, 409)
    assert "没有保存" in page
    assert boxes(page)[box] == "王芳的说法"
    assert "现已保存的是：赵磊的说法" in page
    assert "赵磊" in page
    assert told(disclosure) == ["赵磊的说法"]
    save(client, disclosure, boxes(page))
    assert told(disclosure) == ["王芳的说法"]


def test_what_was_typed_for_what_is_gone_is_shown(disclosure: Disclosure, crew: Crew) -> None:
    client = browser_of(crew.clerk)
    fields = boxes(text(client, disclosure))
    (box,) = (name for name in fields if name.startswith("text-"))
    save_book(book=Book.of_facts(small_facts()), disclosure=disclosure)  # without the code
    page = save(client, disclosure, {**fields, box: "写了很久的原因"}, 409)
    assert "写了很久的原因" in page


def test_what_is_typed_and_not_saved_does_not_count(disclosure: Disclosure, crew: Crew) -> None:
    client = browser_of(crew.clerk)
    fields = boxes(text(client, disclosure))
    (box,) = (name for name in fields if name.startswith("text-"))
    noted(disclosure, "改过")
    page = save(client, disclosure, {**fields, box: "还没有保存"}, 409)
    assert boxes(page)[box] == "还没有保存"
    assert "还有 1 处警告待说明" in page


@pytest.mark.parametrize("role", ["signatory", "reviewer", "observer", "administrator"])
def test_others_read_the_reasons_and_change_nothing(
    disclosure: Disclosure, crew: Crew, role: str
) -> None:
    here = reasoned(disclosure, crew)
    client = browser_of(getattr(crew, role))
    page = text(client, here)
    assert "原因：已核实" in page
    assert "<textarea" not in page
    (reason,) = Reason.objects.all()
    forged = {"state": here.state, "version": str(here.version), f"text-{reason.key}": "伪造"}
    save(client, here, forged, 403)
    assert told(here) == ["已核实"]


def test_what_is_signed_is_explained_no_more(disclosure: Disclosure, crew: Crew) -> None:
    here = signed(disclosure, crew)
    (reason,) = Reason.objects.all()
    client = browser_of(crew.clerk)
    forged = {"state": here.state, "version": str(here.version), f"text-{reason.key}": "改了"}
    assert "已签署" in save(client, here, forged, 409)
    assert told(here) == ["已核实"]


def test_strangers_find_nothing(disclosure: Disclosure, client: Client) -> None:
    fields = {"state": disclosure.state, "version": "1"}
    assert client.get(address(disclosure)).status_code == 302
    stranger = browser_of(
        somebody("other", "外人", Role.CLERK, Organisation.objects.create(name="另一局"))
    )
    assert stranger.get(address(disclosure)).status_code == 404
    save(stranger, disclosure, fields, 404)


def test_a_text_is_never_markup(disclosure: Disclosure, crew: Crew) -> None:
    client = browser_of(crew.clerk)
    fields = boxes(text(client, disclosure))
    (box,) = (name for name in fields if name.startswith("text-"))
    save(client, disclosure, {**fields, box: "<script>alert(1)</script>"})
    for route in ("reasons", "findings"):
        page = client.get(reverse(route, args=[disclosure.pk])).content.decode()
        assert "<script>alert" not in page


def test_the_number_of_queries_does_not_grow(disclosure: Disclosure, crew: Crew) -> None:
    client, counts = browser_of(crew.clerk), []
    for number in (1, 6):
        here = several(disclosure, number)
        text(client, here)  # the tables are kept from now on
        with CaptureQueriesContext(connection) as used:
            text(client, here)
        counts.append(len(used))
    assert counts[0] == counts[1] <= 20
