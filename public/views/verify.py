"""The script by which anybody verifies what they downloaded."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import conditional_page

from public.views.answers import content, reads

SCRIPT = Path(settings.BASE_DIR, "verify", "verify.py")


@reads
@conditional_page
def script(request: HttpRequest) -> HttpResponseBase:
    """``verify.py``, one file that needs nothing but Python."""
    answer = HttpResponse(SCRIPT.read_bytes(), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="verify.py"'
    return content(answer)
