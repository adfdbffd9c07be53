import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meet', '0010_representatives_checked_in'),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='linked_on',
            field=models.DateField(default=django.utils.timezone.localdate, editable=False, verbose_name='link made on'),
        ),
        migrations.AddField(
            model_name='participation',
            name='linked_on',
            field=models.DateField(default=django.utils.timezone.localdate, editable=False, verbose_name='link made on'),
        ),
    ]
