from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('trust', '0007_appeals_on_assessments'),
    ]

    operations = [
        migrations.AddField(
            model_name='recordimport',
            name='organisations',
            field=models.JSONField(default=list, verbose_name='organisations'),
        ),
    ]
