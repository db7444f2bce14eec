"""What people write about a disclosure: reasons, remarks and their answers, signatures."""

from __future__ import annotations

from django.db import models

from disclosures.models.moment import moment
from disclosures.models.parties import Disclosure
from disclosures.models.people import Person


def _author(related_name: str) -> models.ForeignKey[Person, Person]:
    return models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name=related_name, verbose_name="人员"
    )


class Reason(models.Model):
    """Why something found stands as it is: a warning of the rules, or suspected personal data.

    ``key`` is the finding's own (rule, table, cells), so that a reason outlives other changes;
    ``message`` is what was found when it was given: where that has changed, the reason must be
    confirmed.  Reasons are part of what is signed and published.
    """

    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="reasons")
    key = models.CharField(max_length=32)
    code = models.CharField("规则", max_length=20)
    message = models.TextField("校验结果", blank=True)
    text = models.TextField("原因")
    person = _author("reasons")
    at = models.DateTimeField("时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "原因说明"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "key"], name="reason_once"),
            models.CheckConstraint(condition=~models.Q(text=""), name="reason_is_told"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Remark(models.Model):
    """A remark 批注, pinned to what ``at`` names, and resolved when it is settled.

    ``at`` is a cell's address, "table/row/column", a table's role, or empty for the whole;
    ``subject`` and ``shown`` say in words what stood there in that version.
    """

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="remarks")
    version = models.PositiveIntegerField("版本")
    at = models.CharField("位置", max_length=300, blank=True)
    subject = models.CharField("对象", max_length=300)
    shown = models.CharField("当时的内容", max_length=100, blank=True)
    text = models.TextField("批注")
    person = _author("remarks")
    made_at = models.DateTimeField("时间", auto_now_add=True)
    resolved_at = models.DateTimeField("了结时间", null=True, blank=True)
    resolved_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "批注"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="remark_is_told"),
            models.CheckConstraint(
                condition=models.Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | models.Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="remark_resolved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}：{self.text}"


class Reply(models.Model):
    """An answer to a remark, by either side."""

    remark = models.ForeignKey(Remark, on_delete=models.PROTECT, related_name="replies")
    text = models.TextField("答复")
    person = _author("replies")
    made_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "答复"
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="reply_is_told")]

    def __str__(self) -> str:
        return self.text


class Signature(models.Model):
    """Who signed which version, and the SHA-256 of what they saw.  The database keeps it as it is;
    whether it still counts is said by the disclosure's state.
    """

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="signatures")
    version = models.PositiveIntegerField("版本")
    person = _author("signatures")
    who = models.CharField("姓名", max_length=100)
    secrecy = models.CharField("保密审查声明", max_length=200)
    sha256 = models.CharField("所签内容的 SHA-256", max_length=64)
    at = models.DateTimeField("时间", default=moment, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "签署"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.who} {self.disclosure} 第{self.version}版"
