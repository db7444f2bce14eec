"""``./run manage public_role NAME``: the SQL that lets a database role serve the public site."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from public.roles import grants


class Command(BaseCommand):
    """Print the SQL; who runs it decides on the password."""

    help = "打印 SQL：使一个数据库角色只能读取公开网站所需的表（PostgreSQL）"

    def add_arguments(self, parser: CommandParser) -> None:
        """The name of the role."""
        parser.add_argument("name", help="角色名，只含小写字母、数字和下划线")

    def handle(self, *args: Any, **options: Any) -> None:
        """One statement a line."""
        try:
            for statement in grants(options["name"]):
                self.stdout.write(f"{statement};")
        except ValueError as error:
            raise CommandError(str(error)) from error
