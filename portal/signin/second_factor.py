"""Who must have a second factor, and whether this session has shown it."""

from __future__ import annotations

from typing import Any, Literal

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import context
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Field
from django.http import HttpRequest

from portal.signin.roles import BUREAU_ROLES, roles_of

#: What is still to be done: set the second factor up, or show it.
Missing = Literal["set-up", "show"]


def missing(request: HttpRequest) -> Missing | None:
    """What the signed-in person must still do before anything else; None if nothing."""
    if not _demanded(request):
        return None
    if not Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists():
        return "set-up"
    records = get_authentication_records(request, request.user)
    return None if any(record.get("method") == "mfa" for record in records) else "show"


def _demanded(request: HttpRequest) -> bool:
    if settings.SECOND_FACTOR == "optional" or not request.user.is_authenticated:
        return False
    return settings.SECOND_FACTOR == "all" or bool(roles_of(request) & BUREAU_ROLES)


def name_code(field: Field) -> None:
    """The field of a code, for people and for the keyboard of a phone."""
    field.label = "验证码"
    field.widget.attrs |= {"inputmode": "numeric"}


class _CodeOnceMixin(BaseAuthenticateForm):
    """A code of the app counts once: that one and all before it are worn out by their use.

    allauth remembers used codes in a cache for one period; here the authenticator itself keeps
    the last period used, under a lock, so that no process and no wandering clock lets one pass.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_code(self.fields["code"])
        self.fields["code"].widget.attrs["autofocus"] = True

    def clean_code(self) -> str:
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP and not _wear_out(
            self.authenticator, code
        ):
            raise ValidationError("这个验证码已经用过，请等下一个", code="used_code")
        return code


def _wear_out(authenticator: Authenticator, code: str) -> bool:
    """Note the period of the code; False where that or a later one was used before."""
    with transaction.atomic():
        own = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        secret = totp.decrypt(own.data["secret"])
        periods = (
            period
            for period in totp.yield_hotp_counters_from_time()
            if totp.compare_user_code(
                actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, period))
            )
        )
        period = next(periods, 0)  # 0: it ran out between the two looks
        if period <= own.data.get("last_period", 0):
            return False
        own.data["last_period"] = authenticator.data["last_period"] = period
        own.save(update_fields=["data"])
    return True


class SignInCodeForm(_CodeOnceMixin, AuthenticateForm):
    """The second step of signing in."""


class ConfirmCodeForm(_CodeOnceMixin, ReauthenticateForm):
    """The code before something delicate."""


class SetUpForm(ActivateTOTPForm):
    """The first code; whoever gives it has shown the second factor in this session."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_code(self.fields["code"])

    def clean_code(self) -> str:
        code = super().clean_code()
        record_authentication(context.request, self.user, "mfa", type="totp")
        used = totp.TOTP(Authenticator(user=self.user))._get_used_cache_key(code)
        cache.add(used, "y", timeout=3 * mfa_settings.TOTP_PERIOD)
        return code
