"""The public site under load: requests per second, at 300, 30,000 and 300,000 publications.

``bash .ci/with-services ./run bench site [SIZE …]``.  PostgreSQL, two worker processes, 16
connections that stay open.  Each round asks every server in turn for a few seconds, so that the
ratios are of one run: ours, an empty Django view under the same gunicorn, Datasette over the same
rows, WhiteNoise and nginx handing out one of our pages as a file.  The load comes from ``wrk``,
which is written in C and costs the same for all.  Ours is asked for many different pages of each
sort, the others for as many different rows.  A second server of ours holds no page in memory: what
it answers comes from the database, and each search is worked out anew.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from bench.measure import table
from bench.site_servers import (
    EMPTY,
    FILE,
    Server,
    datasette,
    fetched,
    free_port,
    gunicorn,
    nginx,
    running,
    sqlite_copy,
)

if TYPE_CHECKING:
    from public.models import Paper

SIZES = (300, 30_000, 300_000)
ROUNDS, SECONDS, CONNECTIONS = 3, 4, 16
#: So many different pages of each sort are asked for.
PAGES = 200
LUA = """
local paths = {}
for line in io.lines("PATHS") do paths[#paths + 1] = line end
local at = 0
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at], {["Accept-Encoding"] = "gzip"})
end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('{"requests": %d, "us": %d, "p50": %d, "p95": %d, "errors": %d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(95),
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


@dataclass(frozen=True)
class Asked:
    """One sort of page: where, and which paths in turn."""

    name: str
    server: Server
    paths: list[str]


@dataclass(frozen=True)
class Load:
    """What came of it: requests a second, milliseconds, answers that were errors.

    ``cpu``: processor milliseconds of a request, on whatever else the machine is busy with.
    """

    rate: float
    cpu: float
    p50: float
    p95: float
    errors: int


def main() -> None:
    """Every size in a database of its own."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        raise SystemExit("PostgreSQL is needed: bash .ci/with-services ./run bench site")
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    found = {}
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="mingzhang-site-") as folder:
            found[size] = _at(size, Path(folder))
    _tell(found)


def _at(size: int, folder: Path) -> dict[str, Load]:
    """In a process of its own, for settings are read once."""
    os.chmod(folder, 0o755)
    into = folder / "found.json"
    with _database(f"site_{size}") as url:
        own = {"DATABASE_URL": url, "MINGZHANG_VAR": str(folder / "var")}
        subprocess.run(
            [sys.executable, "-m", "bench.site", "--one", str(size), str(into)],
            check=True, env={**os.environ, **own},
        )  # fmt: skip
    told = json.loads(into.read_text())
    return {name: Load(**load) for name, load in told.items()}


@contextmanager
def _database(name: str) -> Iterator[str]:
    import psycopg

    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield url.rpartition("/")[0] + f"/{name}"
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def one(size: int, into: Path) -> None:
    """Make a site of that size, start every server, ask each in turn."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    folder = into.parent
    asked_of = _seed(size, folder)
    with ExitStack() as stack:
        sorts = list(_sorts(stack, folder, asked_of))
        for sort in sorts:
            _warm(sort)
        found: dict[str, list[Load]] = {sort.name: [] for sort in sorts}
        for _ in range(ROUNDS):
            for sort in sorts:
                found[sort.name].append(_load(sort, folder))
    into.write_text(json.dumps({name: vars(_median(loads)) for name, loads in found.items()}))
    from bench.site_search import measure

    measure(size)


def _seed(size: int, folder: Path) -> list[tuple[int, int, int, str]]:
    """Paper, body, year and a table of it: of those that are asked for."""
    from django.core.management import call_command

    from bench.site_seed import FIRST, base, grow
    from public.models import Paper

    start = time.perf_counter()
    call_command("migrate", verbosity=0)
    bases = base()
    chosen = random.Random(6).sample(range(FIRST, FIRST + size), min(PAGES, size))
    grow(size, bases, chosen)
    print(f"{size:,} publications made in {time.perf_counter() - start:.0f} s", flush=True)
    sqlite_copy(folder / "site.db")
    tables = {p.sha256: _table(p) for p in Paper.objects.filter(pk__lt=FIRST)}
    papers = Paper.objects.filter(pk__in=chosen)
    return [(p.pk, p.body_id, p.year, tables[p.sha256]) for p in papers]


def _table(paper: Paper) -> str:
    """A table of some forty rows: what is spent by function."""
    roles = {table.role for table in paper.publication.document.tables}
    return "expenditure" if "expenditure" in roles else "budget-expenditure"


def _sorts(stack: ExitStack, folder: Path, of: list[tuple[int, int, int, str]]) -> Iterator[Asked]:
    from bench.site_search import WORDS

    name = os.environ["DATABASE_URL"].rpartition("/")[2]
    department = [f"/departments/{b}/{y}/" for _, b, y, _ in of]
    tables = [f"/public/{p}/tables/{role}/" for p, _, _, role in of]
    search = [f"/search/?q={quote(w)}" for w in WORDS.values()]
    api = [f"/api/v1/publications/{p}/tables/{role}" for p, _, _, role in of]
    asked = {
        "department page": department,
        "table page": tables,
        "search": search,
        "API table": api,
    }
    for what, megabytes in (("", "32"), (", not in memory", "0")):
        port = free_port()
        held = {"MINGZHANG_HELD_MB": megabytes}
        command = gunicorn("portal.wsgi", port, folder)
        site = stack.enter_context(running(command, port, folder, name, **held))
        for sort, paths in asked.items():
            yield Asked(sort + what, site, paths)
    _files(folder, fetched(site.address + tables[0]))
    for name, module, text in (
        ("an empty view", "empty", EMPTY),
        ("WhiteNoise, a file", "file", FILE),
    ):
        port = free_port()
        Path(folder, f"bench_{module}.py").write_text(text)
        command = gunicorn(f"bench_{module}", port, folder)
        server = stack.enter_context(running(command, port, folder))
        yield Asked(name, server, ["/" if module == "empty" else "/page.html"])
    port = free_port()
    server = stack.enter_context(running(nginx(port, folder), port, folder))
    yield Asked("nginx, a file", server, ["/page.html"])
    port = free_port()
    server = stack.enter_context(running(datasette(port, folder), port, folder))
    rows = [f"spending?paper_id={p}&_size=100&_nofacet=1&_nosuggest=1" for p, *_ in of]
    yield Asked("Datasette, HTML", server, [f"/site/{row}" for row in rows])
    as_json = [row.replace("spending", "spending.json", 1) for row in rows]
    yield Asked("Datasette, JSON", server, [f"/site/{row}&_shape=objects" for row in as_json])
    found = [f"/site/entry?name__contains={quote(w)}&_size=20" for w in WORDS.values()]
    yield Asked("Datasette, search", server, [f"{path}&_nofacet=1&_nocount=1" for path in found])


def _files(folder: Path, page: bytes) -> None:
    Path(folder, "files").mkdir()
    Path(folder, "files", "page.html").write_bytes(page)
    Path(folder, "files", "page.html.gz").write_bytes(gzip.compress(page, 6))


def _warm(sort: Asked) -> None:
    """Every page once, so that it is kept; how long the first time takes."""
    start = time.perf_counter()
    for path in sort.paths:
        fetched(sort.server.address + path)
    each = (time.perf_counter() - start) / len(sort.paths)
    print(f"{sort.name}: first time {1000 * each:.1f} ms", flush=True)


def _load(sort: Asked, folder: Path) -> Load:
    paths, script = folder / "paths.txt", folder / "load.lua"
    paths.write_text("\n".join(sort.paths) + "\n")
    script.write_text(LUA.replace("PATHS", str(paths)))
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", str(script)]
    before = sort.server.cpu()
    command.append(sort.server.address)
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout.splitlines()[-1])
    rate = told["requests"] / told["us"] * 1_000_000
    cpu = (sort.server.cpu() - before) * 1000 / max(1, told["requests"])
    return Load(rate, cpu, told["p50"] / 1000, told["p95"] / 1000, told["errors"])


def _median(loads: list[Load]) -> Load:
    names = ("rate", "cpu", "p50", "p95")
    values = [statistics.median(getattr(x, name) for x in loads) for name in names]
    return Load(*values, sum(x.errors for x in loads))


def _tell(found: dict[int, dict[str, Load]]) -> None:
    for size, loads in found.items():
        empty, html = loads["an empty view"], loads["Datasette, HTML"]
        rows = [
            (
                name, f"{x.rate:,.0f}", f"{x.p50:.1f}", f"{x.p95:.1f}", f"{x.cpu:.2f}",
                f"{x.rate / empty.rate:.2f} / {empty.cpu / max(x.cpu, 0.001):.2f}",
                f"{x.rate / html.rate:.1f} / {html.cpu / max(x.cpu, 0.001):.1f}", str(x.errors),
            )
            for name, x in loads.items()
        ]  # fmt: skip
        header = (
            *("page", "requests/s", "p50 ms", "p95 ms", "CPU ms"),
            *("of an empty view, rate / CPU", "times Datasette HTML, rate / CPU", "errors"),
        )
        table(f"{size:,} publications", rows, header)
    for name in next(iter(found.values())):
        if name.startswith(("department page", "table page")):
            rates = [
                f"{loads[name].rate / loads['an empty view'].rate:.2f}" for loads in found.values()
            ]
            print(f"\n{name}, of an empty view as publications grow: {', '.join(rates)}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
