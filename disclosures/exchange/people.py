"""The people of a region with their roles as a list: one row for each person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django.contrib.auth.hashers import make_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from import_export.fields import Field
from import_export.widgets import Widget
from tablib import Dataset

from disclosures.core.workflow import ROLE_LABELS, Role
from disclosures.exchange.base import Objection, Planned
from disclosures.exchange.listing import Value
from disclosures.exchange.trees import Names, in_region
from disclosures.exchange.widgets import (
    ChoiceWidget,
    EmailWidget,
    TextWidget,
    UsernameWidget,
    text_in,
    username_in,
)
from disclosures.importing.facts_values import Bad
from disclosures.models import Membership, Organisation, Person

#: Role → the levels of organisations in which it is given.
GIVEN_IN: Mapping[Role, tuple[str, ...]] = {
    Role.CLERK: ("department", "unit"),
    Role.SIGNATORY: ("department", "unit"),
    Role.REVIEWER: ("region",),
    Role.OBSERVER: ("region", "department", "unit"),
    Role.ADMINISTRATOR: ("region",),
}
ACTIVE = {True: "在用", False: "停用"}
LEVEL_LABELS = dict(Organisation.Level.choices)
#: role, key of the organisation
Held = tuple[str, int]
_PROFILE = ("name", "email", "is_active")


def misplaced(role: str, level: str) -> Bad | None:
    """Why the role is not given in an organisation of that level, or None."""
    levels = GIVEN_IN[Role(role)]
    if level in levels:
        return None
    asked = "或".join(LEVEL_LABELS[one] for one in levels)
    return Bad(f"{ROLE_LABELS[role]}不能设在{LEVEL_LABELS[level]}", asked)


def duties_joined(held: Iterable[Held], names: Mapping[int, Organisation]) -> list[str]:
    """Where one person would hold what is better kept apart, in words.

    Nobody may sign or approve what they entered: the roles may be held together, and the deeds
    are refused when it comes to it.
    """
    roles: dict[int, set[str]] = {}
    for role, place in held:
        roles.setdefault(place, set()).add(role)
    bureau = {role for own in roles.values() for role in own} & {Role.REVIEWER, Role.ADMINISTRATOR}
    reviews = Role.REVIEWER in bureau
    told = []
    for place, own in roles.items():
        sides = [r for r in (Role.CLERK, Role.SIGNATORY) if r in own]
        if len(sides) == 2:
            told.append(f"在{names[place].name}兼任填报人和单位负责人：本人填报的，本人不能签署")
        if sides and reviews:
            said = "、".join(ROLE_LABELS[r] for r in sides)
            told.append(f"兼任财政审核人和{names[place].name}的{said}：本人经手的，本人不能通过")
    if len(bureau) == 2:
        told.append("兼任财政审核人和管理员：既能设立账号又能审核通过，宜由两人分任")
    return told


def people_of(region: Organisation) -> QuerySet[Person]:
    """The people who hold a role in the region or below it, each once."""
    return Person.objects.filter(pk__in=_memberships(region).values("person"))


def only_of(region: Organisation) -> QuerySet[Person]:
    """Those of them whom the region's bureau alone looks after: they hold no role elsewhere."""
    elsewhere = Membership.objects.exclude(pk__in=_memberships(region).values("pk"))
    ours = people_of(region).filter(is_superuser=False)
    return ours.exclude(pk__in=elsewhere.values("person"))


def _memberships(region: Organisation) -> QuerySet[Membership]:
    return Membership.objects.filter(
        Q(organisation=region)
        | Q(organisation__parent=region)
        | Q(organisation__parent__parent=region)
    )


class PlacesWidget(Widget):
    """The organisations in which somebody holds a role, by code."""

    def __init__(self, role: Role) -> None:
        super().__init__()
        self.role = role
        self.names: Names | None = None

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> frozenset[int]:
        assert self.names is not None
        found = set()
        for word in filter(None, re.split(r"[、,，;；\s]+", text_in(value))):
            place = self.names.find(word)
            wrong = misplaced(self.role, self.names.all[place].level)
            if wrong:
                raise wrong
            found.add(place)
        return frozenset(found)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        assert self.names is not None
        return "、".join(sorted(map(self.names.say, value or ())))


class ActiveWidget(ChoiceWidget):
    """在用 or 停用; nothing said is 在用."""

    def __init__(self) -> None:
        super().__init__({"yes": "在用", "no": "停用"}, filled=False)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return super().clean(value, row, **kwargs) != "no"

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return ACTIVE[bool(value)]


class PersonResource(Planned[Person]):
    """One row for each; a role's column names the organisations in which it is held.

    Somebody who also holds roles elsewhere keeps name, address and status: only the roles in
    this region are its bureau's to give.  ``by`` may not change their own roles.
    """

    key: ClassVar[str] = "用户名"

    username = Field("username", "用户名", UsernameWidget(150))
    name = Field("name", "姓名", TextWidget(100))
    email = Field("email", "电子邮箱", EmailWidget(254, filled=False))
    is_active = Field("is_active", "状态", ActiveWidget())
    clerk = Field("held_clerk", "填报人", PlacesWidget(Role.CLERK))
    signatory = Field("held_signatory", "单位负责人", PlacesWidget(Role.SIGNATORY))
    reviewer = Field("held_reviewer", "财政审核人", PlacesWidget(Role.REVIEWER))
    observer = Field("held_observer", "查看人", PlacesWidget(Role.OBSERVER))
    administrator = Field("held_administrator", "管理员", PlacesWidget(Role.ADMINISTRATOR))

    class Meta(Planned.Meta):
        import_id_fields = ("username",)
        store_instance = True

    def __init__(self, region: Organisation, by: Person | None = None) -> None:
        super().__init__()
        self._region, self._by = region, by

    def export_all(self) -> Dataset:
        """Everybody with a role in the region, by user name."""
        self._read_people()
        return self.export(sorted(self._people.values(), key=lambda p: p.username))

    def _read_people(self) -> None:
        self._names = Names(self._region, in_region(self._region))
        for field in self.fields.values():
            if isinstance(field.widget, PlacesWidget):
                field.widget.names = self._names
        self._people = {p.username: p for p in people_of(self._region)}
        by_key = {p.pk: p for p in self._people.values()}
        for person in by_key.values():
            _hold(person, ())
        self._elsewhere = {p.pk for p in by_key.values() if p.is_superuser}
        held: dict[int, list[Held]] = {}
        rows = Membership.objects.filter(person__in=people_of(self._region))
        for pk, place, role in rows.values_list("person", "organisation", "role"):
            if place in self._names.all:
                held.setdefault(pk, []).append((role, place))
            else:
                self._elsewhere.add(pk)
        for pk, own in held.items():
            _hold(by_key[pk], own)
        self._before = {pk: (_profile(p), held_by(p)) for pk, p in by_key.items()}

    def prepare(self, dataset: Dataset) -> None:
        self._read_people()
        self._seen: dict[str, int] = {}
        self._told: list[str] = []
        asked = {username_in(v).lower() for v in dataset["用户名"] if isinstance(v, str)}
        # Sign-in looks names up without regard to case.
        alike = Person.objects.annotate(lower=Lower("username")).filter(lower__in=asked)
        self._taken = set(alike.values_list("lower", flat=True))

    def known(self, row: Mapping[str, Value]) -> Person | None:
        value = row["用户名"]
        return self._people.get(username_in(value)) if isinstance(value, str) else None

    def init_instance(self, row: object = None) -> Person:
        new = Person()
        _hold(new, ())
        return new

    def objections(
        self, instance: Person, row: Mapping[str, Value], number: int
    ) -> Iterator[Objection]:
        name = instance.username.lower()
        if name in self._seen:
            yield "用户名", Bad(f"与第 {self._seen[name]} 行重复", "每人一行")
        self._seen.setdefault(name, number)
        if instance._state.adding:
            yield from self._new_objections(instance, row)
        else:
            yield from self._old_objections(instance)
        if not held_by(instance):
            yield "用户名", Bad("没有任何角色", "至少一个角色；不再使用的账号请写“停用”")
        joined = duties_joined(held_by(instance), self._names.all)
        self._told += [f"{instance.name}{said}" for said in joined]

    def _new_objections(self, person: Person, row: Mapping[str, Value]) -> Iterator[Objection]:
        if person.username.lower() in self._taken:
            yield "用户名", Bad(f"“{person.username}”已有人使用（不分大小写）", "另一个用户名")
        try:
            UnicodeUsernameValidator()(person.username)
        except ValidationError:
            yield "用户名", Bad(f"现为“{person.username[:40]}”", "文字、数字和 @ . + - _")
        if "姓名" not in row:
            yield "姓名", Bad("没有这一栏，新人员须有姓名")

    def _old_objections(self, person: Person) -> Iterator[Objection]:
        profile, held = self._before[person.pk]
        if person.pk in self._elsewhere and _profile(person) != profile:
            yield "姓名", Bad("此人另在其他地区任职，姓名、邮箱和状态不能由本地区修改")
        if self._by and person.pk == self._by.pk:
            if held_by(person) != held:
                yield "用户名", Bad("不能修改自己的角色", "请另一位管理员修改")
            if not person.is_active:
                yield "状态", Bad("不能停用自己")

    def warnings(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._told))

    def name_of(self, instance: Person) -> str:
        return f"{instance.username} {instance.name}".strip()

    def write_new(self, instances: list[Person]) -> None:
        for person in instances:
            person.password = make_password(None)
        made = Person.objects.bulk_create(instances)
        Membership.objects.bulk_create(
            Membership(person=person, organisation_id=place, role=role)
            for person in made
            for role, place in sorted(held_by(person))
        )

    def write_changed(self, instances: list[Person]) -> None:
        changed = [p for p in instances if _profile(p) != self._before[p.pk][0]]
        Person.objects.bulk_update(changed, _PROFILE, batch_size=500)
        given = [
            Membership(person=person, role=role, organisation_id=place)
            for person in instances
            for role, place in sorted(held_by(person) - self._before[person.pk][1])
        ]
        Membership.objects.filter(pk__in=self._gone(instances)).delete()
        Membership.objects.bulk_create(given)

    def _gone(self, instances: list[Person]) -> list[int]:
        """The keys of the memberships in the region that these people no longer hold."""
        kept = {person.pk: held_by(person) for person in instances}
        return [
            m.pk
            for m in Membership.objects.filter(person__in=list(kept))
            if m.organisation_id in self._names.all
            and (m.role, m.organisation_id) not in kept[m.person_id]
        ]


def held_by(person: Person) -> frozenset[Held]:
    """The roles in the region, as ``_hold`` put them."""
    return frozenset(
        (str(role), place) for role in Role for place in getattr(person, f"held_{role}")
    )


def _hold(person: Person, held: Iterable[Held]) -> None:
    """Keep the roles on the person, one attribute for each role, as the fields need them."""
    places: dict[str, set[int]] = {role: set() for role in Role}
    for role, place in held:
        places[role].add(place)
    for role in Role:
        setattr(person, f"held_{role}", frozenset(places[role]))


def _profile(person: Person) -> tuple[object, ...]:
    return tuple(getattr(person, name) for name in _PROFILE)
