"""The servers that are compared, each a process of its own on a port of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "bench" / "datasette.txt"
WORKERS = 2

EMPTY = """
from django.conf import settings
settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="-", ALLOWED_HOSTS=["*"], MIDDLEWARE=[])
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
urlpatterns = [path("", lambda request: HttpResponse("ok"))]
application = get_wsgi_application()
"""
FILE = """
from whitenoise import WhiteNoise
application = WhiteNoise(lambda *_: [], root="files")
"""
DATASETTE = """
from datasette.app import Datasette
told = dict(suggest_facets=False, allow_facet=False, num_sql_threads=3)
app = Datasette(immutables=["site.db"], settings=told).app()
"""
NGINX = """
worker_processes {workers}; pid {folder}/nginx.pid; error_log {folder}/nginx.log; daemon off;
events {{ worker_connections 256; }}
http {{ access_log off; gzip_static on; keepalive_requests 1000000; default_type text/html;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{port}; root {folder}/files; }} }}
"""


@dataclass(frozen=True)
class Server:
    """A server that runs: its address, its session of processes, and the database it asks."""

    address: str
    session: int
    database: str = ""

    def cpu(self) -> float:
        """Processor seconds so far, its workers' and those of its connections to PostgreSQL."""
        ticks = sum(map(self._ticks, Path("/proc").glob("[0-9]*")))
        return ticks / os.sysconf("SC_CLK_TCK")

    def _ticks(self, process: Path) -> int:
        try:
            told = (process / "stat").read_text().rpartition(")")[2].split()
            command = (process / "cmdline").read_text()
        except OSError:
            return 0
        asks = self.database and command.startswith(f"postgres: mingzhang {self.database} ")
        return int(told[11]) + int(told[12]) if int(told[3]) == self.session or asks else 0


@contextmanager
def running(
    command: list[str], port: int, folder: Path, database: str = "", **more: str
) -> Iterator[Server]:
    """A server, until the block ends."""
    log = open(folder / f"{port}.log", "w")  # noqa: SIM115
    process = subprocess.Popen(
        command, cwd=folder, env={**os.environ, **more}, stdout=log, stderr=log,
        start_new_session=True,
    )  # fmt: skip
    try:
        _wait(port, process)
        yield Server(f"http://127.0.0.1:{port}", process.pid, database)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)
        log.close()
        print(Path(log.name).read_text()[-3000:], end="", flush=True)


def gunicorn(module: str, port: int, folder: Path, **more: str) -> list[str]:
    """As the image of the portal starts it."""
    return [
        str(Path(sys.executable).parent / "gunicorn"), module, "--bind", f"127.0.0.1:{port}",
        "--workers", str(WORKERS), "--threads", "4", "--timeout", "120", "--log-level", "warning",
        "--pythonpath", f"{folder},{ROOT}",
    ]  # fmt: skip


def nginx(port: int, folder: Path) -> list[str]:
    """The files of ``folder/files``; Debian's own."""
    told = NGINX.format(folder=folder, port=port, workers=f"{WORKERS}; user root")
    Path(folder, "nginx.conf").write_text(told)
    binary = shutil.which("nginx") or "/usr/sbin/nginx"
    return [binary, "-c", f"{folder}/nginx.conf", "-p", str(folder)]


def datasette(port: int, folder: Path) -> list[str]:
    """Datasette over ``folder/site.db``, in a virtual environment of its own."""
    Path(folder, "datasette_app.py").write_text(DATASETTE)
    return [
        str(_own_environment() / "bin" / "uvicorn"), "datasette_app:app", "--port", str(port),
        "--workers", str(WORKERS), "--log-level", "warning",
    ]  # fmt: skip


def _own_environment() -> Path:
    """Where Datasette is installed, with the versions of ``bench/datasette.txt``."""
    where = ROOT / "var" / "datasette"
    stamp, told = where / ".stamp", sha256(PINS.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != told:
        subprocess.run([sys.executable, "-m", "venv", "--clear", where], check=True)
        pip = [where / "bin" / "python", "-m", "pip", "install", "-qq", "--require-hashes"]
        subprocess.run([*pip, "-r", PINS], check=True)
        stamp.write_text(told)
    return where


def sqlite_copy(path: Path) -> None:
    """What Datasette serves: papers, what they spend by code, and the names of all entries."""
    from django.db import connection

    tables: Mapping[str, str] = {
        "paper": "SELECT publication_id, body_id, year, kind, title, income, spending"
        " FROM public_paper",
        "spending": "SELECT id, paper_id, year, kind, scheme, code, name, total, basic, project"
        " FROM public_spending",
        "entry": "SELECT id, kind, name, year, rank FROM public_entry",
    }
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as into, connection.chunked_cursor() as cursor:
        for name, query in tables.items():
            cursor.execute(query)
            rows = cursor.fetchmany(10_000)
            columns = [column.name for column in cursor.description]
            first = f"{columns[0]} INTEGER PRIMARY KEY"
            into.execute(f"CREATE TABLE {name} ({', '.join([first, *columns[1:]])})")
            while rows:
                into.executemany(
                    f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows
                )
                rows = cursor.fetchmany(10_000)
        into.execute("CREATE INDEX spending_paper ON spending (paper_id)")
        into.execute("ANALYZE")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def fetched(address: str) -> bytes:
    """What an address answers; an error where it is none."""
    try:
        with urllib.request.urlopen(address, timeout=300) as answer:
            body: bytes = answer.read()
    except urllib.error.HTTPError as refused:
        raise OSError(f"{address}: {refused}") from refused
    return body


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit(f"the server on {port} ended: {process.args!r}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"the server on {port} did not start")
