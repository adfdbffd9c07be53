"""Ratings of organisations."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.trust.models.methods import CreditModel


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
