"""What allauth asks about accounts, second factors and accounts elsewhere, answered for us."""

from __future__ import annotations

import logging
import time
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from disclosures.models import Person

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """People are entered by an operator or the bureau; nobody signs up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": "失败次数过多，请 15 分钟后再试，或请管理员解锁",
        "username_password_mismatch": "用户名或密码不正确",
        "email_password_mismatch": "邮箱或密码不正确",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The desk, where there is one."""
        try:
            return reverse("desk")
        except NoReverseMatch:
            return reverse("listing")

    def is_safe_url(self, url: str) -> bool:
        """Only addresses of this very site, as it was asked for."""
        request = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        """As the middleware of the proxies found it."""
        return str(request.META.get("REMOTE_ADDR", ""))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts the attempt before it is made; a locked account is told of in the log."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            log.warning("sign-in refused: %s is locked, from %s", *_who(request, credentials))
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A failure, told of in the log."""
        log.warning("sign-in failed: %s, from %s", *_who(request, credentials))

    def login(self, request: HttpRequest, user: Any) -> None:
        """Signed in, told of in the log."""
        super().login(request, user)
        log.info("signed in: person:%s, from %s", user.pk, self.get_client_ip(request))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """A letter about what is done; it stays done where the post does not take the letter."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except OSError:  # SMTPException is one
            log.exception("a notification was not sent")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count a person, by whichever name and host they are tried."""
        return attempts_key(_login_in(credentials))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not again right after signing in."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        request = context.request
        records = get_authentication_records(request, request.user)
        latest = max((record["at"] for record in records), default=0)
        return time.time() - latest > account_settings.REAUTHENTICATION_TIMEOUT


def _login_in(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or credentials.get("email") or "")


def _who(request: HttpRequest, credentials: dict[str, Any]) -> tuple[str, str]:
    """For the log: a known person and the address.  What else was typed may be a password."""
    key = attempts_key(_login_in(credentials))
    known = key if key.startswith("person:") else "an unknown name"
    return known, str(request.META.get("REMOTE_ADDR", ""))


def attempts_key(login: str) -> str:
    """Under which failures to sign in by that name or e-mail are counted."""
    found = list(people_called(login)[:2])
    return f"person:{found[0].pk}" if len(found) == 1 else f"name:{login.strip().lower()}"


def people_called(login: str) -> Any:
    """The people with that user name or e-mail address."""
    login = login.strip()
    named = Q(username__iexact=login) | Q(email__iexact=login)
    return Person.objects.filter(named if login else Q(pk__in=[])).order_by("pk")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "验证码不正确，请核对手机时间后再试",
    }

    def get_totp_label(self, user: Any) -> str:
        """The name by which the app on the phone lists it."""
        return str(user.get_username())

    def get_totp_issuer(self) -> str:
        """Ours."""
        return "明账"


class ElsewhereAdapter(DefaultSocialAccountAdapter):
    """Accounts of the organisation's own identity provider; they open accounts that are here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The first time, look for the person; whoever is not found gets a page that says so."""
        if _of_two(sociallogin.account.extra_data):
            raise ImmediateHttpResponse(redirect("socialaccount_login_error"))
        if sociallogin.is_existing:
            return
        data = sociallogin.account.get_provider_account().get_user_data() or {}
        person = _known(data, sociallogin.account.provider)
        if person is None:
            said = {key: data.get(key) for key in ("name", "preferred_username", "email")}
            page = render(request, "socialaccount/unknown.html", {"said": said}, status=403)
            raise ImmediateHttpResponse(page)
        sociallogin.connect(request, person)

    def list_apps(self, request: Any, provider: Any = None, client_id: Any = None) -> Any:
        """Those of the environment, without asking the database for others."""
        from allauth.socialaccount.adapter import _build_apps_from_settings

        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]


def _of_two(told: dict[str, Any]) -> bool:
    """Whether the token speaks of one and the user info of another (OpenID Connect Core, 5.3.2)."""
    subjects = {told[part].get("sub") for part in ("id_token", "userinfo") if told.get(part)}
    return len(subjects) > 1


def _known(data: dict[str, Any], provider: str) -> Person | None:
    """The one person with the user name or e-mail of the identity; None if none, or several.

    An address that the provider calls unverified says nothing.  A person who is linked with
    another identity already is not handed over to a second one.
    """
    matches = Q(pk__in=[])
    username, email = data.get("preferred_username"), data.get("email")
    if isinstance(username, str) and username and "username" in settings.OIDC_MATCH:
        matches |= Q(username__iexact=username)
    verified = data.get("email_verified", True) is True
    if isinstance(email, str) and email and verified and "email" in settings.OIDC_MATCH:
        matches |= Q(email__iexact=email)
    found = list(Person.objects.filter(matches)[:2])
    if len(found) != 1:
        return None
    taken = SocialAccount.objects.filter(user=found[0], provider=provider).exists()
    return None if taken else found[0]
