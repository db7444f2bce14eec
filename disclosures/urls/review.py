"""The reviewer's board, queue and pages, remarks and versions."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
