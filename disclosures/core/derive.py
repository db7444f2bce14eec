"""Facts → tables: every cell is the sum of facts or of other cells, and remembers which."""

from __future__ import annotations

from collections.abc import Sequence

from disclosures.core.codes import Classification
from disclosures.core.facts import Fact, Facts, Measure
from disclosures.core.fixed import fixed_blocks
from disclosures.core.forms import FormSet, TableForm
from disclosures.core.gather import Sum, columns_taking, row_cells
from disclosures.core.tables import SINGLE, Row, Table, Tables
from disclosures.core.unfold import Names, unfolded_rows


def derive(
    form_set: FormSet,
    facts: Facts,
    functions: Classification,
    economic: Classification,
    *,
    measure: str | None = None,
) -> Tables:
    """All tables of ``form_set`` from ``facts``.

    ``measure`` replaces the form set's own 口径, so that the same form set also gives last year's
    tables (``Measure.PRIOR``) or the budget's.
    """
    main = measure or form_set.measure
    names = Names(facts, functions, economic, form_set.year)
    tables = tuple(
        Table(form, form.unit, _derive_table(form, facts, names, main)) for form in form_set.tables
    )
    return Tables(form_set, facts.department, tables, facts)


def _derive_table(
    form: TableForm, facts: Facts, names: Names, measure: str
) -> tuple[tuple[Row, ...], ...]:
    if form.blocks:
        return fixed_blocks(form, facts.facts, measure)
    if not form.levels:
        return ((_single_row(form, facts.facts, measure),),)
    return (unfolded_rows(form, facts.facts, names, measure),)


def _single_row(form: TableForm, facts: Sequence[Fact], measure: str) -> Row:
    sums: dict[str, Sum] = {}
    for position, _, column, amount in columns_taking(form, measure).gather(facts):
        sums.setdefault(column, Sum()).add(amount, position)
    cells = row_cells(form, SINGLE, sums, ())
    return Row(SINGLE, "item", 0, {}, cells)


def prior_year(
    form_set: FormSet, facts: Facts, functions: Classification, economic: Classification
) -> Tables | None:
    """Last year's tables from the facts of 上年决算, or None where none are stated."""
    if not any(getattr(f, "measure", "") == Measure.PRIOR for f in facts.facts):
        return None
    return derive(form_set, facts, functions, economic, measure=Measure.PRIOR)
