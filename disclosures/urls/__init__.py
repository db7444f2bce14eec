"""Addresses of the disclosures, by the work that people come to do."""

from django.urls import include, path

from disclosures.urls import desk, intake, ledgers, notices, office, publication, review
from disclosures.views import disclosures, files, rules

urlpatterns = [
    path("disclosures/", disclosures.listing, name="listing"),
    path("disclosures/<int:pk>/", disclosures.page, name="disclosure"),
    path("disclosures/<int:pk>/findings/", disclosures.findings, name="findings"),
    path("disclosures/<int:pk>/cell/", disclosures.cell, name="cell"),
    path("disclosures/<int:pk>/files/", files.files, name="files"),
    path("disclosures/<int:pk>/tables/<slug:role>/", disclosures.page, name="table"),
    path("files/<int:pk>/", files.download, name="download"),
    path("rules/", rules.page, name="rules"),
    path("rules.csv", rules.as_csv, name="rules-csv"),
    path("", include(desk)),
    path("", include(ledgers)),
    path("", include(intake)),
    path("", include(review)),
    path("", include(notices)),
    path("", include(publication)),
    path("office/", include(office)),
]
