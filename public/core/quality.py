"""How open a publication is: 100 points on completeness, detail, timeliness, accuracy and form.

Every point says what is asked, what was found, and what it is based on.  Laws and rules are cited
where they say so; where the weight is a choice of ours, the page says that too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from disclosures.core.document import Document
from public.core.figures import Reading

LAW = "《预算法》第十四条"
RULES = "《地方预决算公开操作规程》（财预〔2016〕143号）"
OPEN = "《政府信息公开条例》"
OURS = "本站的评分口径"
ASPECTS = ("完整", "细化", "及时", "准确", "形式")
#: Within so many days of approval a publication must be public (预算法 第十四条).
DAYS = 20


@dataclass(frozen=True)
class Circumstances:
    """What is known of a publication besides its Document."""

    approved_on: date
    published_on: date
    due_on: date | None
    corrects: bool


@dataclass(frozen=True)
class Point:
    """One thing that is asked: ``got`` of ``most`` points, and why."""

    aspect: str
    asked: str
    basis: str
    most: int
    got: int
    found: str


def assess(document: Document, around: Circumstances) -> tuple[Point, ...]:
    """All points of a publication; ``most`` adds up to 100."""
    reading = Reading(document)
    return (
        *_complete(document, reading),
        *_detailed(document, reading),
        *_timely(around),
        *_accurate(document, around),
        *_formed(document),
    )


def as_json(points: tuple[Point, ...]) -> dict[str, Any]:
    """The points, and their sums by aspect, for keeping."""
    sums = {aspect: sum(p.got for p in points if p.aspect == aspect) for aspect in ASPECTS}
    return {"score": sum(sums.values()), "aspects": sums, "points": [asdict(p) for p in points]}


def _share(most: int, part: int, whole: int) -> int:
    return most if whole == 0 else round(most * part / whole)


def _complete(document: Document, reading: Reading) -> Iterator[Point]:
    tables = document.tables
    told = [t for t in tables if t.explanation or any(c.amount for _, _, c in t.figures)]
    yield Point(
        "完整", "表样规定的表全部公开，空表说明原因", RULES, 12,
        _share(12, len(told), len(tables)),
        f"{len(tables)} 张表，{len(tables) - len(told)} 张空表没有说明",
    )  # fmt: skip
    sections = [s for s in document.walk() if not s.sections]
    filled = [s for s in sections if s.blocks]
    yield Point(
        "完整", "文字说明各节都有内容", RULES, 8,
        _share(8, len(filled), len(sections)) if sections else 0,
        f"{len(sections)} 节，{len(filled)} 节有内容",
    )  # fmt: skip
    sangong = "sangong" in reading.figures
    yield Point(
        "完整", "公开“三公”经费的总额和分项", RULES, 5, 5 * sangong,
        "已公开" if sangong else "没有“三公”经费表",
    )  # fmt: skip
    forms = len(document.forms)
    yield Point(
        "完整", "公开项目绩效目标或绩效自评", RULES, 5, 5 * bool(forms),
        f"{forms} 张绩效表" if forms else "没有绩效表",
    )  # fmt: skip


def _detailed(document: Document, reading: Reading) -> Iterator[Point]:
    items = len(reading.functions)
    yield Point(
        "细化", "支出按功能分类公开到项级", RULES, 8, 8 * bool(items), f"{items} 个项级科目"
    )
    groups = len(reading.economic)
    yield Point(
        "细化", "基本支出按经济分类公开到款级", RULES, 7, 7 * bool(groups), f"{groups} 个款级科目"
    )
    lines = sum(len(group.rows) for group in document.lines)
    yield Point(
        "细化", "公开各数由哪些明细构成", OURS, 5, 5 * bool(lines),
        f"{lines} 行明细" if lines else "没有明细",
    )  # fmt: skip


def _timely(around: Circumstances) -> Iterator[Point]:
    days = (around.published_on - around.approved_on).days
    yield Point(
        "及时", f"批复后 {DAYS} 日内公开", LAW, 10, 10 * (days <= DAYS), f"审核通过后 {days} 日公开"
    )
    due = around.due_on
    late = max(0, (around.published_on - due).days) if due and not around.corrects else 0
    yield Point(
        "及时", "在统一公开日期以前公开", RULES, 10, 10 * (late == 0),
        f"晚了 {late} 日" if late else "如期",
    )  # fmt: skip


def _accurate(document: Document, around: Circumstances) -> Iterator[Point]:
    yield Point("准确", "没有错误级的问题", RULES, 8, 8, "有错误就不能签署，本版没有")
    reasons = len(document.explanations)
    unexplained = sum(not e.reason.strip() for e in document.explanations)
    yield Point(
        "准确", "存在的疑点都说明了原因", OURS, 6, 6 * (unexplained == 0),
        f"{reasons} 个疑点，都说明了原因" if reasons else "没有疑点",
    )  # fmt: skip
    yield Point(
        "准确", "公开以后没有更正", OURS, 6, 6 * (not around.corrects),
        "本版是更正后的版本" if around.corrects else "没有更正过",
    )  # fmt: skip


def _formed(document: Document) -> Iterator[Point]:
    bound = sum(1 for _ in document.figures)
    yield Point(
        "形式", "提供可下载、可检索、机器可读的文件", OPEN, 6, 6, "PDF、Word、工作簿、CSV、JSON"
    )
    yield Point(
        "形式", "文中的数字与表中的数字相连", OURS, 4, 4 * bool(bound), f"{bound} 个数字相连"
    )
