"""Departments without a region, made by workbooks that came in by command: a region takes them."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet

from disclosures.actions.journal import SYSTEM, Actor, Told
from disclosures.actions.parties import Overtaken, lock_region, tell
from disclosures.core.workflow import BureauAction
from disclosures.models import Disclosure, Organisation

_DEPARTMENT, _REGION = Organisation.Level.DEPARTMENT, Organisation.Level.REGION


def without_region() -> QuerySet[Organisation]:
    """The departments that stand in no region."""
    return Organisation.objects.filter(level=_DEPARTMENT, parent=None)


def adoptable(region: Organisation) -> QuerySet[Organisation]:
    """Those that an administrator of the region may take in: all, while there is no other region.

    Where there are several, only whoever runs the machine knows whose a department is: taking it
    in opens its disclosures to the region's people.
    """
    if Organisation.objects.filter(level=_REGION).exclude(pk=region.pk).exists():
        return Organisation.objects.none()
    return without_region()


def homes(region: Organisation) -> Iterator[tuple[Organisation, Organisation | None]]:
    """Each adoptable department, with the one of the region that would take over what it has."""
    waiting = adoptable(region).annotate(count=models.Count("disclosures")).order_by("code", "name")
    there = list(region.children.all())
    for one in waiting:
        yield one, next((other for other in there if _same(other, one)), None)


def adopt(
    *,
    region: Organisation,
    organisation: Organisation,
    into: int | None = None,
    by: Actor = SYSTEM,
) -> Organisation:
    """Put a department without a region below the region; the department it is from then on.

    One of the same name and code that is there already takes over its disclosures.  A person
    says which they were shown (``into``, None for none): Overtaken where it is now another, or
    the department has a region by now.  ValidationError where both have the same disclosure, or
    something else hinders.
    """
    with transaction.atomic():
        lock_region(region, by, BureauAction.CHANGE_ORGANISATIONS)
        one = without_region().select_for_update().filter(pk=organisation.pk).first()
        if one is None:
            raise Overtaken
        there = next((other for other in region.children.all() if _same(other, one)), None)
        if by != SYSTEM:
            _check(region, one, there, into)
        told: Told = {"adopted": one.name, "code": one.code}
        if there is None:
            _place(region, one)
        else:
            told["merged_into"] = there.pk
            _merge(one, there)
        tell(region, by, BureauAction.CHANGE_ORGANISATIONS, {}, told)
    return there or one


def _same(there: Organisation, one: Organisation) -> bool:
    """Whether they are one department: the same name, and no two different codes."""
    return there.name == one.name and (there.code == one.code or not (there.code and one.code))


def _check(
    region: Organisation, one: Organisation, there: Organisation | None, into: int | None
) -> None:
    if not adoptable(region).filter(pk=one.pk).exists():
        raise PermissionDenied
    if (there.pk if there else None) != into:
        raise Overtaken


def _place(region: Organisation, one: Organisation) -> None:
    one.parent = region
    same = region.children.filter(code=one.code).first() if one.code else None
    if same:
        raise ValidationError(f"编码 {one.code} 已是“{same.name}”的编码")
    one.full_clean()
    one.save()


def _merge(one: Organisation, there: Organisation) -> None:
    try:
        with transaction.atomic():
            Disclosure.objects.filter(organisation=one).update(organisation=there)
            one.delete()
    except models.ProtectedError:
        raise ValidationError("下面有单位或任职，不能并入同名部门") from None
    except IntegrityError:
        raise ValidationError("两处有同一年度、同一类别的材料") from None
