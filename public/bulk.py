"""All current papers of a year in one data package, made by a worker, paper by paper to the disk.

A row of ``Bulk`` is the truth: a worker claims it with a lease, makes the archive beside, and
exchanges file and row at the end.  What is made of the same papers is not made again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path
from types import TracebackType

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from disclosures.core.money import Unit, show
from disclosures.models import Publication, Rendition
from disclosures.render.data.archive import PLAIN_FILE, TIMELESS, UNIX, readable
from disclosures.render.data.lines import LINES, line_rows
from disclosures.render.data.rows import FACTS, MARK, fact_rows, harmless
from public.core.bulk import README, SHEETS, descriptor
from public.datasets import packages
from public.kept import EVERYTHING, bump, number_of
from public.models import Bulk, Paper, Project, Spending

#: A worker that has been silent for so long is dead.
LEASE = timedelta(minutes=10)
#: A file that may be handed out is not made again before.
REST = timedelta(minutes=10)
#: Papers that are read at once.
AT_ONCE = 20
#: The sheets that data packages hold as well, with what stands above their columns there.
HEADS = {"facts": FACTS, "lines": LINES}
Rows = dict[str, list[list[str]]]
AMOUNTS = ("income", "spending", "basic", "project", "sangong")


def due() -> list[int]:
    """The years whose file is missing or may be out of date, and in nobody's hands."""
    now, number = timezone.now(), number_of(EVERYTHING)
    current = Paper.objects.filter(current=True).order_by()
    years = set(current.values_list("year", flat=True).distinct())
    resting = Bulk.objects.ready().filter(made_at__gt=now - REST).order_by().values("year")
    held = Q(lease__gt=now) | Q(year__in=resting)
    settled = Bulk.objects.filter(Q(number=number) | held)
    known = set(Bulk.objects.values_list("year", flat=True))
    return sorted((years | known) - set(settled.values_list("year", flat=True)))


def make(year: int) -> bool:
    """Make the file of a year anew if its papers are others now; whether it was made."""
    number, now = number_of(EVERYTHING), timezone.now()
    Bulk.objects.get_or_create(year=year)
    free = Bulk.objects.filter(Q(lease=None) | Q(lease__lt=now), year=year)
    if not free.update(lease=now + LEASE):
        return False
    try:
        return _make(Bulk.objects.get(year=year), number)
    finally:
        Bulk.objects.filter(year=year).update(lease=None)


def _make(row: Bulk, number: int) -> bool:
    now, mark = timezone.now(), _mark(row.year)
    if mark and mark == row.papers:
        Bulk.objects.filter(pk=row.pk).update(number=number, made_at=row.made_at and now)
        return False
    before = row.file.name
    if not mark:
        row.file.name = ""
        Bulk.objects.filter(pk=row.pk).delete()
    else:
        with tempfile.TemporaryDirectory() as folder:
            made = _archive(row.year, Path(folder))
            row.sha256, row.size = _digest(made), made.stat().st_size
            with made.open("rb") as handle:
                name = f"bulk/{row.year}-{row.sha256[:16]}.zip"
                row.file.name = default_storage.save(name, File(handle))
        row.number, row.papers, row.made_at = number, mark, now
        row.save(update_fields=["sha256", "size", "file", "number", "papers", "made_at"])
    if before and before != row.file.name:
        default_storage.delete(before)
    bump()
    return True


def _mark(year: int) -> str:
    """Another one whenever the papers, or what is known of them, are others; "" of none."""
    found = hashlib.sha256()
    rows = Paper.objects.filter(current=True, year=year).order_by("pk")
    none = True
    for pk, indexed, name in rows.values_list("pk", "indexed", "body__name").iterator():
        found.update(f"{pk} {indexed} {name}\n".encode())
        none = False
    return "" if none else found.hexdigest()


# -- the archive --------------------------------------------------------------------------------


class _Csv:
    """A CSV that is written to the disk, row by row."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.path = path
        self._file = path.open("w", encoding="utf-8", newline="")
        self._file.write(MARK)
        self._writer = csv.writer(self._file)
        self.add([list(columns)])

    def __enter__(self) -> _Csv:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        """Rows whose texts are made harmless."""
        self.add_harmless([harmless(cell) for cell in row] for row in rows)

    def add_harmless(self, rows: Iterable[Sequence[str]]) -> None:
        """Rows that were made harmless already."""
        self._writer.writerows(rows)


def _archive(year: int, folder: Path) -> Path:
    sheets = {s.name: _Csv(folder / f"{s.name}.csv", list(s.columns)) for s in SHEETS}
    count, created = 0, ""
    for papers in _some(year):
        _write(papers, sheets)
        Bulk.objects.filter(year=year).update(lease=timezone.now() + LEASE)
        count += len(papers)
        created = max(created, *(p.published_at.isoformat() for p in papers))
    for sheet in sheets.values():
        sheet.__exit__(None, None, None)
    files = {name: (s.path.stat().st_size, _digest(s.path)) for name, s in sheets.items()}
    home = f"{settings.PORTAL_URL}{reverse('data')}"
    about = descriptor(year, created=created, files=files, home=home)
    (folder / "datapackage.json").write_bytes(readable(about))
    (folder / "README.md").write_text(README.format(year=year, count=count), encoding="utf-8")
    return _zipped(folder, [f"{name}.csv" for name in sheets])


def _zipped(folder: Path, names: list[str]) -> Path:
    target = folder / "year.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted([*names, "datapackage.json", "README.md"]):
            entry = zipfile.ZipInfo(name, TIMELESS)
            entry.create_system, entry.external_attr = UNIX, PLAIN_FILE
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.file_size = (folder / name).stat().st_size
            with (folder / name).open("rb") as source, made.open(entry, "w") as goal:
                while chunk := source.read(1 << 20):
                    goal.write(chunk)
            (folder / name).unlink()
    return target


def _some(year: int) -> Iterator[list[Paper]]:
    """The current papers, a few at a time, each with its publication."""
    keys = iter(
        list(
            Paper.objects.filter(current=True, year=year)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
    )
    while chunk := list(islice(keys, AT_ONCE)):
        rows = Paper.objects.filter(pk__in=chunk).select_related("body")
        yield list(rows.order_by("pk"))


def _write(papers: list[Paper], sheets: dict[str, _Csv]) -> None:
    sheets["publications"].add(map(_paper, papers))
    files = packages(papers)
    for paper in papers:
        own = [str(paper.pk), str(paper.body_id)]
        for name, rows in (_packed(files.get(paper.pk)) or _told(paper)).items():
            sheets[name].add_harmless([*own, *row] for row in rows)
    spent = Spending.objects.filter(paper__in=papers).select_related("paper").order_by("pk")
    sheets["spending"].add(map(_spent, spent))
    projects = Project.objects.filter(paper__in=papers).select_related("paper").order_by("pk")
    sheets["projects"].add(map(_project, projects))


def _packed(file: Rendition | None) -> Rows | None:
    """What the data package of a paper says, if it has one of this shape: the quick way."""
    if file is None:
        return None
    try:
        with file.file.open("rb") as handle, zipfile.ZipFile(io.BytesIO(handle.read())) as package:
            held = [name for name in HEADS if f"{name}.csv" in package.namelist()]
            found = {name: _read(package, name) for name in held}
    except (OSError, zipfile.BadZipFile):
        return None
    whole = "facts" in found and all(rows[0] == list(HEADS[n]) for n, rows in found.items())
    return {name: rows[1:] for name, rows in found.items()} if whole else None


def _read(package: zipfile.ZipFile, name: str) -> list[list[str]]:
    text = package.read(f"{name}.csv").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def _told(paper: Paper) -> Rows:
    """The same of the paper itself."""
    frozen = Publication.objects.get(pk=paper.pk)
    document = frozen.document
    told = {"facts": fact_rows(document)}
    if document.lines:
        told["lines"] = line_rows(document)
    return {name: [[harmless(c) for c in row] for row in rows][1:] for name, rows in told.items()}


def _yuan(fen: int | None) -> str:
    return "" if fen is None else show(fen, Unit.YUAN, grouped=False)


def _paper(paper: Paper) -> list[str]:
    body = paper.body
    texts = (
        paper.pk, body.pk, body.name, body.parent_id or "", body.region, paper.year, paper.kind,
        paper.number, paper.title, paper.published_at.isoformat(), paper.supersedes_id or "",
        paper.why, paper.sha256,
    )  # fmt: skip
    page = f"{settings.PORTAL_URL}{reverse('publication', args=[paper.pk])}"
    return [*map(str, texts), *(_yuan(getattr(paper, name)) for name in AMOUNTS), page]


def _spent(one: Spending) -> list[str]:
    parted = one.scheme == Spending.Scheme.FUNCTION
    amounts = [one.basic, one.project] if parted else [None, None]
    return [
        *(str(one.paper_id), str(one.paper.body_id), one.scheme, one.code, one.name, one.extent),
        *map(_yuan, (one.total, *amounts)),
        *(str(one.year), one.kind),
    ]


def _project(one: Project) -> list[str]:
    goals = json.dumps(one.goals, ensure_ascii=False) if one.goals else ""
    own = (str(one.paper_id), str(one.paper.body_id), one.name, _yuan(one.amount), one.score)
    return [*own, goals, str(one.paper.year), one.paper.kind]


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
