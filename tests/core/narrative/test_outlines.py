"""Outlines: the data files hold together, and a season's changes are judged before they count."""

from __future__ import annotations

from typing import Any

import pytest

from disclosures.core.narrative import OutlineError, adapted, build, reworded
from disclosures.core.narrative.amounts import Amounts
from disclosures.data import form_set, form_set_ids, outline, outline_for, outline_ids
from tests.core.narrative import makers

SICHUAN = outline("sichuan-final")


def test_every_form_set_has_its_outline() -> None:
    assert outline_ids() == ("budget", "hunan-final", "sichuan-final")
    assert {outline_for(i).kind for i in form_set_ids()} == {"budget", "final"}


def test_an_unknown_outline_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        outline("nowhere")
    with pytest.raises(KeyError):
        outline_for("nowhere")


@pytest.mark.parametrize("form", makers.FORM_SETS)
def test_every_cell_that_an_outline_names_stands_in_the_form_set(form: str) -> None:
    """A measure's cell is in a table of the form set, or its table is one of another form set."""
    found = makers.budget() if "budget" in form else makers.final(form)
    for measure in outline_for(form).measures.values():
        for cell in measure.origin.cells:
            table, _, rest = cell.partition("/")
            row, _, column = rest.rpartition("/")
            there = found.tables.get(table)
            if there is None:
                continue
            assert column in there.form.column, cell
            assert there.has(row), cell


@pytest.mark.parametrize("form", makers.FORM_SETS)
def test_every_list_can_be_told(form: str) -> None:
    plan = outline_for(form)
    amounts = Amounts(plan, makers.budget() if "budget" in form else makers.final(form))
    empty = {k for k in plan.lists if not amounts.items(k)}
    assert empty == ({"projects"} if plan.kind == "final" else set())


@pytest.mark.parametrize("form_set_id", form_set_ids())
def test_form_sets_of_an_outline_are_of_its_kind(form_set_id: str) -> None:
    year = makers.FORM_SETS[form_set_id]
    assert outline_for(form_set_id).kind == form_set(form_set_id, year).kind


# -- what a season changes ---------------------------------------------------------------------


def test_a_season_changes_wording_title_order_and_style() -> None:
    season = adapted(
        SICHUAN,
        {
            "titles": {"totals": "收支总体情况"},
            "sentences": {"totals.total": "全年收支{total}。", "totals.reason": ""},
            "order": {"account": ["spendings", "incomes"]},
            "omit": ["capital"],
            "lists": {"classes": {"zeros": "omit"}},
            "style": {"zero": "0.00", "even": False},
        },
    )
    document = build(season, makers.final()).document
    account = document.parts[1]
    assert [s.id for s in account.sections][:3] == ["spendings", "incomes", "totals"]
    assert [s.number for s in account.sections] == [f"{n}、" for n in "一二三四五六七八九"]
    assert document.by_id["totals"].title == "收支总体情况"
    assert document.by_id["totals"].text.startswith("全年收支335.05万元。与2019年相比")
    assert "capital" not in document.by_id
    assert "外交支出" not in document.by_id["general_classes"].text
    assert "上级补助收入0.00万元，占0.00%" in document.by_id["incomes"].text


def test_a_persons_wording_keeps_its_figures_bound() -> None:
    own = reworded(SICHUAN, {"totals.total": "本年度收支各{total}。"})
    document = build(own, makers.final()).document
    paragraph = next(document.by_id["totals"].paragraphs)
    assert paragraph.origin == "edited"
    figure = next(document.figures)
    assert (figure.slot, figure.shown) == ("total", "335.05万元")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"colour": {}}, "不认识的修改“colour”"),
        ({"titles": {"nowhere": "甲"}}, "标题：没有“nowhere”"),
        ({"sentences": {"totals.nowhere": "甲"}}, "句式：没有“totals.nowhere”"),
        ({"sentences": {"totals.total": "甲{tota}。"}}, "“totals.total”：{tota} 没有这个数据项"),
        ({"sentences": {"totals.total": "甲{total:dir}。"}}, "应给出 2 个用词"),
        ({"sentences": {"totals.total": "甲{total:up}。"}}, "的格式不认识，可用的有：delta"),
        ({"sentences": {"totals.total": "甲{total:share}。"}}, "没有定义占谁的比重"),
        ({"sentences": {"totals.total": "甲["}}, "“totals.total”：第 2 个字处"),
        ({"sentences": {"totals.total": "{list:nowhere}"}}, "没有这个逐项列举"),
        ({"order": {"account": ["nowhere"]}}, "次序：“account”里没有“nowhere”"),
        ({"omit": ["nowhere"]}, "省略：没有“nowhere”"),
        ({"lists": {"nowhere": {}}}, "逐项列举：没有“nowhere”"),
        ({"lists": {"classes": {"zeros": "never"}}}, "零值应为 show 或 omit"),
        ({"lists": {"classes": {"colour": "red"}}}, "修改内容有误"),
        ({"style": {"colour": "red"}}, "修改内容有误"),
        ({"reasons": {"amount": "许多"}}, "修改内容有误"),
    ],
)
def test_a_change_that_cannot_be_is_refused_in_chinese(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(OutlineError) as error:
        adapted(SICHUAN, changes)
    assert any(says in e for e in error.value.errors), error.value.errors


def test_all_errors_are_told_at_once() -> None:
    changes = {"sentences": {"totals.total": "{a}{b}", "incomes.kinds": "{c}"}}
    with pytest.raises(OutlineError) as error:
        adapted(SICHUAN, changes)
    assert len(error.value.errors) == 3
