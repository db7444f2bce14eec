"""Departments and their papers for the pages of money, made directly: no ledger, no workflow."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from disclosures.models import Disclosure, Organisation, Publication, Release
from public.core.goals import key_of
from public.kept import bump
from public.models import Body, Paper, Project, Spending

#: Of a small department: item → basic and project spending, in 分.
SPENT = {
    "2080101": (300_00, 20_00),
    "2080199": (10_00, 70_00),
    "2080501": (50_00, 0),
    "2101101": (25_00, 0),
    "2210201": (25_00, 0),
}


def body(name: str, region: Body | None = None, parent: Body | None = None) -> Body:
    """A department, or a unit of ``parent``; ``region`` is another one of the same region."""
    above = parent.pk if parent else None
    level = "unit" if parent else "department"
    own = Organisation.objects.create(name=name, code=f"M{name}", level=level, parent_id=above)
    key = region.region_id if region else own.pk
    place = region.region if region else f"{name}所在市"
    return Body.objects.create(
        pk=own.pk, name=name, code=own.code, region_id=key, region=place, parent=parent
    )


def paper(
    of: Body,
    year: int = 2024,
    kind: str = "final",
    spent: Mapping[str, tuple[int, int]] = SPENT,
    econ: Mapping[str, int] | None = None,
    extent: str = "fiscal",
    **columns: Any,
) -> Paper:
    """A current paper that spends so by item; ``econ`` by group of ``extent``."""
    disclosure = Disclosure.objects.create(organisation_id=of.pk, year=year, kind=kind)
    frozen = Publication.objects.create(
        disclosure=disclosure,
        number=1,
        version=1,
        title=f"{of.name}{year}年度部门{kind}",
        content=zlib.compress(b"{}"),
        sha256="0" * 64,
        schema=1,
        form_set="sichuan-final-2020",
        rules="1",
    )
    Release.objects.create(publication=frozen, deed="published", who="张敏")
    basic, project = (sum(amounts[n] for amounts in spent.values()) for n in (0, 1))
    own = {"spending": basic + project, "basic": basic, "project": project, **columns}
    made = Paper.objects.create(
        publication=frozen,
        body=of,
        disclosure_id=disclosure.pk,
        year=year,
        kind=kind,
        number=1,
        title=frozen.title,
        sha256=frozen.sha256,
        published_at=timezone.now(),
        current=True,
        indexed=True,
        figures=own,
        **own,
    )
    rows = [("function", code, b + p, b, p, "all") for code, (b, p) in spent.items()]
    rows += [("econ", code, amount, 0, 0, extent) for code, amount in (econ or {}).items()]
    Spending.objects.bulk_create(
        Spending(
            paper=made,
            body=of,
            region_id=of.region_id,
            whole=of.parent_id is None,
            year=year,
            kind=kind,
            scheme=scheme,
            code=code,
            total=total,
            basic=b,
            project=p,
            extent=told,
        )
        for scheme, code, total, b, p, told in rows
    )
    bump()
    return made


def project(of: Paper, name: str, amount: int | None = None, **more: Any) -> Project:
    """A project of a paper."""
    return Project.objects.create(
        paper=of,
        name=name,
        amount=amount,
        size=-1 if amount is None else amount,
        key=key_of(name),
        year=of.year,
        kind=of.kind,
        whole=of.body.parent_id is None,
        **more,
    )
