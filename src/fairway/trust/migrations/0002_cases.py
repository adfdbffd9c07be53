import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Cast

STATUSES = [
    ("active", "active"),
    ("under_objection", "under objection"),
    ("repaired", "repaired"),
    ("expired", "expired"),
    ("withdrawn", "withdrawn"),
]


def keep_what_was(apps, schema_editor):
    """Old records were entered, at the earliest, on the day they were learned; their status began then."""
    record, change = apps.get_model("trust", "CreditRecord"), apps.get_model("trust", "StatusChange")
    record.objects.update(entered_at=Cast(F("learned_on"), models.DateTimeField()))
    settled = record.objects.exclude(status="active").values_list("pk", "status", "learned_on", "entered_at")
    kept = [
        change(record_id=pk, status=status, on=day, recorded_at=moment)
        for pk, status, day, moment in settled.iterator(chunk_size=2000)
    ]
    change.objects.bulk_create(kept, batch_size=1000)


class Migration(migrations.Migration):

    dependencies = [("trust", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="creditrecord",
            name="entered_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="entered"),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="StatusChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("status", models.CharField(choices=STATUSES, max_length=16, verbose_name="status")),
                ("on", models.DateField(verbose_name="in effect from")),
                ("recorded_at", models.DateTimeField(verbose_name="written down")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="status_changes",
                        to="trust.creditrecord",
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.RunPython(keep_what_was, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="creditrecord",
            name="entered_at",
            field=models.DateTimeField(auto_now_add=True, verbose_name="entered"),
        ),
        migrations.AlterField(
            model_name="statuschange",
            name="recorded_at",
            field=models.DateTimeField(auto_now_add=True, verbose_name="written down"),
        ),
    ]
