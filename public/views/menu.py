"""What stands at the top and at the bottom of every page: names of pages, and what they say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

MENU = (
    ("departments", _("部门")),
    ("public", _("公开列表")),
)
FOOT: tuple[tuple[str, object], ...] = ()
