"""The app."""

from django.apps import AppConfig


class Performance(AppConfig):
    """Project goals, completion and self-evaluation."""

    name = "performance"
    verbose_name = "绩效"
    default_auto_field = "django.db.models.BigAutoField"
