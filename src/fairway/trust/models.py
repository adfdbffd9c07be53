"""Credit records, credit models and ratings of organisations."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CreditRecord(models.Model):
    """One catalogued record. ``kind`` and ``severity`` are keys of ``engine.catalogue``."""

    class Status(models.TextChoices):
        """Where the record stands; only active ones count in full."""

        ACTIVE = "active", _("active")
        UNDER_OBJECTION = "under_objection", _("under objection")
        REPAIRED = "repaired", _("repaired")
        EXPIRED = "expired", _("expired")
        WITHDRAWN = "withdrawn", _("withdrawn")

    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="credit_records")
    number = models.CharField(_("document number"), max_length=80)
    kind = models.CharField(_("kind"), max_length=40)
    severity = models.CharField(_("severity or value"), max_length=40, blank=True)
    happened_on = models.DateField(_("happened"))
    learned_on = models.DateField(_("learned"))
    status = models.CharField(_("status"), max_length=16, choices=Status.choices, default=Status.ACTIVE)
    authority = models.CharField(_("authority"), max_length=200)
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        """One legal case counts once; nothing is learned before it happened."""

        ordering = ["-happened_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="trust_case_once"),
            models.CheckConstraint(
                condition=models.Q(learned_on__gte=models.F("happened_on")),
                name="trust_learned_after_happened",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def own_ids(self) -> tuple[int]:
        """Name the organisation the record is about: it may see it."""
        return (self.organisation_id,)


class CreditModel(models.Model):
    """A version of a credit model as it was approved: its TOML text is the method."""

    name = models.CharField(_("name"), max_length=80)
    version = models.CharField(_("version"), max_length=20)
    toml = models.TextField(_("method"))
    author = models.CharField(_("author"), max_length=120)
    approver = models.CharField(_("approver"), max_length=120)
    published_on = models.DateField(_("published"))

    class Meta:
        """A version is approved once, by somebody other than its author."""

        ordering = ["name", "version"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="trust_model_version_once"),
            models.CheckConstraint(condition=~models.Q(author=models.F("approver")), name="trust_author_not_approver"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Rating(models.Model):
    """What a model says of an organisation as of a date. No points and no grade: there is no file."""

    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="ratings")
    model = models.ForeignKey(CreditModel, on_delete=models.PROTECT, related_name="ratings")
    as_of = models.DateField(_("as of"))
    points = models.IntegerField(_("points"), null=True)
    grade = models.CharField(_("grade"), max_length=4, blank=True)
    reasons = models.JSONField(default=list)
    is_demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        """One rating a model, organisation and date; points and grade come together."""

        ordering = ["-as_of", "organisation_id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "model", "as_of"], name="trust_rating_once"),
            models.CheckConstraint(
                condition=models.Q(points=None, grade="") | (models.Q(points__isnull=False) & ~models.Q(grade="")),
                name="trust_points_with_grade",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.as_of}: {self.grade or '–'}"

    def own_ids(self) -> tuple[int]:
        """Name the rated organisation: it may see its rating."""
        return (self.organisation_id,)
