"""From draft to approval: each step, what must come before it, and who was faster."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from disclosures.actions import (
    Moved,
    NotNow,
    NotReady,
    Seen,
    answer,
    approve,
    explain,
    hand_up,
    remark,
    resolve,
    return_,
    save_book,
    sign,
    submit,
    unsign,
)
from disclosures.assemble import facts_of
from disclosures.core.facts import Expenditure
from disclosures.core.workflow import Need, State
from disclosures.models import Disclosure, JournalEntry, Reason, Remark, Signature, Snapshot
from disclosures.pipeline import Book
from disclosures.readiness import standing_of
from tests.portal.course import now, reasoned, signed, submitted, warned
from tests.portal.people import Crew, actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def disclosure(db: None) -> Disclosure:
    return warned()


def test_the_way_to_approval(disclosure: Disclosure, crew: Crew) -> None:
    here = submitted(disclosure, crew)
    approve(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))
    assert now(here).state == State.APPROVED
    deeds = JournalEntry.objects.order_by("pk").values_list("who", "action", "state_after")
    assert list(deeds)[-4:] == [
        ("王芳", "explain", "draft"),
        ("李强", "sign", "signed"),
        ("王芳", "submit", "submitted"),
        ("张敏", "approve", "approved"),
    ]


def test_a_signature_says_who_what_and_that_secrecy_was_reviewed(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = signed(disclosure, crew)
    signature = Signature.objects.get()
    assert (signature.who, signature.version) == ("李强", here.version)
    assert signature.sha256 == standing_of(here).sha256
    assert "保密审查" in signature.secrecy


def test_errors_and_unexplained_warnings_stand_in_the_way(
    disclosure: Disclosure, crew: Crew
) -> None:
    facts = facts_of(disclosure)
    wrong = tuple(
        replace(f, amount=f.amount + 1) if isinstance(f, Expenditure) else f for f in facts.facts
    )
    here = save_book(book=Book.of_facts(replace(facts, facts=wrong)), disclosure=disclosure)
    by = actor(crew.signatory)
    with pytest.raises(NotReady) as refused:
        sign(disclosure=here, seen=Seen.of(here), sha256="", secrecy=False, by=by)
    assert refused.value.needs == (
        Need.NO_ERRORS, Need.WARNINGS_REASONED, Need.SECRECY_REVIEWED, Need.AS_READ,
    )  # fmt: skip
    assert now(here).state == State.DRAFT
    assert not Signature.objects.exists()


def test_a_reason_for_other_figures_does_not_count(disclosure: Disclosure, crew: Crew) -> None:
    here = reasoned(disclosure, crew)
    assert not standing_of(here).unexplained
    there = Reason.objects.get()
    other = {there.key: {"code": there.code, "message": "当时的另一句话", "text": there.text}}
    here = explain(disclosure=here, reasons=other, seen=Seen.of(here), by=actor(crew.clerk))
    assert [f.key for f in standing_of(here).unexplained] == [there.key]


def test_what_was_seen_must_still_stand(disclosure: Disclosure, crew: Crew) -> None:
    seen = Seen.of(disclosure)
    here = signed(disclosure, crew)
    with pytest.raises(Moved, match="已有变动"):
        submit(disclosure=here, seen=seen, by=actor(crew.clerk))
    assert now(here).state == State.SIGNED


def test_a_step_that_the_state_does_not_have_is_refused(disclosure: Disclosure, crew: Crew) -> None:
    with pytest.raises(NotNow, match="不能通过"):
        approve(disclosure=disclosure, seen=Seen.of(disclosure), by=actor(crew.reviewer))
    with pytest.raises(PermissionDenied):
        hand_up(disclosure=disclosure, seen=Seen.of(disclosure), by=actor(crew.clerk))


def test_who_entered_cannot_sign(disclosure: Disclosure, crew: Crew) -> None:
    here = reasoned(disclosure, crew)
    crew.clerk.memberships.create(organisation=disclosure.organisation, role="signatory")
    digest = standing_of(here).sha256
    with pytest.raises(PermissionDenied):
        sign(disclosure=here, seen=Seen.of(here), sha256=digest, secrecy=True, by=actor(crew.clerk))


def test_a_signature_taken_back_needs_a_reason(disclosure: Disclosure, crew: Crew) -> None:
    here = signed(disclosure, crew)
    by = actor(crew.signatory)
    with pytest.raises(NotReady, match="写明原因"):
        unsign(disclosure=here, seen=Seen.of(here), why=" ", by=by)
    unsign(disclosure=here, seen=Seen.of(here), why="数据有误", by=by)
    assert now(here).state == State.DRAFT
    assert Signature.objects.count() == 1


def test_a_remark_is_answered_before_signing_and_resolved_before_approval(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = submitted(disclosure, crew)
    reviewer, clerk = actor(crew.reviewer), actor(crew.clerk)
    made = remark(
        disclosure=here, at="x/total/y", subject="合计", shown="16.00", text="请核对", by=reviewer
    )
    with pytest.raises(NotReady, match="没有了结"):
        approve(disclosure=here, seen=Seen.of(here), by=reviewer)
    return_(disclosure=here, seen=Seen.of(here), why="请核对合计", by=reviewer)
    here = now(here)
    digest, by = standing_of(here).sha256, actor(crew.signatory)
    with pytest.raises(NotReady, match="没有答复"):
        sign(disclosure=here, seen=Seen.of(here), sha256=digest, secrecy=True, by=by)
    answer(remark=Remark.objects.get(), text="已核对", by=clerk)
    sign(disclosure=here, seen=Seen.of(here), sha256=digest, secrecy=True, by=by)
    here = now(here)
    here = submit(disclosure=here, seen=Seen.of(here), by=clerk)
    resolve(remark=Remark.objects.get(), by=reviewer)
    with pytest.raises(Moved):
        resolve(remark=Remark.objects.get(), by=reviewer)
    approve(disclosure=here, seen=Seen.of(here), by=reviewer)
    assert made.disclosure_id == here.pk
    assert now(here).state == State.APPROVED


def test_what_was_signed_is_what_is_approved(disclosure: Disclosure, crew: Crew) -> None:
    here = submitted(disclosure, crew)
    here.organisation.name = "改名后的某局"
    here.organisation.save()
    with pytest.raises(NotReady, match="重新签署"):
        approve(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))


@pytest.mark.parametrize("model", [Signature, Snapshot])
def test_the_database_refuses_to_change_what_was_signed(
    disclosure: Disclosure, crew: Crew, model: type[Signature] | type[Snapshot]
) -> None:
    signed(disclosure, crew)
    assert model.objects.exists()
    for change in (lambda: model.objects.update(version=9), lambda: model.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
