"""Which records are one organisation: pairs to look at, what was decided of them, merges and what each moved."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What two records are to each other."""

    SAME = "same", _("the same organisation")
    RELATED = "related", _("related")
    DIFFERENT = "different", _("different organisations")
    ASK = "ask", _("to be looked at")


class Tie(models.TextChoices):
    """What the first of two related records is to the second: ``engine.written.Relation`` in words."""

    BRANCH_OF = "branch_of", _("is a branch of")
    HEAD_OF = "head_of", _("is the head office of")
    UNION_OF = "union_of", _("is the trade union of")
    HAS_UNION = "has_union", _("has as its trade union")
    PART_OF = "part_of", _("is a part of")
    HAS_PART = "has_part", _("has as a part")
    SUBSIDIARY_OF = "subsidiary_of", _("is a subsidiary of")
    PARENT_OF = "parent_of", _("is the parent of")
    GROUP_OF = "group_of", _("stands for several, one of them")
    IN_GROUP = "in_group", _("is one of those meant by")
    PRODUCT_OF = "product_of", _("is a product of")
    HAS_PRODUCT = "has_product", _("has as a product")
    SIBLING = "sibling", _("is a part of the same organisation as")


class Pair(models.Model):
    """Two records that may be one organisation, ``left`` with the smaller id, and what the evidence says."""

    left = models.ForeignKey("know.Organisation", on_delete=models.CASCADE, related_name="pairs_left")
    right = models.ForeignKey("know.Organisation", on_delete=models.CASCADE, related_name="pairs_right")
    verdict = models.CharField(_("proposal"), max_length=9, choices=Verdict.choices)
    relation = models.CharField(_("relation"), max_length=16, choices=Tie.choices, blank=True)
    probability = models.FloatField(_("probability"))
    evidence = models.JSONField(_("evidence"), default=list)
    consequence = models.PositiveIntegerField(_("consequence"), default=0)
    method = models.CharField(_("method"), max_length=60)
    found_at = models.DateTimeField(_("found"), auto_now_add=True)

    class Meta:
        """Each two records once; the queue shows what weighs most first."""

        ordering = ["-consequence", "-probability", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="know_pair_once"),
            models.CheckConstraint(condition=models.Q(left__lt=models.F("right")), name="know_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.left_id}–{self.right_id}"


class Ruling(models.Model):
    """What a clerk decided of two records, or of two spellings: remembered and used again.

    ``spelling_a`` and ``spelling_b`` are folded names in order. A merge that would move a rating waits for a second
    person: ``confirmed_by`` is never ``decided_by``. ``kept`` is the record that stays where both are the same,
    ``tie`` the relation that was written where they are related. A revoked ruling stays.
    """

    pair = models.ForeignKey(Pair, on_delete=models.SET_NULL, null=True, blank=True, related_name="rulings")
    spelling_a = models.CharField(_("spelling"), max_length=300, db_index=True)
    spelling_b = models.CharField(_("other spelling"), max_length=300, db_index=True)
    verdict = models.CharField(_("decision"), max_length=9, choices=Verdict.choices)
    relation = models.CharField(_("relation"), max_length=16, choices=Tie.choices, blank=True)
    kept = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    tie = models.ForeignKey("know.Relation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    needs_second = models.BooleanField(_("needs a second person"), default=False)
    decided_by = models.ForeignKey("base.User", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided"), auto_now_add=True)
    confirmed_by = models.ForeignKey("base.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        """Two people where two are needed; one decision a pair holds at a time."""

        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("decided_by")),
                name="know_ruling_four_eyes",
            ),
            models.UniqueConstraint(
                fields=["pair"], condition=models.Q(revoked_at__isnull=True), name="know_pair_ruled_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.spelling_a} / {self.spelling_b}: {self.verdict}"


class Merge(models.Model):
    """``merged`` was found to be ``kept``; everything that hung on it moved, row by row, and can move back."""

    kept = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="merges")
    merged = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="merges_away")
    ruling = models.ForeignKey(Ruling, on_delete=models.PROTECT, null=True, blank=True, related_name="merges")
    reason = models.CharField(_("reason"), max_length=500)
    done_by = models.ForeignKey("base.User", on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(_("merged"), auto_now_add=True)
    undone_by = models.ForeignKey("base.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        """Latest first; two records are merged once at a time."""

        ordering = ["-done_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=models.Q(undone_at__isnull=True), name="know_merged_once_at_a_time"
            ),
            models.CheckConstraint(condition=~models.Q(kept=models.F("merged")), name="know_merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.kept_id}"


class Move(models.Model):
    """One row that a merge took from one organisation to the other: which table, which row, which column."""

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="moves")
    table = models.CharField(max_length=80)
    row = models.BigIntegerField()
    column = models.CharField(max_length=60)

    class Meta:
        """In the order they were made."""

        ordering = ["pk"]
        indexes = [models.Index(fields=["table", "row"], name="know_move_row")]

    def __str__(self) -> str:
        return f"{self.table}.{self.column} {self.row}"

    @classmethod
    def along(cls, row: models.Model, column: str, like: models.Model) -> list[Move]:
        """Unsaved moves that let a ``row`` go home with the row ``like`` which merges in force moved.

        For what is said later of one moved row, such as its correction.
        """
        moved = cls.objects.filter(table=like._meta.label_lower, row=like.pk, merge__undone_at=None).order_by("pk")
        return [
            cls(merge_id=merge, table=row._meta.label_lower, row=row.pk, column=column)
            for merge in moved.values_list("merge", flat=True)
        ]
