"""The roles of whoever sends a request, asked for once a request."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from disclosures import demo
from disclosures.core.workflow import BUREAU, Role
from disclosures.models import Membership, Person

#: Who acts for a finance bureau.
BUREAU_ROLES = frozenset(BUREAU)


def roles_of(request: HttpRequest) -> frozenset[Role]:
    """All roles of the signed-in person, wherever given; one query a request."""
    if not isinstance(request.user, Person):
        return frozenset()
    if not hasattr(request, "_roles"):
        held = Membership.objects.filter(person=request.user).values_list("role", flat=True)
        request._roles = frozenset(map(Role, held.distinct()))  # type: ignore[attr-defined]
    return request._roles  # type: ignore[attr-defined]


def account(request: HttpRequest) -> dict[str, object]:
    """For the head of every page: whether links of the bureau are shown.  Asks when used.

    ``demo`` holds the people of the demonstration; None where this is none.
    """
    return {
        "acts_for_bureau": SimpleLazyObject(lambda: bool(roles_of(request) & BUREAU_ROLES)),
        "demo": demo if settings.DEMO else None,
    }
