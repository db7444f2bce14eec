"""Rules about form: placeholders, years and names, numbers of headings, glossary, charts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from disclosures.core.document import Chart, Figure
from disclosures.core.glossary import function_terms, used_functions
from disclosures.core.narrative.figures import Sayer
from disclosures.core.narrative.numbers import heading_number
from disclosures.core.narrative.values import Heading, Outline
from disclosures.core.reading.base import TextProblem, of_section
from disclosures.core.reading.bind import Said, TextEvidence
from disclosures.core.reading.split import gaps
from disclosures.core.reading.tidy import sentences

_HOLDERS = re.compile(
    r"\*{2,}|＊{2,}|[×✕]{2,}|[XxＸ]{2,}(?![A-Za-z])|\{[^{}]{0,30}\}|_{3,}|20\*\*|…{3,}"
    r"|（(?:填写|说明|此处)[^（）]{0,20}）"
)
_YEAR = re.compile(r"(?:^|截[至止])(?P<year>(?:19|20)\d{2})年")
_SPEAKER = re.compile(
    r"^(?:\d{4}年，(?P<a>[^，。；]{2,30}?)(?=的?机关运行经费|没有|的?政府采购支出)"
    r"|截[至止]\d{4}年(?:12月31日|年底|底)，(?P<b>[^，。；]{2,30}?)共有车辆)"
)
_OWN = ("本部门", "本单位", "我部门", "我单位", "我局", "部门（单位）", "单位", "部门", "本局")
_CHINESE = "零一二三四五六七八九"
_LINE = re.compile(r"^(?:(?P<n>\d{1,3})[.、．](?!\d)|（(?P<p>\d{1,3})）)")
_CODE = re.compile(r"(?<!\d)2\d{6}(?!\d)")


def placeholders(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-030: nothing of a pattern is left over."""
    for said in evidence.said:
        for match in _HOLDERS.finditer(said.text):
            start, end = said.tidy.place(match.start(), match.end())
            yield TextProblem(
                section=said.id,
                heading=said.piece.number + said.heading.title,
                quote=match[0],
                text=f"“{match[0]}”是没有替换的占位符",
                start=start,
                end=end,
            )


def years(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-033: sentences speak of this year and of this department."""
    year = evidence.material.tables.year
    right = {year} if evidence.outline.kind == "final" else {year, year - 1}
    for said in evidence.said:
        if not said.heading.rule:
            continue
        for start, end in sentences(said.text):
            sentence = said.text[start:end]
            for match in _YEAR.finditer(sentence):
                if int(match["year"]) not in right:
                    yield of_section(
                        said, f"应为 {year} 年，现写 {match['year']} 年", sentence[:20]
                    )
            yield from _speaker(evidence, said, sentence)


def _speaker(evidence: TextEvidence, said: Said, sentence: str) -> Iterator[TextProblem]:
    match = _SPEAKER.match(sentence)
    name = (match["a"] or match["b"]) if match else ""
    department = evidence.material.tables.department
    if name and name not in (*_OWN, department) and not _short(name, department):
        yield of_section(said, f"名称应为“{department}”，现写“{name}”", sentence[:30])


def _short(name: str, department: str) -> bool:
    """Whether a name is a short form: its characters stand in the full one, in order."""
    rest = iter(department)
    return all(mark in rest for mark in name.removeprefix("市").removesuffix("局"))


def numbering(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-035: numbers of sections and of lists follow one another."""
    yield from _headings(evidence)
    for said in evidence.said:
        if said.heading.rule == "N-011":
            found = (_LINE.match(line) for line in said.text.split("\n"))
            numbers = [int(m["n"] or m["p"]) for m in found if m]
            for before, after in gaps(numbers):
                yield of_section(said, f"列表编号 {before} 之后为 {after}")


def _headings(evidence: TextEvidence) -> Iterator[TextProblem]:
    """The printed number of each heading against its place among those found."""
    by_id = {s.id: s for s in evidence.said}
    for depth, group in _siblings(evidence.outline):
        found = [by_id[h.id] for h in group if h.id in by_id]
        for place, said in enumerate(found, start=1):
            number, right = said.piece.number.strip(), heading_number(depth, place).strip()
            if _value(number) != place or _style(number) != _style(found[0].piece.number.strip()):
                yield of_section(said, f"标题编号应为“{right}”，现写“{number}”")
    for piece in evidence.cut.repeats:
        said = by_id[piece.section]
        yield of_section(said, f"标题“{said.heading.title}”重复出现", piece.number)


def _siblings(outline: Outline) -> Iterator[tuple[int, tuple[Heading, ...]]]:
    """The groups of headings that are numbered together, with their depth."""

    def below(
        headings: tuple[Heading, ...], depth: int
    ) -> Iterator[tuple[int, tuple[Heading, ...]]]:
        if headings:
            yield depth, headings
        for heading in headings:
            yield from below(heading.sections, depth + 1)

    for part in outline.parts:
        yield from below(part.sections, 0)


def _style(number: str) -> str:
    """The form of a number: whether bracketed, whether Chinese."""
    bracketed = "（" if number[:1] in "（(" else ""
    return bracketed + ("1" if any(c.isdigit() and c.isascii() for c in number) else "一")


def _value(number: str) -> int:
    """一、 → 1; （十二） → 12; 0 where it has none."""
    digits = "".join(c for c in number if c.isascii() and c.isdigit())
    if digits:
        return int(digits)
    marks = [c for c in number if c in _CHINESE or c == "十"]
    if "十" not in marks:
        return _CHINESE.index(marks[0]) if marks else 0
    at = marks.index("十")
    tens = _CHINESE.index(marks[0]) if at else 1
    return tens * 10 + (_CHINESE.index(marks[at + 1]) if at + 1 < len(marks) else 0)


# -- glossary -------------------------------------------------------------------------------


def glossary(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-031: every item in use is explained, under its name of this year, and nothing else."""
    material = evidence.material
    used = used_functions(material.tables)
    text = evidence.cut.glossary
    if not text:
        return
    explained = _explained(evidence, text)
    lacking = [c for c in used if c not in explained]
    if lacking:
        names = "、".join(material.functions.name(c, material.tables.year) for c in lacking)
        yield _of_glossary(f"没有解释 {len(lacking)} 个用到的科目：{names}")
    for code in sorted(explained - set(used)):
        yield _of_glossary(f"解释了没有用到的科目 {code} {explained_name(evidence, code)}")
    for code in sorted(explained & set(used)):
        name = material.functions.name(code, material.tables.year)
        if code in text and name not in text.replace("\n", ""):
            yield _of_glossary(f"科目 {code} 应称“{name}”")


def _explained(evidence: TextEvidence, text: str) -> set[str]:
    """The codes that a glossary explains: told by code, or by the three names of an entry."""
    if evidence.document is not None:
        return {t.code for t in evidence.document.glossary if t.code}
    codes = set(_CODE.findall(text))
    used = used_functions(evidence.material.tables)
    year = evidence.material.tables.year
    for term in function_terms(used, evidence.material.functions, year, {}):
        group, item = term.names[1], term.names[2]
        if f"{group}（款）{item}（项）" in text:
            codes.add(term.code)
    return codes


def explained_name(evidence: TextEvidence, code: str) -> str:
    """What a code is called, if it is known."""
    name = evidence.material.functions.name(code, evidence.material.tables.year)
    return "" if name == code else name


def _of_glossary(text: str) -> TextProblem:
    return TextProblem(section="terms", heading="名词解释", quote="", text=text)


# -- charts and bound figures -------------------------------------------------------------


def charts(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-032: the points of a chart are the amounts of their cells; charts are numbered through."""
    document = evidence.document
    if document is None:
        return
    for place, chart in enumerate(document.charts, start=1):
        if chart.number != f"图{place}":
            yield _of_chart(chart, f"图号应为图{place}，现为{chart.number}")
        for point in chart.points:
            right = _amount(evidence, point.sources[0].of, point.sources[0].cells)
            shown = Sayer(evidence.material.unit, evidence.outline.style)
            if right is not None and (
                right != point.value or shown.number(right, "") != point.shown
            ):
                yield _of_chart(
                    chart, f"“{point.label}”应为 {shown.number(right, '')}，现为 {point.shown}"
                )


def _of_chart(chart: Chart, text: str) -> TextProblem:
    return TextProblem(section=chart.id, heading=chart.number + chart.caption, quote="", text=text)


def _amount(evidence: TextEvidence, of: str, cells: tuple[object, ...]) -> int | None:
    tables = {"this": evidence.material.tables, "prior": evidence.material.prior}.get(of)
    if tables is None or not cells:
        return None
    found = [tables.cell(c) for c in cells]  # type: ignore[arg-type]
    return sum(c.amount for c in found if c)


def bound(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-041: a bound figure still is what its cells say."""
    if evidence.document is None:
        return
    for section in evidence.document.walk():
        for paragraph in section.paragraphs:
            for span in paragraph.spans:
                if isinstance(span, Figure) and _stale(evidence, span):
                    text = f"{span.shown} 与附表不一致，请重新生成"
                    yield TextProblem(
                        section=section.id, heading=section.heading, quote=span.shown, text=text
                    )


def _stale(evidence: TextEvidence, figure: Figure) -> bool:
    for source in figure.sources:
        right = _amount(evidence, source.of, source.cells)
        if right is not None and right != source.amount:
            return True
    return False
