"""The bureau's office: organisations, people, seasons."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
