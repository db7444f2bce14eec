"""The filled forms that chapters add to a disclosure."""

from __future__ import annotations

from django.db import models

from disclosures.models.parties import Disclosure
from disclosures.models.people import Person


class Sheet(models.Model):
    """One filled form of a chapter: path → text as typed; see ``core.chapters``.

    It is part of what is entered: a change makes a new version of the disclosure.
    """

    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="sheets")
    chapter = models.CharField("篇章", max_length=40)
    key = models.CharField("编号", max_length=80)
    fields = models.JSONField("内容", default=dict)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField("时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "表单"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "chapter", "key"], name="sheet_once")
        ]

    def __str__(self) -> str:
        return f"{self.disclosure} {self.key}"
