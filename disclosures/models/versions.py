"""Versions of a disclosure that are kept whole."""

from __future__ import annotations

from django.db import models

from disclosures.models.parties import Disclosure


class Snapshot(models.Model):
    """All that was entered, as it stood in a version; the database refuses to change it.

    Every replacement of the whole leaves one of what was there before; between snapshots the
    journal tells each change (``disclosures.versions`` puts both together).
    """

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="snapshots")
    version = models.PositiveIntegerField("版本")
    content = models.BinaryField("内容（压缩的 JSON）")
    made_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "留存版本"
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "version"], name="snapshot_once")
        ]

    def __str__(self) -> str:
        return f"{self.disclosure} 第{self.version}版"
