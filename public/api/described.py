"""What the description of the API says of answers: which there are, and in which form."""

from __future__ import annotations

from typing import Any

from ninja import Schema

from public.api.problems import MEDIA, Problem

Answers = dict[int, Any]


def ONE(data: type[Schema]) -> Answers:
    """One thing, as JSON."""
    return {200: data, 304: None, 404: Problem, 422: Problem}


def LIST(data: type[Schema]) -> Answers:
    """A list, as JSON or CSV."""
    return {200: data, 304: None, 422: Problem}


def GONE_ONE(data: type[Schema]) -> Answers:
    """One thing that may be withdrawn."""
    return {**ONE(data), 410: Problem}


def GONE_LIST(data: type[Schema]) -> Answers:
    """A list that belongs to something that may be withdrawn."""
    return {**ONE(data), 410: Problem}


DESCRIPTIONS = {
    "200": "所要的内容", "304": "自上次以来没有变化", "404": "没有找到",
    "410": "已经撤回，附时间和理由", "422": "参数有误，逐项列出",
}  # fmt: skip


def completed(schema: dict[str, Any]) -> dict[str, Any]:
    """The description with the forms of answers that the framework does not know of."""
    for methods in schema["paths"].values():
        for operation in methods.values():
            _answers(operation)
    return schema


def _answers(operation: dict[str, Any]) -> None:
    listed = any(p["name"] == "format" for p in operation["parameters"])
    answers = {str(status): told for status, told in operation["responses"].items()}
    for status, told in answers.items():
        told["description"] = DESCRIPTIONS[status]
        if status == "200":
            told["headers"] = {"ETag": {"schema": {"type": "string"}, "description": "内容的标记"}}
            if listed:
                told["content"]["text/csv"] = {"schema": {"type": "string"}}
        elif "content" in told:
            told["content"] = {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    operation["responses"] = answers
