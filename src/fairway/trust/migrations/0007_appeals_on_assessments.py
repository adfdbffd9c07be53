import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('know', '0007_interests'),
        ('trust', '0006_records'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='case',
            name='trust_hearing_has_a_record',
        ),
        migrations.RemoveConstraint(
            model_name='case',
            name='trust_appeal_of_a_case',
        ),
        migrations.AddField(
            model_name='case',
            name='assessment',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='trust.assessmentorder'),
        ),
        migrations.AlterField(
            model_name='case',
            name='appeal_of',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='trust.case'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'taken_back'), _negated=True), fields=('appeal_of',), name='trust_one_appeal_a_case'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'taken_back'), _negated=True), fields=('assessment', 'organisation'), name='trust_one_appeal_a_side'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('open', 'asked', 'answered', 'notified', 'planned', 'rectified'))), fields=('assessment',), name='trust_one_open_appeal_an_assessment'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('assessment', None), ('kind', 'problem'), ('record', None)), models.Q(('assessment__isnull', False), ('kind', 'appeal'), ('record', None)), models.Q(models.Q(('kind', 'problem'), _negated=True), ('assessment', None), ('record__isnull', False)), _connector='OR'), name='trust_hearing_has_a_matter'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('appeal_of__isnull', False), ('assessment', None), ('kind', 'appeal')), models.Q(('appeal_of', None), ('assessment__isnull', False), ('kind', 'appeal')), models.Q(models.Q(('kind', 'appeal'), _negated=True), ('appeal_of', None), ('assessment', None)), _connector='OR'), name='trust_appeal_of_one_decision'),
        ),
    ]
