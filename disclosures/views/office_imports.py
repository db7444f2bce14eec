"""Lists that come in: the preview of what an import would do, and its confirmation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from disclosures.actions import Actor
from disclosures.actions.parties import Outdated, import_organisations
from disclosures.actions.people import import_people
from disclosures.core.workflow import BureauAction
from disclosures.exchange.base import Planned
from disclosures.exchange.kept import Gone, Purpose, drop, keep, kept
from disclosures.exchange.listing import Upload
from disclosures.exchange.organisations import OrganisationResource
from disclosures.exchange.people import PersonResource
from disclosures.exchange.plan import Plan
from disclosures.importing.limits import MAX_FILE, MIB
from disclosures.models import Organisation, Person
from disclosures.views.answers import READ, actor_of, only, person_of
from disclosures.views.office import OfficeView, answer, bureau, refuse
from disclosures.views.office_forms import UploadForm

#: How many rows of each sort a preview shows; the rest is counted.
MOST_SHOWN = 500


@dataclass(frozen=True)
class Kind:
    """What is imported: its words, its resource, its action, and the page to return to."""

    deed: BureauAction
    title: str
    about: tuple[str, ...]
    back: str
    resource: Callable[[Organisation, Person], Planned[Any]]
    action: Callable[..., Plan]


KINDS = {
    "organisations": Kind(
        BureauAction.CHANGE_ORGANISATIONS,
        "组织",
        (
            "栏目：编码、名称、层级（部门、单位）、上级编码、单位性质、编制数、实有人数。",
            "只有编码和名称也可以：编码以某部门编码开头的是它的单位，其余是部门。",
            "没有的栏目保持不变；没有写到的组织保持不变，不会被删除。",
        ),
        "office-organisations",
        lambda region, person: OrganisationResource(region),
        import_organisations,
    ),
    "people": Kind(
        BureauAction.CHANGE_PEOPLE,
        "人员",
        (
            "栏目：用户名、姓名、电子邮箱、状态（在用、停用），以及每种角色一栏，"
            "填担任该角色的组织编码，几个之间用顿号。",
            "没有的栏目保持不变；没有写到的人员保持不变。角色栏留空表示不担任。",
            "新人员没有密码：导入后可发送邀请，或生成一次性密码。",
        ),
        "office-people",
        lambda region, person: PersonResource(region, person),
        import_people,
    ),
}


def _importing(view: OfficeView) -> OfficeView:
    """A view for those who may change what is imported."""

    @wraps(view)
    @bureau
    def guarded(request: HttpRequest, region: Organisation, what: str) -> HttpResponseBase:
        refuse(request, region, _kind(what).deed)
        return view(request, region, what)

    return guarded


@only(*READ, "POST")
@_importing
def start(request: HttpRequest, region: Organisation, what: str) -> HttpResponse:
    """GET: choose a file.  POST: what it would change; nothing is written yet."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if not form.is_valid():  # a form with nothing sent is not valid either
        return answer(request, region, "import", {"form": form, **_about(what)})
    upload, refusal = received(form.cleaned_data["file"])
    if upload is None:
        form.add_error("file", refusal)
        return answer(request, region, "import", {"form": form, **_about(what)})
    plan = _kind(what).resource(region, person_of(request)).plan(upload)
    if plan.refused:
        form.add_error("file", plan.refused)
        return answer(request, region, "import", {"form": form, **_about(what)})
    return _preview(request, region, what, upload, plan)


@only("POST")
@_importing
def confirm(request: HttpRequest, region: Organisation, what: str) -> HttpResponse:
    """Do what was shown; where something else would be done now, show that (409)."""
    ticket, purpose = request.POST.get("ticket", ""), _purpose(request, region, what)
    try:
        upload = kept(ticket, purpose)
    except Gone:
        return _gone(request, region, what)
    by: Actor = actor_of(request)
    said = request.POST.get("fingerprint", "")
    try:
        plan = _kind(what).action(region=region, upload=upload, fingerprint=said, by=by)
    except Outdated as outdated:
        return _preview(request, region, what, upload, outdated.plan, status=409)
    drop(ticket, purpose)
    title = _kind(what).title
    told = f"{title}已导入：新增 {len(plan.new)}，修改 {len(plan.changed)}，不变 {plan.unchanged}。"
    messages.success(request, told)
    return redirect(_kind(what).back, region.pk)


@only("POST")
@_importing
def dismiss(request: HttpRequest, region: Organisation, what: str) -> HttpResponse:
    """Drop the file; nothing has been written."""
    drop(request.POST.get("ticket", ""), _purpose(request, region, what))
    messages.info(request, "已放弃，数据没有改动。")
    return redirect(_kind(what).back, region.pk)


def received(file: Any) -> tuple[Upload | None, str]:
    """The upload, or None and why it is too large."""
    if file.size > MAX_FILE:
        return None, f"文件超过 {MAX_FILE // MIB} MiB"
    return Upload(file.name, file.read()), ""


def shown_of(plan: Plan) -> dict[str, Any]:
    """A plan as a preview shows it."""
    return {
        "plan": plan,
        "changed": plan.changed[:MOST_SHOWN],
        "changed_more": max(0, len(plan.changed) - MOST_SHOWN),
        "new": [_cells(line, plan.columns) for line in plan.new[:MOST_SHOWN]],
        "new_more": max(0, len(plan.new) - MOST_SHOWN),
    }


def _cells(line: Any, columns: tuple[str, ...]) -> tuple[int, list[str]]:
    filled = {change.column: change.new for change in line.changes}
    return line.number, [filled.get(column, "") for column in columns]


def _preview(
    request: HttpRequest,
    region: Organisation,
    what: str,
    upload: Upload,
    plan: Plan,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {**_about(what), **shown_of(plan), "upload": upload, "stale": status == 409}
    if plan.sound and not plan.idle:
        context["ticket"] = keep(upload, _purpose(request, region, what))
    return answer(request, region, "preview", context, status=status)


def _gone(request: HttpRequest, region: Organisation, what: str) -> HttpResponse:
    form = UploadForm()
    context = {"form": form, "gone": True, **_about(what)}
    return answer(request, region, "import", context, status=409)


def _kind(what: str) -> Kind:
    if what not in KINDS:
        raise Http404
    return KINDS[what]


def _about(what: str) -> dict[str, Any]:
    kind = _kind(what)
    return {"what": what, "title": kind.title, "about": kind.about, "back": kind.back}


def _purpose(request: HttpRequest, region: Organisation, what: str) -> Purpose:
    return Purpose(person_of(request).pk, region.pk, what)
