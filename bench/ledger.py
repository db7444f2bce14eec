"""A ledger of 5,000 lines: opened, one cell edited until its findings are shown, saved.

Measured through the views, as a browser's requests reach them, on the database of DATABASE_URL or
on SQLite; a fresh one is made for the run.  Network and drawing come on top.
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from typing import Any

from bench.imports import _database
from bench.measure import alone, table

LINES = 5_000
ROUNDS = 40


def main() -> None:
    """Measure in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as folder:
        found = alone("bench.ledger", "measure", MINGZHANG_VAR=folder)
    vendor = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    rows = [
        (what, *(f"{times[name] * 1000:,.0f}" for name in ("p50", "p95", "cpu50", "cpu95")))
        for what, times in found.items()
    ]  # type: ignore[index,call-overload]
    header = ("what", "p50 ms", "p95 ms", "processor p50 ms", "p95 ms")
    table(f"A ledger of {LINES:,} lines on {vendor}", rows, header)


def measure() -> None:
    """Prints percentiles in seconds by what was done."""
    from portal.memory import collect_rarely

    with _database():
        collect_rarely()  # as the site does
        print(json.dumps(_measured()))


def _measured() -> dict[str, dict[str, float]]:
    client, pk = _desk()
    page = f"/disclosures/{pk}/ledgers/expenditure/"
    amounts = dict.fromkeys(range(1, ROUNDS + 1), "")
    for row in client.get(f"{page}rows/").json()["rows"][:ROUNDS]:
        amounts[row["position"]] = row["texts"]["amount"]

    def opened(_: int) -> None:
        _ok(client.get(page))
        _ok(client.get(f"{page}rows/"))

    def saved(position: int, cents: str = "50") -> None:
        was, now = amounts[position], f"{position}.{cents}"
        change = {"position": position, "was": {"amount": was}, "now": {"amount": now}}
        body = json.dumps({"changes": [{"key": "k", **change}]})
        _ok(client.post(page, body, content_type="application/json"))
        amounts[position] = now

    def shown(position: int) -> None:
        saved(position, "75")
        _ok(client.get(f"{page}findings/"))

    return {
        "open: the page and its rows": _timed(opened),
        "save one cell": _timed(saved),
        "edit one cell until its findings are shown": _timed(shown),
    }


def _desk() -> tuple[Any, int]:
    """The clerk's client, and the disclosure."""
    from dataclasses import replace

    from django.test import Client

    from bench.rules import department
    from disclosures.actions import save_book
    from disclosures.core.facts import Expenditure
    from disclosures.models import Membership, Person
    from disclosures.pipeline import Book

    facts = department(LINES + 40)
    spent = [f for f in facts.facts if isinstance(f, Expenditure)][:LINES]
    unique = [replace(f, spend="project", project=f"项目{n}") for n, f in enumerate(spent)]
    others = tuple(f for f in facts.facts if not isinstance(f, Expenditure))
    book = Book.of_facts(replace(facts, facts=(*unique, *others)))
    disclosure = save_book(book=book)
    person = Person.objects.create_user("clerk", name="王芳")
    Membership.objects.create(person=person, organisation=disclosure.organisation, role="clerk")
    client = Client(HTTP_HOST="localhost")
    client.force_login(person)
    return client, disclosure.pk


def _ok(answer: Any) -> None:
    if answer.status_code != 200:
        raise SystemExit(f"{answer.status_code}: {answer.content[:300]!r}")


def _timed(work: Callable[[int], None], rounds: int = ROUNDS) -> dict[str, float]:
    """By the clock, and as the time that this process had a processor: what an idle machine takes,
    but for the database.  The first rounds warm up."""
    spans, own = [], []
    for n in range(1, rounds + 1):
        start, began = time.perf_counter(), time.process_time()
        work(n)
        spans.append(time.perf_counter() - start)
        own.append(time.process_time() - began)
    return {**_percentiles("p", spans[3:]), **_percentiles("cpu", own[3:])}


def _percentiles(name: str, spans: list[float]) -> dict[str, float]:
    cut = statistics.quantiles(spans, n=20)[-1]
    return {f"{name}50": statistics.median(spans), f"{name}95": cut}


if __name__ == "__main__":
    import sys

    measure() if sys.argv[1:] == ["measure"] else main()
