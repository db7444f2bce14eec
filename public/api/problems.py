"""Errors of the API: one shape for all of them, in Chinese, everything that is wrong at once.

The shape is that of RFC 9457, ``application/problem+json``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Schema

from public.models import Paper

MEDIA = "application/problem+json"
TITLES = {
    400: "请求有误",
    404: "没有找到",
    405: "不支持这种请求方式",
    410: "已经撤回",
    422: "参数有误",
}
#: What was expected, by the kind of error that pydantic tells.
EXPECTED = {
    "int_parsing": "应为整数",
    "int_parsing_size": "数字过大",
    "int_from_float": "应为整数",
    "bool_parsing": "应为 true 或 false",
    "literal_error": "应为以下之一：{expected}",
    "greater_than_equal": "不应小于 {ge}",
    "less_than_equal": "不应大于 {le}",
    "string_too_long": "不应超过 {max_length} 个字",
    "string_too_short": "不应少于 {min_length} 个字",
    "string_pattern_mismatch": "应符合格式 {pattern}",
    "missing": "必须给出",
    "value_error": "{error}",
}
TIME = "应为日期或时间，如 2026-11-30 或 2026-11-30T08:00:00+08:00"
#: So much of what was sent is repeated.
MOST_FOUND = 100


class Fault(Schema):
    """One thing that is wrong with a request."""

    parameter: str = Field(description="哪个参数")
    place: str = Field(description="在哪里：query（问号之后）或 path（地址之中）")
    expected: str = Field(description="应当是什么")
    found: str = Field(description="收到的是什么")


class Problem(Schema):
    """Why there is no answer."""

    type: str = Field(description="这类错误的说明")
    title: str = Field(description="错误的名称")
    status: int = Field(description="HTTP 状态码")
    detail: str = Field(description="哪里不对，怎样改正")
    instance: str = Field(description="所请求的地址")
    errors: list[Fault] = Field(default=[], description="参数的全部错误，一次列出")
    withdrawn_at: str | None = Field(None, description="撤回时间；只在 410 时有")
    withdrawn_why: str | None = Field(None, description="撤回理由；只在 410 时有")


def problem(
    request: HttpRequest, status: int, detail: str, faults: Iterable[Fault] = (), **more: str
) -> HttpResponse:
    """The answer that says so."""
    told = Problem(
        type=f"{settings.PORTAL_URL}/data/api/#problem-{status}",
        title=TITLES[status],
        status=status,
        detail=detail,
        instance=request.path,
        errors=list(faults),
        **more,
    )
    answer = HttpResponse(told.model_dump_json(), content_type=MEDIA, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def gone(request: HttpRequest, paper: Paper) -> HttpResponse:
    """What stays of a version that was withdrawn."""
    assert paper.withdrawn_at is not None
    at = timezone.localtime(paper.withdrawn_at)
    return problem(
        request,
        410,
        f"{paper.title}第{paper.number}版已于{at:%Y年%m月%d日}撤回，理由：{paper.withdrawn_why}",
        withdrawn_at=at.isoformat(),
        withdrawn_why=paper.withdrawn_why,
    )


def faults_of(
    request: HttpRequest, errors: Iterable[Mapping[str, Any]], sent: Mapping[str, Any]
) -> list[Fault]:
    """What pydantic found wrong, in Chinese; ``sent`` are the values in the address."""
    return [_fault(request, error, sent) for error in errors]


def _fault(request: HttpRequest, error: Mapping[str, Any], sent: Mapping[str, Any]) -> Fault:
    where = [str(step) for step in error["loc"]]
    place, name = where[0], where[-1]
    found = request.GET.get(name, "") if place == "query" else str(sent.get(name, ""))
    return Fault(parameter=name, place=place, expected=_expected(error), found=shown(found))


def _expected(error: Mapping[str, Any]) -> str:
    kind = str(error["type"])
    if kind.startswith(("date", "time")):
        return TIME
    context = {name: str(value) for name, value in (error.get("ctx") or {}).items()}
    context["expected"] = context.get("expected", "").replace(" or ", "、")
    try:
        return EXPECTED.get(kind, "不是可用的值").format(**context)
    except KeyError:
        return "不是可用的值"


def unknown(names: Iterable[str], known: Iterable[str]) -> list[Fault]:
    """Parameters that an address does not have: a slip of the pen would change what is found."""
    expected = f"没有这个参数；可用的有：{'、'.join(known)}" if known else "这里没有参数"
    return [
        Fault(parameter=shown(name), place="query", expected=expected, found="") for name in names
    ]


def invalid(request: HttpRequest, faults: list[Fault]) -> HttpResponse:
    """422 with everything that is wrong."""
    said = "；".join(f"{fault.parameter} {fault.expected}" for fault in faults)
    return problem(request, 422, f"请改正参数后重试：{said}。", faults)


def shown(text: str) -> str:
    """What was sent, cut, without what cannot be printed."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text[:MOST_FOUND])
