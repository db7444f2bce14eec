"""The people whom something concerns, and telling them once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import QuerySet

from disclosures.core.workflow import Role, State
from disclosures.models import Disclosure, Membership, Notice, Organisation, Season

#: Those on the side of the organisation itself.
SIDE = (Role.CLERK, Role.SIGNATORY)
#: Where the organisation still has something to do before it is submitted.
OPEN = (State.DRAFT, State.RETURNED, State.SIGNED)
#: How many organisations a sentence names.
MOST_NAMED = 3


def with_roles(organisations: Iterable[int], roles: Collection[Role]) -> set[int]:
    """The active people who have one of the roles in one of the organisations."""
    held = Membership.objects.filter(
        organisation__in=organisations, role__in=roles, person__is_active=True
    )
    return set(held.values_list("person", flat=True))


def lineage(disclosure: Disclosure) -> list[int]:
    """The keys of its organisation and of those above, from below."""
    above = ("pk", "parent", "parent__parent")
    found = Organisation.objects.filter(pk=disclosure.organisation_id).values_list(*above).get()
    return [pk for pk in found if pk is not None]


def sides_of(disclosures: QuerySet[Disclosure]) -> dict[int, list[Disclosure]]:
    """The active clerks and signatories of many disclosures, each with theirs; two queries."""
    rows = {d.pk: d for d in disclosures.select_related("organisation")}
    who = "organisation__memberships"
    pairs = (
        disclosures.filter(
            **{f"{who}__role__in": SIDE, f"{who}__person__is_active": True},
        )
        .order_by("organisation__code", "pk")
        .values_list(f"{who}__person", "pk")
    )
    found: dict[int, dict[int, Disclosure]] = {}
    for person, pk in pairs:
        if pk in rows:
            found.setdefault(person, {})[pk] = rows[pk]
    return {person: list(theirs.values()) for person, theirs in found.items()}


def not_submitted(season: Season) -> QuerySet[Disclosure]:
    """Those of a season in which the organisation still has something to do."""
    return season.disclosures.filter(state__in=OPEN)


def tell(notices: Iterable[Notice]) -> None:
    """Write notices, in few queries however many they are; those told before are passed over."""
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def tell_of(
    disclosure: Disclosure, kind: Notice.Kind, people: Iterable[int], once: str, text: str
) -> None:
    """Tell people the same of a disclosure."""
    tell(
        Notice(person_id=person, kind=kind, disclosure=disclosure, once=once, text=text)
        for person in sorted(people)
    )


def tell_each(kind: Notice.Kind, season: int, once: str, told: Mapping[int, str]) -> None:
    """Tell each person a sentence of their own about a season.

    No disclosure is named: one in which nothing is entered may be taken out of the season.
    """
    tell(
        Notice(person_id=person, kind=kind, season_id=season, once=once, text=text)
        for person, text in sorted(told.items())
    )


def named(names: Collection[str]) -> str:
    """Names in a row; of many the first, and how many they are."""
    shown = "、".join(list(names)[:MOST_NAMED])
    return shown if len(names) <= MOST_NAMED else f"{shown}等 {len(names)} 个"


def listed(disclosures: Collection[Disclosure]) -> str:
    """Disclosures of one season by their organisations, with how far they are."""
    return named([f"{d.organisation.name}（{_state(d)}）" for d in disclosures])


def _state(disclosure: Disclosure) -> str:
    return disclosure.get_state_display() if disclosure.version else "未开始"


def day(date: date) -> str:
    """A day as people write it: 2022年8月20日."""
    return f"{date.year}年{date.month}月{date.day}日"
