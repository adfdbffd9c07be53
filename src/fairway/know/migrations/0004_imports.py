import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('base', '0001_initial'),
        ('know', '0003_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportHeadings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fingerprint', models.CharField(max_length=64, unique=True)),
                ('mapping', models.JSONField(default=dict)),
                ('used_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'ordering': ['-used_at'],
            },
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('namespace', models.CharField(max_length=80, verbose_name='name of the source')),
                ('file_name', models.CharField(max_length=200, verbose_name='file')),
                ('file_kind', models.CharField(max_length=4, verbose_name='kind of file')),
                ('file_bytes', models.PositiveIntegerField(default=0, verbose_name='size')),
                ('sheet', models.CharField(blank=True, max_length=80, verbose_name='sheet')),
                ('heading_row', models.PositiveIntegerField(default=0, verbose_name='row of the headings')),
                ('mapping', models.JSONField(default=list, verbose_name='columns')),
                ('options', models.JSONField(default=dict, verbose_name='choices')),
                ('state', models.CharField(choices=[('uploaded', 'not compared yet'), ('compared', 'compared'), ('applied', 'applied'), ('taken_back', 'taken back'), ('discarded', 'discarded')], default='uploaded', max_length=10, verbose_name='state')),
                ('problems', models.JSONField(default=list, verbose_name='problems')),
                ('counts', models.JSONField(default=dict, verbose_name='rows')),
                ('left_out', models.JSONField(default=list, verbose_name='left out')),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='uploaded')),
                ('applied_at', models.DateTimeField(blank=True, null=True, verbose_name='applied')),
                ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='base.job')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='ImportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.BinaryField()),
                ('import_of', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='file', to='know.import')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='row')),
                ('outcome', models.CharField(choices=[('new', 'new'), ('changed', 'changed'), ('unchanged', 'unchanged'), ('ask', 'to be asked'), ('refused', 'refused'), ('stale', 'overtaken')], max_length=9, verbose_name='outcome')),
                ('name', models.CharField(blank=True, max_length=300, verbose_name='name')),
                ('found_by', models.CharField(blank=True, max_length=9, verbose_name='found by')),
                ('incoming', models.JSONField(default=dict)),
                ('cells', models.JSONField(default=list)),
                ('changes', models.JSONField(default=list)),
                ('problems', models.JSONField(default=list)),
                ('near', models.JSONField(default=list)),
                ('effects', models.JSONField(default=list)),
                ('is_done', models.BooleanField(default=False, verbose_name='done')),
                ('is_taken_back', models.BooleanField(default=False, verbose_name='taken back')),
                ('import_of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='know.import')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='import_rows', to='know.organisation')),
            ],
            options={
                'ordering': ['number'],
                'indexes': [models.Index(fields=['import_of', 'outcome', 'number'], name='know_import_outcome')],
                'constraints': [models.UniqueConstraint(fields=('import_of', 'number'), name='know_import_row_once')],
            },
        ),
    ]
