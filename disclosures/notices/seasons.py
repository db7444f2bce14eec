"""Notices of what the bureau does with a season: its beginning, and days that are moved."""

from __future__ import annotations

from datetime import date

from disclosures.core.workflow import BureauAction
from disclosures.models import JournalEntry, Notice, Season
from disclosures.notices.people import day, listed, named, not_submitted, sides_of, tell_each

Kind = Notice.Kind
DAYS = {"opens_on", "deadline", "publish_by"}


def of_change(entry: JournalEntry, season: Season, once: str) -> None:
    """Tell those who take part, or join later, and of moved days those who have not submitted."""
    moved = _moved(entry)
    if moved:
        _days(entry, season, once, moved)
    else:
        _beginning(entry, season, once)


def _beginning(entry: JournalEntry, season: Season, once: str) -> None:
    joining = season.disclosures.all()
    if entry.action != BureauAction.OPEN_SEASON:
        joining = joining.filter(organisation__name__in=entry.after.get("added", ()))
    begins, ends = day(season.opens_on), day(season.deadline)
    told = {
        person: f"{season}：请{named([d.organisation.name for d in theirs])}"
        f"自{begins}起填报，{ends}前提交"
        for person, theirs in sides_of(joining).items()
        if person != entry.person_id
    }
    tell_each(Kind.SEASON_OPENED, season.pk, once, told)


def _moved(entry: JournalEntry) -> str:
    """The days that a deed has moved, in words; empty where it has moved none."""
    before, after = entry.before, entry.after
    return "，".join(
        f"{field.verbose_name}由{_day(before[field.name])}改为{_day(after[field.name])}"
        for field in Season._meta.concrete_fields
        if field.name in DAYS & before.keys() and before[field.name] != after[field.name]
    )


def _days(entry: JournalEntry, season: Season, once: str, moved: str) -> None:
    why = f"\n原因：{entry.why}" if entry.why else ""
    told = {
        person: f"{season}的{moved}；尚未提交：{listed(theirs)}{why}"
        for person, theirs in sides_of(not_submitted(season)).items()
        if person != entry.person_id
    }
    tell_each(Kind.DAYS_MOVED, season.pk, once, told)


def _day(written: str) -> str:
    return day(date.fromisoformat(written))
