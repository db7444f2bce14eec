"""Organisations, their disclosures, and the workbooks that they handed in."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from disclosures.core.facts import LABELS


class Organisation(models.Model):
    """A department 部门 (regions and units join it when seasons are collected)."""

    code = models.CharField("编码", max_length=32, blank=True)
    name = models.CharField("名称", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "部门"
        constraints = [
            models.UniqueConstraint(fields=["code", "name"], name="organisation_code_name")
        ]

    def __str__(self) -> str:
        return self.name


class Disclosure(models.Model):
    """One organisation, one year, one kind.

    ``origin`` says what was entered: facts, from which the tables are derived, or tables filed
    as printed.  ``version`` grows with every change of what was entered.  The counts are those of
    the findings on ``checked_version``, for lists; a worker counts them after every change.
    """

    class Origin(models.TextChoices):
        FACTS = "facts", "填报工作簿"
        FILED = "filed", "公开表"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="disclosures", verbose_name="部门"
    )
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("类别", max_length=10, choices=list(LABELS["kind"].items()))
    form_set = models.CharField("表样", max_length=60)
    origin = models.CharField("来源", max_length=10, choices=Origin)
    version = models.PositiveIntegerField("版本", default=1)
    error_count = models.PositiveIntegerField("错误", default=0)
    warning_count = models.PositiveIntegerField("警告", default=0)
    info_count = models.PositiveIntegerField("提示", default=0)
    checked_version = models.PositiveIntegerField("已校验的版本", default=0)
    changed_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "预决算公开"
        ordering = ["-year", "organisation__name", "kind", "origin"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year", "kind", "origin"], name="disclosure_once"
            ),
            models.CheckConstraint(
                condition=models.Q(year__gte=2000, year__lte=2100), name="disclosure_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation.name}{self.year}年{self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """The disclosure's page."""
        return reverse("disclosure", args=[self.pk])

    @property
    def checked(self) -> bool:
        """Whether the counts are those of what is entered now."""
        return self.checked_version == self.version


class SourceFile(models.Model):
    """A workbook as it was handed in; kept with its hash."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="sources")
    name = models.CharField("文件名", max_length=255)
    file = models.FileField("文件", upload_to="sources/%Y/%m/")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "来源文件"

    def __str__(self) -> str:
        return self.name


class FiledTable(models.Model):
    """A table filed as printed: the cells are what was printed, in the form of ``core.archive``."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="filed")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=60)
    content = models.JSONField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "role"], name="filed_table_once")
        ]

    def __str__(self) -> str:
        return self.role
