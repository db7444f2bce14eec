"""Jobs are rows: the truth about long work.  The broker only rings the bell."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from disclosures.models.parties import Disclosure
from disclosures.models.publication import Publication


class Job(models.Model):
    """The making of a disclosure's files: of a version, or of what was frozen (``publication``).

    A worker holds the job while ``lease`` lies in the future and ``holder`` is its own token; a
    worker that dies lets the lease run out, and the sweep rings again.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "等待中"
        RUNNING = "running", "生成中"
        DONE = "done", "已完成"
        FAILED = "failed", "失败"

    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="jobs")
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="jobs", null=True, blank=True
    )
    version = models.PositiveIntegerField("版本")
    draft = models.BooleanField("草稿", default=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    step = models.CharField("当前步骤", max_length=200, blank=True)
    done_steps = models.PositiveIntegerField(default=0)
    all_steps = models.PositiveIntegerField(default=0)
    error = models.TextField("错误", blank=True)
    attempts = models.PositiveIntegerField("尝试次数", default=0)
    holder = models.CharField(max_length=36, blank=True)
    lease = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "version", "draft"],
                condition=~Q(state="failed") & Q(publication__isnull=True),
                name="job_once_a_version",
            ),
            models.UniqueConstraint(
                fields=["publication"],
                condition=~Q(state="failed"),
                name="job_once_a_publication",
            ),
            models.CheckConstraint(
                condition=Q(done_steps__lte=F("all_steps")), name="job_steps_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.disclosure} {self.get_state_display()}"

    @property
    def percent(self) -> int:
        """How much is done, 0 to 100."""
        return 100 * self.done_steps // self.all_steps if self.all_steps else 0


class Rendition(models.Model):
    """One finished file of a job."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF 文档"
        DOCX = "docx", "Word 文档"
        XLSX = "xlsx", "公开表工作簿"
        FACTS = "facts", "填报工作簿"
        DATA = "data", "数据包"
        JSON = "json", "固定文本（JSON）"
        ZIP = "zip", "全部文件"

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="renditions")
    kind = models.CharField("类型", max_length=10, choices=Kind)
    name = models.CharField("文件名", max_length=255)
    file = models.FileField("文件", max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField("字节数")

    class Meta:
        verbose_name = verbose_name_plural = "成品文件"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["job", "kind"], name="rendition_once_a_job")]

    def __str__(self) -> str:
        return self.name
