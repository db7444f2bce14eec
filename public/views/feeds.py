"""Atom feeds (RFC 4287): what was published, and what was corrected or withdrawn."""

from __future__ import annotations

import re
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from public.datasets import SITE, whole
from public.kept import EVERYTHING, kept
from public.models import Paper
from public.views.answers import content, reads
from public.views.sharing import open_to_all

NEWEST = 50
#: What XML cannot hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@reads
@open_to_all
@kept(EVERYTHING)
def publications(request: HttpRequest) -> HttpResponseBase:
    """The newest publications, corrections among them."""
    feed = _feed("部门预决算公开：最新公开", "public", "feed-publications")
    rows = Paper.objects.filter(withdrawn_at=None).select_related("body")
    for paper in rows.order_by("-published_at", "-pk")[:NEWEST]:
        said = f"{paper.body.name}公开了{paper.title}。"
        _add(feed, paper, paper.title, said + _why(paper), paper.published_at)
    return _told(feed)


@reads
@open_to_all
@kept(EVERYTHING)
def corrections(request: HttpRequest) -> HttpResponseBase:
    """What was put right, or taken back, and why."""
    feed = _feed("部门预决算公开：更正和撤回", "public", "feed-corrections")
    rows = Paper.objects.filter(~Q(supersedes_id=None) | ~Q(withdrawn_at=None))
    told = rows.annotate(at=Coalesce("withdrawn_at", "published_at")).select_related("body")
    for paper in told.order_by("-at", "-pk")[:NEWEST]:
        if paper.withdrawn_at is None:
            _add(feed, paper, f"更正：{paper.title}", _why(paper), paper.published_at)
        else:
            why = f"撤回理由：{paper.withdrawn_why}"
            _add(feed, paper, f"撤回：{paper.title}", why, paper.withdrawn_at)
    return _told(feed)


def _feed(title: str, home: str, own: str) -> Atom1Feed:
    return Atom1Feed(
        title=title,
        link=whole(home),
        description=title,
        language="zh-CN",
        author_name=SITE,
        feed_url=whole(own),
        feed_guid=whole(own),
    )


def _add(feed: Atom1Feed, paper: Paper, title: str, said: str, at: datetime) -> None:
    page = whole("publication", paper.pk)
    feed.add_item(
        title=_writable(f"{title}（第{paper.number}版）"),
        link=page,
        description=escape(_writable(said)),
        author_name=_writable(paper.body.name),
        unique_id=page if paper.withdrawn_at is None else f"{page}#withdrawn",
        pubdate=paper.published_at,
        updateddate=at,
    )


def _why(paper: Paper) -> str:
    return f"更正说明：{paper.why}" if paper.why else ""


def _writable(text: str) -> str:
    return UNWRITABLE.sub("", text)


def _told(feed: Atom1Feed) -> HttpResponseBase:
    text = feed.writeString("utf-8")
    return content(HttpResponse(text, content_type="application/atom+xml; charset=utf-8"))
