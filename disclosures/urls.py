"""Addresses of the disclosures."""

from django.urls import path

from disclosures.views import disclosures, files, rules

urlpatterns = [
    path("", disclosures.listing, name="listing"),
    path("disclosures/<int:pk>/", disclosures.page, name="disclosure"),
    path("disclosures/<int:pk>/findings/", disclosures.findings, name="findings"),
    path("disclosures/<int:pk>/cell/", disclosures.cell, name="cell"),
    path("disclosures/<int:pk>/files/", files.files, name="files"),
    path("disclosures/<int:pk>/tables/<slug:role>/", disclosures.page, name="table"),
    path("files/<int:pk>/", files.download, name="download"),
    path("rules/", rules.page, name="rules"),
    path("rules.csv", rules.as_csv, name="rules-csv"),
]
