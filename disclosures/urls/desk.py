"""The clerk's desk and the steps of a disclosure."""

from __future__ import annotations

from django.urls import path

from disclosures.core.workflow import Action
from disclosures.views import (
    desk,
    narrative,
    narrative_attached,
    narrative_sentences,
    reasons,
    steps,
)

#: Each step by its route, which is also the last word of its address.
_STEPS = {
    "hand-up": Action.HAND_UP,
    "sign": Action.SIGN,
    "unsign": Action.UNSIGN,
    "submit": Action.SUBMIT,
    "return": Action.RETURN,
}

urlpatterns = [
    path("desk/", desk.page, name="desk"),
    path("disclosures/<int:pk>/reasons/", reasons.page, name="reasons"),
    path("disclosures/<int:pk>/text/", narrative.page, name="narrative"),
    path("disclosures/<int:pk>/text/attachments/", narrative_attached.page, name="attachments"),
    path(
        "disclosures/<int:pk>/text/<slug:section>/<int:number>/",
        narrative_sentences.sentences,
        name="narrative-sentences",
    ),
    path(
        "disclosures/<int:pk>/text/<slug:section>/list/<slug:listing>/",
        narrative_sentences.listed,
        name="narrative-list",
    ),
    *(
        path(f"disclosures/<int:pk>/{name}/", steps.step, {"action": str(action)}, name=name)
        for name, action in _STEPS.items()
    ),
]
