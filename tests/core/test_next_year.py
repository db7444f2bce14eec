"""A year begins with what last year's facts already say."""

from __future__ import annotations

from disclosures.core.facts import Balance, Expenditure, Facts, Kind, Sangong, UnitInfo
from disclosures.core.next_year import begin
from disclosures.data import form_set

SPENT = Expenditure(
    unit="1", measure="final", fund="gp", function="2080101", spend="basic", econ="30101",
    amount=7, note="推算", place="支出!K2",
)  # fmt: skip
LEFT = Balance(unit="1", measure="final", fund="gp", nature="closing", amount=5)
LAST = Facts(
    department="某局",
    department_code="701",
    year=2021,
    kind=Kind.FINAL,
    form_set="sichuan-final-2020",
    units=(UnitInfo(code="1", name="机关"),),
    facts=(
        SPENT,
        LEFT,
        Balance(unit="1", measure="final", fund="gp", nature="opening", amount=3),
        Sangong(unit="1", measure="full_year", fund="gp", item="abroad", amount=2),
    ),
)


def test_last_years_final_figures_become_this_years_comparators_and_opening_balances() -> None:
    begun = begin(LAST, form_set("sichuan-final-2022", 2022))
    assert (begun.year, begun.form_set, begun.units) == (2022, "sichuan-final-2022", LAST.units)
    assert begun.facts == (
        Expenditure(
            unit="1", measure="prior", fund="gp", function="2080101", spend="basic",
            econ="30101", amount=7,
        ),
        Balance(unit="1", measure="prior", fund="gp", nature="closing", amount=5),
        Balance(
            unit="1", measure="final", fund="gp", nature="opening", amount=5,
            note="上年年末数，请核对",
        ),
        Balance(unit="1", measure="prior", fund="gp", nature="opening", amount=3),
    )  # fmt: skip
