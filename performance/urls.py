"""Addresses of the performance chapter."""

from __future__ import annotations

from django.urls import URLPattern, path

from performance.views import exchange, projects, sheet, sheet_script, sheets

urlpatterns: list[URLPattern] = [
    path("disclosures/<int:pk>/performance/", sheets.page, name="performance"),
    path("disclosures/<int:pk>/performance/projects/", projects.page, name="performance-projects"),
    path("disclosures/<int:pk>/performance/import/", exchange.start, name="performance-import"),
    path(
        "disclosures/<int:pk>/performance/import/<int:source>/",
        exchange.preview,
        name="performance-preview",
    ),
    path(
        "disclosures/<int:pk>/performance/export/<slug:what>/",
        exchange.export,
        name="performance-export",
    ),
    path("disclosures/<int:pk>/performance/<str:key>/", sheet.page, name="performance-sheet"),
    path(
        "disclosures/<int:pk>/performance/<str:key>/findings/",
        sheet_script.findings,
        name="performance-findings",
    ),
]
