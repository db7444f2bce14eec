"""The addresses of the public site; the pages for people also in English below ``en/``."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from public.converters import FileName
from public.languages import in_english
from public.money_urls import MONEY, MONEY_FILES
from public.views import departments, guide, lists, papers, quality, search

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
    path("public/<int:pk>/document.json", papers.document_json, name="publication-json"),
    path("public/<int:pk>/files/<filename:kind>", papers.file, name="publication-file"),
    path("public/<int:pk>/tables/<slug:role>.csv", papers.table_csv, name="publication-table-csv"),
]
CONTENT += MONEY_FILES
urlpatterns = [*PAGES, *CONTENT, *in_english(PAGES)]
