"""Documents for benchmarks: as many as one likes, each whole."""

from __future__ import annotations

from disclosures.core.document import from_json, to_json
from disclosures.core.facts import Kind
from portal.county.documents import documents


def test_documents_come_again_under_the_names_of_other_counties() -> None:
    made = list(documents(5, departments=1, years=1))
    assert [(m.county, m.kind) for m in made] == [
        ("演示县", Kind.BUDGET),
        ("演示县", Kind.FINAL),
        ("演示安安县", Kind.BUDGET),
        ("演示安安县", Kind.FINAL),
        ("演示安宁县", Kind.BUDGET),
    ]
    first, again = made[1], made[3]
    assert (first.organisation, again.organisation) == ("演示县财政局", "演示安安县财政局")
    assert len({m.text for m in made}) == len({(m.code, m.kind) for m in made}) == 5
    document = from_json(again.text)
    assert to_json(document) == again.text
    assert document.title == again.title == "演示安安县财政局2025年度部门决算"
    assert document.department == again.organisation
    assert document.tables[0].lines == from_json(first.text).tables[0].lines
