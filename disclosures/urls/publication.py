"""Publishing, on the bureau's side."""

from __future__ import annotations

from django.urls import URLPattern, path

from disclosures.core.workflow import Action
from disclosures.views import publication_steps, publications

#: Each step by its route, which is also the last word of its address.
_STEPS = (Action.PUBLISH, Action.SCHEDULE, Action.CORRECT, Action.WITHDRAW)

urlpatterns: list[URLPattern] = [
    path("publications/", publications.page, name="publications"),
    path("publications/confirm/", publications.confirm, name="publications-confirm"),
    path("publications/publish/", publications.publish, name="publications-publish"),
    *(
        path(
            f"disclosures/<int:pk>/{action}/",
            publication_steps.step,
            {"action": str(action)},
            name=str(action),
        )
        for action in _STEPS
    ),
]
