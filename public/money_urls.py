"""The addresses of what tells where the money goes."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from public.converters import Code, Kind, Scheme
from public.views import compare, execution, money, projects, sangong

register_converter(Kind, "kind")
register_converter(Scheme, "scheme")
register_converter(Code, "code")

MONEY: list[URLPattern] = [
    path("departments/<int:pk>/<int:year>/money/", money.department, name="department-money"),
    path(
        "departments/<int:pk>/<int:year>/money/<kind:kind>/",
        money.department,
        name="department-money-kind",
    ),
]
#: Where the money goes: of all departments, and the same below ``in/REGION`` of one region.
_MONEY = (
    ("", money.overview, "money-year"),
    ("<scheme:scheme>/", money.by_scheme, "money-by"),
    ("<scheme:scheme>/<code:code>/", money.by_code, "money-code"),
    ("<scheme:scheme>/<code:code>/<int:number>/", money.by_code, "money-code-page"),
)
MONEY += [
    path("money/", money.overview, name="money"),
    path("money/<scheme:scheme>/<code:code>/", money.over, name="money-over"),
    *(path(f"money/<int:year>/<kind:kind>/{rest}", view, name=name) for rest, view, name in _MONEY),
    *(
        path(f"money/<int:year>/<kind:kind>/in/<int:region>/{rest}", view, name=f"{name}-in")
        for rest, view, name in _MONEY
    ),
]
_EXECUTION, _SANGONG = "money/<int:year>/execution/", "sangong/<int:year>/"
MONEY += [
    path(_EXECUTION, execution.execution, name="execution"),
    path(f"{_EXECUTION}<slug:order>/", execution.execution, name="execution-by"),
    path(f"{_EXECUTION}<slug:order>/<int:number>/", execution.execution, name="execution-by-page"),
    path("sangong/", sangong.years, name="sangong"),
    path(_SANGONG, sangong.year, name="sangong-year"),
    path(f"{_SANGONG}<slug:order>/", sangong.year, name="sangong-by"),
    path(f"{_SANGONG}<slug:order>/<int:number>/", sangong.year, name="sangong-by-page"),
    path("projects/", projects.projects, name="projects"),
    path("projects/<int:year>/", projects.projects, name="projects-year"),
    path("projects/<int:year>/<kind:kind>/", projects.projects, name="projects-kind"),
    path("projects/<int:year>/<kind:kind>/<int:number>/", projects.projects, name="projects-page"),
    path("projects/<int:disclosure>-<slug:key>/", projects.project, name="project"),
    path("compare/", compare.comparison, name="compare"),
]
#: What is compared as files.
MONEY_FILES: list[URLPattern] = [
    path("compare/table.csv", compare.comparison_csv, name="compare-csv"),
    path("compare/table.json", compare.comparison_json, name="compare-json"),
]
