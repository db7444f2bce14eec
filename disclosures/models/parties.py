"""Organisations, their disclosures, and the workbooks that they handed in."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from disclosures.core.facts import LABELS
from disclosures.core.workflow import STATE_LABELS, State


class Organisation(models.Model):
    """A region 地区, a department 部门 of it or a unit 单位 of a department.

    A department that came in by command has no region.  Codes are unique within their parent;
    an organisation without a parent is known by code and name.
    """

    class Level(models.TextChoices):
        REGION = "region", "地区"
        DEPARTMENT = "department", "部门"
        UNIT = "unit", "单位"

    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
        verbose_name="上级",
    )
    level = models.CharField("层级", max_length=10, choices=Level, default=Level.DEPARTMENT)
    code = models.CharField("编码", max_length=32, blank=True)
    name = models.CharField("名称", max_length=200)
    nature = models.CharField(
        "单位性质", max_length=20, choices=list(LABELS["unit_nature"].items()), blank=True
    )
    establishment = models.PositiveIntegerField("编制数", null=True, blank=True)
    staff = models.PositiveIntegerField("实有人数", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "组织"
        constraints = [
            models.UniqueConstraint(
                fields=["code", "name"],
                condition=models.Q(parent__isnull=True),
                name="organisation_code_name",
            ),
            models.UniqueConstraint(
                fields=["parent", "code"],
                condition=~models.Q(code=""),
                name="organisation_code_in_parent",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(level="region") & ~models.Q(code=""),
                name="organisation_code_of_region",
            ),
            models.CheckConstraint(
                condition=models.Q(level="department")
                | models.Q(level="region", parent__isnull=True)
                | models.Q(level="unit", parent__isnull=False),
                name="organisation_level_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A department stands below a region, a unit below a department."""
        above = {"department": "region", "unit": "department"}.get(self.level)
        if self.parent and self.parent.level != above:
            raise ValidationError({"parent": "部门的上级是地区，单位的上级是部门"})


class Disclosure(models.Model):
    """One organisation, one year, one kind.

    ``origin`` says what was entered: facts, from which the tables are derived, or tables filed
    as printed.  ``version`` grows with every change of what was entered; it is 0 where a season
    asks for the disclosure and nothing is entered yet.  ``publish_at``: when what is approved is
    made public by itself.  The counts are those of the findings on
    ``checked_version``, for lists; a worker counts them after every change.
    """

    class Origin(models.TextChoices):
        FACTS = "facts", "填报工作簿"
        FILED = "filed", "公开表"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="disclosures", verbose_name="组织"
    )
    season = models.ForeignKey(
        "disclosures.Season",
        on_delete=models.PROTECT,
        related_name="disclosures",
        null=True,
        blank=True,
        verbose_name="填报任务",
    )
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("类别", max_length=10, choices=list(LABELS["kind"].items()))
    form_set = models.CharField("表样", max_length=60)
    origin = models.CharField("来源", max_length=10, choices=Origin)
    state = models.CharField(
        "状态", max_length=10, choices=list(STATE_LABELS.items()), default=State.DRAFT.value
    )
    version = models.PositiveIntegerField("版本", default=1)
    error_count = models.PositiveIntegerField("错误", default=0)
    warning_count = models.PositiveIntegerField("警告", default=0)
    info_count = models.PositiveIntegerField("提示", default=0)
    publish_at = models.DateTimeField("定时公开", null=True, blank=True)
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
        verbose_name = verbose_name_plural = "公开表"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "role"], name="filed_table_once")
        ]

    def __str__(self) -> str:
        return self.role
