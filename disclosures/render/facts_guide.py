"""The first sheet of the facts workbook: how to fill it in."""

from __future__ import annotations

from collections.abc import Iterator

from disclosures.core.facts import LABELS, Facts, Kind
from disclosures.core.facts_sheets import SHEETS, TEXTS, Column, Holds


def guide_title(facts: Facts) -> str:
    """E.g. 某某局2023年度部门决算填报工作簿."""
    return f"{facts.department}{facts.year}年度部门{LABELS['kind'][facts.kind]}填报工作簿"


def guide_steps(facts: Facts) -> Iterator[str]:
    """What to do, in order."""
    main = "决算" if facts.kind is Kind.FINAL else "年初预算"
    yield "先看“基本信息”：部门、年度、类别和表样已经填好，只需核对，并选定金额单位（元或万元）。"
    yield "再填“单位”：部门下的每个预算单位一行。其他各表的单位编码都从这里选。"
    yield (
        f"“支出”“收入”是主要的两张表：只填明细，一行一个金额。口径选“{main}”的行须填到项级功能科目，"
        "并尽量填到款级经济科目；项目支出须写项目名称。"
    )
    yield "其余各表有就填，没有就空着。不要填合计行，合计由系统算出。"
    yield (
        "科目可从下拉表选，也可直接输入编码；编码和名称见“科目”表。名称与编码不一致时，以编码为准。"
    )
    yield (
        "金额可以粘贴：1,234.50、全角数字、前后空格、括号表示的负数都认得；“-”按零处理。"
        "公式取保存时的计算结果。"
    )
    yield "各栏的次序可以调换，也可以另加自己的栏（系统不读）；表头的名称请不要改。"
    yield "推算或需要说明的数，在“备注”栏写明。"
    yield (
        "填好后上传。如有错误，系统一次列出全部错误所在的单元格，改好再传；"
        "有错误时一个数也不会入库。"
    )


def guide_columns() -> Iterator[tuple[str, str, str, str]]:
    """(sheet, column, whether it has to be filled, what to fill in)."""
    for sheet in (*SHEETS, TEXTS):
        yield sheet.name, "", "必有" if sheet.needed else "", sheet.about
        for column in sheet.columns:
            yield "", column.header, "必填" if column.filled else "", describe(column)


def describe(column: Column) -> str:
    """What goes into a column."""
    parts = [column.hint] if column.hint else []
    if column.holds is Holds.CHOICE:
        parts.append("从下列选一：" + "、".join(column.keys.values()))
    elif column.holds is Holds.AMOUNT:
        parts.append("金额，单位见“基本信息”，最细到分")
    elif column.holds in (Holds.NUMBER, Holds.COUNT):
        parts.append("数量")
    elif column.holds is Holds.NOTE and column.field:
        parts.append("说明、推算依据，可不填")
    elif column.ideas:
        parts.append("从下拉表选，也可另写")
    return "；".join(parts)
