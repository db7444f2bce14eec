"""Material for narratives, from the plain facts of the rules' tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from disclosures.core.derive import derive
from disclosures.core.document import Document
from disclosures.core.facts import Count, Fact, Indicator
from disclosures.core.narrative import Material, Narrative, Outline, build, material_of
from disclosures.data import economic, meanings, outline_for
from tests.core.rules import builders
from tests.core.rules.builders import HOME, spend, wan

FORM_SETS = {
    "sichuan-final-2020": 2020,
    "sichuan-final-2022": 2023,
    "hunan-final-2023": 2023,
    "national-final": 2023,
    "bazhong-budget-2022": 2022,
}


def indicator(name: str, amount: str, measure: str = "final") -> Indicator:
    """An indicator, in 万元."""
    return Indicator(unit=HOME, measure=measure, name=name, amount=wan(amount))


def count(name: str, number: int) -> Count:
    """A number of things."""
    return Count(unit=HOME, name=name, number=number * 100)


#: What the sound department tells besides its ledgers, and its last year and budget.
MORE: tuple[Fact, ...] = (
    spend("2080101", "", "140", measure="prior"),
    spend("2080101", "30217", "0.2", measure="prior"),
    spend("2080199", "", "100", measure="prior", spend="project", project="旧项目"),
    builders.earn("gp", "250.3", "2080101", measure="prior"),
    spend("2080101", "", "180.246913", measure="full_year"),
    spend("2080199", "", "70", measure="full_year", spend="project", project="档案数字化"),
    spend("2080505", "", "20.111111", measure="full_year"),
    spend("2210201", "", "13", measure="full_year"),
    spend("2080101", "", "170", measure="initial"),
    spend("2080199", "", "80", measure="initial", spend="project", project="档案数字化"),
    indicator("机关运行经费", "40.55"),
    indicator("机关运行经费", "41.2", "prior"),
    indicator("政府采购货物支出", "10.5"),
    indicator("政府采购工程支出", "0"),
    indicator("政府采购服务支出", "20.25"),
    indicator("授予中小企业合同金额", "25"),
    indicator("授予小微企业合同金额", "5.5"),
    indicator("会议费", "1.2"),
    count("因公出国（境）团组数", 0),
    count("因公出国（境）人次", 0),
    count("公务用车购置数", 0),
    count("公务用车保有量", 3),
    count("轿车", 2),
    count("越野车", 1),
    count("载客汽车", 0),
    count("应急保障用车", 3),
    count("国内接待批次", 4),
    count("国内接待人次", 31),
    count("外事接待批次", 0),
    count("外事接待人次", 0),
    count("单价50万元以上通用设备", 2),
    count("单价100万元以上专用设备", 0),
    count("编制绩效目标项目数", 12),
)


def outline_of(form: str) -> Outline:
    return outline_for(form)


def material(
    *facts: Fact, form: str = "sichuan-final-2020", year: int | None = None, **more: Any
) -> Material:
    """Material of those facts in a form set."""
    return replace(_material(facts, form, year or FORM_SETS[form]), **more)


@lru_cache(maxsize=64)
def _material(facts: tuple[Fact, ...], form: str, year: int) -> Material:
    found = builders.stated(*facts, form=form, year=year, local=builders.LOCAL)
    codes = builders.known(builders.LOCAL)
    tables = derive(builders.form_set(form, found.year), found, codes, economic())
    return material_of(outline_for(form), tables, codes, economic(), meanings())


def final(form: str = "sichuan-final-2020", *extra: Fact, **more: Any) -> Material:
    """Material of the sound department."""
    return material(*builders.FINAL, *MORE, *extra, form=form, **more)


def budget(**more: Any) -> Material:
    """Material of the sound budget."""
    return material(*builders.BUDGET, form="bazhong-budget-2022", **more)


def written(found: Material) -> Narrative:
    """The narrative in the outline of its form set."""
    return build(outline_for(found.tables.form_set.id), found)


def text(document: Document, *sections: str) -> str:
    """What those sections say."""
    return "\n".join(document.by_id[s].text for s in sections)


def without(facts: Sequence[Fact], of: str, measure: str) -> tuple[Fact, ...]:
    """The facts less those of a kind and 口径."""
    return tuple(f for f in facts if (f.of, getattr(f, "measure", "")) != (of, measure))


def answered(found: Material) -> Material:
    """The material with a reason for everything that asks for one."""
    narrative = written(found)
    reasons = {a.key: "业务增减" for a in narrative.asked if a.wanted in ("reason", "why")}
    return replace(found, reasons=reasons)


def plain_text(document: Document) -> str:
    """A Document as a text file has it: headings, paragraphs, glossary, attachments."""
    lines = list(document.cover)
    for part in document.parts:
        lines.append(f"{part.number} {part.title}")
        for section in part.walk():
            lines.append(section.heading)
            lines += [p.text for p in section.paragraphs]
        if part.id == "terms":
            lines += [f"{t.number}{t.name}：{t.meaning}" for t in document.glossary]
        if part.id == "attachments":
            lines += [line for a in document.attachments for line in (a.title, *a.paragraphs)]
    return "\n\n".join(lines)
