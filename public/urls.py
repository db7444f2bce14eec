"""The addresses of the public site; the pages for people also in English below ``en/``."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from public.api.door import ADDRESSES as API
from public.api.guide import guide as api_guide
from public.converters import FileName
from public.languages import in_english
from public.money_urls import MONEY, MONEY_FILES
from public.views import (
    data,
    departments,
    feeds,
    guide,
    lists,
    papers,
    quality,
    search,
    sitemap,
    verify,
)

register_converter(FileName, "filename")

#: Pages for people.
PAGES: list[URLPattern] = [
    path("", lists.front, name="front"),
    path("search/", search.results, name="search"),
    path("departments/", departments.register, name="departments"),
    path("departments/<int:pk>/", departments.department, name="department"),
    path("departments/<int:pk>/<int:year>/", departments.year, name="department-year"),
    path("quality/", quality.overview, name="quality"),
    path("quality/rules/", quality.rules, name="quality-rules"),
    path("quality/<int:year>/<kind:kind>/", quality.of_year, name="quality-year"),
    path("about/", guide.about, name="about"),
    path("how-to-read/", guide.how_to_read, name="how-to-read"),
    path("glossary/", guide.glossary, name="glossary"),
    path("data/", data.data, name="data"),
    path("data/api/", api_guide, name="data-api"),
    path("public/", lists.listing, name="public"),
    path("public/<int:pk>/", papers.reading, name="publication"),
    path("public/<int:pk>/changes/", papers.difference, name="publication-changes"),
    path("public/<int:pk>/quality/", quality.of_paper, name="publication-quality"),
    path("public/<int:pk>/tables/<slug:role>/", papers.table, name="publication-table"),
    path("public/<int:pk>/tables/<slug:role>/made/", papers.made, name="publication-made"),
]
PAGES += MONEY
#: Content, which has no language of the interface.
CONTENT: list[URLPattern] = [
    path("data/verify.py", verify.script, name="verify"),
    path("public/<int:pk>/document.json", papers.document_json, name="publication-json"),
    path("public/<int:pk>/files/<filename:kind>", papers.file, name="publication-file"),
    path("public/<int:pk>/tables/<slug:role>.csv", papers.table_csv, name="publication-table-csv"),
    path("data/<int:year>.zip", data.bulk, name="data-bulk"),
    *(
        path(f"data/catalog.{form}", data.catalogue, {"form": form}, name=f"data-catalogue{name}")
        for form, name in (("jsonld", ""), ("ttl", "-ttl"))
    ),
    *(
        path(
            f"data/<int:year>/catalog.{form}",
            data.year_catalogue,
            {"form": form},
            name=f"data-year-catalogue{name}",
        )
        for form, name in (("jsonld", ""), ("ttl", "-ttl"))
    ),
    path("feeds/publications.xml", feeds.publications, name="feed-publications"),
    path("feeds/corrections.xml", feeds.corrections, name="feed-corrections"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-<slug:section>-<int:number>.xml", sitemap.part, name="sitemap-part"),
    path("robots.txt", sitemap.robots, name="robots"),
    *API,
]
CONTENT += MONEY_FILES
urlpatterns = [*PAGES, *CONTENT, *in_english(PAGES)]
