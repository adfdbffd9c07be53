import django.db.models.deletion
from django.db import migrations, models

TIES = [
    ("branch_of", "is a branch of"),
    ("head_of", "is the head office of"),
    ("union_of", "is the trade union of"),
    ("has_union", "has as its trade union"),
    ("part_of", "is a part of"),
    ("has_part", "has as a part"),
    ("subsidiary_of", "is a subsidiary of"),
    ("parent_of", "is the parent of"),
    ("group_of", "stands for several, one of them"),
    ("in_group", "is one of those meant by"),
    ("product_of", "is a product of"),
    ("has_product", "has as a product"),
    ("sibling", "is a part of the same organisation as"),
]


class Migration(migrations.Migration):

    dependencies = [("know", "0005_contacts")]

    operations = [
        migrations.AlterField(
            model_name="pair",
            name="relation",
            field=models.CharField(blank=True, choices=TIES, max_length=16, verbose_name="relation"),
        ),
        migrations.AlterField(
            model_name="ruling",
            name="relation",
            field=models.CharField(blank=True, choices=TIES, max_length=16, verbose_name="relation"),
        ),
        migrations.AddField(
            model_name="ruling",
            name="kept",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="know.organisation",
            ),
        ),
        migrations.AddField(
            model_name="ruling",
            name="tie",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="know.relation",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruling",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=("pair",),
                name="know_pair_ruled_once_at_a_time",
            ),
        ),
    ]
