"""Data files: the official forms, which form set uses which, indicators to choose from.

``form("PF-A")``, ``form_ids()``, ``use_of("sichuan-final-2020")``.
The only module that reads these files; core takes what it returns.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from performance.core.forms import Form, read_form

_HERE = files(__package__)


@cache
def form_ids() -> tuple[str, ...]:
    """The forms there are data files for."""
    names = (f.name for f in (_HERE / "forms").iterdir())
    return tuple(sorted(n.removesuffix(".yaml") for n in names if n.endswith(".yaml")))


@cache
def form(form_id: str) -> Form:
    """One form.  KeyError for an unknown id."""
    if form_id not in form_ids():
        raise KeyError(form_id)
    return read_form(_yaml(f"forms/{form_id}.yaml"))


@cache
def use_of(form_set: str) -> Mapping[str, Any]:
    """How a form set uses forms: ``forms`` (ids), where they stand, see ``uses.yaml``."""
    uses: Mapping[str, Mapping[str, Any]] = _yaml("uses.yaml")
    return uses.get(form_set, {})


@cache
def library() -> tuple[tuple[str, str, str], ...]:
    """Indicators to choose from: second level, third level, usual target."""
    found: Mapping[str, list[list[str]]] = _yaml("library.yaml")
    return tuple((l2, l3, target) for l2, rows in found.items() for l3, target in rows)


def _yaml(name: str) -> Any:
    return yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))
