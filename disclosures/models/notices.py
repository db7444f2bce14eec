"""Notices: in the portal at once, by e-mail together."""

from __future__ import annotations

from django.db import models

from disclosures.models.parties import Disclosure
from disclosures.models.people import Person
from disclosures.models.seasons import Season


class Notice(models.Model):
    """Something that a person should know; ``once`` names its cause, so that it is told once.

    ``mailed_at``: when a mail told of it.  ``mail_after``: until then nobody else mails it, as a
    worker has it in hand or an attempt has failed; None where neither is so.  ``mail_tries``: how
    many attempts have failed.
    """

    class Kind(models.TextChoices):
        SEASON_OPENED = "season_opened", "任务已发起"
        DAYS_MOVED = "days_moved", "日期有调整"
        DEADLINE_NEAR = "deadline_near", "临近截止"
        OVERDUE = "overdue", "已逾期"
        HANDED_UP = "handed_up", "已报部门"
        SIGNED = "signed", "已签署"
        UNSIGNED = "unsigned", "已撤销签署"
        SUBMITTED = "submitted", "已提交"
        RETURNED = "returned", "已退回"
        APPROVED = "approved", "已通过"
        PUBLISHED = "published", "已公开"
        WITHDRAWN = "withdrawn", "已撤回公开"
        CORRECTING = "correcting", "开始更正"
        PUBLISH_NEAR = "publish_near", "临近公开期限"
        PUBLISH_OVERDUE = "publish_overdue", "逾期未公开"
        REMARK = "remark", "有新批注"
        ANSWER = "answer", "有新答复"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField("类别", max_length=20, choices=Kind)
    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.PROTECT, related_name="notices", null=True, blank=True
    )
    season = models.ForeignKey(
        Season, on_delete=models.PROTECT, related_name="notices", null=True, blank=True
    )
    once = models.CharField(max_length=80)
    text = models.TextField("内容")
    at = models.DateTimeField("时间", auto_now_add=True)
    seen_at = models.DateTimeField("已读时间", null=True, blank=True)
    mailed_at = models.DateTimeField("邮件时间", null=True, blank=True)
    mail_after = models.DateTimeField(null=True, blank=True)
    mail_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "once"], name="notice_once")]
        indexes = [
            models.Index(
                fields=["person"], condition=models.Q(seen_at__isnull=True), name="notice_unseen"
            ),
            models.Index(
                fields=["at"],
                condition=models.Q(mailed_at__isnull=True, seen_at__isnull=True),
                name="notice_unmailed",
            ),
        ]

    def __str__(self) -> str:
        return self.text
