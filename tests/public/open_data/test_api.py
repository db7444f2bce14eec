"""The API: what it answers, in which form, and what it never tells."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from jsonschema import Draft202012Validator
from jsonschema_rs import meta

from disclosures.render.data.lines import line_rows
from disclosures.render.data.rows import FACTS, fact_rows
from public.api.door import description
from public.models import Project, Spending
from tests.public.open_data.shelf import HARMFUL, SECRET, TAKEN_BACK, WHY, Shelf

pytestmark = pytest.mark.django_db

API = "/api/v1"
PROBLEM = "application/problem+json"


def get(path: str, **headers: str) -> HttpResponse:
    return Client().get(
        f"{API}{path}", headers={k.replace("_", "-"): v for k, v in headers.items()}
    )  # type: ignore[return-value]


def said(path: str) -> Any:
    answer = get(path)
    assert answer.status_code == 200, answer.content.decode()
    return json.loads(answer.content)


def rows(path: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(get(path).content.decode("utf-8-sig"))))


def addresses(shelf: Shelf) -> list[str]:
    """Every endpoint of the description, with keys of things that there are."""
    keys = {"organisations": shelf.new.body_id, "publications": shelf.new.pk}
    found = []
    for path in description()["paths"]:
        short = path.removeprefix(API)
        key = keys.get(short.split("/")[1], 0)
        found.append(short.replace("{id}", str(key)).replace("{role}", "expenditure"))
    return [f"{one}?q=某市" if one == "/search" else one for one in found]


def validator(path: str, status: str, media: str) -> Draft202012Validator:
    """What the description says of an answer."""
    schema = description()["paths"][path]["get"]["responses"][status]["content"][media]["schema"]
    parts = {"components": description()["components"]}
    return Draft202012Validator({**schema, **parts})


def test_the_description_is_openapi_3_1_and_its_parts_are_valid_schemas() -> None:
    told = json.loads(json.dumps(description()))
    assert told["openapi"] == "3.1.0"
    assert set(told) >= {"openapi", "info", "paths", "components", "servers"}
    for name, schema in told["components"]["schemas"].items():
        assert meta.is_valid(schema), name
    names = [m["get"]["operationId"] for m in told["paths"].values()]
    assert len(set(names)) == len(names) == 14
    for path, methods in told["paths"].items():
        assert list(methods) == ["get"], path
        assert methods["get"]["summary"], path


def test_every_endpoint_answers_what_the_description_says(shelf: Shelf) -> None:
    for path, short in zip(description()["paths"], addresses(shelf), strict=True):
        validator(path, "200", "application/json").validate(said(short))


def test_every_list_is_csv_too_and_begins_no_formula(shelf: Shelf) -> None:
    listed = 0
    for path, short in zip(description()["paths"], addresses(shelf), strict=True):
        answers = description()["paths"][path]["get"]["responses"]["200"]["content"]
        if "text/csv" not in answers:
            continue
        listed += 1
        answer = get(short, Accept="text/csv")
        assert answer["Content-Type"] == "text/csv; charset=utf-8", short
        assert "Accept" in answer["Vary"], short
        join = "&" if "?" in short else "?"
        assert get(f"{short}{join}format=csv").content == answer.content, short
        told = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len({len(row) for row in told}) == 1, short
        assert not any(cell[:1] in "=+@＝" for row in told for cell in row if cell), short
    assert listed == 11


def test_a_publication_tells_its_figures_in_yuan_its_files_and_its_citation(shelf: Shelf) -> None:
    told = said(f"/publications/{shelf.new.pk}")
    assert told["figures"]["income"] == "260000.00"
    assert told["figures"]["spending"] == told["figures"]["income"]
    assert told["figures"]["sangong_budget"] == "20000.00"
    assert (told["number"], told["current"], told["supersedes"]) == (2, True, shelf.old.pk)
    assert told["sha256"] == shelf.new.sha256 == told["files"][0]["sha256"]
    assert [(f["kind"], f["size"] > 1) for f in told["files"]] == [("json", True), ("data", True)]
    assert [v["number"] for v in told["versions"]] == [2, 1]
    day = timezone.localdate(shelf.new.published_at)
    assert told["citation"] == (
        f"某市某局. {shelf.new.title}: 第2版[DB/OL]. ({day})[引用日期]. {told['page']}."
    )
    assert said(f"/publications/{shelf.old.pk}")["current"] is False


def test_facts_and_lines_are_those_of_the_data_package(shelf: Shelf) -> None:
    document = shelf.new.publication.document
    head, *every = fact_rows(document)
    told = said(f"/publications/{shelf.new.pk}/facts?limit=200")
    assert told["total"] == len(every) > 200
    assert [[str(one[n]) for n in head] for one in told["items"]] == every[:200]
    assert tuple(head) == FACTS
    only = said(f"/publications/{shelf.new.pk}/facts?table=expenditure")["items"]
    assert {one["table"] for one in only} == {"expenditure"}
    _, *lines = line_rows(document)
    told = said(f"/publications/{shelf.new.pk}/lines?limit=200")
    assert [[str(v) for v in one.values()] for one in told["items"]] == lines


def test_a_table_is_told_as_published_in_yuan(shelf: Shelf) -> None:
    told = said(f"/publications/{shelf.new.pk}/tables/expenditure")
    total = next(row for row in told["body"] if row["keys"] == ["total"])
    place = [c["id"] for c in told["head"]].index("c1")
    assert total["values"][place] == "260000.00"
    head, *body = rows(f"/publications/{shelf.new.pk}/tables/expenditure?format=csv")
    assert head == [c["label"] for c in told["head"]]
    assert len(body) == told["rows"] == len(told["body"])
    assert get(f"/publications/{shelf.new.pk}/tables/nothing").status_code == 404


def test_spending_is_found_across_publications_by_code(shelf: Shelf) -> None:
    told = said("/facts?scheme=function&code=208&kind=final&year=2021")
    assert told["total"] == Spending.objects.filter(scheme="function").count() == 3
    assert {one["code"] for one in told["items"]} == {"2080101", "2080102", "2080177"}
    first = next(one for one in told["items"] if one["code"] == "2080102")
    assert (first["total"], first["basic"], first["project"]) == ("40000.00", "0.00", "40000.00")
    assert first["organisation"]["name"] == "某市某局"
    assert said("/facts?code=205")["items"] == []


def test_seasons_count_what_was_published(shelf: Shelf) -> None:
    assert said("/seasons")["items"] == [
        {
            "year": 2021, "kind": "final", "kind_name": "决算", "asked": 0, "asked_published": 0,
            "published": 1, "first_day": None, "last_day": None,
        }
    ]  # fmt: skip


def test_what_was_withdrawn_is_a_tombstone_and_its_content_gone(shelf: Shelf) -> None:
    found = said("/publications?current=false")["items"]
    stone = next(one for one in found if one["id"] == shelf.gone.pk)
    assert (stone["figures"], stone["withdrawn_why"]) == (None, WHY)
    assert stone["withdrawn_at"] is not None
    for rest in ("", "/tables", "/tables/expenditure", "/facts", "/lines"):
        answer = get(f"/publications/{shelf.gone.pk}{rest}")
        told = json.loads(answer.content)
        assert (answer.status_code, answer["Content-Type"]) == (410, PROBLEM)
        assert told["withdrawn_why"] == WHY
        assert WHY in told["detail"]
        validator("/api/v1/publications/{id}", "410", PROBLEM).validate(told)


def test_since_tells_what_was_published_or_withdrawn_since(shelf: Shelf) -> None:
    now = timezone.now()
    before, after = (quote((now + timedelta(hours=h)).isoformat()) for h in (-1, 1))
    ids = [one["id"] for one in said(f"/publications?since={before}")["items"]]
    assert ids == sorted([shelf.old.pk, shelf.new.pk, shelf.gone.pk], reverse=True)
    assert said(f"/publications?since={after}")["items"] == []


def test_nothing_that_is_not_public_appears_anywhere(shelf: Shelf) -> None:
    for short in addresses(shelf):
        join = "&" if "?" in short else "?"
        for form in ("", f"{join}format=csv"):
            text = get(short + form).content.decode()
            assert SECRET not in text, short
            assert "第三版" not in text, short
            assert shelf.approved.sha256 not in text, short
    for rest in ("", "/tables", "/facts", "/lines"):
        assert get(f"/publications/{shelf.approved.pk}{rest}").status_code == 404
    for path in ("/facts", "/projects"):
        assert TAKEN_BACK not in get(path).content.decode()
    assert said(f"/search?q={quote(SECRET)}")["items"] == []


def test_search_finds_bodies_papers_projects_and_functions(shelf: Shelf) -> None:
    found = said(f"/search?q={quote('某市某局')}")["items"]
    assert {"organisation", "publication"} <= {one["kind"] for one in found}
    (project,) = said(f"/search?q={quote('业务经费')}&kind=project")["items"]
    assert (project["name"], project["year"]) == ("业务经费", 2021)
    (function,) = said("/search?q=2080102&kind=function")["items"]
    assert said(function["url"].partition(API)[2])["items"][0]["total"] == "40000.00"
    first = said(f"/search?q={quote('某市')}&limit=1")
    assert "offset=1" in first["next"]
    only = said(f"/search?q={quote('某局')}&kind=publication")["items"]
    assert [one["id"] for one in only] == [shelf.new.pk]


def test_pages_follow_one_another_to_the_end(shelf: Shelf) -> None:
    seen, path = [], "/publications?limit=1"
    while path:
        answer = get(path)
        told = json.loads(answer.content)
        seen += [one["id"] for one in told["items"]]
        path = told["next"].partition(API)[2] if told["next"] else ""
        assert answer.get("Link", "") == (f'<{told["next"]}>; rel="next"' if path else "")
    assert seen == sorted([shelf.old.pk, shelf.new.pk, shelf.gone.pk], reverse=True)
    first = said("/publications?limit=1")
    assert (first["total"], said(f"/publications?after={seen[0]}")["total"]) == (3, None)
    whole = said(f"/publications/{shelf.new.pk}/facts?limit=200")["items"]
    parts = [
        said(f"/publications/{shelf.new.pk}/facts?limit=70&after={n}")["items"]
        for n in (0, 70, 140)
    ]
    assert [one for part in parts for one in part][:200] == whole


def test_an_answer_that_is_known_is_not_sent_again(shelf: Shelf) -> None:
    for short in addresses(shelf):
        answer = get(short)
        assert answer["ETag"].startswith('"'), short
        assert answer["Cache-Control"] == "public, max-age=300, must-revalidate"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert not answer.cookies
        again = get(short, If_None_Match=answer["ETag"])
        assert (again.status_code, again.content) == (304, b""), short
        assert Client().head(f"{API}{short}").status_code == 200


def test_everything_that_is_wrong_is_told_at_once_in_chinese(shelf: Shelf) -> None:
    answer = get("/publications?year=abc&kind=x&limit=201&yaer=2021&organisation=" + "9" * 30)
    told = json.loads(answer.content)
    assert (answer.status_code, answer["Content-Type"]) == (422, PROBLEM)
    expected = {one["parameter"]: one["expected"] for one in told["errors"]}
    assert expected.pop("yaer").startswith("没有这个参数；可用的有：")
    assert expected == {
        "year": "应为整数",
        "kind": "应为以下之一：'budget'、'final'",
        "limit": "不应大于 200",
        "organisation": f"不应大于 {2**53 - 1}",
    }
    assert all(one in told["detail"] for one in expected.values())
    validator("/api/v1/publications", "422", PROBLEM).validate(told)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/publications/0", 422), ("/publications/abc", 422), ("/publications/99999", 404),
        ("/publications?since=0001-01-01T00:00:00%2B14:00", 422), ("/search", 422),
        ("/publications?since=9999-12-31T23:59:59-14:00", 422), ("/search?q=%00", 422),
        ("/organisations?q=%ED%A0%80%FF", 200), ("/organisations?region=%00", 422),
        ("/publications/%00/facts", 422), ("/nothing", 404), ("/projects?publication=1e9", 422),
        ("/publications?year=٢٠٢١", 422), ("/?x=1", 422), ("/publications?year=", 422),
    ],
)  # fmt: skip
def test_whatever_is_sent_gets_an_answer_in_the_same_shape(
    shelf: Shelf, path: str, status: int
) -> None:
    answer = get(path)
    assert answer.status_code == status
    if status != 200:
        assert (json.loads(answer.content)["status"], answer["Content-Type"]) == (status, PROBLEM)
        assert answer["Access-Control-Allow-Origin"] == "*"


def test_it_can_only_be_read(shelf: Shelf) -> None:
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(Client(), method)(f"{API}/publications")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert json.loads(answer.content)["title"] == "不支持这种请求方式"
    asked = Client().options(f"{API}/publications")
    assert (asked.status_code, asked["Access-Control-Allow-Headers"]) == (
        204,
        "If-None-Match, Accept",
    )


def test_a_list_takes_as_many_queries_however_long_it_is(shelf: Shelf) -> None:
    counts = {}
    for path in ("/organisations", "/publications", "/facts", "/projects", "/seasons"):
        with CaptureQueriesContext(
            connection,
        ) as few:
            get(f"{path}?limit=1" if path != "/seasons" else path)
        with CaptureQueriesContext(connection) as many:
            get(f"{path}?limit=200" if path != "/seasons" else path)
        assert len(few) == len(many), path
        counts[path] = len(many)
    few_each = {"/organisations": 2, "/publications": 2, "/facts": 2, "/projects": 2}
    assert counts == {**few_each, "/seasons": 3}
    assert Project.objects.count() >= 1
    assert HARMFUL not in get("/publications").content.decode()
