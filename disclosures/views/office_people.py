"""People of a region: the list, one of them with roles, letters and passwords."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from disclosures.actions.parties import Overtaken
from disclosures.actions.people import (
    MOST_LETTERS,
    give_password,
    held_in,
    invite,
    is_ours,
    save_person,
    stated,
    uninvited,
)
from disclosures.core.workflow import ROLE_LABELS, BureauAction
from disclosures.exchange.people import Held, PersonResource, duties_joined, people_of
from disclosures.exchange.trees import Names, in_region
from disclosures.models import Membership, Organisation, Person
from disclosures.views.answers import READ, actor_of, only, person_of
from disclosures.views.office import (
    answer,
    attachment,
    bureau,
    bureau_may,
    seal,
    take_errors,
    unseal,
)
from disclosures.views.office_forms import PersonForm, Roles
from disclosures.views.office_welcome import letter_to

A_PAGE = 50


@only(*READ)
@bureau
def listing(request: HttpRequest, region: Organisation) -> HttpResponse:
    """Everybody with a role in the region; ``?q=``, ``?role=`` and ``?active=`` choose."""
    q, role, active = (request.GET.get(name, "").strip() for name in ("q", "role", "active"))
    people = _chosen(region, q, role, active).order_by("username")
    pages = Paginator(people, A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    held = _roles(region, [person.pk for person in shown])
    context = {
        "rows": [(person, held.get(person.pk, [])) for person in shown],
        "shown": shown,
        "total": pages.count,
        "q": q,
        "role": role,
        "active": active,
        "roles": ROLE_LABELS,
        "query": _query(q=q, role=role, active=active),
        "uninvited": len(uninvited(region)),
        "most_letters": MOST_LETTERS,
    }
    return answer(request, region, "people", context)


def _query(**asked: str) -> str:
    query = HttpRequest().GET.copy()
    query.update({name: value for name, value in asked.items() if value})
    return query.urlencode()


def _chosen(region: Organisation, q: str, role: str, active: str) -> QuerySet[Person]:
    people = people_of(region)
    if q:
        places = in_region(region).filter(Q(name__contains=q) | Q(code__startswith=q))
        at = Membership.objects.filter(organisation__in=places)
        people = people.filter(
            Q(name__contains=q) | Q(username__contains=q) | Q(pk__in=at.values("person"))
        )
    if role in ROLE_LABELS:
        within = Q(organisation=region) | Q(organisation__in=in_region(region))
        people = people.filter(pk__in=Membership.objects.filter(within, role=role).values("person"))
    if active in ("yes", "no"):
        people = people.filter(is_active=active == "yes")
    return people


def _roles(region: Organisation, people: list[int]) -> dict[int, list[Membership]]:
    within = Q(organisation=region) | Q(organisation__in=in_region(region))
    rows = Membership.objects.filter(within, person__in=people).select_related("organisation")
    found: dict[int, list[Membership]] = {}
    for row in rows.order_by("organisation__code", "role"):
        found.setdefault(row.person_id, []).append(row)
    return found


@only(*READ, "POST")
@bureau_may(BureauAction.CHANGE_PEOPLE)
def edit(request: HttpRequest, region: Organisation, pk: int | None = None) -> HttpResponse:
    """GET: the form of a person, new without ``pk``.  POST: save it."""
    person = Person() if pk is None else get_object_or_404(people_of(region), pk=pk)
    names = Names(region, in_region(region))
    if request.method == "POST":
        return _save(request, region, person, names)
    start = stated(region, person) if person.pk else {}
    form = PersonForm(initial=start or None)
    return _form(request, region, person, form, _formset(region, person, names), names)


def _formset(region: Organisation, person: Person, names: Names) -> BaseFormSet[Any]:
    held = sorted(held_in(region, person)) if person.pk else []
    start = [{"role": role, "place": _label(names, place)} for role, place in held]
    return Roles(initial=start, prefix="roles", form_kwargs={"names": names})


def _label(names: Names, place: int) -> str:
    said, name = names.say(place), names.all[place].name
    return said if said == name else f"{said} {name}"


def _save(request: HttpRequest, region: Organisation, person: Person, names: Names) -> HttpResponse:
    now = stated(region, person) if person.pk else None
    form = PersonForm(request.POST)
    roles = Roles(request.POST, prefix="roles", form_kwargs={"names": names})
    if not (form.is_valid() and roles.is_valid()):
        return _form(request, region, person, form, roles, names)
    for name, value in form.cleaned_data.items():
        setattr(person, name, value)
    held = {row["held"] for row in roles.cleaned_data if "held" in row and not row.get("DELETE")}
    seen = unseal(request.POST.get("seen", "")) if person.pk else None
    try:
        save_person(region=region, person=person, held=held, seen=seen, by=actor_of(request))
    except ValidationError as error:
        take_errors(form, error)
        return _form(request, region, person, form, roles, names)
    except Overtaken:
        return _form(request, region, person, form, roles, names, overtaken=now, status=409)
    messages.success(request, f"已保存：{person.name}")
    for said in _joined(held, names):
        messages.warning(request, f"{person.name}{said}。")
    return redirect("office-person", region.pk, person.pk)


def _joined(held: set[Held], names: Names) -> list[str]:
    return duties_joined(held, names.all)


def _form(
    request: HttpRequest,
    region: Organisation,
    person: Person,
    form: PersonForm,
    roles: BaseFormSet[Any],
    names: Names,
    *,
    overtaken: dict[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    there = Person.objects.filter(pk=person.pk).first() if person.pk else None
    context: dict[str, Any] = {
        "form": form,
        "roles": roles,
        "person": there,
        "overtaken": overtaken,
        "places": [_label(names, pk) for pk in names.all],
    }
    if there is not None:
        held = held_in(region, there)
        newest = overtaken or form.data.get("seen") or stated(region, there)
        context |= {
            "seen": newest if isinstance(newest, str) else seal(newest),
            "ours": is_ours(region, there),
            "self": there == person_of(request),
            "joined": duties_joined(held, names.all),
            "now": [(ROLE_LABELS[role], _label(names, place)) for role, place in sorted(held)],
        }
        form.fields["username"].widget.attrs["readonly"] = True
    return answer(request, region, "person", context, status=status)


@only("POST")
@bureau_may(BureauAction.CHANGE_PEOPLE)
def password(request: HttpRequest, region: Organisation, pk: int) -> HttpResponse:
    """A new password, shown on this page and never again."""
    person = get_object_or_404(people_of(region), pk=pk)
    made = give_password(region=region, person=person, by=actor_of(request))
    return answer(request, region, "password", {"person": person, "password": made})


@only("POST")
@bureau_may(BureauAction.CHANGE_PEOPLE)
def invitation(request: HttpRequest, region: Organisation, pk: int | None = None) -> HttpResponse:
    """A letter to one person, or to all who have no password yet."""
    if pk is None:
        people = uninvited(region)[:MOST_LETTERS]
        back = redirect("office-people", region.pk)
    else:
        people = [get_object_or_404(people_of(region), pk=pk)]
        back = redirect("office-person", region.pk, pk)
    try:
        sent = invite(
            region=region,
            people=people,
            letter=lambda person: letter_to(request, region, person),
            by=actor_of(request),
        )
    except ValidationError as error:
        messages.error(request, f"没有发出：{error.messages[0]}。")
    except OSError:
        messages.error(request, "邮件没有发出：邮件服务暂时不可用。请稍后再试，或生成一次性密码。")
    else:
        messages.success(request, f"已发送 {sent} 封邀请。")
    return back


@only(*READ)
@bureau
def export(request: HttpRequest, region: Organisation, suffix: str) -> HttpResponse:
    """Everybody with their roles as .xlsx or .csv, ready to be imported again."""
    dataset = PersonResource(region).export_all()
    return attachment(dataset, "人员", "people", suffix)
