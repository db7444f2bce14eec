"""The projects of an organisation over the years: each with its sheets of every disclosure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosures.core.codes import fold
from disclosures.models import Disclosure
from disclosures.models import Sheet as StoredSheet
from disclosures.permissions import visible_to
from disclosures.views.answers import READ, only, person_of, signed_in, visible
from performance.chapter import NAME
from performance.core.sheet import FORM, Sheet
from performance.data import form, form_ids


@dataclass(frozen=True)
class Entry:
    """A sheet of a project in one disclosure."""

    disclosure: int
    key: str
    name: str
    goal: str
    indicators: int
    score: str


@dataclass
class Project:
    """A project by its name; ``years`` holds its sheets by disclosure."""

    name: str
    years: dict[int, list[Entry]] = field(default_factory=dict)

    def row(self, columns: list[Disclosure]) -> list[list[Entry]]:
        """Its sheets in the order of the disclosures."""
        return [self.years.get(column.pk, []) for column in columns]


@only(*READ)
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The projects of the disclosure's organisation, as far as the person may see them."""
    disclosure = visible(request, pk)
    within = visible_to(person_of(request)).filter(organisation=disclosure.organisation_id)
    found = StoredSheet.objects.filter(disclosure__in=within, chapter=NAME)
    columns = list(within.filter(sheets__chapter=NAME).distinct().order_by("-year", "kind", "-pk"))
    context = {
        "disclosure": disclosure,
        "columns": columns,
        "projects": [(project.name, project.row(columns)) for project in _projects(found)],
    }
    return render(request, "performance/projects.html", context)


def _projects(found: Iterable[StoredSheet]) -> list[Project]:
    projects: dict[str, Project] = {}
    for stored in found:
        if stored.fields.get(FORM) not in form_ids():
            continue
        sheet = Sheet(stored.key, form(stored.fields[FORM]), stored.fields)
        if sheet.form.about != "project" or not sheet.subject:
            continue
        project = projects.setdefault(fold(sheet.subject), Project(sheet.subject))
        project.years.setdefault(stored.disclosure_id, []).append(_entry(stored, sheet))
    return sorted(projects.values(), key=lambda p: p.name)


def _entry(stored: StoredSheet, sheet: Sheet) -> Entry:
    goal = next((sheet[p] for p in ("goal.goal_year", "goal.goal_expected") if sheet[p]), "")
    return Entry(
        disclosure=stored.disclosure_id,
        key=sheet.key,
        name=sheet.form.name,
        goal=goal,
        indicators=len(sheet.rows.get("indicators", ())),
        score=sheet["total.score"],
    )
