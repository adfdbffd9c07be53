import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('know', '0001_initial'),
        ('trust', '0003_ratings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AssessmentOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordered_on', models.DateField(verbose_name='ordered')),
                ('purpose', models.CharField(max_length=300, verbose_name='purpose')),
                ('due_on', models.DateField(verbose_name='due')),
                ('state', models.CharField(choices=[('ordered', 'ordered'), ('delivered', 'delivered'), ('published', 'published'), ('refused', 'not published'), ('withdrawn', 'withdrawn')], db_index=True, default='ordered', max_length=10, verbose_name='state')),
                ('is_demo', models.BooleanField(default=False, verbose_name='demo')),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments_by', to='know.organisation')),
                ('ordered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments_of', to='know.organisation')),
            ],
            options={
                'ordering': ['-ordered_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('result', models.TextField(max_length=4000, verbose_name='result')),
                ('grade', models.CharField(blank=True, max_length=40, verbose_name='grade, as the assessor gives it')),
                ('method', models.CharField(max_length=300, verbose_name='method')),
                ('data_on', models.DateField(verbose_name='data up to')),
                ('delivered_on', models.DateField(verbose_name='delivered')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='published')),
                ('refused_on', models.DateField(blank=True, null=True, verbose_name='refused on')),
                ('refusals', models.JSONField(default=list)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='assessment', to='trust.assessmentorder')),
            ],
        ),
        migrations.CreateModel(
            name='DeclarationOfInterests',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('declared_on', models.DateField(verbose_name='declared')),
                ('declared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='declaration', to='trust.assessmentorder')),
            ],
        ),
        migrations.CreateModel(
            name='DeclaredInterest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('advises', 'advises it'), ('finances', 'finances it'), ('owns', 'owns a share of it'), ('owned_by', 'is owned by it, wholly or in part')], max_length=10, verbose_name='interest')),
                ('words', models.CharField(max_length=300, verbose_name='in words')),
                ('since', models.CharField(blank=True, max_length=80, verbose_name='since when')),
                ('declaration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interests', to='trust.declarationofinterests')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='IssuedStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='number')),
                ('purpose', models.CharField(choices=[('report', 'credit report'), ('statement', 'signed statement')], max_length=10, verbose_name='issued as')),
                ('document', models.TextField(verbose_name='document')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('key', models.CharField(max_length=80, verbose_name='signed with')),
                ('issued_at', models.DateTimeField(verbose_name='issued')),
                ('is_demo', models.BooleanField(default=False, verbose_name='demo')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='know.organisation')),
                ('rating', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='trust.rating')),
            ],
            options={
                'ordering': ['-issued_at', '-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='assessmentorder',
            constraint=models.CheckConstraint(condition=models.Q(('subject', models.F('assessor')), _negated=True), name='trust_assessment_of_two'),
        ),
        migrations.AddConstraint(
            model_name='assessmentorder',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('ordered_on'))), name='trust_assessment_due_after_order'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('author')), _negated=True), _connector='OR'), name='trust_assessment_author_not_decider'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('published_on', None), ('refused_on', None), _connector='OR'), name='trust_assessment_decided_once'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_on', None), ('refused_on', None)), ('decided_by__isnull', False), _connector='OR'), name='trust_assessment_decided_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='declaredinterest',
            constraint=models.UniqueConstraint(fields=('declaration', 'kind'), name='trust_interest_of_a_kind'),
        ),
    ]
