"""No rule raises, whatever is typed wherever."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from performance.data import form, form_ids
from tests.performance.sound import SETS, a_book

TYPED = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "",
            "　",
            "≤",
            "……",
            "0",
            "-1",
            "100%",
            "1e5",
            "9" * 400,
            "２０２３年２月３０日",
            "0%",
            "万元",
        ]
    ),
    st.lists(
        st.sampled_from(
            [*"≥≤><=-~、，；。：（）万亿元%人次年月日余0123456789.", "每次", "按", "年初预算"]
        ),
        max_size=15,
    ).map("".join),
)


def places(form_id: str) -> list[str]:
    """Every path of a form, those of lists in their first two rows."""
    own = form(form_id)
    listed = [f"{s}.{n}.{k}" for s, keys in own.listed.items() for n in (1, 2) for k in keys]
    return [*own.fixed, *listed]


@st.composite
def sheets(draw: st.DrawFn) -> dict[str, dict[str, str]]:
    """Some forms with texts at some of their paths."""
    found: dict[str, dict[str, str]] = {}
    for number in range(draw(st.integers(1, 3))):
        form_id = draw(st.sampled_from(form_ids()))
        paths = draw(st.lists(st.sampled_from(places(form_id)), max_size=25))
        fields = {path: draw(TYPED) for path in paths}
        orders = {
            name: draw(st.sampled_from(["1,2", "2", "", "x"])) for name in form(form_id).listed
        }
        found[f"S{number}"] = {"form": form_id, **orders, **fields}
    return found


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(SETS)), sheets(), st.lists(TYPED, max_size=2))
def test_no_rule_raises_whatever_is_typed_in_new_forms(
    name: str, more: dict[str, dict[str, str]], texts: list[str]
) -> None:
    book = a_book(name, more, *texts)
    assert all(f.message and f.cells for f in book.findings)
    assert all(goal.step for goal in book.goals)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_rule_raises_whatever_is_typed_over_sound_forms(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(SETS)))
    key, fields = data.draw(st.sampled_from(sorted(SETS[name][2].items())))
    paths = data.draw(st.lists(st.sampled_from(places(fields["form"])), min_size=1, max_size=8))
    book = a_book(name, {key: {path: data.draw(TYPED) for path in paths}})
    assert all(f.message and f.cells for f in book.findings)
