"""A public site of any size: some publications, many times over under other names.

Documents of the invented county are made public and read as the worker does.  Their rows are then
copied by the database itself, with other bodies, years and titles; projects and titles are put
together anew, so that there are common, rare and absent words.  The Documents are the same, byte
for byte: 300,000 different ones would take an hour to make, and a page reads only its own.
What can be searched for is computed by the code of the portal.  PostgreSQL only.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Model

YEARS = (2021, 2022, 2023, 2024)
KINDS = ("budget", "final")
EACH = len(YEARS) * len(KINDS)
PROJECTS = 3
FIRST = 1_000
#: So many different Documents.
BASE = 12
NO_BASES = {kind: [0] for kind in KINDS}
_A = "青云白石龙凤金玉清平永安长兴临江东河新丰"
_B = "山河阳城溪川坪湾桥岭湖泉塘坝林源关镇原田"
#: Names of places, two characters each.
PLACES = [a + b for a in _A for b in _B]
OFFICES = (
    "教育局", "水利局", "交通运输局", "农业农村局", "民政局", "财政局",
    "文化和旅游局", "卫生健康局", "应急管理局", "林业局", "审计局", "司法局",
)  # fmt: skip
THEMES = (
    "校舍维修", "道路养护", "河道清淤", "营养午餐", "疫苗接种", "森林防火", "图书购置", "桥梁加固",
    "农田灌溉", "饮水安全", "垃圾清运", "路灯改造", "养老护理", "残疾康复", "文物修缮", "法律援助",
    "档案整理", "网络租赁", "车辆更新", "食堂运行", "干部培训", "人才引进", "招商引资", "环境监测",
    "土地确权", "地质勘查", "气象观测", "病虫防治", "良种推广", "农机购置", "粮食收储", "价格监测",
    "统计调查", "信访接待", "消防装备", "警务巡逻", "社区矫正", "公交运营", "污水处理", "供热补贴",
    "住房租赁", "危房改造", "就业见习", "创业贷款", "工伤预防", "医疗救助", "临时救助", "孤儿保障",
)  # fmt: skip
#: Of a million projects so many are called so: a word as rare, and as common, as in the goals.
RARE = {"驿站修复": 370, "温泉勘探": 7_000}
TAILS = ("项目", "经费", "补助", "工程")


def base() -> dict[str, list[int]]:
    """Documents of the invented county, public and read; the ids of their publications by kind."""
    from disclosures.core.document import check_code, from_json
    from disclosures.models import Disclosure, Organisation, Publication, Release
    from portal.county.documents import documents
    from public.index import catch_up

    found: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for made in documents(BASE, departments=BASE // 4, years=2):
        document = from_json(made.text)
        organisation, _ = Organisation.objects.get_or_create(
            name=made.organisation, code=made.code, level="department"
        )
        disclosure = Disclosure.objects.create(
            organisation=organisation, year=made.year, kind=made.kind, state="published",
            form_set=document.form_set, origin="facts",
        )  # fmt: skip
        publication = Publication.objects.create(
            disclosure=disclosure, number=1, version=1, title=made.title, rules="bench",
            content=zlib.compress(made.text.encode(), 9), sha256=check_code(made.text),
            schema=document.schema, form_set=document.form_set,
        )  # fmt: skip
        Release.objects.create(publication=publication, deed="published", who="bench")
        found[made.kind].append(publication.pk)
    catch_up()
    return found


def grow(count: int, bases: Mapping[str, list[int]], whole: Collection[int]) -> None:
    """Add publications until there are ``count`` more than the base ones; ``whole``: see below."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off; SET maintenance_work_mem = '1GB'")
        cursor.execute("DROP INDEX public_entry_words")
        _clones(cursor, count, bases)
        _bodies(cursor)
        _papers(cursor, whole)
        _entries(cursor, count)
        cursor.execute("CREATE INDEX public_entry_words ON public_entry USING gin (words)")
        cursor.execute("VACUUM ANALYZE")


def _clones(cursor: Any, count: int, bases: Mapping[str, list[int]]) -> None:
    cursor.execute(
        "CREATE TEMP TABLE clone (pk bigint, base bigint, body bigint, year int, kind text,"
        " title text, body_name text)"
    )
    _copy(cursor, "clone", _clone_rows(count, bases))
    cursor.execute("CREATE INDEX ON clone (base); ANALYZE clone")


def _clone_rows(count: int, bases: Mapping[str, list[int]]) -> Iterator[tuple[object, ...]]:
    for n in range(count):
        body, year, kind = FIRST + n // EACH, YEARS[n % EACH // 2], KINDS[n % 2]
        name = body_name(n // EACH)
        told = "部门预算" if kind == "budget" else "部门决算"
        own = bases[kind]
        yield FIRST + n, own[n // 2 % len(own)], body, year, kind, f"{name}{year}年{told}", name


def body_name(n: int) -> str:
    """The name of a department: there are no two of one name up to 60,000 of them."""
    office, town = n % len(OFFICES), n // len(OFFICES)
    more = "" if town < len(PLACES) else PLACES[town // len(PLACES) - 1]
    return f"{more}{PLACES[town % len(PLACES)]}县{OFFICES[office]}"


def _bodies(cursor: Any) -> None:
    from disclosures.models import Disclosure, Organisation, Publication, Release
    from public.models import Body

    one = "(SELECT DISTINCT ON (body) body, body_name FROM clone ORDER BY body, pk) AS c"
    named = {"id": "c.body", "name": "c.body_name", "code": "''", "parent_id": "NULL"}
    for model in (Organisation, Body):
        table = model._meta.db_table
        _cloned(cursor, model, named, f"{one}, (SELECT * FROM {table} LIMIT 1) AS b")
    asked = {"id": "c.pk", "organisation_id": "c.body", "year": "c.year", "kind": "c.kind"}
    of = "clone AS c JOIN disclosures_publication AS p ON p.id = c.base"
    _cloned(
        cursor,
        Disclosure,
        asked,
        f"{of} JOIN disclosures_disclosure AS b ON b.id = p.disclosure_id",
    )
    frozen = {"id": "c.pk", "disclosure_id": "c.pk", "title": "c.title"}
    _cloned(
        cursor, Publication, frozen, "clone AS c JOIN disclosures_publication AS b ON b.id = c.base"
    )
    released = {"id": "c.pk", "publication_id": "c.pk"}
    _cloned(
        cursor,
        Release,
        released,
        "clone AS c JOIN disclosures_release AS b ON b.publication_id = c.base",
    )


def _papers(cursor: Any, whole: Collection[int]) -> None:
    from public.models import Paper, Spending

    own = {
        "publication_id": "c.pk", "body_id": "c.body", "disclosure_id": "c.pk", "year": "c.year",
        "kind": "c.kind", "title": "c.title",
        "published_at": "make_timestamptz(c.year + 1, 3, 1, 0, 0, 0)",
    }  # fmt: skip
    _cloned(cursor, Paper, own, "clone AS c JOIN public_paper AS b ON b.publication_id = c.base")
    spent = {
        "id": f"{10**6} + row_number() OVER ()", "paper_id": "c.pk", "year": "c.year",
        "kind": "c.kind", "body_id": "c.body",
    }  # fmt: skip
    # A quarter of their lines, else 300,000 papers would have thirteen million; ``whole`` have all.
    every = ", ".join(map(str, whole))
    some = (
        "clone AS c JOIN public_spending AS b ON b.paper_id = c.base"
        f" AND (b.id % 4 = 0 OR c.pk IN ({every}))"
    )
    _cloned(cursor, Spending, spent, some)


def _entries(cursor: Any, count: int) -> None:
    from public.models import Entry, Project

    cursor.execute(
        "CREATE TEMP TABLE fresh (kind text, key text, name text, plain text, code text,"
        " year int, rank bigint, body bigint, paper bigint, lexemes text[], amount bigint)"
    )
    _copy(cursor, "fresh", _entry_rows(count))
    cursor.execute("ANALYZE fresh")
    projects = {
        "id": f"{10**6} + row_number() OVER ()", "paper_id": "f.paper", "name": "f.name",
        "amount": "f.amount",
    }  # fmt: skip
    some = "(SELECT * FROM public_project LIMIT 1) AS b, fresh AS f WHERE f.kind = 'project'"
    _cloned(cursor, Project, projects, some)
    entry = {
        **{name: f"f.{name}" for name in ("kind", "key", "name", "plain", "code", "year", "rank")},
        "id": f"{10**6} + row_number() OVER ()", "body_id": "f.body", "paper_id": "f.paper",
        "text": "coalesce(b.text, '')",
        "words": "coalesce(b.words, '') || array_to_tsvector(f.lexemes)",
    }  # fmt: skip
    joined = (
        "fresh AS f LEFT JOIN clone AS c ON f.kind = 'paper' AND c.pk = f.paper"
        " LEFT JOIN public_entry AS b ON b.kind = 'paper' AND b.paper_id = c.base"
    )
    _cloned(cursor, Entry, entry, joined, "words")


def _entry_rows(count: int) -> Iterator[tuple[object, ...]]:
    chance = random.Random(30)
    for pk, _, body, year, _, title, name in _clone_rows(count, NO_BASES):
        assert isinstance(year, int)
        assert isinstance(pk, int)
        rank = year * 10**8 + 738_000 + pk % 365
        if pk % EACH == FIRST % EACH:
            yield _entry("body", f"{body}", str(name), None, 9999 * 10**8, body, None)
        yield _entry("paper", f"{pk}", str(title), year, rank, body, pk)
        for number in range(PROJECTS):
            called = project_name(chance) + ("" if number == 0 else f"{number + 1}")
            yield _entry("project", f"{pk}-{number}", called, year, rank, body, pk)


def project_name(chance: random.Random) -> str:
    """A name like those of projects."""
    return chance.choice(PLACES) + _theme(chance) + chance.choice(TAILS)


def _theme(chance: random.Random) -> str:
    lot = chance.randrange(1_000_000)
    for theme, of_a_million in RARE.items():
        if lot < of_a_million:
            return theme
        lot -= of_a_million
    return chance.choice(THEMES)


def _entry(
    kind: str, key: str, name: str, year: int | None, rank: int, body: object, paper: object
) -> tuple[object, ...]:
    from public.core.grams import fold
    from public.models import Entry
    from public.search import lexemes

    words = lexemes(Entry(kind=kind, name=name))
    # Lexemes are letters and digits: nothing in them is a sign of an array.
    return (
        kind,
        key,
        name,
        fold(name),
        "",
        year,
        rank,
        body,
        paper,
        f"{{{','.join(words)}}}",
        100_000,
    )


def _copy(cursor: Any, table: str, rows: Iterator[tuple[object, ...]]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as into:
        for row in rows:
            into.write("\t".join("\\N" if v is None else str(v) for v in row) + "\n")


def _cloned(
    cursor: Any, model: type[Model], changed: Mapping[str, str], of: str, *more: str
) -> None:
    """Insert rows like those of ``b``, with other values in some columns."""
    columns = [field.column for field in model._meta.concrete_fields] + list(more)
    values = [changed.get(column, f"b.{column}") for column in columns]
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)})"
        f" SELECT {', '.join(values)} FROM {of}"
    )
