"""What was approved, frozen; and when it was made public or withdrawn.

The database refuses to change or delete either.
"""

from __future__ import annotations

import zlib
from functools import lru_cache

from django.db import models
from django.db.models import Exists, OuterRef, Subquery

from disclosures.core.document import Document, from_json
from disclosures.models.moment import moment
from disclosures.models.parties import Disclosure
from disclosures.models.people import Person

#: Documents that are kept read: the pages of one are often asked for one after the other.
READ = 2


@lru_cache(maxsize=READ)
def _read(text: str) -> Document:
    return from_json(text)


class Publications(models.QuerySet["Publication"]):
    """Publications by what their releases tell."""

    def released(self) -> Publications:
        """Those that were made public, and may have been withdrawn since."""
        return self.filter(Exists(_told(Release.Deed.PUBLISHED)))

    def public(self) -> Publications:
        """Those that everybody may read now."""
        return self.released().filter(~Exists(_told(Release.Deed.WITHDRAWN)))

    def current(self) -> Publications:
        """Of each disclosure the newest that is public."""
        newer = Publication.objects.public().filter(
            disclosure=OuterRef("disclosure"), number__gt=OuterRef("number")
        )
        return self.public().filter(~Exists(newer))

    def dated(self) -> Publications:
        """With ``published_at`` and ``withdrawn_at``, each None where it did not happen."""
        return self.annotate(
            published_at=Subquery(_told(Release.Deed.PUBLISHED).values("at")),
            withdrawn_at=Subquery(_told(Release.Deed.WITHDRAWN).values("at")),
        )


def _told(deed: Release.Deed) -> models.QuerySet[Release]:
    return Release.objects.filter(publication=OuterRef("pk"), deed=deed)


class Publication(models.Model):
    """The Document of one approval, as canonical JSON, for good.

    ``number`` counts the publications of one disclosure; ``version`` is that of what was entered.
    ``content`` is the compressed JSON, ``sha256`` that of the JSON itself: the one that was signed.
    ``signatures`` are {who, role, at, statement, sha256}, the approval last; ``supersedes`` is the
    last version that was public, and ``why`` says what was wrong there.  Several may supersede one:
    not all that is approved becomes public.
    """

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.PROTECT, related_name="publications"
    )
    number = models.PositiveIntegerField("公开版次")
    version = models.PositiveIntegerField("填报版本")
    title = models.CharField("标题", max_length=300)
    content = models.BinaryField("固定文本（压缩的 JSON）")
    sha256 = models.CharField("校验码（SHA-256）", max_length=64)
    schema = models.PositiveSmallIntegerField("文件格式版本")
    form_set = models.CharField("表样", max_length=60)
    rules = models.CharField("规则版本", max_length=64)
    signatures = models.JSONField("签署", default=list)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True
    )
    why = models.TextField("更正说明", blank=True)
    at = models.DateTimeField("固定时间", default=moment, editable=False)

    objects = Publications.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开版"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "number"], name="publication_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.number}版）"

    @property
    def json(self) -> str:
        """The canonical JSON text."""
        return zlib.decompress(self.content).decode()

    @property
    def document(self) -> Document:
        """The Document, whatever code wrote it."""
        return _read(self.json)


class Release(models.Model):
    """A publication made public, or withdrawn, once each."""

    class Deed(models.TextChoices):
        PUBLISHED = "published", "公开"
        WITHDRAWN = "withdrawn", "撤回"

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="releases")
    deed = models.CharField("操作", max_length=10, choices=Deed)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    who = models.CharField("姓名", max_length=100)
    why = models.TextField("理由", blank=True)
    at = models.DateTimeField("时间", default=moment, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "公开记录"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "deed"], name="release_once"),
            models.CheckConstraint(
                condition=~models.Q(deed="withdrawn", why=""), name="release_withdrawn_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication} {self.get_deed_display()}"
