"""Files of projects that were handed in: checked first, then taken."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.base.models import CheckedFile


class ProjectImport(CheckedFile):
    """A file of projects; ``counts`` (by outcome) and ``problems`` say what was done once it is taken."""

    class State(models.TextChoices):
        """How far it is."""

        UPLOADED = "uploaded", _("waiting for its check")
        CHECKED = "checked", _("checked")
        APPLIED = "applied", _("taken")
        DISCARDED = "discarded", _("discarded")

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.UPLOADED)
    job = models.ForeignKey("base.Job", on_delete=models.SET_NULL, null=True, related_name="+")
