"""Ratings of organisations, the notices that come before adverse ones, and published editions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.trust.models.methods import CreditModel


class Rating(models.Model):
    """What a model says of an organisation as of a date. No points and no grade: there is no file.

    ``effective_on`` is the day it took effect; without it the rating is not in force: it was announced and waits,
    or something newer came first. ``previous_grade`` is the grade that was in force when it was made.
    """

    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="ratings")
    model = models.ForeignKey(CreditModel, on_delete=models.PROTECT, related_name="ratings")
    as_of = models.DateField(_("as of"))
    points = models.IntegerField(_("points"), null=True)
    grade = models.CharField(_("grade"), max_length=4, blank=True)
    previous_grade = models.CharField(_("grade before"), max_length=4, blank=True)
    effective_on = models.DateField(_("in force from"), null=True)
    reasons = models.JSONField(default=list)
    is_demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        """One rating in force a model, organisation, date and day of effect; points and grade come together."""

        ordering = ["-as_of", "organisation_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "model", "as_of", "effective_on"], name="trust_rating_once"
            ),
            models.CheckConstraint(
                condition=models.Q(points=None, grade="") | (models.Q(points__isnull=False) & ~models.Q(grade="")),
                name="trust_points_with_grade",
            ),
            models.CheckConstraint(
                condition=models.Q(effective_on=None) | models.Q(effective_on__gte=models.F("as_of")),
                name="trust_effect_after_as_of",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.as_of}: {self.grade or '–'}"

    def own_ids(self) -> tuple[int]:
        """Name the rated organisation: it may see its rating."""
        return (self.organisation_id,)


class Notice(models.Model):
    """An adverse rating announced to its organisation, with the reasons, before it takes effect."""

    class State(models.TextChoices):
        """Where the notice stands."""

        SERVED = "served", _("served")
        IN_EFFECT = "in_effect", _("rating in force")
        WITHDRAWN = "withdrawn", _("withdrawn")

    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="notices")
    rating = models.OneToOneField(Rating, on_delete=models.PROTECT, related_name="notice")
    grade_before = models.CharField(_("grade before"), max_length=4, blank=True)
    grade_after = models.CharField(_("grade after"), max_length=4)
    reasons = models.JSONField(default=list)
    served_on = models.DateField(_("served"))
    takes_effect_on = models.DateField(_("takes effect"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.SERVED)
    closed_on = models.DateField(_("closed"), null=True)
    seen_at = models.DateTimeField(_("seen"), null=True)
    seen_by = models.ForeignKey("base.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """Newest first; an organisation has one notice open at a time; nothing takes effect the day it is served."""

        ordering = ["-served_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(state="served"), name="trust_one_open_notice"
            ),
            models.CheckConstraint(
                condition=models.Q(takes_effect_on__gt=models.F("served_on")), name="trust_notice_before_effect"
            ),
            models.CheckConstraint(
                condition=models.Q(state="served", closed_on=None)
                | (~models.Q(state="served") & ~models.Q(closed_on=None)),
                name="trust_notice_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.served_on}: {self.grade_before or '–'} → {self.grade_after}"

    def own_ids(self) -> tuple[int]:
        """Name the organisation the notice goes to."""
        return (self.organisation_id,)


class Edition(models.Model):
    """All grades by one model as of one day, as they were known at one moment: their number and their hash.

    The hash covers (organisation, points, grade) in order of organisation, for those with a file.
    """

    model = models.ForeignKey(CreditModel, on_delete=models.PROTECT, related_name="editions")
    as_of = models.DateField(_("as of"))
    published_at = models.DateTimeField(_("published"))
    count = models.PositiveIntegerField(_("organisations rated"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    replayed_at = models.DateTimeField(_("replayed"), null=True)
    is_reproduced = models.BooleanField(_("reproduced"), null=True)

    class Meta:
        """Newest first."""

        ordering = ["-published_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.as_of} {self.sha256[:12]}"
