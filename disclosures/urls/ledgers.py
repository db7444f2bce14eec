"""Ledgers as grids."""

from __future__ import annotations

from django.urls import URLPattern, path

from disclosures.views import ledgers, ledgers_findings, ledgers_script

urlpatterns: list[URLPattern] = [
    path("disclosures/<int:pk>/ledgers/", ledgers.first, name="ledgers"),
    path("disclosures/<int:pk>/ledgers/<slug:name>/", ledgers.page, name="ledger"),
    path("disclosures/<int:pk>/ledgers/<slug:name>/rows/", ledgers_script.rows, name="ledger-rows"),
    path(
        "disclosures/<int:pk>/ledgers/<slug:name>/findings/",
        ledgers_findings.findings,
        name="ledger-findings",
    ),
]
