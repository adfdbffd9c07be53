"""A source's key is its event's code and its own key, 64 characters each."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("know", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="sourcedocument",
            name="key",
            field=models.CharField(max_length=140, unique=True, verbose_name="key"),
        ),
    ]
