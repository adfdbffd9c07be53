"""Input folders handed in on a page, waiting to be loaded."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairway.base.models import Upload


class InputFolder(Upload):
    """An uploaded folder: its files as sent, what the dry run found, and what became of it.

    ``problems`` holds one object a problem (``base.problems.problem_data``), ``rows`` the number of clean
    rows by table. ``is_loadable``: nothing keeps it out; ``has_good_rows``: it could be loaded without the bad rows.
    """

    class State(models.TextChoices):
        """Where the folder stands."""

        CHECKED = "checked", _("checked")
        LOADED = "loaded", _("loaded")
        DISCARDED = "discarded", _("discarded")

    event_code = models.CharField(_("event"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.CHECKED)
    problems = models.JSONField(default=list)
    rows = models.JSONField(default=dict)
    is_loadable = models.BooleanField(default=False)
    has_good_rows = models.BooleanField(default=False)
    job = models.ForeignKey("base.Job", on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return self.event_code or str(self.pk)


class InputFile(models.Model):
    """One file of an input folder, as sent."""

    folder = models.ForeignKey(InputFolder, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(_("file"), max_length=120)
    content = models.BinaryField()

    class Meta:
        """A name is used once."""

        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["folder", "name"], name="chain_file_once")]

    def __str__(self) -> str:
        return self.name
