"""Document → a Frictionless Data Package v2 (https://datapackage.org), as an archive.

``tables/NN-role.csv`` are the tables as published, ``facts.csv`` every figure on a row of its own,
``lines.csv``, where the tables were not filed as printed, the lines of the ledger behind them,
``origins.csv`` which figure adds which figures and lines,
``forms.csv``, where there are forms, every filled cell of theirs, ``document.json`` the canonical
JSON whose SHA-256 is the check code.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from disclosures.core.document import Document, PrintedTable, check_code, to_json
from disclosures.core.document.line_words import KINDS
from disclosures.core.facts import LABELS
from disclosures.core.forms import COUNT
from disclosures.render.data.archive import archive, readable
from disclosures.render.data.fiscal import FACT_COLUMNS, LINE_COLUMNS, fiscal
from disclosures.render.data.guide import guide, path_of
from disclosures.render.data.lines import (
    LINE_TITLES,
    LINES,
    ORIGIN_TITLES,
    ORIGINS,
    line_rows,
    origin_rows,
)
from disclosures.render.data.rows import (
    FACTS,
    FORM_CELLS,
    csv_text,
    fact_rows,
    form_rows,
    names,
    table_rows,
)
from disclosures.render.imprint import Imprint

PROFILES = "https://datapackage.org/profiles/2.0"
#: What a department publishes of its accounts is nobody's property.
LICENCE = {"name": "other-pd", "title": "国家机关公开的文件，依《著作权法》第五条不受著作权保护"}
FACT_TITLES = {
    "table": "表的标识", "table_code": "表号", "table_title": "表名", "row": "行的标识",
    "row_label": "行的名称", "column": "列的标识", "column_label": "列的名称", "type": "类型",
    "amount": "数值", "printed": "公开表所印", "unit": "公开表的单位", "department": "部门",
    "year": "年度", "kind": "文件种类",
}  # fmt: skip
FORM_TITLES = {
    "form": "表的标识", "form_code": "表样", "form_title": "表名", "subject": "项目",
    "at": "单元格的标识", "label": "单元格的名称", "text": "所印文字", "value": "数值",
}  # fmt: skip
VALUE = "金额以元为单位；分值、比率等为所填的数；不是数的为空"
AMOUNT = "金额以元为单位，精确到分；数量为个数"
FACT_TYPES = {"amount": "number", "year": "integer"}
LINE_TYPES = {"amount": "number", "quantity": "number", "year": "integer"}
LINES_TITLE = "各数之下的填报数据，一行一条"
ORIGINS_TITLE = "哪个数由哪些数、哪些填报数据相加"
Descriptor = dict[str, Any]


def data_package(
    document: Document, imprint: Imprint, *, text: str = "", created: datetime | None = None
) -> bytes:
    """The archive.

    ``text`` is the canonical JSON where it was frozen, maybe by older code; ``created`` when the
    Document was fixed, with its time zone.
    """
    text = text or to_json(document)
    files = {"document.json": text.encode(), "facts.csv": csv_text(fact_rows(document))}
    if document.lines:
        files["lines.csv"] = csv_text(line_rows(document))
    if document.origins:
        files["origins.csv"] = csv_text(origin_rows(document))
    if document.forms:
        files["forms.csv"] = csv_text(form_rows(document))
    for number, table in enumerate(document.tables, 1):
        files[path_of(number, table)] = csv_text(table_rows(table))
    about = _about(document, imprint, check_code(text), created)
    about["resources"] = list(_resources(document, files))
    files["datapackage.json"] = readable(about)
    files["README.md"] = guide(document, imprint, check_code(text)).encode()
    return archive(files)


def _about(document: Document, imprint: Imprint, code: str, created: datetime | None) -> Descriptor:
    kind = LABELS["kind"].get(document.kind, document.kind)
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": f"{document.kind}-{document.year}-{code[:16]}",
        "id": f"urn:sha256:{code}",
        "title": document.title,
        "description": "部门公开的全部表格、各表的每一个数，以及全文。" + AMOUNT + "。",
        **(
            {"version": imprint.number or imprint.version}
            if imprint.number or imprint.version
            else {}
        ),
        **({"created": created.isoformat()} if created else {}),
        "keywords": [f"部门{kind}", f"{document.year}年", document.department],
        "contributors": [{"title": document.department, "roles": ["publisher"]}],
        "sources": [{"title": document.title, "path": "document.json"}],
        "licenses": [LICENCE],
    }


def _known(**values: str) -> Descriptor:
    return {name: value for name, value in values.items() if value}


# -- resources --------------------------------------------------------------------------------


def _resources(document: Document, files: dict[str, bytes]) -> Iterator[Descriptor]:
    for number, table in enumerate(document.tables, 1):
        path = path_of(number, table)
        title = f"{table.code} {table.title}".strip()
        yield _sheet(table.role, title, path, files[path], _table_schema(table))
    yield _sheet("facts", "各表的每一个数", "facts.csv", files["facts.csv"], _fact_schema())
    if document.lines:
        yield _sheet("lines", LINES_TITLE, "lines.csv", files["lines.csv"], _line_schema())
    if document.origins:
        schema = _origin_schema(document)
        yield _sheet("origins", ORIGINS_TITLE, "origins.csv", files["origins.csv"], schema)
    if document.forms:
        yield _sheet("forms", "绩效等表的每一格", "forms.csv", files["forms.csv"], _form_schema())
    yield {
        "name": "document",
        "title": "全文（规范 JSON，其 SHA-256 即校验码）",
        **_file("document.json", files["document.json"], "json", "application/json"),
    }


def _sheet(name: str, title: str, path: str, data: bytes, schema: Descriptor) -> Descriptor:
    return {
        "$schema": f"{PROFILES}/dataresource.json",
        "name": name,
        "type": "table",
        "title": title,
        **_file(path, data, "csv", "text/csv"),
        "schema": {"$schema": f"{PROFILES}/tableschema.json", **schema},
    }


def _file(path: str, data: bytes, format_: str, media: str) -> Descriptor:
    return {
        "path": path,
        "format": format_,
        "mediatype": media,
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{sha256(data).hexdigest()}",
    }


def _table_schema(table: PrintedTable) -> Descriptor:
    return {
        "fields": [
            _field(name, column.label, "number" if column.numeric else "string")
            | ({"description": _said(table, column.type)} if column.numeric else {})
            for name, column in zip(names(table), table.columns, strict=True)
        ],
        "missingValues": [""],
    }


def _said(table: PrintedTable, type_: str) -> str:
    return "数量" if type_ == COUNT else f"单位：元（公开表的单位：{table.unit}）"


def _fact_schema() -> Descriptor:
    fields = [_field(n, FACT_TITLES[n], FACT_TYPES.get(n, "string")) for n in FACTS]
    by_name = {f["name"]: f for f in fields}
    by_name["amount"]["description"] = AMOUNT
    by_name["type"]["constraints"] = {"enum": ["amount", "count"]}
    by_name["kind"]["constraints"] = {"enum": list(LABELS["kind"])}
    for name in ("table", "row", "column", "amount"):
        by_name[name].setdefault("constraints", {})["required"] = True
    schema = {
        "fields": fields,
        "missingValues": [""],
        "primaryKey": ["table", "row", "column"],
    }
    return fiscal(schema, FACT_COLUMNS)


def _line_schema() -> Descriptor:
    fields = [_field(n, LINE_TITLES[n], LINE_TYPES.get(n, "string")) for n in LINES]
    by_name = {f["name"]: f for f in fields}
    by_name["amount"]["description"] = "单位：元，精确到分；采购品目为单价"
    by_name["of"]["constraints"] = {"required": True, "enum": list(KINDS)}
    by_name["kind"]["constraints"] = {"enum": list(LABELS["kind"])}
    by_name["line"]["constraints"] = {"required": True, "unique": True}
    schema = {"fields": fields, "missingValues": [""], "primaryKey": ["line"]}
    return fiscal(schema, LINE_COLUMNS)


def _origin_schema(document: Document) -> Descriptor:
    fields = [_field(n, ORIGIN_TITLES[n], "string") for n in ORIGINS]
    for field in fields[:3]:
        field["constraints"] = {"required": True}
    keys = [_key(["table", "row", "column"], "facts")]
    keys += [_key(["line"], "lines")] if document.lines else []
    return {"fields": fields, "missingValues": [""], "foreignKeys": keys}


def _key(fields: list[str], resource: str) -> Descriptor:
    return {"fields": fields, "reference": {"resource": resource, "fields": fields}}


def _form_schema() -> Descriptor:
    fields = [_field(n, FORM_TITLES[n], "string") for n in FORM_CELLS]
    fields[-1] |= {"type": "number", "description": VALUE}
    for field in fields:
        if field["name"] in ("form", "form_code", "form_title", "at"):
            field["constraints"] = {"required": True}
    return {"fields": fields, "missingValues": [""]}


def _field(name: str, title: str, type_: str) -> Descriptor:
    return {"name": name, "title": title, "type": type_}
