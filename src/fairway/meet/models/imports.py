"""Spreadsheets of participants and requests on their way in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.base.models import CheckedTable


class EventImport(CheckedTable):
    """A file handed in for an event: checked first, then its good rows taken, then perhaps taken back."""

    class Kind(models.TextChoices):
        """What its rows are."""

        PARTICIPANTS = "participants", _("participants")
        REQUESTS = "requests", _("requests")

    event = models.ForeignKey("meet.Event", on_delete=models.CASCADE, related_name="imports")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
