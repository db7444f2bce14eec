"""Workbooks, last year's figures and units that come in."""

from __future__ import annotations

from django.urls import URLPattern, path

from disclosures.views import begin, consolidation, imports

urlpatterns: list[URLPattern] = [
    path("disclosures/<int:pk>/import/", imports.start, name="import"),
    path("disclosures/<int:pk>/begin/", begin.start, name="begin"),
    path("disclosures/<int:pk>/consolidate/", consolidation.page, name="consolidate"),
    path(
        "disclosures/<int:pk>/consolidate/return/",
        consolidation.send_back,
        name="consolidate-return",
    ),
    path("disclosures/<int:pk>/workbook/", imports.workbook, name="workbook"),
    path("imports/<int:pk>/", imports.preview, name="import-preview"),
    path("imports/<int:pk>/decide/", imports.decide, name="import-decide"),
    path("sources/<int:pk>/", imports.source, name="source"),
]
