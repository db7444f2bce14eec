"""English beside Chinese: every text of the interface is said, and English pages stay English."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import trans_real
from lxml import html

from disclosures.data import economic, functions
from disclosures.models import Disclosure, Publication
from public.core.said import Said, listed
from public.index import catch_up
from public.languages import said
from public.models import Body, Paper, Project, Spending
from public.templatetags.site import much, people
from tests.public.messages import PO, told, wanted

PLACES = re.compile(r"%\(\w+\)s|%%|\{\w*\}")
CHINESE = re.compile(r"[\u3400-\u9fff]|[，。；：（）、《》]")
#: Not the interface: data in Chinese, names in pictures, code, what leads to the Chinese page.
LEFT_OUT = "//*[starts-with(@lang, 'zh')] | //script | //pre | //*[local-name()='text']"
SPOKEN = ("aria-label", "placeholder", "title", "content")


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """Tests need what ``./run setup`` makes."""
    made = PO.with_suffix(".mo")
    if not made.exists() or made.stat().st_mtime < PO.stat().st_mtime:
        subprocess.run(["msgfmt", "--check-format", "-o", str(made), str(PO)], check=True)
        trans_real._translations.clear()


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


# -- what is said --------------------------------------------------------------------------------


def test_every_text_of_the_public_site_is_said_in_english_and_no_other() -> None:
    english = told()
    assert {"missing": wanted() - set(english), "unused": set(english) - wanted()} == {
        "missing": set(),
        "unused": set(),
    }
    assert [text for text, words in english.items() if not words.strip() and text.strip()] == []


def test_the_same_places_stand_in_both_languages() -> None:
    pairs = {
        text: (Counter(PLACES.findall(text)), Counter(PLACES.findall(words)))
        for text, words in told().items()
    }
    odd = {text: pair for text, pair in pairs.items() if set(pair[0]) != set(pair[1])}
    assert odd == {}
    counted = [t for t, (a, b) in pairs.items() if a["{}"] != b["{}"]]
    assert counted == []


def test_no_chinese_is_left_in_what_is_said() -> None:
    left = {w for w in told().values() if CHINESE.search(w.replace("(万元)", ""))}
    assert left == set()


def test_the_messages_are_sorted_and_have_no_dates() -> None:
    text = PO.read_text()
    assert list(told()) == sorted(told())
    assert "Date" not in text
    assert "#:" not in text


# -- how it is said ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (128_600_000_00, "¥128.60 million"),
        (1_290_000_000_00, "¥1.29 billion"),
        (45_300_00, "¥45,300"),
        (-2_000_000_00, "−¥2.00 million"),
        (50, "¥0.50"),
        (0, "¥0.00"),
    ],
)
def test_amounts_are_said_as_english_readers_say_them(
    in_english: None, fen: int, words: str
) -> None:
    assert (much(fen), html.fromstring(str(people(fen))).text_content()) == (words, words)


def test_the_same_amounts_in_chinese() -> None:
    assert (much(128_600_000_00), str(people(45_300_00))) == (
        "12,860.00 万元",
        '<data value="45300.0" title="45,300.00 元">4.53</data> 万元',
    )


def test_a_sentence_with_places_is_chinese_text_that_can_be_said_in_english() -> None:
    years = listed("、", ["2023", "2024"])
    sentence = Said("{years}年没有价格指数，只列名义金额。", years=years)
    assert sentence == "2023、2024年没有价格指数，只列名义金额。"
    assert said(sentence) == sentence
    with translation.override("en"):
        assert said(sentence) == (
            "There is no price index for 2023, 2024; only nominal amounts are given."
        )


def test_what_was_kept_with_numbers_is_said_with_the_same_numbers(in_english: None) -> None:
    kept = "12 张表，3 张空表没有说明"
    assert (said(kept), said("财政局"), said("")) == (
        "Tables: 12; empty without a reason: 3",
        "财政局",
        "",
    )


# -- the pages -----------------------------------------------------------------------------------

ADDRESSES: dict[str, Callable[[Paper], str]] = {
    "front": lambda p: "/en/",
    "departments": lambda p: "/en/departments/",
    "department": lambda p: f"/en/departments/{p.body_id}/",
    "year": lambda p: f"/en/departments/{p.body_id}/{p.year}/",
    "publication": lambda p: f"/en/public/{p.pk}/",
    "table": lambda p: f"/en/public/{p.pk}/tables/overview/",
    "quality of one": lambda p: f"/en/public/{p.pk}/quality/",
    "money": lambda p: f"/en/money/{p.year}/{p.kind}/",
    "money of one": lambda p: f"/en/departments/{p.body_id}/{p.year}/money/",
    "three expenses": lambda p: "/en/sangong/",
    "projects": lambda p: "/en/projects/",
    "execution": lambda p: f"/en/money/{p.year}/execution/",
    "compare": lambda p: f"/en/compare/?with={p.body_id}&prices=real&per=staff",
    "compared badly": lambda p: "/en/compare/?measure=x&from=y&z=1",
    "search": lambda p: "/en/search/?q=2080101",
    "nothing found": lambda p: "/en/search/?q=nothing",
    "list": lambda p: "/en/public/",
    "quality": lambda p: "/en/quality/",
    "rules": lambda p: "/en/quality/rules/",
    "glossary": lambda p: "/en/glossary/",
    "data": lambda p: "/en/data/",
    "api": lambda p: "/en/data/api/",
    "nowhere": lambda p: "/en/public/999999/",
}


def test_english_pages_say_nothing_in_chinese_but_data(here: Disclosure, client: Client) -> None:
    catch_up()
    paper = Paper.objects.get()
    known = _data()
    odd: dict[str, object] = {}
    for name, address in ADDRESSES.items():
        answer = client.get(address(paper))
        assert answer.status_code in (200, 400, 404), name
        assert (answer.status_code == 200) == (name not in ("compared badly", "nowhere")), name
        page = html.fromstring(answer.content.decode())
        assert page.get("lang") == "en", name
        if left := _chinese(page, known):
            odd[name] = left
    assert odd == {}


def test_english_pages_lead_to_english_pages_and_to_their_chinese_one(
    here: Disclosure, client: Client
) -> None:
    catch_up()
    paper = Paper.objects.get()
    for name, address in ADDRESSES.items():
        own = address(paper).partition("?")[0]
        page = html.fromstring(client.get(address(paper)).content.decode())
        chinese = page.xpath("//footer//a[@lang='zh']/@href")
        assert chinese == [own.removeprefix("/en")], name
        menu = page.xpath("//header//a/@href")
        assert [href for href in menu if not href.startswith("/en/")] == [], name


def test_chinese_pages_stay_chinese(here: Disclosure, client: Client) -> None:
    catch_up()
    paper = Paper.objects.get()
    page = html.fromstring(client.get(f"/departments/{paper.body_id}/{paper.year}/").content)
    assert page.get("lang") == "zh-CN"
    text = " ".join(page.text_content().split())
    assert re.search(r"\d{4}年\d{1,2}月\d{1,2}日公开", text)
    assert [link.text for link in page.xpath("//header//nav//a")] == [
        "部门", "钱花在哪里", "“三公”", "项目", "比较", "公开列表", "公开质量", "开放数据",
    ]  # fmt: skip


def _data() -> list[str]:
    """Names and texts of what is published, the longest first."""
    found: set[str] = set()
    for body in Body.objects.all():
        found |= {body.name, body.region}
    for paper in Paper.objects.all():
        found |= {paper.title, paper.why}
    found |= set(Spending.objects.values_list("name", flat=True))
    for one in Project.objects.all():
        found |= {one.name, one.expected, one.done, one.score}
        found |= {str(text) for goal in one.goals for text in goal.values()}
    for code, year in Spending.objects.values_list("code", "year"):
        short = {code[:size] for size in (3, 5, 7)}
        found |= {k.name(one, year) for one in short for k in (functions(), economic())}
    for publication in Publication.objects.all():
        found |= {table.title for table in publication.document.tables}
        found |= {table.code for table in publication.document.tables}
    return sorted(filter(None, found), key=len, reverse=True)


def _chinese(page: html.HtmlElement, known: list[str]) -> list[str]:
    for element in page.xpath(LEFT_OUT):
        element.drop_tree()
    texts = [str(text) for text in page.xpath("//text()")]
    texts += [str(t) for name in SPOKEN for t in page.xpath(f"//@{name}")]
    left = []
    for text in texts:
        rest = text
        for word in known if CHINESE.search(text) else ():
            rest = rest.replace(word, "")
        if CHINESE.search(rest.replace("(万元)", "")):
            left.append(text.strip())
    return left
