"""The clerk's desk and the steps of a disclosure."""

from __future__ import annotations

from django.urls import path

from disclosures.views import desk

urlpatterns = [
    path("desk/", desk.page, name="desk"),
]
