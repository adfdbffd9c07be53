"""Who takes part."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Participation(models.Model):
    """Who takes part: seats (meetings in parallel), slots (``None`` = all) and most meetings."""

    event = models.ForeignKey("meet.Event", on_delete=models.CASCADE, related_name="participations")
    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="participations")
    group = models.CharField(_("delegation"), max_length=120, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), default=1)
    available = models.JSONField(_("available slots"), null=True)
    at_most = models.PositiveSmallIntegerField(_("at most"), null=True, blank=True)

    class Meta:
        """An organisation takes part once."""

        ordering = ["event", "organisation__name"]
        constraints = [models.UniqueConstraint(fields=["event", "organisation"], name="meet_participates_once")]

    def __str__(self) -> str:
        return str(self.organisation_id)

    def own_ids(self) -> set[int]:
        """Whose participation it is, for rights held on what is one's own."""
        return {self.organisation_id}
