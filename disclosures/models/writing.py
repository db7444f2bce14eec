"""What people write for a document."""

from __future__ import annotations

from django.db import models

from disclosures.core.narrative import WROTE_LABELS
from disclosures.models.parties import Disclosure
from disclosures.models.people import Person


class Writing(models.Model):
    """One piece of a document's text that a person wrote: see ``core.narrative.Written``.

    It is part of what is entered: a change makes a new version of the disclosure.
    """

    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="writings")
    kind = models.CharField("类别", max_length=12, choices=list(WROTE_LABELS.items()))
    key = models.CharField("位置", max_length=200)
    text = models.TextField("内容", blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="writings", null=True, blank=True
    )
    at = models.DateTimeField("时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "文字"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "kind", "key"], name="writing_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key}"
