"""The standard figures: where shapes stand, what they say, and that all can be read."""

from __future__ import annotations

import io
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from disclosures.core.document import Chart, Document, Point
from disclosures.render.charts import Path, Picture, Words, alt_text, picture, png, svg
from disclosures.render.charts.columns import BEFORE, LAST
from disclosures.render.charts.pie import MOST, RADIUS, TINTS, readable
from disclosures.render.charts.shapes import HAIR, INK, OUTLINE
from disclosures.render.draw.fonts import BOLD, REGULAR, typeface


def chart(kind: str, *points: tuple[str, str, int, str]) -> Chart:
    return Chart(
        id="fig",
        number="图1",
        caption="某图",
        kind=kind,
        unit="万元",
        points=tuple(
            Point(label=label, shown=shown, value=value, sources=(), share=share)
            for label, shown, value, share in points
        ),
    )


YEARS = chart("column", ("2019年", "100.00", 1_000_000, ""), ("2020年", "50.00", 500_000, ""))
HALVES = chart("pie", ("基本支出", "50.00", 500_000, "50%"), ("项目支出", "50.00", 500_000, "50%"))


def test_columns_stand_on_a_zero_line_with_their_figures_above_and_years_below() -> None:
    assert picture(YEARS) == Picture(
        width=440.0,
        height=174.0,
        shapes=(
            _rectangle(114.0, 22.0, 176.0, 152.0, BEFORE),
            Words(145.0, 16.3, "100.00万元", anchor="middle", bold=True),
            Words(145.0, 165.3, "2019年", anchor="middle"),
            _rectangle(264.0, 87.0, 326.0, 152.0, LAST),
            Words(295.0, 81.3, "50.00万元", anchor="middle", bold=True),
            Words(295.0, 165.3, "2020年", anchor="middle"),
            Path((("M", (70.0, 152.0)), ("L", (370.0, 152.0))), stroke=INK, width=0.75),
        ),
        data="2019年 100.00万元；2020年 50.00万元",
    )


def test_a_column_below_zero_hangs_from_the_line() -> None:
    drawn = picture(chart("column", ("2019年", "-1.00", -1, ""), ("2020年", "1.00", 1, "")))
    below, above, zero = drawn.paths
    assert _span(above)[1] == _span(below)[0] == _span(zero)[0]
    assert [w.text for w in drawn.words] == ["-1.00万元", "2019年", "1.00万元", "2020年"]


def test_of_nothing_there_is_a_line_and_no_column() -> None:
    drawn = picture(chart("column", ("2019年", "0.00", 0, ""), ("2020年", "1.00", 1, "")))
    assert [p.fill for p in drawn.paths] == [LAST, ""]


def test_two_halves_are_two_half_circles_with_labels_on_both_sides() -> None:
    drawn = picture(HALVES)
    assert (drawn.width, drawn.height) == (440.0, 140.0)
    right, left = list(drawn.paths)[:2]
    assert right.moves == (
        ("M", (220.0, 70.0)),
        ("L", (220.0, 6.0)),
        ("C", (255.35, 6.0, 284.0, 34.65, 284.0, 70.0)),
        ("C", (284.0, 105.35, 255.35, 134.0, 220.0, 134.0)),
        ("Z", ()),
    )
    assert (right.fill, left.fill, right.stroke, right.width) == (*TINTS[:2], OUTLINE, HAIR)
    assert list(drawn.words) == [
        Words(307.0, 67.3, "基本支出"),
        Words(307.0, 80.3, "50.00万元（50%）"),
        Words(133.0, 67.3, "项目支出", anchor="end"),
        Words(133.0, 80.3, "50.00万元（50%）", anchor="end"),
    ]


def test_a_whole_is_a_circle_without_an_edge_to_the_centre() -> None:
    (circle, _pointer) = picture(chart("pie", ("收入", "1.00", 1, "100%"))).paths
    assert "".join(name for name, _ in circle.moves) == "MCCCCZ"


def test_the_largest_slice_lies_on_the_left_and_thin_ones_face_the_right() -> None:
    drawn = picture(
        chart("pie", ("甲", "90", 90, "90%"), ("乙", "5", 5, "5%"), ("丙", "5", 5, "5%"))
    )
    assert [(w.text, w.anchor) for w in drawn.words if len(w.text) == 1] == [
        ("甲", "end"),
        ("乙", "start"),
        ("丙", "start"),
    ]


def test_many_thin_slices_become_a_list_of_bars() -> None:
    thin = [(f"{n}", "1", 1, "1%") for n in range(3)]
    drawn = picture(chart("pie", ("其他", "97", 97, "97%"), *thin))
    bars = [p for p in drawn.paths if p.fill]
    assert [w.text for w in drawn.words][:2] == ["其他", "97万元（97%）"]
    assert len(bars) == 4
    assert not any(name == "C" for p in bars for name, _ in p.moves)


@pytest.mark.parametrize(
    ("values", "pie"),
    [
        ([1], True),
        ([90, 5, 5], True),
        ([96, 2, 2], True),
        ([94, 2, 2, 2], False),
        ([1] * 6, True),
        ([1] * 7, False),
        ([5, -1], False),
        ([0, 0], False),
        ([], False),
    ],
)
def test_a_pie_is_drawn_only_where_it_can_be_read(values: list[int], pie: bool) -> None:
    assert readable(chart("pie", *(("甲", "1", v, "") for v in values)).points) is pie


def test_a_bar_of_little_is_still_seen() -> None:
    points = [("甲", "1", 1, "0%"), ("乙", "1000000", 1_000_000, "100%")]
    drawn = picture(chart("pie", *points, *[("丙", "1", 1, "0%")] * 2))
    widths = [_span(p, axis=0) for p in drawn.paths if p.fill]
    assert widths[0][1] - widths[0][0] == pytest.approx(1.0)


def test_neighbouring_tints_differ_in_grey() -> None:
    greys = [_grey(t) for t in TINTS]
    for number in range(2, MOST + 1):
        ring = [*greys[:number], greys[0]]
        assert min(abs(a - b) for a, b in pairwise(ring)) > 0.15
    assert _grey(BEFORE) - _grey(LAST) > 0.3


NAMES = st.text(
    st.sampled_from("一般公共预算财政拨款收入（类）、，“”Ab%Wm .09-\n\x00\ud800<&>"), max_size=60
)
POINTS = st.lists(
    st.tuples(
        NAMES,
        st.integers(-(10**14), 10**14).map(lambda n: f"{n / 100:.2f}"),
        st.integers(-(10**6), 10**14),
        st.sampled_from(["", "0.01%", "100%", "12345.67%"]),
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=150)
@example("pie", [("", "0.00", 1, ""), ("", "0.00", 1, ""), ("", "0.00", 4, "")])
@given(st.sampled_from(["column", "pie"]), POINTS)
def test_labels_of_any_chart_stand_within_the_picture_and_never_overlap(
    kind: str, points: list[tuple[str, str, int, str]]
) -> None:
    drawn = picture(chart(kind, *points))
    boxes = [w.box for w in drawn.words]
    for left, top, right, bottom in boxes:
        assert -0.01 <= left <= right <= drawn.width + 0.01
        assert 0 <= top <= bottom <= drawn.height
    for (l1, t1, r1, b1), (l2, t2, r2, b2) in combinations(boxes, 2):
        assert r1 <= l2 + 0.02 or r2 <= l1 + 0.02 or b1 <= t2 + 0.02 or b2 <= t1 + 0.02
    for path in drawn.paths:
        assert 0 <= _span(path, axis=0)[0] <= _span(path, axis=0)[1] <= drawn.width
        assert 0 <= _span(path)[0] <= _span(path)[1] <= drawn.height
    ElementTree.fromstring(svg(drawn, alt="某图"))


@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(1, 100), min_size=2, max_size=6))
def test_no_pointer_of_a_pie_crosses_the_pie_or_another(values: list[int]) -> None:
    points = chart("pie", *((f"第{v}项支出", f"{v}.00", v, f"{v}%") for v in values))
    if not readable(points.points):
        return
    paths = list(picture(points).paths)
    pointers = [[xy for _, xy in p.moves] for p in paths if not p.fill]
    centre = paths[0].moves[0][1]
    for pointer in pointers:
        for start, end in pairwise(pointer):
            for n in range(11):
                x, y = (
                    a + (b - a) * n / 10 - c for a, b, c in zip(start, end, centre, strict=True)
                )
                assert x * x + y * y >= (RADIUS - 0.1) ** 2
    for one, other in combinations(pointers, 2):
        pairs = ((a, b) for a in pairwise(one) for b in pairwise(other))
        assert not any(_cross(a, b) for a, b in pairs)


def test_the_room_that_labels_count_on_is_what_the_typeface_needs_at_most() -> None:
    for style in (REGULAR, BOLD):
        for text in ("1837.06万元（29.55%）", "“三公”经费-1,000.00", "GDP、WTO和iPhone"):
            words = Words(0.0, 0.0, text, size=1.0)
            assert typeface(style).width(text) <= words.box[2]


def test_the_figures_of_a_document_say_what_the_document_says(luzhou_document: Document) -> None:
    assert len(luzhou_document.charts) == 7
    for each in luzhou_document.charts:
        said = [w.text for w in picture(each).words]
        for point in each.points:
            assert point.label in "".join(said)
            share = f"（{point.share}）" if point.share else ""
            assert f"{point.shown}万元{share}" in said


def test_an_svg_says_what_it_shows_and_refers_to_nothing() -> None:
    text = svg(picture(HALVES), alt="图1 <支出> & 结构")
    root = ElementTree.fromstring(text)
    names = {e.tag.split("}")[1] for e in root.iter()}
    assert names == {"svg", "title", "desc", "path", "text"}
    assert root[0].text == "图1 <支出> & 结构"
    assert root[1].text == "基本支出 50.00万元（50%）；项目支出 50.00万元（50%）"
    assert not {"style", "href", "id", "class"} & {a for e in root.iter() for a in e.attrib}
    assert root.attrib["font-family"].startswith("Noto Serif CJK SC")


def test_what_a_chart_shows_in_words() -> None:
    assert alt_text(YEARS) == "某图：2019年100.00万元；2020年50.00万元。"
    assert alt_text(HALVES) == "某图：基本支出50.00万元，占50%；项目支出50.00万元，占50%。"


def test_a_png_is_as_large_as_it_was_asked_to_be_and_shows_text() -> None:
    drawn = picture(YEARS)
    image = Image.open(io.BytesIO(png(drawn, 2.0)))
    assert image.size == (880, 348)
    label = image.convert("L").crop((260, 12, 320, 36))
    assert label.getextrema()[0] < 100 < label.getextrema()[1]


def test_the_same_chart_makes_the_same_bytes() -> None:
    assert svg(picture(HALVES), alt="") == svg(picture(HALVES), alt="")
    assert png(picture(HALVES), 1.0) == png(picture(HALVES), 1.0)


def _rectangle(left: float, top: float, right: float, bottom: float, fill: str) -> Path:
    moves = (
        ("M", (left, top)),
        ("L", (right, top)),
        ("L", (right, bottom)),
        ("L", (left, bottom)),
        ("Z", ()),
    )
    return Path(moves, fill, OUTLINE, HAIR)


def _span(path: Path, axis: int = 1) -> tuple[float, float]:
    """The least and the greatest x (axis 0) or y of an outline."""
    places: list[float] = []
    for kind, at in path.moves:
        found = at[axis::2]
        places += _along(places[-1], *found) if kind == "C" else found
    return min(places), max(places)


def _along(start: float, pull: float, other: float, end: float) -> list[float]:
    """Places on a curve: the points that pull at it may lie outside what is drawn."""
    steps = [n / 20 for n in range(1, 21)]
    return [
        (1 - t) ** 3 * start + 3 * (1 - t) ** 2 * t * pull + 3 * (1 - t) * t**2 * other + t**3 * end
        for t in steps
    ]


def _grey(ink: str) -> float:
    red, green, blue = (int(ink[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _cross(a: tuple[tuple[float, ...], ...], b: tuple[tuple[float, ...], ...]) -> bool:
    def side(p: tuple[float, ...], q: tuple[float, ...], r: tuple[float, ...]) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    (p, q), (r, s) = a, b
    apart = 1e-6
    return side(p, q, r) * side(p, q, s) < -apart and side(r, s, p) * side(r, s, q) < -apart
