"""What is in a data package, for people who open it."""

from __future__ import annotations

from disclosures.core.document import Document, PrintedTable
from disclosures.render.imprint import SIGNATURES, UNSIGNED, Imprint

GUIDE = """# {title}：数据包

## 文件

{tables}
- `facts.csv`：上列各表的每一个数，每个数一行，另列公开表所印的文字和单位
{lines}{forms}- `document.json`：全文，其 SHA-256 即校验码
- `datapackage.json`：各文件、各列的说明（Frictionless Data Package v2）

## 约定

- 金额一律以元为单位，精确到分；公开表的单位为万元的，`facts.csv` 的 `printed` 列为所印的数字。
- 照公开表录入的表格，金额精确到公开表所印的位数。
- 数量（辆、批次、人次等）为个数。公开表留白的零在各表中留白，在 `facts.csv` 中为 0。
- CSV 为带标记（BOM）的 UTF-8，可直接用 Excel 或 WPS 打开。
- 文字以 = + - @ 等符号开头的，前面加一个半角单引号，以免被当作公式；数字不加。
- 各列以其上全部表头命名，用“ / ”相连；同名的列依次加（2）（3）。

## 版本

{edition}

## {heading}

{signed}
"""
#: What is said of lines and of what adds them, where there are any.
LINES = (
    "- `lines.csv`：各表的数由什么构成：填报的每一行，含单位、口径、资金、科目、项目和金额或数量，"
    "不含备注\n"
)
ORIGINS = (
    "- `origins.csv`：每个数由什么相加：同表的哪个数（`part_row`、`part_column`），"
    "或 `lines.csv` 的哪一行（`line`）；为零的不列\n"
)
#: What is said of the forms, where there are any.
FORMS = (
    "- `forms.csv`：绩效等表中填写的每一格，每格一行：所属的表、单元格的标识和名称、所印文字；"
    "`value` 列为数值，金额以元为单位\n"
)


def path_of(number: int, table: PrintedTable) -> str:
    """Where the table of that number, from 1, stands in the archive."""
    return f"tables/{number:02d}-{table.role}.csv"


def guide(document: Document, imprint: Imprint, code: str) -> str:
    """The README of a data package; ``code`` is the check code."""
    tables = [
        f"- `{path_of(number, table)}`：{table.code} {table.title}".replace("： ", "：")
        for number, table in enumerate(document.tables, 1)
    ]
    edition = [f"- {name}：{value.replace(chr(10), ' ')}" for name, value in imprint.rows]
    signed = [f"- {'，'.join(filter(None, s.cells))}" for s in imprint.signatures]
    return GUIDE.format(
        title=document.title,
        tables="\n".join(tables),
        lines=LINES * bool(document.lines) + ORIGINS * bool(document.origins),
        forms=FORMS if document.forms else "",
        edition="\n".join(edition or [f"- 校验码（SHA-256）：{code}"]),
        heading=SIGNATURES,
        signed="\n".join(signed) or UNSIGNED,
    )
