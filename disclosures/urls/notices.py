"""Notices and the journal."""

from __future__ import annotations

from django.urls import path

from disclosures.views import notices

urlpatterns = [
    path("notices/", notices.page, name="notices"),
    path("notices/read/", notices.read_all, name="notices-read"),
    path("notices/<int:pk>/", notices.follow, name="notice"),
]
