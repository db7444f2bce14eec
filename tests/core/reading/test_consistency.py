"""What is written is read back the same: random departments in every form set."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from disclosures.core.document import Figure, Role
from disclosures.core.facts import Balance, Expenditure, Fact, Income, Sangong
from disclosures.core.narrative import build
from disclosures.core.reading import check_text, evidence_of, read
from disclosures.data import economic, outline_for
from tests.core.narrative import makers
from tests.core.rules.builders import HOME

SOME = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
    phases=[Phase.generate],
)
FUNCTIONS = ("2010301", "2080101", "2080102", "2080199", "2080505", "2101101", "2210201")
ECON = ("30101", "30108", "30113", "30201", "30212", "30217", "30231", "30305", "31013")
AMOUNTS = st.one_of(
    st.integers(0, 30_000), st.integers(0, 10**9), st.integers(10**9, 10**13), st.just(0)
)


@st.composite
def departments(draw: st.DrawFn) -> list[Fact]:
    """This year, last year and both budgets, each with some of the same functions."""
    facts: list[Fact] = []
    for measure in ("final", "prior", "full_year", "initial"):
        for function in draw(st.lists(st.sampled_from(FUNCTIONS), max_size=4, unique=True)):
            for fund in draw(st.sampled_from([("gp",), ("gp", "own"), ("gp", "gf", "sc")])):
                basic = fund == "gp" and draw(st.booleans())
                facts.append(
                    Expenditure(
                        unit=HOME,
                        measure=measure,
                        fund=fund,
                        function=function,
                        spend="basic" if basic else "project",
                        econ=draw(st.sampled_from(ECON)),
                        project="" if basic else "专项",
                        amount=draw(AMOUNTS),
                    )
                )
        for category in draw(st.lists(st.sampled_from(("gp", "gf", "business", "other")))):
            income = Income(unit=HOME, measure=measure, category=category, amount=draw(AMOUNTS))
            facts.append(income)
    for item in ("abroad", "car_buy", "car_run", "reception"):
        for measure in ("full_year", "initial"):
            facts.append(
                Sangong(unit=HOME, measure=measure, fund="gp", item=item, amount=draw(AMOUNTS))
            )
    for nature in ("opening", "closing"):
        facts.append(
            Balance(unit=HOME, measure="final", fund="gp", nature=nature, amount=draw(AMOUNTS))
        )
    facts += [makers.indicator("机关运行经费", "3"), makers.count("公务用车保有量", 2)]
    return facts


@pytest.mark.parametrize("form", makers.FORM_SETS)
@SOME
@given(facts=departments())
def test_what_is_written_breaks_no_rule(form: str, facts: Sequence[Fact]) -> None:
    material = makers.answered(makers.material(*facts, form=form))
    plan = outline_for(form)
    document = build(plan, material).document
    for text in (document, makers.plain_text(document)):
        found = check_text(evidence_of(text, plan, material, economic()))
        assert [(f.code, f.places, f.message) for f in found] == []


@pytest.mark.parametrize("form", makers.FORM_SETS)
@SOME
@given(facts=departments())
def test_every_bound_figure_is_read_back_as_itself(form: str, facts: Sequence[Fact]) -> None:
    material = makers.answered(makers.material(*facts, form=form))
    for section in build(outline_for(form), material).document.walk():
        for paragraph in section.paragraphs:
            figures = [s for s in paragraph.spans if isinstance(s, Figure)]
            numbers = [f for f in figures if f.role is not Role.DIRECTION]
            readings = [r for r in read(paragraph.text) if r.number is not None]
            assert [f"{r.number}{r.unit}" for r in readings] == [f.shown for f in numbers]
            for figure, reading in zip(numbers, readings, strict=True):
                assert reading.role is figure.role, paragraph.text
