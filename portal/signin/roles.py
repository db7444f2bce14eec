"""The roles of whoever sends a request, asked for once a request."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from disclosures import demo
from disclosures.core.workflow import BUREAU, FOLLOWERS, Role
from disclosures.models import Membership, Organisation, Person

#: Who acts for a finance bureau.
BUREAU_ROLES = frozenset(BUREAU)


def roles_of(request: HttpRequest) -> frozenset[Role]:
    """All roles of the signed-in person, wherever given; one query a request."""
    return frozenset(role for role, _ in _held(request))


def follows_seasons(request: HttpRequest) -> bool:
    """Whether there is a region whose board is the person's to see (``regions_followed_by``)."""
    region = Organisation.Level.REGION
    return any(role in FOLLOWERS and level == region for role, level in _held(request))


def _held(request: HttpRequest) -> frozenset[tuple[Role, str]]:
    """Each role of the person, and the level of organisation at which it is held."""
    if not isinstance(request.user, Person):
        return frozenset()
    if not hasattr(request, "_held"):
        rows = Membership.objects.filter(person=request.user)
        held = rows.values_list("role", "organisation__level").distinct()
        found = frozenset((Role(role), level) for role, level in held)
        request._held = found  # type: ignore[attr-defined]
    return request._held  # type: ignore[attr-defined]


def account(request: HttpRequest) -> dict[str, object]:
    """For the head of every page: whether links of the bureau are shown.  Asks when used.

    ``demo`` holds the people of the demonstration; None where this is none.
    """
    return {
        "follows_seasons": SimpleLazyObject(lambda: follows_seasons(request)),
        "acts_for_bureau": SimpleLazyObject(lambda: bool(roles_of(request) & BUREAU_ROLES)),
        "demo": demo if settings.DEMO else None,
    }
