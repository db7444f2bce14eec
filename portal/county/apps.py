"""The app that holds the command of the invented county."""

from __future__ import annotations

from django.apps import AppConfig


class CountyConfig(AppConfig):
    """The county of the demonstration."""

    name = "portal.county"
    label = "county"
