"""500 projects of one department: listed, opened, saved, exported, rendered.

Each project stands in the ledger and has a 项目支出绩效自评表 with twelve indicators.  Pages are
measured through the views, as a browser's requests reach them; a fresh database is made for it.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable
from typing import Any

from bench.imports import _database
from bench.ledger import _ok, _timed
from bench.measure import alone, peak_mib, table, timed

PROJECTS = 500
ROUNDS = 10
FORM = "PF-G"
INDICATORS = (
    *(
        ("产出指标", "数量指标", f"第{n}类人员培训", f"≥{n}00人", f"{n}03人") for n in range(1, 5)
    ),
    ("产出指标", "质量指标", "培训合格率", "≥95%", "96.5%"),
    ("产出指标", "时效指标", "按期完成", "12月31日前", "12月20日"),
    ("产出指标", "成本指标", "培训成本", "≤10万元", "9.8万元"),
    ("效益指标", "经济效益指标", "带动增收", "≥200万元", "210万元"),
    ("效益指标", "社会效益指标", "促进就业", "≥500人", "512人"),
    ("效益指标", "生态效益指标", "节约用纸", "效果明显", "效果明显"),
    ("效益指标", "可持续影响指标", "长期机制", "健全", "健全"),
    ("满意度指标", "服务对象满意度指标", "学员满意度", "≥90%", "93%"),
)  # fmt: skip
WEIGHTS = ("4", "4", "4", "3", "15", "10", "10", "5", "10", "5", "10", "10")


def main() -> None:
    """Measure in processes of their own."""
    with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as folder:
        found: Any = alone("bench.projects", "measure", MINGZHANG_VAR=folder)
    vendor = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    rows = [
        (what, *(f"{times[name] * 1000:,.0f}" for name in ("p50", "p95", "cpu50", "cpu95")))
        for what, times in found["pages"].items()
    ]
    header = ("what", "p50 ms", "p95 ms", "processor p50 ms", "p95 ms")
    table(f"{PROJECTS} projects on {vendor}: pages", rows, header)
    files = [(name, f"{seconds:.2f}", f"{kb:,.0f}") for name, seconds, kb in found["files"]]
    table(f"{PROJECTS} projects: files", files, ("file", "seconds", "kB"))
    print(f"\nPeak {found['mib']:.0f} MiB; {found['findings']} findings in {found['check']:.2f} s.")


def measure() -> None:
    """Prints what was measured as JSON."""
    from portal.memory import collect_rarely

    with _database():
        collect_rarely()  # as the site does
        print(json.dumps(_measured()))


def _measured() -> dict[str, Any]:
    from disclosures.assemble import book_of
    from disclosures.models import Disclosure
    from performance.exchange import export_forms, export_list

    client, pk = _desk()
    here = f"/disclosures/{pk}/performance/"
    typed = iter(range(1_000_000))

    def saved(number: int) -> None:
        sheet = f"{here}{FORM}.{number}/"
        text = f"完成 {next(typed)} 项"
        body = {"was": {"goal.goal_actual": _GOAL[number]}, "now": {"goal.goal_actual": text}}
        _ok(client.post(sheet, json.dumps(body), content_type="application/json"))
        _GOAL[number] = text

    def shown(number: int) -> None:
        saved(number)
        _ok(client.get(f"{here}{FORM}.{number}/findings/"))

    pages: dict[str, Callable[[int], None]] = {
        "list all": lambda _: _ok(client.get(here)),
        "open one": lambda number: _ok(client.get(f"{here}{FORM}.{number}/")),
        "save one entry": saved,
        "edit one entry until its findings are shown": shown,
    }
    told = {name: _timed(work, ROUNDS) for name, work in pages.items()}
    disclosure = Disclosure.objects.select_related("organisation", "season").get(pk=pk)
    book = book_of(disclosure)
    check = timed("check", lambda: len(book_of(disclosure).findings), rounds=1)
    (chapter,) = book.added
    document = book.document
    files = {
        "workbook, one form a sheet": lambda: export_forms(chapter.sheets, chapter.values),  # type: ignore[attr-defined]
        "workbook, a list": lambda: export_list(chapter.sheets),  # type: ignore[attr-defined]
        **_renditions(document),
    }
    made = []
    for name, work in files.items():
        start = time.perf_counter()
        size = len(work())
        made.append((name, time.perf_counter() - start, size / 1024))
    return {
        "pages": told,
        "files": made,
        "check": check.seconds,
        "findings": len(book.findings),
        "mib": peak_mib(),
    }


#: What stands in each sheet's entry that is edited.
_GOAL = dict.fromkeys(range(1, PROJECTS + 1), "完成全部培训任务")


def _renditions(document: Any) -> dict[str, Callable[[], bytes]]:
    from disclosures.imprints import imprint_of_text
    from disclosures.render.document_docx import document_docx
    from disclosures.render.document_pdf import document_pdf

    imprint = imprint_of_text(document, "0" * 64, draft=False)

    def progress(_what: str, _done: int, _all: int) -> None:
        pass

    return {
        "PDF of the whole": lambda: document_pdf(document, imprint, draft=False, progress=progress),
        "Word file of the whole": lambda: document_docx(
            document, imprint, draft=False, progress=progress
        ),
    }


def _desk() -> tuple[Any, int]:
    """The clerk's client, and the disclosure."""
    from dataclasses import replace

    from django.test import Client

    from bench.rules import department
    from disclosures.actions import save_book
    from disclosures.actions.sheets import Filling, fill
    from disclosures.core.facts import Expenditure
    from disclosures.models import Membership, Person
    from disclosures.pipeline import Book

    facts = department(PROJECTS * 2)
    spent = [f for f in facts.facts if isinstance(f, Expenditure)][:PROJECTS]
    own = [replace(f, spend="project", project=f"项目{n}") for n, f in enumerate(spent, start=1)]
    others = tuple(f for f in facts.facts if not isinstance(f, Expenditure))
    facts = replace(facts, form_set="hunan-final-2023", year=2023, facts=(*own, *others))
    disclosure = save_book(book=Book.of_facts(facts))
    fillings = [
        Filling("performance", f"{FORM}.{n}", None, _sheet(n)) for n in range(1, PROJECTS + 1)
    ]
    disclosure = fill(disclosure=disclosure, fillings=fillings).disclosure
    person = Person.objects.create_user("clerk", name="王芳")
    Membership.objects.create(person=person, organisation=disclosure.organisation, role="clerk")
    client = Client(HTTP_HOST="localhost")
    client.force_login(person)
    return client, disclosure.pk


def _sheet(number: int) -> dict[str, str]:
    from performance.core.sheet import rows_as_fields

    keys = ("l1", "l2", "l3", "target", "actual", "weight", "score")
    rows = [
        dict(zip(keys, (*said, weight, weight), strict=True))
        for said, weight in zip(INDICATORS, WEIGHTS, strict=True)
    ]
    return {
        "form": FORM,
        "order": str(number),
        "project": f"项目{number}",
        "head.project_name": f"项目{number}",
        "head.dept": "某局",
        "head.unit": "某中心",
        "goal.goal_expected": "完成全部培训任务",
        "goal.goal_actual": "完成全部培训任务",
        **rows_as_fields("indicators", rows),
    }


if __name__ == "__main__":
    import sys

    if "measure" in sys.argv[1:]:
        measure()
    else:
        main()
