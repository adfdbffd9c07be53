"""How the status of a credit record changed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.trust.models.records import CreditRecord


class StatusChange(models.Model):
    """A record took a status: the day it took effect, and the moment it was written down here.

    Before its first change a record was active. Later rows overrule earlier ones from their day on.
    """

    record = models.ForeignKey(CreditRecord, on_delete=models.PROTECT, related_name="status_changes")
    status = models.CharField(_("status"), max_length=16, choices=CreditRecord.Status.choices)
    on = models.DateField(_("in effect from"))
    recorded_at = models.DateTimeField(_("written down"), auto_now_add=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        """In the order they were written down."""

        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.record_id} {self.on}: {self.status}"
