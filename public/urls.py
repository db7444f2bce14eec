"""The addresses of the public site; the pages for people also in English below ``en/``."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from public.files import FileName
from public.languages import in_english
from public.views import departments, lists, papers, search

register_converter(FileName, "filename")

#: Pages for people.
PAGES: list[URLPattern] = [
    path("", lists.front, name="front"),
    path("search/", search.results, name="search"),
    path("departments/", departments.register, name="departments"),
    path("departments/<int:pk>/", departments.department, name="department"),
    path("departments/<int:pk>/<int:year>/", departments.year, name="department-year"),
    path("public/", lists.listing, name="public"),
    path("public/<int:pk>/", papers.reading, name="publication"),
    path("public/<int:pk>/changes/", papers.difference, name="publication-changes"),
    path("public/<int:pk>/tables/<slug:role>/", papers.table, name="publication-table"),
    path("public/<int:pk>/tables/<slug:role>/made/", papers.made, name="publication-made"),
]
#: Content, which has no language of the interface.
CONTENT: list[URLPattern] = [
    path("public/<int:pk>/document.json", papers.document_json, name="publication-json"),
    path("public/<int:pk>/files/<filename:kind>", papers.file, name="publication-file"),
    path("public/<int:pk>/tables/<slug:role>.csv", papers.table_csv, name="publication-table-csv"),
]
urlpatterns = [*PAGES, *CONTENT, *in_english(PAGES)]
