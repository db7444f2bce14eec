"""When something was done may be said by who writes it down: a past that is generated, or brought
in from elsewhere, has days of its own.

The columns stay as they are.  Only the state changes, so that SQLite does not remake the tables
and their triggers stay.
"""

from django.db import migrations, models

from disclosures.models.moment import moment

TIMES = (
    ("journalentry", "时间"),
    ("publication", "固定时间"),
    ("release", "时间"),
    ("signature", "时间"),
)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0006_sheets")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name=model,
                    name="at",
                    field=models.DateTimeField(default=moment, editable=False, verbose_name=label),
                )
                for model, label in TIMES
            ]
        )
    ]
