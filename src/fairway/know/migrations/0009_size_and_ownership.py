from django.db import migrations, models

SIZES = [("large", "large"), ("medium", "medium-sized"), ("small", "small"), ("micro", "micro")]
OWNERSHIP_TYPES = [
    ("state", "state-controlled"),
    ("collective", "collectively controlled"),
    ("private", "privately controlled"),
    ("hmt", "controlled from Hong Kong, Macao or Taiwan"),
    ("foreign", "foreign-controlled"),
]


class Migration(migrations.Migration):

    dependencies = [("know", "0008_search_parts")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="size",
            field=models.CharField(blank=True, choices=SIZES, default="", max_length=6, verbose_name="size of enterprise"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="organisation",
            name="ownership_type",
            field=models.CharField(
                blank=True, choices=OWNERSHIP_TYPES, default="", max_length=10, verbose_name="type of ownership"
            ),
            preserve_default=False,
        ),
    ]
