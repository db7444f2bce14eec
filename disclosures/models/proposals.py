"""Workbooks that are shown before they are taken in."""

from __future__ import annotations

from django.db import models

from disclosures.models.parties import Disclosure, SourceFile
from disclosures.models.people import Person


class Proposal(models.Model):
    """A workbook uploaded for a disclosure: its changes are shown, then confirmed or dropped.

    ``version`` is the disclosure's when the preview was made; a confirmation counts only while
    it stands.
    """

    class Decision(models.TextChoices):
        WAITING = "waiting", "待确认"
        CONFIRMED = "confirmed", "已确认"
        DROPPED = "dropped", "已放弃"

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="proposals")
    source = models.OneToOneField(SourceFile, on_delete=models.PROTECT, related_name="proposal")
    version = models.PositiveIntegerField("版本")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="proposals")
    decision = models.CharField("决定", max_length=10, choices=Decision, default=Decision.WAITING)
    made_at = models.DateTimeField("时间", auto_now_add=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入预览"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.source} {self.get_decision_display()}"
