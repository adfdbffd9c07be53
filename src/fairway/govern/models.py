"""Memberships: which account acts for which organisation, in which role, from when until when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody does at an organisation; rights follow from it (``rules``)."""

    PROMOTION_OFFICE = "promotion_office", _("promotion office")
    ZONE_COMMITTEE = "zone_committee", _("zone committee")
    ENTERPRISE = "enterprise", _("enterprise")
    CREDIT_OFFICE = "credit_office", _("credit office")


class Membership(models.Model):
    """An account acts for an organisation in a role, from a date until a date (open if none)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        """Dates in order; one open membership of a kind."""

        ordering = ["user__username", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_from__lte=models.F("valid_until")),
                name="govern_membership_dates_in_order",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=models.Q(valid_until__isnull=True),
                name="govern_one_open_membership",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation} ({self.role})"
