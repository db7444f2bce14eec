"""``./run manage sign_in …``: a way back in for people who are locked out or lost their phone."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from allauth.account import app_settings
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.test import RequestFactory

from disclosures.actions import operator
from disclosures.models import Person
from portal.signin.adapters import attempts_key

DEEDS = {
    "unlock": "解除因多次失败的锁定",
    "reset-second-factor": "取消两步验证，由本人重新启用",
    "part": "与统一身份认证的身份分开",
}


class Command(BaseCommand):
    """One deed for one person."""

    help = "；".join(f"{deed} {text}" for deed, text in DEEDS.items())

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What, and for whom."""
        parser.add_argument("deed", choices=list(DEEDS))
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; what concerns the account stands in the journal."""
        person = Person.objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError(f"没有用户名为“{options['username']}”的人员")
        deed = options["deed"]
        with transaction.atomic():
            {"unlock": _unlock, "reset-second-factor": _reset, "part": _part}[deed](person)
            operator.tell_regions_of(person=person, what={"sign_in": DEEDS[deed]})
        self.stdout.write(f"{person.name}（{person.username}）：已{DEEDS[deed]}")


def _unlock(person: Person) -> None:
    """Forget the failures of the password and of the codes."""
    for key in (attempts_key(person.username), f"mfa-auth-user-{person.pk}"):
        for rate in ratelimit.parse_rates(app_settings.RATE_LIMITS["login_failed"]):
            if rate.per == "key":
                cache.delete(
                    ratelimit.get_cache_key(
                        RequestFactory().get("/"),
                        app="allauth.account",
                        action="login_failed",
                        rate=rate,
                        key=key,
                    )
                )


def _reset(person: Person) -> None:
    Authenticator.objects.filter(user=person).delete()


def _part(person: Person) -> None:
    SocialAccount.objects.filter(user=person).delete()
