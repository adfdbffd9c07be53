"""How many representatives of a participant were checked in; whoever was before counted as all of them."""

from typing import TYPE_CHECKING

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def count_all(apps: "Apps", _editor: "BaseDatabaseSchemaEditor") -> None:
    """Take everybody who was checked in as there with all representatives."""
    seats = apps.get_model("meet", "Participation").objects.filter(pk=OuterRef("participation")).values("seats")
    apps.get_model("meet", "CheckIn").objects.update(seats=Subquery(seats))


class Migration(migrations.Migration):
    """Add the count."""

    dependencies = [("meet", "0009_report_says_who_answers")]

    operations = [
        migrations.AddField(
            model_name="checkin",
            name="seats",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="representatives there"),
        ),
        migrations.RunPython(count_all, migrations.RunPython.noop),
    ]
