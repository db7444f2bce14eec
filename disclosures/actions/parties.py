"""Organisations and people: what the bureau of a region keeps in order.

Deeds stand in the journal of the region.  Whoever may not do them gets PermissionDenied;
what is wrong is told by ValidationError, keyed by field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction

from disclosures import permissions
from disclosures.actions.journal import SYSTEM, Actor, Told, who_of
from disclosures.core.workflow import BureauAction
from disclosures.exchange.base import Planned
from disclosures.exchange.listing import Upload
from disclosures.exchange.organisations import OrganisationResource
from disclosures.exchange.plan import Plan
from disclosures.exchange.trees import in_region
from disclosures.models import JournalEntry, Organisation

#: What a form shows of an organisation, and what it would overwrite.
STATED = ("code", "name", "parent_id", "nature", "establishment", "staff")


class Overtaken(Exception):
    """Somebody was quicker: what is there is no longer what was shown."""


class Outdated(Exception):
    """The import would now do something else than what was shown: ``plan``."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("数据在预览之后有变化")
        self.plan = plan


def stated(organisation: Organisation) -> Told:
    """What is there, for a form to hand back and for the journal."""
    return {name: getattr(organisation, name) for name in STATED}


def save_organisation(
    *, region: Organisation, organisation: Organisation, seen: Told | None, by: Actor
) -> Organisation:
    """Save a department or unit of the region, new (``seen`` None) or changed.

    ``seen`` is what the person had before them; Overtaken where it is no longer there.
    """
    with transaction.atomic():
        lock_region(region, by, BureauAction.CHANGE_ORGANISATIONS)
        before = _as_there(region, organisation) if organisation.pk else None
        if before != seen:
            raise Overtaken
        _check(region, organisation)
        organisation.save()
        after = stated(organisation)
        if before != after:
            tell(region, by, BureauAction.CHANGE_ORGANISATIONS, before or {}, after)
    return organisation


def remove_organisation(*, region: Organisation, organisation: Organisation, by: Actor) -> None:
    """Delete a department or unit on which nothing depends."""
    with transaction.atomic():
        lock_region(region, by, BureauAction.CHANGE_ORGANISATIONS)
        gone = _as_there(region, organisation)
        reasons = list(why_kept(organisation))
        if reasons:
            raise ValidationError("不能删除：" + "；".join(reasons))
        try:
            organisation.delete()
        except models.ProtectedError:
            raise ValidationError("不能删除：还有其他记录与它有关") from None
        tell(region, by, BureauAction.CHANGE_ORGANISATIONS, gone, {})


def why_kept(organisation: Organisation) -> Iterator[str]:
    """What keeps the organisation from being deleted, in words."""
    counts = (
        ("children", "下面有 {} 个单位"),
        ("disclosures", "有 {} 份公开材料"),
        ("memberships", "有 {} 个任职"),
        ("journal", "有 {} 条操作记录"),
    )
    for related, text in counts:
        count = getattr(organisation, related).count()
        if count:
            yield text.format(count)


def import_organisations(
    *, region: Organisation, upload: Upload, fingerprint: str, by: Actor
) -> Plan:
    """Make and change organisations as the preview of that fingerprint showed it.

    Outdated where the file would now do something else, or cannot be taken in.
    """
    with transaction.atomic():
        lock_region(region, by, BureauAction.CHANGE_ORGANISATIONS)
        resource = OrganisationResource(region)
        plan = do_as_shown(resource, upload, fingerprint)
        after = told_of(upload, plan)
        tell(region, by, BureauAction.CHANGE_ORGANISATIONS, {}, after)
    return plan


def do_as_shown(resource: Planned, upload: Upload, fingerprint: str, *, idle: bool = False) -> Plan:
    """Carry out the plan of the file, if it is the one that was shown.  Raises Outdated.

    ``idle`` says that a plan which changes nothing counts too.
    """
    plan = resource.plan(upload)
    if not plan.sound or (plan.idle and not idle) or plan.fingerprint != fingerprint:
        raise Outdated(plan)
    try:
        with transaction.atomic():
            resource.carry_out()
    except IntegrityError:  # e.g. another region took the user name in this moment
        raise Outdated(resource.plan(upload)) from None
    return plan


def told_of(upload: Upload, plan: Plan) -> Told:
    """An import for the journal: the file and what it did."""
    return {"file": upload.name, "sha256": upload.sha256, **plan.told()}


def check_bureau(region: Organisation, by: Actor, action: BureauAction) -> None:
    """PermissionDenied unless somebody acts who may do this for the region, or the system."""
    if by == SYSTEM:
        return
    if not permissions.can_act_for(by.person or AnonymousUser(), region, action):
        raise PermissionDenied


def lock_region(region: Organisation, by: Actor, action: BureauAction) -> None:
    """Keep other writers of the region's parties waiting; PermissionDenied as above."""
    check_bureau(region, by, action)
    Organisation.objects.select_for_update().get(pk=region.pk)


def tell(
    region: Organisation, by: Actor, action: BureauAction, before: Told, after: Told
) -> JournalEntry:
    """Write a deed into the region's journal."""
    return JournalEntry.objects.create(
        **who_of(by), action=action, organisation=region, before=before, after=after
    )


def _as_there(region: Organisation, organisation: Organisation) -> Told:
    found = in_region(region).filter(pk=organisation.pk).values(*STATED).first()
    if found is None:
        raise PermissionDenied
    return found


def _check(region: Organisation, organisation: Organisation) -> None:
    """Raises ValidationError, with everything that is wrong."""
    wrong: dict[str, list[str]] = {}
    for name, text in _objections(region, organisation):
        wrong.setdefault(name, []).append(text)
    if wrong:
        raise ValidationError(wrong)
    organisation.full_clean(validate_unique=False, validate_constraints=False)


def _objections(region: Organisation, one: Organisation) -> Iterator[tuple[str, str]]:
    above = one.parent
    if above is None or region.pk not in (above.pk, above.parent_id):
        yield "parent", f"上级须是{region}或它的部门"
        return
    one.level = "department" if above.pk == region.pk else "unit"
    if one.pk and one.level == "unit" and one.children.exists():
        yield "parent", "下面还有单位，不能改为单位"
    if not one.code:
        yield "code", "请填编码"
    others = Organisation.objects.filter(parent=above).exclude(pk=one.pk)
    same = _first(others.filter(code=one.code)) if one.code else None
    if same:
        yield "code", f"编码 {one.code} 已是“{same.name}”的编码"


def _first(found: Iterable[Organisation]) -> Organisation | None:
    return next(iter(found), None)
