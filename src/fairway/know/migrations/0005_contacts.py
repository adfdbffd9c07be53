"""When the next step of a contact was done."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("know", "0004_imports"),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="next_done_on",
            field=models.DateField(blank=True, null=True, verbose_name="next step done"),
        ),
    ]
