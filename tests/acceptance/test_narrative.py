"""The narrative of the two accounts against the texts that were published.

The texts stand outside the repository (../shared/examples); where they are not, those tests are
skipped.  What the rules find in them is listed here one by one, each judged by hand.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from disclosures.core.document import Document, Figure, Role, plain
from disclosures.core.narrative import Material, build
from disclosures.core.reading import TextEvidence, check_text, evidence_of
from disclosures.data import economic, outline_for
from disclosures.narration import Narration
from disclosures.pipeline import take_in

HOME = Path(__file__).resolve().parents[2]
TEXTS = HOME.parent / "shared" / "examples"
LUZHOU, HUAIHUA, BAZHONG = "luzhou-2020-final", "huaihua-2023-final", "bazhong-2022-budget"
WORKBOOKS = {LUZHOU: LUZHOU, HUAIHUA: HUAIHUA, BAZHONG: f"{BAZHONG}-facts"}
needs_texts = pytest.mark.skipif(not TEXTS.is_dir(), reason="../shared/examples is not here")


@cache
def narration(name: str) -> Narration:
    """The text that the facts determine, with what people wrote."""
    path = HOME / "examples" / f"{WORKBOOKS[name]}.xlsx"
    book = take_in(path.read_bytes(), path.name).book
    assert book is not None
    assert book.written is not None
    return book.narration


def material(name: str) -> Material:
    return narration(name).material


def generated(name: str) -> Document:
    return narration(name).document


@cache
def original(name: str) -> TextEvidence:
    text = (TEXTS / f"{name}.txt").read_text("utf-8")
    given = material(name)
    return evidence_of(text, outline_for(given.tables.form_set.id), given, economic())


# -- the figures of the published tables of figures ----------------------------------------------

#: Cells that print the same amount by their place in the tables.
SAME = {
    "income/total/c1": "overview/income.year_total/in.amt",
    "income/total/c3": "overview/income.superior_subsidy/in.amt",
    "income/total/c4": "overview/income.business/in.amt",
    "income/total/c5": "overview/income.operating/in.amt",
    "income/total/c6": "overview/income.subsidiary_remit/in.amt",
    "income/total/c7": "overview/income.other/in.amt",
    "overview/income.gp/in.amt": "income/total/c2",
    "overview/exp.grand_total/out.amt": "overview/income.grand_total/in.amt",
    "overview/exp.year_total/out.amt": "expenditure/total/c1",
    "fiscal/fiscal.exp_grand_total/out.total": "fiscal/fiscal.income_grand_total/in.amt",
}


def address(figure: dict[str, str]) -> str:
    row, column = figure["row"], figure["column"]
    if figure["table"] == "general-basic":
        sides = {"personnel": "a", "public": "c", "301": "a", "303": "a", "302": "b"}
        side = sides.get(row) or sides.get(row[:3], "c")
        row, column = row if not row.isdigit() else f"econ.{row}", f"{side}.amt"
    if figure["table"] == "general" and len(row) == 3 and column == "c1":
        return f"fiscal/exp.func.{row}/out.gp"
    return f"{figure['table']}/{row}/{column}"


def printed(name: str) -> list[tuple[str, str]]:
    """(cell, number) of every figure of the published text that its own arithmetic bears out."""
    path = Path(__file__).parent / "figures" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["status"] == "ok" and r["table"]]
    return [(address(r), r["printed"].replace(",", "")) for r in rows]


def shown(name: str) -> dict[str, set[float]]:
    """The numbers that the generated sentences show of each cell."""
    found: dict[str, set[float]] = {}
    for figure in generated(name).figures:
        if figure.role is Role.AMOUNT:
            number = float(figure.shown.removesuffix(figure.unit))
            for cell in figure.sources[0].cells:
                found.setdefault(str(cell), set()).add(number)
    return found


def written(name: str) -> set[float]:
    """The numbers that people's own paragraphs and attachments tell: those of single projects."""
    found = generated(name)
    paragraphs = [p for s in found.walk() for p in s.paragraphs if p.origin == "written"]
    texts = [plain(p.spans) for p in paragraphs]
    texts += [line for a in found.attachments for line in a.paragraphs]
    return {float(n) for text in texts for n in re.findall(r"\d+(?:\.\d+)?", text)}


@pytest.mark.parametrize(("name", "total"), [(LUZHOU, 149), (HUAIHUA, 64)])
def test_the_generated_sentences_contain_every_figure_of_the_tables_that_the_text_tells(
    name: str, total: int
) -> None:
    wanted, have = printed(name), shown(name)
    classes = {k: v for k, v in have.items() if k.startswith("general/") and len(k) == 14}
    have |= {f"fiscal/exp.func.{k[8:11]}/out.gp": v for k, v in classes.items()}
    texts = written(name)
    missing = [
        (cell, number)
        for cell, number in wanted
        if float(number) not in have.get(cell, set()) | have.get(SAME.get(cell, ""), set())
        and not (cell.startswith("general-projects/") and float(number) in texts)
    ]
    assert len(wanted) == total
    assert missing == []


# -- the texts ---------------------------------------------------------------------------------


def figures_of(evidence: TextEvidence) -> Counter[tuple[str, str, str]]:
    """(what of, which, number and unit or word) of every reading in the account."""
    found: Counter[tuple[str, str, str]] = Counter()
    for said in evidence.said:
        if said.heading.rule and said.id not in ("organisation", "performance", "units"):
            for b in said.bound:
                r = b.reading
                number = f"{float(r.number):g}{r.unit}" if r.number is not None else str(r.sign)
                key = b.value.key if b.value else "?"
                found[key, str(r.role or ""), number] += 1
    return found


#: What the published sentences say and the generated ones do not, and why.
NOT_GENERATED = {
    LUZHOU: {
        ("total", "amount", "12432.5万元"): "wrong: income and expenditure added together",
        ("fiscal", "amount", "12432.5万元"): "wrong: income and expenditure added together",
        ("221", "amount", "0万元"): "wrong: listed a second time, with 0",
        ("221", "share", "0%"): "wrong: listed a second time, with 0",
        ("general", "amount", "6216.24"): "wrong: without its unit",
        ("abroad", "completion", "0%"): "wrong: a completion of a budget of 0",
        ("abroad_groups", "count", "0次"): "the same with the unit of the form, 0个",
        ("abroad_people", "count", "0人"): "the same with the unit of the form, 0人次",
    },
    HUAIHUA: {
        ("210", "amount", "27.09"): "wrong: without its unit",
        ("2130804", "direction", "-1"): "wrong: 20 is more than 0",
        ("sangong", "change", "18.3%"): "the same with one decimal",
        ("reception", "change", "18.3%"): "the same with one decimal",
        ("reception", "share", "82.86%"): "wrong: the completion instead of the share",
        ("operating", "change", "100%"): "wrong: a percentage of a base of 0",
    },
}
COUNTS = {LUZHOU: (276, 268), HUAIHUA: (104, 98)}


@needs_texts
@pytest.mark.parametrize("name", [LUZHOU, HUAIHUA])
def test_the_generated_text_says_what_the_published_one_says(name: str) -> None:
    given = material(name)
    plan = outline_for(given.tables.form_set.id)
    own = figures_of(evidence_of(generated(name), plan, given, economic()))
    published = figures_of(original(name))
    both = published & own
    assert (published.total(), both.total()) == COUNTS[name]
    assert set(published - own) == set(NOT_GENERATED[name])


#: Everything that the rules find in the published texts.  Judged by hand: every one is true.
FOUND = {
    LUZHOU: [
        ("N-001", "12432.48万元"), ("N-008", "12432.48万元"), ("N-010", "178.66万元"),
        ("N-010", "0万元"), ("N-004", "占0%"), ("N-029", "6216.24"), ("N-013", "完成预算0%"),
        ("N-027", "下属二级预算单位8个，其中行政单位0个、参照公务员法管理的事"),
        ("N-028", "1837.05万元"), ("N-028", "4379.19万元"), ("N-011", "2.62万元"),
        ("N-011", "379.70万元"), ("N-011", "15.00万元"), ("N-011", "323.62万元"),
        ("N-034", "预算数: 650.00 万元"), ("N-034", "80 人"), ("N-034", "预算数: 140.00 万元"),
        ("N-034", "62年（18岁-60岁）"), ("N-031", ""), ("N-031", ""),
        ("N-034", "333.50万元与决算数483.12万元偏差程度为44%"),
        ("N-034", "资金预算支出完成率均在90%以上"),
        ("N-034", "3000元/次测算，每人每年6次，14人共22万元"),
        ("N-042", "部门项目经费收支减少"), ("N-018", "167.07万元"),
    ],
    HUAIHUA: [
        ("N-029", "27.09"), ("N-014", "决算数小于年初预算数"), ("N-006", "占82.86%"),
        ("N-038", "增长100%"), ("N-028", "139.68万元"), ("N-028", "139.68"),
        ("N-028", "139.68"), ("N-028", "139.68"), ("N-028", "139.68万元"), ("N-035", ""),
        ("N-016", "年初预算数为897.32万元"), ("N-011", "年初预算为0万元"),
        ("N-011", "年初预算为0万元"), ("N-035", ""), ("N-007", "减少18.3%"),
        ("N-007", "减少18.3%"), ("N-035", "（二）"), ("N-031", ""),
        ("N-034", "2.66万人，达到年度任务的131.12%"), ("N-034", "92.5"),
        ("N-034", "2.66万人，达到年度任务的131.12%"), ("N-034", "92.5万元"), ("N-034", "92.5"),
        ("N-034", "预算0万，全年使用数12.44万，资金使用率100%"),
        ("N-034", "2.66万人，达到年度任务的131.12%"), ("N-042", "财政进一步压减预算"),
    ],
}  # fmt: skip


@needs_texts
@pytest.mark.parametrize("name", [LUZHOU, HUAIHUA])
def test_what_the_rules_find_in_the_published_text(name: str) -> None:
    found = check_text(original(name))
    assert [(f.code, f.quote) for f in found] == FOUND[name]


def wrong_figures(name: str) -> list[tuple[int, str]]:
    """(line, number) of every figure that the hand-made list calls wrong."""
    path = Path(__file__).parent / "figures" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["status"] == "wrong"]
    return [(int(r["line"]), r["printed"]) for r in rows]


def found_at(name: str) -> set[tuple[int, str]]:
    """(line, words) of every line that a finding with a place speaks of."""
    text = (TEXTS / f"{name}.txt").read_text("utf-8")
    evidence = original(name)
    starts = {p.section: p.start for p in evidence.cut.pieces}
    starts["attachments"] = text.index(evidence.cut.attachments)
    found = set()
    for f in check_text(evidence):
        if f.section in starts:
            start = starts[f.section] + f.start
            if not f.end:  # it speaks of a section as a whole, and quotes how the words begin
                loose = r"\s*".join(map(re.escape, f.quote))
                place = re.compile(loose).search(text, starts[f.section])
                start = place.start() if place else start
            end = max(start, starts[f.section] + f.end)
            lines = range(text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 2)
            found |= {(line, f.quote) for line in lines}
    return found


@needs_texts
@pytest.mark.parametrize("name", [LUZHOU, HUAIHUA])
def test_every_figure_that_the_hand_made_list_calls_wrong_is_found(name: str) -> None:
    found = found_at(name)
    missed = [
        (line, number)
        for line, number in wrong_figures(name)
        if not any(line == at and number.removesuffix("%") in quote for at, quote in found)
    ]
    assert len(wrong_figures(name)) == 14
    assert missed == []


# -- the generated texts themselves ----------------------------------------------------------


@pytest.mark.parametrize("name", [LUZHOU, HUAIHUA, BAZHONG])
def test_a_generated_text_breaks_no_rule_but_what_the_facts_themselves_break(name: str) -> None:
    given = material(name)
    plan = outline_for(given.tables.form_set.id)
    asked = build(plan, given).asked
    reasons = {a.key: "业务增减" for a in asked if a.wanted in ("reason", "why")}
    given = replace(given, reasons=reasons)
    found = check_text(evidence_of(build(plan, given).document, plan, given, economic()))
    budget_without_items = [("N-016", "年初预算数为897.32万元")] if name == HUAIHUA else []
    assert [(f.code, f.quote) for f in found] == budget_without_items


@pytest.mark.parametrize(("name", "number"), [(LUZHOU, 261), (HUAIHUA, 139), (BAZHONG, 70)])
def test_every_figure_is_bound_to_cells_or_facts(name: str, number: int) -> None:
    figures = [f for f in generated(name).figures if isinstance(f, Figure)]
    assert len(figures) >= number
    loose = [
        f.slot
        for f in figures
        for s in f.sources
        if not s.cells and not s.facts and s.amount and s.of != "budget"
    ]
    assert loose == []
