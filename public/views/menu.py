"""What stands at the top and at the bottom of every page: names of pages, and what they say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

MENU = (
    ("departments", _("部门")),
    ("money", _("钱花在哪里")),
    ("sangong", _("“三公”")),
    ("projects", _("项目")),
    ("compare", _("比较")),
    ("public", _("公开列表")),
    ("quality", _("公开质量")),
    ("data", _("开放数据")),
)
FOOT = (
    ("about", _("关于本站")),
    ("how-to-read", _("怎样读预决算")),
    ("glossary", _("名词解释")),
    ("quality-rules", _("校验规则")),
)
