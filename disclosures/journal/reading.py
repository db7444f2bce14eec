"""Which entries belong together: those of a disclosure, of a season, or all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import Q, QuerySet
from django.utils.functional import SimpleLazyObject

from disclosures.models import Disclosure, JournalEntry, Organisation, Person, Season

Entries = QuerySet[JournalEntry]


@dataclass(frozen=True)
class Filter:
    """What a reader asks for; empty values ask for everything."""

    who: str = ""
    action: str = ""
    day: date | None = None

    def of(self, entries: Entries) -> Entries:
        """Those entries that fit."""
        if self.who:
            entries = entries.filter(who=self.who)
        if self.action:
            entries = entries.filter(action=self.action)
        return entries.filter(at__date=self.day) if self.day else entries


def of_disclosure(disclosure: Disclosure) -> Entries:
    """Its own entries, newest first."""
    return JournalEntry.objects.filter(disclosure=disclosure)


def of_season(season: Season) -> Entries:
    """Those of the season, of all its disclosures, of its region and of who takes part."""
    taking_part = season.disclosures.order_by()
    return JournalEntry.objects.filter(
        Q(season=season)
        | Q(disclosure__in=taking_part.values("pk"))
        | Q(organisation=season.region_id)
        | Q(organisation__in=taking_part.values("organisation"))
    )


def names() -> Mapping[int, str]:
    """The names of all organisations, by key; asked for when the first is needed."""
    rows = Organisation.objects.values_list("pk", "name")
    return cast(Mapping[int, str], SimpleLazyObject(lambda: dict(rows)))


def people_in(entries: Entries) -> list[str]:
    """The names of those who acted, for a choice."""
    return sorted(set(entries.order_by().values_list("who", flat=True).distinct()))


def actions_in(entries: Entries) -> Collection[str]:
    """The actions that were done, for a choice."""
    return set(entries.order_by().values_list("action", flat=True).distinct())


def usernames() -> dict[int, str]:
    """Everybody's name to sign in with, by key: two people may have one name."""
    return dict(Person.objects.values_list("pk", "username"))
