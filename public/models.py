"""What the public site reads besides publications: made of them, and made anew at any time.

Nothing here is entered by anybody.  A database role for the public site needs to read these
tables and ``READS`` of ``disclosures``, and no other: neither ledgers nor people nor what is not
published.  Amounts are in 分.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from disclosures.core.facts import LABELS
from disclosures.models import Job, Publication, Release, Rendition

#: What the public site reads of ``disclosures``.
READS = (Publication, Release, Job, Rendition)
KINDS = [(key, _(label)) for key, label in LABELS["kind"].items()]


class Body(models.Model):
    """Who publishes 公开主体: a department, or a unit of one (``parent``).  ``id`` is that of the
    organisation; the name is the one it has now, titles keep the one of their day.
    """

    id = models.BigIntegerField(primary_key=True)
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, related_name="units", null=True, blank=True
    )
    region_id = models.BigIntegerField("地区", null=True, db_index=True)
    region = models.CharField("地区名称", max_length=200, blank=True)
    code = models.CharField("编码", max_length=32, blank=True)
    name = models.CharField("名称", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "公开主体"
        ordering = ["code", "name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def department_id(self) -> int:
        """The department whose page tells of it."""
        return self.parent_id or self.id


class Expected(models.Model):
    """What a season asks a body to make public, and until when; published or not."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="expected")
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("类别", max_length=10, choices=KINDS)
    publish_by = models.DateField("公开截止日期")

    class Meta:
        verbose_name = verbose_name_plural = "应公开事项"
        constraints = [
            models.UniqueConstraint(fields=["body", "year", "kind"], name="public_expected_once")
        ]
        indexes = [models.Index(fields=["year", "kind"], name="public_expected_year")]

    def __str__(self) -> str:
        return f"{self.body} {self.year} {self.kind}"


class Paper(models.Model):
    """A publication that is or was public 公开材料: what lists and comparisons need of it.

    ``current``: the newest public one of its ``disclosure_id``.  ``figures`` are its headline
    amounts by measure (``public.core.figures``), ``staff`` the people in post, both known once it
    is ``indexed``; so are those columns that lists add up and sort by.
    """

    publication = models.OneToOneField(
        Publication, on_delete=models.PROTECT, primary_key=True, related_name="paper"
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="papers")
    disclosure_id = models.BigIntegerField("预决算公开", db_index=True)
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("类别", max_length=10, choices=KINDS)
    number = models.PositiveIntegerField("公开版次")
    title = models.CharField("标题", max_length=300)
    sha256 = models.CharField("校验码（SHA-256）", max_length=64)
    supersedes_id = models.BigIntegerField("更正的一版", null=True)
    why = models.TextField("更正说明", blank=True)
    published_at = models.DateTimeField("公开时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_why = models.TextField("撤回理由", blank=True)
    current = models.BooleanField("现行", default=False)
    indexed = models.BooleanField("已整理", default=False)
    income = models.BigIntegerField("本年收入", null=True)
    spending = models.BigIntegerField("本年支出", null=True)
    basic = models.BigIntegerField("基本支出", null=True)
    project = models.BigIntegerField("项目支出", null=True)
    sangong = models.BigIntegerField("“三公”经费", null=True)
    abroad = models.BigIntegerField("因公出国（境）费", null=True)
    car_buy = models.BigIntegerField("公务用车购置费", null=True)
    car_run = models.BigIntegerField("公务用车运行维护费", null=True)
    reception = models.BigIntegerField("公务接待费", null=True)
    sangong_budget = models.BigIntegerField("“三公”经费预算数", null=True)
    staff = models.PositiveIntegerField("实有人数", null=True)
    figures = models.JSONField("主要数据", default=dict)
    quality = models.JSONField("数据质量", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "公开材料"
        ordering = ["-published_at", "-publication_id"]
        indexes = [
            models.Index(fields=["current", "-published_at"], name="public_paper_newest"),
            models.Index(fields=["body", "year", "kind"], name="public_paper_body"),
            models.Index(fields=["year", "kind", "current"], name="public_paper_year"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.number}版）"


class Spending(models.Model):
    """What a current paper spends by one code 支出去向.

    ``scheme`` function: of items (项, 7 digits) alone, so that they add up; econ: of economic
    groups (款, 5 digits), as far as a table of the paper tells them, which ``extent`` says.
    ``whole``: of a department, whose amounts hold those of its units; only these are added up.
    ``body`` and ``region_id`` are those of the paper, so that no join is needed.
    """

    class Scheme(models.TextChoices):
        FUNCTION = "function", "支出功能分类"
        ECON = "econ", "部门预算支出经济分类"

    class Extent(models.TextChoices):
        ALL = "all", "全部支出"
        FISCAL = "fiscal", "财政拨款支出"
        BASIC = "basic", "一般公共预算基本支出"

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="spendings")
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("类别", max_length=10, choices=KINDS)
    scheme = models.CharField("分类", max_length=10, choices=Scheme)
    code = models.CharField("科目编码", max_length=16)
    name = models.CharField("科目名称", max_length=200)
    total = models.BigIntegerField("合计")
    basic = models.BigIntegerField("基本支出", default=0)
    project = models.BigIntegerField("项目支出", default=0)
    extent = models.CharField("口径", max_length=10, choices=Extent, default=Extent.ALL)
    whole = models.BooleanField("部门汇总", default=False)
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="+", db_index=False)
    region_id = models.BigIntegerField("地区", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "支出去向"
        constraints = [
            models.UniqueConstraint(fields=["paper", "scheme", "code"], name="public_spending_once")
        ]
        # Holds all that is added up, so that the rows themselves need not be read.
        indexes = [
            models.Index(
                fields=[
                    "year", "kind", "scheme", "code", "extent", "region_id", "body",
                    "total", "basic", "project",
                ],
                name="public_spending_sums",
                condition=models.Q(whole=True),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Project(models.Model):
    """A project of a current paper: its amount where a table tells it, and its goals.

    ``form`` is the id of the performance form that tells of it, ``expected`` and ``done`` its goal
    and what became of it, ``goals`` its indicators: {name, target, actual, score}; texts as
    printed.  ``key`` is made of the name: with the number of the disclosure it is the project's
    address, which corrections keep.  ``size`` is the amount, or -1 where none is known: databases
    differ in where they sort nothing.  ``whole``: of a department, not of a unit.
    """

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="projects")
    name = models.CharField("项目名称", max_length=300)
    amount = models.BigIntegerField("金额", null=True)
    size = models.BigIntegerField("大小", default=-1)
    form = models.CharField("绩效表", max_length=100, blank=True)
    score = models.CharField("得分", max_length=20, blank=True)
    goals = models.JSONField("绩效指标", default=list)
    expected = models.TextField("预期目标", blank=True)
    done = models.TextField("实际完成情况", blank=True)
    key = models.CharField("地址", max_length=12, blank=True)
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("类别", max_length=10, choices=KINDS)
    whole = models.BooleanField("部门汇总", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "项目"
        constraints = [
            models.UniqueConstraint(fields=["paper", "name"], name="public_project_once")
        ]
        indexes = [
            models.Index(
                fields=["year", "kind", "-size", "id"],
                name="public_project_largest",
                condition=models.Q(whole=True),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """What can be searched for 查找条目; ``public.search`` keeps how it is found.

    ``key`` tells those of a kind apart.  ``plain`` is the name as it is compared, ``text`` what is
    found besides the name; ``rank``: of equal hits the higher stands first (``public.entries``).
    Functions and terms are of the newest paper telling them.
    """

    class Kind(models.TextChoices):
        BODY = "body", _("部门和单位")
        FUNCTION = "function", _("支出功能科目")
        PROJECT = "project", _("项目")
        PAPER = "paper", _("预算和决算")
        TERM = "term", _("名词解释")

    kind = models.CharField("类别", max_length=10, choices=Kind)
    key = models.CharField("标识", max_length=100)
    name = models.CharField("名称", max_length=300)
    plain = models.CharField("名称（比较用）", max_length=300)
    code = models.CharField("编码", max_length=32, blank=True)
    text = models.TextField("内容", blank=True)
    year = models.PositiveSmallIntegerField("年度", null=True)
    rank = models.BigIntegerField("先后")
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="entries", null=True)
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="entries", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "查找条目"
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="public_entry_once")]
        # PostgreSQL has public_entry_walk besides (migration 0005).
        indexes = [models.Index(fields=["plain", "-rank", "-id"], name="public_entry_plain")]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """The name that it is found by: that of a function has its code."""
        return f"{self.code} {self.name}" if self.kind == self.Kind.FUNCTION else self.name


class Stamp(models.Model):
    """Grows with every change of what the pages of a ``scope`` say; see ``public.kept``."""

    scope = models.CharField(max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = "页面版次"

    def __str__(self) -> str:
        return f"{self.scope} {self.number}"


class KeptPage(models.Model):
    """A finished page: served as long as ``number`` is its scope's and ``code`` the software's."""

    address = models.CharField(max_length=400, primary_key=True)
    scope = models.CharField(max_length=40)
    number = models.PositiveBigIntegerField()
    code = models.CharField(max_length=16)
    etag = models.CharField(max_length=80)
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    made_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "成页"

    def __str__(self) -> str:
        return self.address


class Bulks(models.QuerySet["Bulk"]):
    """Bulk files by whether they may be handed out."""

    def ready(self) -> Bulks:
        """Those that hold nothing that was withdrawn since they were begun, the newest first."""
        withdrawn = Paper.objects.filter(
            year=models.OuterRef("year"), withdrawn_at__gte=models.OuterRef("made_at")
        )
        return self.exclude(file="").filter(~models.Exists(withdrawn)).order_by("-year")


class Bulk(models.Model):
    """All current papers of a year in one data package (``public.bulk``).

    ``number`` is that of everything when it was found to be true, ``papers`` a mark of what it is
    made of; a worker that makes it holds it until ``lease``.
    """

    year = models.PositiveSmallIntegerField("年度", primary_key=True)
    file = models.FileField("文件", max_length=255, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField("字节数", default=0)
    number = models.PositiveBigIntegerField(default=0)
    papers = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField("整理时间", null=True)
    lease = models.DateTimeField(null=True)

    objects = Bulks.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度数据包"
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)
