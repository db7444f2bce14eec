"""Workbooks, last year's figures and units that come in."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
