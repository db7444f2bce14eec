"""The texts of the public site that can be said in English, and the .po that says them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[2]
PO = ROOT / "public/locale/en/LC_MESSAGES/django.po"
SAYING = ("_", "gettext", "gettext_lazy", "gettext_noop", "Said", "listed")
#: What ``templatize`` makes of the texts of a template.
IN_TEMPLATE = re.compile(r"""\b(?:_|gettext)\(u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\)""")


def wanted() -> set[str]:
    """Every text of the templates and of the Python of the public site."""
    found: set[str] = set()
    for path in (ROOT / "templates/public").rglob("*.html"):
        made = templatize(path.read_text(), origin=str(path))
        found |= {ast.literal_eval(text) for text in IN_TEMPLATE.findall(made)}
    for path in (ROOT / "public").rglob("*.py"):
        found |= set(_of_python(path.read_text()))
    return found


def _of_python(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            first = node.args[0] if name in SAYING and node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def told() -> dict[str, str]:
    """What the .po says, text by text, without its header."""
    found: dict[str, str] = {}
    for entry in PO.read_text().split("\n\n"):
        asked, _, said = entry.partition("\nmsgstr ")
        found[_joined(asked.partition("msgid ")[2])] = _joined(said)
    found.pop("")
    return found


def _joined(lines: str) -> str:
    return "".join(ast.literal_eval(line) for line in lines.strip().splitlines())
