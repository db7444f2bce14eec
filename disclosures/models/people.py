"""People, and what they are in which organisation."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from disclosures.core.workflow import ROLE_LABELS
from disclosures.models.parties import Organisation


class Person(AbstractUser):
    """Somebody who signs in.  What a person may do is said by memberships alone."""

    first_name = None  # type: ignore[assignment]  # a Chinese name is one field
    last_name = None  # type: ignore[assignment]
    name = models.CharField("姓名", max_length=100)
    #: Whether notices come by e-mail too; what concerns the account itself is sent in any case.
    mails = models.BooleanField("接收邮件", default=True)

    REQUIRED_FIELDS = ["name", "email"]

    class Meta:
        verbose_name = verbose_name_plural = "人员"

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name as people write it."""
        return self.name

    get_short_name = get_full_name


class Membership(models.Model):
    """A person's role in an organisation; a role in a region covers what stands below it."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="memberships", verbose_name="人员"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships", verbose_name="组织"
    )
    role = models.CharField("角色", max_length=20, choices=list(ROLE_LABELS.items()))

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"], name="membership_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_role_display()} {self.person}"
