"""The app that holds the table of counted attempts, and stamps each session at its beginning."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class SignInConfig(AppConfig):
    """Sign-in."""

    name = "portal.signin"
    label = "signin"

    def ready(self) -> None:
        """Stamp sessions by Django's own signal: no other moment is common to all ways in."""
        from portal.signin.sessions import begin

        user_logged_in.connect(begin, dispatch_uid="signin.begin")
