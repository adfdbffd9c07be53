from django.db import migrations, models

KINDS = [
    ("branch", "is a branch of"),
    ("subsidiary", "is a subsidiary of"),
    ("owned", "is partly owned by"),
    ("union", "is the trade union of"),
    ("part", "is a part of"),
    ("successor", "is the successor of"),
    ("dispatched", "is dispatched by"),
    ("entrusted", "has its management entrusted to"),
    ("advises", "advises"),
    ("finances", "finances"),
]


class Migration(migrations.Migration):

    dependencies = [("know", "0006_desk")]

    operations = [
        migrations.AlterField(
            model_name="relation",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=12, verbose_name="relation"),
        ),
        migrations.AddField(
            model_name="relation",
            name="since_words",
            field=models.CharField(blank=True, max_length=80, verbose_name="from, in the source's words"),
        ),
    ]
