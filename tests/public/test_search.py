"""One search over everything that is public, the same on both databases."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from disclosures.actions import withdraw
from disclosures.models import Disclosure
from public import search
from public.core.grams import Asked, around, fold, grams, marked
from public.index import catch_up
from public.models import Entry
from public.search import LATEST, find, put
from tests.factories import small_disclosure, small_facts
from tests.portal.course import approved, published
from tests.portal.people import Crew, actor, crew_of

# -- words, without a database -----------------------------------------------------------------


def test_a_chinese_text_becomes_pairs_of_characters_and_its_last_one() -> None:
    assert grams("社保局") == ["社保", "保局", "局"]


def test_numbers_and_latin_words_stay_whole() -> None:
    assert grams("2080101行政Run-2") == ["2080101", "行政", "政", "run", "2"]


def test_full_width_signs_quotes_and_wide_spaces_make_no_difference() -> None:
    assert fold("“三公”经费\u3000ＰＰＰ ２０８") == "三公经费 ppp 208"


def test_a_question_is_cut_to_what_is_worth_asking() -> None:
    asked = Asked.of("社保 2020年\x00'\"; " + "字" * 10_000)

    assert asked.runs[:3] == ("社保", "2020", "年")
    assert max(map(len, asked.runs)) <= 40


def test_single_characters_count_only_where_nothing_longer_is_asked_for() -> None:
    assert Asked.of("2020年").words == ("2020",)
    assert Asked.of("2020年").compared == ("年",)
    assert Asked.of("局").words == ("局",)


def test_what_was_found_is_marked_in_the_text_as_it_was() -> None:
    assert marked("“三公”经费ＰＰＰ", ("三公经费", "ppp")) == [
        ("“", False),
        ("三公”经费ＰＰＰ", True),
    ]


def test_a_number_is_marked_from_its_beginning_only() -> None:
    assert marked("1208 2080101", ("208",)) == [("1208 ", False), ("208", True), ("0101", False)]


def test_a_long_text_is_cut_around_the_first_word_found() -> None:
    assert (
        around("甲" * 50 + "社保" + "乙" * 50, ("社保",), 20)
        == "…" + "甲" * 5 + "社保" + "乙" * 13 + "…"
    )
    assert around("没有", ("社保",)) == ""


# -- the index of each database ----------------------------------------------------------------


def entered(name: str, kind: str = "project", text: str = "", rank: int = 0, code: str = "") -> str:
    entry = Entry.objects.create(
        kind=kind,
        key=str(Entry.objects.count()),
        name=name,
        plain=fold(name),
        code=code,
        text=text,
        rank=rank,
    )
    put([entry])
    return name


def names(q: str, **how: object) -> list[str]:
    return [entry.name for entry in find(q, **how).hits]  # type: ignore[arg-type]


@pytest.mark.django_db
def test_exact_names_come_first_then_names_by_year_then_texts() -> None:
    text = entered("某局决算", "paper", "社保基金管理", 2024)
    old, new = entered("社保经办", rank=2022), entered("城乡社保", rank=2023)
    exact = entered("社保", rank=2020)
    entered("社会保障")

    assert names("社保") == [exact, new, old, text]
    assert find("社保").count == 4


@pytest.mark.django_db
def test_the_pages_of_a_search_join_without_a_gap() -> None:
    wanted = [entered(f"社保项目{n}", rank=100 - n) for n in range(5)]
    wanted += [entered(f"某局{n}", "paper", "关于社保", 100 - n) for n in range(5)]

    pages = [names("社保", limit=3, offset=offset) for offset in range(0, 15, 3)]

    assert [name for page in pages for name in page] == wanted
    assert find("社保", limit=3, offset=9).count == 10


@pytest.mark.django_db
def test_longer_words_are_compared_and_not_only_their_pairs() -> None:
    right = entered("会保障局")
    entered("障局会保障")  # every pair of 保障局会 but not the word

    assert names("会保障局") == [right]
    assert names("保障局会") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "q", ["208", "2080101", "２０８", "行政 208", "行政\u3000运行", "行", "政运行"]
)
def test_a_function_is_found_by_code_name_and_pieces(q: str) -> None:
    entered("行政运行", "function", code="2080101")

    assert names(q) == ["行政运行"]


@pytest.mark.django_db
@pytest.mark.parametrize("q", ["0101", "绝无", "行政 教育", "", "  ", "…", "*", "%", "_"])
def test_what_is_not_there_is_not_found(q: str) -> None:
    entered("行政运行", "function", code="2080101")

    assert find(q).hits == []
    assert find(q).count == 0


@pytest.mark.django_db
def test_all_words_count_wherever_they_stand() -> None:
    both = entered("教育局", "paper", "学生营养餐")
    entered("教育局", "paper", "校舍")

    assert names("营养 教育") == [both]


@pytest.mark.django_db
def test_a_kind_is_searched_alone() -> None:
    entered("教育局", "body")
    term = entered("教育费附加", "term")

    assert names("教育", kinds=["term"]) == [term]
    assert find("教育", kinds=["nothing"]).hits == []


@pytest.mark.django_db
def test_very_many_hits_are_not_counted_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("public.search.COUNTED", 4)
    entered("服务", rank=1)
    for n in range(8):
        entered(f"服务{n}", rank=10 + n)

    assert names("服务", limit=3) == ["服务", "服务7", "服务6"]
    assert (find("服务").count, find("服务").more) == (4, True)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="of very many it sorts the newest")
@pytest.mark.parametrize("q", ["社保", "社", "社保局", "2024", "社保 2024", "养老", "养老 2024"])
@pytest.mark.parametrize("kinds", [None, ["project"], ["body", "paper"]])
def test_very_many_hits_stand_in_the_order_of_few(q: str, kinds: list[str] | None) -> None:
    for n in range(6):
        entered(f"社保局{n}", "body", "养老", rank=LATEST + n % 3)
        entered(f"{2020 + n}年社保局预算", "paper", "养老 2024", rank=100 * n % 250)
        entered(f"社保{n}", rank=100 * n % 250)
    entered(q, rank=1)
    engine = search._Postgres(Asked.of(q), kinds)

    for words in (engine.names, engine.texts):
        few, count = engine.page(words, 50, 0)
        assert len(few) == count
        many = [key for start in range(0, count, 4) for key in engine.many(words, 4, start)]
        assert many == few


HOSTILE = [
    "\x00", "'; DROP TABLE public_entry; --", '" OR 1=1', "')", "a:* & !b", "n : x", "NEAR(", "\\",
    "字" * 10_000, "a " * 5_000, "\ud800", "𠀀𠀁", "👍", "{n} : x", "-", "^社", "%s", "{like}",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("q", HOSTILE)
def test_nothing_that_is_asked_breaks_the_search(q: str) -> None:
    entered("教育")

    assert find(q).hits == []


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["0", "-1", "99999", "x", "²", "50"])
def test_no_page_number_breaks_the_page(client: Client, page: str) -> None:
    assert client.get("/search/", {"q": "社保", "page": page, "kind": "x"}).status_code == 200


# -- what is public ------------------------------------------------------------------------------


def kinds(q: str) -> set[str]:
    return {entry.kind for entry in find(q).hits}


def test_what_is_only_approved_is_not_found(disclosure: Disclosure, crew: Crew) -> None:
    approved(disclosure, crew)
    catch_up()

    assert not find("某市某局").hits
    assert not find("208").hits


def test_what_is_published_is_found_until_it_is_withdrawn(
    disclosure: Disclosure, crew: Crew, client: Client
) -> None:
    here = published(disclosure, crew)
    catch_up()
    assert kinds("某市某局") == {"body", "paper"}
    assert kinds("2080101") == {"function", "paper"}
    assert kinds("三公经费") >= {"term"}

    page = client.get("/search/", {"q": "某市"}).content.decode()
    assert f'<a href="/departments/{here.organisation_id}/"><mark>某市</mark>某局</a>' in page

    withdraw(disclosure=here, numbers=[1], why="含个人信息", by=actor(crew.reviewer))
    catch_up()
    assert kinds("某市某局") == {"body"}
    assert not find("2080101").hits
    assert not find("三公经费").hits


def test_functions_and_terms_of_a_withdrawn_paper_stay_if_another_tells_of_them(
    disclosure: Disclosure, crew: Crew
) -> None:
    other = small_disclosure(small_facts(department="某县某局", department_code="702"))
    others = crew_of(other)
    second = published(other, others)
    first = published(disclosure, crew)
    catch_up()

    for here, by in ((first, crew), (second, others)):
        assert kinds("2080101") >= {"function"}
        withdraw(disclosure=here, numbers=[1], why="含个人信息", by=actor(by.reviewer))
        catch_up()

    assert not find("2080101").hits


def test_a_page_without_a_question_tells_what_can_be_asked_for(
    disclosure: Disclosure, crew: Crew, client: Client
) -> None:
    here = published(disclosure, crew)
    for address in ("/search/", "/en/search/"):
        page = client.get(address).content.decode()
        assert "某市某局" in page
        assert f"departments/{here.organisation_id}/" in page
