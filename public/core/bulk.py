"""The description of a year's data package: Frictionless Data Package v2."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from disclosures.render.data.lines import LINE_TITLES, LINES
from disclosures.render.data.package import FACT_TITLES, LICENCE, PROFILES
from disclosures.render.data.rows import FACTS

OF = {"publication": "公开材料的编号", "organisation": "公开主体的编号"}
PAPER_TITLES = {
    "id": "公开材料的编号", "organisation": "公开主体的编号", "name": "公开主体",
    "parent": "所属部门的编号", "region": "地区", "year": "年度", "kind": "文件种类",
    "number": "公开版次", "title": "题名", "published_at": "公开时间", "supersedes": "更正的一版",
    "why": "更正说明", "sha256": "校验码：固定文本（JSON）的 SHA-256", "income": "本年收入",
    "spending": "本年支出", "basic": "基本支出", "project": "项目支出", "sangong": "“三公”经费",
    "page": "网页",
}  # fmt: skip
SPENDING_TITLES = {
    **OF, "scheme": "分类：function 功能分类的项，econ 经济分类的款", "code": "科目编码",
    "name": "科目名称", "extent": "口径：all 全部支出，"
    "fiscal 财政拨款支出，basic 一般公共预算基本支出",
    "total": "合计", "basic": "其中基本支出", "project": "其中项目支出",
    "year": "年度", "kind": "文件种类",
}  # fmt: skip
PROJECT_TITLES = {
    **OF, "name": "项目名称", "amount": "金额", "score": "绩效自评得分",
    "goals": "绩效指标（JSON）", "year": "年度", "kind": "文件种类",
}  # fmt: skip
#: The columns of numbers, by sheet: a name may stand for an amount here and for a text there.
NUMBERS = {
    "publications": ("income", "spending", "basic", "project", "sangong"),
    "facts": ("amount",),
    "lines": ("amount", "quantity"),
    "spending": ("total", "basic", "project"),
    "projects": ("amount",),
}
WHOLE = frozenset({"id", "organisation", "parent", "year", "number", "supersedes"})
YUAN = "元，精确到分；数量为个数"
Descriptor = dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """A CSV of the package: what it holds, its columns with their titles, what tells rows apart."""

    name: str
    title: str
    columns: Mapping[str, str]
    key: tuple[str, ...] = ()


SHEETS = (
    Sheet("publications", "现行的公开材料，一份一行", PAPER_TITLES, ("id",)),
    Sheet(
        "facts", "各表的每一个数，一个一行", {**OF, **{n: FACT_TITLES[n] for n in FACTS}},
        ("publication", "table", "row", "column"),
    ),
    Sheet(
        "lines", "各数之下的填报数据，一条一行", {**OF, **{n: LINE_TITLES[n] for n in LINES}},
        ("publication", "line"),
    ),
    Sheet(
        "spending", "按科目的支出", SPENDING_TITLES, ("publication", "scheme", "code"),
    ),
    Sheet("projects", "项目", PROJECT_TITLES, ("publication", "name")),
)  # fmt: skip

README = """# {year}年度部门预决算公开数据

本包收有{year}年度全部现行的公开材料，共 {count} 份，整理自各部门公开并签署的版本。

- `publications.csv`：公开材料，一份一行，附校验码
- `facts.csv`：各表的每一个数，一个一行
- `lines.csv`：各数之下的填报数据；照公开表录入的材料没有
- `spending.csv`：按功能分类（项）和经济分类（款）的支出
- `projects.csv`：项目，有绩效表的带指标
- `datapackage.json`：各文件、各列的说明（Frictionless Data Package v2）

## 约定

- 金额一律以元为单位，精确到分；数量为个数。
- 部门的数字已含下属单位；单位另行公开的，`publications.csv` 的 `parent` 不为空，不要与其相加。
- CSV 为带标记（BOM）的 UTF-8，可直接用 Excel 或 WPS 打开。
- 文字以 = + - @ 等符号开头的，前面加一个半角单引号，以免被当作公式；数字不加。
- 更正、撤回后，本包随之重做；引用时请写明下载日期。
"""


def descriptor(
    year: int, *, created: str, files: Mapping[str, tuple[int, str]], home: str
) -> Descriptor:
    """``datapackage.json``; ``files`` are the size and SHA-256 of each CSV by the sheet's name."""
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": f"disclosures-{year}",
        "title": f"{year}年度部门预决算公开数据",
        "description": "全部现行的公开材料、各表的每一个数、填报数据、支出和项目。金额以元为单位。",
        "homepage": home,
        "created": created,
        "keywords": ["部门预算", "部门决算", f"{year}年"],
        "licenses": [LICENCE],
        "resources": [_resource(sheet, *files[sheet.name]) for sheet in SHEETS],
    }


def _resource(sheet: Sheet, size: int, digest: str) -> Descriptor:
    return {
        "$schema": f"{PROFILES}/dataresource.json",
        "name": sheet.name,
        "title": sheet.title,
        "type": "table",
        "path": f"{sheet.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{digest}",
        "schema": _schema(sheet),
    }


def _schema(sheet: Sheet) -> Descriptor:
    schema: Descriptor = {
        "fields": [_field(sheet.name, name, title) for name, title in sheet.columns.items()],
        "missingValues": [""],
        "primaryKey": list(sheet.key),
    }
    if "publication" in sheet.columns:
        to = {"resource": "publications", "fields": ["id"]}
        schema["foreignKeys"] = [{"fields": ["publication"], "reference": to}]
    return schema


def _field(sheet: str, name: str, title: str) -> Descriptor:
    if name in NUMBERS[sheet]:
        return {"name": name, "title": title, "type": "number", "description": YUAN}
    kinds = {"publication": "integer", "published_at": "datetime"}
    return {
        "name": name,
        "title": title,
        "type": kinds.get(name, "integer" if name in WHOLE else "string"),
    }
