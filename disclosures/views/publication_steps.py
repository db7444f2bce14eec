"""Publishing, setting its time, correcting and withdrawing: each a page and a confirmation.

None of them judges the figures anew: what was approved is frozen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from disclosures import actions
from disclosures.actions import Moved, NotNow, NotReady
from disclosures.actions.publication import FURTHEST, frozen_of
from disclosures.core.document.changes import Changes, changes
from disclosures.core.workflow import ACTION_LABELS, NEED_TEXTS, TRANSITIONS, Action, Need, State
from disclosures.models import Disclosure, Publication
from disclosures.views.answers import (
    READ,
    actor_of,
    anew,
    deed,
    only,
    seen_of,
    signed_in,
    visible,
)
from disclosures.views.files import files_context
from disclosures.views.steps import LONGEST, Page, check, just_done

PAGES = {
    Action.PUBLISH: Page(
        "公开",
        "公开后任何人都可以阅读和下载。已公开的内容不能修改，只能用新的一版更正，或者撤回。",
        "公开",
        "已公开",
    ),
    Action.SCHEDULE: Page(
        "定时公开", "到了所定的时间自动公开，在此之前可以改期或取消。", "定时公开", "已定时公开"
    ),
    Action.CORRECT: Page(
        "更正",
        "更正从现在的内容开出新的一版，修改后须重新签署、审核；在新版公开以前，原来公开的版次不变。",
        "开始更正",
        "开始更正",
        asks_why=True,
    ),
    Action.WITHDRAW: Page(
        "撤回公开",
        "撤回后公众不再能看到内容和文件，原网址只留下撤回的日期和理由。撤回的版次不能恢复公开。",
        "撤回公开",
        "已撤回公开",
        asks_why=True,
    ),
}


@only(*READ, "POST")
@signed_in
@deed
def step(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """GET: what will be done, and the form.  POST: the step itself."""
    disclosure, wanted = visible(request, pk), Action(action)
    if request.method == "POST":
        return _take(request, disclosure, wanted)
    check(request, disclosure, wanted)
    return _show(request, disclosure, wanted)


def _take(request: HttpRequest, disclosure: Disclosure, action: Action) -> HttpResponse:
    if (State(disclosure.state), action) in TRANSITIONS:
        check(request, disclosure, action)
    try:
        _deed(request, disclosure, action)()
    except ValidationError as refusal:
        return _show(request, disclosure, action, "；".join(refusal.messages), status=422)
    except (Moved, NotNow, NotReady) as refusal:
        if just_done(request, disclosure, action):
            return redirect("disclosure", disclosure.pk)
        now = anew(request, disclosure.pk, action, refusal)
        only_asked = getattr(refusal, "needs", ()) == (Need.REASON,)
        return _show(request, now, action, refusal, status=422 if only_asked else 409)
    done = "已取消定时公开" if _cancels(request) else PAGES[action].done
    messages.success(request, f"{disclosure}{done}。")
    return redirect("disclosure", disclosure.pk)


def _deed(request: HttpRequest, disclosure: Disclosure, action: Action) -> Callable[[], object]:
    """The step that the form asks for."""
    common: dict[str, Any] = {"disclosure": disclosure, "by": actor_of(request)}
    seen, what, why = seen_of(request), _typed(request, "what"), _typed(request, "why")
    if action is Action.PUBLISH:
        return partial(actions.publish, seen=seen, **common)
    if action is Action.CORRECT:
        return partial(actions.correct, seen=seen, what=what, why=why, **common)
    if action is Action.WITHDRAW:
        return partial(actions.withdraw, numbers=_numbers(request), why=why, **common)
    was, at = read_time(request.POST.get("was", "")), None
    if not _cancels(request):
        at = read_time(request.POST.get("at", ""))
        if at is None:
            raise ValidationError("请填写公开的日期和时间")
    return partial(actions.schedule, seen=seen, was=was, at=at, **common)


def _typed(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "")[:LONGEST]


def _cancels(request: HttpRequest) -> bool:
    return request.POST.get("cancel") == "1"


def _numbers(request: HttpRequest) -> list[int]:
    given = request.POST.getlist("number")
    return [int(n) for n in given if n.isascii() and n.isdecimal() and len(n) < 6]


def read_time(text: str) -> datetime | None:
    """2026-12-05T09:00, or with a time zone, as a moment; None where it is none."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _show(
    request: HttpRequest,
    disclosure: Disclosure,
    action: Action,
    refusal: object = None,
    status: int = 200,
) -> HttpResponse:
    public = Publication.objects.filter(disclosure=disclosure).public().dated().defer("content")
    frozen = frozen_of(disclosure)
    needs = TRANSITIONS[State(disclosure.state), action].needs
    lacks = {Need.IS_FROZEN: frozen is None, Need.IS_PUBLIC: not public}
    now = timezone.now()
    context = {
        "disclosure": disclosure,
        "action": str(action),
        "words": PAGES[action],
        "label": ACTION_LABELS[action],
        "obstacles": [
            {"need": str(need), "text": NEED_TEXTS[need]}
            for need, lacking in lacks.items()
            if lacking and need in needs
        ],
        "refusal": refusal,
        "read_again": isinstance(refusal, Moved),
        "needs": [str(need) for need in getattr(refusal, "needs", ())],
        "frozen": frozen,
        "changes": _changes(frozen) if action is Action.PUBLISH else None,
        "public": public,
        "ticked": _numbers(request) if request.method == "POST" else [p.number for p in public],
        "typed": {name: request.POST.get(name, "") for name in ("what", "why", "at")},
        "earliest": _local(now),
        "furthest": _local(now + FURTHEST),
        "longest": LONGEST,
        **files_context(disclosure),
    }
    return render(request, "publication/step.html", context, status=status)


def _changes(frozen: Publication | None) -> Changes | None:
    """What a correction says otherwise than what is or was public; None where it is none."""
    last = frozen.supersedes if frozen else None
    return changes(last.document, frozen.document) if frozen and last else None


def _local(at: datetime) -> str:
    """For a field of a form."""
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")
