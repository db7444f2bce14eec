"""The pages of the steps: what stands in the way, who may, who was faster, what was typed."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from disclosures.actions import Seen, remark, return_
from disclosures.core.workflow import NEED_TEXTS, Role, State
from disclosures.models import Disclosure, Organisation, Remark, Signature
from disclosures.readiness import standing_of
from tests.portal.course import (
    checked,
    identity_number,
    noted,
    now,
    reasoned,
    signed,
    submitted,
    warned,
    wrong,
)
from tests.portal.people import Crew, actor, browser_of, crew_of, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def disclosure() -> Disclosure:
    return warned()


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's form, as a browser sends them."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def text(client: Client, route: str, disclosure: Disclosure, status: int = 200) -> str:
    response = client.get(reverse(route, args=[disclosure.pk]))
    assert response.status_code == status
    return response.content.decode()


def send(client: Client, route: str, disclosure: Disclosure, status: int = 302, **more: str) -> str:
    """Open the page and send its form."""
    fields = hidden(text(client, route, disclosure))
    return post(client, route, disclosure, {**fields, **more}, status)


def post(
    client: Client, route: str, disclosure: Disclosure, fields: dict[str, str], status: int
) -> str:
    response = client.post(reverse(route, args=[disclosure.pk]), fields)
    assert response.status_code == status
    return response.content.decode()


def seen(disclosure: Disclosure, **more: str) -> dict[str, str]:
    return {"state": disclosure.state, "version": str(disclosure.version), **more}


def everything(disclosure: Disclosure) -> dict[str, str]:
    """What a form of any step could carry, all of it right."""
    digest = standing_of(disclosure).sha256
    return seen(disclosure, sha256=digest, secrecy="1", why="请核对")


# -- the way ----------------------------------------------------------------------------------


def test_sign_and_submit(disclosure: Disclosure, crew: Crew) -> None:
    here = reasoned(disclosure, crew)
    send(browser_of(crew.signatory), "sign", here, secrecy="1")
    assert now(here).state == State.SIGNED
    signature = Signature.objects.get()
    assert signature.sha256 == standing_of(here).sha256
    page = text(browser_of(crew.clerk), "disclosure", here)
    assert "李强于" in page
    assert signature.sha256 in page
    send(browser_of(crew.clerk), "submit", here)
    assert now(here).state == State.SUBMITTED


def test_the_signatory_reads_the_whole(disclosure: Disclosure, crew: Crew) -> None:
    here = reasoned(disclosure, crew)
    page = text(browser_of(crew.signatory), "sign", here)
    standing = standing_of(here)
    for table in standing.book.tables.tables:
        assert f'<section class="sheet" id="table-{table.role}"' in page
        assert table.form.title in page
    assert page.count('<table class="amounts">') >= len(standing.book.tables.tables)
    assert "?at=" not in page.partition('<div class="whole">')[2]
    assert "原因：已核实" in page
    assert "没有发现身份证件号" in page
    assert "保密审查" in page
    assert f"{len(standing.document.ledger.by_number)} 行填报数据" in page
    assert standing.sha256 in page
    assert "生成文件" in page


def test_a_unit_hands_up_and_its_department_returns_it(disclosure: Disclosure) -> None:
    unit, department = disclosure.organisation, Organisation(name="某局", code="700")
    department.save()
    unit.parent, unit.level = department, "unit"
    unit.save()
    crew = crew_of(disclosure)
    here = reasoned(disclosure, crew)
    send(browser_of(crew.clerk), "hand-up", here)
    assert now(here).state == State.HANDED_UP
    text(browser_of(crew.clerk), "return", here, status=403)
    above = browser_of(somebody("dept", "赵磊", Role.CLERK, department))
    assert "写明原因" in send(above, "return", here, status=422, why="  ")
    send(above, "return", here, why="请补充项目说明")
    assert now(here).state == State.RETURNED


def test_a_signature_is_taken_back_with_a_reason(disclosure: Disclosure, crew: Crew) -> None:
    here = signed(disclosure, crew)
    client = browser_of(crew.signatory)
    assert "写明原因" in send(client, "unsign", here, status=422, why=" ")
    send(client, "unsign", here, why="数据有误")
    assert now(here).state == State.DRAFT
    assert "李强于" not in text(client, "disclosure", here)


# -- what stands in the way -------------------------------------------------------------------


def test_each_need_blocks_and_is_named_where_it_is_mended(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = noted(wrong(disclosure), f"经办人身份证{identity_number()}")
    client = browser_of(crew.signatory)
    page = text(client, "sign", here)
    assert '<li class="warnings_reasoned">' in page
    assert '<li class="personal_data_cleared">' in page
    assert reverse("reasons", args=[here.pk]) in page
    assert 'name="secrecy"' not in page
    here = wrong(here)
    page = text(client, "sign", here)
    assert '<li class="no_errors">' in page
    assert reverse("findings", args=[here.pk]) in page


@pytest.mark.parametrize("change", [wrong, checked])
def test_a_forged_form_passes_no_need(disclosure: Disclosure, crew: Crew, change: object) -> None:
    here = change(disclosure)  # type: ignore[operator]
    page = post(browser_of(crew.signatory), "sign", here, everything(here), 409)
    assert NEED_TEXTS["warnings_reasoned"] in page
    assert not Signature.objects.exists()
    assert now(here).state == State.DRAFT


def test_without_the_statement_of_secrecy_nothing_is_signed(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = reasoned(disclosure, crew)
    page = send(browser_of(crew.signatory), "sign", here, status=422)
    assert NEED_TEXTS["secrecy_reviewed"] in page
    assert not Signature.objects.exists()


def test_personal_data_blocks_until_it_is_justified(disclosure: Disclosure, crew: Crew) -> None:
    here = noted(reasoned(disclosure, crew), f"经办人身份证{identity_number()}")
    client = browser_of(crew.signatory)
    post(client, "sign", here, everything(here), 409)
    assert now(here).state == State.DRAFT
    here = reasoned(here, crew)
    page = text(client, "sign", here)
    assert "疑似" in page
    assert identity_number() not in page
    send(client, "sign", here, secrecy="1")
    assert now(here).state == State.SIGNED


def test_an_open_remark_blocks_until_it_is_answered(disclosure: Disclosure, crew: Crew) -> None:
    here = submitted(disclosure, crew)
    by = actor(crew.reviewer)
    remark(disclosure=here, at="", subject="全文", shown="", text="请核对", by=by)
    return_(disclosure=here, seen=Seen.of(here), why="请核对", by=by)
    here = now(here)
    assert '<li class="remarks_answered">' in text(browser_of(crew.signatory), "sign", here)
    post(browser_of(crew.signatory), "sign", here, everything(here), 409)
    assert Remark.objects.filter(resolved_at=None).count() == 1
    assert now(here).state == State.RETURNED


# -- who is faster ----------------------------------------------------------------------------


def test_what_changed_while_it_was_read_is_read_again(disclosure: Disclosure, crew: Crew) -> None:
    here = reasoned(disclosure, crew)
    client = browser_of(crew.signatory)
    fields = hidden(text(client, "sign", here))
    reasoned(noted(here, "改过"), crew)
    page = post(client, "sign", here, {**fields, "secrecy": "1"}, 409)
    assert "内容已有变动" in page
    assert hidden(page)["sha256"] == standing_of(now(here)).sha256
    assert hidden(page)["version"] == str(now(here).version) != fields["version"]
    assert not Signature.objects.exists()


def test_other_content_in_the_same_version_is_not_signed(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = reasoned(disclosure, crew)
    client = browser_of(crew.signatory)
    fields = hidden(text(client, "sign", here))
    organisation = here.organisation
    organisation.name = "改名后的某局"
    organisation.save()
    page = post(client, "sign", here, {**fields, "secrecy": "1"}, 409)
    assert NEED_TEXTS["as_read"] in page
    assert "改名后的某局" in page
    assert not Signature.objects.exists()


def test_a_form_sent_twice_is_one_deed(disclosure: Disclosure, crew: Crew) -> None:
    here = reasoned(disclosure, crew)
    client = browser_of(crew.signatory)
    fields = {**hidden(text(client, "sign", here)), "secrecy": "1"}
    post(client, "sign", here, fields, 302)
    post(client, "sign", here, fields, 302)
    assert Signature.objects.count() == 1
    fields = hidden(text(client, "submit", here))
    post(client, "submit", here, fields, 302)
    post(client, "submit", here, fields, 302)
    assert now(here).state == State.SUBMITTED


def test_who_was_slower_is_told(disclosure: Disclosure, crew: Crew) -> None:
    here = signed(disclosure, crew)
    fields = hidden(text(browser_of(crew.signatory), "submit", here))
    send(browser_of(crew.clerk), "unsign", here, why="再核对一次")
    page = post(browser_of(crew.signatory), "submit", here, fields, 409)
    assert "没有办理" in page
    assert now(here).state == State.DRAFT


def test_what_was_typed_is_not_lost(disclosure: Disclosure, crew: Crew) -> None:
    here = signed(disclosure, crew)
    stale = seen(here, why="这里写了一段原因")
    stale["version"] = "1"
    page = post(browser_of(crew.clerk), "unsign", here, stale, 409)
    assert "这里写了一段原因</textarea>" in page
    assert hidden(page)["version"] == str(here.version)
    assert now(here).state == State.SIGNED


# -- who may ----------------------------------------------------------------------------------

#: Step, its state, and who may take it.
STEPS = {
    "sign": (reasoned, {"signatory"}),
    "hand-up": (reasoned, set()),  # it is a department's
    "unsign": (signed, {"clerk", "signatory"}),
    "submit": (signed, {"clerk", "signatory"}),
    "return": (submitted, {"reviewer"}),
}


@pytest.mark.parametrize("role", [role.value for role in Role])
@pytest.mark.parametrize("route", STEPS)
def test_a_forged_post_of_each_role(
    disclosure: Disclosure, crew: Crew, route: str, role: str
) -> None:
    prepare, allowed = STEPS[route]
    here = now(prepare(disclosure, crew))
    client = browser_of(getattr(crew, role))
    may = role in allowed
    text(client, route, here, status=200 if may else 403)
    post(client, route, here, everything(here), 302 if may else 403)
    assert (now(here).state != here.state) == may


@pytest.mark.parametrize("route", STEPS)
def test_somebody_elses_disclosure_is_not_there(
    disclosure: Disclosure, crew: Crew, route: str
) -> None:
    other = Organisation.objects.create(name="另一局", code="999")
    for role in Role:
        client = browser_of(somebody(f"other-{role}", "外人", role, other))
        text(client, route, disclosure, status=404)
        post(client, route, disclosure, everything(disclosure), 404)
    assert now(disclosure).state == State.DRAFT


@pytest.mark.parametrize("route", STEPS)
def test_who_is_not_signed_in_is_led_to_sign_in(client: Client, route: str, db: None) -> None:
    here = warned()
    response = client.get(reverse(route, args=[here.pk]))
    assert response["Location"].startswith(reverse("account_login"))
    assert client.post(reverse(route, args=[here.pk]), everything(here)).status_code in (302, 401)
    assert now(here).state == State.DRAFT


def test_who_entered_is_told_why_they_cannot_sign(disclosure: Disclosure, crew: Crew) -> None:
    here = reasoned(disclosure, crew)
    crew.clerk.memberships.create(organisation=here.organisation, role=Role.SIGNATORY)
    assert NEED_TEXTS["not_entered_by_self"] in text(browser_of(crew.clerk), "sign", here, 403)


def test_a_step_that_its_state_does_not_have_is_refused_in_words(
    disclosure: Disclosure, crew: Crew
) -> None:
    page = text(browser_of(crew.clerk), "submit", disclosure, status=409)
    assert "填报中，不能提交财政" in page
    assert f'href="{disclosure.get_absolute_url()}"' in page


def test_who_looks_on_sees_no_button(disclosure: Disclosure, crew: Crew) -> None:
    for prepare in (reasoned, signed):
        here = now(prepare(disclosure, crew))
        page = text(browser_of(crew.observer), "disclosure", here)
        for route in STEPS:
            assert reverse(route, args=[here.pk]) not in page
