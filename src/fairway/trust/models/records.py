"""Credit records of organisations."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CreditRecord(models.Model):
    """One catalogued record. ``kind`` and ``severity`` are keys of ``engine.catalogue``.

    ``brought_in`` is the import it came with. ``status`` is that of the newest :class:`StatusChange`; without any the
    record is active.
    """

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
    brought_in = models.ForeignKey(
        "trust.RecordImport", on_delete=models.SET_NULL, null=True, blank=True, related_name="records"
    )
    entered_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")

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
