"""The Django app of the public site."""

from __future__ import annotations

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """The public site."""

    name = "public"
    verbose_name = "公开网站"
