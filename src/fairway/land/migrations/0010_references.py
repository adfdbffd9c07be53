"""Give projects the reference by which they are known elsewhere: of their agreement, else one of their own."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Concat

import fairway.land.models.projects
from fairway.land.models.projects import new_reference


def fill_in(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Event's code and agreement's number, as they went out so far."""
    project = apps.get_model("land", "Project")
    papers = apps.get_model("sign", "Agreement").objects.filter(pk=OuterRef("agreement"))
    named = papers.values_list(Concat(F("event__code"), Value(":"), F("number")))
    project.objects.filter(agreement__isnull=False).update(reference=Subquery(named[:1]))
    for each in project.objects.filter(agreement=None).only("pk").iterator():
        project.objects.filter(pk=each.pk).update(reference=new_reference())


class Migration(migrations.Migration):
    """Filled in before they have to differ."""

    dependencies = [("land", "0009_webhooks")]
    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="is_verified",
                field=models.BooleanField(default=False, verbose_name="evidence verified by a second signer"),
            )
            for name in ("stageentry", "payment")
        ),
        migrations.AddField(
            model_name="project",
            name="reference",
            field=models.CharField(default="", max_length=200, verbose_name="reference"),
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="project",
            name="reference",
            field=models.CharField(
                default=fairway.land.models.projects.new_reference, max_length=200, unique=True, verbose_name="reference"
            ),
        ),
    ]
