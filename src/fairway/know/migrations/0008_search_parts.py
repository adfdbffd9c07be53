"""The search box's documents in parts, where the store has such tables. Documents stay; remaking them fills more parts."""

from django.db import migrations

from fairway.know.models import search


def make_parts(_apps, editor):
    search.make_parts(editor)


def drop_parts(_apps, editor):
    search.drop_parts(editor)


class Migration(migrations.Migration):
    dependencies = [
        ("know", "0007_interests"),
    ]

    operations = [
        migrations.RunPython(make_parts, drop_parts),
    ]
