"""The search box's documents, and the index of their terms for the store at hand."""

from django.db import migrations, models

from fairway.know.models import search


def make_index(_apps, editor):
    search.make_index(editor)


def drop_index(_apps, editor):
    search.drop_index(editor)


class Migration(migrations.Migration):
    dependencies = [
        ("know", "0002_registry"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("organisation", models.BigIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("region", models.CharField(max_length=6)),
                ("section", models.CharField(blank=True, max_length=1)),
                ("is_demo", models.BooleanField()),
                ("text", models.TextField()),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["organisation"], name="know_searchdocument_of")],
            },
        ),
        migrations.CreateModel(
            name="SearchState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("method", models.CharField(max_length=40)),
                ("documents", models.PositiveBigIntegerField(default=0)),
                ("bands", models.JSONField(default=list)),
                ("common", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.RunPython(make_index, drop_index),
    ]
