"""The journal: who did what, when, from where and why.  The database refuses to change it."""

from __future__ import annotations

from django.db import models

from disclosures.core.workflow import ACTION_LABELS, BUREAU_LABELS, STATE_LABELS
from disclosures.models.moment import moment
from disclosures.models.parties import Disclosure, Organisation
from disclosures.models.people import Person
from disclosures.models.seasons import Season

_THINGS = ("disclosure", "season", "organisation")


def _only(name: str) -> models.Q:
    """The deed has that thing and none of the others."""
    return models.Q(**{f"{thing}__isnull": thing != name for thing in _THINGS})


class JournalEntry(models.Model):
    """One deed, written in the transaction that does it.

    It is done to a disclosure, a season or an organisation.

    ``who`` keeps the name as it was; a command's deeds have no ``person``.  ``before`` and
    ``after`` tell what the deed changed, in a form of its own for each action.
    """

    at = models.DateTimeField("时间", default=moment, editable=False)
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="deeds",
        null=True,
        blank=True,
        verbose_name="人员",
    )
    who = models.CharField("姓名", max_length=100)
    place = models.CharField("来自", max_length=100)
    action = models.CharField(
        "操作", max_length=20, choices=list((ACTION_LABELS | BUREAU_LABELS).items())
    )
    season = models.ForeignKey(
        Season,
        on_delete=models.PROTECT,
        related_name="journal",
        null=True,
        blank=True,
        verbose_name="填报任务",
    )
    disclosure = models.ForeignKey(
        Disclosure,
        on_delete=models.PROTECT,
        related_name="journal",
        null=True,
        blank=True,
        verbose_name="公开材料",
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="journal",
        null=True,
        blank=True,
        verbose_name="组织",
    )
    version = models.PositiveIntegerField("版本", default=0)
    state_before = models.CharField(
        "原状态", max_length=10, choices=list(STATE_LABELS.items()), blank=True
    )
    state_after = models.CharField(
        "新状态", max_length=10, choices=list(STATE_LABELS.items()), blank=True
    )
    why = models.TextField("原因", blank=True)
    before = models.JSONField("操作前", default=dict, blank=True)
    after = models.JSONField("操作后", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "操作记录"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["disclosure", "person", "action"], name="journal_deeds_of_person")
        ]
        constraints = [
            models.CheckConstraint(
                condition=_only("disclosure") | _only("season") | _only("organisation"),
                name="journal_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        thing = self.disclosure or self.season or self.organisation
        return f"{self.who} {self.get_action_display()} {thing}"
