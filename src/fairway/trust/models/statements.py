"""Statements of ratings that were issued."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.trust.models.ratings import Rating


class IssuedStatement(models.Model):
    """One signed statement as it left the house. ``number`` cannot be guessed: who has it, was given the statement."""

    class Purpose(models.TextChoices):
        """What it was issued as."""

        REPORT = "report", _("credit report")
        STATEMENT = "statement", _("signed statement")

    number = models.UUIDField(_("number"), unique=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("know.Organisation", on_delete=models.PROTECT, related_name="statements")
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="statements")
    purpose = models.CharField(_("issued as"), max_length=10, choices=Purpose.choices)
    document = models.TextField(_("document"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    key = models.CharField(_("signed with"), max_length=80)
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        """The newest first."""

        ordering = ["-issued_at", "-pk"]

    def __str__(self) -> str:
        return str(self.number)

    def own_ids(self) -> tuple[int]:
        """Name the organisation the statement is about: it may see it."""
        return (self.organisation_id,)

    @property
    def urn(self) -> str:
        """The number as it stands in the statement."""
        return self.number.urn
