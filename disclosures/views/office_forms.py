"""The forms of the bureau's office.  What only the database knows is told by the actions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField

from disclosures.core.facts import LABELS
from disclosures.core.workflow import ROLE_LABELS
from disclosures.data import form_set, form_set_data, form_set_ids
from disclosures.exchange.trees import Names, in_region
from disclosures.exchange.widgets import MOST
from disclosures.importing.facts_values import Bad
from disclosures.models import Organisation

#: 部门预算、决算应当在财政部门批复后 20 日内公开.
DAYS_TO_PUBLISH = 20


def _count(label: str) -> forms.IntegerField:
    said = "应为不小于 0 的整数"
    wrong = {"invalid": said, "min_value": said, "max_value": "数字过大"}
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=MOST, error_messages=wrong
    )


class OrganisationForm(forms.Form):
    """One department or unit; the level follows from the parent."""

    parent = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="上级",
        help_text="上级是地区的为部门，上级是部门的为单位。",
        error_messages={"required": "请选择上级", "invalid_choice": "请从列表中选择上级"},
    )
    code = forms.CharField(
        label="编码", max_length=32, error_messages={"required": "请填编码"},
        help_text="预算编码，如 701；所属单位如 701001。",
    )  # fmt: skip
    name = forms.CharField(label="名称", max_length=200, error_messages={"required": "请填名称"})
    nature = forms.ChoiceField(
        label="单位性质",
        required=False,
        choices=[("", "未填"), *LABELS["unit_nature"].items()],
    )
    establishment = _count("编制数")
    staff = _count("实有人数")

    def __init__(self, region: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = in_region(region).filter(level="department")
        parents = Organisation.objects.filter(pk=region.pk) | departments
        choice: Any = self.fields["parent"]
        choice.queryset = parents.distinct().order_by("-level", "code")
        choice.label_from_instance = lambda one: f"{one.code} {one.name}".strip()
        choice.empty_label = None


class UploadForm(forms.Form):
    """A list to be imported."""

    file = forms.FileField(
        label="文件",
        error_messages={"required": "请选择文件", "empty": "文件是空的"},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )


class PersonForm(forms.Form):
    """Who somebody is; roles stand in rows of their own."""

    username = UsernameField(
        label="用户名", max_length=150, help_text="登录时使用，保存后不能修改。",
        error_messages={"required": "请填用户名"},
    )  # fmt: skip
    name = forms.CharField(label="姓名", max_length=100, error_messages={"required": "请填姓名"})
    email = forms.EmailField(
        label="电子邮箱", required=False, help_text="接收邀请和通知。",
        error_messages={"invalid": "请填电子邮箱地址，如 wang@example.gov.cn"},
    )  # fmt: skip
    is_active = forms.BooleanField(
        label="在用", required=False, initial=True,
        help_text="停用的账号不能登录，办过的事仍在操作记录中。",
    )  # fmt: skip


def _day_input() -> forms.DateInput:
    """A browser's own choice of a day, which takes no other form than this."""
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class DaysForm(forms.Form):
    """The days of a season.  An empty day of publication is 20 days after the deadline."""

    opens_on = forms.DateField(
        label="开始日期",
        widget=_day_input(),
        error_messages={"required": "请填开始日期", "invalid": "日期如 2026-07-01"},
    )
    deadline = forms.DateField(
        label="报送截止日期",
        widget=_day_input(),
        error_messages={"required": "请填报送截止日期", "invalid": "日期如 2026-07-31"},
    )
    publish_by = forms.DateField(
        label="公开截止日期",
        required=False,
        widget=_day_input(),
        error_messages={"invalid": "日期如 2026-08-20"},
        help_text=(
            f"不填则为报送截止后 {DAYS_TO_PUBLISH} 天。国家规定：自财政部门批复之日起 "
            f"{DAYS_TO_PUBLISH} 日内由部门向社会公开；各单位的法定期限从各自批复之日算起，"
            "这里是全地区最迟的日子。"
        ),
    )

    def clean(self) -> dict[str, Any]:
        """The days in order."""
        found = super().clean() or {}
        opens, deadline = found.get("opens_on"), found.get("deadline")
        if opens and deadline and deadline < opens:
            self.add_error("deadline", "报送截止日期不能早于开始日期")
        if deadline and "publish_by" not in self.errors:
            found["publish_by"] = found.get("publish_by") or _after(deadline)
            if found["publish_by"] < deadline:
                self.add_error("publish_by", "公开截止日期不能早于报送截止日期")
        return found


def _after(deadline: date) -> date:
    return deadline + timedelta(days=DAYS_TO_PUBLISH)


class ChangeDaysForm(DaysForm):
    """Days of a season that runs."""

    why = forms.CharField(
        label="调整原因",
        max_length=500,
        error_messages={"required": "请写明调整原因"},
        help_text="记入操作记录。",
    )


TAKING_PART = {
    "departments": "全部部门",
    "all": "全部部门和单位",
    "ticked": "在下面勾选",
    "file": "按上传的名单",
}


class SeasonForm(DaysForm):
    """A new season of one kind and year."""

    form_set = forms.ChoiceField(
        label="表样", error_messages={"required": "请选择表样", "invalid_choice": "请选择表样"}
    )
    who = forms.ChoiceField(
        label="参加的组织",
        choices=list(TAKING_PART.items()),
        initial="departments",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择参加的组织", "invalid_choice": "请选择参加的组织"},
    )
    field_order = ("form_set", "opens_on", "deadline", "publish_by", "who")

    def __init__(self, kind: str, year: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["form_set"]
        choice.choices = [(one, form_set(one, year).name) for one in fitting(kind, year)]


def fitting(kind: str, year: int) -> list[str]:
    """The form sets of the kind that are in use in the year."""
    return [one for one in form_set_ids() if _fits(form_set_data(one), kind, year)]


def _fits(data: Any, kind: str, year: int) -> bool:
    first, last = data.get("years", (None, None))
    return bool(data["kind"] == kind and (first or year) <= year <= (last or year))


class RoleForm(forms.Form):
    """One role in one organisation, named by code or name."""

    role = forms.ChoiceField(
        label="角色", required=False, choices=[("", "请选择"), *ROLE_LABELS.items()]
    )
    place = forms.CharField(
        label="组织",
        required=False,
        max_length=240,
        widget=forms.TextInput({"list": "places", "autocomplete": "off"}),
    )

    def __init__(self, names: Names, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names = names

    def clean(self) -> dict[str, Any]:
        """``held`` is the role with the key of its organisation, if both are given."""
        found = super().clean() or {}
        role, place = found.get("role"), found.get("place", "").strip()
        if role and not place:
            self.add_error("place", "请填组织的编码或名称")
        if place and not role and "role" not in self.errors:
            self.add_error("role", "请选择角色")
        if role and place:
            try:
                found["held"] = (role, find_place(self._names, place))
            except Bad as bad:
                self.add_error("place", f"{bad.found}；应为{bad.expected}")
        return found


Roles = forms.formset_factory(RoleForm, extra=3, can_delete=True, max_num=100, validate_max=True)


def find_place(names: Names, said: str) -> int:
    """The organisation that somebody wrote or picked: 701, 财政局, or 701 财政局."""
    try:
        return names.find(said)
    except Bad:
        code, _, name = said.partition(" ")
        if not name:
            raise
        return names.find(code)
