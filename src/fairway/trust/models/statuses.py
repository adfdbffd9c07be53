"""How the status of a credit record changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairway.trust.models.cases import Case
from fairway.trust.models.records import CreditRecord


class StatusChange(models.Model):
    """A record took a status: the day it took effect, and the moment it was written down here.

    Before its first change a record was active. Later rows overrule earlier ones from their day on.
    """

    record = models.ForeignKey(CreditRecord, on_delete=models.PROTECT, related_name="status_changes")
    status = models.CharField(_("status"), max_length=16, choices=CreditRecord.Status.choices)
    on = models.DateField(_("in effect from"))
    recorded_at = models.DateTimeField(_("written down"), default=timezone.now, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="status_changes")

    class Meta:
        """In the order they were written down."""

        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.record_id} {self.on}: {self.status}"
