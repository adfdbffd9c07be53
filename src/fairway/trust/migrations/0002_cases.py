import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Cast


def keep_what_was(apps, schema_editor):
    """Old records were entered, at the earliest, on the day they were learned; their status began then."""
    record, change = apps.get_model("trust", "CreditRecord"), apps.get_model("trust", "StatusChange")
    record.objects.update(entered_at=Cast(F("learned_on"), models.DateTimeField()))
    settled = record.objects.exclude(status="active").values_list("pk", "status", "learned_on", "entered_at")
    kept = [
        change(record_id=pk, status=status, on=day, recorded_at=moment)
        for pk, status, day, moment in settled.iterator(chunk_size=2000)
    ]
    change.objects.bulk_create(kept, batch_size=1000)


class Migration(migrations.Migration):

    dependencies = [
        ('know', '0006_desk'),
        ('trust', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='creditrecord',
            name='corrects',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='trust.creditrecord'),
        ),
        migrations.AddField(
            model_name='creditrecord',
            name='entered_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='entered'),
        ),
        migrations.AddField(
            model_name='creditrecord',
            name='entered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='number')),
                ('kind', models.CharField(choices=[('objection', 'objection'), ('repair', 'credit repair'), ('appeal', 'appeal'), ('problem', 'problem')], max_length=12, verbose_name='kind')),
                ('state', models.CharField(choices=[('open', 'newly opened'), ('asked', 'authority asked'), ('answered', 'authority answered'), ('decided', 'decision made'), ('taken_back', 'taken back'), ('notified', 'notified'), ('planned', 'plan agreed'), ('rectified', 'reported as rectified'), ('closed', 'closed')], default='open', max_length=12, verbose_name='state')),
                ('status_before', models.CharField(blank=True, choices=[('active', 'active'), ('under_objection', 'under objection'), ('repaired', 'repaired'), ('expired', 'expired'), ('withdrawn', 'withdrawn')], max_length=16, verbose_name='status before')),
                ('opened_on', models.DateField(verbose_name='opened')),
                ('text', models.TextField(verbose_name='what is asked for, and why')),
                ('evidence', models.TextField(blank=True, verbose_name='evidence')),
                ('commitment', models.TextField(blank=True, verbose_name='commitment')),
                ('due_on', models.DateField(verbose_name='due')),
                ('authority_due_on', models.DateField(null=True, verbose_name='authority answers by')),
                ('level', models.CharField(blank=True, choices=[('due_soon', 'due soon'), ('overdue', 'overdue'), ('escalated', 'escalated')], max_length=12, verbose_name='urgency')),
                ('decided_on', models.DateField(null=True, verbose_name='decision made')),
                ('outcome', models.CharField(blank=True, choices=[('withdrawn', 'upheld: record withdrawn'), ('corrected', 'upheld: record corrected'), ('rejected', 'objection rejected'), ('granted', 'repair granted'), ('refused', 'repair refused'), ('overturned', 'first decision overturned'), ('confirmed', 'first decision confirmed')], max_length=12, verbose_name='how it was decided')),
                ('decision', models.TextField(blank=True, verbose_name='reasons of the decision')),
                ('is_demo', models.BooleanField(default=False, verbose_name='demo')),
                ('appeal_of', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='trust.case')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='know.organisation')),
                ('record', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='trust.creditrecord')),
            ],
            options={
                'ordering': ['due_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CaseStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.CharField(choices=[('open', 'opened'), ('ask_authority', 'authority asked'), ('answer', 'authority answered'), ('decide', 'decision made'), ('take_back', 'taken back'), ('notify', 'organisation notified'), ('plan', 'rectification plan agreed'), ('report_done', 'reported as rectified'), ('close', 'closed'), ('reopen', 'reopened'), ('due_soon', 'due soon'), ('overdue', 'overdue'), ('escalated', 'escalated')], max_length=16, verbose_name='step')),
                ('on', models.DateField(verbose_name='day')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='written down')),
                ('text', models.TextField(blank=True, verbose_name='words')),
                ('evidence', models.TextField(blank=True, verbose_name='evidence')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='trust.case')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='StatusChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('active', 'active'), ('under_objection', 'under objection'), ('repaired', 'repaired'), ('expired', 'expired'), ('withdrawn', 'withdrawn')], max_length=16, verbose_name='status')),
                ('on', models.DateField(verbose_name='in effect from')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='written down')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='status_changes', to='trust.case')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='status_changes', to='trust.creditrecord')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('open', 'asked', 'answered', 'notified', 'planned', 'rectified'))), fields=('record',), name='trust_one_open_case_a_record'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'problem'), ('record', None)), models.Q(models.Q(('kind', 'problem'), _negated=True), ('record__isnull', False)), _connector='OR'), name='trust_hearing_has_a_record'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('appeal_of__isnull', False), ('kind', 'appeal')), models.Q(models.Q(('kind', 'appeal'), _negated=True), ('appeal_of__isnull', True)), _connector='OR'), name='trust_appeal_of_a_case'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by', None), ('decided_on', None), ('outcome', '')), models.Q(('decided_by__isnull', False), ('decided_on__isnull', False), ('state', 'decided'), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='trust_case_decided_whole'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', models.F('opened_by')), _negated=True), name='trust_opener_does_not_decide'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('decided_on__gte', models.F('opened_on')), ('decided_on', None), _connector='OR'), name='trust_decided_after_opened'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('opened_on'))), name='trust_due_after_opened'),
        ),
        migrations.RunPython(keep_what_was, migrations.RunPython.noop, elidable=True),
    ]
