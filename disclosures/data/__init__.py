"""Data files: classifications, form sets and outlines, read once.

``form_set("sichuan-final-2020", 2020)``, ``functions()``, ``economic()``, ``form_set_ids()``,
``outline("sichuan-final")``, ``outline_for("sichuan-final-2020")``, ``meanings()``.
The only module that reads these files; core takes what it returns.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from disclosures.core.codes import Classification, Code, FormerName
from disclosures.core.form_files import read_form_set
from disclosures.core.forms import FormSet
from disclosures.core.narrative import Outline, read_outline

_HERE = files(__package__)
#: Ends the name of a file that outlines share.
_SHARED = ".measures.yaml"


@cache
def functions() -> Classification:
    """支出功能分类科目."""
    return _classification("支出功能分类科目", "function.csv")


@cache
def economic() -> Classification:
    """部门预算支出经济分类科目."""
    return _classification("部门预算支出经济分类科目", "economic.csv")


@cache
def form_set_ids() -> tuple[str, ...]:
    """The form sets there are data files for."""
    names = (f.name for f in (_HERE / "forms").iterdir())
    return tuple(sorted(n.removesuffix(".yaml") for n in names if n.endswith(".yaml")))


@cache
def form_set(form_set_id: str, year: int) -> FormSet:
    """The form set as it is in ``year``.  KeyError for an unknown id."""
    if form_set_id not in form_set_ids():
        raise KeyError(form_set_id)
    return read_form_set(form_set_data(form_set_id), _layout, economic(), year)


@cache
def form_set_data(form_set_id: str) -> Mapping[str, Any]:
    """The file of a form set as it stands."""
    return _yaml("forms", form_set_id)


@cache
def outline_ids() -> tuple[str, ...]:
    """The outlines there are data files for."""
    names = (f.name for f in (_HERE / "outlines").iterdir() if f.name.endswith(".yaml"))
    return tuple(sorted(n.removesuffix(".yaml") for n in names if not n.endswith(_SHARED)))


@cache
def outline(outline_id: str) -> Outline:
    """The outline of one kind of document.  KeyError for an unknown id."""
    if outline_id not in outline_ids():
        raise KeyError(outline_id)
    data = dict(_yaml("outlines", outline_id))
    shared = _yaml("outlines", f"{data['include']}.measures") if "include" in data else {}
    for part in ("measures", "lists"):
        data[part] = {**shared.get(part, {}), **data.get(part, {})}
    return read_outline({**shared, **data})


@cache
def outline_for(form_set_id: str) -> Outline:
    """The outline that goes with a form set.  KeyError where there is none."""
    found = (outline(i) for i in outline_ids())
    hit = next((o for o in found if form_set_id in o.form_sets), None)
    if hit is None:
        raise KeyError(form_set_id)
    return hit


@cache
def meanings() -> Mapping[str, str]:
    """What function codes mean that are called alike in every group, by name."""
    text = (_HERE / "outlines" / "meanings.csv").read_text("utf-8")
    return {row["name"]: row["meaning"] for row in csv.DictReader(text.splitlines())}


@cache
def _layout(name: str) -> Mapping[str, Any]:
    return _yaml("layouts", name)


def _yaml(folder: str, name: str) -> Mapping[str, Any]:
    text = (_HERE / folder / f"{name}.yaml").read_text("utf-8")
    data: Mapping[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return data


def _classification(title: str, name: str) -> Classification:
    text = (_HERE / "classifications" / name).read_text("utf-8")
    return Classification(title, map(_code, csv.DictReader(text.splitlines())))


def _code(row: Mapping[str, str]) -> Code:
    return Code(
        code=row["code"],
        name=row["name"],
        first_year=_year(row["first_year"]),
        last_year=_year(row["last_year"]),
        former=tuple(map(_former, filter(None, row["former_names"].split("|")))),
        aliases=tuple(filter(None, row["aliases"].split("|"))),
        successor=row["successor"],
        side=row["side"],
        sangong=row["sangong"],
        verified=row["verified"] == "1",
    )


def _former(text: str) -> FormerName:
    name, _, year = text.partition("@")
    return FormerName(name, _year(year))


def _year(text: str) -> int | None:
    return int(text) if text else None
