"""The whole public site as files that any web server hands out.

Part by part: each publication, each body, each other route.  A part whose stamp
(``public.models.Stamp``) and makers are those of an earlier export is left as it is; of all
others only files that say something else are written.  Memory does not grow with the site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db.models import QuerySet
from django.utils import timezone

from public import routes
from public.export.answers import Unanswered, answer_to, chunks_of, is_page, lost
from public.export.folder import Folder
from public.export.hosting import gone, headers
from public.export.names import names
from public.export.settle import place, settled
from public.kept import EVERYTHING, body_scope, code, publication_scope
from public.models import Body, Paper, Stamp

#: Rows that are read at a time.
BATCH = 200
#: So often, at most, a run goes over the site while it is changing; the next run does the rest.
PASSES = 4
#: What pages use besides ``site*``.
STATIC = ("icon.svg",)
Tell = Callable[[int, int], None]


class Export:
    """One run; ``troubles`` are addresses that should be there and are not."""

    def __init__(self, folder: Folder, *, portal: str, tell: Tell) -> None:
        """``tell`` hears how many parts are done of how many."""
        self.folder, self.portal, self._tell = folder, portal, tell
        made_by = f"{code()} {portal} {settings.DEMO}"
        self.makers = sha256(made_by.encode()).hexdigest()[:16]
        self._begin()

    def run(self) -> None:
        """Bring the folder up to date, and again as far as something has changed meanwhile."""
        for _ in range(PASSES):
            before = _number()
            self._pass()
            if _number() == before:
                return
            self.folder.begin_again()
            self._begin()

    def _begin(self) -> None:
        self.troubles: list[str] = []
        self._done, self._all = 0, Paper.objects.count() + Body.objects.count()
        self._all += len(routes.EVERYTHING) + 1

    def _pass(self) -> None:
        for paper, number in _stamped(Paper.objects.select_related("publication"), _of_paper):
            self._part(_of_paper(paper), str(number), routes.of_publication(paper))
        for body, number in _stamped(Body.objects.all(), _of_body):
            self._part(_of_body(body), self._today(number), routes.of_body(body))
        number = _number()
        for name in routes.EVERYTHING:
            self._part(f"all {name}", self._today(number), routes.of_everything(name))
        self._rest()
        self.folder.finish_all()

    def _today(self, number: int) -> str:
        """The mark of pages that also tell what is late."""
        return f"{number} {timezone.localdate()}"

    def _part(self, part: str, number: str, addresses: Iterable[tuple[str, str]]) -> None:
        mark = f"{number} {self.makers}"
        if not self.folder.stands(part, mark):
            before = len(self.troubles)
            for address, query in addresses:
                self._write(address, query, part)
            self.folder.finish(part, mark if len(self.troubles) == before else "")
        self._count()

    def _count(self) -> None:
        self._done += 1
        self._tell(self._done, self._all)

    def _write(self, address: str, query: str, part: str) -> None:
        try:
            answer = answer_to(address, query)
        except Unanswered as error:
            self.troubles.append(str(error))
            return
        chunks = chunks_of(answer)
        if is_page(answer):
            text = b"".join(chunks).decode()
            chunks = iter([settled(text, address, query, self.portal).encode()])
        self.folder.write(place(address, query), chunks, part)

    def _rest(self) -> None:
        """What is no page of the site: its style, its icon, what a web server is told."""
        part = "rest"
        for path, data in _static():
            self.folder.write(path, [data], part)
        for address in ("/404.html", "/en/404.html"):
            text = settled(lost(address).content.decode(), address, "", self.portal)
            self.folder.write(place(address), [text.encode()], part)
        self.folder.write("search-index.json", [names()], part)
        self.folder.write("_headers", [headers()], part)
        self.folder.write("_gone.map", gone(), part)
        self.folder.finish(part, "")
        self._count()


def _of_paper(paper: Paper) -> str:
    return publication_scope(paper.pk)


def _of_body(body: Body) -> str:
    return body_scope(body.pk)


def _stamped(rows: QuerySet[Any], scope: Callable[[Any], str]) -> Iterator[tuple[Any, int]]:
    """Every row with the number of its stamp, which is read before anything that pages tell."""
    last: Any = 0
    while batch := list(rows.order_by("pk").filter(pk__gt=last)[:BATCH]):
        numbers = _numbers([scope(row) for row in batch])
        for row in batch:
            yield row, numbers.get(scope(row), 0)
        last = batch[-1].pk


def _number() -> int:
    """That of everything."""
    return _numbers([EVERYTHING]).get(EVERYTHING, 0)


def _numbers(scopes: list[str]) -> dict[str, int]:
    return dict(Stamp.objects.filter(scope__in=scopes).values_list("scope", "number"))


def _static() -> Iterator[tuple[str, bytes]]:
    """Path and content of the files that pages use, under the names that they call them by."""
    own = [path.name for path in (settings.BASE_DIR / "static").glob("site*")]
    for name in sorted([*own, *STATIC]):
        found = finders.find(name)
        if not isinstance(found, str):
            continue
        with open(found, "rb") as source:
            yield staticfiles_storage.url(name).lstrip("/"), source.read()
