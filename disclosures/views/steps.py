"""The steps of a disclosure: each a page that says what stands in the way, and a confirmation.

One view serves them all; the page of a signature also shows the whole that is signed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from disclosures import actions
from disclosures.abilities import apart_from
from disclosures.actions import Moved, NotNow, NotReady
from disclosures.actions.transitions import SECRECY, readiness
from disclosures.core.workflow import ACTION_LABELS, NEED_TEXTS, TRANSITIONS, Action, Need, State
from disclosures.models import Disclosure, JournalEntry
from disclosures.permissions import can
from disclosures.readiness import Standing, standing_of
from disclosures.views.answers import (
    READ,
    actor_of,
    anew,
    deed,
    only,
    person_of,
    seen_of,
    signed_in,
    visible,
)
from disclosures.views.files import files_context
from disclosures.views.lines import address_of
from disclosures.views.whole import whole_of

#: A reason is no essay.
LONGEST = 2000
#: Where each need is mended: route and words.
MENDS = {
    Need.NO_ERRORS: ("findings", "查看并改正"),
    Need.WARNINGS_REASONED: ("reasons", "说明原因"),
    Need.PERSONAL_DATA_CLEARED: ("reasons", "处理个人信息"),
    Need.REMARKS_ANSWERED: ("remarks", "答复批注"),
    Need.REMARKS_RESOLVED: ("remarks", "了结批注"),
    Need.AS_SIGNED: ("unsign", "撤销签署"),
}


@dataclass(frozen=True)
class Page:
    """The words of a step's page, and whether it asks for a reason."""

    title: str
    told: str
    button: str
    done: str
    asks_why: bool = False


PAGES = {
    Action.HAND_UP: Page(
        "报送部门",
        "报送后由部门核对、汇总；部门退回之前，这里不能再修改。",
        "报送部门",
        "已报送部门",
    ),
    Action.SIGN: Page(
        "阅读并签署",
        "请通读以下全部内容。签署后内容即行锁定，所签内容的校验码一并留存。",
        "签署",
        "已签署",
    ),
    Action.UNSIGN: Page(
        "撤销签署",
        "撤销后回到填报中，可以修改，修改后须重新签署。签署记录仍然保留。",
        "撤销签署",
        "已撤销签署",
        asks_why=True,
    ),
    Action.SUBMIT: Page(
        "提交财政", "提交后由财政部门审核；退回之前，这里不能再修改。", "提交财政", "已提交财政"
    ),
    Action.RETURN: Page(
        "退回", "退回后由对方修改、重新报送；原有签署失效。", "退回", "已退回", asks_why=True
    ),
}


@only(*READ, "POST")
@signed_in
@deed
def step(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """GET: what stands in the way, and the form.  POST: the step itself."""
    disclosure, wanted = visible(request, pk), Action(action)
    if request.method == "POST":
        return _take(request, disclosure, wanted)
    check(request, disclosure, wanted)
    return _show(request, disclosure, wanted)


def check(request: HttpRequest, disclosure: Disclosure, action: Action) -> None:
    """NotNow where the state has no such step; PermissionDenied, with the reason if it is one."""
    person = person_of(request)
    if (State(disclosure.state), action) not in TRANSITIONS:
        raise NotNow(disclosure, action)
    if not can(person, action, disclosure):
        needs = apart_from(person, disclosure, action)
        raise PermissionDenied("；".join(NEED_TEXTS[need] for need in needs))


def _take(request: HttpRequest, disclosure: Disclosure, action: Action) -> HttpResponse:
    if (State(disclosure.state), action) in TRANSITIONS:
        check(request, disclosure, action)
    try:
        _do(request, disclosure, action)
    except (Moved, NotNow, NotReady) as refusal:
        if just_done(request, disclosure, action):
            return redirect("disclosure", disclosure.pk)
        return _refused(request, disclosure.pk, action, refusal)
    messages.success(request, f"{disclosure}{PAGES[action].done}。")
    return redirect("disclosure", disclosure.pk)


def _do(request: HttpRequest, disclosure: Disclosure, action: Action) -> None:
    common: dict[str, Any] = {
        "disclosure": disclosure,
        "seen": seen_of(request),
        "by": actor_of(request),
    }
    why = request.POST.get("why", "")[:LONGEST]
    deeds: dict[Action, Callable[..., object]] = {
        Action.HAND_UP: actions.hand_up,
        Action.SIGN: partial(
            actions.sign,
            sha256=request.POST.get("sha256", ""),
            secrecy=request.POST.get("secrecy") == "1",
        ),
        Action.UNSIGN: partial(actions.unsign, why=why),
        Action.SUBMIT: actions.submit,
        Action.RETURN: partial(actions.return_, why=why),
    }
    deeds[action](**common)


def just_done(request: HttpRequest, disclosure: Disclosure, action: Action) -> bool:
    """Whether the same form was sent twice: the first time did it."""
    last = JournalEntry.objects.filter(disclosure=disclosure).first()
    seen = seen_of(request)
    return (
        last is not None
        and last.action == action
        and last.person_id == person_of(request).pk
        and last.state_before == seen.state
        and seen.version in (last.version, last.version - (action is Action.CORRECT))
    )


def _refused(
    request: HttpRequest, pk: int, action: Action, refusal: Moved | NotNow | NotReady
) -> HttpResponse:
    """The page as it is now, with what was typed and why it was not done; 409."""
    now = anew(request, pk, action, refusal)
    asked = {Need.REASON, Need.SECRECY_REVIEWED}
    only_asked = isinstance(refusal, NotReady) and set(refusal.needs) <= asked
    return _show(request, now, action, refusal, status=422 if only_asked else 409)


def _show(
    request: HttpRequest,
    disclosure: Disclosure,
    action: Action,
    refusal: Exception | None = None,
    status: int = 200,
) -> HttpResponse:
    standing = standing_of(disclosure)
    signing = action is Action.SIGN
    context = {
        "disclosure": disclosure,
        "action": str(action),
        "words": PAGES[action],
        "label": ACTION_LABELS[action],
        "obstacles": [_obstacle(standing, need) for need in readiness(standing, action)],
        "refusal": refusal,
        "needs": [str(need) for need in getattr(refusal, "needs", ())],
        "why": request.POST.get("why", ""),
        "secrecy": SECRECY,
        "longest": LONGEST,
        "read_again": isinstance(refusal, Moved) or Need.AS_READ in getattr(refusal, "needs", ()),
        **(whole_of(standing) | files_context(disclosure) if signing else {}),
    }
    template = "desk/sign.html" if signing else "desk/step.html"
    return render(request, template, context, status=status)


def _obstacle(standing: Standing, need: Need) -> dict[str, str]:
    """A need that is not met: in words, how many places, and where it is mended."""
    counts = {
        Need.NO_ERRORS: len(standing.errors),
        Need.WARNINGS_REASONED: len(standing.unexplained),
        Need.PERSONAL_DATA_CLEARED: len(standing.uncleared),
    }
    number = counts.get(need, 0)
    route, text = MENDS.get(need, ("", ""))
    url = address_of(route, standing.disclosure.pk) if route else ""
    return {
        "need": str(need),
        "text": NEED_TEXTS[need] + (f"（{number} 处）" if number else ""),
        "url": url,
        "mend": text,
    }
