"""Derive and check a department with 5,000 facts: seconds and memory."""

from __future__ import annotations

import random

from bench.measure import peak_mib, table, timed
from disclosures.core.derive import derive
from disclosures.core.facts import Expenditure, Facts, Income, Kind, UnitInfo
from disclosures.core.rules import check
from disclosures.core.rules.base import Evidence
from disclosures.data import economic, form_set, functions

FACTS = 5_000
UNITS = 20
ITEMS = 40


def department(count: int = FACTS) -> Facts:
    """A large department: 20 units, 40 function items, every economic code, 100 projects."""
    chance = random.Random(20260101)
    items = [c.code for c in functions().valid(2021) if len(c.code) == 7 and c.code < "215"]
    items = chance.sample(items, ITEMS)
    codes = [c.code for c in economic().valid(2021) if len(c.code) == 5]
    spending = [_spending(chance, items, codes) for _ in range(count - ITEMS)]
    income = [
        Income(
            unit="701001",
            measure="final",
            category="gp",
            function=item,
            amount=sum(f.amount for f in spending if f.function == item),
        )
        for item in items
    ]
    return Facts(
        department="某市某局",
        department_code="701",
        year=2021,
        kind=Kind.FINAL,
        form_set="sichuan-final-2020",
        units=tuple(UnitInfo(code=f"7010{n:02}", name=f"第{n}单位") for n in range(1, UNITS + 1)),
        facts=(*spending, *income),
    )


def _spending(chance: random.Random, items: list[str], codes: list[str]) -> Expenditure:
    project = chance.random() < 0.4
    return Expenditure(
        unit=f"7010{chance.randint(1, UNITS):02}",
        measure="final",
        fund="gp",
        function=chance.choice(items),
        spend="project" if project else "basic",
        econ=chance.choice(codes),
        project=f"项目{chance.randint(1, 100)}" if project else "",
        amount=chance.randint(1, 10**9),
    )


def main() -> None:
    """Derive the 14 tables, then run all rules over them."""
    facts = department()
    forms = form_set(facts.form_set, facts.year)
    derived = derive(forms, facts, functions(), economic())
    evidence = Evidence(tables=derived, functions=functions(), economic=economic(), facts=facts)
    one = timed("derive", lambda: derive(forms, facts, functions(), economic()))
    two = timed("check", lambda: check(evidence))
    cells = sum(len(row.cells) for each in derived.tables for row in each.rows)
    findings = check(evidence)
    rows = [(m.name, f"{m.seconds:.2f}") for m in (one, two)]
    table(
        f"{len(facts.facts):,} facts → 14 tables with {cells:,} cells → {len(findings)} findings",
        [*rows, ("both", f"{one.seconds + two.seconds:.2f}")],
        ("step", "seconds"),
    )
    print(f"\npeak {peak_mib():.0f} MiB")


if __name__ == "__main__":
    main()
