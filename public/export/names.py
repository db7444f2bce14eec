"""``search-index.json``: what the search page of a static copy looks through."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.urls import reverse

from public.models import Body, Paper

#: So many names at most: a file that an old phone still reads.
MOST = 30_000


def names() -> bytes:
    """``[[name, told, address, year, kind], …]``: bodies, then papers, the newest years first."""
    rows = list(islice(_all(), MOST))
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def _all() -> Iterator[list[Any]]:
    for pk, name, above in Body.objects.values_list("pk", "name", "parent__name"):
        yield [name, above or "", reverse("department", args=[pk]), 0, ""]
    papers = Paper.objects.filter(current=True).order_by("-year", "body__code", "pk")
    for pk, title, year, kind in papers.values_list("pk", "title", "year", "kind").iterator():
        yield [title, "", reverse("publication", args=[pk]), year, kind]
