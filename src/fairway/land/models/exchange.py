"""Files of projects that were handed in: checked first, then taken."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ProjectImport(models.Model):
    """A file of projects. ``content`` is kept while it is needed.

    ``counts`` (by outcome) and ``problems`` (at most :data:`MOST_PROBLEMS`, as ``base`` shows them) are what the
    check found, or what was done once it is taken.
    """

    class State(models.TextChoices):
        """How far it is."""

        UPLOADED = "uploaded", _("waiting for its check")
        CHECKED = "checked", _("checked")
        APPLIED = "applied", _("taken")
        DISCARDED = "discarded", _("discarded")

    file_name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(default=b"")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.UPLOADED)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    job = models.ForeignKey("base.Job", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        """Newest first."""

        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name
