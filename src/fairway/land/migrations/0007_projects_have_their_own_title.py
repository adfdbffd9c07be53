"""Give projects and log lines what they so far took from their agreement and from the one road there was."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, OuterRef, Subquery


def fill_in(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Copy title, place and event of the agreements; the first stage map has the stages there were."""
    agreements = apps.get_model("sign", "Agreement").objects.filter(pk=OuterRef("agreement"))
    project, line = apps.get_model("land", "Project"), apps.get_model("land", "StageEntry")
    names = ("title", "region_code", "industry_code", "event_id")
    copied = {name: Subquery(agreements.values(name)[:1]) for name in names}
    project.objects.update(map_stage=F("stage"), **copied)
    line.objects.update(map_stage=F("stage"))
    line.objects.filter(stage__in=["withdrawn", "terminated"]).update(way_reason="other")


class Migration(migrations.Migration):
    """After the columns are there."""

    dependencies = [("land", "0006_projects_before_the_signature")]
    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop)]
