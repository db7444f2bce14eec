"""SIGKILL to web and worker while people save, import, sign and approve: is anything lost or twice?

A site (gunicorn) and a worker of their own, on SQLite and the file-system broker, or on
DATABASE_URL and CELERY_BROKER_URL.  Twenty times somebody does one thing by the portal's own
forms over HTTP.  At a random moment of its later part (the span is measured before) the site's
processes get SIGKILL, at every second moment the worker's too; both are started again, and the
person does as people do: sends the same form once more.

After each strike it is counted in the database, before and after the second sending:

* what was answered with success is there, once;
* what was not answered is there once or not at all, never in part;
* the second sending leaves it there exactly once;
* every version of the disclosure can still be told, and the newest is what the ledger says.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

STRIKES = 20
EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "luzhou-2020-final.xlsx"


def main() -> None:
    """Set up, strike, count."""
    with tempfile.TemporaryDirectory(prefix="mingzhang-strikes-") as var:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
        os.environ.update(MINGZHANG_VAR=var, MINGZHANG_JOB_LEASE="3", MINGZHANG_SWEEP="2")
        import django

        django.setup()
        Strikes().run()


# --- A person's browser, as far as forms go -----------------------------------------------------


@dataclass
class Form:
    """A form of a page: where it goes, and what it would send as it stands."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)

    def put(self, name: str, value: str) -> None:
        """Fill a field in."""
        self.fields = [(n, v) for n, v in self.fields if n != name] + [(name, value)]

    def get(self, name: str) -> str:
        """What stands in a field."""
        return dict(self.fields).get(name, "")


class Forms(HTMLParser):
    """The forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._open: Form | None = None
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the fields that a browser would send."""
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(said.get("action", ""))
            self.found.append(self._open)
        elif self._open is None:
            return
        elif tag == "input" and said.get("type") not in ("checkbox", "file", "submit", "radio"):
            self._open.fields.append((said.get("name", ""), said.get("value", "")))
        elif tag == "select":
            self._select = said.get("name", "")
        elif tag == "option" and "selected" in said:
            self._open.fields.append((self._select, said.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        """A form ends."""
        if tag == "form":
            self._open = None


class Unanswered(Exception):
    """The connection ended without an answer."""


class Browser:
    """Somebody who is signed in."""

    def __init__(self, site: str, person: Any) -> None:
        from django.conf import settings
        from django.test import Client

        client = Client()
        client.force_login(person)
        self.site = site
        self.cookies = {settings.SESSION_COOKIE_NAME: client.session.session_key}

    def get(self, address: str) -> str:
        """A page."""
        return self._send(urllib.request.Request(self.site + address))[1]

    def form(self, address: str, has: str) -> Form:
        """The form of a page that has a field of that name."""
        forms = Forms(self.get(address)).found
        found = next(f for f in forms if any(n == has for n, _ in f.fields))
        found.action = found.action or address
        return found

    def post(self, form: Form, file: tuple[str, bytes] | None = None) -> tuple[int, str]:
        """Status and address after a form was sent."""
        if file:
            body, kind = _multipart(form.fields, *file)
        else:
            body, kind = urllib.parse.urlencode(form.fields).encode(), FORM
        headers = {"Content-Type": kind, "Referer": self.site + form.action}
        request = urllib.request.Request(self.site + form.action, body, headers)
        status, _, address = self._answer(request)
        return status, address

    def _send(self, request: urllib.request.Request) -> tuple[int, str]:
        status, text, _ = self._answer(request)
        return status, text

    def _answer(self, request: urllib.request.Request) -> tuple[int, str, str]:
        request.add_header("Cookie", "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        try:
            with OPENER.open(request, timeout=60) as answer:
                return self._read(answer)
        except urllib.error.HTTPError as answer:
            return self._read(answer)
        except (OSError, urllib.error.URLError, EOFError) as trouble:
            raise Unanswered from trouble

    def _read(self, answer: Any) -> tuple[int, str, str]:
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        try:
            text = answer.read().decode()
        except (OSError, EOFError) as trouble:
            raise Unanswered from trouble
        return answer.status, text, answer.headers.get("Location", "")


class _Stay(urllib.request.HTTPRedirectHandler):
    """An answer that leads elsewhere is an answer."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Do not go there."""


OPENER = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))
FORM = "application/x-www-form-urlencoded"


def _multipart(fields: list[tuple[str, str]], name: str, data: bytes) -> tuple[bytes, str]:
    mark = "----mingzhang"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode()
        for n, v in fields
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = b"".join(parts) + head.encode() + data + f"\r\n--{mark}--\r\n".encode()
    return body, f"multipart/form-data; boundary={mark}"


# --- The site and its people --------------------------------------------------------------------


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


class Process:
    """A process that is killed and started again."""

    def __init__(self, *command: str) -> None:
        self._command = command
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        command = [sys.executable, "-m", *self._command]
        quiet = subprocess.DEVNULL
        self._running = subprocess.Popen(
            command, start_new_session=True, stdout=quiet, stderr=quiet
        )

    def kill(self) -> None:
        """SIGKILL to it and all its children."""
        if self._running:
            os.killpg(self._running.pid, signal.SIGKILL)
            self._running.wait()
            self._running = None


@dataclass
class Deed:
    """One thing that somebody does: prepared, sent, and how often it is in the database."""

    name: str
    disclosure: int
    send: Callable[[], bool]
    times: Callable[[], int]


class Strikes:
    """The whole of it."""

    def __init__(self) -> None:
        port = _free_port()
        self.site = f"http://127.0.0.1:{port}"
        bind = ("--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "2")
        self.web = Process("gunicorn", "portal.wsgi", *bind, "--log-level", "critical")
        beat = f"{os.environ['MINGZHANG_VAR']}/beat"
        worker = ("celery", "--quiet", "-A", "portal", "worker", "-B", "--concurrency=1")
        self.worker = Process(*worker, "-l", "CRITICAL", f"--schedule={beat}")
        self.chance = random.Random()
        self.tally: Counter[str] = Counter()

    def run(self) -> None:
        """Measure each span, then strike."""
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        self._people()
        self.web.start()
        self.worker.start()
        try:
            self._up()
            kinds = (self.save, self.bring_in, self.sign, self.approve)
            spans = {kind.__name__: self._span(kind) for kind in kinds}
            print("spans:", {name: f"{span:.3f} s" for name, span in spans.items()}, flush=True)
            for number in range(STRIKES):
                kind = kinds[number % len(kinds)]
                self._strike(number, kind, spans[kind.__name__])
            self._checked()
        finally:
            self.web.kill()
            self.worker.kill()
        self._count()

    def _people(self) -> None:
        from disclosures.models import Organisation, Person

        self.region = Organisation.objects.create(name="某市", code="5105", level="region")
        self.made = 0
        self.people = {
            name: Person.objects.create_user(name, name=name)
            for name in ("clerk", "signatory", "reviewer")
        }
        self.region.memberships.create(person=self.people["reviewer"], role="reviewer")
        self.browsers = {name: Browser(self.site, p) for name, p in self.people.items()}

    def _up(self) -> None:
        for _ in range(300):
            try:
                urllib.request.urlopen(self.site + "/healthz", timeout=5).read()
                return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the site did not start")

    def _span(self, kind: Callable[[], Deed]) -> float:
        for _ in range(2):  # the first is slower than it will be
            deed = kind()
            begun = time.monotonic()
            if not deed.send() or deed.times() != 1:
                raise SystemExit(f"{deed.name} does not work undisturbed")
            span = time.monotonic() - begun
        return span

    def _strike(self, number: int, kind: Callable[[], Deed], span: float) -> None:
        deed, answers = kind(), list[bool]()

        def act() -> None:
            with suppress(Unanswered):
                answers.append(deed.send())

        moment = self.chance.uniform(0.3, 2.0) * span  # around the writing and the answer
        hand = threading.Thread(target=act)
        hand.start()
        time.sleep(moment)
        self.web.kill()
        if number % 2:
            self.worker.kill()
            self.worker.start()
        hand.join()
        answered = any(answers)
        before = deed.times()
        self.web.start()
        self._up()
        self._whole(deed)
        try:
            deed.send()  # once more, as people do
        except Unanswered:
            raise SystemExit("the site does not answer") from None
        after = deed.times()
        self._whole(deed)
        self.tally["answered" if answered else "unanswered"] += 1
        self.tally["there before the second sending"] += before
        self.tally["LOST"] += answered and before != 1
        self.tally["TWICE"] += before > 1 or after > 1
        self.tally["MISSING AFTER ALL"] += after != 1
        print(
            f"{number + 1:2} {deed.name:8} after {moment:.3f} s: "
            f"{'answered' if answered else 'no answer':9} there {before}, then {after}",
            flush=True,
        )

    def _whole(self, deed: Deed) -> None:
        """Every version can be told; the newest is the ledger; the state is what was done last."""
        from disclosures.models import Disclosure, JournalEntry
        from disclosures.versions import content_at, content_of

        now = Disclosure.objects.select_related("organisation").get(pk=deed.disclosure)
        if content_at(now, now.version) != content_of(now):
            self.tally["BROKEN"] += 1
        for version in range(1, now.version):
            content_at(now, version)
        last = JournalEntry.objects.filter(disclosure=now).first()
        if last and (last.version, last.state_after) != (now.version, now.state):
            self.tally["BROKEN"] += 1

    def _checked(self, seconds: int = 180) -> None:
        """The worker's own work is made up for: the findings of every disclosure are counted."""
        from django.db.models import F

        from disclosures.models import Disclosure

        waiting = Disclosure.objects.exclude(checked_version=F("version"))
        end = time.monotonic() + seconds
        while waiting.exists() and time.monotonic() < end:
            time.sleep(1)
        self.tally["NEVER CHECKED"] += waiting.count()

    def _count(self) -> None:
        for name in ("answered", "unanswered", "there before the second sending"):
            print(f"{name}: {self.tally[name]}")
        for name in ("LOST", "TWICE", "MISSING AFTER ALL", "BROKEN", "NEVER CHECKED"):
            print(f"{name}: {self.tally[name]}")

    # --- What people do -------------------------------------------------------------------------

    def _disclosure(self, *, without: int = 0) -> Any:
        """A department's final account, entered by the command line, without anything open.

        ``without`` so many of the last facts of the workbook.
        """
        from dataclasses import replace

        from disclosures.actions import save_book
        from disclosures.models import Disclosure, Organisation
        from disclosures.pipeline import Book, take_in

        self.made += 1
        book = take_in(EXAMPLE.read_bytes(), EXAMPLE.name).book
        assert book is not None
        own = Organisation.objects.create(
            name=book.department, code=str(300 + self.made), parent=self.region
        )
        for role in ("clerk", "signatory"):
            own.memberships.create(person=self.people[role], role=role)
        empty = Disclosure.objects.create(
            organisation=own,
            year=2020,
            kind="final",
            form_set=book.form_set.id,
            origin="facts",
            version=0,
        )
        kept = book.facts.facts[: len(book.facts.facts) - without]
        facts = replace(book.facts, department_code=own.code, facts=kept)
        return save_book(book=Book.of_facts(facts, book.written), disclosure=empty)

    def save(self) -> Deed:
        """A clerk changes an amount and adds a row, by the form."""
        from django.urls import reverse

        from disclosures.models import IncomeRow

        disclosure, clerk = self._disclosure(), self.browsers["clerk"]
        address = reverse("ledger", args=[disclosure.pk, "income"])
        form = clerk.form(address, "was.1")
        amount = f"{self.made}{self.chance.randrange(100_000)}.00"
        form.put("1.amount", amount)
        for name in ("unit", "measure", "function"):
            form.put(f"new1.{name}", form.get(f"1.{name}"))
        form.put("new1.category", "other")
        form.put("new1.amount", amount)
        rows = IncomeRow.objects.filter(disclosure=disclosure)
        fen = int(amount.replace(".", ""))

        def send() -> bool:
            return clerk.post(form)[0] == 302

        def times() -> int:
            count = rows.filter(amount=fen).count()
            return {0: 0, 2: 1}.get(count, 2)  # both or neither; anything else is wrong

        return Deed("save", disclosure.pk, send, times)

    def bring_in(self) -> Deed:
        """A clerk confirms the preview of a workbook."""
        from django.urls import reverse

        from disclosures.models import JournalEntry

        disclosure, clerk = self._disclosure(without=1), self.browsers["clerk"]
        form = clerk.form(reverse("import", args=[disclosure.pk]), "csrfmiddlewaretoken")
        form.action = reverse("import", args=[disclosure.pk])
        _, preview = clerk.post(form, (EXAMPLE.name, EXAMPLE.read_bytes()))
        decide = next(f for f in Forms(clerk.get(preview)).found if f.get("decision") == "confirm")
        deeds = JournalEntry.objects.filter(disclosure=disclosure, action="import")
        return Deed(
            "import", disclosure.pk, lambda: clerk.post(decide)[0] == 302, lambda: deeds.count()
        )

    def sign(self) -> Deed:
        """A signatory signs what they have read."""
        from django.urls import reverse

        from disclosures.models import JournalEntry, Signature

        disclosure, hand = self._disclosure(), self.browsers["signatory"]
        form = hand.form(reverse("sign", args=[disclosure.pk]), "sha256")
        form.put("secrecy", "1")
        signed = Signature.objects.filter(disclosure=disclosure)
        deeds = JournalEntry.objects.filter(disclosure=disclosure, action="sign")

        def times() -> int:
            return signed.count() if signed.count() == deeds.count() else 2

        return Deed("sign", disclosure.pk, lambda: hand.post(form)[0] == 302, times)

    def approve(self) -> Deed:
        """A reviewer approves what was submitted."""
        from django.urls import reverse

        from disclosures.models import JournalEntry

        deed = self.sign()
        deed.send()
        clerk, reviewer = self.browsers["clerk"], self.browsers["reviewer"]
        clerk.post(clerk.form(reverse("submit", args=[deed.disclosure]), "version"))
        page = reverse("review", args=[deed.disclosure])
        form = next(f for f in Forms(reviewer.get(page)).found if "approve" in f.action)
        deeds = JournalEntry.objects.filter(disclosure=deed.disclosure, action="approve")
        return Deed(
            "approve",
            deed.disclosure,
            lambda: reviewer.post(form)[0] == 302,
            lambda: deeds.count(),
        )


if __name__ == "__main__":
    main()
