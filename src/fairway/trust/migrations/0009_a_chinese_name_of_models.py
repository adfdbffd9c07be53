from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('trust', '0008_whom_an_import_is_about'),
    ]

    operations = [
        migrations.AddField(
            model_name='creditmodel',
            name='name_zh',
            field=models.CharField(blank=True, max_length=80, verbose_name='name in Chinese'),
        ),
    ]
