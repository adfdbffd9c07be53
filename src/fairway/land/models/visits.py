"""Visits of offices to projects: when, with whom, what was seen, and the next date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.land.models.projects import Lines

if TYPE_CHECKING:
    from datetime import date


class Visit(models.Model):
    """One visit: never changed, never deleted; a wrong one is taken back by a line that ``reverses`` it.

    ``office`` went there, ``posts`` says in which posts people were there: no person is named.
    """

    project = models.ForeignKey("land.Project", on_delete=models.PROTECT, related_name="visits")
    office = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    happened_on = models.DateField(_("visited on"))
    learned_on = models.DateField(_("written down on"))
    posts = models.CharField(_("posts of those present"), max_length=300, blank=True)
    seen = models.CharField(_("what was seen"), max_length=1000)
    next_on = models.DateField(_("next date"), null=True)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by")

    reversed_on: date | None = None
    objects = Lines["Visit"].as_manager()

    class Meta:
        """The newest first; nothing is written down before it happened."""

        ordering = ["project", "-happened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(learned_on__gte=models.F("happened_on")), name="land_visit_learned_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.happened_on}"


class Met(models.Model):
    """An organisation that was met on a visit."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="met")
    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Once a visit."""

        ordering = ["visit", "pk"]
        verbose_name_plural = "met"
        constraints = [models.UniqueConstraint(fields=["visit", "organisation"], name="land_met_once")]

    def __str__(self) -> str:
        return str(self.organisation_id)
