"""Clause tables on their way in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ClauseImport(models.Model):
    """A table of promises handed in for an event: checked first, then its good rows taken, then perhaps taken back.

    ``content`` is the file while it is needed; ``counts`` and ``problems`` are what the check found.
    """

    class State(models.TextChoices):
        """How far it is."""

        CHECKED = "checked", _("checked")
        APPLIED = "applied", _("taken")
        TAKEN_BACK = "taken_back", _("taken back")
        DISCARDED = "discarded", _("discarded")

    event = models.ForeignKey("meet.Event", on_delete=models.PROTECT, related_name="clause_imports")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.CHECKED)
    file_name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(default=b"")
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name
