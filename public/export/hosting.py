"""What a static copy tells the web server that hands it out."""

from __future__ import annotations

from collections.abc import Iterator

from public.models import Paper
from public.views.answers import KEPT

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
ALL = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": f"public, max-age={KEPT}, must-revalidate",
}
TYPES = {
    "/*.csv": "text/csv; charset=utf-8",
    "/*.json": "application/json; charset=utf-8",
    "/*.py": "text/plain; charset=utf-8",
    "/feeds/*.xml": "application/atom+xml; charset=utf-8",
}


def headers() -> bytes:
    """``_headers``, as networks that hand out static files read it."""
    lines = ["/*", *(f"  {name}: {value}" for name, value in ALL.items())]
    for path, kind in TYPES.items():
        lines += [path, f"  Content-Type: {kind}"]
    return "\n".join([*lines, ""]).encode()


def gone() -> Iterator[bytes]:
    """``_gone.map``: the numbers of what was withdrawn, as a map of nginx; see docs."""
    rows = Paper.objects.exclude(withdrawn_at=None).order_by("pk")
    for pk in rows.values_list("pk", flat=True).iterator():
        yield f"{pk} 1;\n".encode()
