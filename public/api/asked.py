"""What may be asked of the API: parameters with their limits."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.utils import timezone
from ninja import Field, Schema
from pydantic import AfterValidator

#: Whole numbers that every reader of JSON keeps, and both databases.
BIGGEST = 2**53 - 1
MOST, USUAL = 200, 50
MOST_TEXT = 100
MOST_FOUND, DEEPEST = 50, 1000


def _no_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("不应含空字符")
    return text


def _likely(at: datetime) -> datetime:
    if not 1990 <= at.year <= 2200:
        raise ValueError("应为 1990 年至 2200 年之间的时间")
    return timezone.make_aware(at) if at.tzinfo is None else at


Text = Annotated[str, Field(max_length=MOST_TEXT), AfterValidator(_no_nul)]
Key = Annotated[int, Field(ge=1, le=BIGGEST)]
Year = Annotated[int, Field(ge=1990, le=2200)]
Code = Annotated[str, Field(pattern=r"^[0-9]{3,7}$")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}$")]
Kind = Literal["budget", "final"]
Moment = Annotated[datetime, AfterValidator(_likely)]


class Asked(Schema):
    """In which form a list is wanted."""

    format: Literal["json", "csv"] | None = Field(
        None, description="json 或 csv；不写时看请求的 Accept，默认 JSON"
    )


class Paged(Asked):
    """Which part of a list is wanted."""

    limit: int = Field(USUAL, ge=1, le=MOST, description=f"每页多少条，最多 {MOST}")
    after: int | None = Field(
        None, ge=0, le=BIGGEST, description="从哪一条之后继续；照上一页的 next 即可"
    )


class OrganisationsAsked(Paged):
    """Which bodies."""

    q: Text | None = Field(None, description="名称中的字")
    region: Text | None = Field(None, description="地区的名称或编号")
    parent: Key | None = Field(None, description="所属部门的编号：列出它的下属单位")


class SeasonsAsked(Asked):
    """Which seasons."""

    year: Year | None = Field(None, description="年度")
    kind: Kind | None = Field(None, description="budget 预算，final 决算")


class PublicationsAsked(Paged):
    """Which publications."""

    year: Year | None = Field(None, description="年度")
    kind: Kind | None = Field(None, description="budget 预算，final 决算")
    organisation: Key | None = Field(None, description="公开主体的编号")
    region: Text | None = Field(None, description="地区的名称或编号")
    current: bool | None = Field(None, description="true：只要现行的版本；不写：各版都要")
    since: Moment | None = Field(None, description="这个时间以后公开或撤回的")


class FactsAsked(Paged):
    """Which figures of a publication."""

    table: Name | None = Field(None, description="只要这张表的，如 expenditure")


class LinesAsked(Paged):
    """Which lines of a publication."""

    of: Name | None = Field(None, description="只要这一种的，如 expenditure")


class SpendingAsked(Paged):
    """Which spending, over publications."""

    scheme: Literal["function", "econ"] | None = Field(
        None, description="function 支出功能分类，econ 部门预算支出经济分类"
    )
    code: Code | None = Field(None, description="科目编码或其开头，如 205 或 2050201")
    whole: bool = Field(True, description="true：部门汇总，可以相加；false：已含在其中的下属单位")
    year: Year | None = Field(None, description="年度")
    kind: Kind | None = Field(None, description="budget 预算，final 决算")
    organisation: Key | None = Field(None, description="公开主体的编号")


class ProjectsAsked(Paged):
    """Which projects."""

    q: Text | None = Field(None, description="项目名称中的字")
    publication: Key | None = Field(None, description="公开材料的编号")
    organisation: Key | None = Field(None, description="公开主体的编号")
    year: Year | None = Field(None, description="年度")
    kind: Kind | None = Field(None, description="budget 预算，final 决算")


class SearchAsked(Asked):
    """What is searched for."""

    q: Text = Field(min_length=1, description="要找的字词")
    kind: Literal["organisation", "publication", "project", "function", "term"] | None = Field(
        None, description="只找部门和单位、公开材料、项目、功能科目，或名词"
    )
    limit: int = Field(20, ge=1, le=MOST_FOUND, description=f"最多多少条，不超过 {MOST_FOUND}")
    offset: int = Field(0, ge=0, le=DEEPEST, description=f"跳过多少条，不超过 {DEEPEST}")
