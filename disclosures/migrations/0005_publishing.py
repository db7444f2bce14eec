"""Setting a time for publication, notices of the day until which it is due, and what is
superseded by more than one version: not all that is approved becomes public.

SQLite remakes a table whose column changes, and drops its triggers: they are put back.
"""

import django.db.models.deletion
from django.db import migrations, models

from disclosures.models.append_only import allow_changes, refuse_changes

TABLE = "disclosures_publication"


def guard(apps, editor):
    refuse_changes(editor.connection, TABLE)


def unguard(apps, editor):
    allow_changes(editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0004_frozen"),
    ]

    operations = [
        migrations.AlterField(
            model_name="journalentry",
            name="action",
            field=models.CharField(
                choices=[
                    ("view", "查看"),
                    ("request_files", "生成文件"),
                    ("enter", "填报"),
                    ("import", "导入工作簿"),
                    ("consolidate", "汇总单位"),
                    ("explain", "说明原因"),
                    ("write", "撰写正文"),
                    ("hand_up", "报送部门"),
                    ("sign", "签署"),
                    ("unsign", "撤销签署"),
                    ("submit", "提交财政"),
                    ("remark", "批注"),
                    ("answer", "答复批注"),
                    ("resolve", "了结批注"),
                    ("return", "退回"),
                    ("approve", "通过"),
                    ("publish", "公开"),
                    ("schedule", "定时公开"),
                    ("withdraw", "撤回公开"),
                    ("correct", "更正"),
                    ("open_season", "发起填报任务"),
                    ("change_season", "调整填报任务"),
                    ("change_orgs", "维护组织"),
                    ("change_people", "维护人员"),
                ],
                max_length=20,
                verbose_name="操作",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("season_opened", "任务已发起"),
                    ("days_moved", "日期有调整"),
                    ("deadline_near", "临近截止"),
                    ("overdue", "已逾期"),
                    ("handed_up", "已报部门"),
                    ("signed", "已签署"),
                    ("unsigned", "已撤销签署"),
                    ("submitted", "已提交"),
                    ("returned", "已退回"),
                    ("approved", "已通过"),
                    ("published", "已公开"),
                    ("withdrawn", "已撤回公开"),
                    ("correcting", "开始更正"),
                    ("publish_near", "临近公开期限"),
                    ("publish_overdue", "逾期未公开"),
                    ("remark", "有新批注"),
                    ("answer", "有新答复"),
                ],
                max_length=20,
                verbose_name="类别",
            ),
        ),
        migrations.RunPython(unguard, guard),
        migrations.AlterField(
            model_name="publication",
            name="supersedes",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="superseded_by",
                to="disclosures.publication",
            ),
        ),
        migrations.RunPython(guard, unguard),
    ]
