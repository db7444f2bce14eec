"""Seasons: the collections that a finance bureau opens."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from disclosures.core.facts import LABELS
from disclosures.data import form_set, form_set_ids
from disclosures.models.parties import Organisation


class Season(models.Model):
    """One collection of a region: kind, year, form set, days.

    Who takes part is told by the season's disclosures; one of version 0 has not begun.
    """

    region = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="seasons", verbose_name="地区"
    )
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("类别", max_length=10, choices=list(LABELS["kind"].items()))
    form_set = models.CharField("表样", max_length=60)
    opens_on = models.DateField("开始日期")
    deadline = models.DateField("报送截止日期")
    publish_by = models.DateField("公开截止日期")
    #: What the season changes in the outline, in the form of ``core.narrative.adapted``.
    outline = models.JSONField("文本格式的调整", default=dict, blank=True)
    outline_version = models.PositiveIntegerField("文本格式的版本", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "填报任务"
        ordering = ["-year", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["region", "year", "kind"], name="season_once"),
            models.CheckConstraint(
                condition=models.Q(opens_on__lte=models.F("deadline"))
                & models.Q(deadline__lte=models.F("publish_by")),
                name="season_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region}{self.year}年部门{self.get_kind_display()}公开"

    def clean(self) -> None:
        """The region is one, and the form set is of the season's kind."""
        if self.region.level != Organisation.Level.REGION:
            raise ValidationError({"region": "填报任务由地区发起"})
        if self.form_set not in form_set_ids():
            raise ValidationError({"form_set": "没有这套表样"})
        if form_set(self.form_set, self.year).kind != self.kind:
            raise ValidationError({"form_set": "表样与类别不符"})
