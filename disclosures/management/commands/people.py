"""``./run manage people …``: people and roles from the command line, the first of them above all.

No password stands on the command line: it is asked for twice, or made (``--generate``).
"""

from __future__ import annotations

import getpass
import secrets
import string
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q, QuerySet

from disclosures.actions import operator
from disclosures.actions.adoption import adopt, without_region
from disclosures.core.workflow import ROLE_LABELS, Role
from disclosures.models import Membership, Organisation, Person

_LETTERS = "".join(set(string.ascii_letters + string.digits) - set("0O1lI"))


class Command(BaseCommand):
    """One deed a call."""

    help = (
        "人员与任职：region 设立地区，adopt 归入部门，add 新增，role 任职，"
        "password 密码，stop/start 停用启用，list"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One sub-command for each deed."""
        deeds = parser.add_subparsers(dest="deed", required=True)
        one = deeds.add_parser("region", help="设立一个地区")
        one.add_argument("code", help="编码，如 510500")
        one.add_argument("name", help="名称，如 泸州市")
        one = deeds.add_parser("adopt", help="把命令导入时建立、尚无地区的部门归入一个地区")
        one.add_argument("department", help="部门的编码或名称")
        one.add_argument("--in", dest="place", required=True, help="地区的编码或名称")
        one = deeds.add_parser("add", help="新增人员和他的第一个任职")
        one.add_argument("username")
        one.add_argument("--name", required=True, help="姓名")
        one.add_argument("--email", default="", help="邮箱")
        self._role_arguments(one)
        self._password_arguments(one)
        one = deeds.add_parser("role", help="增加或（--remove）免去任职")
        one.add_argument("username")
        self._role_arguments(one)
        one.add_argument("--remove", action="store_true")
        one = deeds.add_parser("password", help="设置新密码，其登录全部失效")
        one.add_argument("username")
        self._password_arguments(one)
        for name, text in (("stop", "停用账号，其登录全部失效"), ("start", "恢复账号")):
            deeds.add_parser(name, help=text).add_argument("username")
        one = deeds.add_parser("list", help="列出人员和任职")
        one.add_argument("--in", dest="place", help="组织的编码或名称")

    def _role_arguments(self, parser: ArgumentParser) -> None:
        words = "、".join(f"{role} {label}" for role, label in ROLE_LABELS.items())
        parser.add_argument("--role", required=True, choices=[*ROLE_LABELS], help=words)
        parser.add_argument("--in", dest="place", required=True, help="组织的编码或名称")

    def _password_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--generate", action="store_true", help="生成一个密码并显示一次")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say what is wrong."""
        try:
            getattr(self, f"_{options['deed']}")(options)
        except ValidationError as wrong:
            raise CommandError("；".join(wrong.messages)) from None

    def _region(self, options: dict[str, Any]) -> None:
        region = operator.found_region(code=options["code"], name=options["name"])
        self.stdout.write(f"已设立地区 {region.name}（{region.code}）")

    def _adopt(self, options: dict[str, Any]) -> None:
        region = _organisation(options["place"], Organisation.objects.filter(level="region"))
        department = _organisation(options["department"], without_region())
        there = adopt(region=region, organisation=department)
        self.stdout.write(f"已归入 {region.name}（{region.code}）：{there.code} {there.name}")

    def _add(self, options: dict[str, Any]) -> None:
        place = _organisation(options["place"])
        person = operator.enter_person(
            username=options["username"],
            name=options["name"],
            email=options["email"],
            organisation=place,
            role=Role(options["role"]),
        )
        self.stdout.write(f"已新增 {person.name}（{person.username}）：{_said(place, options)}")
        self._password(options)

    def _role(self, options: dict[str, Any]) -> None:
        person, place = _person(options["username"]), _organisation(options["place"])
        change = operator.take_role if options["remove"] else operator.give_role
        change(person=person, organisation=place, role=Role(options["role"]))
        done = "已免去" if options["remove"] else "已任职"
        self.stdout.write(f"{person.name}（{person.username}）{done}：{_said(place, options)}")

    def _password(self, options: dict[str, Any]) -> None:
        person = _person(options["username"])
        if options["generate"]:
            password = "".join(secrets.choice(_LETTERS) for _ in range(14))
            operator.set_password(person=person, password=password)
            self.stdout.write(f"密码（只显示这一次）：{password}")
            return
        password = getpass.getpass(f"{person.name} 的新密码：")
        if password != getpass.getpass("再输入一次："):
            raise CommandError("两次输入的密码不同，密码没有设置")
        operator.set_password(person=person, password=password)
        self.stdout.write("密码已设置")

    def _stop(self, options: dict[str, Any]) -> None:
        self._set_active(options, active=False)

    def _start(self, options: dict[str, Any]) -> None:
        self._set_active(options, active=True)

    def _set_active(self, options: dict[str, Any], *, active: bool) -> None:
        person = _person(options["username"])
        operator.set_active(person=person, active=active)
        self.stdout.write(f"{person.name}（{person.username}）已{'恢复' if active else '停用'}")

    def _list(self, options: dict[str, Any]) -> None:
        held = Membership.objects.select_related("person", "organisation")
        if options["place"]:
            held = held.filter(organisation=_organisation(options["place"]))
        for one in held.order_by("person__username", "organisation__code", "role"):
            person = one.person
            state = "" if person.is_active else "  停用"
            roles = f"{one.organisation}  {one.get_role_display()}"
            self.stdout.write(f"{person.username}  {person.name}  {roles}{state}")


def _person(username: str) -> Person:
    found = Person.objects.filter(username=username).first()
    if found is None:
        raise CommandError(f"没有用户名为“{username}”的人员")
    return found


def _organisation(word: str, among: QuerySet[Organisation] | None = None) -> Organisation:
    """By code or name, if that means one."""
    every = Organisation.objects.all() if among is None else among
    found = list(every.filter(Q(code=word) | Q(name=word))[:2])
    if not found:
        raise CommandError(f"没有编码或名称为“{word}”的组织；地区用 people region 设立")
    if len(found) > 1:
        raise CommandError(f"编码或名称为“{word}”的组织不止一个，请写能区别的那一个")
    return found[0]


def _said(place: Organisation, options: dict[str, Any]) -> str:
    return f"{place} {ROLE_LABELS[options['role']]}"
