"""Invitations: a letter with a link, and the page on which somebody chooses a password."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm
from django.core import signing
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac

from disclosures.actions.people import choose_password
from disclosures.models import Organisation, Person
from disclosures.views.answers import READ, only

LASTS = timedelta(days=7)
_SALT = "disclosures.views.office_welcome"
_LETTER = """{name}：

{region}财政部门邀请您使用明账（部门预决算公开系统）。您的用户名是：{username}

请在 {days} 天内打开下面的链接，设置登录密码（链接用过一次后失效）：
{link}

如果您不认识发件单位，请不要打开链接，并告知本单位的系统管理员。
"""


def letter_to(request: HttpRequest, region: Organisation, person: Person) -> EmailMessage:
    """The invitation of somebody who has an address."""
    link = request.build_absolute_uri(reverse("office-welcome", args=[_ticket(person)]))
    body = _LETTER.format(
        name=person.name, region=region, username=person.username, days=LASTS.days, link=link
    )
    return EmailMessage("【明账】请设置登录密码", body, settings.DEFAULT_FROM_EMAIL, [person.email])


def _ticket(person: Person) -> str:
    return signing.dumps([person.pk, _state(person)], salt=_SALT)


def _state(person: Person) -> str:
    """Changes with the password: a link counts once."""
    return salted_hmac(_SALT, f"{person.pk}{person.password}{person.email}").hexdigest()[:32]


def _invited(ticket: str) -> Person | None:
    try:
        pk, state = signing.loads(ticket, salt=_SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError):
        return None
    person = Person.objects.filter(pk=pk, is_active=True).first()
    return person if person and _state(person) == state else None


@only(*READ, "POST")
def page(request: HttpRequest, ticket: str) -> HttpResponse:
    """Choose a password, by the link of a letter; signing in comes after."""
    person = _invited(ticket)
    if person is None:
        return render(request, "office/welcome_gone.html", status=404)
    form = SetPasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            choose_password(person=person, password=form.cleaned_data["new_password1"])
        except ValueError:
            return render(request, "office/welcome_gone.html", status=404)
        return render(request, "office/welcome_done.html", {"person": person})
    response = render(request, "office/welcome.html", {"form": form, "person": person})
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
