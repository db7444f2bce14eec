"""What a department decides when it consolidates its units."""

from __future__ import annotations

from django.db import models

from disclosures.core.facts import LABELS
from disclosures.models.parties import Disclosure


class Elimination(models.Model):
    """How much of an internal flow is eliminated; without a row, what is proposed."""

    class Flow(models.TextChoices):
        GRANTED = "granted", "对附属单位补助支出 ↔ 上级补助收入"
        REMITTED = "remitted", "上缴上级支出 ↔ 附属单位上缴收入"

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.CASCADE, related_name="eliminations"
    )
    flow = models.CharField("往来", max_length=10, choices=Flow)
    measure = models.CharField("口径", max_length=20, choices=list(LABELS["measure"].items()))
    amount = models.BigIntegerField("抵销金额（分）")
    note = models.CharField("说明", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "内部抵销"
        ordering = ["flow", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "flow", "measure"], name="elimination_once"
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gte=0), name="elimination_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_flow_display()} {self.get_measure_display()}"
