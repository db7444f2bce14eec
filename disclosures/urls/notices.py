"""Notices and the journal."""

from __future__ import annotations

from django.urls import path

from disclosures.views import journal, notices

urlpatterns = [
    path("notices/", notices.page, name="notices"),
    path("notices/read/", notices.read_all, name="notices-read"),
    path("notices/mails/", notices.mails, name="notices-mails"),
    path("notices/<int:pk>/", notices.follow, name="notice"),
    path("disclosures/<int:pk>/journal/", journal.page, name="journal"),
    path("seasons/<int:pk>/journal/", journal.season_page, name="season-journal"),
    path("seasons/<int:pk>/journal.<str:suffix>", journal.season_file, name="season-journal-file"),
]
