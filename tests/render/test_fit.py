"""Tables fitted to the page."""

from __future__ import annotations

import pytest

from disclosures.core.tables import Tables
from disclosures.render import measure
from disclosures.render.fit import ROOM, SMALL, SMALL_FIXED, fit
from disclosures.render.measure import PADDING, Need, breaks, em, figure_em, share_out


def test_chinese_is_one_em_and_a_digit_half() -> None:
    assert em("公用经费") == 4
    assert em("“三公”") == 4
    assert figure_em("12,345.67") == pytest.approx(7 * 0.5 + 2 * 0.25)


def test_a_text_is_broken_into_as_many_lines_as_it_needs() -> None:
    assert [breaks(w, 8) for w in (0, 8, 8.5, 16, 17)] == [1, 1, 2, 2, 3]


def test_room_is_shared_by_need() -> None:
    wanted = [Need(2, 4), Need(3, 8)]
    assert share_out(wanted, 24) == [8, 16]
    assert share_out(wanted, 12) == [4, 8]
    assert share_out(wanted, 5) == [2, 3]
    assert sum(share_out(wanted, 8)) == pytest.approx(8)


def test_no_column_is_narrower_than_its_figures(luzhou: Tables, bazhong: Tables) -> None:
    for tables in (luzhou, bazhong):
        for table in tables.tables:
            wanted = measure.needs(table)
            found = fit(table)
            for part, widths in zip(found.parts, found.widths, strict=True):
                for column, width in zip(part.columns, widths, strict=True):
                    assert width >= wanted[column.id].least - 1e-6, (table.role, column.id)
                room = ROOM[table.form.orientation][0] / found.size
                assert sum(widths) + PADDING * len(widths) <= room + 1e-6


def test_forms_of_fixed_lines_take_one_page_with_letters_that_can_be_read(luzhou: Tables) -> None:
    sizes = {t.role: fit(t).size for t in luzhou.tables}
    assert min(sizes[t.role] for t in luzhou.tables if t.form.blocks) >= SMALL_FIXED
    unfolded = [t for t in luzhou.tables if not t.form.blocks and not t.form.split]
    assert min(sizes[t.role] for t in unfolded) >= SMALL
